"""A real browser over a real server: Playwright with the system's Chromium.

Skipped where Playwright (extra `browser`) or Chromium is not installed. MODFILTER_AXE names
`axe.min.js` (`npm install` in a copy of `tests/browser/npm`) for the checks of accessibility;
pictures of the pages go to `screenshots/`, which git ignores.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modfilter.moderator import Moderator
from modfilter.server.app import create_app
from modfilter.server.settings import Settings
from modfilter.store.decision_store import DecisionStore
from tests.model.tiny_bundles import tiny_bundle
from tests.server.clients.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome")
WAIT = 30_000
"""Milliseconds for which a test waits for what has to appear."""

Opened = Callable[..., "Page"]
Seen = Callable[["Page", str], None]


def chromium() -> str | None:
    """The system's Chromium."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    pytest.importorskip("playwright", reason="needs the extra `browser` (Playwright)")
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        pytest.skip("needs Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        # Without a sandbox, because CI runs as root; pages are this project's own.
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """A page in a context of its own, that is another person: `opened(viewport=…, …)`.

    Errors that its scripts throw, and what the Content-Security-Policy refuses, fail the test.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if "Content Security" in said.text else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe_source() -> str:
    path = os.environ.get("MODFILTER_AXE")
    if not path:
        pytest.skip("needs MODFILTER_AXE: the path of axe-core's axe.min.js")
    return Path(path).read_text("utf-8")


@pytest.fixture
def accessible(axe_source: str) -> Callable[[Page], None]:
    """Fails where axe-core finds something serious or critical on a page."""

    def check(page: Page) -> None:
        # By the debugger, which the page's Content-Security-Policy does not bind.
        page.evaluate(axe_source)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        told = [
            f"{one['impact']}: {one['id']}: {node['html'][:200]} {node['failureSummary']}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
        assert told == [], "\n".join(told)

    return check


@pytest.fixture(scope="session")
def seen() -> Seen:
    """Keeps a picture of a page: `seen(page, "queue-dark")`."""

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return keep


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    tiny_bundle(folder, 1)
    return folder


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    """The shipped model and policy, which the comments that wait were read by."""
    return Moderator.load()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    """The store of the server that `site` starts."""
    with DecisionStore.open(f"sqlite:///{tmp_path / 'decisions.db'}") as found:
        yield found


@pytest.fixture
def site(tmp_path: Path, bundle: Path, store: DecisionStore) -> Iterator[Callable[..., str]]:
    """Start a server over `store` with these settings; gives its address."""
    with ExitStack() as stack:

        def start(**settings: Any) -> str:
            url = f"sqlite:///{tmp_path / 'decisions.db'}"
            every = Settings(**{"model": str(bundle), "store": url, **settings})
            return f"http://127.0.0.1:{stack.enter_context(serving(create_app(every)))}"

        yield start


def log_in(page: Page, address: str, moderator: str = "mod-1") -> None:
    """Log in by pseudonym, or by key where `moderator` is one."""
    page.goto(f"{address}/review/login")
    page.locator("input#key, input#moderator").fill(moderator)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{address}/review")
