"""The synthesizer: content, F0 and a speaker in, a waveform out.

Source: VITS (Kim et al. 2021) §2; module attributes carry the names that model files use.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.models.decoder import Decoder
from rvc_core.models.encoders import PosteriorEncoder, PriorEncoder, coarse_f0
from rvc_core.models.flow import Flow
from rvc_core.models.fused_decoder import FusedDecoder
from rvc_core.models.source import standard_noise
from rvc_core.models.weight_norm import fuse_weight_norm

PRIOR_NOISE_SCALE = 0.66666


@dataclass(frozen=True, slots=True)
class Noise:
    """Scales and origin of the random parts of a forward pass; scale 0 makes the pass deterministic."""

    latent_scale: float = 1.0
    source_scale: float = 1.0
    generator: torch.Generator | None = None


@dataclass(frozen=True, slots=True)
class TrainingForward:
    """What one training pass gives the losses."""

    waveform: Tensor  # (B, 1, S * hop_length), one random segment of S frames per item
    start_frames: Tensor  # (B,), where each segment begins
    mask: Tensor  # (B, 1, T), 1 at real frames
    z_p: Tensor  # (B, C, T), the posterior's latent taken to the prior
    m_p: Tensor  # (B, C, T), the prior's mean
    logs_p: Tensor  # (B, C, T), the prior's log deviation
    m_q: Tensor  # (B, C, T), the posterior's mean
    logs_q: Tensor  # (B, C, T), the posterior's log deviation


class Synthesizer(nn.Module):
    """One class for v1 and v2, with and without F0, at every rate: what differs is in `config`."""

    enc_q: PosteriorEncoder | None
    dec: Decoder | FusedDecoder

    def __init__(self, config: SynthesizerConfig, posterior: bool = True) -> None:
        """Build with fresh weights; without `posterior` it can infer but not train."""
        super().__init__()
        self.config = config
        self.enc_p = PriorEncoder(config)
        self.dec = Decoder(config)
        self.enc_q = PosteriorEncoder(config) if posterior else None
        self.flow = Flow(config)
        self.emb_g = nn.Embedding(config.n_speakers, config.speaker_embedding_dim)

    def forward(
        self,
        content: Tensor,
        f0_hz: Tensor | None,
        spectrogram: Tensor,
        lengths: Tensor,
        speaker_id: Tensor,
        segment_frames: int,
        noise: Noise = Noise(),  # noqa: B008 - frozen
        f0_coarse: Tensor | None = None,
    ) -> TrainingForward:
        """Return one training pass over a padded batch.

        Args:
            content: `(B, T, D)` at 100 Hz.
            f0_hz: `(B, T)`, 0 = unvoiced; None for networks without F0.
            spectrogram: `(B, F, T)` magnitudes of the target.
            lengths: `(B,)` real frames of each item.
            speaker_id: `(B,)`.
            segment_frames: frames decoded per item; at most T are taken.
            noise: scales of the posterior's and the source's noise.
            f0_coarse: `(B, T)` in 1..255; computed from `f0_hz` when None.
        """
        assert self.enc_q is not None
        mask = frame_mask(lengths, spectrogram.shape[2])
        speaker = self.emb_g(speaker_id).unsqueeze(2)
        m_p, logs_p = self.enc_p(content, self._coarse(f0_hz) if f0_coarse is None else f0_coarse, mask)
        m_q, logs_q = self.enc_q(spectrogram, mask, speaker)
        latent = m_q
        if noise.latent_scale:
            drawn = standard_noise(m_q.shape, noise.generator, m_q.device)
            latent = (m_q + noise.latent_scale * drawn * logs_q.exp()) * mask
        z_p = self.flow(latent, mask, speaker)
        segment_frames = min(segment_frames, spectrogram.shape[2])
        start_frames = draw_segment_starts(lengths, segment_frames, noise.generator)
        waveform = self._decode(
            take_segments(latent, start_frames, segment_frames),
            None if f0_hz is None else take_segments(f0_hz, start_frames, segment_frames),
            speaker,
            noise,
        )
        return TrainingForward(waveform, start_frames, mask, z_p, m_p, logs_p, m_q, logs_q)

    @torch.inference_mode()
    def infer(
        self,
        content: Tensor,
        f0_hz: Tensor | None,
        speaker_id: int | Tensor = 0,
        noise_scale: float = PRIOR_NOISE_SCALE,
        source_noise_scale: float = 1.0,
        generator: torch.Generator | None = None,
        f0_before_hz: Tensor | None = None,
    ) -> Tensor:
        """Return the waveform `(B, T * hop_length)` in [-1, 1], fp32, of `content` `(B, T, D)` at 100 Hz.

        Args:
            content: all T frames are real.
            f0_hz: `(B, T)`, 0 = unvoiced; networks without F0 ignore it.
            speaker_id: one for all, or `(B,)`.
            noise_scale: deviation of the latent's noise, 0 for none.
            source_noise_scale: factor on the source's noise, 0 for none.
            generator: where all noise comes from; the same seed gives the same waveform.
            f0_before_hz: `(B, T0)`, what was sung before: the source continues in phase.
        """
        ids = torch.as_tensor(speaker_id, device=content.device).expand(content.shape[0])
        speaker = self.emb_g(ids).unsqueeze(2)
        latent, log_deviation = self.enc_p(content, self._coarse(f0_hz), None)
        if noise_scale:
            drawn = standard_noise(latent.shape, generator, latent.device)
            latent = latent + noise_scale * drawn * log_deviation.exp()
        present = latent.new_ones(1, 1, 1)
        latent = self.flow(latent, present, speaker, reverse=True)
        noise = Noise(0.0, source_noise_scale, generator)
        waveform = self._decode(latent, f0_hz, speaker, noise, f0_before_hz)
        return waveform.squeeze(1).float()

    @torch.no_grad()
    def fuse(self, decoder_dtype: torch.dtype = torch.float32) -> "Synthesizer":
        """Return itself made ready for inference: no posterior encoder, no weight norm, evaluation mode.

        With bfloat16 the decoder's output is 30 dB or more above its rounding noise.
        """
        if not isinstance(self.dec, FusedDecoder):
            self.enc_q = None
            self.dec = FusedDecoder(self.dec, decoder_dtype)
            fuse_weight_norm(self)
        return self.eval()

    def _coarse(self, f0_hz: Tensor | None) -> Tensor | None:
        return coarse_f0(f0_hz) if self.config.f0 and f0_hz is not None else None

    def _decode(
        self,
        latent: Tensor,
        f0_hz: Tensor | None,
        speaker: Tensor,
        noise: Noise,
        f0_before_hz: Tensor | None = None,
    ) -> Tensor:
        source = None
        if self.config.f0:
            assert f0_hz is not None
            source = self.dec.m_source(f0_hz, noise.source_scale, noise.generator, f0_before_hz)
        return self.dec(latent, speaker, source)


def frame_mask(lengths: Tensor, n_frames: int) -> Tensor:
    """Return `(B, 1, n_frames)`, 1.0 where the frame is below its item's length."""
    return (torch.arange(n_frames, device=lengths.device) < lengths.unsqueeze(1)).unsqueeze(1).float()


def draw_segment_starts(lengths: Tensor, segment_frames: int, generator: torch.Generator | None) -> Tensor:
    """Return a random first frame `(B,)` for each item, so that its segment is inside it where it fits."""
    origin = generator.device if generator is not None else lengths.device
    drawn = torch.rand(lengths.shape, generator=generator, device=origin).to(lengths.device)
    return (drawn * (lengths - segment_frames + 1).clamp(min=1)).long()


def take_segments(signal: Tensor, starts: Tensor, length: int) -> Tensor:
    """Return `signal` `(B, ..., N)` cut to `length` from each item's start, `(B, ..., length)`."""
    positions = starts.unsqueeze(1) + torch.arange(length, device=starts.device)  # (B, length)
    while positions.dim() < signal.dim():
        positions = positions.unsqueeze(1)
    return signal.gather(-1, positions.expand(*signal.shape[:-1], length))
