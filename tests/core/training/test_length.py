"""How long a training is where that is left to the engine."""

from pathlib import Path

import pytest

from rvc_core.config import TrainingConfig
from rvc_core.errors import ConfigError
from rvc_core.training.choice import TrainingChoice
from rvc_core.training.length import epochs_of, has_settled

STARTER = TrainingChoice("starter", "compact", "starter", "swift-f0", 32_000, "starter-base")
RVC = TrainingChoice("rvc", "standard", "contentvec", "rmvpe", 40_000, "f0G40k", "f0D40k")
FROM_NOTHING = TrainingChoice("rvc", "compact", "log-mel", "swift-f0", 40_000)


def asked(**settings: int | str) -> TrainingConfig:
    return TrainingConfig("voice", (Path("voice.wav"),), Path("voice"), **settings)  # type: ignore[arg-type]


def test_number_of_epochs_is_taken_as_it_is() -> None:
    assert epochs_of(asked(epochs=7), STARTER, voice_seconds=50.0) == 7


@pytest.mark.parametrize(("seconds", "epochs"), [(50.0, 192), (120.0, 80), (10.0, 400), (3600.0, 30)])
def test_starter_voice_hears_as_much_voice_as_those_measured(seconds: float, epochs: int) -> None:
    assert epochs_of(asked(), STARTER, seconds) == epochs


@pytest.mark.parametrize(("minutes", "epochs"), [(1.0, 300), (10.0, 200), (40.0, 100), (90.0, 100)])
def test_rvc_voice_has_fewer_epochs_the_more_there_is_to_hear(minutes: float, epochs: int) -> None:
    assert epochs_of(asked(), RVC, 60.0 * minutes) == epochs


def test_random_weights_need_twice_the_epochs() -> None:
    assert epochs_of(asked(), FROM_NOTHING, 600.0) == 400


def test_training_settles_after_a_quarter_without_a_better_score() -> None:
    assert [has_settled(asked(), 200, epoch, best_epoch=70) for epoch in (115, 120)] == [False, True]


def test_training_never_settles_in_its_first_half() -> None:
    assert not has_settled(asked(), 200, epoch=99, best_epoch=5)


def test_asked_epochs_are_all_trained() -> None:
    assert not has_settled(asked(epochs=200), 200, epoch=199, best_epoch=5)


def test_other_word_than_auto_is_refused() -> None:
    with pytest.raises(ConfigError, match="epochs"):
        asked(epochs="many")
