"""How often somebody may ask: a sliding minute, in memory."""

import time
from collections import defaultdict, deque

MINUTE_SECONDS = 60.0
MAX_KEYS = 10_000  # beyond that, those who asked nothing lately are forgotten


class RateLimiter:
    """Counts what each key did in the last minute."""

    def __init__(self) -> None:
        """Remember nobody."""
        self._moments: defaultdict[str, deque[float]] = defaultdict(deque)

    def seconds_to_wait(self, key: str, per_minute: int) -> float:
        """Return 0 and count one more, or how long to wait where `per_minute` are reached."""
        now = time.monotonic()
        moments = self._moments[key]
        _drop_old(moments, now)
        if len(moments) >= per_minute:
            return MINUTE_SECONDS - (now - moments[0])
        moments.append(now)
        if len(self._moments) > MAX_KEYS:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        for key, moments in list(self._moments.items()):
            _drop_old(moments, now)
            if not moments:
                del self._moments[key]


def _drop_old(moments: deque[float], now: float) -> None:
    while moments and now - moments[0] >= MINUTE_SECONDS:
        moments.popleft()
