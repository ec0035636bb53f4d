import pytest
import torch

from rvc_core.models import attention
from rvc_core.models.attention import RelativeAttention, gather_band, spread_band


def naive_attention(layer: RelativeAttention, frames: torch.Tensor) -> torch.Tensor:
    """Written out pair by pair of frames, after Shaw et al. eq. 3 and 4, for one item."""
    heads = layer.n_heads
    query, key, value = (
        convolve(frames).unflatten(1, (heads, -1))[0].transpose(1, 2)  # (H, T, C)
        for convolve in (layer.conv_q, layer.conv_k, layer.conv_v)
    )
    n_frames, width = query.shape[1:]
    attended = torch.zeros_like(query)
    for i in range(n_frames):
        near = [(j, j - i + 10) for j in range(n_frames) if abs(j - i) <= 10]
        scores = (query[:, i : i + 1] * key).sum(-1) / width**0.5
        for j, row in near:
            scores[:, j] += (query[:, i] * layer.emb_rel_k[0, row]).sum(-1) / width**0.5
        weights = scores.softmax(-1)
        attended[:, i] = (weights.unsqueeze(-1) * value).sum(1)
        for j, row in near:
            attended[:, i] += weights[:, j : j + 1] * layer.emb_rel_v[0, row]
    return layer.conv_o(attended.transpose(1, 2).flatten(0, 1).unsqueeze(0))


@pytest.fixture
def layer() -> RelativeAttention:
    torch.manual_seed(0)
    return RelativeAttention(8, 2)


@pytest.mark.parametrize("n_frames", [1, 7, 30])
def test_attention_equals_the_formula(layer: RelativeAttention, n_frames: int) -> None:
    frames = torch.randn(1, 8, n_frames)
    torch.testing.assert_close(layer(frames, None), naive_attention(layer, frames))


def test_blocks_of_queries_equal_the_whole(layer: RelativeAttention, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = torch.randn(2, 8, 50)
    whole = layer(frames, None)
    monkeypatch.setattr(attention, "QUERY_BLOCK_FRAMES", 16)
    torch.testing.assert_close(layer(frames, None), whole)


def test_padding_does_not_reach_real_frames(layer: RelativeAttention) -> None:
    frames = torch.randn(1, 8, 20)
    mask = (torch.arange(20) < 12).float().view(1, 1, 20)
    torch.testing.assert_close(layer(frames, mask)[..., :12], layer(frames[..., :12], None))


def test_band_is_spread_about_the_diagonal() -> None:
    band = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    expected = torch.tensor([[0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 4.0, 5.0]])
    assert torch.equal(spread_band(band, 2, 4), expected)


def test_gathering_reverses_spreading_inside_the_square() -> None:
    band = torch.arange(1.0, 7.0).view(2, 3)
    assert torch.equal(gather_band(spread_band(band, 1, 4), 1, 3), band)
