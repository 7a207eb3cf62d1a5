"""The time of one comment in a process that is up, beside alt-profanity-check's single call."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from benchmarks import peers
from benchmarks.comments import LENGTH, cut
from benchmarks.result import Result
from benchmarks.timing import one_core

_COMMENTS = 1_000
_PEER_EVERY = 10


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """Single calls on distinct comments; the peer's calls stand between modfilter's."""
    from modfilter.moderator import Moderator

    distinct = cut(texts)[: comments or _COMMENTS]
    result = Result(
        "latency",
        f"One call a comment: {len(distinct):,} distinct comments of {LENGTH} characters, one core",
    )
    moderator = Moderator.load()
    moderator.check(" ".join(texts[:3]))
    judge: peers.Judge | None = None
    try:
        judge = peers.alt_profanity_check()
    except peers.MissingPeerError as error:
        result.remarks.append(str(error))
    ours: list[float] = []
    theirs: list[float] = []
    with one_core():
        for at, text in enumerate(distinct):
            ours.append(_timed(lambda text=text: moderator.check(text)))  # type: ignore[misc]
            if judge is not None and at % _PEER_EVERY == 0:
                theirs.append(_timed(lambda text=text: judge([text])))  # type: ignore[misc]
    result.table.append(("call", "median, µs", "95 of 100 below, µs"))
    result.table.append(_row("modfilter, Moderator.check", ours))
    if theirs:
        result.table.append(_row(f"{peers.ALT}, predict_prob([text])", theirs))
        ratio = statistics.median(theirs) / statistics.median(ours)
        result.at_least(f"modfilter is faster than {peers.ALT}", ratio, 20)
    return result


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _row(name: str, seconds: list[float]) -> tuple[str, ...]:
    high = sorted(seconds)[int(len(seconds) * 0.95)]
    return (name, f"{statistics.median(seconds) * 1e6:,.0f}", f"{high * 1e6:,.0f}")
