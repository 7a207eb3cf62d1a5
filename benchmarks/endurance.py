"""A million requests to `modfilter serve`: errors, times minute by minute, and memory.

`python -m benchmarks.endurance --data FILE`. An empty FastAPI route is asked before and after, to
tell what the machine does to times.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.comments import default_files, read_texts
from benchmarks.document import show
from benchmarks.load import EMPTY_ROUTE, ONE, one_comment, readable
from benchmarks.machine import machine
from benchmarks.result import Result
from benchmarks.server import EMPTY
from benchmarks.serving import running
from benchmarks.timing import progress
from benchmarks.wrk import CONNECTIONS, Answered, ask
from modfilter.moderator import Moderator
from modfilter.wire import decision_to_json

_SLICE_SECONDS = 60.0
_SETTLED = 0.1
"""Share of the requests after which memory is looked at first: tables are filled then."""


def measure(texts: Sequence[str], requests: int, minutes: float) -> Result:
    """Slices of a minute until so many requests are answered, or so many minutes have passed."""
    moderator = Moderator.load()
    bodies = one_comment(readable(moderator, texts))
    answer = decision_to_json(moderator.check("Thank you for the map."))
    slices: list[Answered] = []
    memory: list[tuple[int, int]] = []
    beside: list[Answered] = []
    with ExitStack() as stack:
        empty = stack.enter_context(running([sys.executable, "-c", EMPTY, answer]))
        ours = stack.enter_context(
            running([sys.executable, "-m", "modfilter", "serve", "--port", "0"])
        )
        beside.append(ask(empty.port, ONE, bodies, _SLICE_SECONDS))
        count = 0
        deadline = time.monotonic() + minutes * 60
        while count < requests and time.monotonic() < deadline:
            slices.append(ask(ours.port, ONE, bodies, _SLICE_SECONDS))
            count += slices[-1].requests
            memory.append((count, ours.resident_bytes()))
            errors = sum(one.errors for one in slices)
            progress(
                f"{count:,} of {requests:,}, {errors} errors, {memory[-1][1] / 1e6:,.0f} MB, "
                f"p50 {slices[-1].p50:.1f} ms, p99 {slices[-1].p99:.1f} ms"
            )
        beside.append(ask(empty.port, ONE, bodies, _SLICE_SECONDS))
    return _result(slices, memory, beside)


def _result(
    slices: Sequence[Answered], memory: Sequence[tuple[int, int]], beside: Sequence[Answered]
) -> Result:
    total = memory[-1][0]
    result = Result(
        "endurance",
        f"{total:,} requests to `modfilter serve`, one comment each, one worker, {CONNECTIONS} "
        f"connections, in slices of {_SLICE_SECONDS:g} s",
    )
    result.table.append(
        (
            "what",
            "requests/s, median",
            "p50, ms, median",
            "p99, ms, median",
            "p99 : p50, worst slice",
        )
    )
    for name, found in ((ONE, slices), (EMPTY_ROUTE, beside)):
        result.table.append(
            (
                name,
                f"{statistics.median(one.rate for one in found):,.0f}",
                f"{statistics.median(one.p50 for one in found):.1f}",
                f"{statistics.median(one.p99 for one in found):.1f}",
                f"{max(one.p99 / one.p50 for one in found):.1f}",
            )
        )
    ratio = statistics.median(one.p99 / one.p50 for one in slices)
    result.at_most("p99 : p50 of 60 s, median of the slices", ratio, 5)
    result.at_most("errors", sum(one.errors for one in slices), 0, "times")
    settled = next(size for count, size in memory if count >= total * _SETTLED)
    grown = (memory[-1][1] - settled) / 1e6
    result.at_most("memory gained after the first tenth", max(0.0, grown), 10, "MB")
    result.remarks.append(
        f"Memory: {settled / 1e6:,.0f} MB after the first tenth, {memory[-1][1] / 1e6:,.0f} MB at "
        f"the end, {max(size for _, size in memory) / 1e6:,.0f} MB at most."
    )
    return result


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser("python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("--data", nargs="+", type=Path, metavar="FILE", default=default_files())
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=600, help="the most that it may take")
    parser.add_argument("--markdown", type=Path, metavar="DOC", help="rewrite DOC's table")
    options = parser.parse_args()
    print("\n".join(machine()), flush=True)
    show(measure(read_texts(options.data), options.requests, options.minutes), options.markdown)


if __name__ == "__main__":
    main()
