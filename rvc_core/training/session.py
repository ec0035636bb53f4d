"""One training in memory: its objective, its data, what it keeps; and its run from epoch to epoch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import numpy as np

from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.checkpoints.training_checkpoint import TrainingCheckpoint
from rvc_core.config import TrainingConfig
from rvc_core.data.dataset import Example, TrainingSet, load_example, split
from rvc_core.data.features import UNUSABLE_CONTENT, FeatureTags
from rvc_core.data.plan import Slice, SlicePlan
from rvc_core.errors import DivergedError, EmptyDatasetError, IncompatibleCheckpointError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted, Warned
from rvc_core.pitch import load_pitch_extractor
from rvc_core.training.choose import TrainingChoice
from rvc_core.training.facts import describe_voice
from rvc_core.training.fit import STAGE, Fit, FitOptions
from rvc_core.training.held_out import HeldOut
from rvc_core.training.ingredients import Ingredients
from rvc_core.training.keeper import Evidence, Keeper, ModelFolder, restored_state
from rvc_core.training.objective import Builder, Objective
from rvc_core.training.state import FitState


@dataclass(frozen=True, slots=True)
class Dataset:
    """What there is to train on, with what."""

    plan: SlicePlan
    tags: FeatureTags
    ingredients: Ingredients


@dataclass(frozen=True, slots=True)
class Session:
    """A training that can run."""

    config: TrainingConfig
    seed: int
    data: TrainingSet
    keeper: Keeper

    def run(self, deadline: float | None) -> Pipeline[None]:
        """Train until the last epoch is finished or the `deadline` on the monotonic clock has passed.

        However it ends, what was learnt is on disk.

        Raises:
            DivergedError: a loss became NaN or infinite.
            DeviceOutOfMemoryError: not even one slice fits into memory.
        """
        keeper, state = self.keeper, self.keeper.state
        fit = Fit(keeper.objective, self.data, state, FitOptions(self.config.epochs, self.seed, deadline))
        with _kept(fit, keeper):
            while not fit.is_over:
                yield from fit.run_epoch()
                if fit.is_over or state.epoch % self.config.save_every == 0:
                    yield from keeper.save_scored(fit.progress())
                elif keeper.is_checkpoint_due:
                    yield from keeper.save_progress()
            if state.scored_step != state.step:  # the scoring of the last epoch was stopped
                yield from keeper.save_scored(fit.progress())
            keeper.rescue()


@contextmanager
def _kept(fit: Fit, keeper: Keeper) -> Iterator[None]:
    """Save what was learnt when the block is left early, unless it is worthless."""
    try:
        yield
    except DivergedError:
        raise
    except BaseException:  # a closed generator, a lost device, a signal: all are raised on
        with suppress(DivergedError):
            fit.look()
            keeper.rescue()
        raise


def open_session(
    config: TrainingConfig, folder: ModelFolder, dataset: Dataset, build: Builder
) -> Pipeline[Session]:
    """Return the session of a training, from its newest checkpoint where it is to be resumed.

    Raises:
        EmptyDatasetError: the features of no slice can be used.
        IncompatibleCheckpointError: base weights or the checkpoint are of another network.
    """
    plan, tags, ingredients = dataset.plan, dataset.tags, dataset.ingredients
    training, held_out = split(plan, ingredients.seed)
    total = config.epochs * len(training)
    yield StageStarted(STAGE, total)
    objective = build(ingredients)
    state = _restored_state(config, folder, objective)
    now = StageAdvanced(STAGE, min(total, state.epoch * len(training)), total)
    yield now
    examples = yield from _load(plan, training, tags, now)
    scored = yield from _load(plan, held_out, tags, now, beside=training)
    if not examples:
        raise EmptyDatasetError(UNUSABLE_CONTENT)
    data = TrainingSet(examples, objective.spectrogram, ingredients.profile.device)
    yield now
    keeper = Keeper(
        folder=folder,
        objective=objective,
        state=state,
        evidence=Evidence(_held_out(scored, ingredients), scored or examples),
        metadata=_metadata(folder.name, ingredients.choice),
        card=describe_voice(plan, tags.pitch, ingredients.choice),
        saved_step=state.step,
    )
    return Session(config, ingredients.seed, data, keeper)


def _restored_state(config: TrainingConfig, folder: ModelFolder, objective: Objective) -> FitState:
    path = folder.newest_checkpoint
    if not config.resume or path is None:
        return FitState(config.batch_size, config.batch_size)
    checkpoint = TrainingCheckpoint.load(path)
    if checkpoint.config != objective.config:
        raise IncompatibleCheckpointError(
            f"{path.name} was trained with networks of other sizes, so it cannot go on: put the pretrained "
            "weights back that it began with, or train under another name."
        )
    state = restored_state(checkpoint, folder, objective)
    if state.asked_batch_size == config.batch_size:  # it may have been halved since
        return state
    return replace(state, batch_size=config.batch_size, asked_batch_size=config.batch_size)


def _load(
    plan: SlicePlan, slices: list[Slice], tags: FeatureTags, now: StageAdvanced, beside: Sequence[Slice] = ()
) -> Pipeline[list[Example]]:
    """Return the examples of `slices`, without what `beside` covers.

    `now` is yielded at each, so that a stop is noticed.
    """
    examples = []
    for piece in slices:
        example = load_example(plan, piece, tags, beside)
        if np.isfinite(example.content).all():
            examples.append(example)
        else:
            yield Warned("content_not_finite", f"{piece.label()}: left out, its content cannot be used.")
        yield now
    return examples


def _held_out(examples: list[Example], ingredients: Ingredients) -> HeldOut:
    choice = ingredients.choice
    extractor = load_pitch_extractor(choice.f0_method, ingredients.profile.device, ingredients.weights)
    return HeldOut(examples, choice.sample_rate, extractor)


def _metadata(name: str, choice: TrainingChoice) -> ModelMetadata:
    return ModelMetadata(name, family=choice.family, embedder_model=choice.encoder)
