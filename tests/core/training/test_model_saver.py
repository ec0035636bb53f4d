"""What stays of a training: the best epoch, the last epoch, one checkpoint."""

from pathlib import Path

import numpy as np
import planted
import pytest
import torch

from rvc_core.checkpoints import TrainingCheckpoint, extract, load_voice_model
from rvc_core.checkpoints.card import ModelCard
from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.data.dataset import Example
from rvc_core.data.features import FeatureTags
from rvc_core.devices import DeviceProfile
from rvc_core.events import Pipeline, StageAdvanced
from rvc_core.training.choice import TrainingChoice
from rvc_core.training.fit_state import FitState
from rvc_core.training.model_folder import ModelFolder
from rvc_core.training.model_saver import CHECKPOINT_SECONDS, ModelSaver
from rvc_core.training.plan import TrainingPlan
from rvc_core.training.resume import restored_state
from rvc_core.weights import PretrainedWeights

NOW = StageAdvanced("training", 0, 1)


class PlannedScores:
    """Held-out slices whose scores are known beforehand."""

    def __init__(self, *mel_distances: float) -> None:
        self._mel_distances = list(mel_distances)

    def score(self, network: torch.nn.Module, advanced: StageAdvanced) -> Pipeline[dict[str, float]]:
        yield advanced
        return {"mel_distance": self._mel_distances.pop(0)}


def saver_of(folder: Path, *mel_distances: float) -> ModelSaver:
    choice = TrainingChoice("rvc", "compact", "log-mel", "pm", planted.SAMPLE_RATE)
    profile = DeviceProfile(torch.device("cpu"), torch.float32, "CPU", 0, 1)
    config = planted.training_config(folder, resume=True)
    plan = TrainingPlan(config, choice, profile, PretrainedWeights(folder), FeatureTags("f0", "content"))
    objective = planted.tiny_objective(plan, content_dim=4)
    silence = Example("silence", *(np.zeros(shape, np.float32) for shape in ((5, 4), 9, 9 * 320)))
    return ModelSaver(
        ModelFolder(folder, "voice"),
        objective,
        FitState(batch_size=2),
        PlannedScores(*mel_distances),  # type: ignore[arg-type]
        [silence],
        ModelMetadata("voice", embedder_model="log-mel"),
        ModelCard(),
    )


def resumed_state(saver: ModelSaver) -> FitState:
    """Return the state to resume a training from, as `saver` left it in its folder."""
    path = TrainingCheckpoint.newest(saver.folder.checkpoints)
    assert path is not None
    checkpoint = TrainingCheckpoint.load(path)
    return restored_state(checkpoint, saver.folder, saver.objective)


def save_epochs(saver: ModelSaver, count: int) -> None:
    for _ in range(count):
        saver.state.epoch += 1
        saver.state.step += 5
        list(saver.save_scored(NOW))


@pytest.mark.parametrize(
    ("mel_distances", "best_epoch"), [((2.0, 3.0), 1), ((3.0, 2.0), 2), ((2.0, 1.0, 1.5), 2)]
)
def test_model_is_the_best_epoch(tmp_path: Path, mel_distances: tuple[float, ...], best_epoch: int) -> None:
    saver = saver_of(tmp_path, *mel_distances)
    save_epochs(saver, len(mel_distances))
    assert load_voice_model(saver.folder.best).metadata.epoch == best_epoch


def test_newest_epoch_is_the_model_where_the_family_says_so(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 2.0, 3.0)
    saver.objective.newest_is_best = True
    save_epochs(saver, 2)
    assert load_voice_model(saver.folder.best).metadata.epoch == 2


def test_last_epoch_is_kept_beside_the_best(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 2.0, 3.0)
    save_epochs(saver, 2)
    assert load_voice_model(saver.folder.last).metadata.epoch == 2


def test_only_the_newest_checkpoint_is_kept(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 2.0, 3.0)
    save_epochs(saver, 2)
    saver.rescue()
    assert sorted(path.name for path in saver.folder.checkpoints.iterdir()) == ["D_10.pth", "G_10.pth"]


def test_model_extracted_from_the_checkpoint_tells_its_epoch_and_its_voice(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 3.0, 2.0)
    saver.card = ModelCard(median_f0_hz=196.0)
    save_epochs(saver, 2)
    saver.rescue()
    checkpoint = TrainingCheckpoint.newest(saver.folder.checkpoints)
    assert checkpoint is not None
    extracted = extract(checkpoint, tmp_path / "extracted.pth")
    assert (extracted.epoch, extracted.step, extracted.card["median_f0_hz"]) == (2, 10, 196.0)


def test_rescued_model_is_usable_before_any_score(tmp_path: Path) -> None:
    saver = saver_of(tmp_path)
    saver.state.step = 3
    saver.rescue()
    assert load_voice_model(saver.folder.best).metadata.step == 3


def test_rescue_leaves_the_best_epoch_alone(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 2.0)
    save_epochs(saver, 1)
    saver.state.step += 1
    saver.rescue()
    assert load_voice_model(saver.folder.best).metadata.step == 5


def test_rescue_without_a_new_step_writes_nothing(tmp_path: Path) -> None:
    saver = saver_of(tmp_path)
    saver.rescue()
    assert not list(tmp_path.rglob("*.pth"))


def test_checkpoint_saved_between_scores_makes_a_usable_model(tmp_path: Path) -> None:
    saver = saver_of(tmp_path)
    saver.state.epoch, saver.state.step = 1, 5
    list(saver.save_progress())
    assert load_voice_model(saver.folder.best).metadata.epoch == 1


def test_score_soon_after_a_checkpoint_writes_no_other(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 3.0, 2.0)
    save_epochs(saver, 2)
    assert [path.name for path in saver.folder.checkpoints.glob("G_*")] == ["G_5.pth"]


def test_score_writes_a_checkpoint_where_one_is_due(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 3.0, 2.0)
    save_epochs(saver, 1)
    saver.saved_at -= CHECKPOINT_SECONDS
    save_epochs(saver, 1)
    assert [path.name for path in saver.folder.checkpoints.glob("G_*")] == ["G_10.pth"]


def test_rescue_after_a_score_keeps_its_place_and_what_was_said_of_the_model(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 3.0, 2.0)
    save_epochs(saver, 2)
    saver.rescue()
    assert [path.name for path in saver.folder.checkpoints.glob("G_*")] == ["G_10.pth"]
    assert load_voice_model(saver.folder.last).metadata.card["held_out"] == {"mel_distance": 2.0}


def test_best_that_is_newer_than_the_checkpoint_keeps_its_score(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 3.0, 2.0)
    save_epochs(saver, 2)  # the checkpoint is of epoch 1, the best of epoch 2
    state = resumed_state(saver)
    assert (state.epoch, state.best_epoch, state.best_score) == (1, 2, 2.0)


def test_best_that_is_older_than_the_checkpoint_is_taken_from_the_checkpoint(tmp_path: Path) -> None:
    saver = saver_of(tmp_path, 2.0, 3.0)
    save_epochs(saver, 2)
    saver.rescue()
    saver.folder.best.write_bytes(saver.folder.last.read_bytes())  # a person chose the last
    state = resumed_state(saver)
    assert (state.epoch, state.best_epoch, state.best_score) == (2, 1, 2.0)


@pytest.mark.parametrize("damage", [None, b"no model"])
def test_resume_does_without_the_best_where_it_cannot_be_read(tmp_path: Path, damage: bytes | None) -> None:
    saver = saver_of(tmp_path, 3.0)
    save_epochs(saver, 1)
    saver.folder.best.unlink() if damage is None else saver.folder.best.write_bytes(damage)
    assert resumed_state(saver).best_score == 3.0
