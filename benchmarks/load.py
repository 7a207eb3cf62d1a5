"""Requests a second of `modfilter serve` by wrk, beside an empty FastAPI route.

`python -m benchmarks.load --data FILE`. The sides are asked by turns, since the machine may have
other work; the time that the servers themselves computed is shown too: that disturbs it less.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.comments import cut, default_files, read_texts
from benchmarks.document import show
from benchmarks.machine import machine
from benchmarks.result import Result
from benchmarks.server import EMPTY
from benchmarks.serving import Server, running
from benchmarks.timing import progress
from benchmarks.wrk import CONNECTIONS, Answered, ask
from modfilter.moderator import Moderator
from modfilter.wire import decision_to_json

_BODIES = 1000
_TOGETHER = 64
EMPTY_ROUTE, ONE, ANALYZE = "empty FastAPI route", "/v1/moderate", "comments:analyze"
MANY, ALONE = f"/v1/moderate, {_TOGETHER} a request", "check_many, no server"


@dataclass(slots=True)
class Side:
    """What one side did by turn: comments a second, and seconds of computing for each."""

    answered: list[Answered] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)


def one_comment(texts: Sequence[str]) -> list[str]:
    """Bodies for /v1/moderate with a comment each."""
    return [json.dumps({"text": text, "id": at}) for at, text in enumerate(texts)]


def readable(moderator: Moderator, texts: Sequence[str]) -> list[str]:
    """Comments that have scores: to Perspective's clients, any other is an error."""
    prose = cut(texts)[: 2 * _BODIES]
    decisions = moderator.check_many(prose)
    scored = [
        text
        for text, decision in zip(prose, decisions, strict=True)
        if decision.scores["toxicity"] is not None
    ]
    return scored[:_BODIES]


def measure(texts: Sequence[str], seconds: float, turns: int) -> Result:
    """Turns of so many seconds for each side."""
    moderator = Moderator.load()
    prose = readable(moderator, texts)
    answer = decision_to_json(moderator.check("Thank you for the map."))
    one = one_comment(prose)
    analyze = [
        json.dumps({"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}})
        for text in prose
    ]
    many = [
        json.dumps({"comments": [{"text": text} for text in prose[at : at + _TOGETHER]]})
        for at in range(0, len(prose) - _TOGETHER + 1, _TOGETHER)
    ]
    sides = {name: Side() for name in (EMPTY_ROUTE, ONE, ANALYZE, MANY, ALONE)}
    with ExitStack() as stack:
        serve = [sys.executable, "-m", "modfilter", "serve", "--port", "0", "--log", "info"]
        ours = stack.enter_context(running(serve))
        empty = stack.enter_context(running([sys.executable, "-c", EMPTY, answer]))

        def turn(name: str, server: Server, path: str, bodies: Sequence[str], each: int) -> None:
            before = server.cpu_seconds()
            found = ask(server.port, path, bodies, seconds)
            side = sides[name]
            side.answered.append(found)
            side.rates.append(found.rate * each)
            side.computing.append((server.cpu_seconds() - before) / found.requests / each)

        for number in range(turns):
            progress(f"turn {number + 1} of {turns}")
            turn(EMPTY_ROUTE, empty, ONE, one, 1)
            turn(ONE, ours, ONE, one, 1)
            turn(ANALYZE, ours, "/v1alpha1/comments:analyze", analyze, 1)
            turn(MANY, ours, ONE, many, _TOGETHER)
            _alone(sides[ALONE], moderator, prose, seconds)
    return _result(sides, seconds, turns)


def _alone(side: Side, moderator: Moderator, prose: Sequence[str], seconds: float) -> None:
    count, started, computed = 0, time.perf_counter(), time.process_time()
    while (elapsed := time.perf_counter() - started) < seconds:
        moderator.check_many(prose)
        count += len(prose)
    side.rates.append(count / elapsed)
    side.computing.append((time.process_time() - computed) / count)


def _result(sides: dict[str, Side], seconds: float, turns: int) -> Result:
    result = Result(
        "load",
        f"`modfilter serve`, one worker, asked by wrk with {CONNECTIONS} connections, "
        f"{turns} turns of {seconds:g} s each; medians",
    )
    result.table.append(
        ("what", "comments/s", "computing, µs a comment", "p50, ms", "p99, ms", "errors")
    )
    for name, did in sides.items():
        found = did.answered
        times = [
            "" if not found else f"{statistics.median(pick(one) for one in found):.1f}"
            for pick in _TIMES
        ]
        result.table.append(
            (
                name, f"{statistics.median(did.rates):,.0f}",
                f"{statistics.median(did.computing) * 1e6:,.0f}", *times,
                f"{sum(one.errors for one in found)}" if found else "",
            )
        )  # fmt: skip
    for what, side, beside, target in (
        ("one comment a request : empty route", ONE, EMPTY_ROUTE, 0.4),
        ("analyze : /v1/moderate", ANALYZE, ONE, 0.85),
        (f"{_TOGETHER} a request : check_many", MANY, ALONE, 0.7),
    ):
        ours, other = sides[side], sides[beside]
        rate = statistics.median(map(_ratio, ours.rates, other.rates))
        result.at_least(f"{what}, comments/s", rate, target)
        computing = statistics.median(map(_ratio, other.computing, ours.computing))
        result.at_least(f"{what}, by the time computed", computing, target)
    errors = sum(one.errors for did in sides.values() for one in did.answered)
    result.at_most("errors", errors, 0, "times")
    return result


_TIMES: tuple[Callable[[Answered], float], ...] = (
    lambda found: found.p50,
    lambda found: found.p99,
)


def _ratio(ours: float, other: float) -> float:
    return ours / other


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser("python -m benchmarks.load", description=__doc__)
    parser.add_argument("--data", nargs="+", type=Path, metavar="FILE", default=default_files())
    parser.add_argument("--seconds", type=float, default=10, help="for each side of a turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--markdown", type=Path, metavar="DOC", help="rewrite DOC's table")
    options = parser.parse_args()
    print("\n".join(machine()), flush=True)
    show(measure(read_texts(options.data), options.seconds, options.turns), options.markdown)


if __name__ == "__main__":
    main()
