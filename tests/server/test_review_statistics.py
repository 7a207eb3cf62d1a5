"""The statistics page without a browser: what it counts, how often, and what it draws."""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.server.review import statistics
from modfilter.server.review.plots import NARROW, WIDE, pictures
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.server.conftest import Serve

ODD = "<b>&\"'"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'decisions.db'}"


@pytest.fixture
def store(url: str) -> Iterator[DecisionStore]:
    with DecisionStore.open(url) as found:
        reasons = [{"code": f"x.{ODD}", "category": ODD, "decisive": True}]
        now = datetime.now(UTC)
        for number in range(6):
            found.record([
                Automatic(f"a {number}", Action.PUBLISH, f"a{number}", ODD, audit_probability=0.5,
                          audited=False, decided_at=now),
                Automatic(f"b {number}", Action.REVIEW, f"b{number}", "blog", reasons,
                          decided_at=now),
                Automatic(f"c {number}", Action.REVIEW, f"c{number}", "blog", decided_at=now,
                          filter_action=Action.PUBLISH, audit_probability=0.5, audited=True),
            ])  # fmt: skip
            found.decide([
                ModeratorDecision(f"{what} {number}", Action.PUBLISH, None, f"{what}{number}",
                                  "blog", now, "m1")
                for what in "bc"
            ])  # fmt: skip
        yield found


def logged_in(serve: Serve, url: str, **settings: object) -> Callable[..., str]:
    client = serve(store=url, **settings)
    client.base_url = "http://127.0.0.1"
    page = client.get("/review/login").text
    csrf = re.search(r'name="csrf" value="([^"]*)"', page)
    assert csrf is not None
    client.post("/review/login", data={"csrf": csrf[1], "moderator": "mod-1"})

    def get(path: str) -> str:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


def test_a_view_is_counted_once_a_minute(
    serve: Serve, url: str, store: DecisionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    stats = DecisionStore.stats

    def counted(self: DecisionStore, source: str | None = None) -> object:
        asked.append(source)
        return stats(self, source)

    monkeypatch.setattr(DecisionStore, "stats", counted)
    get = logged_in(serve, url)
    page = get("/review/statistics")
    sources = re.findall(r'(?:src|srcset)="([^"]*)"', page)
    pictures = [one.replace("&amp;", "&") for one in sources if "/statistics/" in one]
    assert len(pictures) == 12
    for picture in pictures:
        ET.fromstring(get(picture))
    get("/review/statistics?period=nonsense&source=nobody")
    assert asked == [None]
    get("/review/statistics?source=blog")
    assert asked == [None, "blog"]
    monkeypatch.setattr(statistics, "_SECONDS", 0.0)
    get("/review/statistics?source=blog")
    assert asked == [None, "blog", "blog"]


def test_many_that_look_at_once_have_it_counted_once(
    serve: Serve, url: str, store: DecisionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    stats = DecisionStore.stats

    def slowly(self: DecisionStore, source: str | None = None) -> object:
        asked.append(source)
        time.sleep(0.3)
        return stats(self, source)

    monkeypatch.setattr(DecisionStore, "stats", slowly)
    get = logged_in(serve, url)
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(get, ["/review/statistics"] * 4))
    assert len(pages) == 4
    assert asked == [None]
    monkeypatch.undo()
    assert "Comments" in get("/review/statistics?period=1y")


def test_a_store_that_fails_is_told_and_asked_again(
    serve: Serve, url: str, store: DecisionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = logged_in(serve, url)

    def away(*_: object, **__: object) -> None:
        raise StoreError("it is away")

    with monkeypatch.context() as patched:
        patched.setattr(DecisionStore, "trends", away)
        with pytest.raises(AssertionError, match="cannot be reached"):
            get("/review/statistics")
    assert "Statistics" in get("/review/statistics")


def test_what_stands_in_the_store_cannot_become_markup(
    serve: Serve, url: str, store: DecisionStore
) -> None:
    get = logged_in(serve, url)
    page = get("/review/statistics")
    assert "<b>" not in page
    assert "x.&lt;b&gt;" in page
    assert "<b>" not in get("/review/statistics/reasons")


def test_pictures_are_the_same_each_time_and_of_both_sizes(store: DecisionStore) -> None:
    found = pictures(store.trends(), store.stats())
    assert set(found) == {"volume", "reasons", "agreement", "audit", "load", "waiting"}
    for draw in found.values():
        wide, narrow = draw(WIDE), draw(NARROW)
        assert wide == draw(WIDE)
        assert wide != narrow
        assert b"prefers-color-scheme: dark" in wide


def test_an_empty_store_draws_nothing(url: str) -> None:
    with DecisionStore.open(url) as empty:
        assert pictures(empty.trends(), empty.stats()) == {}


def test_a_picture_that_is_none(serve: Serve, url: str, store: DecisionStore) -> None:
    client = serve(store=url)
    client.base_url = "http://127.0.0.1"
    assert client.get("/review/statistics/volume", follow_redirects=False).status_code == 303
    get = logged_in(serve, url)
    with pytest.raises(AssertionError, match="no such picture"):
        get("/review/statistics/nonsense")
