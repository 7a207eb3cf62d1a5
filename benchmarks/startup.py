"""The time from start to the first answer, beside `python -c "import numpy"`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from benchmarks.comments import cut
from benchmarks.result import Result
from benchmarks.timing import Side, Times, check_command, run, scratch, take_turns

TURNS = 15
_OURS, _NUMPY, _BARE = "echo … | modfilter check", 'python -c "import numpy"', "python -c pass"


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """Whole processes by turns; bytecode is there, as after any first run."""
    turns = comments or TURNS
    with scratch() as folder:
        line = folder / "one.txt"
        line.write_text(" ".join(cut(texts, 80)[0].split()) + "\n", encoding="utf-8")

        def check() -> Callable[[], object]:
            return lambda: run(check_command(), stdin=line)

        check()()
        sides: dict[str, Side] = {
            _OURS: check,
            _NUMPY: lambda: lambda: run([sys.executable, "-c", "import numpy"]),
            _BARE: lambda: lambda: run([sys.executable, "-c", "pass"]),
        }
        times = take_turns(sides, turns)
    result = Result("startup", f"Start to first answer, best and median of {turns} turns")
    result.table.append(("process", "ms, best", "ms, median"))
    result.table += [_row(name, taken) for name, taken in times.items()]
    ratio = times[_OURS].median / times[_NUMPY].median
    result.at_most("modfilter check : import numpy, medians", ratio, 2.5)
    return result


def _row(name: str, times: Times) -> tuple[str, ...]:
    return (name, f"{times.best * 1e3:,.0f}", f"{times.median * 1e3:,.0f}")
