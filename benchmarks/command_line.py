"""`modfilter check` from JSON lines to JSON lines, beside a plain read and write of the file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.comments import LENGTH, enough, write_jsonl
from benchmarks.result import Result
from benchmarks.timing import Side, Times, check_command, one_core, run, scratch, take_turns

TURNS = 3
_COMMENTS = 50_000
_PLAIN = """
import json, sys
with open(sys.argv[1], encoding="utf-8") as lines, open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in lines:
        out.write(json.dumps(json.loads(line)) + "\\n")
"""
_OURS, _JSON = "modfilter check", "json.loads, json.dumps"


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """Whole processes, start included, one job each, on one core."""
    with scratch() as folder, one_core():
        source, target = folder / "comments.jsonl", folder / "out.jsonl"
        count = write_jsonl(source, enough(texts, comments or _COMMENTS))
        ours = check_command("--output", "jsonl", str(source))
        plain = [sys.executable, "-c", _PLAIN, str(source), str(target)]
        run(check_command("--output", "jsonl", str(source)), stdout=target)
        written = target.stat().st_size
        times = take_turns({_OURS: _side(ours, target), _JSON: _side(plain, None)}, TURNS)
    result = Result(
        "cli",
        f"JSON lines to JSON lines: {count:,} distinct comments of {LENGTH} characters, one job, "
        f"start included, best and median of {TURNS} turns",
    )
    result.table.append(("process", "s, best", "s, median", "µs a comment"))
    result.table += [_row(name, taken, count) for name, taken in times.items()]
    result.at_most("modfilter check : plain json pass", times[_OURS].best / times[_JSON].best, 8)
    result.remarks.append(
        f"modfilter writes {written / count:,.0f} bytes of answer a comment; the plain pass writes "
        "the comment again."
    )
    return result


def _side(command: Sequence[str], target: Path | None) -> Side:
    def prepare() -> Callable[[], object]:
        return lambda: run(command, stdout=target)

    return prepare


def _row(name: str, times: Times, count: int) -> tuple[str, ...]:
    return (name, f"{times.best:.2f}", f"{times.median:.2f}", f"{times.best / count * 1e6:,.1f}")
