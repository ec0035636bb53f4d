"""Other speakers, rooms and microphones, drawn on log-mels."""

import math

import torch
from torch import Tensor

_MAX_WARP = 0.24  # vocal tract longer or shorter by up to a quarter
_WIDEST_BLUR_BANDS = 4.0  # harmonics of a high voice melt into formants
_MEL_BREAK_HZ = 700.0


def augmented(log_mel: Tensor, generator: torch.Generator) -> Tensor:
    """Return `log_mel` `(B, T, M)` warped, coloured, made noisy and masked, each utterance its own way."""
    factors = 1.0 + _MAX_WARP * (2.0 * torch.rand(len(log_mel), generator=generator) - 1.0)
    widths = 1.0 + (_WIDEST_BLUR_BANDS - 1.0) * torch.rand(len(log_mel), generator=generator).square()
    changed = warped(log_mel, factors, widths)
    changed = changed + _equaliser(log_mel.shape, generator).to(log_mel.device)
    changed = torch.logaddexp(changed, _noise(changed, generator))
    return _masked(changed, generator)


def warped(log_mel: Tensor, factors: Tensor, widths: Tensor | None = None) -> Tensor:
    """Return `log_mel` `(B, T, M)` with its frequency axis (in Hz) stretched by `factors` `(B,)`.

    Band m takes its value from the bands less than `widths` (`(B,)`, else 1: no blur) from its
    centre frequency divided by the factor; above the highest band the last value holds.
    """
    bands = log_mel.shape[-1]
    top_mel = _mel(torch.tensor(8000.0))
    centres = _hz(torch.linspace(0.0, 1.0, bands) * top_mel)
    source = _mel(centres / factors.cpu()[:, None]) / top_mel * (bands - 1)  # (B, M), in bands
    source = source.clamp(0, bands - 1)
    distance = (source[:, None, :] - torch.arange(bands)[None, :, None]).abs()  # (B, M from, M to)
    reach = torch.ones(len(log_mel)) if widths is None else widths.cpu()
    weights = (1.0 - distance / reach[:, None, None]).clamp(min=0.0)
    return log_mel @ (weights / weights.sum(dim=1, keepdim=True)).to(log_mel.device)


def _mel(hz: Tensor) -> Tensor:
    return torch.log1p(hz / _MEL_BREAK_HZ)


def _hz(mel: Tensor) -> Tensor:
    return torch.expm1(mel) * _MEL_BREAK_HZ


def _smooth_curves(count: int, bands: int, generator: torch.Generator) -> Tensor:
    """Return `(count, M)` random curves of four cosines, of about unit spread."""
    order = torch.arange(1, 5)[:, None]
    cosines = torch.cos(math.pi * order * (torch.arange(bands) + 0.5) / bands)  # (4, M)
    return torch.randn(count, 4, generator=generator) @ (cosines / order.sqrt())


def _equaliser(shape: torch.Size, generator: torch.Generator) -> Tensor:
    batch, _, bands = shape
    gain = 1.5 * torch.randn(batch, 1, generator=generator)  # nepers of power: 6.5 dB
    return (0.6 * _smooth_curves(batch, bands, generator) + gain)[:, None]


def _noise(log_mel: Tensor, generator: torch.Generator) -> Tensor:
    """Return steady coloured noise, 12 to 60 dB below each utterance's loud frames."""
    batch, frames, bands = log_mel.shape
    loud = log_mel.mean(dim=2).quantile(0.9, dim=1)[:, None, None]
    below_db = 12.0 + 48.0 * torch.rand(batch, 1, 1, generator=generator)
    colour = _smooth_curves(batch, bands, generator)[:, None]
    grain = 0.5 * torch.randn(batch, frames, bands, generator=generator)
    return loud + (colour + grain - below_db * math.log(10.0) / 10.0).to(log_mel.device)


def _masked(log_mel: Tensor, generator: torch.Generator) -> Tensor:
    """Return `log_mel` with two bands of up to 12 mels and two spans of up to 0.2 s at its mean."""
    batch, frames, bands = log_mel.shape
    hidden = torch.zeros(batch, frames, bands, dtype=torch.bool)
    for _ in range(2):
        hidden |= _spans(batch, bands, 12, generator)[:, None, :]
        hidden |= _spans(batch, frames, 20, generator)[:, :, None]
    mean = log_mel.mean(dim=(1, 2), keepdim=True)
    return torch.where(hidden.to(log_mel.device), mean, log_mel)


def _spans(batch: int, size: int, longest: int, generator: torch.Generator) -> Tensor:
    length = (torch.rand(batch, 1, generator=generator) * longest).long()
    start = (torch.rand(batch, 1, generator=generator) * size).long()
    position = torch.arange(size)
    return (position >= start) & (position < start + length)
