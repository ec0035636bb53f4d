"""The prior encoder (content and F0 to a latent distribution) and the posterior encoder (spectrogram to one).

Source: VITS (Kim et al. 2021) §2.1 and §2.5.1.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.synthesizer import POSTERIOR_LAYERS, WAVENET_KERNEL, SynthesizerConfig
from rvc_core.models.attention import Encoder
from rvc_core.models.memory_layout import in_kernel_layout
from rvc_core.models.wavenet import WaveNet

F0_BINS = 256
_MEL_OF_50_HZ = 77.75497
_MEL_OF_1100_HZ = 1064.40823


def coarse_f0(f0_hz: Tensor) -> Tensor:
    """Return `f0_hz` as integer bins 1..255, even steps in mel from 50 to 1100 Hz; unvoiced (0) is bin 1.

    Source: O'Shaughnessy's mel scale, 1127·ln(1 + f/700).
    """
    mel = 1127.0 * torch.log1p(f0_hz.double() / 700.0)
    bins = (mel - _MEL_OF_50_HZ) * (F0_BINS - 2) / (_MEL_OF_1100_HZ - _MEL_OF_50_HZ) + 1.0
    return bins.clamp(1.0, F0_BINS - 1.0).round().long()


class PriorEncoder(nn.Module):
    """Mean and log deviation of the latent, from content and quantised F0."""

    def __init__(self, config: SynthesizerConfig) -> None:
        """Build for `config`; without F0 there is no table of pitch embeddings."""
        super().__init__()
        hidden = config.hidden_channels
        self.emb_phone = nn.Linear(config.content_dim, hidden)
        self.emb_pitch = nn.Embedding(F0_BINS, hidden) if config.f0 else None
        self.encoder = Encoder(config)
        self.proj = nn.Conv1d(hidden, 2 * config.latent_channels, 1)
        if self.emb_pitch is not None:
            nn.init.normal_(self.emb_pitch.weight, 0.0, hidden**-0.5)

    def forward(
        self, content: Tensor, f0_coarse: Tensor | None, mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Return mean and log deviation, each `(B, C, T)`.

        `content` is `(B, T, D)`, `f0_coarse` `(B, T)` in 1..255; `mask` `(B, 1, T)` is None when all
        frames are real.
        """
        frames = self.emb_phone(content)
        if self.emb_pitch is not None:
            assert f0_coarse is not None
            frames = frames + self.emb_pitch(f0_coarse)
        frames = functional.leaky_relu(frames * frames.shape[-1] ** 0.5, 0.1)
        statistics = self.proj(self.encoder(frames.transpose(1, 2), mask))
        mean, log_deviation = (statistics if mask is None else statistics * mask).chunk(2, dim=1)
        return mean, log_deviation


class PosteriorEncoder(nn.Module):
    """Mean and log deviation of the latent, from the linear spectrogram; used in training only."""

    def __init__(self, config: SynthesizerConfig) -> None:
        """Build for `config`."""
        super().__init__()
        hidden = config.hidden_channels
        self.pre = nn.Conv1d(config.spectrogram_bins, hidden, 1)
        self.enc = WaveNet(hidden, WAVENET_KERNEL, POSTERIOR_LAYERS, config.speaker_embedding_dim)
        self.proj = nn.Conv1d(hidden, 2 * config.latent_channels, 1)

    def forward(self, spectrogram: Tensor, mask: Tensor, speaker: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log deviation, each `(B, C, T)`, of `spectrogram` `(B, F, T)`."""
        frames = self.enc(in_kernel_layout(self.pre(spectrogram) * mask), mask, speaker)
        mean, log_deviation = (self.proj(frames) * mask).chunk(2, dim=1)
        return mean, log_deviation
