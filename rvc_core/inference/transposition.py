"""An accompaniment moved to another key, without a sample more or less.

A phase vocoder stretches the time, and resampling takes the stretch back and leaves the new pitch. Phases are
locked around spectral peaks, and all channels turn by the same angles, so that the stereo image stays.

Source: Laroche and Dolson 1999, "Improved phase vocoder time-scale modification of audio", identity locking.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import soxr

from rvc_core.audio import AudioClip

N_FFT = 4096
HOP_LENGTH = N_FFT // 4  # between the frames of the stretched sound
BLOCK_FRAMES = 64  # worked on before a stop is looked at; memory is needed for so many only
PEAK_REACH = 2  # a peak is higher than this many bins to each side


class Transposer:
    """One clip on its way to another pitch, block by block."""

    def __init__(self, clip: AudioClip, semitones: int, block_frames: int = BLOCK_FRAMES) -> None:
        """Prepare to move a clip by `semitones`."""
        self._waveform, self._rate = np.atleast_2d(clip.waveform), clip.sample_rate
        # The nearest whole rate: a deviation of pitch below 0.05 cents, and none of time.
        self._stretched_rate = round(clip.sample_rate * 2.0 ** (semitones / 12.0))
        ratio = self._stretched_rate / clip.sample_rate
        n_frames = int(np.ceil((clip.n_samples * ratio + N_FFT) / HOP_LENGTH)) + 1
        self._starts = np.round(np.arange(n_frames) * (HOP_LENGTH / ratio)).astype(int)
        self._bounds = list(pairwise([*range(0, n_frames, block_frames), n_frames]))

    @property
    def n_blocks(self) -> int:
        """Number of blocks of work."""
        return len(self._bounds)

    def blocks(self) -> Iterator[np.ndarray]:
        """Yield the moved clip in parts `(C, n)`, together exactly as long as the given one."""
        channels, left = self._waveform.shape
        stream = soxr.ResampleStream(self._stretched_rate, self._rate, channels, "float32", "VHQ")
        for index, stretched in enumerate(self._stretch()):
            moved = stream.resample_chunk(np.ascontiguousarray(stretched.T), index + 1 == self.n_blocks).T
            yield moved[:, :left]
            left -= min(left, moved.shape[1])

    def _stretch(self) -> Iterator[np.ndarray]:
        """Yield the stretched sound, `(C, n)` float32; the last block reaches past the sound's end."""
        window = np.hanning(N_FFT + 1)[:-1].astype(np.float32)
        # Hann squared, four times overlapped, sums to 1.5.
        synthesis = window / np.float32(1.5)
        tail = np.zeros((len(self._waveform), N_FFT - HOP_LENGTH), np.float32)
        previous = self._spectrum(0, window)
        for first, last in self._bounds:
            block = np.pad(tail, ((0, 0), (0, (last - first) * HOP_LENGTH)))
            for frame in range(first, last):
                present, earlier = self._spectrum(frame, window), self._spectrum(frame, window, HOP_LENGTH)
                previous = present if frame == 0 else turned(present, earlier, previous)
                start = (frame - first) * HOP_LENGTH
                block[:, start : start + N_FFT] += np.fft.irfft(previous, axis=1) * synthesis
            ready, tail = np.split(block, [(last - first) * HOP_LENGTH], axis=1)
            # The first frame is centred on the first sample.
            yield ready[:, N_FFT // 2 :] if first == 0 else ready

    def _spectrum(self, frame: int, window: np.ndarray, earlier: int = 0) -> np.ndarray:
        start = self._starts[frame] - N_FFT // 2 - earlier
        inside = self._waveform[:, max(start, 0) : max(start + N_FFT, 0)]
        if inside.shape[1] < N_FFT:  # silence about the clip
            before = min(max(-start, 0), N_FFT)
            inside = np.pad(inside, ((0, 0), (before, N_FFT - before - inside.shape[1])))
        return np.fft.rfft(inside * window, axis=1)


def turned(present: np.ndarray, earlier: np.ndarray, previous: np.ndarray) -> np.ndarray:
    """Return the spectrum `present` `(C, F)` turned so that it continues `previous`.

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
