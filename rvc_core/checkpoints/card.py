"""The model card: the numbers of the voice a model was trained on, and what its owner should know."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rvc_core.checkpoints.metadata import CONTENTVEC, plain_card
from rvc_core.files import atomic_path
from rvc_core.pitch import median_f0

CARD_NAME = "card.json"
LOW_PERCENTILE, HIGH_PERCENTILE = 5, 95  # of the voiced frames: the voice's range


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Facts of a training, kept inside the model's file and beside it as `card.json`."""

    median_f0_hz: float | None = None
    f0_low_hz: float | None = None  # 5th percentile of the voiced frames
    f0_high_hz: float | None = None  # 95th percentile
    minutes_of_data: float | None = None
    epochs: int = 0  # of the model kept
    held_out: dict[str, float] = field(default_factory=dict)  # mel distance, F0 error; lower is better
    notes: tuple[str, ...] = ()  # what a person should know, in words

    def to_jsonable(self) -> dict[str, Any]:
        """Return the card as JSON values."""
        return plain_card(asdict(self))


def describe_voice(f0_hz: np.ndarray, voice_seconds: float, family: str, encoder: str) -> ModelCard:
    """Return the card of a voice before its training.

    Args:
        f0_hz: `(T,)` of all its recordings, 0 = unvoiced.
        voice_seconds: Length of what was recorded, each second counted once.
        family: Of the model, such as rvc.
        encoder: The content encoder it is trained on.
    """
    voiced = f0_hz[f0_hz > 0]
    low, high = np.percentile(voiced, [LOW_PERCENTILE, HIGH_PERCENTILE]) if len(voiced) else (None, None)
    return ModelCard(
        median_f0_hz=_rounded(median_f0(f0_hz)),
        f0_low_hz=_rounded(low),
        f0_high_hz=_rounded(high),
        minutes_of_data=round(voice_seconds / 60, 3),
        notes=_notes(family, encoder),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _notes(family: str, encoder: str) -> tuple[str, ...]:
    if family != "rvc":
        return (f"Other RVC programs cannot run this model: it is of Persona's {family} family.",)
    if encoder != CONTENTVEC:
        return (
            f"Other RVC programs cannot run this model: it was trained on the content encoder "
            f"{encoder}, not on ContentVec.",
        )
    return ()


def save_card(folder: Path, card: dict[str, Any]) -> Path:
    """Write `card.json` into a model's folder and return its path."""
    path = folder / CARD_NAME
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(plain_card(card), ensure_ascii=False, indent=2), encoding="utf-8")
    return path
