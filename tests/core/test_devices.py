import pytest
import torch

from rvc_core import devices
from rvc_core.devices import capability_refusal, device_profile, named_memory_errors, pick_device
from rvc_core.errors import DeviceOutOfMemoryError, DeviceUnavailableError

BUILT_FOR = ["sm_75", "sm_80", "sm_90", "sm_100", "compute_100"]


@pytest.mark.parametrize("capability", [(7, 5), (8, 0), (8, 9), (9, 0), (10, 0), (12, 0)])
def test_served_gpu_is_used(capability: tuple[int, int]) -> None:
    assert capability_refusal(capability, BUILT_FOR) is None


@pytest.mark.parametrize("capability", [(5, 2), (6, 1), (7, 0)])
def test_too_old_gpu_is_refused_with_its_capability(capability: tuple[int, int]) -> None:
    assert f"{capability[0]}.{capability[1]}" in str(capability_refusal(capability, BUILT_FOR))


def test_newer_gpu_without_portable_code_is_refused() -> None:
    assert capability_refusal((12, 0), ["sm_80", "sm_90"]) is not None


def test_cpu_is_always_there() -> None:
    assert pick_device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["gpu", "cuda:x", "mps", "cuda:99"])
def test_unusable_device_is_unavailable(name: str) -> None:
    with pytest.raises(DeviceUnavailableError):
        pick_device(name)


def test_auto_falls_back_to_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "cuda_refusal", lambda index=0: "too old")
    assert pick_device("auto").type == "cpu"


def test_bfloat16_needs_its_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert not devices.cpu_is_good_at_bfloat16()


@pytest.mark.parametrize(("seconds", "good"), [(0.5, True), (0.9, False)])
def test_bfloat16_needs_to_be_faster(seconds: float, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    measured = {torch.float32: 1.0, torch.bfloat16: seconds}
    monkeypatch.setattr(devices, "_matmul_seconds", measured.__getitem__)
    assert devices.cpu_is_good_at_bfloat16() is good


def test_profile_is_chosen_once() -> None:
    assert device_profile("cpu") is device_profile("cpu")


def test_lack_of_gpu_memory_is_named() -> None:
    with (
        pytest.raises(DeviceOutOfMemoryError, match="memory; try less"),
        named_memory_errors("try less"),
    ):
        raise torch.OutOfMemoryError("planted")


def test_lack_of_cpu_memory_is_named() -> None:
    with pytest.raises(DeviceOutOfMemoryError), named_memory_errors("try less"):
        torch.empty(2**60)


@pytest.mark.parametrize(
    "words",
    [
        "[enforce fail at alloc_cpu.cpp:127] data. DefaultCPUAllocator: not enough memory: you tried to "
        "allocate 8589934592 bytes.",
        "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
    ],
)
@pytest.mark.parametrize("kind", [RuntimeError, torch.AcceleratorError])
def test_lack_of_memory_is_known_by_its_words(kind: type[RuntimeError], words: str) -> None:
    assert devices.is_out_of_memory(kind(words))


def test_error_of_another_kind_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="planted"), named_memory_errors("try less"):
        raise RuntimeError("planted")
