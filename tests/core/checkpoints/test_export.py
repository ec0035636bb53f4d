import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rvc_core.checkpoints import (
    ModelCard,
    ModelMetadata,
    TrainingCheckpoint,
    blend,
    extract,
    load_voice_model,
    save_card,
    save_voice_model,
)
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.errors import ConfigError, IncompatibleCheckpointError
from rvc_core.models import Synthesizer

MakeModel = Callable[..., Path]
StateOf = Callable[..., dict[str, torch.Tensor]]


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(path, weights_only=True)
    return content


def sung(path: Path) -> np.ndarray:
    model = load_voice_model(path)
    content = np.random.default_rng(1).standard_normal((6, model.content_dim))
    return model.synthesize(content, np.full(6, 220.0), 0, 0.0, 0.0)


def test_export_has_rvcs_six_keys_in_rvcs_types(make_model: MakeModel) -> None:
    content = read(make_model())
    six = {key: type(content[key]) for key in ("config", "info", "sr", "f0", "version")}
    assert six == {"config": list, "info": str, "sr": str, "f0": int, "version": str}
    assert (content["info"], content["sr"], content["f0"], content["version"]) == ("3epoch", "40k", 1, "v2")


def test_export_has_applios_keys(make_model: MakeModel) -> None:
    applio = {"epoch", "step", "creation_date", "model_hash", "dataset_length", "model_name", "author"}
    assert applio | {"embedder_model", "speakers_id", "vocoder"} <= read(make_model()).keys()


def test_exported_weights_are_half_precision(make_model: MakeModel) -> None:
    assert {tensor.dtype for tensor in read(make_model())["weight"].values()} == {torch.float16}


def test_exported_weights_lack_the_posterior(make_model: MakeModel) -> None:
    assert not any("enc_q" in name for name in read(make_model())["weight"])


def test_exported_config_has_18_slots(make_model: MakeModel, tiny: SynthesizerConfig) -> None:
    assert read(make_model())["config"] == tiny.to_list()
    assert len(tiny.to_list()) == 18


def test_stock_export_has_457_tensors() -> None:
    state = Synthesizer(SynthesizerConfig.standard(40_000), posterior=False).state_dict()
    assert len(state) == 457


def test_export_of_256_numbers_is_v1(make_model: MakeModel) -> None:
    assert read(make_model(content_dim=256))["version"] == "v1"


def test_dataset_length_is_a_clock(tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf) -> None:
    metadata = ModelMetadata("voice", card={"minutes_of_data": 61.5})
    save_voice_model(tmp_path / "voice.pth", state_of(tiny), tiny, metadata)
    assert read(tmp_path / "voice.pth")["dataset_length"] == "01:01:30"


@pytest.mark.parametrize("minutes", [1e308, float("inf"), float("nan"), -1.0, "many", True])
def test_impossible_dataset_length_is_left_out(
    minutes: object, tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    metadata = ModelMetadata("voice", card={"minutes_of_data": minutes})
    save_voice_model(tmp_path / "voice.pth", state_of(tiny), tiny, metadata)
    assert read(tmp_path / "voice.pth")["dataset_length"] is None


@pytest.mark.parametrize("encoder", ["spin", "chinese-hubert-base", "contentvec"])
def test_blend_of_models_of_another_programs_encoder_is_for_that_program(
    encoder: str, make_model: MakeModel, tmp_path: Path
) -> None:
    paths = [make_model("one", seed=1), make_model("other", seed=2)]
    for path in paths:
        torch.save({**read(path), "embedder_model": encoder, "version": "v2"}, path)
    blend(*paths, 0.5, tmp_path / "mixed.pth")
    mixed = read(tmp_path / "mixed.pth")
    assert (mixed["version"], mixed["embedder_model"]) == ("v2", encoder)


@pytest.mark.parametrize("encoder", ["log-mel", "starter"])
def test_model_of_another_encoder_is_not_called_v2(
    encoder: str, tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    metadata = ModelMetadata("voice", embedder_model=encoder)
    save_voice_model(tmp_path / "voice.pth", state_of(tiny), tiny, metadata)
    model = load_voice_model(tmp_path / "voice.pth")
    assert (model.metadata.version, model.metadata.embedder_model) == ("persona-1", encoder)
    assert not model.metadata.is_interchangeable


def test_content_of_any_dimension_round_trips(make_model: MakeModel) -> None:
    assert load_voice_model(make_model(content_dim=80, version="persona-1")).content_dim == 80


def test_exported_model_round_trips(
    make_model: MakeModel, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    halved = {name: tensor.half().float() for name, tensor in state_of(tiny).items()}
    network = Synthesizer(tiny)
    network.load_state_dict(halved)
    content = np.random.default_rng(1).standard_normal((6, 768)).astype(np.float32)
    given = torch.from_numpy(content)[None], torch.full((1, 6), 220.0)
    wanted = network.fuse().infer(*given, 0, 0.0, 0.0)[0].numpy()
    assert np.abs(sung(make_model()) - wanted).max() < 1e-6


def test_plain_six_keys_sound_the_same(make_model: MakeModel, tmp_path: Path) -> None:
    path = make_model()
    content = read(path)
    torch.save(
        {key: content[key] for key in ("weight", "config", "info", "sr", "f0", "version")}, tmp_path / "6.pth"
    )
    assert np.array_equal(sung(path), sung(tmp_path / "6.pth"))


def test_failed_export_leaves_the_old_file(make_model: MakeModel, tiny: SynthesizerConfig) -> None:
    path = make_model()
    before = path.read_bytes()
    metadata = ModelMetadata("voice", author=lambda: None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="pickle"):
        save_voice_model(path, {}, tiny, metadata)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_card_travels_inside_the_model(tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf) -> None:
    card = ModelCard(median_f0_hz=211.5, minutes_of_data=3.0, epochs=12, held_out={"mel": 0.41})
    metadata = ModelMetadata("voice", card=card.to_jsonable())
    save_voice_model(tmp_path / "voice.pth", state_of(tiny), tiny, metadata)
    assert load_voice_model(tmp_path / "voice.pth").metadata.card == card.to_jsonable()


def test_card_file_is_json(tmp_path: Path) -> None:
    path = save_card(tmp_path, ModelCard(median_f0_hz=float("nan"), epochs=2).to_jsonable())
    card = json.loads(path.read_text())
    assert (path.name, card["epochs"], card["median_f0_hz"]) == ("card.json", 2, None)


def a_checkpoint(config: SynthesizerConfig, state_of: StateOf, step: int = 40) -> TrainingCheckpoint:
    return TrainingCheckpoint(
        epoch=4,
        step=step,
        learning_rate=9e-5,
        config=config,
        metadata=ModelMetadata("가수", epoch=4, embedder_model="contentvec"),
        generator=state_of(config),
        generator_optimizer={
            "state": {0: {"step": torch.tensor(4.0)}},
            "param_groups": [{"betas": (0.8, 0.99)}],
        },
        discriminator={"discriminators.0.conv_post.bias": torch.ones(1)},
        state={"random": torch.get_rng_state(), "best": 0.5},
    )


def test_training_checkpoint_round_trips(tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf) -> None:
    saved = a_checkpoint(tiny, state_of)
    loaded = TrainingCheckpoint.load(saved.save(tmp_path))
    assert (loaded.epoch, loaded.step, loaded.learning_rate) == (4, 40, 9e-5)
    assert (loaded.config, loaded.metadata.name) == (tiny, "가수")
    assert loaded.generator_optimizer == saved.generator_optimizer
    assert torch.equal(loaded.state["random"], saved.state["random"])
    assert all(torch.equal(loaded.generator[name], value) for name, value in saved.generator.items())


def test_training_checkpoint_is_laid_out_as_rvcs(
    tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    path = a_checkpoint(tiny, state_of).save(tmp_path)
    assert {"model", "iteration", "optimizer", "learning_rate"} <= read(path).keys()
    assert {entry.name for entry in tmp_path.iterdir()} == {"G_40.pth", "D_40.pth"}


def test_only_the_newest_pair_stays(tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf) -> None:
    for step in (9, 10, 100):
        a_checkpoint(tiny, state_of, step).save(tmp_path, keep=2)
    assert {entry.name for entry in tmp_path.glob("G_*")} == {"G_10.pth", "G_100.pth"}


def test_half_of_a_pair_that_a_killed_writer_left_goes(
    tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    (tmp_path / "D_30.pth").touch()
    a_checkpoint(tiny, state_of).save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["D_40.pth", "G_40.pth"]


def test_pair_without_its_half_is_not_newest(
    tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    path = a_checkpoint(tiny, state_of).save(tmp_path)
    (tmp_path / "G_99.pth").write_bytes(b"half")
    assert TrainingCheckpoint.newest(tmp_path) == path


def test_empty_folder_has_no_newest_checkpoint(tmp_path: Path) -> None:
    assert TrainingCheckpoint.newest(tmp_path) is None


def test_checkpoint_without_weights_is_incompatible(tmp_path: Path) -> None:
    for name in ("G_1.pth", "D_1.pth"):
        torch.save({"labels": {}, "iteration": 1}, tmp_path / name)
    with pytest.raises(IncompatibleCheckpointError, match="lacks 'model'"):
        TrainingCheckpoint.load(tmp_path / "G_1.pth")


def test_checkpoint_of_another_program_is_not_resumed(tmp_path: Path) -> None:
    for name in ("G_1.pth", "D_1.pth"):
        torch.save({"model": {}, "iteration": 1}, tmp_path / name)
    with pytest.raises(IncompatibleCheckpointError, match="another program"):
        TrainingCheckpoint.load(tmp_path / "G_1.pth")


def test_generator_checkpoint_sings_as_a_model(
    tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    model = load_voice_model(a_checkpoint(tiny, state_of).save(tmp_path))
    assert (model.config, model.metadata.epoch) == (tiny, 4)


@pytest.mark.parametrize(
    ("bins", "rates", "kernels", "sample_rate"),
    [
        (513, (10, 4, 2, 2, 2), (16, 16, 4, 4, 4), 32_000),
        (513, (10, 6, 2, 2), (20, 12, 4, 4), 24_000),
        (1025, (10, 10, 2, 2), (16, 16, 4, 4), 40_000),
        (1025, (10, 6, 2, 2, 2), (16, 16, 4, 4, 4), 48_000),
        (513, (10, 8, 2, 2), (20, 16, 4, 4), 32_000),
        (1025, (12, 10, 2, 2), (24, 20, 4, 4), 48_000),
    ],
)
@pytest.mark.parametrize("f0", [True, False])
def test_bare_generator_tells_its_rate_by_its_kernels(
    bins: int, rates: tuple[int, ...], kernels: tuple[int, ...], sample_rate: int, f0: bool, tmp_path: Path
) -> None:
    config = replace(
        SynthesizerConfig.compact(40_000, decoder_channels=32),
        spectrogram_bins=bins,
        upsample_rates=rates,
        upsample_kernel_sizes=kernels,
        sample_rate=sample_rate,
        f0=f0,
    )
    torch.save({"model": Synthesizer(config).state_dict(), "iteration": 7}, tmp_path / "G_2333333.pth")
    assert load_voice_model(tmp_path / "G_2333333.pth").config == config


def test_extracted_model_sounds_as_its_checkpoint(
    tmp_path: Path, tiny: SynthesizerConfig, state_of: StateOf
) -> None:
    path = a_checkpoint(tiny, state_of).save(tmp_path)
    metadata = extract(path, tmp_path / "small.pth")
    assert metadata.name == "small"
    assert np.abs(sung(tmp_path / "small.pth") - sung(path)).max() < 1e-2  # fp16 weights


def test_blend_is_the_weighted_mean(make_model: MakeModel, tmp_path: Path) -> None:
    one, other = make_model("one", seed=1), make_model("other", seed=2)
    blend(one, other, 0.25, tmp_path / "mixed.pth")
    name = "enc_p.proj.weight"
    a, b, mixed = (read(path)["weight"][name].float() for path in (one, other, tmp_path / "mixed.pth"))
    assert torch.allclose(mixed, 0.25 * a + 0.75 * b, atol=1e-3)


def test_blend_takes_the_fewer_speakers(make_model: MakeModel, tmp_path: Path) -> None:
    blend(make_model("one"), make_model("other", n_speakers=2), 0.5, tmp_path / "mixed.pth")
    assert load_voice_model(tmp_path / "mixed.pth").config.n_speakers == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {
                "upsample_rates": (12, 10, 2, 2),
                "upsample_kernel_sizes": (24, 20, 4, 4),
                "sample_rate": 48_000,
            },
            "rate",
        ),
        ({"content_dim": 256}, "version"),
        ({"f0": False}, "F0"),
        ({"hidden_channels": 16}, "sizes"),
        ({"resblock_dilations": ((1, 3, 5), (1, 2, 3))}, "sizes"),
    ],
)
def test_models_that_differ_are_not_blended(
    change: dict[str, Any], words: str, make_model: MakeModel, tmp_path: Path
) -> None:
    with pytest.raises(IncompatibleCheckpointError, match=words):
        blend(make_model("one"), make_model("other", **change), 0.5, tmp_path / "mixed.pth")


@pytest.mark.parametrize("alpha", [-0.1, 1.1, float("nan")])
def test_blend_outside_of_its_range_is_refused(alpha: float, make_model: MakeModel, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="alpha"):
        blend(make_model(), make_model(), alpha, tmp_path / "mixed.pth")
