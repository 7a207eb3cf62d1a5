"""What a second worker process brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.comments import LENGTH, enough, write_jsonl
from benchmarks.machine import cores
from benchmarks.result import Result
from benchmarks.timing import Side, check_command, run, run_together, scratch, take_turns

TURNS = 3
_COMMENTS = 100_000
_APART = "two separate runs"


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """Whole processes by turns, start included; needs two free cores."""
    with scratch() as folder:
        source, target = folder / "comments.jsonl", folder / "out.jsonl"
        written = list(enough(texts, comments or _COMMENTS))
        count = write_jsonl(source, written)
        halves = [folder / "first.jsonl", folder / "second.jsonl"]
        for half, part in zip(halves, (written[0::2], written[1::2]), strict=True):
            write_jsonl(half, part)

        def side(jobs: int) -> Side:
            def prepare() -> Callable[[], object]:
                command = check_command("--output", "jsonl", "--jobs", str(jobs), str(source))
                return lambda: run(command, stdout=target)

            return prepare

        def apart() -> Callable[[], object]:
            commands = [check_command("--output", "jsonl", str(half)) for half in halves]
            return lambda: run_together(commands)

        sides = {f"--jobs {jobs}": side(jobs) for jobs in (1, 2)}
        times = take_turns({**sides, _APART: apart}, TURNS)
    result = Result(
        "jobs",
        f"`--jobs`: {count:,} distinct comments of {LENGTH} characters, JSON lines, "
        f"best and median of {TURNS} turns",
    )
    result.table.append(("run", "s, best", "s, median"))
    result.table += [(n, f"{t.best:.2f}", f"{t.median:.2f}") for n, t in times.items()]
    ratio = times["--jobs 1"].best / times["--jobs 2"].best
    result.at_least("--jobs 2 is faster than --jobs 1", ratio, 1.7)
    bound = times["--jobs 1"].best / times[_APART].best
    result.remarks.append(
        f"Two separate runs side by side, each over half of the comments and knowing nothing of "
        f"the other, were {bound:.2f} x as fast as --jobs 1: what this machine's second core gives."
    )
    if cores() < 2:
        result.remarks.append("This process may use one core only: a second job cannot help.")
    return result
