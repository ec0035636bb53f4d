"""Resuming a training: its newest checkpoint, and the best model beside it."""

from dataclasses import fields, replace
from pathlib import Path

from rvc_core.checkpoints.model_file import read_model_file
from rvc_core.checkpoints.training_checkpoint import TrainingCheckpoint
from rvc_core.config import TrainingConfig
from rvc_core.errors import CheckpointError, IncompatibleCheckpointError
from rvc_core.training.fit_state import FitState
from rvc_core.training.model_folder import ModelFolder
from rvc_core.training.objective import Objective


def resume_or_begin(config: TrainingConfig, folder: ModelFolder, objective: Objective) -> FitState:
    """Return where a training stands: at the newest checkpoint, loaded into `objective`, or at its start.

    Raises:
        IncompatibleCheckpointError: the checkpoint is of networks of other sizes.
    """
    path = folder.newest_checkpoint
    if not config.resume or path is None:
        return FitState(config.batch_size, config.batch_size)
    checkpoint = TrainingCheckpoint.load(path)
    if checkpoint.config != objective.config:
        raise IncompatibleCheckpointError(
            f"{path.name} was trained with networks of other sizes, so it cannot resume: put back the "
            "pretrained weights that it began with, or train under another name."
        )
    state = restored_state(checkpoint, folder, objective)
    if state.asked_batch_size == config.batch_size:  # it may have been halved since
        return state
    return replace(state, batch_size=config.batch_size, asked_batch_size=config.batch_size)


def restored_state(checkpoint: TrainingCheckpoint, folder: ModelFolder, objective: Objective) -> FitState:
    """Return the state saved in `checkpoint`, whose networks are loaded into `objective`.

    The best model may be newer than the checkpoint; the state then says so, and a worse epoch does not
    replace it.
    """
    rate = checkpoint.learning_rate
    objective.restore(
        {"model": checkpoint.generator, "optimizer": checkpoint.generator_optimizer, "learning_rate": rate},
        {
            "model": checkpoint.discriminator,
            "optimizer": checkpoint.discriminator_optimizer,
            "learning_rate": rate,
        },
    )
    known = {field.name for field in fields(FitState)}
    state = FitState(**{name: value for name, value in checkpoint.state.items() if name in known})
    newer = _best_after(state.step, folder.best)
    return state if newer is None else replace(state, best_epoch=newer[0], best_score=newer[1])


def _best_after(step: int, path: Path) -> tuple[int, float] | None:
    """Return epoch and held-out mel distance of the model at `path` where it is newer than `step`."""
    try:
        metadata = read_model_file(path).metadata
    except CheckpointError:  # a person may have deleted it, or put another file in its place
        return None
    held_out = metadata.card.get("held_out")
    score = held_out.get("mel_distance") if isinstance(held_out, dict) else None
    if metadata.step > step and isinstance(score, float):
        return metadata.epoch, score
    return None
