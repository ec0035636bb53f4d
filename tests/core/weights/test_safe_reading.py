import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError, UnsafeCheckpointError
from rvc_core.weights import load_tensors
from rvc_core.weights.torch_files import MAX_PICKLE_COST_BYTES
from tests.core.memory import allocating_at_most
from tests.core.weights.crafted_zips import zip_with_member_at

DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int64, torch.uint8, torch.bool]


def a_checkpoint() -> dict[str, object]:
    network = torch.nn.Linear(4, 3)
    optimizer = torch.optim.AdamW(network.parameters())
    network(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    return {
        "model": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "iteration": 7,
        "note": "음성",
    }


def same(one: object, other: object) -> bool:
    if isinstance(other, torch.Tensor):
        return isinstance(one, torch.Tensor) and one.dtype == other.dtype and torch.equal(one, other)
    if isinstance(other, dict):
        return (
            isinstance(one, dict) and list(one) == list(other) and all(same(one[k], other[k]) for k in other)
        )
    return one == other


def tensor_pickle(size: str, stride: str, elements: int = 1, key: str = "0") -> bytes:
    """Return the pickle of {"x": tensor} in protocol 2, with shape and stride as raw opcodes."""
    return (
        b"\x80\x02}X\x01\x00\x00\x00xctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storage"
        b"ctorch\nFloatStorage\nX\x01\x00\x00\x00" + key.encode() + b"X\x03\x00\x00\x00cpu"
        b"J"
        + struct.pack("<i", elements)
        + b"tQK\x00"
        + size.encode("latin1")
        + stride.encode("latin1")
        + b"\x89"
        b"ccollections\nOrderedDict\n)RtRs."
    )


def long_opcode(value: int) -> str:
    data = pickle.encode_long(value)
    return "\x8a" + chr(len(data)) + data.decode("latin1")


def shared(times: int) -> bytes:
    """Return the opcodes of a tuple that holds another one twice, and so on down: 2**times leaves."""
    return b"K\x01\x85" + b"q\x00h\x00\x86" * times


def dict_of(value: bytes) -> bytes:
    """Return the pickle of {"x": value} from the opcodes of a value."""
    return b"\x80\x02}X\x01\x00\x00\x00x" + value + b"s."


def text(length: int) -> bytes:
    return b"X" + struct.pack("<i", length) + b"a" * length


@pytest.mark.parametrize("zipped", [True, False])
def test_checkpoint_reads_as_pytorch_reads_it(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "G_7.pth"
    torch.save(a_checkpoint(), path, _use_new_zipfile_serialization=zipped)
    assert same(load_tensors(path), torch.load(path, weights_only=True))


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_number_type_round_trips(tmp_path: Path, dtype: torch.dtype) -> None:
    value = torch.tensor([[0, 1, 2], [3, 4, 5]]).to(dtype)
    torch.save({"x": value}, tmp_path / "x.pth")
    assert same(load_tensors(tmp_path / "x.pth"), {"x": value})


def test_transposed_tensor_round_trips(tmp_path: Path) -> None:
    value = torch.arange(6.0).reshape(2, 3).T
    torch.save({"x": value}, tmp_path / "x.pth")
    assert torch.equal(load_tensors(tmp_path / "x.pth")["x"], value)


def test_parameter_reads_as_its_tensor(tmp_path: Path) -> None:
    torch.save({"x": torch.nn.Parameter(torch.ones(2))}, tmp_path / "x.pth")
    assert torch.equal(load_tensors(tmp_path / "x.pth")["x"], torch.ones(2))


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFoundError):
        load_tensors(tmp_path / "none.pth")


@pytest.mark.parametrize("wrapping", ["zip", "bare"])
def test_code_is_refused_and_not_run(
    wrapping: str, code_pickle: tuple[bytes, Path], torch_zip: Callable[..., Path], tmp_path: Path
) -> None:
    data, witness = code_pickle
    path = torch_zip(data)
    if wrapping == "bare":
        path.write_bytes(data)
    with pytest.raises(UnsafeCheckpointError):
        load_tensors(path)
    assert not witness.exists()


@pytest.mark.parametrize(
    "pickled",
    [
        b"cposix\nsystem\n(S'true'\ntR.",  # the oldest protocol, as text
        b"(S'true'\niposix\nsystem\n.",
        b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.",
        b"\x80\x02cbuiltins\neval\nX\x01\x00\x00\x001\x85R.",
        b"\x80\x02cbuiltins\nbytearray\n\x8a\x05\x00\x00\x00\x00\x10\x85R.",  # 64 GiB of zeros
        b"\x80\x02ctorch.hub\nload\n)\x81.",
        b"\x80\x02(cposix\nsystem\nX\x04\x00\x00\x00trueo.",
    ],
)
def test_every_way_to_name_code_is_unsafe(pickled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    path.write_bytes(pickled)
    with pytest.raises(UnsafeCheckpointError):
        load_tensors(path)


def test_torchscript_is_unsafe(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "script.pt", "w") as archive:
        archive.writestr("script/data.pkl", b"\x80\x02}.")
        archive.writestr("script/code/__torch__.py", "")
    with pytest.raises(UnsafeCheckpointError, match="TorchScript"):
        load_tensors(tmp_path / "script.pt")


@pytest.mark.parametrize(
    ("size", "stride"),
    [
        (long_opcode(10**12) + "\x85", "K\x00\x85"),  # stride 0: 4 TB out of 4 bytes
        (long_opcode(2**40) + long_opcode(2**40) + "\x86", "K\x00K\x00\x86"),
        ("K\x02\x85", "K\x01\x85"),  # one element more than stored
        ("K\x01K\x01\x86", "K\x01\x85"),  # shape and stride of different lengths
        (long_opcode(-1) + "\x85", "K\x01\x85"),
        ("K\x01\x85", long_opcode(-5) + "\x85"),
        (long_opcode(2**61) * 2 + "K\x00\x87", "K\x01K\x01K\x01\x87"),  # no element, but 2**122 on the way
    ],
)
def test_tensor_beyond_its_storage_is_refused(size: str, stride: str, torch_zip: Callable[..., Path]) -> None:
    path = torch_zip(tensor_pickle(size, stride), {"0": bytes(4)})
    with pytest.raises((UnsafeCheckpointError, IncompatibleCheckpointError)):
        load_tensors(path)


def test_the_crafted_tensor_is_well_formed(torch_zip: Callable[..., Path]) -> None:
    path = torch_zip(tensor_pickle("K\x01\x85", "K\x01\x85"), {"0": struct.pack("<f", 2.5)})
    assert load_tensors(path)["x"].tolist() == [2.5]


def test_one_storage_named_as_many_tensors_is_unsafe(tmp_path: Path) -> None:
    value = torch.zeros(10_000)
    torch.save({f"x{i}": value[:] for i in range(50)}, tmp_path / "x.pth")
    with pytest.raises(UnsafeCheckpointError, match="more numbers"):
        load_tensors(tmp_path / "x.pth")


def test_storage_smaller_than_declared_is_unsafe(torch_zip: Callable[..., Path]) -> None:
    path = torch_zip(tensor_pickle("K\x01\x85", "K\x01\x85", elements=2**30), {"0": bytes(4)})
    with pytest.raises(UnsafeCheckpointError):
        load_tensors(path)


def test_deflated_storage_is_unsafe(torch_zip: Callable[..., Path]) -> None:
    elements = 25 * 2**20
    pickled = tensor_pickle("K\x01\x85", "K\x01\x85", elements)
    path = torch_zip(pickled, {"0": bytes(4 * elements)}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(UnsafeCheckpointError, match="compressed"):
        load_tensors(path)


@pytest.mark.parametrize(
    "pickled",
    [
        b"\x80\x02" + b"}" * 1_010_000 + b".",  # more instructions than any model
        b"\x80\x02}X\x01\x00\x00\x00x" + long_opcode(2**200).encode("latin1") + b"s.",
        b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b".",  # lists in lists
        b"\x80\x02" + b")" + b"\x85" * 100_000 + b".",  # tuples in tuples
        b"\x80\x02}" + b")" + b"\x85" * 100_000 + b"K\x01s.",  # such a tuple as a key: hashing it recurses
        dict_of(b"}" + long_opcode(2**61 - 1).encode("latin1") + b"Ns"),  # integers of one hash as keys
        b"\x80\x02}p2305843009213693951\n.",  # and as memo positions
        b"\x80\x02]r\xff\xff\xff\x7f.",  # memo position 2**31 - 1
        b"\x80\x02\x8b\xff\xff\xff\x7f.",  # an integer of 2 GB
        b"\x80\x02X\xff\xff\xff\x7fabc.",  # a text of 2 GB
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x0f.",  # bytes of an exabyte
        dict_of(shared(40)),  # a tera of leaves out of 250 bytes
        dict_of(b"]q\x00h\x00a"),  # a list that holds itself
        dict_of(b"}q\x00X\x01\x00\x00\x00yh\x00s"),  # a dict that holds itself
        dict_of(b"]" * 10_000 + b"a" * 9_999),  # lists in lists, where a tensor should be
        dict_of(b"(" + text(10**6) + b"q\x00" + b"h\x00" * 1000 + b"l"),  # one long text, a thousand times
        dict_of(shared(40) + text(1) + b"\x93"),  # as the name of a module
        dict_of(text(1) + shared(40) + b"\x93"),  # as a name in it
        dict_of(b"ctorch\ndevice\n" + shared(40) + b"\x85R"),
        dict_of(b"(" + text(7).replace(b"aaaaaaa", b"storage") + shared(40) + text(1) + b"NK\x01tQ"),
        dict_of(
            b"("
            + text(7).replace(b"aaaaaaa", b"storage")
            + b"ctorch\nFloatStorage\n"
            + shared(40)
            + b"NK\x01tQ"
        ),
    ],
)
def test_pickle_bombs_stay_within_the_stated_bound(pickled: bytes, torch_zip: Callable[..., Path]) -> None:
    path = torch_zip(pickled)
    with (
        allocating_at_most(path.stat().st_size + MAX_PICKLE_COST_BYTES),
        pytest.raises((UnsafeCheckpointError, IncompatibleCheckpointError)),
    ):
        load_tensors(path)


@pytest.mark.parametrize(
    "value", [shared(40), b"]q\x00h\x00a", b"(" + text(10**6) + b"q\x00" + b"h\x00" * 99 + b"l"]
)
def test_values_that_unfold_without_end_are_unsafe(value: bytes, torch_zip: Callable[..., Path]) -> None:
    with pytest.raises(UnsafeCheckpointError):
        load_tensors(torch_zip(dict_of(value)))


@pytest.mark.parametrize("value", [b"X\x03\x00\x00\x00\xed\xa0\x80", b"V\\ud800\n"], ids=["utf-8", "escaped"])
def test_text_that_cannot_be_written_out_is_damaged(value: bytes, torch_zip: Callable[..., Path]) -> None:
    with pytest.raises(IncompatibleCheckpointError, match="damaged"):
        load_tensors(torch_zip(dict_of(value)))


def test_value_shared_a_few_times_reads(torch_zip: Callable[..., Path]) -> None:
    assert load_tensors(torch_zip(dict_of(shared(2))))["x"] == (((1,), (1,)), ((1,), (1,)))


def test_storage_keys_that_unfold_without_end_are_unsafe(tmp_path: Path) -> None:
    torch.save({"x": torch.zeros(1)}, tmp_path / "x.pth", _use_new_zipfile_serialization=False)
    whole = (tmp_path / "x.pth").read_bytes()
    start = whole.rindex(b"\x80\x02]")  # the list of keys, after which come 8 + 4 bytes of the one storage
    (tmp_path / "x.pth").write_bytes(whole[:start] + b"\x80\x02](" + shared(40) + b"e." + whole[-12:])
    with pytest.raises(UnsafeCheckpointError):
        load_tensors(tmp_path / "x.pth")


@pytest.mark.parametrize("call", [b"h\x02h\x01R0", b"h\x03Q0"], ids=["call", "storage"])
def test_long_list_of_arguments_is_refused(call: bytes, torch_zip: Callable[..., Path]) -> None:
    storage = text(7).replace(b"aaaaaaa", b"storage") + b"ctorch\nFloatStorage\n" + text(1) + b"NK\x01"
    pickled = b"(N" + b"N" * 100_000 + b"tq\x01ctorch._utils\n_rebuild_parameter\nq\x02"
    pickled += b"(" + storage + b"N" * 100_000 + b"tq\x03" + call
    with pytest.raises(IncompatibleCheckpointError):
        load_tensors(torch_zip(b"\x80\x02" + pickled + b"}."))


def test_legacy_file_that_begins_with_a_tensor_is_incompatible(tmp_path: Path) -> None:
    path = tmp_path / "tensor.pth"
    path.write_bytes(
        tensor_pickle("K\x01\x85", "K\x01\x85").replace(b"}X\x01\x00\x00\x00x", b"").replace(b"s.", b".")
    )
    with pytest.raises(IncompatibleCheckpointError, match="not one that PyTorch wrote"):
        load_tensors(path)


def test_list_of_tensors_that_lies_beyond_every_file_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(IncompatibleCheckpointError, match="damaged"):
        load_tensors(zip_with_member_at(tmp_path / "far.pth", "archive/data.pkl", 2**63))


def test_directory_larger_than_allowed_is_not_read(tmp_path: Path) -> None:
    # The end record says that the directory is the 16 MiB before it.
    size = 16 * 2**20
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 0, 0)
    path = tmp_path / "directory.pth"
    path.write_bytes(b"PK\x01\x02" + bytes(size - 4) + end)
    with allocating_at_most(2**20), pytest.raises(UnsafeCheckpointError):
        load_tensors(path)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.99])
def test_cut_file_is_incompatible(tmp_path: Path, kept: float, zipped: bool) -> None:
    path = tmp_path / "cut.pth"
    torch.save({"x": torch.zeros(5000)}, path, _use_new_zipfile_serialization=zipped)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(IncompatibleCheckpointError):
        load_tensors(path)


def test_flipped_bits_are_found(tmp_path: Path) -> None:
    path = tmp_path / "flipped.pth"
    torch.save({"x": torch.zeros(5000)}, path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(IncompatibleCheckpointError, match="damaged"):
        load_tensors(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"hello, world\n", "a text file"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a sound file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a picture"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS"),
        (b"IwFl" + bytes(40), "a retrieval index"),
        (b"Rar!\x1a\x07\x00", "a RAR archive"),
        (bytes(257) + b"ustar" + bytes(300), "a tar archive"),
        (b"\x08\x07\x12\x07pytorch", "an ONNX model"),
    ],
)
def test_other_files_are_named_for_what_they_are(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "model.pth"
    path.write_bytes(content)
    with pytest.raises(IncompatibleCheckpointError, match=words):
        load_tensors(path)


def test_plain_pickle_is_incompatible(tmp_path: Path) -> None:
    path = tmp_path / "plain.pth"
    path.write_bytes(pickle.dumps({"x": 1}, protocol=2))
    with pytest.raises(IncompatibleCheckpointError, match="not one that PyTorch wrote"):
        load_tensors(path)


def test_list_of_tensors_is_incompatible(tmp_path: Path) -> None:
    torch.save([torch.ones(1)], tmp_path / "list.pth")
    with pytest.raises(IncompatibleCheckpointError, match="list"):
        load_tensors(tmp_path / "list.pth")


def test_numpy_object_is_unsafe(tmp_path: Path) -> None:
    torch.save({"x": np.float64(1.0)}, tmp_path / "numpy.pth")
    with pytest.raises(UnsafeCheckpointError, match="numpy"):
        load_tensors(tmp_path / "numpy.pth")


FAIRSEQ = (
    b"\x80\x02}(X\x04\x00\x00\x00argscargparse\nNamespace\n)\x81}X\x01\x00\x00\x00aK\x01sb"
    b"X\x04\x00\x00\x00dictcfairseq.data.dictionary\nDictionary\n)\x81}X\x07\x00\x00\x00symbols]sb"
    b"X\x05\x00\x00\x00modelccollections\nOrderedDict\n)R"
    b"X\x01\x00\x00\x00xctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nHalfStorage\n"
    b"X\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQK\x00K\x02\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtRs"
    b"u."
)


def test_fairseq_objects_stand_inert_where_allowed(torch_zip: Callable[..., Path]) -> None:
    path = torch_zip(FAIRSEQ, {"0": np.array([1.5, -2.0], np.float16).tobytes()})
    assert load_tensors(path, inert_classes=True)["model"]["x"].tolist() == [1.5, -2.0]


def test_fairseq_objects_are_unsafe_in_voice_models(torch_zip: Callable[..., Path]) -> None:
    path = torch_zip(FAIRSEQ, {"0": bytes(4)})
    with pytest.raises(UnsafeCheckpointError, match="Namespace"):
        load_tensors(path)


def test_inert_reading_still_refuses_code(torch_zip: Callable[..., Path]) -> None:
    with pytest.raises(UnsafeCheckpointError, match="system"):
        load_tensors(torch_zip(b"\x80\x02cposix\nsystem\nX\x04\x00\x00\x00true\x85R."), inert_classes=True)


def test_state_dict_metadata_is_dropped(tmp_path: Path) -> None:
    state = torch.nn.Linear(1, 1).state_dict()
    assert isinstance(state, OrderedDict)
    torch.save(state, tmp_path / "state.pth")
    assert list(load_tensors(tmp_path / "state.pth")) == ["weight", "bias"]
