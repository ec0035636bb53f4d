"""The prior encoder's transformer: self-attention with windowed relative positions.

Source: Shaw et al., "Self-Attention with Relative Position Representations" (2018), §3;
VITS (Kim et al. 2021) §2.5.1.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.synthesizer import RELATIVE_WINDOW_FRAMES, SynthesizerConfig

QUERY_BLOCK_FRAMES = 512
MASKED_SCORE = -1e4


class ChannelNorm(nn.Module):
    """Layer normalisation over the channels of `(B, C, T)`."""

    def __init__(self, channels: int) -> None:
        """Build with unit gain and no offset."""
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def forward(self, frames: Tensor) -> Tensor:
        """Return `frames` `(B, C, T)` normalised over C."""
        normal = functional.layer_norm(frames.transpose(1, -1), self.gamma.shape, self.gamma, self.beta, 1e-5)
        return normal.transpose(1, -1)


def spread_band(band: Tensor, first_row: int, width: int) -> Tensor:
    """Return `(..., R, width)`, zero but for `band` `(..., R, 2w+1)` centred on the diagonal.

    Row r of the result is row `first_row + r` of a square matrix. Written one after the other, rows of
    length width+2w+1 shift by one column at each row when read again as rows of length width+2w:

        a b c . . .          a b c . .
        d e f . . .    ->    . d e f .
        g h i . . .          . . g h i
    """
    rows, taps = band.shape[-2:]
    flat = functional.pad(band, (0, width)).flatten(-2)
    flat = functional.pad(flat, (first_row, 0))[..., : rows * (width + taps - 1)]
    square = flat.unflatten(-1, (rows, width + taps - 1))
    return square[..., taps // 2 : taps // 2 + width]


def gather_band(square: Tensor, first_row: int, taps: int) -> Tensor:
    """Return the `taps` columns about the diagonal, `(..., R, taps)`: the reverse of `spread_band`."""
    rows, width = square.shape[-2:]
    flat = functional.pad(square, (taps // 2, taps // 2)).flatten(-2)
    flat = functional.pad(flat[..., first_row:], (0, rows + first_row))
    return flat.unflatten(-1, (rows, width + taps))[..., :taps]


class RelativeAttention(nn.Module):
    """Multi-head self-attention that adds learned terms for frames at most 10 apart.

    All frames see each other, but scores are held for a block of queries at a time, so that memory grows
    with T and not with T². (The library's fused attention cannot serve: the values' relative terms
    need the probabilities themselves.)
    """

    def __init__(self, channels: int, n_heads: int) -> None:
        """Build for `channels`, a multiple of `n_heads`."""
        super().__init__()
        self.n_heads = n_heads
        head_channels = channels // n_heads
        taps = 2 * RELATIVE_WINDOW_FRAMES + 1
        self.emb_rel_k = nn.Parameter(torch.randn(1, taps, head_channels) * head_channels**-0.5)
        self.emb_rel_v = nn.Parameter(torch.randn(1, taps, head_channels) * head_channels**-0.5)
        self.conv_q = nn.Conv1d(channels, channels, 1)
        self.conv_k = nn.Conv1d(channels, channels, 1)
        self.conv_v = nn.Conv1d(channels, channels, 1)
        self.conv_o = nn.Conv1d(channels, channels, 1)
        for projection in (self.conv_q, self.conv_k, self.conv_v):
            nn.init.xavier_uniform_(projection.weight)

    def forward(self, frames: Tensor, mask: Tensor | None) -> Tensor:
        """Return attended `frames` `(B, C, T)`; `mask` `(B, 1, T)` is 1 at real frames."""
        query = self._heads(self.conv_q(frames))
        query = query * query.shape[-1] ** -0.5
        key, value = self._heads(self.conv_k(frames)), self._heads(self.conv_v(frames))
        blocks = [
            self._attend(rows, key, value, mask, index * QUERY_BLOCK_FRAMES)
            for index, rows in enumerate(query.split(QUERY_BLOCK_FRAMES, dim=2))
        ]
        attended = torch.cat(blocks, dim=2)  # (B, H, T, C/H)
        return self.conv_o(attended.transpose(2, 3).flatten(1, 2))

    def _heads(self, projected: Tensor) -> Tensor:
        return projected.unflatten(1, (self.n_heads, -1)).transpose(2, 3)  # (B, H, T, C/H)

    def _attend(
        self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, first_row: int
    ) -> Tensor:
        relative = query @ self.emb_rel_k.transpose(1, 2)  # (B, H, R, 21)
        scores = query @ key.transpose(2, 3)  # (B, H, R, T)
        scores = scores + spread_band(relative, first_row, key.shape[2])
        if mask is not None:
            scores = scores.masked_fill(mask.unsqueeze(1) == 0, MASKED_SCORE)
        probabilities = scores.softmax(-1)
        nearby = gather_band(probabilities, first_row, self.emb_rel_v.shape[1])
        return probabilities @ value + nearby @ self.emb_rel_v


class FeedForward(nn.Module):
    """Two convolutions over time with a ReLU between."""

    def __init__(self, channels: int, filter_channels: int, kernel_size: int) -> None:
        """Build for `channels` in and out."""
        super().__init__()
        self.padding = ((kernel_size - 1) // 2, kernel_size // 2)
        self.conv_1 = nn.Conv1d(channels, filter_channels, kernel_size)
        self.conv_2 = nn.Conv1d(filter_channels, channels, kernel_size)

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Return `(B, C, T)` of `frames`, zero outside `mask`."""
        inner = self.conv_1(functional.pad(frames * mask, self.padding)).relu()
        return self.conv_2(functional.pad(inner * mask, self.padding)) * mask


class Encoder(nn.Module):
    """A stack of attention and feed-forward layers, each normalised after its residual sum."""

    def __init__(self, config: SynthesizerConfig) -> None:
        """Build `config.n_layers` layers of `config.hidden_channels`."""
        super().__init__()
        hidden, layers = config.hidden_channels, range(config.n_layers)
        self.attn_layers = nn.ModuleList(RelativeAttention(hidden, config.n_heads) for _ in layers)
        self.norm_layers_1 = nn.ModuleList(ChannelNorm(hidden) for _ in layers)
        self.ffn_layers = nn.ModuleList(
            FeedForward(hidden, config.filter_channels, config.kernel_size) for _ in layers
        )
        self.norm_layers_2 = nn.ModuleList(ChannelNorm(hidden) for _ in layers)

    def forward(self, frames: Tensor, mask: Tensor | None) -> Tensor:
        """Return encoded `frames` `(B, C, T)`; without a `mask` all frames are real."""
        present = frames.new_ones(1, 1, 1) if mask is None else mask
        frames = frames * present
        layers = zip(self.attn_layers, self.norm_layers_1, self.ffn_layers, self.norm_layers_2, strict=True)
        for attention, norm_1, feed_forward, norm_2 in layers:
            frames = norm_1(frames + attention(frames, mask))
            frames = norm_2(frames + feed_forward(frames, present))
        return frames * present
