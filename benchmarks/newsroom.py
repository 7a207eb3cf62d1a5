"""Posts to the newsroom from many readers at once, with and without kill -9 on the way."""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.result import Result
from benchmarks.timing import environment, progress, scratch
from modfilter.resources import case_files

POSTS = 10_000
READERS = 50
KILLS = 3
_AGAIN = 10
"""Every tenth form is sent once more after its answer."""
_ARTICLES = ("night-bus", "old-mill", "library-sundays")
_KINDS = ("ordinary", "spam", "attack")
_ATTACKS = ("personal_attack", "threat", "identity_attack", "toxicity", "profanity")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_REASON = re.compile(r'<ul class="reasons">\s*<li>\s*\w')
_PATIENCE = 120.0
_SEED = 20_261_124


@dataclass(slots=True)
class Post:
    """One form, and what its author was told."""

    kind: str
    text: str
    comment: str = ""
    outcome: str = "unanswered"
    place: str = ""
    has_reason: bool = False
    sent: int = 0
    """How often: more than once where the connection broke, or on purpose."""
    otherwise: bool = False
    """Whether the same form, sent again, got another answer."""


@dataclass(slots=True)
class Round:
    """Everything that one round of posts came to."""

    posts: list[Post]
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    kills: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0

    @property
    def failures(self) -> int:
        return sum(number for status, number in self.statuses.items() if status >= 500)

    @property
    def without_reason(self) -> int:
        return sum(p.outcome == "refused" and not p.has_reason for p in self.posts)

    def outcomes(self, kind: str) -> str:
        counts = Counter(post.outcome for post in self.posts if post.kind == kind)
        return ", ".join(f"{name} {counts[name]:,}" for name in sorted(counts))


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """`comments` posts a round; a third ordinary, a third spam, a third attacks, all held out."""
    posts = comments or POSTS
    result = Result(
        "newsroom",
        f"{posts:,} posts from {min(READERS, posts)} readers at once, by `modfilter demo`",
    )
    result.table.append(("what", "running", f"killed {KILLS} times"))
    rounds = [play(posts, 0), play(posts, KILLS)]
    for kind in _KINDS:
        result.table.append((kind, *(found.outcomes(kind) for found in rounds)))
    rows: tuple[tuple[str, Callable[[Round], str]], ...] = (
        ("posts a second", lambda r: f"{len(r.posts) / r.seconds:,.0f}"),
        ("a post, p50 and p99, ms", _percentiles),
        ("sent again after its answer", lambda r: f"{sum(p.sent > 1 for p in r.posts):,}"),
        ("connections broken", lambda r: f"{r.broken:,}"),
    )
    for name, of in rows:
        result.table.append((name, *map(of, rounds)))
    for name, found in (("running", rounds[0]), ("killed", rounds[1])):
        result.at_most(f"{name}: answers 5xx", found.failures, 0, "times")
        result.at_most(f"{name}: published twice", found.twice, 0, "times")
        result.at_most(f"{name}: lost", found.lost, 0, "times")
        result.at_most(f"{name}: refused without a reason", found.without_reason, 0, "times")
    result.remarks.append("The readers, in Python, run on the same machine and take their share.")
    return result


def play(posts: int, kills: int) -> Round:
    """One round in a folder of its own; what is lost or there twice is counted afterwards."""
    found = Round(_drawn(posts))
    with scratch() as folder:
        server = _Server(folder)
        try:
            server.start()
            started = time.perf_counter()
            asyncio.run(_all(found, server, kills))
            found.seconds = time.perf_counter() - started
        finally:
            server.stop()
        _count(found, folder)
    return found


class _Server:
    """`modfilter demo` on one port, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        command = [
            sys.executable, "-m", "modfilter", "demo", str(self._folder), "--empty",
            "--port", str(self.port), "--posts-a-minute", "0",
        ]  # fmt: skip
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        if not process.stdout.readline():
            raise RuntimeError("the newsroom did not start")
        self._process = process
        self._reader = threading.Thread(target=process.stdout.read)
        self._reader.start()

    def kill(self) -> None:
        """As a machine does that runs out of memory: no warning, no ending."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self._process is not None:
            self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        assert self._process is not None
        assert self._reader is not None
        assert self._process.stdout is not None
        self._process.send_signal(by)
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        self._process = None


async def _all(found: Round, server: _Server, kills: int) -> None:
    waiting = iter(found.posts)
    answered = 0
    at = [len(found.posts) * (turn + 1) // (kills + 1) for turn in range(kills)]

    async def reader(number: int) -> None:
        nonlocal answered
        who = _Reader(found, server.port, random.Random(_SEED + number))
        for post in waiting:
            await who.post(post)
            answered += 1
            if answered % 1000 == 0:
                progress(f"{answered:,} of {len(found.posts):,} posts")
        await who.close()

    async def killer() -> None:
        for when in at:
            while answered < when:
                await asyncio.sleep(0.002)
            server.kill()
            found.kills += 1
            await asyncio.to_thread(server.start)

    await asyncio.gather(
        killer(), *(reader(number) for number in range(min(READERS, len(found.posts))))
    )


class _Reader:
    """A browser: asks for the form, sends it, and sends it again where no answer came."""

    def __init__(self, found: Round, port: int, drawn: random.Random) -> None:
        self._found = found
        self._port = port
        self._drawn = drawn
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._published: tuple[str, str] | None = None

    async def post(self, post: Post) -> None:
        article = self._drawn.choice(_ARTICLES)
        fields = {"text": post.text, "name": self._drawn.choice(("", "", "Reader of the Lantern"))}
        query = ""
        if post.kind == "ordinary" and self._published is not None and self._drawn.random() < 0.3:
            article, fields["parent"] = self._published
            query = f"?reply={fields['parent']}"
        _, _, page = await self._ask("GET", f"/articles/{article}{query}")
        token = _TOKEN.search(page)
        assert token is not None, page[:500]
        fields["token"] = token[1]
        post.comment = token[1].partition(".")[0]
        began = time.perf_counter()
        await self._send(article, fields, post)
        self._found.latencies.append(time.perf_counter() - began)
        if post.outcome == "published":
            self._published = article, post.comment
        if self._drawn.random() < 1 / _AGAIN:
            first = post.outcome, post.place.rpartition("#")[2]
            await self._send(article, fields, post)
            # The page may be another one by then, as threads move down; the comment may not.
            post.otherwise = first != (post.outcome, post.place.rpartition("#")[2])

    async def _send(self, article: str, fields: dict[str, str], post: Post) -> None:
        post.sent += 1
        status, place, page = await self._ask("POST", f"/articles/{article}/comments", fields)
        self._found.statuses[status] += 1
        post.place = place
        if status == 303:
            post.outcome = "published" if "#c-" in place else "held"
        elif status == 422 and "Not published yet" in page:
            post.outcome = "refused"
            post.has_reason = _REASON.search(page) is not None and fields["text"][:40] in unescape(
                page
            )
        else:
            post.outcome = f"answered {status}"

    async def _ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """The answer; asked again, the very same, until there is one."""
        body = urlencode(fields or {}).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        sent = f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body
        until = time.perf_counter() + _PATIENCE
        while True:
            try:
                if self._streams is None:
                    self._streams = await asyncio.open_connection(
                        "127.0.0.1", self._port, limit=1 << 22
                    )
                reader, writer = self._streams
                writer.write(sent)
                answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                size = re.search(r"content-length: (\d+)", answer, re.IGNORECASE)
                content = await reader.readexactly(int(size[1]) if size else 0)
                place = re.search(r"^location: (\S+)", answer, re.IGNORECASE | re.MULTILINE)
                status = int(answer.split(" ", 2)[1])
                if status >= 500:
                    self._found.statuses[status] += method == "GET"
                return status, place[1] if place else "", content.decode()
            except (OSError, asyncio.IncompleteReadError):
                self._found.broken += 1
                await self.close()
                if time.perf_counter() > until:
                    raise
                await asyncio.sleep(self._drawn.uniform(0.02, 0.2))

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            with suppress(OSError):
                await self._streams[1].wait_closed()
            self._streams = None


def _count(found: Round, folder: Path) -> None:
    """What the newsroom's database and the decision store have, against what authors were told."""
    with closing(sqlite3.connect(folder / "newsroom.db")) as site:
        rows = site.execute("SELECT id, status, text FROM comments").fetchall()
    with closing(sqlite3.connect(folder / "decisions.db")) as store:
        judged = {
            (row[0], row[1]): row[2]
            for row in store.execute("SELECT comment_id, text, action FROM comments")
        }
        decisions = store.execute("SELECT count(*) FROM comments").fetchone()[0]
    kept = {row[0]: (row[1], row[2]) for row in rows}
    actions = {"published": "publish", "held": "review", "refused": "reject"}
    for post in found.posts:
        text = post.text
        told = kept.get(post.comment) == (post.outcome, text)
        found.lost += not (told and judged.get((post.comment, text)) == actions.get(post.outcome))
        found.twice += post.otherwise
    # More comments, or more decisions, than forms: something was taken in twice.
    found.twice += max(0, len(rows) - len(found.posts)) + max(0, decisions - len(found.posts))


def _drawn(posts: int) -> list[Post]:
    """Held-out cases by turns of kind; each kind goes round as often as it has to."""
    pools: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for file in case_files():
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            if case["split"] != "held_out":
                continue
            if case["action"] == "publish":
                pools["ordinary"].append(case["text"])
            elif case["category"] == "spam":
                pools["spam"].append(case["text"])
            elif case["category"] in _ATTACKS:
                pools["attack"].append(case["text"])
    drawn = random.Random(_SEED)
    for pool in pools.values():
        drawn.shuffle(pool)
    return [
        Post(kind := _KINDS[at % 3], pools[kind][at // 3 % len(pools[kind])]) for at in range(posts)
    ]


def _percentiles(found: Round) -> str:
    times = sorted(found.latencies)
    return " and ".join(
        f"{times[min(len(times) - 1, int(len(times) * share))] * 1e3:,.0f}" for share in (0.5, 0.99)
    )
