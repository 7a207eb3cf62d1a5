"""Servers as processes of their own, for the time that a benchmark asks them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.timing import ROOT

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on this machine."""

    port: int
    process: subprocess.Popen[str]

    def cpu_seconds(self) -> float:
        """What the process has computed so far, in all its threads (Linux)."""
        found = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(found[11]) + int(found[12])) / _TICKS

    def resident_bytes(self) -> int:
        """The memory that the process has now (Linux)."""
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", told, re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024

    def workers(self) -> list[int]:
        """The ids of its worker processes (Linux)."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                spawned = b"spawn_main" in (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if int(parent) == self.process.pid and spawned:
                found.append(int(folder.name))
        return found


@contextmanager
def running(
    command: Sequence[str], workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server, wait until it and its workers listen, and stop it at the end."""
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    assert process.stderr is not None
    reader: threading.Thread | None = None
    try:
        port = ready = 0
        for line in process.stderr:
            if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", line):
                port = int(found[1])
            ready += "startup complete" in line
            if port and ready >= workers:
                break
        if not port:
            raise RuntimeError("the server did not start")
        reader = threading.Thread(target=_drain, args=(process.stderr,))
        reader.start()
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        if reader is not None:
            reader.join()
        process.stderr.close()


def _drain(lines: IO[str]) -> None:
    """Read a log so that its writer never waits, a block at a time."""
    while lines.read(1 << 16):
        pass
