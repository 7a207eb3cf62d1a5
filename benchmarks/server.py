"""Requests a second of `modfilter serve`, beside an empty FastAPI route with the same JSON."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from benchmarks.comments import cut
from benchmarks.result import Result
from benchmarks.serving import running
from benchmarks.timing import progress
from modfilter.moderator import Moderator
from modfilter.wire import decision_to_json

REQUESTS = 8000
TURNS = 3
CONNECTIONS = 32
_TOGETHER = 64

EMPTY = """
import json, sys
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

class Comment(BaseModel):
    text: str
    id: int | str | None = None

app, answer = FastAPI(), json.loads(sys.argv[1])

@app.post("/v1/moderate")
async def moderate(comment: Comment):
    return {**answer, "id": comment.id}

uvicorn.run(app, port=0, access_log=False)
"""
_OURS, _EMPTY_ROUTE, _MANY = "/v1/moderate", "empty FastAPI route", f"{_TOGETHER} a request"


@dataclass(slots=True)
class Load:
    """What a side answered: requests and comments a second by turn, and every latency."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    def at(self, share: float) -> float:
        found = sorted(self.seconds)
        return found[min(len(found) - 1, int(len(found) * share))] * 1e3


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """By turns: `comments` requests of one comment each, and as many comments 64 a request."""
    requests = comments or REQUESTS
    prose = cut(texts)[: max(requests, 1)]
    moderator = Moderator.load()
    one = [_body({"text": text, "id": at}) for at, text in enumerate(prose)]
    many = [
        _body({"comments": [{"text": text} for text in prose[at : at + _TOGETHER]]})
        for at in range(0, len(prose), _TOGETHER)
    ]
    loads = {name: Load() for name in (_EMPTY_ROUTE, _OURS, _MANY)}
    alone: list[float] = []
    answer = decision_to_json(moderator.check("Thank you for the map."))
    with ExitStack() as stack:
        serve = [sys.executable, "-m", "modfilter", "serve", "--port", "0"]
        ours = stack.enter_context(running(serve)).port
        empty = stack.enter_context(running([sys.executable, "-c", EMPTY, answer])).port
        for turn in range(TURNS):
            progress(f"turn {turn + 1} of {TURNS}")
            asyncio.run(_ask(empty, one, requests, loads[_EMPTY_ROUTE]))
            asyncio.run(_ask(ours, one, requests, loads[_OURS]))
            asyncio.run(_ask(ours, many, len(many), loads[_MANY]))
            started = time.perf_counter()
            moderator.check_many(prose)
            alone.append(len(prose) / (time.perf_counter() - started))
    return _result(loads, alone, len(prose) / len(many))


def _result(loads: dict[str, Load], alone: list[float], together: float) -> Result:
    result = Result("server", f"`modfilter serve`, one worker, {CONNECTIONS} connections")
    result.table.append(("what", "requests/s, median", "p50, ms", "p99, ms", "errors"))
    for name, load in loads.items():
        rate = statistics.median(load.rates)
        result.table.append(
            (name, f"{rate:,.0f}", f"{load.at(0.5):.1f}", f"{load.at(0.99):.1f}", f"{load.errors}")
        )
    ours, empty, many = (loads[name] for name in (_OURS, _EMPTY_ROUTE, _MANY))
    share = statistics.median(ours.rates) / statistics.median(empty.rates)
    result.at_least("one comment a request : empty route, requests/s", share, 0.4)
    batched = statistics.median(many.rates) * together / statistics.median(alone)
    result.at_least(f"{_TOGETHER} a request : check_many, comments/s", batched, 0.7)
    result.at_most("one comment a request, p99 : p50", ours.at(0.99) / ours.at(0.5), 5)
    result.at_most("errors", sum(load.errors for load in loads.values()), 0, "times")
    result.remarks.append("The client, in Python, runs on the same machine and takes its share.")
    return result


def _body(value: object) -> bytes:
    body = json.dumps(value).encode()
    head = f"POST /v1/moderate HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: application/json\r\n\r\n".encode() + body


async def _ask(port: int, bodies: Sequence[bytes], requests: int, load: Load) -> None:
    waiting = iter(range(requests))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            started = time.perf_counter()
            writer.write(bodies[number % len(bodies)])
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            found = re.search(rb"content-length: (\d+)", head)
            assert found is not None
            await reader.readexactly(int(found[1]))
            load.seconds.append(time.perf_counter() - started)
            load.errors += not head.startswith(b"http/1.1 200")
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(min(CONNECTIONS, requests))))
    load.rates.append(requests / (time.perf_counter() - started))
