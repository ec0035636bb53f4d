"""How long a training is where `epochs` is `auto`: by family, base weights and minutes of voice."""

import math

from rvc_core.config import TrainingConfig, limits
from rvc_core.training.choice import STARTER_FAMILY, TrainingChoice

_STARTER_EPOCHS = (30, 400)  # least and most
_RVC_EPOCHS = (100, 300)  # with base weights, as is usual: the shorter the recordings, the more passes
_RVC_MINUTES = 10.0  # of voice, for twice the least
_WITHOUT_BASE = 2  # times as many from random weights
_PATIENCE_RATIO = 0.25  # of all epochs without a better held-out score


def epochs_of(config: TrainingConfig, choice: TrainingChoice, voice_seconds: float) -> int:
    """Return the total epochs of a training: those asked for, or for `auto` those that help it most.

    Starter voices hear 160 minutes of voice in all, as those measured in `pretrained/starter`. RVC voices
    with base weights have 200 epochs for ten minutes of voice, more for fewer and fewer for more, as the
    root of the minutes, from 100 to 300; from random weights twice as many.

    Args:
        config: What was asked for.
        choice: Family and base weights.
        voice_seconds: Of the prepared recordings.
    """
    if isinstance(config.epochs, int):
        return config.epochs
    seconds = max(voice_seconds, 1.0)
    if choice.family == STARTER_FAMILY:
        return _bounded(limits.STARTER_VOICE_SECONDS / seconds, *_STARTER_EPOCHS)
    least, most = _RVC_EPOCHS
    epochs = _bounded(2 * least * math.sqrt(_RVC_MINUTES * 60.0 / seconds), least, most)
    return epochs if choice.base_generator else _WITHOUT_BASE * epochs


def has_settled(config: TrainingConfig, epochs: int, epoch: int, best_epoch: int | None) -> bool:
    """Return whether an automatic training of `epochs` may end after `epoch`.

    It may if no score has improved lately; never in the first half, nor where the newest model is
    the best by rule (starter voices).

    Args:
        config: What was asked for.
        epochs: In all.
        epoch: Finished.
        best_epoch: Of the best held-out score.
    """
    if config.epochs != limits.AUTO or best_epoch is None or 2 * epoch < epochs:
        return False
    return epoch - best_epoch >= _PATIENCE_RATIO * epochs


def _bounded(epochs: float, least: int, most: int) -> int:
    return min(most, max(least, round(epochs)))
