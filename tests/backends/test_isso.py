"""The real Isso server in a process of its own: published, pending, refused, and its moderators."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from modfilter.domain import Action
from tests.backends.documents import blocks

pytestmark = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("isso", "sqlalchemy")),
    reason="Isso is not installed: pip install 'modfilter[isso]'",
)
ROOT = Path(__file__).resolve().parent.parent.parent
KIND = "The ferry stopped running a year after the bridge was opened, my father was its pilot."
LINK = "The minutes of the meeting are at https://council.example.org/minutes/2024 as always."
DOUBTFUL = "You are a bit full of yourself sometimes, mate, and your article shows it."
OPEN_GUARD = "[guard]\nratelimit = 1000\ndirect-reply = 1000\nreply-to-self = true\n"


@dataclass
class Server:
    """An Isso that listens."""

    folder: Path
    port: int
    process: Any = None
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: object = None, accept: str = "application/json"
    ) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Accept": accept}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self.cookies.items())
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urlopen(request, timeout=30) as answer:
                for cookie in answer.headers.get_all("Set-Cookie") or []:
                    name, value = cookie.split(";")[0].split("=", 1)
                    self.cookies[name] = value
                return answer.status, _read(answer.read())
        except HTTPError as error:
            with error:
                return error.code, _read(error.read())

    def post(self, text: str, **others: object) -> tuple[int, Any]:
        body = {"text": text, "author": "Ada Secret", "email": "ada.secret@example.org",
                "title": "The bridge", **others}  # fmt: skip
        return self.ask("POST", "/new?uri=/bridge/", body)

    def shown(self) -> list[str]:
        status, found = self.ask("GET", "/?uri=/bridge/&plain=1")
        return [one["text"] for one in found["replies"]] if status == 200 else []

    def link(self, action: str, number: int) -> str:
        """The moderation link that Isso sent with a comment."""
        log = (self.folder / "isso.log").read_text()
        links = re.findall(rf"{action} comment: (\S+/id/{number}/\S+)", log)
        return urlsplit(links[-1]).path

    def moderate(self, action: str, number: int) -> str:
        path = self.link(action.capitalize(), number)
        assert self.ask("GET", path)[0] == 200
        status, said = self.ask("POST", path)
        assert status == 200
        return str(said)

    def decisions(self) -> list[tuple[str, Action, str | None]]:
        from modfilter.store.decision_store import DecisionStore

        with DecisionStore.open(f"sqlite:///{self.folder / 'decisions.db'}") as store:
            return [(one.text, one.action, one.moderator) for one in
                    store.moderator_decisions(history=True)]  # fmt: skip

    def automatic(self, expected: int) -> list[Any]:
        """The filter's own decisions, once they are written."""
        from modfilter.store.decision_store import DecisionStore

        until = time.monotonic() + 20
        with DecisionStore.open(f"sqlite:///{self.folder / 'decisions.db'}") as store:
            while True:
                found = list(store.automatic())
                if len(found) >= expected or time.monotonic() > until:
                    return found
                time.sleep(0.1)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def configure(folder: Path, more: str = OPEN_GUARD) -> int:
    port = free_port()
    (folder / "isso.cfg").write_text(
        f"[general]\ndbpath = {folder / 'comments.db'}\nhost = http://127.0.0.1:{port}/\n"
        f"[server]\nlisten = http://127.0.0.1:{port}\n{more}"
    )
    return port


def started(folder: Path, port: int, command: list[str], **environment: str) -> Any:
    """Start Isso with its log in a file, and wait until it answers."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MODFILTER")}
    with (folder / "isso.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT,
            env={**kept, "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/info", timeout=5):
                return process
        except (URLError, ConnectionError):
            if process.poll() is not None:
                break
            time.sleep(0.05)
    process.kill()
    process.wait()
    raise AssertionError((folder / "isso.log").read_text())


def stopped(process: Any) -> None:
    process.terminate()
    process.wait(30)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    """Start Isso with these lines of configuration."""
    processes = []

    def start(more: str = OPEN_GUARD, **environment: str) -> Server:
        port = configure(tmp_path, more)
        store = f"sqlite:///{tmp_path / 'decisions.db'}"
        command = [sys.executable, "-m", "modfilter.backends.isso", "-c", "isso.cfg", "run"]
        processes.append(started(tmp_path, port, command, MODFILTER_STORE=store, **environment))
        return Server(tmp_path, port, processes[-1])

    yield start
    for process in processes:
        stopped(process)


def test_published_pending_and_refused(make: Any) -> None:
    isso = make()
    assert isso.post(KIND)[0] == 201
    status, answer = isso.post(DOUBTFUL)
    assert (status, answer["mode"]) == (202, 2)
    status, answer = isso.post(LINK)
    assert status == 403
    assert answer["message"].startswith("403 Forbidden: Links are not allowed here.")
    assert "Instead: visit the Example website" in answer["message"]
    assert isso.shown() == [KIND]
    found = {one.text: (one.source, one.action) for one in isso.automatic(3)}
    assert found == {
        KIND: ("isso", Action.PUBLISH),
        DOUBTFUL: ("isso", Action.REVIEW),
        LINK: ("isso", Action.REJECT),
    }


def test_a_refusal_shown_as_a_page_executes_nothing(make: Any) -> None:
    isso = make()
    body = {"text": f"<script>alert(1)</script> {LINK}", "title": "x"}
    status, page = isso.ask("POST", "/new?uri=/bridge/", body, accept="text/html")
    assert status == 403
    assert "Links are not allowed here." in page
    assert "<script>" not in page


def test_moderators_links_are_recorded(make: Any) -> None:
    isso = make()
    isso.post(KIND)
    isso.post(DOUBTFUL)
    isso.post(DOUBTFUL + " Again.")
    assert isso.moderate("activate", 2) == "Comment has been activated"
    # On the disk before Isso answered, and once only.
    assert isso.decisions() == [(DOUBTFUL, Action.PUBLISH, "isso-moderator")]
    assert isso.moderate("activate", 2) == "Already activated"
    isso.moderate("delete", 1)
    isso.moderate("delete", 3)
    assert isso.decisions() == [
        (DOUBTFUL, Action.PUBLISH, "isso-moderator"),
        (KIND, Action.REJECT, "isso-moderator"),
        (DOUBTFUL + " Again.", Action.REJECT, "isso-moderator"),
    ]
    assert isso.shown() == [DOUBTFUL]


def test_a_deleted_comments_number_given_again_is_another_comment(make: Any) -> None:
    isso = make()
    isso.post(KIND)
    isso.moderate("delete", 1)
    time.sleep(1.1)
    assert isso.post("Thank you for explaining how the vote works.")[1]["id"] == 1
    ids = {one.id for one in isso.automatic(2)}
    assert len(ids) == 2


def test_an_author_who_deletes_decides_nothing(make: Any) -> None:
    isso = make()
    isso.post(KIND)
    assert isso.ask("DELETE", "/id/1")[0] == 200
    isso.post(DOUBTFUL)
    isso.moderate("delete", 1)
    assert [text for text, _, _ in isso.decisions()] == [DOUBTFUL]


def test_an_edit_is_judged_like_a_new_comment(make: Any) -> None:
    isso = make()
    isso.post(KIND)
    status, answer = isso.ask("PUT", "/id/1", {"text": LINK})
    assert status == 403
    assert "Links are not allowed here." in answer["message"]
    assert isso.shown() == [KIND]
    status, answer = isso.ask("PUT", "/id/1", {"text": DOUBTFUL})
    assert (status, answer["mode"]) == (200, 2)
    assert isso.shown() == []
    # What a moderator writes is not judged.
    path = isso.link("Delete", 1).replace("/delete/", "/edit/")
    assert isso.ask("POST", path, {"text": LINK})[0] == 200
    isso.moderate("delete", 1)
    assert isso.decisions() == [(LINK, Action.REJECT, "isso-moderator")]


def test_a_known_address_publishes_nothing_that_is_held(make: Any) -> None:
    moderation = "[moderation]\nenabled = true\napprove-if-email-previously-approved = true\n"
    isso = make(OPEN_GUARD + moderation)
    assert isso.post(KIND)[0] == 202
    isso.moderate("activate", 1)
    assert isso.post("Thank you for explaining how the vote works.")[0] == 201
    assert isso.post(DOUBTFUL)[0] == 202


def test_the_guards_own_limits_come_first(make: Any) -> None:
    isso = make("[guard]\nratelimit = 1\n")
    assert isso.post(KIND)[0] == 201
    assert "ratelimit exceeded" in isso.post(LINK)[1]["message"]


def test_the_filter_works_with_the_guard_switched_off(make: Any) -> None:
    isso = make("[guard]\nenabled = false\n")
    assert isso.post(LINK)[0] == 403


def test_a_filter_that_cannot_be_loaded_holds(make: Any) -> None:
    isso = make(OPEN_GUARD + "[modfilter]\npolicy = /no/such/policy.toml\nsource = blog\n")
    assert isso.post(LINK)[0] == 202
    assert isso.shown() == []
    assert "/no/such/policy.toml" in (isso.folder / "isso.log").read_text()
    (stored,) = isso.automatic(1)
    assert (stored.source, stored.reasons[0]["code"]) == ("blog", "system.unavailable")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("polcy = x", "has no option polcy"),
        ("policy =", "is empty"),
        ("on-failure = crash", "is none of: hold, publish"),
    ],
)
def test_a_wrong_option_is_told_on_starting(tmp_path: Path, line: str, said: str) -> None:
    configure(tmp_path, f"[modfilter]\n{line}\n")
    done = subprocess.run(
        [sys.executable, "-m", "modfilter.backends.isso", "-c", "isso.cfg", "run"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("modfilter: [modfilter]")
    assert said in last


def test_names_and_addresses_reach_no_file_of_the_filter(make: Any) -> None:
    isso = make()
    for text in (KIND, DOUBTFUL, LINK):
        isso.post(text, website="https://ada-secret.example.org")
    isso.moderate("activate", 2)
    assert len(isso.automatic(3)) == 3
    kept = b"".join(path.read_bytes() for path in isso.folder.glob("decisions.db*"))
    assert b"full of yourself" in kept
    for secret in (b"Ada Secret", b"ada.secret", b"ada-secret", b"127.0.0"):
        assert secret not in kept


def test_killed_and_started_again_it_has_what_moderators_decided(make: Any) -> None:
    isso = make()
    isso.post(DOUBTFUL)
    isso.moderate("activate", 1)
    isso.process.kill()
    again = make()
    assert again.shown() == [DOUBTFUL]
    assert again.decisions() == [(DOUBTFUL, Action.PUBLISH, "isso-moderator")]


def test_as_a_wsgi_application(tmp_path: Path) -> None:
    """As gunicorn takes it, forks included: made by the parent, asked in a child."""
    configure(tmp_path)
    script = f"""
import json, os
from werkzeug.test import Client
from modfilter.backends.isso import application
client = Client(application)
def post(text):
    return client.post("/new?uri=/bridge/", json={{"text": text, "title": "x"}}).status_code
print(json.dumps([post({KIND!r}), post({LINK!r})]), flush=True)
if os.fork() == 0:
    print(json.dumps([post({DOUBTFUL!r}), post({LINK!r})]), flush=True)
    raise SystemExit
os.wait()
"""
    store = f"sqlite:///{tmp_path / 'decisions.db'}"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ISSO_SETTINGS": "isso.cfg",
             "MODFILTER_STORE": store},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[201, 403]", "[202, 403]"]
    # Parent and child have written what each had, on ending.
    assert len(Server(tmp_path, 0).automatic(3)) == 3


@pytest.mark.skipif(shutil.which("bash") is None, reason="the set-up's lines need bash")
def test_the_three_lines_of_the_documentation(tmp_path: Path) -> None:
    lines = blocks("isso.md", "sh")[0]
    assert len(lines.splitlines()) == 3
    port = configure(tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    # Installed already; and this Python is called as the page calls it.
    (tools / "pip").write_text('#!/bin/sh\ntest "$1 $2" = "install modfilter[isso]"\n')
    (tools / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    script = "set -e\n" + lines.replace("\npython ", "\nexec python ")
    process = started(
        tmp_path, port, ["bash", "-c", script], PATH=f"{tools}{os.pathsep}{os.environ['PATH']}"
    )
    try:
        isso = Server(tmp_path, port)
        assert [isso.post(text)[0] for text in (KIND, DOUBTFUL, LINK)] == [201, 202, 403]
        isso.moderate("delete", 2)
        assert isso.decisions() == [(DOUBTFUL, Action.REJECT, "isso-moderator")]
    finally:
        stopped(process)


def test_the_page_has_every_option() -> None:
    from modfilter.backends.isso import KEYS

    page = (ROOT / "docs" / "isso.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == KEYS
