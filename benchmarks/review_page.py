"""The review page over a long queue: first paint and a decision by key, in Chromium."""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import statistics
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks.comments import enough
from benchmarks.result import Result
from benchmarks.serving import running
from benchmarks.timing import progress, scratch

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAITING = 100_000
TURNS = 15
DECISIONS = 30
_BATCH = 5_000
_CATEGORIES = ("link", "spam", "toxicity", "personal_attack", "low_value")
_VIEWS = (
    ("the queue", ""),
    ("oldest first", "?order=oldest"),
    ("one category", "?category=spam"),
    ("one category, oldest first", "?category=spam&order=oldest"),
    ("a search that finds", "?q=the"),
    ("a search that finds nothing", "?q=zzqx-nowhere"),
    ("all comments", "/comments"),
)
_PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_PRESS = """async () => {
  const before = document.querySelector(".comment.current");
  performance.clearResourceTimings();
  const pressed = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const shown = performance.now() - pressed;
  const after = document.querySelector(".comment.current");
  for (let turn = 0; turn < 1000; turn += 1) {
    const entries = performance.getEntriesByType("resource");
    const sent = entries.find((one) => one.name.endsWith("/decide"));
    if (sent) return [shown, sent.responseEnd - pressed, before !== after];
    await new Promise((done) => setTimeout(done, 5));
  }
  return null;
}"""


def measure(texts: Sequence[str], comments: int | None = None) -> Result:
    """With `comments` waiting comments (default 100,000) in a SQLite store."""
    waiting = comments or WAITING
    result = Result("review-page", f"`/review` with {waiting:,} comments waiting, SQLite")
    result.table.append(("what", "median, ms", "worst, ms"))
    with ExitStack() as stack:
        store = f"sqlite:///{stack.enter_context(scratch()) / 'decisions.db'}"
        _fill(store, texts, waiting)
        serve = [sys.executable, "-m", "modfilter", "serve", "--port", "0", "--store", store]
        address = f"http://127.0.0.1:{stack.enter_context(running(serve)).port}/review"
        _over_http(result, address)
        _in_chromium(result, address)
    return result


def _over_http(result: Result, address: str) -> None:
    """How long the server takes for each view, without a browser."""
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = opener.open(f"{address}/login").read().decode()
    token = re.search(r'name="csrf" value="(\w+)"', page)
    assert token is not None
    form = urllib.parse.urlencode({"csrf": token[1], "moderator": "http"}).encode()
    opener.open(f"{address}/login", form).read()
    for name, path in _VIEWS:
        progress(name)
        taken = _timed(lambda path=path: opener.open(address + path).read())  # type: ignore[misc]
        result.table.append((f"answered: {name}", *_shown(taken)))
        if not path:
            result.at_most("the queue, answered", statistics.median(taken), 300, "ms")


def _in_chromium(result: Result, address: str) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        browser = None
    if browser is None:
        result.remarks.append(
            "Not measured in a browser: needs Chromium, and pip install -e '.[browser]'."
        )
        return
    progress("Chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = started.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/login")
        page.fill("#moderator", "browser")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(address)
        paints = []
        for _ in range(TURNS):
            page.goto(address)
            # Asked from outside: the page's Content-Security-Policy binds what waits inside.
            while not page.evaluate(_PAINTED):
                page.wait_for_timeout(10)
            paints.append(float(page.evaluate(_PAINT)))
        result.table.append(("first contentful paint", *_shown(paints)))
        result.at_most("first paint", statistics.median(paints), 300, "ms")
        shown, kept = _decisions(page)
        if shown:
            result.table.append(("key pressed to next comment shown", *_shown(shown)))
            result.table.append(("key pressed to decision kept", *_shown(kept)))
            result.at_most("a decision by key, shown", statistics.median(shown), 100, "ms")
            result.at_most("a decision by key, kept", statistics.median(kept), 100, "ms")
        started.close()


def _decisions(page: Page) -> tuple[list[float], list[float]]:
    shown, kept = [], []
    for _ in range(DECISIONS):
        if not page.locator(".comment.current").count():
            break
        times = page.evaluate(_PRESS)
        assert times is not None, "no decision was sent"
        assert times[2], "the comment did not go"
        shown.append(times[0])
        kept.append(times[1])
    return shown, kept


def _fill(store: str, texts: Sequence[str], waiting: int) -> None:
    from modfilter.domain import Action
    from modfilter.store.decision_store import DecisionStore
    from modfilter.store.records import Automatic

    with DecisionStore.open(store) as opened:
        batch: list[Automatic] = []
        for at, text in enumerate(enough(texts, waiting)):
            category = _CATEGORIES[at % len(_CATEGORIES)]
            batch.append(
                Automatic(
                    text,
                    Action.REVIEW,
                    f"c-{at}",
                    f"source-{at % 3}",
                    reasons=[
                        {"code": f"model.{category}", "category": category, "decisive": True,
                         "message": "For the author.", "detail": "For the moderator.",
                         "suggestion": None, "source": "model", "score": 0.5,
                         "spans": [[0, min(8, len(text))]]}
                    ],
                    scores={"toxicity": at % 997 / 997, "spam": at % 499 / 998},
                )
            )  # fmt: skip
            if len(batch) == _BATCH:
                progress(f"{at + 1:,} of {waiting:,} waiting")
                opened.record(batch)
                batch = []
        opened.record(batch)


def _timed(work: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(TURNS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1e3)
    return taken


def _shown(milliseconds: Sequence[float]) -> tuple[str, str]:
    return f"{statistics.median(milliseconds):.0f}", f"{max(milliseconds):.0f}"
