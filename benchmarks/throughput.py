"""Comments a second of `Moderator.check_many` on one core, beside two other filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks import peers
from benchmarks.comments import LENGTH, cut
from benchmarks.result import Result
from benchmarks.timing import Side, Times, one_core, take_turns

TURNS = 5
_BETTER_COMMENTS = 20
"""better-profanity needs tens of milliseconds for each, so it gets few of them."""
_COLD, _WARM = "modfilter, cold", "modfilter, warm"


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """Each comment is read once in a turn: nothing is remembered about it from before."""
    distinct = cut(texts)[: comments and 2 * comments]
    earlier, judged = distinct[0::2], distinct[1::2]
    few = judged[:_BETTER_COMMENTS]
    result = Result(
        "throughput",
        f"`check_many` (all rules, eight heads, reasons) on {len(judged):,} distinct comments of "
        f"{LENGTH} characters, one core, best and median of {TURNS} turns",
    )
    sides: dict[str, Side] = {_COLD: _cold(judged), _WARM: _warm(earlier, judged)}
    counts = {_COLD: len(judged), _WARM: len(judged)}
    for name, load, given in (
        (peers.ALT, peers.alt_profanity_check, judged),
        (peers.BETTER, peers.better_profanity, few),
    ):
        try:
            sides[name], counts[name] = _peer(load(), given), len(given)
        except peers.MissingPeerError as error:
            result.remarks.append(str(error))
    with one_core():
        times = take_turns(sides, TURNS)
    result.table.append(("filter", "comments/s, best", "median", "µs a comment, best"))
    result.table += [_row(name, counts[name], taken) for name, taken in times.items()]
    if peers.ALT in times:
        for name in (_WARM, _COLD):
            ratio = times[peers.ALT].best / times[name].best
            result.at_least(f"{name} : {peers.ALT}, comments/s", ratio, 1)
    if peers.BETTER in times:
        a_comment = times[peers.BETTER].best / len(few)
        ratio = a_comment / (times[_WARM].best / len(judged))
        result.at_least(f"{_WARM} : {peers.BETTER}, comments/s", ratio, 1)
    result.remarks.append(
        f"Cold is a moderator that has read nothing; warm is one that has read "
        f"{len(earlier):,} other comments of the same source. {peers.ALT} gives one two-class "
        f"score, {peers.BETTER} (on {len(few)} of the comments) yes or no."
    )
    return result


def _cold(judged: Sequence[str]) -> Side:
    from modfilter.moderator import Moderator

    def prepare() -> Callable[[], object]:
        moderator = Moderator.load()
        return lambda: moderator.check_many(judged)

    return prepare


def _warm(earlier: Sequence[str], judged: Sequence[str]) -> Side:
    from modfilter.moderator import Moderator

    def prepare() -> Callable[[], object]:
        moderator = Moderator.load()
        moderator.check_many(earlier)
        return lambda: moderator.check_many(judged)

    return prepare


def _peer(judge: peers.Judge, given: Sequence[str]) -> Side:
    return lambda: lambda: judge(given)


def _row(name: str, count: int, times: Times) -> tuple[str, ...]:
    return (
        name,
        f"{count / times.best:,.0f}",
        f"{count / times.median:,.0f}",
        f"{times.best / count * 1e6:,.1f}",
    )
