"""A newsroom in this process, over the model that ships."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from newsroom import demo
from newsroom.pages import Newsroom
from newsroom.settings import NewsroomSettings

FINE = "Thank you for explaining how the night bus was paid for in the first years."
LINK = "The figures are at https://stats.example.org/buses and worth a look."
DOUBTFUL = "The people who run this town are a bit pathetic about buses."
ARTICLE = "night-bus"


@dataclass
class Reader:
    """Somebody at a browser, without the browser."""

    client: TestClient
    newsroom: Newsroom

    def form(self, article: str = ARTICLE, reply: str = "") -> dict[str, str]:
        """The hidden fields of a fresh form."""
        query = f"?reply={reply}" if reply else ""
        return self.hidden(self.client.get(f"/articles/{article}{query}").text)

    @staticmethod
    def hidden(page: str) -> dict[str, str]:
        form = page[page.index('data-hint="/hint"') :].partition("</form>")[0]
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
        return {name: unescape(value) for name, value in found}

    def send(self, text: str, article: str = ARTICLE, **fields: Any) -> Any:
        """Send the form with this text; the answer, redirects not followed."""
        if "token" not in fields:
            fields = {**self.form(article, fields.get("parent", "")), **fields}
        return self.client.post(
            f"/articles/{article}/comments",
            data={"text": text, **fields},
            follow_redirects=False,
        )

    def published(self, text: str, **fields: Any) -> str:
        """Send a comment that is published; its id."""
        answer = self.send(text, **fields)
        assert answer.status_code == 303, answer.text
        assert "#c-" in answer.headers["location"], answer.headers["location"]
        return str(answer.headers["location"].partition("#c-")[2])

    def page(self, article: str = ARTICLE) -> str:
        return unescape(self.client.get(f"/articles/{article}").text)

    def rows(self, **where: str) -> int:
        """How many comments the site's database has."""
        from sqlite3 import connect

        query = "SELECT count(*) FROM comments" + "".join(
            f"{' AND' if at else ' WHERE'} {name} = :{name}" for at, name in enumerate(where)
        )
        connection = connect(self.newsroom.settings.comments)
        try:
            return int(connection.execute(query, where).fetchone()[0])
        finally:
            connection.close()


Opened = Callable[..., Reader]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with the shipped model, made once."""
    from modfilter.model.registry import ModelsFolder
    from modfilter.resources import default_model_path

    folder = ModelsFolder(tmp_path_factory.mktemp("models"))
    folder.promote(folder.add(default_model_path(), who="test"), who="test", why="to start")
    return folder.path


@pytest.fixture
def newsroom(tmp_path: Path, models: Path) -> Iterator[Opened]:
    """Start a newsroom with these settings."""
    (tmp_path / "models").symlink_to(models)
    with ExitStack() as stack:

        def start(**settings: Any) -> Reader:
            transport = settings.pop("transport", None)
            every = {"posts_a_minute": 0, "hints_a_minute": 0, "feed_seconds": 0.05, **settings}
            app = demo.build(NewsroomSettings(tmp_path, **every), transport=transport)
            client = stack.enter_context(TestClient(app, "http://127.0.0.1:8000"))
            return Reader(client, app.state.newsroom)

        yield start


@pytest.fixture
def reader(newsroom: Opened) -> Reader:
    return newsroom()
