"""The statistics page in a browser: pictures, the same in words and tables, at every width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="needs the extra `browser` (Playwright)")

from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.browser.conftest import Opened, Seen, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

CODES = (("model.toxicity", "toxicity"), ("link.url", "link"), ("model.spam", "spam"),
         ("attack.direct", "personal_attack"), ("value.shouting", "low_value"))  # fmt: skip
PICTURES = ("volume", "reasons", "audit", "agreement", "load", "waiting")


def fill(store: DecisionStore) -> None:
    """Forty days of a small site, ending now."""
    now = datetime.now(UTC)
    items: list[Automatic] = []
    judged: list[ModeratorDecision] = []
    for number in range(1_200):
        at = now - timedelta(minutes=48 * number)
        own = (Action.PUBLISH, Action.PUBLISH, Action.REVIEW, Action.PUBLISH, Action.REJECT)[
            number % 5 if number % 7 else 0
        ]
        code, category = CODES[(number * number) % 5 if number % 3 else 0]
        drawn = own is not Action.REVIEW and number % 11 == 0
        reasons: list[dict[str, Any]] = []
        if own is not Action.PUBLISH:
            reasons = [{"code": code, "category": category, "decisive": True, "spans": [],
                        "source": "rule", "score": None, "message": "No.", "suggestion": None}]  # fmt: skip
        text, own_id = f"Comment number {number} about the tram.", f"c-{number}"
        source = ("blog", "forum")[number % 4 == 3]
        items.append(
            Automatic(text, Action.REVIEW if drawn else own, own_id, source, reasons,
                      decided_at=at, filter_action=own, audited=drawn,
                      audit_probability=None if own is Action.REVIEW else 1 / 11)
        )  # fmt: skip
        if number > 25 and (drawn or own is Action.REVIEW or number % 29 == 0):
            verdict = (
                own if own is not Action.REVIEW else (Action.PUBLISH, Action.REJECT)[number % 2]
            )
            if number % 13 == 0:
                verdict = Action.PUBLISH if verdict is Action.REJECT else Action.REJECT
            when = at + timedelta(minutes=5 + (number * 37) % 400)
            judged.append(
                ModeratorDecision(text, verdict, category if verdict is Action.REJECT else None,
                                  own_id, source, when, f"mod-{1 + number % 3}")
            )  # fmt: skip
    store.record(items)
    store.decide(judged)
    refused = [one for one in judged if one.action is Action.REJECT][:3]
    for one in refused:
        store.appeal(one.source, one.id or "", "I think this was misunderstood.")


def drawn_pictures(page: Page) -> list[str]:
    """The names of the pictures that a browser could read and draw."""
    page.wait_for_function("[...document.images].every(one => one.complete)")
    found = page.evaluate(
        "[...document.querySelectorAll('main img')]"
        ".map(one => [one.naturalWidth, new URL(one.currentSrc).pathname])"
    )
    assert all(width > 0 for width, _ in found), found
    return [str(path).rsplit("/", 1)[1] for _, path in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_numbers_pictures_and_words(
    site: Callable[..., str], store: DecisionStore, opened: Opened, seen: Seen,
    accessible: Callable[[Page], None], scheme: str, width: int,
) -> None:  # fmt: skip
    fill(store)
    address = site()
    page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
    log_in(page, address)
    page.get_by_role("link", name="Statistics").click()
    page.wait_for_url(f"{address}/review/statistics")
    assert drawn_pictures(page) == list(PICTURES)
    seen(page, f"statistics-{scheme}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for summary in page.locator("details.numbers > summary").all():
        summary.click()
    accessible(page)
    volume = page.get_by_role("region", name="Comments a day")
    assert len(volume.get_by_role("row").all()) == 31
    alternative = page.get_by_role("img", name="Bars of comments a day").get_attribute("alt")
    published = sum(
        int(row.locator("td").first.inner_text().replace(",", ""))
        for row in volume.locator("tbody tr").all()
    )
    assert alternative is not None
    assert f"{published:,} published" in alternative


def test_a_time_and_a_source_are_chosen(
    site: Callable[..., str], store: DecisionStore, opened: Opened
) -> None:
    fill(store)
    address = site()
    page = opened(java_script_enabled=False)
    log_in(page, address)
    page.goto(f"{address}/review/statistics")
    page.get_by_label("Time").select_option("90 days")
    page.get_by_label("Source").select_option("forum")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_label("Source").input_value() == "forum"
    tile = page.locator(".tiles .card").filter(has_text="Comments").first
    assert "300" in tile.inner_text()


def test_an_empty_store_says_so(
    site: Callable[..., str], store: DecisionStore, opened: Opened, seen: Seen,
    accessible: Callable[[Page], None],
) -> None:  # fmt: skip
    address, page = site(), opened()
    log_in(page, address)
    page.goto(f"{address}/review/statistics?period=all&source=nobody")
    assert "No comments in this time" in page.locator("main").inner_text()
    assert "Not known: nothing was drawn for the audit" in page.locator("main").inner_text()
    assert drawn_pictures(page) == []
    accessible(page)
    seen(page, "statistics-empty")


def test_nobody_else_sees_it(site: Callable[..., str], opened: Opened) -> None:
    address, page = site(), opened()
    for path in ("statistics", "statistics/volume"):
        page.goto(f"{address}/review/{path}")
        assert page.url == f"{address}/review/login"
