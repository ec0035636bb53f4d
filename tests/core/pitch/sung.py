"""Synthetic sung lines with a known F0 contour."""

from dataclasses import dataclass

import numpy as np
from scipy import signal

RATE = 16_000
HOP = 160
FORMANTS_HZ = ((700, 110), (1220, 120), (2600, 160), (3300, 250))  # an open vowel: centre, bandwidth


@dataclass(frozen=True)
class SungLine:
    """A waveform and the F0 planted in it."""

    waveform: np.ndarray
    f0_hz: np.ndarray  # `(N // 160,)`, 0 in the gaps


def sing(f0_hz_per_sample: np.ndarray, voiced: np.ndarray, seed: int = 0) -> SungLine:
    """Return a harmonic-rich source through formants; unvoiced gaps are hiss or near silence."""
    random = np.random.default_rng(seed)
    phase = np.cumsum(f0_hz_per_sample / RATE)
    source = _glottal(phase, f0_hz_per_sample)
    gate = signal.filtfilt(np.ones(160) / 160, 1, voiced.astype(float))  # 10 ms fades
    hiss = 0.02 * random.standard_normal(len(phase)) * (np.cumsum(np.diff(voiced, prepend=1) == -1) % 2)
    waveform = _formants(source * gate) + hiss * (1 - gate) + 1e-3 * random.standard_normal(len(phase))
    waveform = 0.5 * waveform / np.abs(waveform).max()
    n_frames = len(phase) // HOP
    f0_hz = np.where(voiced, f0_hz_per_sample, 0.0)[::HOP][:n_frames]
    return SungLine(waveform.astype(np.float32), f0_hz)


def glide() -> SungLine:
    seconds = np.arange(4 * RATE) / RATE
    return sing(110.0 * 2 ** (seconds / 2), np.ones(len(seconds), bool))


def vibrato() -> SungLine:
    seconds = np.arange(4 * RATE) / RATE
    cents = 60 * np.sin(2 * np.pi * 5.5 * seconds)
    return sing(330.0 * 2 ** (cents / 1200), np.ones(len(seconds), bool))


def high_notes() -> SungLine:
    """Return notes of a soprano or a whistle register, C6 to G6 and a little above."""
    seconds = np.arange(3 * RATE) / RATE
    notes = np.array([1046.5, 1174.7, 1318.5, 1480.0, 1568.0, 1244.5])
    return sing(notes[(2 * seconds).astype(int)], np.ones(len(seconds), bool))


def melody() -> SungLine:
    """Return notes of 0.4 s with gaps of 0.2 s after each second one."""
    notes = [196.0, 247.0, 294.0, 392.0, 494.0, 392.0, 587.0, 294.0, 784.0, 220.0]
    f0_hz, voiced = [], []
    for index, note in enumerate(notes):
        gap = round(0.2 * RATE) if index % 2 else 0
        f0_hz.append(np.full(round(0.4 * RATE) + gap, note))
        voiced.append(np.arange(len(f0_hz[-1])) < round(0.4 * RATE))
    return sing(np.concatenate(f0_hz), np.concatenate(voiced))


def low_voice() -> SungLine:
    seconds = np.arange(3 * RATE) / RATE
    return sing(92.0 + 12 * np.sin(2 * np.pi * 0.7 * seconds), (seconds % 1.0) < 0.8)


def step(at_seconds: float = 0.8, low_hz: float = 220.0, high_hz: float = 330.0) -> SungLine:
    seconds = np.arange(round(1.6 * RATE)) / RATE
    return sing(np.where(seconds < at_seconds, low_hz, high_hz), np.ones(len(seconds), bool))


LINES = {
    "glide": glide,
    "vibrato": vibrato,
    "melody": melody,
    "low voice": low_voice,
    "high notes": high_notes,
}


def _glottal(phase: np.ndarray, f0_hz: np.ndarray) -> np.ndarray:
    """Return harmonics that fall by 9 dB an octave, none above 7.6 kHz."""
    source = np.zeros_like(phase)
    for k in range(1, int(7_600 / f0_hz.min()) + 1):
        source += np.where(k * f0_hz < 7_600, np.sin(2 * np.pi * k * phase) / k**1.5, 0.0)
    return source


def _formants(source: np.ndarray) -> np.ndarray:
    shaped = np.zeros_like(source)
    for centre_hz, width_hz in FORMANTS_HZ:
        b, a = signal.iirpeak(centre_hz, centre_hz / width_hz, fs=RATE)
        shaped += signal.lfilter(b, a, source)
    return shaped + 0.05 * source
