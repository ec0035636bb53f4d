"""What a training leaves in the model's folder: checkpoints, models, samples and the card."""

import math
import shutil
import time
from dataclasses import dataclass, replace

import torch

from rvc_core.audio import AI_GENERATED_COMMENT, save_audio
from rvc_core.checkpoints.card import ModelCard, save_card
from rvc_core.checkpoints.export import save_voice_model
from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.checkpoints.training_checkpoint import TrainingCheckpoint
from rvc_core.data.dataset import Example
from rvc_core.errors import DivergedError
from rvc_core.events import CheckpointSaved, Pipeline, SampleReady, StageAdvanced
from rvc_core.files import atomic_path
from rvc_core.training.fit_state import AFTER_DIVERGENCE, FitState
from rvc_core.training.held_out import HeldOut, listening_sample
from rvc_core.training.model_folder import ModelFolder
from rvc_core.training.objective import Objective

CHECKPOINT_SECONDS = 60.0  # between checkpoints, where epochs are shorter


@dataclass
class ModelSaver:
    """Saves what `objective` has learnt."""

    folder: ModelFolder
    objective: Objective
    state: FitState
    held_out: HeldOut
    audible: list[Example]  # one of these is the listening sample
    metadata: ModelMetadata  # without epoch and card
    card: ModelCard  # the facts of the recordings
    saved_at: float = -math.inf  # on the monotonic clock; the first epoch is saved however short it was
    saved_step: int = 0  # of the newest checkpoint

    @property
    def is_checkpoint_due(self) -> bool:
        """Whether the newest checkpoint is old enough for another one."""
        return time.monotonic() - self.saved_at >= CHECKPOINT_SECONDS

    def save_progress(self) -> Pipeline[None]:
        """Save the newest model and a checkpoint.

        Raises:
            DivergedError: the weights contain NaN or infinity; nothing is written then.
        """
        self._save_unscored()
        yield CheckpointSaved(self.state.epoch, self.folder.last)

    def save_scored(self, advanced: StageAdvanced) -> Pipeline[None]:
        """Score the newest model, keep it if it is the best or the family says so, save a sample.

        A checkpoint is written only where one is due; `rescue` writes the missing one at the end.

        Raises:
            DivergedError: the weights contain NaN or infinity; nothing is written then.
        """
        self._require_finite()
        scores = yield from self.held_out.score(self.objective.generator, advanced)
        metadata = self._export_last(scores)
        score = scores.get("mel_distance", -math.inf)  # without held-out slices the newest is the best
        if self.objective.newest_is_best or score <= self.state.best_score or self.state.best_epoch is None:
            self.state.best_epoch, self.state.best_score = self.state.epoch, score
            self._make_last_the_best(metadata)
        self.state.scored_step = self.state.step
        if self.is_checkpoint_due:
            self._save_checkpoint()
        yield CheckpointSaved(self.state.epoch, self.folder.last)
        yield self._save_sample()

    def rescue(self) -> None:
        """Save what was learnt since the newest checkpoint, however the training ended.

        Raises:
            DivergedError: the weights contain NaN or infinity; nothing is written then.
        """
        if self.state.step == self.saved_step:
            return
        if self.state.step == self.state.scored_step:  # its model is on disk, with its scores
            self._save_checkpoint()
        else:
            self._save_unscored()

    def _require_finite(self) -> None:
        # One step's losses are finite, and its gradients may still have ruined the weights.
        weights = [value for network in self.objective.state() for value in network["model"].values()]
        sound = [value.isfinite().all() for value in weights if value.is_floating_point()]
        if not torch.stack(sound).all():
            raise DivergedError(
                f"The weights became NaN or infinite before step {self.state.step}, {AFTER_DIVERGENCE}"
            )

    def _save_unscored(self) -> None:
        self._require_finite()
        metadata = self._export_last({})
        if self.state.best_epoch is None:
            self._make_last_the_best(metadata)
        self._save_checkpoint()

    def _export_last(self, scores: dict[str, float]) -> ModelMetadata:
        metadata = self._labelled(scores)
        weights = self.objective.generator.state_dict()
        return save_voice_model(self.folder.last, weights, self.objective.config, metadata)

    def _labelled(self, scores: dict[str, float]) -> ModelMetadata:
        card = replace(self.card, epochs=self.state.epoch, held_out=scores).to_jsonable()
        return replace(self.metadata, epoch=self.state.epoch, step=self.state.step, card=card)

    def _make_last_the_best(self, metadata: ModelMetadata) -> None:
        with atomic_path(self.folder.best) as temporary:
            shutil.copyfile(self.folder.last, temporary)
        save_card(self.folder.root, metadata.card)

    def _save_checkpoint(self) -> None:
        generator, discriminator = self.objective.state()
        checkpoint = TrainingCheckpoint(
            epoch=self.state.epoch,
            step=self.state.step,
            learning_rate=generator["learning_rate"],
            config=self.objective.config,
            metadata=self._labelled({}),
            generator=generator["model"],
            generator_optimizer=generator["optimizer"],
            discriminator=discriminator["model"],
            discriminator_optimizer=discriminator["optimizer"],
            state=self.state.to_dict(),
        )
        checkpoint.save(self.folder.checkpoints)
        self.saved_at, self.saved_step = time.monotonic(), self.state.step

    def _save_sample(self) -> SampleReady:
        network, rate = self.objective.generator, self.objective.config.sample_rate
        path = self.folder.sample(self.state.epoch)
        clip = listening_sample(network, self.audible, rate)
        save_audio(path, clip, tags={"comment": AI_GENERATED_COMMENT})
        return SampleReady(self.state.epoch, path)
