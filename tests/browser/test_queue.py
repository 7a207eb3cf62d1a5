"""Working on the queue: mouse, keys, two moderators, no scripts, and comments that mean harm."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="needs the extra `browser` (Playwright)")

from modfilter.domain import Action, ModeratorDecision
from modfilter.moderator import Moderator
from modfilter.server.keys import KeyFile, Scope
from modfilter.store.decision_store import DecisionStore
from tests.browser.conftest import Opened, Seen, log_in
from tests.browser.material import COPY, DOUBTFUL, PARENT, fill, judged

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WIDE = {"width": 1280, "height": 900}
SMALL = {"width": 360, "height": 740}
Site = Callable[..., str]


def decided(store: DecisionStore) -> list[tuple[str | None, Action, str | None, str | None]]:
    return [
        (one.id, one.action, one.category, one.moderator) for one in store.moderator_decisions()
    ]


def until(page: Page, found: Callable[[], bool]) -> None:
    """Wait for what the server does after the page has gone on."""
    for _ in range(1200):
        if found():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not happen")


def shown(page: Page) -> list[str]:
    """The ids of the comments on the page, in order."""
    return [one.split()[-1] for one in page.locator("#cards .comment h2").all_inner_texts()]


def current(page: Page) -> Locator:
    return page.locator(".comment.current")


def name(card: Locator) -> str:
    return card.locator("h2").inner_text().removeprefix("Comment").strip()


def test_a_card_says_everything(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    link = DOUBTFUL[2]
    fill(store, moderator, [link])
    page = opened(viewport=WIDE)
    log_in(page, site())
    card = current(page)
    assert card.locator(".text").inner_text() == link
    assert card.locator("mark").all_inner_texts() == ["https://council.example.org/minutes/2026-03"]
    assert PARENT in card.locator("blockquote").inner_text()
    assert "harbour-bridge-tolls" in card.locator(".context a").get_attribute("href")
    assert "link.url" in card.locator(".reasons").inner_text()
    sentence = card.locator(".sends q").inner_text()
    assert "council website" in sentence or "words" in sentence
    assert "All scores are below" in card.inner_text() or card.locator(".bar").count()
    assert "1 waiting" in page.locator("#live").inner_text()


def test_by_mouse(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    fill(store, moderator)
    page = opened(viewport=WIDE)
    log_in(page, site())
    seen(page, "queue")
    before = shown(page)
    first = name(current(page))
    current(page).get_by_role("button", name="Publish").click()
    until(page, lambda: len(decided(store)) == 1)
    second = name(current(page))
    card = current(page)
    card.locator("summary").click()
    card.get_by_label("Note for other moderators").fill("The third one this week.")
    card.get_by_role("button", name="Reject as spam").click()
    until(page, lambda: len(decided(store)) == 2)
    assert decided(store) == [
        (first, Action.PUBLISH, None, "mod-1"),
        (second, Action.REJECT, "spam", "mod-1"),
    ]
    assert [one.note for one in store.moderator_decisions()] == ["", "The third one this week."]
    third = name(current(page))
    current(page).get_by_role("button", name="Skip").click()
    assert name(current(page)) not in (first, second, third)
    assert f"{len(DOUBTFUL) - 2} waiting" in page.locator("#live").inner_text()
    page.get_by_role("button", name="Undo").click()
    until(page, lambda: name(current(page)) == second)
    page.get_by_role("button", name="Undo").click()
    until(page, lambda: name(current(page)) == first)
    assert decided(store) == []
    page.reload()
    assert set(before) - set(shown(page)) == {third}
    page.get_by_role("button", name="Ask me again").click()
    assert shown(page) == before


def test_by_keys(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    fill(store, moderator)
    page = opened(viewport=WIDE)
    log_in(page, site())
    names = shown(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert name(current(page)) == names[1]
    assert current(page).evaluate("card => card === document.activeElement")
    page.keyboard.press("p")
    page.keyboard.press("r")
    seen(page, "queue-reject")
    page.keyboard.press("4")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    assert not current(page).locator(".refuse").evaluate("one => one.open")
    page.keyboard.press("s")
    until(page, lambda: len(decided(store)) == 2)
    assert [one[:3] for one in decided(store)] == [
        (names[1], Action.PUBLISH, None),
        (names[2], Action.REJECT, "threat"),
    ]
    assert name(current(page)) == names[4]
    page.keyboard.press("u")
    until(page, lambda: name(current(page)) == names[2])
    assert [one[0] for one in decided(store)] == [names[1]]
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert "publish" in dialog.inner_text()
    seen(page, "keys")
    dialog.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.wait_for_timeout(200)
    assert [one[0] for one in decided(store)] == [names[1]]


def test_who_leaves_at_once_loses_no_decision(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator)
    page = opened(viewport=WIDE)
    address = site()
    log_in(page, address)
    names = shown(page)[:6]
    # All of it in one turn of the page's loop, so that at most the first is under way.
    page.evaluate(
        """() => {
          for (const key of "pppppp") {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          }
          location.assign("/review/comments");
        }"""
    )
    page.wait_for_url("**/review/comments")
    until(page, lambda: len(decided(store)) == 6)
    assert {one[0] for one in decided(store)} == set(names)
    page.goto(f"{address}/review")
    for at in range(6):
        page.keyboard.press("u")
        until(page, lambda left=5 - at: len(decided(store)) == left)


def test_back_from_another_page_all_is_as_it_was(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator, DOUBTFUL[:6])
    page = opened(viewport=WIDE)
    address = site()
    log_in(page, address)
    first = name(current(page))
    page.keyboard.press("p")
    page.keyboard.press("j")
    here = name(current(page))
    until(page, lambda: len(decided(store)) == 1)
    page.keyboard.press("h")
    page.wait_for_url("**/review/comments/*")
    page.goto(f"{address}/review")
    assert name(current(page)) == here
    page.keyboard.press("u")
    until(page, lambda: decided(store) == [])
    until(page, lambda: name(current(page)) == first)


def test_typing_is_no_command_and_enter_rejects_as_typed(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator, DOUBTFUL[:2])
    page = opened(viewport=WIDE)
    log_in(page, site())
    page.keyboard.press("n")
    page.keyboard.type("pursued by sun spurs?")
    page.keyboard.press("Escape")
    first = name(current(page))
    page.keyboard.press("r")
    current(page).get_by_label("Something else").fill("Off topic")
    page.keyboard.press("Enter")
    until(page, lambda: len(decided(store)) == 1)
    assert decided(store) == [(first, Action.REJECT, "off_topic", "mod-1")] or (
        decided(store)[0][2] == "off_topic"
    )
    page.keyboard.press("r")
    current(page).get_by_label("Something else").fill("no <b>name</b>!")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "A category is one word" in page.get_by_role("alert").inner_text()
    assert len(decided(store)) == 1


def test_the_queue_is_filled_again_and_ends(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator)
    page = opened(viewport=WIDE)
    log_in(page, site())
    assert len(shown(page)) == 10
    for at in range(len(DOUBTFUL)):
        until(page, lambda: current(page).count() == 1)
        page.keyboard.press("p")
        until(page, lambda done=at + 1: len(decided(store)) >= done)
    page.locator("#empty").wait_for()
    assert len(decided(store)) == len(DOUBTFUL)
    page.reload()
    assert "All done" in page.locator("#empty").inner_text()


def test_two_moderators_never_have_the_same_comment(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, tmp_path: Path
) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    texts = [f"{text} ({at})" for at in range(2) for text in DOUBTFUL]
    fill(store, moderator, texts)
    pages = []
    given = [keys.create(name, [Scope.REVIEW])[1] for name in ("mod-1", "mod-2")]
    address = site(keys=str(keys.path))
    for key in given:
        page = opened(viewport=WIDE)
        log_in(page, address, key)
        pages.append(page)
    assert len(shown(pages[0])) == len(shown(pages[1])) == 10
    assert not set(shown(pages[0])) & set(shown(pages[1]))
    pages[0].reload()
    assert "10 with other moderators" in pages[0].locator("#live").inner_text()
    # Both as fast as they can, in turns, until nothing is left.
    for _ in range(len(texts)):
        for page in pages:
            if current(page).count():
                page.keyboard.press("p")
        pages[0].wait_for_timeout(20)
    until(pages[0], lambda: len(decided(store)) == len(texts))
    names = [one[0] for one in decided(store)]
    assert len(set(names)) == len(names)
    assert {one[3] for one in decided(store)} == {"mod-1", "mod-2"}


def test_a_lost_claim_is_told_and_nothing_is_recorded(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator, DOUBTFUL[:2])
    page = opened(viewport=WIDE)
    log_in(page, site())
    first = name(current(page))
    # The claim has run out, and somebody else came.
    store.release("mod-1")
    (taken,) = [one for one in store.claim("mod-2", 2) if one.comment.id == first]
    page.keyboard.press("p")
    page.get_by_role("alert").wait_for()
    assert "another moderator has this comment" in page.get_by_role("alert").inner_text()
    assert name(current(page)) == first
    assert decided(store) == []
    store.decide(
        [ModeratorDecision(taken.comment.text or "", Action.REJECT, "spam", first, "news",
                           datetime.now(UTC), "mod-2")]
    )  # fmt: skip
    page.keyboard.press("p")
    page.wait_for_timeout(300)
    assert [one[1:] for one in decided(store)] == [(Action.REJECT, "spam", "mod-2")]


def test_counts_and_claims_are_kept_up_to_date(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator, DOUBTFUL[:3])
    page = opened(viewport=WIDE)
    page.clock.install()
    log_in(page, site())
    first = name(current(page))
    store.release("mod-1")
    [taken] = [one for one in store.claim("mod-2", 3) if one.comment.id == first]
    store.release("mod-2", but=[taken.comment.key])
    store.record(judged(moderator, DOUBTFUL[5:7], first=60))
    page.clock.fast_forward(16_000)
    until(page, lambda: "5 waiting · 1 with other" in page.locator("#live").inner_text())
    [alert] = page.locator(".problem:not([hidden])").all_inner_texts()
    assert "Another moderator has this comment" in alert
    assert sum(held for *_, held in store.waiting_counts()) == 3
    # Nobody has touched anything for longer than somebody reads: claims may expire.
    store.release("mod-1")
    page.clock.fast_forward(11 * 60_000)
    page.wait_for_timeout(300)
    page.clock.fast_forward(16_000)
    page.wait_for_timeout(300)
    assert sum(held for *_, held in store.waiting_counts()) == 1


def test_without_scripts(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    fill(store, moderator)
    page = opened(viewport=WIDE, java_script_enabled=False)
    log_in(page, site())
    cards = page.locator("#cards .comment")
    first, second, third = shown(page)[:3]
    cards.nth(0).get_by_role("button", name="Publish").click()
    assert "Published" in page.locator(".flash").inner_text()
    assert first not in shown(page)
    card = page.locator("#cards .comment").nth(0)
    card.locator("summary").click()
    seen(page, "queue-without-scripts")
    card.get_by_role("button", name="Reject as low value").click()
    assert decided(store) == [
        (first, Action.PUBLISH, None, "mod-1"),
        (second, Action.REJECT, "low_value", "mod-1"),
    ]
    page.get_by_role("button", name="Undo").click()
    assert second in shown(page)
    assert [one[0] for one in decided(store)] == [first]
    page.locator("#cards .comment").nth(0).get_by_role("button", name="Skip").click()
    skipped = {first, second, third} - set(shown(page))
    assert len(skipped) == 2
    page.locator(".filters summary").click()
    page.get_by_label("Search in comments").fill("harbour one day")
    page.get_by_role("button", name="Show").click()
    assert len(shown(page)) == 1
    card = page.locator("#cards .comment").nth(0)
    card.get_by_role("button", name="Publish").click()
    assert "q=harbour+one+day" in page.url
    assert shown(page) == []


def test_filters_and_search(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    fill(store, moderator)
    store.record(judged(moderator, ["What a stupid idea, %s_% I say."], source="blog", first=50))
    page = opened(viewport=WIDE)
    address = site()
    log_in(page, address)
    page.keyboard.press("/")
    page.keyboard.type("STUPID")
    seen(page, "filters")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=STUPID*")
    assert set(shown(page)) == {"c-8", "c-50"}
    page.get_by_label("Source").select_option("=blog")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**source=*")
    assert shown(page) == ["c-50"]
    page.goto(f"{address}/review?q=%25s_%25")
    assert shown(page) == ["c-50"]
    page.goto(f"{address}/review?category=link")
    assert set(shown(page)) == {"c-3", "c-11"}
    page.goto(f"{address}/review?age=over-24h")
    assert shown(page) == []
    page.goto(f"{address}/review?order=oldest")
    assert shown(page)[0] == "c-1"


def test_near_copies_are_decided_together(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    copies = [COPY.format(number) for number in (7, 31, 112, 5)]
    fill(store, moderator, [*DOUBTFUL[:3], *copies])
    page = opened(viewport=WIDE)
    address = site()
    log_in(page, address)
    page.goto(f"{address}/review?q=petition+against")
    page.get_by_role("link", name=re.compile("Near copies: 3")).first.wait_for()
    page.keyboard.press("c")
    page.wait_for_url("**/review/copies/*")
    assert page.locator(".bulk-list li").count() == 4
    seen(page, "near-copies")
    page.locator(".bulk-list input").nth(2).uncheck()
    page.get_by_role("button", name="Reject as spam").click()
    assert "3 rejected as spam" in page.get_by_role("heading", level=1).inner_text()
    assert [one[1:3] for one in decided(store)] == [(Action.REJECT, "spam")] * 3
    page.get_by_role("button", name="Undo all of them").click()
    assert decided(store) == []


def test_an_appeal_goes_to_another_moderator(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    fill(store, moderator, [DOUBTFUL[11]])
    address = site()
    first, other = opened(viewport=WIDE), opened(viewport=WIDE)
    log_in(first, address, "mod-1")
    first.keyboard.press("r")
    first.keyboard.press("8")
    until(first, lambda: len(decided(store)) == 1)
    objection = "It is what the <b>report</b> of 2019 says, on page 12."
    store.appeal("news", "c-1", objection)
    first.goto(f"{address}/review")
    assert shown(first) == []
    log_in(other, address, "mod-2")
    card = current(other)
    assert card.locator(".objection blockquote").inner_text() == objection
    assert "appeals: 1" in other.locator("#live").inner_text()
    seen(other, "appeal")
    other.goto(f"{address}/review?appeals=1")
    other.keyboard.press("p")
    # The overruled refusal is not among what is learned from.
    until(other, lambda: [one[1] for one in decided(store)] == [Action.PUBLISH])
    other.goto(f"{address}/review/comments/2")
    timeline = other.locator(".timeline").inner_text()
    for words in ("Read by the filter", "mod-1", "spam", "The author objected", objection, "mod-2"):
        assert words in timeline
    seen(other, "history")


def test_all_comments_and_deciding_anew(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen
) -> None:
    fill(store, moderator)
    page = opened(viewport=WIDE)
    log_in(page, site())
    page.keyboard.press("p")
    until(page, lambda: len(decided(store)) == 1)
    done = decided(store)[0][0]
    page.get_by_role("link", name="Comments", exact=True).click()
    assert page.locator(".rows li").count() == len(DOUBTFUL) + 1
    seen(page, "comments")
    page.get_by_label("Moderators").select_option("publish")
    page.get_by_role("button", name="Show").click()
    page.locator(".rows a").click()
    assert str(done) in page.get_by_role("heading", level=1).inner_text()
    page.locator("summary", has_text="Reject").click()
    page.get_by_role("button", name="Reject as profanity").click()
    assert [one[:3] for one in decided(store)] == [(done, Action.REJECT, "profanity")]
    assert "superseded" in page.locator(".timeline").inner_text()


LONG = "The bridge has to be paid for by somebody, you fools, and we all know by whom. " * 60
HARM = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script>',
    '"><svg onload=alert(1)> {{ 7*7 }} </textarea></article><h1>Mine</h1>',
    "javascript:alert(1) \u202egnp.exe\u202c zero\u200bwidth",
)


def test_comments_stay_text_whatever_they_hold(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator, HARM)
    page = opened(viewport=WIDE)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    address = site()
    log_in(page, address)
    texts = page.locator("#cards .text").all_inner_texts()
    assert set(texts[:3]) >= set(HARM[:2])
    signs = page.locator("#cards .sign").all_inner_texts()
    assert signs == ["U+202E", "U+202C", "U+200B"]
    page.keyboard.press("n")
    page.keyboard.type('</textarea><script>document.title="note"</script>')
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    until(page, lambda: len(decided(store)) == 1)
    page.goto(
        f"{address}/review?q=%22%3E%3Cscript%3Edocument.title%3D3%3C/script%3E&source=%3D%3Cb%3E"
    )
    assert page.locator("#search").input_value() == '"><script>document.title=3</script>'
    for path in ("comments?q=%3Cimg", *(f"comments/{key}" for key in (2, 3, 4)), "copies/2"):
        page.goto(f"{address}/review/{path}")
        assert page.locator("h1", has_text="Mine").count() == 0
        assert page.locator("main img, main svg:not(.bar), main script").count() == 0
        assert "modfilter" in page.title()
    page.goto(f"{address}/review/comments/2")
    assert dialogs == []


@pytest.mark.parametrize(
    ("view", "scheme"), [("wide", "light"), ("wide", "dark"), ("small", "dark")]
)
def test_every_page_can_be_read_and_heard(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator, seen: Seen,
    accessible: Callable[[Page], None], scheme: str, view: str,
) -> None:  # fmt: skip
    fill(store, moderator, [*DOUBTFUL, COPY.format(1), COPY.format(2), "w" * 300, HARM[2], LONG])
    store.decide(
        [ModeratorDecision(DOUBTFUL[0], Action.REJECT, "spam", "c-1", "news",
                           datetime.now(UTC), "mod-9", "a note " * 20)]
    )  # fmt: skip
    store.appeal("news", "c-1", "No, it is not.")
    page = opened(viewport=WIDE if view == "wide" else SMALL, color_scheme=scheme)
    address = site()
    log_in(page, address)
    copies = store.comments(1, search="petition against")[0].key
    for path, label in (
        ("", "queue"),
        ("?q=bridge&order=oldest", "search"),
        ("/comments", "comments"),
        ("/comments/2", "history"),
        (f"/copies/{copies}", "copies"),
        ("?q=nothing+like+it", "empty"),
    ):
        page.goto(f"{address}/review{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], label
        accessible(page)
        seen(page, f"{label}-{view}-{scheme}")
    page.goto(f"{address}/review")
    page.keyboard.press("r")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    accessible(page)


def test_a_form_from_elsewhere_is_refused(
    site: Site, opened: Opened, store: DecisionStore, moderator: Moderator
) -> None:
    fill(store, moderator, DOUBTFUL[:1])
    page = opened()
    address = site()
    log_in(page, address)
    answer = page.request.post(f"{address}/review/decide", form={"key": "2", "verdict": "publish"})
    assert answer.status == 403
    assert "from another session" in answer.text()
    # A page of another site, which knows no token but has the browser's cookies, at best.
    page.goto("about:blank")
    page.set_content(
        f'<form method="post" action="{address}/review/decide"><input name="key" value="2">'
        '<input name="verdict" value="publish"><input name="csrf" value="0"></form>'
    )
    page.evaluate("document.forms[0].submit()")
    page.wait_for_url(f"{address}/review**")
    assert decided(store) == []
