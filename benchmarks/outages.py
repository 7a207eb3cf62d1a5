"""What is lost when workers are killed under load, and when PostgreSQL is gone for half a minute.

`python -m benchmarks.outages`. Needs PostgreSQL's server programs; it starts one of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.comments import cut, default_files, read_texts
from benchmarks.document import show
from benchmarks.machine import machine
from benchmarks.result import Result
from benchmarks.serving import Server, running
from benchmarks.timing import progress, scratch
from modfilter.store.decision_store import DecisionStore
from tests.store.postgres import Cluster, cluster

CONNECTIONS = 32
KILLS = 10
_BETWEEN_KILLS = 4.0
GONE_SECONDS = 30.0
_AUTHOR = "reader-77"


@dataclass(slots=True)
class Asked:
    """Which comments were answered with 200, when, in how many seconds; and which were not."""

    answered: list[tuple[str, float, float]] = field(default_factory=list)
    failed: list[tuple[str, float]] = field(default_factory=list)

    def since(self, start: float, end: float) -> list[float]:
        """The seconds that answers took between two times, sorted."""
        return sorted(took for _, at, took in self.answered if start <= at < end)


async def ask(port: int, texts: Sequence[str], asked: Asked, stop: asyncio.Event) -> None:
    """One connection that asks until it is told to stop; a broken one is made anew."""
    while not stop.is_set():
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                await _ask_by(reader, writer, texts, asked, stop)
            finally:
                writer.close()


_numbers = itertools.count()


async def _ask_by(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    texts: Sequence[str],
    asked: Asked,
    stop: asyncio.Event,
) -> None:
    while not stop.is_set():
        number = next(_numbers)
        body = json.dumps(
            {"text": f"{texts[number % len(texts)]} {number}", "id": f"c-{number}"}
            | {"author": _AUTHOR}
        ).encode()
        head = f"POST /v1/moderate HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        started = time.monotonic()
        try:
            writer.write(head.encode() + body)
            told = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = re.search(rb"content-length: (\d+)", told)
            assert length is not None
            await reader.readexactly(int(length[1]))
        except (OSError, asyncio.IncompleteReadError):
            asked.failed.append((f"c-{number}", time.monotonic()))
            raise
        now = time.monotonic()
        if told.startswith(b"http/1.1 200"):
            asked.answered.append((f"c-{number}", now, now - started))
        else:
            asked.failed.append((f"c-{number}", now))


def kills(texts: Sequence[str], result: Result) -> None:
    """Kill one of three workers again and again."""
    asked, most = Asked(), 0

    async def go(server: Server) -> None:
        nonlocal most
        stop = asyncio.Event()
        asking = [
            asyncio.create_task(ask(server.port, texts, asked, stop)) for _ in range(CONNECTIONS)
        ]
        for number in range(KILLS):
            await asyncio.sleep(_BETWEEN_KILLS)
            before = len(asked.failed)
            os.kill(server.workers()[number % 3], signal.SIGKILL)
            while len(server.workers()) < 3:
                await asyncio.sleep(0.05)
            await asyncio.sleep(1)
            most = max(most, len(asked.failed) - before)
            progress(f"kill {number + 1} of {KILLS}: {len(asked.failed) - before} failed")
        stop.set()
        await asyncio.gather(*asking)

    with scratch() as folder:
        url = f"sqlite:///{folder / 'decisions.db'}"
        serve = ["serve", "--port", "0", "--workers", "3", "--store", url]
        with running([sys.executable, "-m", "modfilter", *serve], workers=3) as server:
            asyncio.run(go(server))
        lost = _lost(url, asked)
    name = f"kill -9 of one of 3 workers, {KILLS} times, SQLite"
    result.table.append(
        (name, f"{len(asked.answered):,}", f"{len(asked.failed)}", f"{lost}", _p99(asked))
    )
    result.at_most("requests failed at a kill, at most", most, CONNECTIONS, "requests")
    result.at_most("answered and not in the store, after kills", lost, 0, "decisions")


def gone(texts: Sequence[str], seconds: float, result: Result) -> None:
    """Stop PostgreSQL, and start it again so many seconds later."""
    asked = Asked()
    told: dict[str, float] = {}

    async def go(server: Server, postgres: Cluster) -> None:
        stop = asyncio.Event()
        # Half of the connections: what is spooled has to be written beside what comes.
        asking = [asyncio.create_task(ask(server.port, texts, asked, stop)) for _ in range(16)]
        await asyncio.sleep(5)
        told["stopped"] = time.monotonic()
        await asyncio.to_thread(postgres.stop)
        await _until(server.port, 503)
        told["noticed"] = time.monotonic()
        told["decisions"] = await asyncio.to_thread(_status, server.port, "/v1/decisions")
        await asyncio.sleep(max(0.0, told["stopped"] + seconds - time.monotonic()))
        told["started"] = time.monotonic()
        await asyncio.to_thread(postgres.start)
        await asyncio.sleep(2)
        # The spool empties when it is written faster than comments come.
        stop.set()
        await asyncio.gather(*asking)
        await _until(server.port, 200)
        told["back"] = time.monotonic()

    with scratch() as folder, cluster(lasting=True) as postgres:
        command = [
            "serve",
            "--port",
            "0",
            "--store",
            postgres.url,
            "--spool",
            str(folder / "spool"),
        ]
        key = {"MODFILTER_KEY": "a key for this benchmark alone"}
        os.environ.update(key)
        with running([sys.executable, "-m", "modfilter", *command], environment=key) as server:
            asyncio.run(go(server, postgres))
        lost = _lost(postgres.url, asked)
        with DecisionStore.open(postgres.url) as store:
            authors = store.erase_author(_AUTHOR).comments
    during = asked.since(told["stopped"], told["started"])
    result.table.append(
        (
            f"PostgreSQL gone for {seconds:g} s", f"{len(asked.answered):,}",
            f"{len(asked.failed)}", f"{lost}", _p99(asked),
        )
    )  # fmt: skip
    result.at_least("comments judged while it was gone", len(during), 1, "comments")
    result.at_most("requests failed", len(asked.failed), 0, "requests")
    result.at_most("answered and not in the store, after the outage", lost, 0, "decisions")
    result.at_most(
        "in the store without their author", len(asked.answered) - authors, 0, "decisions"
    )
    result.at_most("until /readyz says 503", told["noticed"] - told["stopped"], 5, "s")
    caught_up = told["back"] - told["started"]
    result.remarks.append(
        f"Moderators' decisions were answered with {told['decisions']:.0f} meanwhile. Everything "
        f"was in the store {caught_up:.1f} s after PostgreSQL was started again."
    )


def _lost(url: str, asked: Asked) -> int:
    with DecisionStore.open(url) as store:
        kept = {found.id for found in store.automatic()}
    return len({name for name, _, _ in asked.answered} - kept)


def _p99(asked: Asked) -> str:
    found = asked.since(0, float("inf"))
    return f"{found[int(len(found) * 0.99)] * 1e3:,.0f}"


async def _until(port: int, status: int) -> None:
    deadline = time.monotonic() + 300
    while await asyncio.to_thread(_status, port, "/readyz") != status:
        if time.monotonic() > deadline:
            raise SystemExit(f"/readyz never said {status}")
        await asyncio.sleep(0.05)


def _status(port: int, path: str) -> int:
    body = None if path == "/readyz" else b'{"text": "Hm.", "action": "reject"}'
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", body) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def measure(texts: Sequence[str], seconds: float) -> Result:
    """Both."""
    prose = cut(texts)
    result = Result(
        "outages", "`modfilter serve` while workers are killed, and while its store is gone"
    )
    result.table.append(("what", "answered", "failed", "answered, not in the store", "p99, ms"))
    kills(prose, result)
    gone(prose, seconds, result)
    return result


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser("python -m benchmarks.outages", description=__doc__)
    parser.add_argument("--seconds", type=float, default=GONE_SECONDS)
    parser.add_argument("--markdown", type=Path, metavar="DOC", help="rewrite DOC's table")
    options = parser.parse_args()
    print("\n".join(machine()), flush=True)
    show(measure(read_texts(default_files()), options.seconds), options.markdown)


if __name__ == "__main__":
    main()
