"""Makes the README's picture: `python -m tests.browser.picture docs/newsroom.png`.

From a newsroom with its examples, in the system's Chromium: what an author is told, and what a
moderator sees.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from newsroom import demo
from newsroom.settings import NewsroomSettings
from tests.browser.conftest import chromium
from tests.server.clients.serving import serving

TEXT = (
    "The figures are at https://transport.example.org/n4 and they are clear: nineteen passengers "
    "a night. You are an idiot if you want to pay for that."
)
_SHEET = """
<style>
  body { margin: 0; padding: 26px; width: 1224px; background: #e9e3d6; font: 600 21px system-ui; color: #4a3a2c }
  div { display: grid; grid-template-columns: 600px 600px; gap: 14px 24px; align-items: start }
  p { margin: 0; height: 545px; overflow: hidden; border-radius: 10px; box-shadow: 0 2px 10px #0003 }
  img { width: 600px; display: block }
</style>
<div><span>What the author is told</span><span>What a moderator decides about</span>
<p><img src="data:image/png;base64,%s"></p><p><img src="data:image/png;base64,%s"></p></div>
"""


def main(target: Path) -> None:
    """Take it."""
    with tempfile.TemporaryDirectory() as folder:
        app = demo.build(NewsroomSettings(Path(folder)))
        demo.seed_on_start(app)
        with serving(app) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            address, key = f"http://127.0.0.1:{port}", demo.moderators_key(Path(folder))
            pictures = _author(browser, address), _moderator(browser, address, key)
            page = browser.new_page(viewport={"width": 1276, "height": 100})
            page.set_content(_SHEET % tuple(base64.b64encode(one).decode() for one in pictures))
            page.wait_for_function("[...document.images].every(one => one.complete)")
            target.write_bytes(page.locator("body").screenshot())
            browser.close()
    sys.stdout.write(f"{target}: {target.stat().st_size / 1024:,.0f} KiB\n")


def _author(browser: Browser, address: str) -> bytes:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    page.goto(f"{address}/articles/night-bus")
    page.get_by_label("Your comment").fill(TEXT)
    page.get_by_role("button", name="Publish").click()
    page.locator(".answer.refused").wait_for()
    return page.locator("#write").screenshot()


def _moderator(browser: Browser, address: str, key: str) -> bytes:
    page = browser.new_page(viewport={"width": 800, "height": 760})
    page.goto(f"{address}/moderation/review/login")
    page.get_by_label("Your key").fill(key)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/review")
    return page.screenshot()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
