"""One training pass over whole items, with weights drawn by name."""

import numpy as np
import pytest
import torch
from golden_files import draw_weights, golden, golden_dir

from rvc_core.checkpoints.sniffing import config_from_tensors
from rvc_core.losses import kl_loss
from rvc_core.models import Noise, Synthesizer, TrainingForward

TOLERANCE = 1e-4
NAME = next(iter(sorted(path.name for path in golden_dir().glob("training_forward_*.npz"))))
CHECKPOINT = next(iter(sorted(golden_dir().glob("G_*.pth"))))


@pytest.fixture(scope="module")
def synthesizer() -> Synthesizer:
    weights = torch.load(CHECKPOINT, weights_only=True)["model"]
    network = Synthesizer(config_from_tensors(weights))  # a training checkpoint carries no config
    network.load_state_dict(weights)
    return network.eval()


@pytest.fixture(scope="module")
def outcome(synthesizer: Synthesizer) -> TrainingForward:
    numbers = {key: torch.from_numpy(np.asarray(value)) for key, value in golden_numbers().items()}
    batch, n_frames, _ = numbers["content"].shape
    with torch.no_grad():
        return synthesizer(
            numbers["content"],
            numbers.get("f0_hz"),
            numbers["spectrogram"],
            torch.full((batch,), n_frames),
            numbers["speaker_id"],
            n_frames,
            Noise(0.0, 0.0),
            numbers.get("f0_coarse"),
        )


def golden_numbers() -> dict[str, np.ndarray]:
    return {key: value for key, value in golden(NAME).items() if key != "salt"}


def test_drawn_weights_equal_the_stored_checkpoint(synthesizer: Synthesizer) -> None:
    drawn = Synthesizer(synthesizer.config)
    draw_weights(drawn, str(golden(NAME)["salt"]))
    stored = synthesizer.state_dict()
    assert all(torch.equal(value, stored[key]) for key, value in drawn.state_dict().items())


@pytest.mark.parametrize("part", ["z_p", "m_p", "logs_p", "m_q", "logs_q"])
def test_latents_equal_reference(outcome: TrainingForward, part: str) -> None:
    np.testing.assert_allclose(getattr(outcome, part).numpy(), golden(NAME)[part], rtol=0, atol=TOLERANCE)


def test_waveform_equals_reference(outcome: TrainingForward) -> None:
    np.testing.assert_allclose(outcome.waveform[:, 0].numpy(), golden(NAME)["audio"], rtol=0, atol=TOLERANCE)


def test_kl_equals_reference(outcome: TrainingForward) -> None:
    kl = kl_loss(outcome.z_p, outcome.m_p, outcome.logs_p, outcome.logs_q, outcome.mask)
    assert float(kl) == pytest.approx(float(golden(NAME)["kl"]), abs=TOLERANCE)
