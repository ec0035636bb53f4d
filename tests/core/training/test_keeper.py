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
from rvc_core.devices import DeviceProfile
from rvc_core.events import Pipeline, StageAdvanced
from rvc_core.training.choose import TrainingChoice
from rvc_core.training.ingredients import Ingredients
from rvc_core.training.keeper import CHECKPOINT_SECONDS, Evidence, Keeper, ModelFolder, restored_state
from rvc_core.training.state import FitState
from rvc_core.weights import PretrainedWeights

NOW = StageAdvanced("training", 0, 1)


class PlannedScores:
    """Held-out slices whose scores are known beforehand."""

    def __init__(self, *mel_distances: float) -> None:
        self._mel_distances = list(mel_distances)

    def score(self, network: torch.nn.Module, advanced: StageAdvanced) -> Pipeline[dict[str, float]]:
        yield advanced
        return {"mel_distance": self._mel_distances.pop(0)}


def keeper_of(folder: Path, *mel_distances: float) -> Keeper:
    choice = TrainingChoice("rvc", "compact", "log-mel", "pm", planted.SAMPLE_RATE)
    profile = DeviceProfile(torch.device("cpu"), torch.float32, "CPU", 0, 1)
    objective = planted.tiny_objective(Ingredients(choice, 4, profile, PretrainedWeights(folder), 0))
    silence = Example("silence", *(np.zeros(shape, np.float32) for shape in ((5, 4), 9, 9 * 320)))
    return Keeper(
        ModelFolder(folder, "voice"),
        objective,
        FitState(batch_size=2),
        Evidence(PlannedScores(*mel_distances), [silence]),  # type: ignore[arg-type]
        ModelMetadata("voice", embedder_model="log-mel"),
        ModelCard(),
    )


def resumed_state(keeper: Keeper) -> FitState:
    """Return the state that a training goes on with from what `keeper` left in its folder."""
    path = TrainingCheckpoint.newest(keeper.folder.checkpoints)
    assert path is not None
    checkpoint = TrainingCheckpoint.load(path)
    return restored_state(checkpoint, keeper.folder, keeper.objective)


def save_epochs(keeper: Keeper, count: int) -> None:
    for _ in range(count):
        keeper.state.epoch += 1
        keeper.state.step += 5
        list(keeper.save_scored(NOW))


@pytest.mark.parametrize(
    ("mel_distances", "best_epoch"), [((2.0, 3.0), 1), ((3.0, 2.0), 2), ((2.0, 1.0, 1.5), 2)]
)
def test_model_is_the_best_epoch(tmp_path: Path, mel_distances: tuple[float, ...], best_epoch: int) -> None:
    keeper = keeper_of(tmp_path, *mel_distances)
    save_epochs(keeper, len(mel_distances))
    assert load_voice_model(keeper.folder.best).metadata.epoch == best_epoch


def test_newest_epoch_is_the_model_where_the_family_says_so(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 2.0, 3.0)
    keeper.objective.newest_is_best = True
    save_epochs(keeper, 2)
    assert load_voice_model(keeper.folder.best).metadata.epoch == 2


def test_last_epoch_is_kept_beside_the_best(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 2.0, 3.0)
    save_epochs(keeper, 2)
    assert load_voice_model(keeper.folder.last).metadata.epoch == 2


def test_only_the_newest_checkpoint_is_kept(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 2.0, 3.0)
    save_epochs(keeper, 2)
    keeper.rescue()
    assert sorted(path.name for path in keeper.folder.checkpoints.iterdir()) == ["D_10.pth", "G_10.pth"]


def test_model_extracted_from_the_checkpoint_tells_its_epoch_and_its_voice(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 3.0, 2.0)
    keeper.card = ModelCard(median_f0_hz=196.0)
    save_epochs(keeper, 2)
    keeper.rescue()
    checkpoint = TrainingCheckpoint.newest(keeper.folder.checkpoints)
    assert checkpoint is not None
    extracted = extract(checkpoint, tmp_path / "extracted.pth")
    assert (extracted.epoch, extracted.step, extracted.card["median_f0_hz"]) == (2, 10, 196.0)


def test_rescued_model_is_usable_before_any_score(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    keeper.state.step = 3
    keeper.rescue()
    assert load_voice_model(keeper.folder.best).metadata.step == 3


def test_rescue_leaves_the_best_epoch_alone(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 2.0)
    save_epochs(keeper, 1)
    keeper.state.step += 1
    keeper.rescue()
    assert load_voice_model(keeper.folder.best).metadata.step == 5


def test_rescue_without_a_new_step_writes_nothing(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    keeper.rescue()
    assert not list(tmp_path.rglob("*.pth"))


def test_checkpoint_saved_between_scores_makes_a_usable_model(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path)
    keeper.state.epoch, keeper.state.step = 1, 5
    list(keeper.save_progress())
    assert load_voice_model(keeper.folder.best).metadata.epoch == 1


def test_score_soon_after_a_checkpoint_writes_no_other(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 3.0, 2.0)
    save_epochs(keeper, 2)
    assert [path.name for path in keeper.folder.checkpoints.glob("G_*")] == ["G_5.pth"]


def test_score_writes_a_checkpoint_where_one_is_due(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 3.0, 2.0)
    save_epochs(keeper, 1)
    keeper.saved_at -= CHECKPOINT_SECONDS
    save_epochs(keeper, 1)
    assert [path.name for path in keeper.folder.checkpoints.glob("G_*")] == ["G_10.pth"]


def test_rescue_after_a_score_keeps_its_place_and_what_was_said_of_the_model(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 3.0, 2.0)
    save_epochs(keeper, 2)
    keeper.rescue()
    assert [path.name for path in keeper.folder.checkpoints.glob("G_*")] == ["G_10.pth"]
    assert load_voice_model(keeper.folder.last).metadata.card["held_out"] == {"mel_distance": 2.0}


def test_best_that_is_newer_than_the_checkpoint_keeps_its_score(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 3.0, 2.0)
    save_epochs(keeper, 2)  # the checkpoint is of epoch 1, the best of epoch 2
    state = resumed_state(keeper)
    assert (state.epoch, state.best_epoch, state.best_score) == (1, 2, 2.0)


def test_best_that_is_older_than_the_checkpoint_is_taken_from_the_checkpoint(tmp_path: Path) -> None:
    keeper = keeper_of(tmp_path, 2.0, 3.0)
    save_epochs(keeper, 2)
    keeper.rescue()
    keeper.folder.best.write_bytes(keeper.folder.last.read_bytes())  # a person chose the last
    state = resumed_state(keeper)
    assert (state.epoch, state.best_epoch, state.best_score) == (2, 1, 2.0)


@pytest.mark.parametrize("damage", [None, b"no model"])
def test_resume_does_without_the_best_where_it_cannot_be_read(tmp_path: Path, damage: bytes | None) -> None:
    keeper = keeper_of(tmp_path, 3.0)
    save_epochs(keeper, 1)
    keeper.folder.best.unlink() if damage is None else keeper.folder.best.write_bytes(damage)
    assert resumed_state(keeper).best_score == 3.0
