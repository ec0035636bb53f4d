import copy
import io

import pytest
import torch

from rvc_core.config import SynthesizerConfig
from rvc_core.models import Noise, Synthesizer, TrainingForward, take_segments
from rvc_core.models.flow import Flow
from rvc_core.models.synthesizer import draw_segment_starts
from tests.core.tiny import tiny_config

CONFIG = tiny_config(32_000, n_layers=2, content_dim=6)


def loud(synthesizer: Synthesizer) -> Synthesizer:
    """Give every weight an effect: fresh networks are nearly silent, and their flow is the identity."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in synthesizer.parameters():
            parameter.copy_(0.3 * torch.randn(parameter.shape, generator=generator))
    return synthesizer


@pytest.fixture(scope="module")
def synthesizer() -> Synthesizer:
    return loud(Synthesizer(CONFIG)).eval()


@pytest.fixture(scope="module")
def content() -> torch.Tensor:
    return torch.randn(1, 12, 6, generator=torch.Generator().manual_seed(2))


@pytest.fixture(scope="module")
def f0_hz() -> torch.Tensor:
    return torch.linspace(100, 300, 12).unsqueeze(0) * (torch.arange(12) % 4 > 0)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_waveform_has_a_hop_per_frame(synthesizer, content, f0_hz) -> None:
    assert synthesizer.infer(content, f0_hz).shape == (1, 12 * 320)


def test_waveform_is_the_same_for_the_same_seed(synthesizer, content, f0_hz) -> None:
    first, second = (synthesizer.infer(content, f0_hz, generator=seeded(3)) for _ in range(2))
    assert torch.equal(first, second)


def test_waveform_differs_between_seeds(synthesizer, content, f0_hz) -> None:
    first, second = (synthesizer.infer(content, f0_hz, generator=seeded(seed)) for seed in (3, 4))
    assert not torch.allclose(first, second)


def test_waveform_is_deterministic_without_noise(synthesizer, content, f0_hz) -> None:
    first, second = (synthesizer.infer(content, f0_hz, 0, 0.0, 0.0) for _ in range(2))
    assert torch.equal(first, second)


def test_speakers_differ(synthesizer, content, f0_hz) -> None:
    first, second = (synthesizer.infer(content, f0_hz, speaker, 0.0, 0.0) for speaker in (0, 1))
    assert not torch.allclose(first, second)


def test_batch_equals_items(synthesizer, content, f0_hz) -> None:
    ids = torch.tensor([0, 1])
    both = synthesizer.infer(content.expand(2, -1, -1), f0_hz.expand(2, -1), ids, 0.0, 0.0)
    torch.testing.assert_close(both[1:], synthesizer.infer(content, f0_hz, 1, 0.0, 0.0))


def test_fusing_keeps_the_waveform(synthesizer, content, f0_hz) -> None:
    expected = synthesizer.infer(content, f0_hz, 0, 0.0, 0.0)
    fused = copy.deepcopy(synthesizer).fuse()
    torch.testing.assert_close(fused.infer(content, f0_hz, 0, 0.0, 0.0), expected, rtol=0, atol=1e-5)


def test_fused_network_holds_no_posterior_and_no_weight_norm(synthesizer) -> None:
    names = copy.deepcopy(synthesizer).fuse().state_dict()
    assert not [name for name in names if "enc_q" in name or name.endswith(("weight_g", "weight_v"))]


def test_network_without_f0_takes_none(content) -> None:
    config = SynthesizerConfig.from_list(CONFIG.to_list(), "v2", False, 6)
    assert Synthesizer(config).infer(content, None).shape == (1, 12 * 320)


def test_state_survives_a_file(synthesizer, content, f0_hz) -> None:
    file = io.BytesIO()
    torch.save(synthesizer.state_dict(), file)
    file.seek(0)
    copied = Synthesizer(CONFIG).eval()
    copied.load_state_dict(torch.load(file, weights_only=True))
    torch.testing.assert_close(
        copied.infer(content, f0_hz, 0, 0.0, 0.0), synthesizer.infer(content, f0_hz, 0, 0.0, 0.0)
    )


def test_flow_reverses_itself(synthesizer) -> None:
    latent, mask, speaker = torch.randn(2, 8, 9), torch.ones(2, 1, 9), torch.randn(2, 4, 1)
    there = synthesizer.flow(latent, mask, speaker)
    torch.testing.assert_close(synthesizer.flow(there, mask, speaker, reverse=True), latent)


def test_fresh_flow_changes_nothing() -> None:
    latent, mask, speaker = torch.randn(2, 8, 9), torch.ones(2, 1, 9), torch.randn(2, 4, 1)
    torch.testing.assert_close(Flow(CONFIG)(latent, mask, speaker), latent)


def train_once(synthesizer: Synthesizer, lengths: list[int], n_frames: int = 20) -> TrainingForward:
    generator = seeded(5)
    batch = len(lengths)
    return synthesizer(
        torch.randn(batch, n_frames, 6, generator=generator),
        torch.full((batch, n_frames), 200.0),
        torch.rand(batch, 513, n_frames, generator=generator),
        torch.tensor(lengths),
        torch.zeros(batch, dtype=torch.long),
        8,
        Noise(generator=generator),
    )


def test_training_decodes_one_segment_per_item(synthesizer) -> None:
    assert train_once(synthesizer, [20, 15]).waveform.shape == (2, 1, 8 * 320)


def test_gradients_reach_every_weight() -> None:
    synthesizer = loud(Synthesizer(CONFIG))
    outcome = train_once(synthesizer, [20, 15])
    (outcome.waveform.sum() + outcome.z_p.sum() + outcome.m_p.sum() + outcome.logs_p.sum()).backward()
    assert [name for name, p in synthesizer.named_parameters() if p.grad is None] == []


def test_latents_are_zero_after_the_items_end(synthesizer) -> None:
    outcome = train_once(synthesizer, [20, 15])
    assert not any(part[1, :, 15:].any() for part in (outcome.z_p, outcome.m_p, outcome.logs_q))


def test_item_shorter_than_the_segment_is_taken_from_its_start() -> None:
    assert not draw_segment_starts(torch.tensor([5, 7]).repeat(200), 8, seeded(0)).any()


def test_item_shorter_than_the_segment_is_decoded(synthesizer) -> None:
    assert torch.isfinite(train_once(synthesizer, [20, 5]).waveform).all()


def test_batch_shorter_than_the_segment_is_decoded_whole(synthesizer) -> None:
    assert train_once(synthesizer, [5, 3], n_frames=5).waveform.shape[-1] == 5 * synthesizer.config.hop_length


def test_segments_lie_inside_their_items() -> None:
    lengths = torch.tensor([8, 9, 30]).repeat(200)
    starts = draw_segment_starts(lengths, 8, seeded(0))
    assert bool(((starts >= 0) & (starts + 8 <= lengths)).all())


def test_segments_reach_the_last_frame() -> None:
    starts = draw_segment_starts(torch.full((200,), 10), 8, seeded(0))
    assert set(starts.tolist()) == {0, 1, 2}


def test_segments_are_cut_at_each_items_start() -> None:
    signal = torch.arange(20.0).view(2, 1, 10)
    assert take_segments(signal, torch.tensor([0, 3]), 2).flatten().tolist() == [0, 1, 13, 14]
