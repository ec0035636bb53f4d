"""One training pass over whole items, with weights drawn by name."""

from math import prod

import numpy as np
import pytest
import torch
from golden_files import draw_weights, golden, golden_dir

from rvc_core.config import SynthesizerConfig
from rvc_core.losses import kl_loss
from rvc_core.models import Noise, Synthesizer, TrainingForward

TOLERANCE = 1e-4
NAME = next(iter(sorted(path.name for path in golden_dir().glob("training_forward_*.npz"))))
KERNELS_AND_RATES = {
    (16, 16, 4, 4): (10, 10, 2, 2),
    (20, 16, 4, 4): (10, 8, 2, 2),
    (24, 20, 4, 4): (12, 10, 2, 2),
}


def sizes_of(weights: dict[str, torch.Tensor], sample_rate: int) -> SynthesizerConfig:
    """Read every size from the tensors, as for a training checkpoint, which carries no config."""
    kernels = tuple(
        weights[f"dec.ups.{stage}.weight_v"].shape[2]
        for stage in range(sum(key.startswith("dec.ups.") and key.endswith("_g") for key in weights))
    )
    hidden = weights["enc_p.emb_phone.bias"].shape[0]
    latent = weights["flow.flows.0.post.bias"].shape[0] * 2
    rates = KERNELS_AND_RATES[kernels]
    assert prod(rates) * 100 == sample_rate
    return SynthesizerConfig(
        spectrogram_bins=weights["enc_q.pre.weight"].shape[1],
        latent_channels=latent,
        hidden_channels=hidden,
        filter_channels=weights["enc_p.encoder.ffn_layers.0.conv_1.bias"].shape[0],
        n_heads=hidden // weights["enc_p.encoder.attn_layers.0.emb_rel_k"].shape[2],
        n_layers=sum(key.startswith("enc_p.encoder.norm_layers_1.") for key in weights) // 2,
        kernel_size=weights["enc_p.encoder.ffn_layers.0.conv_1.weight"].shape[2],
        resblock_kernel_sizes=(3, 7, 11),
        resblock_dilations=((1, 3, 5),) * 3,
        upsample_rates=rates,
        upsample_initial_channels=weights["dec.conv_pre.bias"].shape[0],
        upsample_kernel_sizes=kernels,
        n_speakers=weights["emb_g.weight"].shape[0],
        speaker_embedding_dim=weights["emb_g.weight"].shape[1],
        sample_rate=sample_rate,
        content_dim=weights["enc_p.emb_phone.weight"].shape[1],
    )


@pytest.fixture(scope="module")
def synthesizer() -> Synthesizer:
    weights = torch.load(golden_dir() / "G_2333333.pth", weights_only=True)["model"]
    network = Synthesizer(sizes_of(weights, 40_000))
    network.load_state_dict(weights)
    return network.eval()


@pytest.fixture(scope="module")
def outcome(synthesizer: Synthesizer) -> TrainingForward:
    numbers = {key: torch.from_numpy(np.asarray(value)) for key, value in golden_numbers().items()}
    batch, n_frames = numbers["f0_hz"].shape
    with torch.no_grad():
        return synthesizer(
            numbers["content"],
            numbers["f0_hz"],
            numbers["spectrogram"],
            torch.full((batch,), n_frames),
            numbers["speaker_id"],
            n_frames,
            Noise(0.0, 0.0),
            numbers["f0_coarse"],
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
