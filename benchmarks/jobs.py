"""What a second worker process brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.comments import LENGTH, enough, write_jsonl
from benchmarks.machine import cores
from benchmarks.result import Result
from benchmarks.timing import Side, check_command, run, scratch, take_turns

TURNS = 3
_COMMENTS = 100_000


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """Whole processes by turns, start included; needs two free cores."""
    with scratch() as folder:
        source, target = folder / "comments.jsonl", folder / "out.jsonl"
        count = write_jsonl(source, enough(texts, comments or _COMMENTS))

        def side(jobs: int) -> Side:
            def prepare() -> Callable[[], object]:
                command = check_command("--output", "jsonl", "--jobs", str(jobs), str(source))
                return lambda: run(command, stdout=target)

            return prepare

        times = take_turns({f"--jobs {jobs}": side(jobs) for jobs in (1, 2)}, TURNS)
    result = Result(
        "jobs",
        f"`--jobs`: {count:,} distinct comments of {LENGTH} characters, JSON lines, "
        f"best and median of {TURNS} turns",
    )
    result.table.append(("run", "s, best", "s, median"))
    result.table += [(n, f"{t.best:.2f}", f"{t.median:.2f}") for n, t in times.items()]
    ratio = times["--jobs 1"].best / times["--jobs 2"].best
    result.at_least("--jobs 2 is faster than --jobs 1", ratio, 1.7)
    if cores() < 2:
        result.remarks.append("This process may use one core only: a second job cannot help.")
    return result
