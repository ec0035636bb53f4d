"""Synthetic speakers that say vowels."""

import numpy as np
from scipy import signal

RATE = 16_000
FORMANTS_HZ = {
    "a": (730, 1090, 2440),
    "i": (270, 2290, 3010),
    "u": (300, 870, 2240),
    "e": (530, 1840, 2480),
    "o": (570, 840, 2410),
}
# Treble in dB an octave, vocal tract against an adult male's, F0, vowels said
SPEAKERS = [(0, 1.0, 120, "aiueo"), (0, 1.0, 170, "aiueo"), (-4, 1.1, 120, "aiueo"), (3, 1.15, 210, "aiueo")]


def speak(tilt_db: float, formant_scale: float, f0_hz: float, vowels: str) -> np.ndarray:
    """Return 0.3 s of each vowel."""
    return np.concatenate([_vowel(vowel, tilt_db, formant_scale, f0_hz) for vowel in vowels]).astype(
        np.float32
    )


def _vowel(vowel: str, tilt_db: float, formant_scale: float, f0_hz: float) -> np.ndarray:
    times = np.arange(round(0.3 * RATE)) / RATE
    sound = np.zeros_like(times)
    for k in range(1, int(7_000 / f0_hz) + 1):
        tilt = 10 ** (tilt_db * np.log2(k * f0_hz / 1_000) / 20)
        sound += tilt * _envelope(k * f0_hz, vowel, formant_scale) * np.sin(2 * np.pi * k * f0_hz * times)
    return 0.1 * sound * signal.windows.tukey(len(times), 0.2)


def _envelope(hz: float, vowel: str, formant_scale: float) -> float:
    return sum(1 / (1 + ((hz - f * formant_scale) / 120) ** 2) for f in FORMANTS_HZ[vowel]) * 500 / (500 + hz)
