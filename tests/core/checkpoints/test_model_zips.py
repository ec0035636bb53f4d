import json
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import faiss
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from rvc_core.checkpoints import (
    ModelMetadata,
    TrainingCheckpoint,
    UnpackedModel,
    find_model,
    load_voice_model,
    pack_model_zip,
    unpack_model_zip,
)
from rvc_core.checkpoints.archive import MAX_DEPTH, readable_name
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.errors import (
    CheckpointNotFoundError,
    ConfigError,
    IncompatibleCheckpointError,
    UnsafeCheckpointError,
)
from rvc_core.retrieval import indexes_of

MakeModel = Callable[..., Path]
MakeIndex = Callable[..., Path]
Zipped = Callable[..., Path]


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_packed_zip_has_the_names_rvc_expects(
    make_model: MakeModel, make_index: MakeIndex, tmp_path: Path
) -> None:
    make_model("voice"), make_index()
    path = pack_model_zip(tmp_path, "가수", tmp_path / "out.zip", tmp_path / "voice.pth")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert names == ["가수/가수.pth", "가수/added_IVF2_Flat_nprobe_1_가수_v2.index"]


def test_packed_zip_unpacks_to_the_same_files(
    make_model: MakeModel, make_index: MakeIndex, tmp_path: Path, target: Path
) -> None:
    model, index = make_model("voice"), make_index()
    packed = pack_model_zip(tmp_path, "voice", tmp_path / "out.zip", model)
    unpacked = unpack_model_zip(packed, "가수", target)
    assert unpacked.model_path.read_bytes() == model.read_bytes()
    assert unpacked.index_path is not None
    assert unpacked.index_path.read_bytes() == index.read_bytes()
    assert names_in(target) == {"가수.pth", "added_IVF2_Flat_nprobe_1_가수_v2.index"}


def test_folder_without_a_model_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFoundError):
        pack_model_zip(tmp_path, "voice", tmp_path / "out.zip")


@pytest.mark.parametrize(
    "name",
    [
        "voice.pth",
        "a/b/c/d/voice.pth",
        "모델/목소리.pth",
        "Voice.PTH",
        "back\\slash\\voice.pth",
        "a..b/voice...pth",
    ],
)
def test_model_is_found_whatever_its_folder(
    name: str, make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    unpacked = unpack_model_zip(zipped({name: make_model()}), "voice", target)
    assert load_voice_model(unpacked.model_path).sample_rate == 40_000


def test_litter_is_left_out(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    litter = {"__MACOSX/._voice.pth": b"x", ".DS_Store": b"x", "v/cover.png": b"x", "v/total_fea.npy": b"x"}
    unpacked = unpack_model_zip(
        zipped({**litter, "v/.hidden.pth": b"x", "v/voice.pth": make_model()}), "v", target
    )
    assert names_in(target) == {"v.pth"}
    assert unpacked.warnings == ()


def test_many_files_beside_the_model_are_fine(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    litter: dict[str, Path | bytes] = {f"pictures/{number}.png": b"x" for number in range(3000)}
    unpack_model_zip(zipped({**litter, "voice.pth": make_model()}), "v", target)
    assert names_in(target) == {"v.pth"}


def test_model_without_index_is_accepted(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    assert unpack_model_zip(zipped({"voice.pth": make_model()}), "v", target).index_path is None


def empty_index() -> bytes:
    """Return what a training leaves beside the full index: the same without a vector."""
    index = faiss.index_factory(768, "IVF2,Flat")
    index.train(np.random.default_rng(0).standard_normal((80, 768)).astype(np.float32))
    return bytes(faiss.serialize_index(index))


def test_empty_training_index_is_ignored(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    members = {"v.pth": make_model(), "trained_IVF2_Flat_nprobe_1_voice_v2.index": empty_index()}
    unpacked = unpack_model_zip(zipped(members), "v", target)
    assert (unpacked.index_path, unpacked.warnings) == (None, ())


@pytest.mark.parametrize(
    "name", ["trained_IVF2_Flat_nprobe_1_voice_v2.index", "added_IVF2_Flat_nprobe_1_voice_v2", "Voice.INDEX"]
)
def test_full_index_is_taken_however_it_is_called(
    name: str, make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, target: Path
) -> None:
    unpacked = unpack_model_zip(zipped({"v.pth": make_model(), name: make_index()}), "v", target)
    assert unpacked.index_path is not None


TWO_VOICES = {
    "names": ("alice.pth", "alice.index", "bob.pth", "bob.index"),
    "rvc's names": (
        "alice.pth",
        "added_IVF2_Flat_nprobe_1_alice_v2.index",
        "bob.pth",
        "added_IVF2_Flat_nprobe_1_bob_v2.index",
    ),
    "folders": ("alice/model.pth", "alice/model.index", "bob/model.pth", "bob/model.index"),
    "folders and other names": ("a/alice.pth", "a/logs/added.index", "b/bob.pth", "b/logs/added.index"),
}


@pytest.mark.parametrize("wanted", [0, 1])
@pytest.mark.parametrize("names", TWO_VOICES.values(), ids=TWO_VOICES)
def test_model_gets_its_own_index_of_several(names: tuple[str, ...], wanted: int) -> None:
    voices, indexes = [PurePosixPath(name) for name in names[::2]], [PurePosixPath(n) for n in names[1::2]]
    for order in (indexes, indexes[::-1]):
        assert indexes_of(voices[wanted], voices, order) == [indexes[wanted]]


def test_index_that_may_be_anyones_is_nobodys() -> None:
    voices = [PurePosixPath("alice.pth"), PurePosixPath("bob.pth")]
    assert indexes_of(voices[0], voices, [PurePosixPath("some.index")]) == []


def test_model_taken_of_several_gets_its_own_index(
    make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, target: Path
) -> None:
    alice, bob = make_index("alice.index", seed=1), make_index("bob.index", seed=2)
    models = {"alice_e5.pth": make_model("alice"), "bob.pth": make_model("bob", seed=1)}
    unpacked = unpack_model_zip(zipped({**models, alice.name: alice, bob.name: bob}), "v", target)
    assert unpacked.index_path is not None
    assert unpacked.index_path.read_bytes() == bob.read_bytes()


@pytest.mark.parametrize("folder", ["...baby", "..and then", "v1.0 …baby"])
def test_model_in_a_folder_with_dots_is_found(
    folder: str, make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    assert unpack_model_zip(zipped({f"{folder}/voice.pth": make_model()}), "v", target).warnings == ()


@pytest.mark.parametrize("ending", ["pt", "safetensors", "zip"])
def test_model_of_another_ending_is_found(
    ending: str, make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    model = make_model()
    if ending == "safetensors":
        model = as_safetensors(model)
    unpacked = unpack_model_zip(zipped({f"voice.{ending}": model}), "v", target)
    assert load_voice_model(unpacked.model_path).sample_rate == 40_000


def as_safetensors(model: Path) -> Path:
    """Return the same model as the field's programs keep it there: the labels as texts beside the tensors."""
    content = torch.load(model, weights_only=True)
    labels = {name: json.dumps(value) for name, value in content.items() if name != "weight"}
    path = model.with_suffix(".safetensors")
    save_file(content["weight"], path, metadata=labels)
    return path


def test_safetensors_without_a_config_is_named_for_what_it_is(make_model: MakeModel, tmp_path: Path) -> None:
    path = tmp_path / "bare.safetensors"
    save_file(torch.load(make_model(), weights_only=True)["weight"], path)
    with pytest.raises(IncompatibleCheckpointError, match="bare weights"):
        load_voice_model(path)


def test_zip_in_a_zip_is_opened(
    make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, target: Path
) -> None:
    inner = zipped({"voice.pth": make_model(), "voice.index": make_index()}).read_bytes()
    unpacked = unpack_model_zip(zipped({"readme.txt": b"hello", "pack/voice.zip": inner}), "v", target)
    assert unpacked.index_path is not None


def test_zips_in_zips_are_opened_so_deep_only(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    path = zipped({"voice.pth": make_model()})
    for _ in range(MAX_DEPTH + 1):
        path = zipped({"more.zip": path.read_bytes()})
    with pytest.raises(CheckpointNotFoundError):
        unpack_model_zip(path, "v", target)


def test_models_of_zips_in_a_zip_count_together(zipped: Zipped, target: Path) -> None:
    inner = zipped({f"{number}.pth": b"x" for number in range(40)}).read_bytes()
    with pytest.raises(UnsafeCheckpointError, match="64"):
        unpack_model_zip(zipped({"a.zip": inner, "b.zip": inner}), "v", target)


def test_damaged_zip_in_a_zip_is_told(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    unpacked = unpack_model_zip(zipped({"a.zip": b"PK damaged", "v.pth": make_model()}), "v", target)
    assert str(unpacked.warnings[0].facts["member"]) == "a.zip"


def test_index_of_a_model_called_trained_is_kept(
    make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, target: Path
) -> None:
    members = {"TrainedSinger.pth": make_model(), "TrainedSinger.index": make_index("TrainedSinger.index")}
    assert unpack_model_zip(zipped(members), "v", target).index_path is not None


def assert_warned(unpacked: UnpackedModel, code: str, member: str) -> None:
    assert [(warning.code, warning.facts) for warning in unpacked.warnings] == [(code, {"member": member})]


def test_index_of_another_dimension_is_dropped_with_a_warning(
    make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, target: Path
) -> None:
    index = make_index("added_voice_v1.index", content_dim=256)
    unpacked = unpack_model_zip(zipped({"v.pth": make_model(), index.name: index}), "v", target)
    assert unpacked.index_path is None
    assert_warned(unpacked, "index_left_out", index.name)


def test_fitting_index_is_chosen_of_two(
    make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, target: Path
) -> None:
    wrong, right = make_index("added_a.index", content_dim=256), make_index("b.index")
    unpacked = unpack_model_zip(
        zipped({"v.pth": make_model(), "a.index": wrong, "b.index": right}), "v", target
    )
    assert unpacked.index_path is not None
    assert unpacked.index_path.read_bytes() == right.read_bytes()


def test_damaged_index_is_dropped_with_a_warning(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    unpacked = unpack_model_zip(zipped({"v.pth": make_model(), "v.index": b"IwFl" + bytes(9)}), "v", target)
    assert unpacked.index_path is None
    assert_warned(unpacked, "index_left_out", "v.index")


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (["voice_e50_s900.pth", "voice.pth", "voice_e100_s1800.pth"], 1),
        (["voice_e50_s900.pth", "voice_e200_s3600.pth", "voice_e100_s1800.pth"], 1),
        (["voice_9e_90s.pth", "voice_30e_300s.pth"], 1),
        (["voice_e50.pth", "voice.pth"], 1),
    ],
)
def test_best_of_several_models_is_taken(
    names: list[str], best: int, make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    models = [make_model(f"m{number}", seed=number) for number in range(len(names))]
    unpacked = unpack_model_zip(zipped(dict(zip(names, models, strict=True))), "v", target)
    assert unpacked.model_path.read_bytes() == models[best].read_bytes()
    assert len(unpacked.warnings) == len(names) - 1


def test_usable_model_is_taken_beside_a_wrong_one(
    make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    unpacked = unpack_model_zip(zipped({"D_1.pth": b"text", "v.pth": make_model()}), "v", target)
    assert_warned(unpacked, "model_refused", "D_1.pth")


def test_lone_generator_checkpoint_is_converted(
    zipped: Zipped, target: Path, tmp_path: Path, tiny: SynthesizerConfig, state_of: Callable[..., Any]
) -> None:
    path = TrainingCheckpoint(2, 5, 1e-4, tiny, ModelMetadata("x", epoch=2), state_of(tiny), {}).save(
        tmp_path
    )
    unpacked = unpack_model_zip(zipped({"G_5.pth": path}), "v", target)
    assert "weight" in torch.load(unpacked.model_path, weights_only=True)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06", b"Rar!\x1a\x07\x00"])
def test_other_file_is_no_zip(content: bytes, tmp_path: Path, target: Path) -> None:
    path = tmp_path / "voice.zip"
    path.write_bytes(content)
    with pytest.raises(IncompatibleCheckpointError):
        unpack_model_zip(path, "v", target)


def test_locked_zip_is_named(make_model: MakeModel, zipped: Zipped, target: Path) -> None:
    path = zipped({"v.pth": make_model()}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the lock bit of the member's own header, then of the directory's
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(IncompatibleCheckpointError, match="password"):
        unpack_model_zip(path, "v", target)


@pytest.mark.parametrize(
    ("text", "encoding"), [("목소리.pth", "utf-8"), ("声音.pth", "gbk"), ("voilà.pth", "cp437")]
)
def test_names_are_read_in_their_encoding(text: str, encoding: str) -> None:
    member = zipfile.ZipInfo(text.encode(encoding).decode("cp437"))
    member.flag_bits = 0
    assert readable_name(member) == text


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a\x00b"])
def test_name_that_is_no_file_name_is_refused(
    name: str, make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    with pytest.raises(ConfigError):
        unpack_model_zip(zipped({"v.pth": make_model()}), name, target)


def test_folder_of_another_owner_finds_its_model(make_model: MakeModel, tmp_path: Path) -> None:
    folder = tmp_path / "voice~ab12"
    folder.mkdir()
    model = make_model("voice").rename(folder / "voice.pth")
    make_model("voice_last").rename(folder / "voice_last.pth")
    assert find_model(folder) == model


def test_last_epoch_is_second_choice(make_model: MakeModel, tmp_path: Path) -> None:
    best = make_model("best")
    make_model("best_last")
    assert find_model(tmp_path) == best


def test_half_written_file_of_a_killed_worker_is_no_model(make_model: MakeModel, tmp_path: Path) -> None:
    made = make_model("made")
    make_model("newer").rename(tmp_path / ".tmp-0123456789ab.pth")
    assert find_model(tmp_path) == made


def test_folder_with_half_a_model_has_none(make_model: MakeModel, tmp_path: Path) -> None:
    make_model("half").rename(tmp_path / ".tmp-0123456789ab.pth")
    assert find_model(tmp_path) is None


def test_unpacked_model_sings_as_the_packed(make_model: MakeModel, tmp_path: Path, target: Path) -> None:
    model = make_model("voice")
    unpacked = unpack_model_zip(pack_model_zip(tmp_path, "voice", tmp_path / "o.zip", model), "v", target)
    content, f0_hz = np.ones((5, 768)), np.full(5, 150.0)
    before, after = (load_voice_model(path) for path in (model, unpacked.model_path))
    assert np.array_equal(
        before.synthesize(content, f0_hz, 0, 0.0, 0.0), after.synthesize(content, f0_hz, 0, 0.0, 0.0)
    )
