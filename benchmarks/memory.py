"""Peak memory of `modfilter check` over a million comments, and over one enormous line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.comments import LENGTH, made
from benchmarks.result import Result
from benchmarks.timing import check_command, environment, progress

_COMMENTS = 1_000_000
_LINE_BYTES = 50_000_000
_LIMIT_MB = 200
_AT_ONCE = 1_000
# A process's peak counts what its parent held when it was started, so a small one stands between.
_LAUNCHER = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """The input comes through a pipe, so that nothing of it has to be kept."""
    count = comments or _COMMENTS
    long = " ".join(texts)
    long = (long * (_LINE_BYTES // len(long) + 1))[:_LINE_BYTES]
    kept = json.dumps({"text": long[: _LINE_BYTES * 7 // 100]}).encode() + b"\n"
    inputs: dict[str, tuple[Iterable[bytes], tuple[str, ...]]] = {
        f"{count:,} comments": (_comments(texts, count), ("--input", "jsonl")),
        "one line of 50 MB, plain": ([long.replace("\n", " ").encode()], ("--input", "lines")),
        "one line of 50 MB, JSON": ([json.dumps({"text": long}).encode()], ("--input", "jsonl")),
        "ten lines of 3.5 MB, JSON": ([kept] * 10, ("--input", "jsonl")),
        "one comment": ([b"Thank you for this.\n"], ("--input", "lines")),
    }
    result = Result(
        "memory", f"Peak memory of `modfilter check`; comments of {LENGTH} characters, made up"
    )
    result.table.append(("input", "peak, MB", "s", "exit status"))
    for name, (blocks, options) in inputs.items():
        started = time.perf_counter()
        status, peak = _peak(blocks, options)
        seconds = time.perf_counter() - started
        result.table.append((name, f"{peak:,.0f}", f"{seconds:,.1f}", str(status)))
        result.at_most(f"peak memory, {name}", peak, _LIMIT_MB, "MB")
    result.remarks.append(
        "A line of more than 4 MB gets an answer that says so (exit status 3) and is not kept."
    )
    return result


def _comments(texts: Sequence[str], count: int) -> Iterator[bytes]:
    source = made(texts)
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        lines = [json.dumps({"id": at, "text": next(source)}) for at in numbers]
        if first % 100_000 == 0:
            progress(f"{first:,} of {count:,} comments")
        yield ("\n".join(lines) + "\n").encode()


def _peak(blocks: Iterable[bytes], options: Sequence[str]) -> tuple[int, float]:
    """Exit status and peak resident megabytes."""
    command = [sys.executable, "-c", _LAUNCHER, *check_command("--output", "jsonl", *options)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for block in blocks:
            process.stdin.write(block)
        process.stdin.close()
        status, peak = process.stdout.read().split()
    unit = 1 if sys.platform == "darwin" else 1024
    return int(status), int(peak) * unit / 1e6
