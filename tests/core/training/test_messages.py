"""A training that cannot go on says what to do."""

from pathlib import Path

import numpy as np
import planted
import pytest
import torch
from small_fit import small_fit, tiny_objective
from test_model_saver import saver_of

from rvc_core.content import load_content_encoder
from rvc_core.errors import (
    DeviceOutOfMemoryError,
    DivergedError,
    EmptyDatasetError,
    IncompatibleCheckpointError,
)
from rvc_core.training import pipeline
from rvc_core.training.resume import resume_or_begin


class Deaf:
    """A content encoder that gives no number."""

    def encode_batch(self, waveforms: list[np.ndarray]) -> list[np.ndarray]:
        known = load_content_encoder("log-mel", "v2", torch.device("cpu"))
        return [np.full_like(content, np.nan) for content in known.encode_batch(waveforms)]


def test_content_without_numbers_is_an_empty_data_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "load_content_encoder", lambda *_: Deaf())
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 3.0))
    with pytest.raises(EmptyDatasetError, match="weights"):
        planted.run(config)


def test_loss_that_is_no_number_says_what_to_change() -> None:
    fit = small_fit(tiny_objective(), (20,), 1)
    fit._sums = {"mel": torch.tensor(torch.nan)}
    with pytest.raises(DivergedError, match="another batch size.*another seed"):
        fit.look()


def test_weights_that_are_no_numbers_say_what_to_change(tmp_path: Path) -> None:
    saver = saver_of(tmp_path)
    with torch.no_grad():
        next(saver.objective.generator.parameters()).fill_(torch.nan)
    with pytest.raises(DivergedError, match="another batch size.*another seed"):
        list(saver.save_progress())


def test_lack_of_memory_for_one_slice_says_what_takes_less() -> None:
    fit = small_fit(tiny_objective(), (20,), 1)
    with pytest.raises(DeviceOutOfMemoryError, match="compact"):
        fit._halve()


def test_checkpoint_of_other_networks_says_what_to_do(tmp_path: Path) -> None:
    saver = saver_of(tmp_path)
    saver.state.step = 3
    saver.rescue()
    config = planted.training_config(tmp_path, resume=True)
    with pytest.raises(IncompatibleCheckpointError, match="another name"):
        resume_or_begin(config, saver.folder, tiny_objective())
