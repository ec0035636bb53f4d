"""The device and the number format of the work, chosen once."""

import os
import platform
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

from rvc_core.errors import DeviceOutOfMemoryError, DeviceUnavailableError

_BF16_SPEEDUP = 1.3  # bfloat16 has to be this much faster than float32 to be worth its precision
_LACKS_OF_MEMORY = (  # PyTorch has a type for its GPU allocator alone; the others show in the message
    "can't allocate memory",  # the CPU's, where malloc fails
    "not enough memory",  # the CPU's on Windows
    "CUDA error: out of memory",  # the driver's
    "CUBLAS_STATUS_ALLOC_FAILED",
)
_MEASURE_SIZE = 512
_MEASURE_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """What the work runs on."""

    device: torch.device
    dtype: torch.dtype  # of the heavy layers: bfloat16 where the device is good at it, else float32
    name: str  # for people
    memory_bytes: int  # in total
    threads: int  # of the CPU
    note: str | None = None  # why a GPU that is there is not used

    @property
    def is_cuda(self) -> bool:
        """Return whether the work runs on a CUDA GPU."""
        return self.device.type == "cuda"


def pick_device(name: str = "auto") -> torch.device:
    """Return the device named `auto` (a usable GPU, else the CPU), `cpu`, `cuda` or `cuda:N`.

    Raises:
        DeviceUnavailableError: it is not there, or too old for this build of PyTorch.
    """
    if name == "cpu":
        return torch.device("cpu")
    if name == "auto":
        return torch.device("cpu" if cuda_refusal() else "cuda:0")
    kind, _, number = name.partition(":")
    if kind != "cuda" or (number and not number.isdigit()):
        raise DeviceUnavailableError(f"There is no device {name!r}; it may be auto, cpu, cuda or cuda:N.")
    index = int(number or 0)
    reason = cuda_refusal(index)
    if reason:
        raise DeviceUnavailableError(reason)
    return torch.device("cuda", index)


@cache
def device_profile(name: str = "auto") -> DeviceProfile:
    """Return the profile of the device of that name; measured once, then remembered.

    Raises:
        DeviceUnavailableError: it is not there, or too old for this build of PyTorch.
    """
    device = pick_device(name)
    threads = torch.get_num_threads()
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        dtype = torch.bfloat16 if properties.major >= 8 else torch.float32
        return DeviceProfile(device, dtype, properties.name, properties.total_memory, threads)
    dtype = torch.bfloat16 if cpu_is_good_at_bfloat16() else torch.float32
    note = cuda_refusal() if name == "auto" and torch.cuda.is_available() else None
    return DeviceProfile(device, dtype, cpu_name(), _memory_bytes(), threads, note)


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether an error says that the device, or the machine, has no memory left."""
    words = str(error)
    is_named = isinstance(error, torch.OutOfMemoryError | MemoryError)
    return is_named or any(lack in words for lack in _LACKS_OF_MEMORY)


@contextmanager
def named_memory_errors(advice: str) -> Iterator[None]:
    """Raise lack of memory inside the block as an error for people, with `advice` on what takes less.

    Raises:
        DeviceOutOfMemoryError: memory ran out.
    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise DeviceOutOfMemoryError(f"The device ran out of memory; {advice}.") from error


def cuda_refusal(index: int = 0) -> str | None:
    """Return why the CUDA GPU of that number cannot be used, None where it can."""
    if not torch.cuda.is_available():
        return "No CUDA GPU is present, or its driver is too old for this build of PyTorch."
    if index >= torch.cuda.device_count():
        return f"There is no GPU number {index}; this machine has {torch.cuda.device_count()}."
    capability = torch.cuda.get_device_capability(index)
    return capability_refusal(capability, torch.cuda.get_arch_list())


def capability_refusal(capability: tuple[int, int], architectures: Sequence[str]) -> str | None:
    """Return why a GPU of that compute capability cannot run kernels built for `architectures`, or None.

    Binary kernels (`sm_90`) run on the same major version from their minor on; `compute_90` is portable code
    that any later GPU compiles. Source: CUDA C++ Programming Guide, binary and PTX compatibility.
    """
    for name in architectures:
        kind, _, digits = name.partition("_")
        version = digits.rstrip("af")
        major, minor = int(version[:-1]), int(version[-1])
        if kind == "sm" and major == capability[0] and minor <= capability[1]:
            return None
        if kind == "compute" and (major, minor) <= capability:
            return None
    have, built = f"{capability[0]}.{capability[1]}", ", ".join(architectures)
    return f"The GPU has compute capability {have}; this build of PyTorch serves {built}. The CPU is used."


def cpu_is_good_at_bfloat16() -> bool:
    """Return whether this CPU has bfloat16 instructions and multiplies matrices clearly faster with them."""
    if not (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()):
        return False
    return _matmul_seconds(torch.float32) > _BF16_SPEEDUP * _matmul_seconds(torch.bfloat16)


def cpu_name() -> str:
    """Return the CPU's name for people, with its number of working threads."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        named = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    return f"{model}, {torch.get_num_threads()} threads"


def _memory_bytes() -> int:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return 8 * 2**30  # Windows does not say; a common size
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _matmul_seconds(dtype: torch.dtype) -> float:
    matrix = torch.ones(_MEASURE_SIZE, _MEASURE_SIZE, dtype=dtype)
    seconds = []
    for _ in range(_MEASURE_ROUNDS + 1):  # the first round sets the kernel up
        begun = time.perf_counter()
        torch.mm(matrix, matrix)
        seconds.append(time.perf_counter() - begun)
    return min(seconds[1:])
