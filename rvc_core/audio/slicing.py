"""Where to cut long recordings into slices, and slices into windows, as sample ranges."""

from dataclasses import dataclass

import numpy as np

from rvc_core.audio.levels import db_to_gain, frame_rms

Range = tuple[int, int]  # first sample, one past the last


@dataclass(frozen=True, slots=True)
class SlicerOptions:
    """What counts as silence, and how much of it stays.

    Source: dataset preparation of RVC WebUI 2023-10.
    """

    threshold_db: float = -42.0  # RMS below this is silent
    min_length_seconds: float = 1.5  # a slice is at least this long before it is cut again
    min_interval_seconds: float = 0.4  # shorter silences are not cut
    hop_seconds: float = 0.015
    max_silence_seconds: float = 0.5  # kept at either side of a cut


@dataclass(frozen=True, slots=True)
class _Grid:
    """The options in hops, and the RMS they apply to."""

    rms: np.ndarray  # `(T,)`
    min_length: int
    min_interval: int
    max_silence: int

    def quietest(self, first: int, last: int) -> int:
        """Return the quietest frame of `first` to `last`, both included."""
        return first + int(np.argmin(self.rms[first : last + 1]))


def find_slices(waveform: np.ndarray, sample_rate: int, options: SlicerOptions | None = None) -> list[Range]:
    """Return the sample ranges of a mono `(N,)` waveform between its silences.

    Ranges have at least one frame above the threshold; a waveform without any gives none.

    Source: dataset preparation of RVC WebUI 2023-10.
    """
    options = options or SlicerOptions()
    hop_length = round(sample_rate * options.hop_seconds)
    grid = _grid(waveform, sample_rate, hop_length, options)
    loud = grid.rms >= db_to_gain(options.threshold_db)
    kept = _complement(_dropped(grid, loud), len(grid.rms))
    return [
        (first * hop_length, min(last * hop_length, len(waveform)))
        for first, last in kept
        if loud[first:last].any()
    ]


def window_ranges(
    n_samples: int, sample_rate: int, window_seconds: float = 3.7, overlap_seconds: float = 0.3
) -> list[Range]:
    """Return the ranges of overlapping windows of a slice; the last takes what remains.

    Source: dataset preparation of RVC WebUI 2023-10.
    """
    ranges = []
    start = 0
    window = round(window_seconds * sample_rate)
    while n_samples - start > (window_seconds + overlap_seconds) * sample_rate:
        ranges.append((start, start + window))
        start = round(len(ranges) * (window_seconds - overlap_seconds) * sample_rate)
    return [*ranges, (start, n_samples)]


def _grid(waveform: np.ndarray, sample_rate: int, hop_length: int, options: SlicerOptions) -> _Grid:
    win_length = min(round(sample_rate * options.min_interval_seconds), 4 * hop_length)
    return _Grid(
        rms=frame_rms(waveform, win_length, hop_length),
        min_length=round(options.min_length_seconds / options.hop_seconds),
        min_interval=round(options.min_interval_seconds / options.hop_seconds),
        max_silence=round(options.max_silence_seconds / options.hop_seconds),
    )


def _silent_runs(loud: np.ndarray) -> list[Range]:
    """Return the runs of silent frames as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], loud, [True])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _dropped(grid: _Grid, loud: np.ndarray) -> list[Range]:
    """Return the frame ranges to leave out; an empty range is a cut that drops nothing."""
    dropped: list[Range] = []
    clip_start = 0
    for start, end in _silent_runs(loud):
        if end == len(loud):
            if end - start >= grid.min_interval:
                dropped.append((grid.quietest(start, min(start + grid.max_silence, end - 1)), end))
        elif _is_cut(grid, start, end, clip_start):
            dropped.append(_cut(grid, start, end))
            clip_start = dropped[-1][1]
    return dropped


def _is_cut(grid: _Grid, start: int, end: int, clip_start: int) -> bool:
    if start == 0 and end > grid.max_silence:
        return True
    return end - start >= grid.min_interval and end - clip_start >= grid.min_length


def _cut(grid: _Grid, start: int, end: int) -> Range:
    """Return what is dropped of a silent run that ends before the loud frame `end`."""
    keep = grid.max_silence
    if end - start <= keep:
        middle = grid.quietest(start, end)
        return (0 if start == 0 else middle, middle)
    left, right = grid.quietest(start, start + keep), grid.quietest(end - keep, end)
    if end - start <= 2 * keep:
        middle = grid.quietest(end - keep, start + keep)
        left, right = min(left, middle), max(right, middle)
    return (0 if start == 0 else left, right)


def _complement(dropped: list[Range], n_frames: int) -> list[Range]:
    starts = [0, *(last for _, last in dropped)]
    ends = [*(first for first, _ in dropped), n_frames]
    return [(first, last) for first, last in zip(starts, ends, strict=True) if last > first]
