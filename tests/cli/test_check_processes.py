"""`modfilter check` as a process of its own: pipes, signals, full disks, memory, workers."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAKE = ROOT / "tests" / "cli" / "fake_cli.py"
SECONDS = 60

posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX systems")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full and /proc")
each_way = pytest.mark.parametrize("jobs", ["1", "2"])


def command(*arguments: str | Path, delay: float = 0.0) -> list[str]:
    return [sys.executable, str(FAKE), str(delay), "check", "--no-flood", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


@contextmanager
def started(
    *arguments: str | Path, delay: float = 0.0, stdout: int | None = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command(*arguments, delay=delay),
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        bufsize=0,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def finished(
    *arguments: str | Path, data: bytes = b"", **options: object
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command(*arguments),
        input=data,
        capture_output="stdout" not in options,
        env=environment(),
        timeout=SECONDS,
        **options,
    )


def children_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def is_gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@posix
@each_way
def test_each_line_is_answered_before_the_next_is_written(jobs: str) -> None:
    with started("--jobs", jobs) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2, 3):
            process.stdin.write(b"you are bad\n")
            # This would wait for ever if the answer waited for more input.
            answer = json.loads(process.stdout.readline())
            assert (answer["id"], answer["action"]) == (number, "reject")
        process.stdin.write(b"the end, without a line feed")
        process.stdin.close()
        assert json.loads(process.stdout.readline())["id"] == 4
        assert process.wait(SECONDS) == 0


@posix
@each_way
def test_a_line_that_comes_in_two_parts(jobs: str) -> None:
    with started("--jobs", jobs) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"id": "x", "te')
        time.sleep(0.05)
        process.stdin.write(b'xt": "bad"}\n{"te')
        assert json.loads(process.stdout.readline())["id"] == "x"


@posix
@each_way
def test_a_closed_pipe_ends_quietly(jobs: str, tmp_path: Path) -> None:
    path = tmp_path / "many.txt"
    path.write_text("you are bad\n" * 100_000)
    with started("--jobs", jobs, path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        assert process.wait(SECONDS) == 141
        assert process.stderr.read() == b""


@linux
@pytest.mark.parametrize(("jobs", "number"), [("1", 2), ("2", 2), ("1", 15), ("2", 15)])
def test_a_signal_stops_after_whole_lines(jobs: str, number: int, tmp_path: Path) -> None:
    path = tmp_path / "many.txt"
    path.write_text("you are bad\n" * 500_000)
    with started("--jobs", jobs, path, delay=0.01) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        workers = children_of(process.pid)
        assert len(workers) == (2 if jobs == "2" else 0)
        # Ctrl-C reaches the whole group.
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(SECONDS) == 128 + number
        assert process.stderr.read() == b""
        lines = (first + rest).splitlines(keepends=True)
        assert [json.loads(line)["id"] for line in lines] == list(range(1, len(lines) + 1))
        assert lines[-1].endswith(b"\n")
        assert len(lines) < 500_000
        assert all(is_gone(worker) for worker in workers)


@linux
def test_workers_end_with_a_parent_that_was_killed() -> None:
    with started("--jobs", "2") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"hello\n")
        process.stdout.readline()
        workers = children_of(process.pid)
        process.kill()
        process.wait()
        assert all(is_gone(worker) for worker in workers)


@linux
def test_a_worker_that_dies_is_told() -> None:
    with started("--jobs", "2") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"hello\n")
        process.stdout.readline()
        for worker in children_of(process.pid):
            os.kill(worker, signal.SIGKILL)
        process.stdin.write(b"hello\nagain\n")
        process.stdin.close()
        assert process.wait(SECONDS) == 70
        message = process.stderr.read()
        assert b"worker process ended" in message
        assert b"Traceback" not in message


@linux
@each_way
@pytest.mark.parametrize("output", ["jsonl", "table"])
def test_a_full_disk_is_told(jobs: str, output: str) -> None:
    with Path("/dev/full").open("wb") as full:
        result = finished(
            "--jobs", jobs, "--output", output, data=b"hello\n", stdout=full, stderr=subprocess.PIPE
        )
    assert result.returncode == 74
    assert b"no space left on device" in result.stderr
    assert result.stderr.count(b"\n") == 1


@linux
@each_way
def test_a_disk_that_fills_up_holds_whole_lines_only(jobs: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    bound = 50_001
    with path.open("wb") as stream:
        result = finished(
            "--jobs",
            jobs,
            data=b"you are bad\n" * 2_000,
            stdout=stream,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound)),
        )
    assert result.returncode == 74
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines
    assert [json.loads(line)["id"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1].endswith(b"\n")
    assert f"{len(lines):,} whole lines".encode() in result.stderr


def peak_memory_of(arguments: list[str], stdin: Path) -> tuple[int, bytes]:
    """Run a command and give its peak memory in bytes and its output."""
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True)\n"
        "sys.stdout.buffer.write(done.stdout)"
    )
    with stdin.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            stdin=stream,
            capture_output=True,
            env=environment(),
            timeout=SECONDS,
        )
    memory, _, output = done.stdout.partition(b"\n")
    return int(memory) * 1024, output


@linux
@pytest.mark.parametrize("start", [b"", b'{"text": "', b'id,text\n1,"'])
def test_a_line_of_50_mb_is_answered_in_little_memory(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "long"
    with path.open("wb") as stream:
        stream.write(b'{"text": "before"}\n' if start.startswith(b"{") else b"")
        stream.write(start)
        for _ in range(50):
            stream.write(b"x" * 1_000_000)
        stream.write(b'\n{"text": "bad"}\n')
    form = ["--input", "csv"] if start.startswith(b"id") else []
    memory, output = peak_memory_of(command(*form), path)
    answers = [json.loads(line) for line in output.splitlines()]
    errors = [answer for answer in answers if "error" in answer]
    assert any("bytes" in error["error"] for error in errors)
    assert len(answers) == path.read_bytes().count(b"\n") - bool(form)
    assert memory < 100_000_000


@linux
def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    line = b"An ordinary comment of some sixty characters, give or take.\n"
    small.write_bytes(line * 5_000)
    large.write_bytes(line * 100_000)
    few, _ = peak_memory_of(command("--only", "reject"), small)
    many, _ = peak_memory_of(command("--only", "reject"), large)
    assert many < few * 1.25


@posix
def test_workers_give_the_same_bytes_in_the_same_order(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    lines = [
        f'{{"text": "number {n} {"bad" * (n % 3 == 0)}", "id": {n}}}' if n % 7 else "nope"
        for n in range(10_000)
    ]
    path.write_text("\n".join(lines))
    alone, shared = finished(path), finished("--jobs", "3", path)
    assert alone.stdout == shared.stdout
    assert (alone.returncode, shared.returncode) == (3, 3)
    assert alone.stdout.count(b"\n") == 10_000


@posix
@each_way
def test_what_was_read_before_an_unreadable_input_is_answered(jobs: str, tmp_path: Path) -> None:
    good, broken = tmp_path / "a.jsonl", tmp_path / "b.csv"
    good.write_text('{"text": "bad", "id": 1}\n')
    broken.write_text("no,such,column\n1,2,3\n")
    result = finished("--jobs", jobs, good, broken)
    assert result.returncode == 2
    assert b"b.csv" in result.stderr
    assert json.loads(result.stdout)["id"] == 1


@posix
def test_closed_standard_streams_are_told() -> None:
    shell = " ".join(command())
    for redirect, status in (("<&-", 2), (">&-", 74)):
        result = subprocess.run(
            f"echo hello | {{ {shell}; }} {redirect}",
            shell=True,
            capture_output=True,
            env=environment(),
            timeout=SECONDS,
        )
        assert result.returncode == status
        assert b"is closed" in result.stderr
