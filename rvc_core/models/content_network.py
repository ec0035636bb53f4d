"""The starter content network: log-mel in, phone posteriors out."""

from dataclasses import dataclass

import torch
import torchaudio
from torch import Tensor, nn
from torch.nn import functional as F

from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, CONTENT_WINDOW, FRAME_HOP

_N_FFT = 512
_POWER_FLOOR = 1e-7
_LEVEL_WINDOW_FRAMES = 101  # at 50 Hz: the level is relative to the second on either side
_LEVEL_DB_PER_UNIT = 40.0
_NEARBY_WINDOW_FRAMES = 201  # at 50 Hz: what the microphone and the voice add to every sound
_DROPOUT = 0.12


@dataclass(frozen=True, slots=True)
class ContentNetworkConfig:
    """Sizes of a content network; `phones[0]` is silence."""

    phones: tuple[str, ...]
    width: int = 320
    inner: int = 608
    kernel_size: int = 5
    dilations: tuple[int, ...] = (1, 2, 1, 2, 1, 2)  # one residual block at 25 Hz each
    n_mels: int = 80
    sharpness: float = 0.8  # power of the posteriors: a higher one hides more of the voice, and of the words

    @property
    def content_dim(self) -> int:
        """Return the features per frame: one per phone, and the relative level."""
        return len(self.phones) + 1


class LogMel(nn.Module):
    """Natural-log mel power spectrogram at 16 kHz, 100 frames per second."""

    filters: Tensor
    window: Tensor

    def __init__(self, n_mels: int = 80) -> None:
        """Build the filters for `n_mels` bands from 20 Hz to 8 kHz."""
        super().__init__()
        filters = torchaudio.functional.melscale_fbanks(
            _N_FFT // 2 + 1, 20.0, ANALYSIS_RATE_HZ / 2, n_mels, ANALYSIS_RATE_HZ, mel_scale="htk"
        )
        self.register_buffer("filters", filters, persistent=False)
        self.register_buffer("window", torch.hann_window(CONTENT_WINDOW), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        """Return the log-mel `(B, N // 160, M)` of `waveform` `(B, N)`."""
        frames = waveform.shape[-1] // FRAME_HOP
        padded = F.pad(waveform, (_N_FFT // 2, _N_FFT // 2))
        spectrum = torch.stft(
            padded, _N_FFT, FRAME_HOP, CONTENT_WINDOW, self.window, center=False, return_complex=True
        )
        power = spectrum[..., :frames].abs().square().transpose(1, 2)  # (B, T, F)
        return (power @ self.filters + _POWER_FLOOR).log()


class _ResidualBlock(nn.Module):
    """Norm, wide convolution, ReLU, pointwise convolution, added to the input."""

    def __init__(self, config: ContentNetworkConfig, dilation: int) -> None:
        super().__init__()
        reach = dilation * (config.kernel_size - 1) // 2
        self.scale = nn.Parameter(torch.ones(config.width, 1))
        self.spread = nn.Conv1d(
            config.width, config.inner, config.kernel_size, padding=reach, dilation=dilation
        )
        self.gather = nn.Conv1d(config.inner, config.width, 1)

    def forward(self, hidden: Tensor) -> Tensor:
        normed = _channel_norm(hidden) * self.scale
        wide = F.dropout(F.relu(self.spread(normed)), _DROPOUT, self.training)
        return hidden + self.gather(wide)


class ContentNetwork(nn.Module):
    """Phone logits at 50 Hz; the posteriors, to a power, are the content."""

    def __init__(self, config: ContentNetworkConfig) -> None:
        """Build a network of the sizes in `config`."""
        super().__init__()
        self.config = config
        self.log_mel = LogMel(config.n_mels)
        self.entry = nn.Conv1d(3 * config.n_mels, config.width, 3, padding=1)
        self.first = _ResidualBlock(config, 1)
        self.narrow = nn.Conv1d(2 * config.width, config.width, 1)
        self.blocks = nn.ModuleList(_ResidualBlock(config, dilation) for dilation in config.dilations)
        self.widen = nn.Conv1d(config.width, 2 * config.width, 1)
        self.last = _ResidualBlock(config, 1)
        self.phone_logits = nn.Conv1d(config.width, len(config.phones), 1)

    def forward(self, log_mel: Tensor) -> Tensor:
        """Return the phone logits `(B, T // 2, P)` of `log_mel` `(B, T, M)` at 100 Hz.

        Most of the work is done at 25 Hz, where it costs half; the skip past it keeps the edges sharp.
        """
        frames = log_mel.shape[1] // 2
        padded = F.pad(log_mel[:, : 2 * frames], (0, 0, 0, -2 * frames % 4), mode="replicate")
        pairs = padded.reshape(len(log_mel), -1, 2 * log_mel.shape[2]).transpose(1, 2)  # (B, 2M, T)
        fine = self.first(self.entry(_with_nearby((pairs + 6.0) / 4.0)))  # about zero mean, unit spread
        coarse = self.narrow(_halved(fine))
        for block in self.blocks:
            coarse = block(coarse)
        hidden = self.last(fine + _doubled(self.widen(coarse)))
        return self.phone_logits(_channel_norm(hidden)).transpose(1, 2)[:, :frames].float()

    def content(self, log_mel: Tensor) -> Tensor:
        """Return the content `(B, T // 2, D)`: roots of the powered posteriors, then the relative level.

        Roots make Euclidean distance between frames the Hellinger distance between their
        posteriors, which is what retrieval wants.
        """
        posteriors = (self.config.sharpness * self(log_mel)).softmax(dim=-1)
        return torch.cat([posteriors.sqrt(), relative_level(log_mel)], dim=-1)


def relative_level(log_mel: Tensor) -> Tensor:
    """Return each frame's level `(B, T // 2, 1)` against the seconds around it, in units of 40 dB."""
    frames = log_mel.shape[1] // 2
    power = log_mel.exp().sum(dim=-1)[:, : 2 * frames].reshape(-1, frames, 2).mean(dim=-1)
    nearby = F.avg_pool1d(
        power[:, None], _LEVEL_WINDOW_FRAMES, 1, _LEVEL_WINDOW_FRAMES // 2, count_include_pad=False
    )[:, 0]
    level_db = 10.0 * torch.log10((power + 1e-5) / (nearby + 1e-3))
    return (level_db.clamp(-60.0, 20.0) / _LEVEL_DB_PER_UNIT)[..., None]


def _with_nearby(pairs: Tensor) -> Tensor:
    """Return `pairs` `(B, 2M, T)` and below them the mean log-mel of the seconds around, `(B, 3M, T)`."""
    mean = pairs.unflatten(1, (2, -1)).mean(dim=1)
    nearby = F.avg_pool1d(mean, _NEARBY_WINDOW_FRAMES, 1, _NEARBY_WINDOW_FRAMES // 2, count_include_pad=False)
    return torch.cat([pairs, nearby], dim=1)


def _halved(hidden: Tensor) -> Tensor:
    """Return `hidden` `(B, C, T)` as `(B, 2C, T // 2)`: two frames become one."""
    batch, channels, frames = hidden.shape
    paired = hidden.reshape(batch, channels, frames // 2, 2)
    return paired.permute(0, 3, 1, 2).reshape(batch, 2 * channels, frames // 2)


def _doubled(hidden: Tensor) -> Tensor:
    """Return `hidden` `(B, 2C, T)` as `(B, C, 2T)`: one frame becomes two."""
    batch, channels, frames = hidden.shape
    split = hidden.reshape(batch, 2, channels // 2, frames)
    return split.permute(0, 2, 3, 1).reshape(batch, channels // 2, 2 * frames)


def _channel_norm(hidden: Tensor) -> Tensor:
    """Return `hidden` `(B, C, T)` with unit root mean square over the channels."""
    return hidden * torch.rsqrt(hidden.square().mean(dim=1, keepdim=True) + 1e-4)
