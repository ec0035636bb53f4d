"""How large a value is once it is written out.

A pickle may name one list many times, so a few bytes make a value of any size, and may put a list into
itself. Walking such a value, or turning it into text, would never end:

    l = [1];  l = [l, l];  l = [l, l];  …      n lines, 2ⁿ leaves
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from rvc_core.errors import UnsafeCheckpointError

MAX_NESTING = 100  # a checkpoint with its optimiser has five levels
NODE_COST = 16  # of a number or a container, in characters; texts cost their length beside it


def check_unfolded(value: Any, most_characters: int) -> None:
    """Check that a value of lists, tuples, dicts and leaves is bounded when written out.

    Each container is visited once; one named again counts as much as it did the first time.

    Raises:
        UnsafeCheckpointError: it contains itself, is nested deeper than `MAX_NESTING`, or has more than
            `most_characters`.
    """
    costs: dict[int, int] = {}  # of finished containers by identity: all of them live as long as `value`
    path = [_Opened((value,))]
    opened: set[int] = set()
    while path:
        inner = path[-1].next_unknown(costs)
        if path[-1].cost > most_characters:
            raise UnsafeCheckpointError("The file's pickle names the same values over and over.")
        if inner is None:
            _close(path, costs, opened)
        elif id(inner) in opened or len(path) > MAX_NESTING:
            raise UnsafeCheckpointError("The file's pickle contains values nested without end.")
        else:
            opened.add(id(inner))
            path.append(_Opened(inner))


class _Opened:
    """A container whose items are being counted."""

    def __init__(self, container: Any) -> None:
        self.identity = id(container)
        self.cost = NODE_COST
        self._rest = _items(container)

    def next_unknown(self, costs: dict[int, int]) -> Any:
        """Return the next container within that is not counted yet, None where all are."""
        for item in self._rest:
            if isinstance(item, str | bytes):
                self.cost += NODE_COST + len(item)
            elif not isinstance(item, list | tuple | dict) or not item:
                self.cost += NODE_COST
            elif id(item) in costs:
                self.cost += costs[id(item)]
            else:
                return item
        return None


def _items(container: Any) -> Iterator[Any]:
    if isinstance(container, dict):
        return chain(container.keys(), container.values())
    return iter(container)


def _close(path: list[_Opened], costs: dict[int, int], opened: set[int]) -> None:
    done = path.pop()
    costs[done.identity] = done.cost
    opened.discard(done.identity)
    if path:
        path[-1].cost += done.cost
