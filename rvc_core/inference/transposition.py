"""An accompaniment moved to another key, without a sample more or less.

A phase vocoder stretches the time, and resampling takes the stretch back and leaves the new pitch. Phases are
locked around spectral peaks, and all channels turn by the same angles, so that the stereo image stays.

Source: Laroche and Dolson 1999, "Improved phase vocoder time-scale modification of audio", identity locking.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from rvc_core.audio import AudioClip, resample

N_FFT = 4096
HOP_LENGTH = N_FFT // 4  # between the frames of the stretched sound
BLOCK_FRAMES = 64  # worked on before a stop is looked at
PEAK_REACH = 2  # a peak is higher than this many bins to each side


class Transposer:
    """One clip on its way to another pitch; `blocks` does the work, `result` gives the clip."""

    def __init__(self, clip: AudioClip, semitones: int) -> None:
        """Prepare to move a clip by `semitones`."""
        self._clip = clip
        # The nearest whole rate: a deviation of pitch below 0.05 cents, and none of time.
        self._stretched_rate = round(clip.sample_rate * 2.0 ** (semitones / 12.0))
        self._ratio = self._stretched_rate / clip.sample_rate
        waveform = np.atleast_2d(clip.waveform)
        n_frames = int(np.ceil((waveform.shape[1] * self._ratio + N_FFT) / HOP_LENGTH)) + 1
        self._starts = np.round(np.arange(n_frames) * (HOP_LENGTH / self._ratio)).astype(int)
        after = self._starts[-1] + N_FFT - waveform.shape[1]
        # One more hop in front: each frame is compared with the sound one hop earlier.
        self._padded = np.pad(waveform, ((0, 0), (N_FFT // 2 + HOP_LENGTH, max(after, 0))))
        self._stretched = np.zeros((waveform.shape[0], n_frames * HOP_LENGTH + N_FFT), np.float32)
        self._bounds = list(pairwise([*range(0, n_frames, BLOCK_FRAMES), n_frames]))

    @property
    def n_blocks(self) -> int:
        """Number of blocks of work."""
        return len(self._bounds)

    def blocks(self) -> Iterator[None]:
        """Do the work, a block at a time."""
        window = np.hanning(N_FFT + 1)[:-1].astype(np.float32)
        # Hann squared, four times overlapped, sums to 1.5.
        synthesis = window / np.float32(1.5)
        previous = self._spectrum(0, window)
        for first, last in self._bounds:
            for frame in range(first, last):
                present, earlier = self._spectrum(frame, window), self._spectrum(frame, window, HOP_LENGTH)
                previous = present if frame == 0 else turned(present, earlier, previous)
                start = frame * HOP_LENGTH
                self._stretched[:, start : start + N_FFT] += np.fft.irfft(previous, axis=1) * synthesis
            yield

    def result(self) -> AudioClip:
        """Return the moved clip, exactly as long as the given one."""
        n_samples = self._clip.n_samples
        stretched = self._stretched[:, N_FFT // 2 :][:, : round(n_samples * self._ratio) + N_FFT]
        moved = resample(stretched, self._stretched_rate, self._clip.sample_rate)[:, :n_samples]
        return AudioClip(moved.reshape(self._clip.waveform.shape), self._clip.sample_rate)

    def _spectrum(self, frame: int, window: np.ndarray, earlier: int = 0) -> np.ndarray:
        start = self._starts[frame] + HOP_LENGTH - earlier
        return np.fft.rfft(self._padded[:, start : start + N_FFT] * window, axis=1)


def turned(present: np.ndarray, earlier: np.ndarray, previous: np.ndarray) -> np.ndarray:
    """Return the spectrum `present` `(C, F)` turned so that it goes on from `previous`.

    Args:
        present: The sound at this frame.
        earlier: The sound one hop before it: their angle is how far each partial turns in a hop.
        previous: The last frame as it was put out.
    """
    magnitude = np.abs(present)
    loudest = np.argmax(magnitude, axis=0)[None]  # the channel whose angles count, bin by bin
    present_bin, earlier_bin, previous_bin = (
        np.take_along_axis(spectrum, loudest, axis=0)[0] for spectrum in (present, earlier, previous)
    )
    peaks = find_peaks(np.abs(present_bin))
    turn = previous_bin * np.conj(earlier_bin)  # previous + (present - earlier) - present
    size = np.abs(turn[peaks])
    turn = np.where(size > 1e-12, turn[peaks] / np.maximum(size, 1e-12), 1.0)  # out of silence: as it is
    borders = (peaks[1:] + peaks[:-1] + 1) // 2
    return present * turn[np.searchsorted(borders, np.arange(present.shape[1]), side="right")]


def find_peaks(magnitude: np.ndarray) -> np.ndarray:
    """Return the bins of `magnitude` `(F,)` higher than their neighbours; the highest one at least."""
    padded = np.pad(magnitude, PEAK_REACH, constant_values=-1.0)
    size = len(magnitude)
    higher = np.ones(size, bool)
    for offset in range(1, PEAK_REACH + 1):
        higher &= magnitude >= padded[PEAK_REACH - offset :][:size]
        higher &= magnitude > padded[PEAK_REACH + offset :][:size]
    found = np.flatnonzero(higher)
    return found if len(found) else np.array([int(np.argmax(magnitude))])
