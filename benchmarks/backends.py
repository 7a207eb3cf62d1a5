"""What the filter adds to a comment's post in Django and in Isso, beside the same without it."""

from __future__ import annotations

import html
import http.client
import importlib.util
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.comments import cut
from benchmarks.result import Result
from benchmarks.timing import ROOT, environment, progress, scratch
from modfilter.domain import Action
from modfilter.moderator import Moderator

POSTS = 1500
_SHARES = (0.5, 0.99)
_WARM_UP = 50
_PAUSE = 0.03
"""Seconds between posts: ten or twenty a second, which is a busy site."""
_MAKE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.backends.django_site.news.models import Article
Article.objects.create(title="The old bridge")
"""
_ISSO = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}
[guard]
ratelimit = 1000000
direct-reply = 1000000
"""


class Server(NamedTuple):
    """A server that listens: posts a text by its running number; its process."""

    post: Callable[[str, int], None]
    pid: int

    def busiest(self, seconds: float) -> str:
        """The thread that works most while nobody posts: it writes what the filter decided."""
        before = self._threads()
        time.sleep(seconds)
        after = self._threads()
        return max(after, key=lambda thread: after[thread] - before.get(thread, 0), default="")

    def worked(self, thread: str) -> float:
        """Seconds of processor time that a thread has used so far."""
        return _worked(Path(f"/proc/{self.pid}/task/{thread}")) / 1e9

    def _threads(self) -> dict[str, int]:
        tasks = Path(f"/proc/{self.pid}/task")
        return {task.name: _worked(task) for task in tasks.iterdir()} if tasks.is_dir() else {}

    def cpu(self) -> float:
        """Seconds of processor time that it has used so far (Linux: another process's clock)."""
        return time.clock_gettime((~self.pid << 3) | 2)


@dataclass(slots=True)
class Side:
    """Posts to one server, and what each took in seconds."""

    server: Server
    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    def at(self, share: float) -> float:
        """A quantile of what a post took, in milliseconds."""
        return 1e3 * _quantile(self.seconds, share)

    def worked_at(self, share: float) -> float:
        """A quantile of the processor time of an answer, in milliseconds."""
        return 1e3 * _quantile(self.worked, share)

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time for a post, with all that the server does besides."""
        return 1e3 * self.cpu_seconds / len(self.seconds)


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """`comments` posts to each server, by turns: with the filter and its store, and without."""
    posts = comments or POSTS
    prose = list(islice(_published(cut(texts)), posts + _WARM_UP))
    result = Result(
        "backends",
        f"{posts:,} comments of 300 characters, all published, posted to real servers by turns",
    )
    result.table.append(
        ("server", "p50, ms", "p99, ms", "CPU of the answer, p50", "p99", "all CPU, mean")
    )
    for name, serve, needs in (
        ("Django", _django, ("django", "django_comments", "sqlalchemy")),
        ("Isso", _isso, ("isso", "sqlalchemy")),
    ):
        if not all(importlib.util.find_spec(one) for one in needs):
            result.remarks.append(f"{name} is not installed: pip install '.[{name.lower()}]'")
            continue
        progress(name)
        with ExitStack() as stack:
            sides = {
                label: Side(stack.enter_context(serve(filtered)))
                for label, filtered in ((f"{name} alone", False), (f"{name}, filtered", True))
            }
            _take_turns(list(sides.values()), prose, posts)
        for label, side in sides.items():
            found = (*map(side.at, _SHARES), *map(side.worked_at, _SHARES), side.cpu)
            result.table.append((label, *(f"{figure:.2f}" for figure in found)))
        alone, filtered = sides.values()
        added = filtered.at(0.99) - alone.at(0.99)
        result.at_most(f"{name}: p99 with the filter - p99 without", added, 3, "ms")
        worked = filtered.worked_at(0.99) - alone.worked_at(0.99)
        result.at_most(f"{name}: the same, processor time of an answer", worked, 3, "ms")
        middle = statistics.median(
            b - a for a, b in zip(alone.seconds, filtered.seconds, strict=True)
        )
        result.remarks.append(
            f"{name}: of two posts side by side, the filtered one took {middle * 1e3:.2f} ms more "
            f"in the median; {filtered.cpu - alone.cpu:.2f} ms more of processor time a post, "
            "with what is written a second later."
        )
    result.remarks.append(
        "Where other programs keep processors and disk busy, a post mostly waits for these, and "
        "the processor time of an answer is what can be compared."
    )
    return result


def _quantile(values: Sequence[float], share: float) -> float:
    found = sorted(values)
    return found[min(len(found) - 1, int(len(found) * share))]


def _published(texts: Sequence[str]) -> Iterator[str]:
    """Endless comments that the filter publishes, all different, so that both sides save them."""
    moderator = Moderator.load()
    for turn in count():
        found = False
        for number, text in enumerate(texts):
            numbered = f"{text} {turn * len(texts) + number}"
            if moderator.check(numbered).action is Action.PUBLISH:
                found = True
                yield numbered
        if not found:
            raise SystemExit("the filter publishes none of these comments: name others by --data")


def _take_turns(sides: Sequence[Side], texts: Sequence[str], posts: int) -> None:
    before: list[float] = []
    writers = [""] * len(sides)
    for number in range(-_WARM_UP, posts):
        if number == 0:
            writers = [side.server.busiest(2.0) for side in sides]
            before = [side.server.cpu() for side in sides]
        # Who comes first changes, so that neither always finds the machine as the other left it.
        for at in (0, 1) if number % 2 else (1, 0):
            server, writer = sides[at].server, writers[at]
            worked = server.cpu() - server.worked(writer)
            started = time.perf_counter()
            server.post(texts[number + _WARM_UP], number)
            took = time.perf_counter() - started
            if number >= 0:
                sides[at].seconds.append(took)
                sides[at].worked.append(server.cpu() - server.worked(writer) - worked)
        time.sleep(_PAUSE)
    # What is written a second later counts too.
    time.sleep(2)
    for side, began in zip(sides, before, strict=True):
        side.cpu_seconds = side.server.cpu() - began


def _worked(task: Path) -> int:
    """Nanoseconds that a thread worked (Linux)."""
    try:
        return int((task / "schedstat").read_text().split()[0])
    except OSError:
        return 0


@contextmanager
def _django(filtered: bool) -> Iterator[Server]:
    with scratch() as folder:
        more = {
            "NEWS_SITE_FOLDER": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.backends.django_site.settings",
            **({} if filtered else {"NEWS_SITE_PLAIN": "1"}),
        }
        variables = {**environment(), **more, "PYTHONWARNINGS": "ignore"}
        subprocess.run([sys.executable, "-c", _MAKE], env=variables, check=True)
        port = _free_port()
        command = ["-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
        with _running(command, folder, variables, port) as (connection, pid):
            connection.request("GET", "/1/")
            answer = connection.getresponse()
            cookie = str(answer.headers["Set-Cookie"]).split(";")[0]
            hidden = dict(
                re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', _read(answer))
            )
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}

            def post(text: str, number: int) -> None:
                fields = {
                    **hidden, "name": f"Reader {number}", "email": "reader@example.org",
                    "url": "", "honeypot": "", "comment": text,
                }  # fmt: skip
                _ask(connection, "/comments/post/", urlencode(fields).encode(), headers, 302)

            yield Server(post, pid)


@contextmanager
def _isso(filtered: bool) -> Iterator[Server]:
    with scratch() as folder:
        port = _free_port()
        configuration = folder / "isso.cfg"
        configuration.write_text(_ISSO.format(folder=folder, port=port))
        start = "from isso import main; main()"
        run = ["-m", "modfilter.backends.isso"] if filtered else ["-c", start]
        store = {"MODFILTER_STORE": f"sqlite:///{folder / 'decisions.db'}"}
        command = [*run, "-c", str(configuration), "run"]
        with _running(command, folder, {**environment(), **store}, port) as (connection, pid):
            headers = {"Content-Type": "application/json"}

            def post(text: str, number: int) -> None:
                body = json.dumps({"text": text, "title": "The old bridge"}).encode()
                _ask(connection, "/new?uri=/bridge/", body, headers, 201)

            yield Server(post, pid)


def _ask(
    connection: http.client.HTTPConnection,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    expected: int,
) -> None:
    connection.request("POST", path, body, dict(headers))
    answer = connection.getresponse()
    page = _read(answer)
    if answer.status != expected:
        raise RuntimeError(f"{path}: {answer.status} {html.unescape(page)[:500]}")


def _read(answer: http.client.HTTPResponse) -> str:
    return answer.read().decode("utf-8", "replace")


@contextmanager
def _running(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], port: int
) -> Iterator[tuple[http.client.HTTPConnection, int]]:
    """Start a server by this Python; give a connection to it that is kept open, and its number."""
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT if "django" in command else folder,
            env=dict(variables), stdout=nothing, stderr=nothing,
        )  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for _ in range(600):
            try:
                connection.connect()
                break
            except ConnectionError:
                time.sleep(0.05)
                if process.poll() is not None:
                    raise RuntimeError(f"{command[1]} did not start") from None
        yield connection, process.pid
    finally:
        connection.close()
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
