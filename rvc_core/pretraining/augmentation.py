"""Other speakers, rooms and microphones, drawn on log-mels."""

import math

import torch
from torch import Tensor

_MAX_WARP = 0.24  # vocal tract longer or shorter by up to a quarter
_WIDEST_BLUR_BANDS = 4.0  # harmonics of a high voice melt into formants
_MEL_BREAK_HZ = 700.0
_MASKED_BANDS = 2
_WIDEST_MASK_BANDS = 12
_FRAMES_PER_MASK = 200  # one span of time for each 2 s, two at least
_LONGEST_MASK_FRAMES = 25


def augmented(log_mel: Tensor, generator: torch.Generator) -> Tensor:
    """Return `log_mel` `(B, T, M)` warped, coloured, made noisy and masked, each utterance its own way.

    `generator` draws on the device of `log_mel`.
    """
    factors = 1.0 + _MAX_WARP * (2.0 * _uniform(generator, len(log_mel)) - 1.0)
    widths = 1.0 + (_WIDEST_BLUR_BANDS - 1.0) * _uniform(generator, len(log_mel)).square()
    changed = warped(log_mel, factors, widths)
    changed = changed + _equaliser(log_mel.shape, generator)
    changed = torch.logaddexp(changed, _noise(changed, generator))
    return _masked(changed, generator)


def warped(log_mel: Tensor, factors: Tensor, widths: Tensor | None = None) -> Tensor:
    """Return `log_mel` `(B, T, M)` with its frequency axis (in Hz) stretched by `factors` `(B,)`.

    Band m takes its value from the bands less than `widths` (`(B,)`, else 1: no blur) from its
    centre frequency divided by the factor; above the highest band the last value holds.
    """
    bands, device = log_mel.shape[-1], log_mel.device
    top_mel = _mel(torch.tensor(8000.0, device=device))
    centres = _hz(torch.linspace(0.0, 1.0, bands, device=device) * top_mel)
    source = _mel(centres / factors.to(device)[:, None]) / top_mel * (bands - 1)  # (B, M), in bands
    source = source.clamp(0, bands - 1)
    distance = (source[:, None, :] - torch.arange(bands, device=device)[None, :, None]).abs()  # (B, from, to)
    reach = torch.ones(len(log_mel), device=device) if widths is None else widths.to(device)
    weights = (1.0 - distance / reach[:, None, None]).clamp(min=0.0)
    return log_mel @ (weights / weights.sum(dim=1, keepdim=True))


def _uniform(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.rand(*shape, generator=generator, device=generator.device)


def _normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=generator, device=generator.device)


def _mel(hz: Tensor) -> Tensor:
    return torch.log1p(hz / _MEL_BREAK_HZ)


def _hz(mel: Tensor) -> Tensor:
    return torch.expm1(mel) * _MEL_BREAK_HZ


def _smooth_curves(count: int, bands: int, generator: torch.Generator) -> Tensor:
    """Return `(count, M)` random curves of four cosines, of about unit spread."""
    order = torch.arange(1, 5, device=generator.device)[:, None]
    place = (torch.arange(bands, device=generator.device) + 0.5) / bands
    cosines = torch.cos(math.pi * order * place)  # (4, M)
    return _normal(generator, count, 4) @ (cosines / order.sqrt())


def _equaliser(shape: torch.Size, generator: torch.Generator) -> Tensor:
    batch, _, bands = shape
    gain = 1.5 * _normal(generator, batch, 1)  # nepers of power: 6.5 dB
    return (0.6 * _smooth_curves(batch, bands, generator) + gain)[:, None]


def _noise(log_mel: Tensor, generator: torch.Generator) -> Tensor:
    """Return steady coloured noise, 12 to 60 dB below each utterance's loud frames."""
    batch, frames, bands = log_mel.shape
    loud = log_mel.mean(dim=2).quantile(0.9, dim=1)[:, None, None]
    below_db = 12.0 + 48.0 * _uniform(generator, batch, 1, 1)
    colour = _smooth_curves(batch, bands, generator)[:, None]
    grain = 0.5 * _normal(generator, batch, frames, bands)
    return loud + colour + grain - below_db * math.log(10.0) / 10.0


def _masked(log_mel: Tensor, generator: torch.Generator) -> Tensor:
    """Return `log_mel` with two bands of up to 12 mels, and spans of up to 0.25 s, at its mean."""
    batch, frames, bands = log_mel.shape
    hidden = torch.zeros(batch, frames, bands, dtype=torch.bool, device=log_mel.device)
    for _ in range(_MASKED_BANDS):
        hidden |= _spans(batch, bands, _WIDEST_MASK_BANDS, generator)[:, None, :]
    for _ in range(max(2, frames // _FRAMES_PER_MASK)):
        hidden |= _spans(batch, frames, _LONGEST_MASK_FRAMES, generator)[:, :, None]
    mean = log_mel.mean(dim=(1, 2), keepdim=True)
    return torch.where(hidden, mean, log_mel)


def _spans(batch: int, size: int, longest: int, generator: torch.Generator) -> Tensor:
    length = (_uniform(generator, batch, 1) * longest).long()
    start = (_uniform(generator, batch, 1) * size).long()
    position = torch.arange(size, device=generator.device)
    return (position >= start) & (position < start + length)
