"""The starter synthesizer: a pulse train and noise, each shaped by predicted filters, inverse STFT.

    content, F0, speaker ──► residual convolutions ──► log-magnitudes of two filters per frame
    F0 ──► band-limited pulse train ──► STFT ──► × minimum-phase filter ─┐
    noise ──────────────────────────────► STFT ──► × magnitude ──────────┴─► inverse STFT ──► waveform

It follows F0 by construction, so it needs to learn only timbre, and it runs far faster than real time on
one core.

Source: the source-filter view of Wang, Takaki and Yamagishi (2019), with the inverse STFT output of
iSTFTNet (Kaneko et al. 2022); minimum phase by the folded cepstrum, Oppenheim and Schafer, chapter on
homomorphic systems.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from rvc_core.config import limits
from rvc_core.config.synthesizer import VERSIONS
from rvc_core.config.time_grid import hop_length_at
from rvc_core.errors import ConfigError

_SAMPLE_RATES_HZ = (16_000, 24_000, 32_000, 40_000, 48_000)
_PITCH_FEATURES = 16
_SILENT_SEED = 0  # the fixed noise of a synthesis without randomness
_LOG_MAGNITUDE_RANGE = 12.0
_HEAD_START = -4.0  # filters start quiet


@dataclass(frozen=True, slots=True)
class SourceFilterConfig:
    """Sizes of a source-filter synthesizer; 10 ms a frame.

    Raises:
        ConfigError: a size is out of its range.
    """

    content_dim: int
    n_speakers: int = 1
    sample_rate: int = 32_000  # Hz
    n_fft: int = 1280  # of the filters
    width: int = 320
    inner: int = 448
    kernel_size: int = 5
    dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4, 1)  # one residual block each
    speaker_dim: int = 128
    version: str = "persona-1"
    f0: bool = True

    family: ClassVar[str] = "starter"

    def __post_init__(self) -> None:
        """Check the ranges."""
        limits.check_integer("content_dim", self.content_dim, 1, 4096)
        limits.check_integer("n_speakers", self.n_speakers, 1, 10_000)
        limits.check_integer("sample_rate", self.sample_rate, 16_000, 48_000)
        limits.check_choice("sample_rate", self.sample_rate, _SAMPLE_RATES_HZ)
        limits.check_integer("n_fft", self.n_fft, 2 * self.hop_length, 8192)
        limits.check_integer("width", self.width, 1, 2048)
        limits.check_integer("inner", self.inner, 1, 4096)
        limits.check_integer("kernel_size", self.kernel_size, 1, 31)
        limits.check_range("the number of dilations", len(self.dilations), 1, 32)
        for dilation in self.dilations:
            limits.check_integer("dilations", dilation, 1, 64)
        limits.check_integer("speaker_dim", self.speaker_dim, 1, 1024)
        limits.check_choice("version", self.version, VERSIONS)
        if self.n_fft % 2 or self.kernel_size % 2 == 0 or self.f0 is not True:
            raise ConfigError("A source-filter model has an even n_fft, an odd kernel_size, and follows F0.")

    @property
    def hop_length(self) -> int:
        """Return the samples per frame of 10 ms."""
        return hop_length_at(self.sample_rate)


class _ResidualBlock(nn.Module):
    """Norm, speaker bias, dilated convolution, GELU, pointwise convolution, added to the input."""

    def __init__(self, config: SourceFilterConfig, dilation: int) -> None:
        super().__init__()
        self.kernel_size, self.dilation = config.kernel_size, dilation
        self.speaker = nn.Linear(config.speaker_dim, config.width)
        self.spread = nn.Linear(config.kernel_size * config.width, config.inner)
        self.gather = nn.Linear(config.inner, config.width)

    def forward(self, hidden: Tensor, speaker: Tensor) -> Tensor:
        normed = _channel_norm(hidden) + self.speaker(speaker)[:, None]
        around = _with_neighbours(normed, self.kernel_size, self.dilation)
        return hidden + self.gather(F.gelu(self.spread(around)))


class SourceFilterSynthesizer(nn.Module):
    """Content, F0 and a speaker to a waveform; one class for training, fine-tuning and inference."""

    window: Tensor

    def __init__(self, config: SourceFilterConfig) -> None:
        """Build a network of the sizes in `config`."""
        super().__init__()
        self.config = config
        bins = config.n_fft // 2 + 1
        self.emb_g = nn.Embedding(config.n_speakers, config.speaker_dim)
        self.entry = nn.Linear(3 * (config.content_dim + _PITCH_FEATURES + 1), config.width)
        self.blocks = nn.ModuleList(_ResidualBlock(config, dilation) for dilation in config.dilations)
        self.pulse_filter = nn.Linear(config.width, bins)
        self.noise_filter = nn.Linear(config.width, bins)
        self.register_buffer("window", torch.hann_window(config.n_fft), persistent=False)
        for head in (self.pulse_filter, self.noise_filter):
            nn.init.normal_(head.weight, std=0.01)
            nn.init.constant_(head.bias, _HEAD_START)

    def forward(
        self,
        content: Tensor,
        f0_hz: Tensor,
        speaker_id: Tensor,
        generator: torch.Generator | None = None,
        f0_before_hz: Tensor | None = None,
    ) -> Tensor:
        """Return the waveform `(B, T * hop_length)`, with fresh phases and noise.

        Args:
            content: `(B, T, D)` at 100 Hz.
            f0_hz: `(B, T)`; 0 is unvoiced, else 50 to 1600 Hz.
            speaker_id: `(B,)` int.
            generator: draws the noise; None draws from PyTorch's own.
            f0_before_hz: `(B, T0)`, see `pulse_train`.
        """
        pulse_log, noise_log = self._filters(content, f0_hz, speaker_id)
        shape = (len(content), content.shape[1] * self.config.hop_length)
        drawn_on = generator.device if generator is not None else content.device
        noise = torch.randn(shape, generator=generator, device=drawn_on).to(content.device)
        pulses = pulse_train(f0_hz.float(), self.config.sample_rate, f0_before_hz)
        return self._shaped(pulses, pulse_log, noise, noise_log)

    @torch.no_grad()
    def infer(
        self,
        content: Tensor,
        f0_hz: Tensor | None,
        speaker_id: int | Tensor = 0,
        noise_scale: float = 0.66666,
        source_noise_scale: float = 1.0,
        generator: torch.Generator | None = None,
        f0_before_hz: Tensor | None = None,
    ) -> Tensor:
        """Return the waveform `(B, T * hop_length)` of `content` `(B, T, D)` at 100 Hz.

        Consonants and breath are noise, so the noise is never left out: with both scales 0 it is always
        the same noise, which makes the result repeatable. Pulses continue from those of `f0_before_hz`.

        Raises:
            ConfigError: `f0_hz` is None.
        """
        if f0_hz is None:
            raise ConfigError("A source-filter model follows F0; none was given.")
        if noise_scale == 0.0 and source_noise_scale == 0.0:
            generator = torch.Generator().manual_seed(_SILENT_SEED)
        speakers = torch.as_tensor(speaker_id, device=content.device).reshape(-1).expand(len(content))
        return self(content, f0_hz, speakers, generator, f0_before_hz).clamp(-1.0, 1.0)

    def _filters(self, content: Tensor, f0_hz: Tensor, speaker_id: Tensor) -> tuple[Tensor, Tensor]:
        """Return the log-magnitudes of the pulse filter and the noise filter, `(B, F, T + 1)` each."""
        features = torch.cat([content, _pitch_features(f0_hz).to(content.dtype)], dim=2)
        speaker = self.emb_g(speaker_id)
        hidden = self.entry(_with_neighbours(features, 3, 1))
        for block in self.blocks:
            hidden = block(hidden, speaker)
        hidden = _channel_norm(hidden)
        hidden = torch.cat([hidden, hidden[:, -1:]], dim=1)  # frame T ends the last hop
        return _bounded(self.pulse_filter(hidden)), _bounded(self.noise_filter(hidden))

    def _shaped(self, pulses: Tensor, pulse_log: Tensor, noise: Tensor, noise_log: Tensor) -> Tensor:
        """Return the waveform of both sources through their filters, in fp32."""
        with torch.autocast(pulses.device.type, enabled=False):
            spectrum = self._spectrum(pulses) * minimum_phase(pulse_log)
            spectrum = spectrum + self._spectrum(noise) * noise_log.exp()
            config, length = self.config, pulses.shape[-1]
            return torch.istft(spectrum, config.n_fft, config.hop_length, window=self.window, length=length)

    def _spectrum(self, source: Tensor) -> Tensor:
        """Return the STFT `(B, F, T + 1)` of a source `(B, N)`."""
        return torch.stft(
            source,
            self.config.n_fft,
            self.config.hop_length,
            window=self.window,
            pad_mode="constant",
            return_complex=True,
        )


def pulse_train(f0_hz: Tensor, sample_rate: int, f0_before_hz: Tensor | None = None) -> Tensor:
    """Return a band-limited pulse train `(B, T * sample_rate / 100)` of unit power at `f0_hz` `(B, T)`.

    All harmonics below half the rate, equally strong: the closed form of their sum,
    `sum cos(k p) for k = 1..K = (sin((K + 1/2) p) / sin(p / 2) - 1) / 2`. It is 0 where F0 is 0.
    With `f0_before_hz` `(B, T0)`, pulses are where those of both contours in a row would be.

    Source: Stilson and Smith, Alias-free digital synthesis of classic analog waveforms, ICMC 1996.
    """
    hop = hop_length_at(sample_rate)
    before = f0_hz[:, :0] if f0_before_hz is None else f0_before_hz
    held = _held(torch.cat([before, f0_hz], dim=1))
    lead = before.shape[1]
    near = held[:, max(lead - 1, 0) :]  # F0 moves from the middle of the frame before
    frequency = F.interpolate(near[:, None], scale_factor=hop, mode="linear", align_corners=False)[:, 0]
    frequency = frequency[:, -f0_hz.shape[1] * hop :]
    cycles = (_cycles(held, lead) + torch.cumsum(frequency.double() / sample_rate, dim=1)) % 1.0
    harmonics = torch.floor(sample_rate / 2 / frequency)
    half_phase = (math.pi * cycles).float()
    divisor = torch.sin(half_phase)
    peak = divisor.abs() < 1e-4
    ratio = torch.sin((2 * harmonics + 1) * half_phase) / torch.where(peak, torch.ones_like(divisor), divisor)
    total = 0.5 * (torch.where(peak, 2 * harmonics + 1, ratio) - 1.0)
    voiced = (f0_hz > 0).to(total.dtype).repeat_interleave(hop, dim=1)
    return total * torch.sqrt(2.0 / harmonics) * voiced


def minimum_phase(log_magnitude: Tensor) -> Tensor:
    """Return the complex minimum-phase response `(B, F, T)` of `log_magnitude` `(B, F, T)` in nepers.

    A voice rings after each pulse, not before it: folding the cepstrum onto positive times does that.
    """
    cepstrum = torch.fft.irfft(log_magnitude, dim=1)
    size = cepstrum.shape[1]
    fold = torch.zeros(size, 1, device=cepstrum.device)
    fold[0], fold[size // 2], fold[1 : size // 2] = 1.0, 1.0, 2.0
    return torch.exp(torch.fft.rfft(cepstrum * fold, dim=1))


def _pitch_features(f0_hz: Tensor) -> Tensor:
    """Return `(B, T, 17)`: bumps along log-frequency, and whether the frame is voiced."""
    octaves = torch.log2(f0_hz.clamp(min=limits.F0_MIN_HZ) / limits.F0_MIN_HZ)[..., None]  # 0..4.5
    centres = torch.linspace(0.0, 4.5, _PITCH_FEATURES, device=f0_hz.device)
    voiced = (f0_hz > 0)[..., None].to(octaves.dtype)
    bumps = torch.exp(-8.0 * (octaves - centres).square()) * voiced
    return torch.cat([bumps, voiced], dim=2)


def _with_neighbours(hidden: Tensor, kernel_size: int, dilation: int) -> Tensor:
    """Return `hidden` `(B, T, C)` with each frame's neighbours beside it, `(B, T, kernel_size * C)`.

    A linear layer over this is a convolution; on CPUs its backward pass is up to four times faster.
    """
    reach = dilation * (kernel_size // 2)
    padded = F.pad(hidden, (0, 0, reach, reach))
    frames = hidden.shape[1]
    return torch.cat([padded[:, k * dilation : k * dilation + frames] for k in range(kernel_size)], dim=2)


def _held(f0_hz: Tensor) -> Tensor:
    """Return F0 `(B, T)` with unvoiced frames at the last voiced value, so that no onset sweeps up from 0."""
    position = torch.arange(f0_hz.shape[1], device=f0_hz.device).expand_as(f0_hz)
    last = torch.where(f0_hz > 0, position, torch.zeros_like(position)).cummax(dim=1).values
    first = (f0_hz > 0).int().argmax(dim=1, keepdim=True)
    held = f0_hz.gather(1, torch.maximum(last, first))
    return torch.where(held > 0, held, torch.full_like(held, 100.0))


def _cycles(held_hz: Tensor, frames: int) -> Tensor:
    """Return the cycles `(B, 1)` of the first `frames < T` frames of `held_hz` `(B, T)`, 10 ms each.

    F0 moves straight from the middle of a frame to that of the next, so a frame has 6/8 of its own F0 and
    1/8 of each neighbour's. Summed up, every frame counts once, but for the ends: the first is its own
    neighbour, and the last has given 1/8 to the frame after it and taken 1/8 of that one's.
    """
    whole = held_hz[:, :frames].double().sum(dim=1, keepdim=True)
    last, after = held_hz[:, max(frames - 1, 0), None].double(), held_hz[:, frames, None].double()
    return 0.01 * (whole + (after - last) / 8)


def _bounded(log_magnitude: Tensor) -> Tensor:
    """Return log-magnitudes `(B, T, F)` as `(B, F, T)` in fp32, softly kept within 12 nepers."""
    return _LOG_MAGNITUDE_RANGE * torch.tanh(log_magnitude.float().transpose(1, 2) / _LOG_MAGNITUDE_RANGE)


def _channel_norm(hidden: Tensor) -> Tensor:
    """Return `hidden` `(B, T, C)` with unit root mean square over the channels."""
    return hidden * torch.rsqrt(hidden.square().mean(dim=2, keepdim=True) + 1e-4)
