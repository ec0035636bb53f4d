"""The model card: what a keeper of models wants to know of one."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rvc_core.checkpoints.metadata import plain_card
from rvc_core.files import atomic_path

CARD_NAME = "card.json"


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


def save_card(folder: Path, card: dict[str, Any]) -> Path:
    """Write `card.json` into a model's folder and return its path."""
    path = folder / CARD_NAME
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(plain_card(card), ensure_ascii=False, indent=2), encoding="utf-8")
    return path
