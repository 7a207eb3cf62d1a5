"""Who gets in, and with what cookie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs the extra `browser` (Playwright)")

from modfilter.server.keys import KeyFile, Scope
from tests.browser.conftest import Opened, Seen, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_by_pseudonym_where_there_are_no_keys(
    site: Callable[..., str], opened: Opened, seen: Seen, accessible: Callable[[Page], None]
) -> None:
    address, page = site(), opened()
    page.goto(f"{address}/review")
    assert page.url == f"{address}/review/login"
    accessible(page)
    seen(page, "login")
    page.get_by_label("Your pseudonym").fill("jo@example.org")
    page.get_by_role("button", name="Log in").click()
    assert "e-mail address is not stored" in page.get_by_role("alert").inner_text()
    page.get_by_label("Your pseudonym").fill("mod-1")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{address}/review")
    [cookie] = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/review")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{address}/review/login")
    page.goto(f"{address}/review")
    assert page.url == f"{address}/review/login"


def test_by_key_whose_name_is_the_moderators(
    site: Callable[..., str], opened: Opened, tmp_path: Path
) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    _, mine = keys.create("mod-7", [Scope.REVIEW])
    _, others = keys.create("blog", [Scope.MODERATE])
    address, page = site(keys=str(keys.path)), opened()
    for wrong, said in (("mf-0", "not valid"), (others, "not the scope")):
        page.goto(f"{address}/review/login")
        page.get_by_label("Your key").fill(wrong)
        page.get_by_role("button", name="Log in").click()
        assert said in page.get_by_role("alert").inner_text()
    log_in(page, address, mine)
    assert "mod-7" in page.locator("header").inner_text()
