"""What the recordings say of the voice: the numbers of the model's card."""

import numpy as np

from rvc_core.checkpoints.card import ModelCard
from rvc_core.checkpoints.metadata import CONTENTVEC
from rvc_core.data.plan import SlicePlan
from rvc_core.pitch import median_f0
from rvc_core.training.choose import STARTER_FAMILY, TrainingChoice

LOW_PERCENTILE, HIGH_PERCENTILE = 5, 95


def describe_voice(plan: SlicePlan, pitch_tag: str, choice: TrainingChoice) -> ModelCard:
    """Return the card of the voice in `plan`: median F0, its range and minutes of data."""
    contours = [plan.feature(piece, pitch_tag) for piece in plan.slices if not piece.is_made]
    f0_hz = np.concatenate(contours)
    voiced = f0_hz[f0_hz > 0]
    low, high = np.percentile(voiced, [LOW_PERCENTILE, HIGH_PERCENTILE]) if len(voiced) else (None, None)
    return ModelCard(
        median_f0_hz=_rounded(median_f0(f0_hz)),
        f0_low_hz=_rounded(low),
        f0_high_hz=_rounded(high),
        minutes_of_data=round(plan.voice_seconds / 60, 3),
        notes=_notes(choice),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _notes(choice: TrainingChoice) -> tuple[str, ...]:
    if choice.family == STARTER_FAMILY:
        return ("Other RVC programs cannot run this model: it is of Persona's starter family.",)
    if choice.encoder != CONTENTVEC:
        return (
            f"Other RVC programs cannot run this model: it was trained on the content encoder "
            f"{choice.encoder}, not on ContentVec.",
        )
    return ()
