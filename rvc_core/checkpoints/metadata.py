"""What a model file says about itself beside its weights."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rvc_core.content.registry import ENCODERS

CONTENTVEC = "contentvec"
OWN_VERSION = "persona-1"
MAX_TEXT = 500
_MAX_CARD_DEPTH = 4
_MAX_CARD_ITEMS = 1000  # on all levels together


@dataclass(frozen=True, slots=True)
class ModelMetadata:
    """A model's labels; sizes are in its config.

    `version` is `v1` or `v2` for models that other RVC programs run, and `persona-1` for those they cannot:
    models trained on a content encoder that only this engine has, or of another family.
    """

    name: str
    version: str = "v2"
    family: str = "rvc"
    embedder_model: str = CONTENTVEC  # the content encoder it was trained with
    vocoder: str = "HiFi-GAN"
    epoch: int = 0
    step: int = 0
    f0_unvoiced: str = "zero"  # or "interp": how unvoiced frames of F0 were filled in training
    info: str = ""
    author: str | None = None
    creation_date: str | None = None
    card: dict[str, Any] = field(default_factory=dict)  # median F0, range, minutes, scores; see `card`

    @property
    def is_interchangeable(self) -> bool:
        """Whether other RVC programs run this model."""
        return self.version != OWN_VERSION


def version_for(family: str, embedder_model: str, content_dim: int) -> str:
    """Return the version a model is labelled with; encoders not known here are those of other programs."""
    own_encoder = embedder_model in ENCODERS and embedder_model != CONTENTVEC
    if family != "rvc" or own_encoder or content_dim not in (256, 768):
        return OWN_VERSION
    return "v1" if content_dim == 256 else "v2"


def metadata_from(content: Mapping[str, Any], name: str, version: str) -> ModelMetadata:
    """Return the metadata of a file of RVC's or Applio's dialect; malformed values are left out."""
    info = _text(content.get("info"))
    return ModelMetadata(
        name=_text(content.get("model_name")) or name,
        version=version,
        family=_text(content.get("family")) or "rvc",
        embedder_model=_text(content.get("embedder_model")) or CONTENTVEC,
        vocoder=_text(content.get("vocoder")) or "HiFi-GAN",
        epoch=_count(content.get("epoch", content.get("iteration"))) or epoch_of(info),
        step=_count(content.get("step")),
        f0_unvoiced="interp" if content.get("f0_unvoiced") == "interp" else "zero",
        info=info,
        author=_text(content.get("author")) or None,
        creation_date=_text(content.get("creation_date")) or None,
        card=plain_card(content.get("card")),
    )


def epoch_of(info: str) -> int:
    """Return the epoch that RVC's `info` text such as `200epoch` names, 0 where it names none."""
    digits = info.removesuffix("epoch").strip()
    return int(digits) if info.endswith("epoch") and digits.isdecimal() and len(digits) < 10 else 0


def plain_card(card: Any) -> dict[str, Any]:
    """Return a card with only finite JSON values in it, bounded in size and depth."""
    return _plain(card, _MAX_CARD_DEPTH, iter(range(_MAX_CARD_ITEMS))) if isinstance(card, Mapping) else {}


def median_f0_of(card: Mapping[str, Any]) -> float | None:
    """Return the median pitch in Hz of the recordings a model was trained on, if its card has it."""
    median = card.get("median_f0_hz")
    if not isinstance(median, int | float) or isinstance(median, bool):
        return None
    return float(median) if 0 < median < math.inf else None


def _plain(value: Any, depth: int, budget: Iterator[int]) -> Any:
    # Each item takes one from the budget, whatever its level: a list may be referenced many times.
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if depth and isinstance(value, Mapping):
        return {
            str(key)[:MAX_TEXT]: _plain(item, depth - 1, budget)
            for _, (key, item) in zip(budget, value.items(), strict=False)
            if isinstance(key, str | int | float)
        }
    if depth and isinstance(value, list | tuple):
        return [_plain(item, depth - 1, budget) for _, item in zip(budget, value, strict=False)]
    return None


def _text(value: Any) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else 0
