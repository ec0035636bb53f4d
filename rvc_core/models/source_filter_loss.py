"""What the starter synthesizer is trained and fine-tuned on: log-mel distance at several resolutions."""

from dataclasses import dataclass

import torch
import torchaudio
from torch import Tensor, nn

from rvc_core.models.source_filter import SourceFilterSynthesizer

_RESOLUTIONS = ((512, 128, 48), (1024, 256, 80), (2048, 512, 128))  # n_fft, hop_length, n_mels
_LOG_FLOOR = 1e-5
MEL_WEIGHT = 30.0


@dataclass(frozen=True, slots=True)
class StarterBatch:
    """Segments of one step."""

    content: Tensor  # (B, T, D) at 100 Hz
    f0_hz: Tensor  # (B, T)
    speaker_id: Tensor  # (B,)
    waveform: Tensor  # (B, T * hop_length)
    bandwidth_hz: Tensor  # (B,) the recording's real bandwidth; nothing is learnt above it


class MultiResolutionMel(nn.Module):
    """Mean distance of log-mel spectrograms, over the bands that the target really has."""

    def __init__(self, sample_rate: int) -> None:
        """Build windows and filters for waveforms at `sample_rate` Hz."""
        super().__init__()
        for number, (n_fft, _, n_mels) in enumerate(_RESOLUTIONS):
            filters = torchaudio.functional.melscale_fbanks(
                n_fft // 2 + 1, 0.0, sample_rate / 2, n_mels, sample_rate, norm="slaney", mel_scale="slaney"
            )
            top_bin = (filters > 0).float() * torch.arange(n_fft // 2 + 1)[:, None]
            self.register_buffer(f"filters_{number}", filters, persistent=False)
            self.register_buffer(f"window_{number}", torch.hann_window(n_fft), persistent=False)
            self.register_buffer(f"top_hz_{number}", top_bin.amax(0) * sample_rate / n_fft, persistent=False)

    def forward(self, waveform: Tensor, target: Tensor, bandwidth_hz: Tensor) -> Tensor:
        """Return the mean over resolutions of the log-mel L1 of `waveform` and `target`, both `(B, N)`."""
        return torch.stack([self._distance(n, waveform, target, bandwidth_hz) for n in range(3)]).mean()

    def _distance(self, number: int, waveform: Tensor, target: Tensor, bandwidth_hz: Tensor) -> Tensor:
        distance = (self._log_mel(number, waveform) - self._log_mel(number, target)).abs()  # (B, T, M)
        heard = getattr(self, f"top_hz_{number}") <= bandwidth_hz[:, None]  # (B, M)
        weight = heard[:, None].to(distance.dtype)
        return (distance * weight).sum() / (weight.sum() * distance.shape[1])

    def _log_mel(self, number: int, waveform: Tensor) -> Tensor:
        n_fft, hop, _ = _RESOLUTIONS[number]
        window = getattr(self, f"window_{number}")
        spectrum = torch.stft(waveform, n_fft, hop, window=window, return_complex=True)
        magnitude = (torch.view_as_real(spectrum).square().sum(-1) + 1e-9).sqrt()
        return (magnitude.transpose(1, 2) @ getattr(self, f"filters_{number}")).clamp(min=_LOG_FLOOR).log()


def starter_loss(
    model: SourceFilterSynthesizer,
    batch: StarterBatch,
    distance: MultiResolutionMel,
    dtype: torch.dtype,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return the loss of one step: the weighted mel distance of `model`'s output to the segments.

    `dtype` is what the layers run in (bfloat16 where the device is good at it); `generator` draws the noise.
    """
    device = batch.content.device.type
    with torch.autocast(device, dtype, enabled=dtype != torch.float32):
        waveform = model(batch.content, batch.f0_hz, batch.speaker_id, generator)
    with torch.autocast(device, enabled=False):
        return MEL_WEIGHT * distance(waveform, batch.waveform, batch.bandwidth_hz)
