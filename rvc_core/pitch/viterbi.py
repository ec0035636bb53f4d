"""The path through a salience map that a voice could have sung."""

import numpy as np

REACH_BINS = 12  # a glide moves at most this far in one frame
JUMP_COST = 9.0  # nats: a new note may begin anywhere, at a price


def best_path(salience: np.ndarray) -> np.ndarray:
    """Return the bins `(T,)` of the likeliest path through `salience` `(T, F)`.

    Neighbouring bins follow each other with triangular probability, as in CREPE's own decoder;
    unlike there, a leap to any bin is possible.
    """
    cost = -np.log(np.maximum(salience, 1e-9))
    steps = _step_costs()
    n_bins = cost.shape[1]
    best = cost[0]
    origins = np.empty(cost.shape, np.int32)
    columns = np.arange(n_bins)
    for t in range(1, len(cost)):
        padded = np.pad(best, REACH_BINS, constant_values=np.inf)
        arriving = np.lib.stride_tricks.sliding_window_view(padded, len(steps)) + steps  # (F, 25)
        nearest = arriving.argmin(axis=1)
        reached, leap = arriving[columns, nearest], int(best.argmin())
        leaps = best[leap] + JUMP_COST < reached
        origins[t] = np.where(leaps, leap, columns + nearest - REACH_BINS)
        best = np.where(leaps, best[leap] + JUMP_COST, reached) + cost[t]
    return _trace(origins, int(best.argmin()))


def _step_costs() -> np.ndarray:
    weight = REACH_BINS + 1.0 - np.abs(np.arange(-REACH_BINS, REACH_BINS + 1))
    return -np.log(weight / weight.sum())


def _trace(origins: np.ndarray, last: int) -> np.ndarray:
    path = np.empty(len(origins), np.int64)
    path[-1] = last
    for t in range(len(origins) - 1, 0, -1):
        path[t - 1] = origins[t, path[t]]
    return path
