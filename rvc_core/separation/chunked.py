"""A song in chunks that fade into each other, whatever network works on them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import soxr

from rvc_core.audio import AudioClip, fit_length
from rvc_core.events import Pipeline
from rvc_core.separation.base import STAGE
from rvc_core.stage_progress import StageCounter

_BLOCK_SECONDS = 4.0  # of a song that memory holds whole: a stop is looked at between blocks
_PAIRS_OF_5_1 = ((0, 1), (2, 2), (4, 5))  # front, centre, back; the low effects hold no voice

Estimate = Callable[[np.ndarray], np.ndarray]
Pair = tuple[int, int]  # channels that a network hears as left and right


@dataclass(frozen=True, slots=True)
class ChunkedSeparator:
    """Runs a network on stereo chunks of one length and cross-fades what it finds.

    Only the voice is estimated; the accompaniment is the rest of the song, so that both sum to it.
    """

    name: str
    version: str
    sample_rate: int  # Hz, of the chunks
    chunk_samples: int
    overlap_samples: int  # that a chunk shares with the next one
    estimate_vocals: Estimate  # chunks `(B, 2, chunk_samples)` float32 to their voice, the same shape

    def separate(self, song: AudioClip) -> Pipeline[dict[str, AudioClip]]:
        """Return `vocals` and `accompaniment`, which sum to the song."""
        waveform, rate = np.atleast_2d(song.waveform), song.sample_rate
        counter = StageCounter(STAGE, max(song.n_samples, 1))
        yield counter.started()
        step = round(_BLOCK_SECONDS * rate)
        blocks = (waveform[:, start : start + step] for start in range(0, song.n_samples, step))
        stream = VoiceStream(self, len(waveform), rate)
        vocals, done, given = np.empty_like(waveform), 0, 0
        for block, is_last in _with_last(blocks):
            part = stream.push(block, is_last)
            vocals[:, done : done + part.shape[1]] = part
            done, given = done + part.shape[1], given + block.shape[1]
            yield counter.advanced(given)
        stems = {"vocals": vocals, "accompaniment": waveform - vocals}
        return {name: AudioClip(stem.reshape(song.waveform.shape), rate) for name, stem in stems.items()}

    def separate_blocks(
        self, blocks: Iterable[np.ndarray], sample_rate: int
    ) -> Iterator[dict[str, np.ndarray]]:
        """Yield the stems of a song that comes block by block; see `Separator`."""
        stream, waiting = None, None
        for block, is_last in _with_last(blocks):
            stream = stream or VoiceStream(self, len(block), sample_rate)
            waiting = block if waiting is None else np.concatenate((waiting, block), axis=1)
            vocals = stream.push(block, is_last)
            song, waiting = np.split(waiting, [vocals.shape[1]], axis=1)
            yield {"vocals": vocals, "accompaniment": song - vocals}


class VoiceStream:
    """The voice of one song that comes block by block, at any rate and with any number of channels."""

    def __init__(self, separator: ChunkedSeparator, channels: int, sample_rate: int) -> None:
        """Begin a song of `channels` at `sample_rate` Hz."""
        self._channels, self._pairs = channels, channel_pairs(channels)
        width = 2 * len(self._pairs)
        self._inward = _Resampler(sample_rate, separator.sample_rate, width)
        self._chunks = _OverlapAdd(separator, width)
        self._outward = _Resampler(separator.sample_rate, sample_rate, width)
        self._missing = 0  # samples that came and whose voice was not yet given

    def push(self, block: np.ndarray, is_last: bool) -> np.ndarray:
        """Return the voice `(C, n)` that is known once `block` `(C, m)` is; all of it with the last one."""
        self._missing += block.shape[1]
        paired = block[np.array(self._pairs).reshape(-1)]
        found = self._outward.push(self._chunks.push(self._inward.push(paired, is_last), is_last), is_last)
        found = fit_length(found, self._missing) if is_last else found[:, : self._missing]
        self._missing -= found.shape[1]
        vocals = np.zeros((self._channels, found.shape[1]), np.float32)
        for index, (left, right) in enumerate(self._pairs):
            pair = found[2 * index : 2 * index + 2]
            if left == right:
                vocals[left] = pair.mean(axis=0)
            else:
                vocals[[left, right]] = pair
        return vocals


def channel_pairs(channels: int) -> tuple[Pair, ...]:
    """Return which channels are heard as left and right: neighbours, and one without a neighbour as both."""
    if channels == 6:
        return _PAIRS_OF_5_1
    return tuple((left, min(left + 1, channels - 1)) for left in range(0, channels, 2))


def fade(chunk_samples: int, overlap_samples: int) -> np.ndarray:
    """Return the weights `(n,)` of a chunk: a linear rise and fall over the overlap, or half the chunk."""
    ramp = min(overlap_samples, chunk_samples // 2)
    place = np.arange(1, chunk_samples + 1, dtype=np.float32) / (ramp + 1)
    return np.minimum(1.0, np.minimum(place, place[::-1]))


class _OverlapAdd:
    """Cuts what comes into chunks, and adds up what is found in them by the weights of their fades."""

    def __init__(self, separator: ChunkedSeparator, width: int) -> None:
        self._estimate, self._size = separator.estimate_vocals, separator.chunk_samples
        self._hop = separator.chunk_samples - separator.overlap_samples
        self._weights = fade(separator.chunk_samples, separator.overlap_samples)
        self._pending = np.zeros((width, 0), np.float32)  # from the start of the next chunk on
        self._sums = np.zeros((width, 0), np.float32)  # of the same samples, by the chunks so far
        self._totals = np.zeros(0, np.float32)

    def push(self, waveform: np.ndarray, is_last: bool) -> np.ndarray:
        """Return what no later chunk will change, `(width, n)`."""
        self._pending = np.concatenate((self._pending, waveform), axis=1)
        ready = [self._pending[:, :0]]
        while self._pending.shape[1] >= self._size:
            self._add_chunk()
            ready.append(self._take(self._hop))
        if is_last:
            if self._pending.shape[1] > self._sums.shape[1]:
                self._add_chunk()
            ready.append(self._take(self._pending.shape[1]))
        return np.concatenate(ready, axis=1)

    def _add_chunk(self) -> None:
        chunk = fit_length(self._pending[:, : self._size], self._size)
        found = self._estimate(chunk.reshape(-1, 2, self._size)).reshape(chunk.shape)
        self._sums = fit_length(self._sums, self._size) + found * self._weights
        self._totals = fit_length(self._totals, self._size) + self._weights

    def _take(self, count: int) -> np.ndarray:
        ready = self._sums[:, :count] / self._totals[:count]
        self._pending, self._sums = self._pending[:, count:], self._sums[:, count:]
        self._totals = self._totals[count:]
        return ready


class _Resampler:
    """Moves a stream to another rate; time zero stays where it was."""

    def __init__(self, from_hz: int, to_hz: int, width: int) -> None:
        self._stream = (
            soxr.ResampleStream(from_hz, to_hz, width, "float32", "HQ") if from_hz != to_hz else None
        )

    def push(self, waveform: np.ndarray, is_last: bool) -> np.ndarray:
        if self._stream is None:
            return waveform
        return self._stream.resample_chunk(np.ascontiguousarray(waveform.T), is_last).T


def _with_last(blocks: Iterable[np.ndarray]) -> Iterator[tuple[np.ndarray, bool]]:
    """Yield each block and whether it is the last one."""
    iterator = iter(blocks)
    held = next(iterator, None)
    while held is not None:
        following = next(iterator, None)
        yield held, following is None
        held = following
