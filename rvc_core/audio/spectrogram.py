"""Spectrograms of the training losses, in PyTorch so that gradients pass through them."""

import torch
import torchaudio
from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.synthesizer import SpectrogramConfig


class Spectrogram(nn.Module):
    """Magnitude and log-mel spectrograms of one setting; window and filters are built once.

    Source: HiFi-GAN (Kong et al. 2020) §3.3; filters after Slaney's Auditory Toolbox (1998).
    """

    window: Tensor
    mel_filters: Tensor

    def __init__(self, config: SpectrogramConfig) -> None:
        """Build the periodic Hann window and the `(F, M)` filters of `config`."""
        super().__init__()
        self.config = config
        filters = torchaudio.functional.melscale_fbanks(
            config.n_fft // 2 + 1,
            0.0,
            config.sample_rate / 2,
            config.n_mels,
            config.sample_rate,
            norm="slaney",
            mel_scale="slaney",
        )
        self.register_buffer("window", torch.hann_window(config.win_length), persistent=False)
        self.register_buffer("mel_filters", filters, persistent=False)

    def magnitude(self, waveform: Tensor) -> Tensor:
        """Return magnitudes `(B, F, T)` of `waveform` `(B, N)`, with T = N // hop_length, in fp32."""
        config = self.config
        margin = (config.n_fft - config.hop_length) // 2
        padded = functional.pad(waveform.float().unsqueeze(1), (margin, margin), mode="reflect").squeeze(1)
        with torch.autocast(waveform.device.type, enabled=False):
            spectrum = torch.stft(
                padded, config.n_fft, config.hop_length, window=self.window, center=False, return_complex=True
            )
            return (torch.view_as_real(spectrum).square().sum(-1) + config.magnitude_floor).sqrt()

    def log_mel(self, magnitude: Tensor) -> Tensor:
        """Return the natural log of the mel spectrogram, `(B, M, T)`, of `magnitude` `(B, F, T)`."""
        with torch.autocast(magnitude.device.type, enabled=False):
            mel = self.mel_filters.T @ magnitude.float()
            return mel.clamp(min=self.config.log_floor).log()

    def forward(self, waveform: Tensor) -> Tensor:
        """Return the log-mel spectrogram `(B, M, T)` of `waveform` `(B, N)`."""
        return self.log_mel(self.magnitude(waveform))
