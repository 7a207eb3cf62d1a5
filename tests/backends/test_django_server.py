"""The Django site as its own server process, asked over HTTP; and a filter that learns from it."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from examples import plugs
from modfilter.domain import Action
from tests.backends.conftest import hidden_fields

if TYPE_CHECKING:
    from tests.backends.conftest import Site

ROOT = Path(__file__).resolve().parent.parent.parent
KIND = "The ferry stopped running a year after the bridge was opened, my father was its pilot."
LINK = "The minutes of the meeting are at https://council.example.org/minutes/2024 as always."
DOUBTFUL = "You are a bit full of yourself sometimes, mate, and your article shows it."


class Browser:
    """Keeps cookies, sends forms."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self._opener.open(self._address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        try:
            with self._opener.open(
                self._address + path, urlencode(fields).encode(), timeout=30
            ) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """The site's server over its own database; gives the port."""
    environment = {
        **os.environ,
        "NEWS_SITE_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.backends.django_site.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("MODFILTER_STORE", None)
    command = [sys.executable, "-W", "ignore", "-m", "django"]
    make = (
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from tests.backends.django_site.news.models import Article\n"
        "Article.objects.create(title='The old bridge')\n"
        "from django.contrib.auth.models import User\n"
        "User.objects.create_superuser('m.curie', 'marie@example.org', 'radium')\n"
    )
    subprocess.run([sys.executable, "-c", make], env=environment, cwd=ROOT, check=True, timeout=60)
    process = subprocess.Popen(
        [*command, "runserver", "--noreload", "127.0.0.1:0"],
        env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        port = 0
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                port = int(found[1])
                break
        assert port, "the server did not start"
        yield port
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def test_over_http(django_folder: Path, tmp_path: Path) -> None:
    from modfilter.store.decision_store import DecisionStore

    fields = {"name": "Ada", "email": "ada@example.org", "url": "", "honeypot": ""}
    with running(tmp_path) as port:
        reader, moderator = Browser(port), Browser(port)

        def post(text: str) -> tuple[int, str]:
            form = hidden_fields(reader.get("/1/"))
            status, page = reader.post("/comments/post/", {**form, **fields, "comment": text})
            return status, html.unescape(page)

        assert post(KIND)[0] == 200
        status, page = post(LINK)
        assert status == 200
        assert "Instead: visit the Example website" in page
        assert post(DOUBTFUL)[0] == 200
        shown = html.unescape(reader.get("/1/"))
        assert KIND in shown
        assert LINK not in shown
        assert DOUBTFUL not in shown

        form = hidden_fields(moderator.get("/admin/login/"))
        login = {**form, "username": "m.curie", "password": "radium", "next": "/admin/"}
        assert moderator.post("/admin/login/", login)[0] == 200
        form = hidden_fields(moderator.get("/comments/approve/2/"))
        assert moderator.post("/comments/approve/2/", form)[0] == 200
        assert DOUBTFUL in html.unescape(reader.get("/1/"))
        # The moderator's decision is on the disk now, and all that was decided before it.
        with DecisionStore.open(f"sqlite:///{tmp_path / 'decisions.db'}") as store:
            (decision,) = store.moderator_decisions()
            automatic = [(one.id, one.action) for one in store.automatic()]
        assert (decision.id, decision.action) == ("2", Action.PUBLISH)
        assert automatic.pop(1)[1] is Action.REJECT  # refused, so it has no number
        assert automatic == [("1", Action.PUBLISH), ("2", Action.REVIEW)]


def modfilter(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "modfilter", *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def published(file: Path, *model: str) -> int:
    lines = modfilter("check", *model, "--output", "jsonl", str(file)).splitlines()
    return sum(json.loads(line)["action"] == "publish" for line in lines)


def test_what_moderators_decide_in_the_admin_is_learned(
    site: Site, moderator: Any, tmp_path: Path
) -> None:
    """Praise of healers is published until moderators have removed enough of it."""
    random, known = Random(8), set[str]()
    spam = plugs.texts(random, plugs.PLUG, known, plugs.HEALERS)
    talk = plugs.texts(random, plugs.TALK, known)
    texts = {next(spam): True for _ in range(90)} | {next(talk): False for _ in range(150)}
    for number, text in enumerate(texts):
        site.post(text, name=f"Reader {number}")
    comments = site.comments()
    assert len(comments) > 200, "the shipped filter refuses few of them"
    chosen = "/admin/django_comments/comment/"
    for action, guideline, bad in (
        ("remove_comments", "spam", True),
        ("approve_comments", "", False),
    ):
        keys = [one.pk for one in comments if texts[one.comment] is bad]
        for at in range(0, len(keys), 50):
            form = {
                "action": action,
                "guideline": guideline,
                "_selected_action": keys[at : at + 50],
            }
            assert moderator.post(chosen, form).status_code == 302
    assert len(site.decisions()) == len(comments)

    later = plugs.texts(random, plugs.PLUG, known, plugs.LATER_HEALERS)
    bad, good = tmp_path / "plugs.jsonl", tmp_path / "ordinary.jsonl"
    for path, source in ((bad, later), (good, talk)):
        path.write_text("".join(json.dumps({"text": next(source)}) + "\n" for _ in range(40)))
    model = tmp_path / "taught"
    modfilter("retrain", "--store", site.store_url, "--out", str(model))
    before, after = published(bad), published(bad, "--model", str(model))
    assert before > 20
    assert after <= before // 4
    assert published(good, "--model", str(model)) >= 38
