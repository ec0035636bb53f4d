"""What `auto` stands for, by what is present."""

from pathlib import Path

import pytest

from rvc_core.config import TrainingConfig
from rvc_core.errors import CheckpointNotFoundError, ConfigError
from rvc_core.training.choice import TrainingChoice, choose
from rvc_core.weights import FoundFile, PretrainedWeights, Variant

BASE = ("contentvec", "f0G40k", "f0D40k")
STARTER = ("starter-content", "starter-base")


def chosen(*present: str, is_cuda: bool = False, **settings: object) -> TrainingChoice:
    found = {name: FoundFile(Path(name), Variant((name,))) for name in present}
    config = TrainingConfig("voice", (Path("voice.wav"),), Path("voice"), **settings)  # type: ignore[arg-type]
    return choose(config, PretrainedWeights(Path("pretrained"), found), is_cuda)


def test_nothing_present_is_rvc_from_random_weights_on_log_mel() -> None:
    assert chosen() == TrainingChoice("rvc", "compact", "log-mel", "swift-f0", 40_000)


def test_starter_weights_choose_the_starter_family_at_its_rate() -> None:
    choice = chosen(*STARTER)
    assert (choice.family, choice.encoder, choice.sample_rate) == ("starter", "starter", 32_000)


def test_base_weights_choose_stock_rvc_even_on_a_cpu() -> None:
    choice = chosen(*BASE, *STARTER)
    assert (choice.family, choice.preset, choice.base_generator, choice.base_discriminator) == (
        "rvc",
        "standard",
        "f0G40k",
        "f0D40k",
    )


def test_base_weights_of_another_rate_are_not_taken() -> None:
    assert chosen(*BASE, sample_rate=48_000).base_generator is None


def test_contentvec_without_base_weights_starts_from_random_weights() -> None:
    assert chosen("contentvec").encoder == "contentvec"


def test_cuda_takes_the_standard_preset() -> None:
    assert chosen(is_cuda=True).preset == "standard"


def test_family_can_be_forced() -> None:
    choice = chosen(*STARTER, family="rvc")
    assert (choice.family, choice.encoder) == ("rvc", "starter")


def test_compact_preset_can_be_forced_beside_base_weights() -> None:
    assert chosen(*BASE, preset="compact").base_generator is None


def test_base_weights_can_be_declined() -> None:
    assert chosen(*BASE, base_weights="none").base_generator is None


def test_forced_starter_without_its_weights_is_refused_by_name() -> None:
    with pytest.raises(CheckpointNotFoundError, match="starter-base"):
        chosen("starter-content", family="starter")


def test_absent_base_weights_are_refused_by_name() -> None:
    with pytest.raises(CheckpointNotFoundError, match="f0D40k"):
        chosen("contentvec", "f0G40k", base_weights="f0G40k")


def test_base_weights_do_not_fit_the_compact_preset() -> None:
    with pytest.raises(ConfigError, match="standard"):
        chosen(*BASE, base_weights="f0G40k", preset="compact")


def test_pitch_method_without_its_weights_is_refused() -> None:
    with pytest.raises(CheckpointNotFoundError, match="rmvpe"):
        chosen(f0_method="rmvpe")
