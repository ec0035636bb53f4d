"""Where a long voice is cut, so that memory stays bounded and the cuts are inaudible.

All positions are content frames of 20 ms (320 samples at 16 kHz): cuts on that grid lose no time.

    padded      |<- CONTEXT ->|====== chunk 0 ======|===== chunk 1 =====|<- CONTEXT ->|
    of chunk 0  [.............|======================|.............)
    of chunk 1                         [.............|===================|.............)
"""

from dataclasses import dataclass

import numpy as np

from rvc_core.config.time_grid import CONTENT_HOP, CONTENT_RATE_HZ, CONTENT_REPEAT, CONTENT_WINDOW, FRAME_HOP

CONTEXT_FRAMES = 50  # content frames that a chunk sees to each side, and that are dropped afterwards
LENGTH_STEP_FRAMES = 100  # networks keep memory for each length they have seen, so there are few


@dataclass(frozen=True, slots=True)
class ChunkSizes:
    """How long chunks are and how far a cut may move, in seconds."""

    chunk_seconds: float = 12.0
    search_seconds: float = 3.0  # to each side of the wanted cut


@dataclass(frozen=True, slots=True)
class Chunk:
    """Content frames `[start, stop)` of a voice."""

    start: int
    stop: int

    @property
    def n_frames(self) -> int:
        """Number of content frames."""
        return self.stop - self.start

    @property
    def f0_frames(self) -> slice:
        """Its F0 frames."""
        return slice(CONTENT_REPEAT * self.start, CONTENT_REPEAT * self.stop)

    def widened(self, frames: int, limit: int) -> "Chunk":
        """Return the chunk with up to `frames` more to each side, within `[0, limit)`."""
        return Chunk(max(0, self.start - frames), min(limit, self.stop + frames))

    def with_context(self, limit: int) -> "Chunk":
        """Return the chunk with its context; the length is a multiple of `LENGTH_STEP_FRAMES`, or all."""
        wide = self.widened(CONTEXT_FRAMES, limit)
        size = min(limit, _round_up(wide.n_frames, LENGTH_STEP_FRAMES))
        start = min(wide.start, limit - size)
        return Chunk(start, start + size)


def content_frame_count(n_samples: int) -> int:
    """Return how many content frames cover `n_samples` at 16 kHz; one at least."""
    return max(1, -(-n_samples // CONTENT_HOP))


def plan_chunks(waveform_16k: np.ndarray, sizes: ChunkSizes | None = None) -> list[Chunk]:
    """Return chunks that cover the waveform `(N,)` without gap or overlap, cut where it is quietest.

    Source: inference pipeline of RVC WebUI 2023-10; sums of magnitudes, and cuts on multiples of 320 samples.
    """
    sizes = sizes or ChunkSizes()
    n_frames = content_frame_count(len(waveform_16k))
    step, search = _frames(sizes.chunk_seconds), _frames(sizes.search_seconds)
    loudness = _loudness(waveform_16k, n_frames)
    cuts = [0]
    while n_frames - cuts[-1] > step + search:
        wanted = cuts[-1] + step
        low, high = wanted - search, min(wanted + search, n_frames)
        cuts.append(max(cuts[-1] + 1, low + int(np.argmin(loudness[low:high]))))
    return [Chunk(start, stop) for start, stop in zip(cuts, [*cuts[1:], n_frames], strict=True)]


def chunk_samples(waveform_16k: np.ndarray, chunk: Chunk, context_frames: int = CONTEXT_FRAMES) -> np.ndarray:
    """Return the samples of a chunk with context to both sides, so long that no content frame is missing.

    Past its ends the waveform is mirrored. Frame `i` of the result is content frame
    `chunk.start - context_frames + i` of the voice.
    """
    start = (chunk.start - context_frames) * CONTENT_HOP
    n_frames = _round_up(chunk.n_frames + 2 * context_frames, LENGTH_STEP_FRAMES)
    stop = start + n_frames * CONTENT_HOP + CONTENT_WINDOW
    inside = waveform_16k[max(start, 0) : stop]
    before, after = max(-start, 0), stop - max(start, 0) - len(inside)
    if len(inside) < 2:  # nothing to mirror
        return np.pad(inside, (before, after))
    return np.pad(inside, (before, after), mode="reflect")


def _loudness(waveform_16k: np.ndarray, n_frames: int) -> np.ndarray:
    """Return the sum of magnitudes over the 10 ms around the start of each content frame, `(T,)`."""
    half = FRAME_HOP // 2
    padded = np.pad(np.abs(waveform_16k), (half, n_frames * CONTENT_HOP - len(waveform_16k) + half))
    total = np.concatenate(([0.0], np.cumsum(padded, dtype=np.float64)))
    starts = np.arange(n_frames) * CONTENT_HOP
    return total[starts + FRAME_HOP] - total[starts]


def _round_up(value: int, step: int) -> int:
    return -(-value // step) * step


def _frames(seconds: float) -> int:
    return round(seconds * CONTENT_RATE_HZ)
