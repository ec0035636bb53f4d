"""One training run: opened from the prepared slices, then trained and saved epoch by epoch."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np

from rvc_core.checkpoints.card import describe_voice
from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.data.dataset import Example, TrainingSet, load_example, split
from rvc_core.data.features import UNUSABLE_CONTENT, FeatureTags, recorded_frames
from rvc_core.data.plan import Slice, SlicePlan
from rvc_core.errors import DivergedError, EmptyDatasetError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted, Warned
from rvc_core.pitch import load_pitch_extractor
from rvc_core.training.fit import STAGE, Fit
from rvc_core.training.held_out import HeldOut
from rvc_core.training.length import epochs_of, has_settled
from rvc_core.training.model_saver import ModelSaver
from rvc_core.training.objective import Builder
from rvc_core.training.plan import TrainingPlan
from rvc_core.training.resume import resume_or_begin
from rvc_core.training_pace import keep_pace, kept_pace


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """A training with its data in memory."""

    plan: TrainingPlan
    data: TrainingSet
    saver: ModelSaver
    epochs: int  # in all
    voice_seconds: float  # of the recordings; an epoch is heard in as many

    def train(self, deadline: float | None) -> Pipeline[None]:
        """Train until the last epoch is finished or the `deadline` on the monotonic clock has passed.

        However it ends, what was learnt is on disk.

        Raises:
            DivergedError: a loss became NaN or infinite.
            DeviceOutOfMemoryError: not even one slice fits into memory.
        """
        config, saver, state = self.plan.config, self.saver, self.saver.state
        fit = Fit(saver.objective, self.data, state, self.epochs, config.seed, deadline)
        begun_at, begun_epoch = time.monotonic(), state.epoch
        with _saved_when_left(fit, saver):
            while not (fit.is_over or has_settled(config, self.epochs, state.epoch, state.best_epoch)):
                yield from fit.run_epoch()
                if fit.is_over or state.epoch % config.save_every == 0:
                    yield from saver.save_scored(fit.progress())
                elif saver.is_checkpoint_due:
                    yield from saver.save_progress()
            if state.scored_step != state.step:  # the scoring of the last epoch was stopped
                yield from saver.save_scored(fit.progress())
            saver.rescue()
        self._keep_pace(time.monotonic() - begun_at, state.epoch - begun_epoch)

    def _keep_pace(self, seconds: float, epochs: int) -> None:
        if epochs > 0:
            models_dir, pace = self.plan.config.model_dir.parent, seconds / (epochs * self.voice_seconds)
            keep_pace(models_dir, self.plan.choice.family, self.plan.profile.device.type, pace)


@contextmanager
def _saved_when_left(fit: Fit, saver: ModelSaver) -> Iterator[None]:
    """Save what was learnt when the block is left early, unless it is worthless."""
    try:
        yield
    except DivergedError:
        raise
    except BaseException:  # a closed generator, a lost device, a signal: all are raised on
        with suppress(DivergedError):
            fit.look()
            saver.rescue()
        raise


def open_run(plan: TrainingPlan, slices: SlicePlan, build: Builder) -> Pipeline[TrainingRun]:
    """Return the run of a training on `slices`, at its newest checkpoint where it is to be resumed.

    Raises:
        EmptyDatasetError: the features of no slice can be used.
        IncompatibleCheckpointError: base weights or the checkpoint are of another network.
    """
    config, choice, device = plan.config, plan.choice, plan.profile.device
    training, held_out = split(slices, config.seed)
    epochs = epochs_of(config, choice, slices.voice_seconds)
    total = epochs * len(training)
    yield StageStarted(STAGE, total)
    content_dim = slices.feature(slices.slices[0], plan.tags.content).shape[1]
    objective = build(plan, content_dim)
    state = resume_or_begin(config, plan.folder, objective)
    pace = kept_pace(config.model_dir.parent, choice.family, device.type)
    left = pace and pace * slices.voice_seconds * max(0, epochs - state.epoch)
    now = StageAdvanced(STAGE, min(total, state.epoch * len(training)), total, left)
    yield now
    examples = yield from _load(slices, training, plan.tags, now)
    scored = yield from _load(slices, held_out, plan.tags, now, beside=training)
    if not examples:
        raise EmptyDatasetError(UNUSABLE_CONTENT)
    data = TrainingSet(examples, objective.spectrogram, device)
    yield now
    extractor = load_pitch_extractor(choice.f0_method, device, plan.weights)
    f0_hz = recorded_frames(slices, plan.tags.pitch)
    saver = ModelSaver(
        folder=plan.folder,
        objective=objective,
        state=state,
        held_out=HeldOut(scored, choice.sample_rate, extractor),
        audible=scored or examples,
        metadata=ModelMetadata(config.name, family=choice.family, embedder_model=choice.encoder),
        card=describe_voice(f0_hz, slices.voice_seconds, choice.family, choice.encoder),
        saved_step=state.step,
    )
    return TrainingRun(plan, data, saver, epochs, slices.voice_seconds)


def _load(
    slices: SlicePlan,
    chosen: list[Slice],
    tags: FeatureTags,
    now: StageAdvanced,
    beside: Sequence[Slice] = (),
) -> Pipeline[list[Example]]:
    """Return the examples of the `chosen` slices, without what `beside` covers.

    `now` is yielded at each, so that a stop is noticed.
    """
    examples = []
    for piece in chosen:
        example = load_example(slices, piece, tags, beside)
        if np.isfinite(example.content).all():
            examples.append(example)
        else:
            yield Warned("content_not_finite", f"{piece.label()}: left out, its content cannot be used.")
        yield now
    return examples
