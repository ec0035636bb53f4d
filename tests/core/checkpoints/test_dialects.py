from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rvc_core.checkpoints import load_voice_model
from rvc_core.errors import (
    CheckpointNotFoundError,
    ConfigError,
    IncompatibleCheckpointError,
    UnsafeCheckpointError,
)

ContentOf = Callable[..., dict[str, Any]]
SaveDict = Callable[..., Path]


def sung(path: Path) -> np.ndarray:
    model = load_voice_model(path)
    content = np.random.default_rng(1).standard_normal((6, model.content_dim)).astype(np.float32)
    return model.synthesize(content, np.full(6, 220.0) if model.config.f0 else None, 0, 0.0, 0.0)


def test_missing_version_of_256_numbers_is_v1(content_of: ContentOf, save_dict: SaveDict) -> None:
    content = content_of(version="v1", content_dim=256)
    del content["version"]
    assert load_voice_model(save_dict(content)).metadata.version == "v1"


@pytest.mark.parametrize(("content_dim", "stated", "version"), [(768, "v1", "v2"), (256, "v2", "v1")])
def test_tensor_outweighs_the_version_text(
    content_dim: int, stated: str, version: str, content_of: ContentOf, save_dict: SaveDict
) -> None:
    content = content_of(content_dim=content_dim)
    path = save_dict({**content, "version": stated})
    assert load_voice_model(path).metadata.version == version


@pytest.mark.parametrize("rate", ["40k", 40000, "40000", None, "32k"])
def test_sr_may_be_text_number_or_wrong(rate: object, content_of: ContentOf, save_dict: SaveDict) -> None:
    assert load_voice_model(save_dict({**content_of(), "sr": rate})).sample_rate == 40_000


@pytest.mark.parametrize("f0", [1, True, None, 0])
def test_f0_is_told_by_the_tensors(f0: object, content_of: ContentOf, save_dict: SaveDict) -> None:
    assert load_voice_model(save_dict({**content_of(), "f0": f0})).config.f0


def test_missing_f0_is_accepted(content_of: ContentOf, save_dict: SaveDict) -> None:
    content = content_of()
    del content["f0"]
    assert load_voice_model(save_dict(content)).config.f0


def test_model_without_f0_sings_without_f0(content_of: ContentOf, save_dict: SaveDict) -> None:
    assert sung(save_dict(content_of(f0=False))).shape == (6 * 400,)


def test_speaker_count_comes_from_the_embedding(content_of: ContentOf, save_dict: SaveDict) -> None:
    content = content_of()
    content["config"][-3] = 109
    assert load_voice_model(save_dict(content)).config.n_speakers == 3


def test_config_as_tuple_is_accepted(content_of: ContentOf, save_dict: SaveDict) -> None:
    content = content_of()
    assert load_voice_model(save_dict({**content, "config": tuple(content["config"])})).sample_rate == 40_000


def test_checkpoint_of_a_distributed_training_sings_the_same(
    content_of: ContentOf, save_dict: SaveDict
) -> None:
    weight = content_of()["weight"]
    prefixed = {"module." + name: tensor for name, tensor in weight.items()}
    plain, wrapped = save_dict({"model": weight}, "G_1.pth"), save_dict({"model": prefixed}, "G_2.pth")
    assert np.array_equal(sung(plain), sung(wrapped))


def new_style(weight: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    names = {
        ".weight_g": ".parametrizations.weight.original0",
        ".weight_v": ".parametrizations.weight.original1",
    }
    renamed = {}
    for name, tensor in weight.items():
        ending = next((ending for ending in names if name.endswith(ending)), "")
        renamed[name.removesuffix(ending) + names.get(ending, "")] = tensor
    return renamed


def test_new_weight_norm_names_sound_the_same(content_of: ContentOf, save_dict: SaveDict) -> None:
    content = content_of()
    renamed = {**content, "weight": new_style(content["weight"])}
    assert renamed["weight"].keys() != content["weight"].keys()
    assert np.array_equal(sung(save_dict(content, "old.pth")), sung(save_dict(renamed, "new.pth")))


def test_applio_keys_are_read(content_of: ContentOf, save_dict: SaveDict) -> None:
    extra = {"epoch": 120, "step": 4800, "sr": 40000, "f0": True, "model_name": "Singer", "author": "me"}
    extra |= {"embedder_model": "spin", "vocoder": "HiFi-GAN", "creation_date": "2026-01-02T03:04:05"}
    metadata = load_voice_model(save_dict({**content_of(), **extra})).metadata
    assert (metadata.name, metadata.epoch, metadata.step, metadata.author) == ("Singer", 120, 4800, "me")
    assert metadata.embedder_model == "spin"


def test_epoch_is_read_from_info(content_of: ContentOf, save_dict: SaveDict) -> None:
    assert load_voice_model(save_dict({**content_of(), "info": "200epoch"})).metadata.epoch == 200


@pytest.mark.parametrize("value", [-1, 2**60, "many", [1], None, 1.5, True])
def test_malformed_epoch_is_left_out(value: object, content_of: ContentOf, save_dict: SaveDict) -> None:
    path = save_dict({**content_of(), "info": "", "epoch": value})
    assert load_voice_model(path).metadata.epoch == 0


@pytest.mark.parametrize("value", [torch.zeros(2), [torch.zeros(2)]])
def test_tensor_within_the_config_is_refused(
    value: object, content_of: ContentOf, save_dict: SaveDict
) -> None:
    content = content_of()
    config = [*content["config"][:14], value, *content["config"][15:]]
    with pytest.raises(IncompatibleCheckpointError, match="numbers and words"):
        load_voice_model(save_dict({**content, "config": config}))


def test_foreign_models_have_unvoiced_f0_zero(content_of: ContentOf, save_dict: SaveDict) -> None:
    assert load_voice_model(save_dict(content_of())).metadata.f0_unvoiced == "zero"


def test_unvoiced_convention_is_read(content_of: ContentOf, save_dict: SaveDict) -> None:
    path = save_dict({**content_of(), "f0_unvoiced": "interp"})
    assert load_voice_model(path).metadata.f0_unvoiced == "interp"


def test_extra_tensors_outside_the_network_are_left_out(content_of: ContentOf, save_dict: SaveDict) -> None:
    content = content_of()
    content["weight"]["note"] = torch.full((2,), torch.nan)
    assert sung(save_dict(content)).shape == (6 * 400,)


def with_key(content: dict[str, Any], name: str) -> dict[str, Any]:
    return {**content, "weight": {**content["weight"], name: torch.zeros(1)}}


REFUSED: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("ddPn08", lambda c: {**c, "config": [*c["config"][:17], 768, 40000]}, "ddPn08"),
    ("ddPn08 embedder", lambda c: {**c, "embedder_output_layer": 12}, "ddPn08"),
    ("VoRAS", lambda c: {**c, "version": "voras_beta"}, "VoRAS"),
    ("MRF HiFi-GAN", lambda c: with_key(c, "dec.mrfs.0.weight"), "MRF HiFi-GAN"),
    ("RefineGAN", lambda c: with_key(c, "dec.mel_conv.weight_g"), "RefineGAN"),
    ("GPT-SoVITS", lambda c: with_key(c, "enc_p.ssl_proj.weight"), "GPT-SoVITS"),
    ("other vocoder", lambda c: {**c, "weight": _without(c["weight"], "dec.conv_pre")}, "vocoder"),
    ("other model", lambda c: {"weight": {"a": torch.zeros(1)}}, "another program"),
    ("weights of text", lambda c: {**c, "weight": {"a": "b"}}, "Not all of its weights are tensors"),
    (
        "discriminator",
        lambda c: {"model": {"discriminators.0.convs.0.bias": torch.zeros(1)}},
        "discriminator",
    ),
    (
        "so-vits",
        lambda c: {"model": {"enc_p.proj.weight": torch.zeros(1), "emb_uv.weight": torch.zeros(1)}},
        "so-vits",
    ),
    ("DDSP", lambda c: {"model": {"unit2ctrl.x": torch.zeros(1)}, "global_step": 5}, "DDSP"),
    ("RMVPE", lambda c: {"unet.encoder.bn.weight": torch.zeros(1)}, "RMVPE"),
    ("HuBERT", lambda c: {"feature_extractor.conv_layers.0.conv.weight": torch.zeros(1)}, "HuBERT"),
    ("bare generator", lambda c: c["weight"], "bare weights"),
    ("unknown", lambda c: {"anything": 1}, "not known here"),
    ("no config", lambda c: _without(c, "config"), "no config"),
    ("short config", lambda c: {**c, "config": c["config"][:7]}, "7 values"),
    ("text config", lambda c: {**c, "config": "v2/40k.json"}, "str"),
    ("absurd width", lambda c: _slot(c, 3, 10**9), "hidden channels"),
    ("absurd rate", lambda c: _slot(c, 17, 10**9), "sample_rate"),
    ("absurd upsampling", lambda c: _slot(c, 12, [10**9, 1, 1, 1]), "upsample_rates"),
    ("rates of another hop", lambda c: _slot(c, 12, [10, 8, 2, 2]), "samples a frame"),
    ("text in config", lambda c: _slot(c, 0, "many"), "config"),
    ("None in config", lambda c: _slot(c, 11, None), "config"),
    ("missing tensor", lambda c: {**c, "weight": _without(c["weight"], "flow.flows.2.post")}, "lacks"),
    ("wrong shape", lambda c: _tensor(c, "enc_p.proj.bias", torch.zeros(3)), "shape"),
    ("scalar", lambda c: _tensor(c, "enc_p.emb_phone.weight", torch.tensor(1.0)), "shapes"),
    ("extra tensor", lambda c: with_key(c, "dec.extra.weight"), "does not belong"),
    (
        "discriminator of a distributed training",
        lambda c: {"model": {"module.discriminators.0.convs.0.bias": torch.zeros(1)}},
        "discriminator",
    ),
    ("checkpoint of MRF", lambda c: {"model": with_key(c, "dec.mrfs.0.weight")["weight"]}, "MRF HiFi-GAN"),
    (
        "checkpoint of RefineGAN",
        lambda c: {"model": with_key(c, "dec.mel_conv.weight_g")["weight"]},
        "RefineGAN",
    ),
    ("checkpoint of another vocoder", lambda c: {"model": _without(c["weight"], "dec.ups")}, "vocoder"),
    ("NaN", lambda c: _tensor(c, "enc_p.proj.bias", torch.full((16,), torch.nan)), "NaN"),
    ("infinity", lambda c: _tensor(c, "enc_p.proj.bias", torch.full((16,), torch.inf)), "NaN or infinity"),
    (
        "infinity in float32",
        lambda c: _tensor(c, "enc_p.proj.bias", torch.full((16,), 1e300, dtype=torch.float64)),
        "NaN or infinity",
    ),
    ("unknown family", lambda c: {**c, "family": "other", "config": {}}, "family"),
]


def _without(values: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith(prefix)}


def _slot(content: dict[str, Any], slot: int, value: object) -> dict[str, Any]:
    config = list(content["config"])
    config[slot] = value
    return {**content, "config": config}


def _tensor(content: dict[str, Any], name: str, tensor: torch.Tensor) -> dict[str, Any]:
    return {**content, "weight": {**content["weight"], name: tensor}}


WIDE: list[object] = [["word" * 100] * 100] * 100


@pytest.mark.parametrize(
    "change",
    [
        lambda c: {**c, "family": WIDE},
        lambda c: {**c, "family": "word" * 1000, "config": {}},
        lambda c: {**c, "family": "starter", "config": {"content_dim": 768, "sample_rate": WIDE}},
        lambda c: {**c, "family": "starter", "config": {"word" * 1000: 1}},
        lambda c: _slot(c, 0, WIDE),
        lambda c: _slot(c, 3, WIDE),
        lambda c: _slot(c, 8, WIDE),
        lambda c: _slot(c, 9, WIDE),
        lambda c: _slot(c, 9, "word" * 1000),
        lambda c: _slot(c, 12, [WIDE, 1, 1, 1]),
    ],
)
def test_refusal_of_a_large_value_is_short(
    change: Callable[[dict[str, Any]], object], content_of: ContentOf, save_dict: SaveDict
) -> None:
    path = save_dict(change(content_of()))
    with pytest.raises(IncompatibleCheckpointError) as caught:
        load_voice_model(path)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("change", "words"), [(c, w) for _, c, w in REFUSED], ids=[name for name, _, _ in REFUSED]
)
def test_refused_file_is_named(
    change: Callable[[dict[str, Any]], object], words: str, content_of: ContentOf, save_dict: SaveDict
) -> None:
    path = save_dict(change(content_of()))
    with pytest.raises(IncompatibleCheckpointError, match=words):
        load_voice_model(path)


def test_refusal_says_what_is_wanted(save_dict: SaveDict) -> None:
    path = save_dict({"model": {"discriminators.0.convs.0.bias": torch.zeros(1)}}, "D_2333333.pth")
    with pytest.raises(IncompatibleCheckpointError, match="Please use an RVC voice model"):
        load_voice_model(path)


def test_onnx_export_is_named(tmp_path: Path) -> None:
    path = tmp_path / "voice.onnx"
    path.write_bytes(b"\x08\x07")
    with pytest.raises(IncompatibleCheckpointError, match="ONNX"):
        load_voice_model(path)


def test_missing_model_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFoundError):
        load_voice_model(tmp_path / "none.pth")


def test_code_beside_the_weights_is_unsafe(content_of: ContentOf, save_dict: SaveDict) -> None:
    path = save_dict({**content_of(), "info": Path("/")})  # a class outside of the few known
    with pytest.raises(UnsafeCheckpointError, match="pathlib"):
        load_voice_model(path)


def test_model_under_a_name_in_korean_loads(content_of: ContentOf, save_dict: SaveDict) -> None:
    assert load_voice_model(save_dict(content_of(), "가수 목소리.pth")).metadata.name == "가수 목소리"


@pytest.mark.parametrize(
    ("content", "f0_hz", "speaker_id"),
    [
        (np.zeros((4, 256)), np.zeros(4), 0),
        (np.zeros(768), np.zeros(1), 0),
        (np.zeros((4, 768)), np.zeros(5), 0),
        (np.zeros((4, 768)), None, 0),
        (np.zeros((4, 768)), np.zeros(4), 3),
    ],
)
def test_wrong_input_is_a_config_error(
    content: np.ndarray, f0_hz: np.ndarray | None, speaker_id: int, content_of: ContentOf, save_dict: SaveDict
) -> None:
    model = load_voice_model(save_dict(content_of()))
    with pytest.raises(ConfigError):
        model.synthesize(content, f0_hz, speaker_id)


def test_no_frames_sing_nothing(content_of: ContentOf, save_dict: SaveDict) -> None:
    model = load_voice_model(save_dict(content_of()))
    assert model.synthesize(np.zeros((0, 768)), np.zeros(0)).shape == (0,)


def test_same_seed_sings_the_same(content_of: ContentOf, save_dict: SaveDict) -> None:
    model = load_voice_model(save_dict(content_of()))
    content, f0_hz = np.zeros((4, 768)), np.full(4, 200.0)
    first, again = (model.synthesize(content, f0_hz, seed=5) for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, model.synthesize(content, f0_hz, seed=6))
