"""How many requests a key may send: a token bucket for each."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

_MOST_BUCKETS = 10_000


class RateLimits:
    """Tokens fill at `rate` a minute up to `burst`; a request takes one. Rate 0 limits nothing."""

    def __init__(self, rate: int, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = rate / 60
        self._burst = burst
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> int:
        """Take a token of `name`: 0, or in how many whole seconds there is one."""
        if not self._per_second:
            return 0
        now = self._clock()
        tokens, then = self._buckets.pop(name, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - then) * self._per_second)
        enough = tokens >= 1
        # The last used stand last, so that a full table forgets whoever was quiet longest.
        self._buckets[name] = (tokens - enough, now)
        if len(self._buckets) > _MOST_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
        return 0 if enough else max(1, math.ceil((1 - tokens) / self._per_second))
