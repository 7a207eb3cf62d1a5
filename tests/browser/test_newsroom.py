"""The newsroom in a browser: readers, a moderator, what the filter learns, and what must not run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="needs the extra `browser` (Playwright)")

from modfilter.moderator import Moderator
from newsroom import demo
from newsroom.settings import NewsroomSettings
from tests.browser.conftest import Opened, Seen
from tests.newsroom.conftest import ARTICLE, DOUBTFUL, FINE, LINK
from tests.newsroom.hostile import VALUES
from tests.server.clients.serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
WIDE, SMALL = {"width": 1200, "height": 900}, {"width": 360, "height": 740}
DESK = "/moderation/review"


@dataclass
class Lantern:
    """A newsroom that runs, with the examples in it."""

    address: str
    folder: Path

    @property
    def key(self) -> str:
        return demo.moderators_key(self.folder)

    def article(self, page: Page, article: str = ARTICLE) -> None:
        page.goto(f"{self.address}/articles/{article}")

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.address}{DESK}")
        page.get_by_label("Your key").fill(self.key)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{self.address}{DESK}")


@pytest.fixture
def lantern(tmp_path: Path) -> Iterator[Callable[..., Lantern]]:
    with ExitStack() as stack:

        def start(seeded: bool = True, **settings: Any) -> Lantern:
            every = {"posts_a_minute": 0, "hints_a_minute": 0, "feed_seconds": 0.1, **settings}
            app = demo.build(NewsroomSettings(tmp_path, **every))
            if seeded:
                demo.seed_on_start(app)
            port = stack.enter_context(serving(app))
            return Lantern(f"http://127.0.0.1:{port}", tmp_path)

        yield start


def send(page: Page, text: str, button: str = "Publish") -> None:
    page.get_by_label("Your comment").fill(text)
    page.get_by_role("button", name=button, exact=True).click()


def appears(page: Page, text: str) -> None:
    """Wait, by reloading, until a comment is on the page."""
    end = time.monotonic() + 30
    while text not in page.locator(".thread").inner_text():
        assert time.monotonic() < end, text
        page.wait_for_timeout(100)
        page.reload()


def test_a_reader_is_hinted_refused_repairs_and_is_published(
    lantern: Callable[..., Lantern], opened: Opened
) -> None:
    page = opened(viewport=WIDE)
    lantern().article(page)
    text = page.get_by_label("Your comment")
    assert text.evaluate("one => one.required")
    for optional in ("Name", "E-mail"):
        assert not page.get_by_label(optional).evaluate("one => one.required")
    hint = page.locator("#hint")
    assert hint.is_hidden()
    text.press_sequentially("For the plan look at https://transport.example.org/n4")
    hint.wait_for(state="visible")
    assert "Links are not allowed" in hint.inner_text()
    assert "visit the Example website" in hint.inner_text()
    assert hint.locator("mark").inner_text() == "https://transport.example.org/n4"
    page.get_by_label("Name").fill("Ada of the quay")
    page.get_by_role("button", name="Publish").click()
    refused = page.locator(".answer.refused")
    refused.wait_for()
    assert refused.locator("mark").all_inner_texts() == ["https://transport.example.org/n4"]
    # The text is the author's to change, and the name is still there.
    assert text.input_value() == "For the plan look at https://transport.example.org/n4"
    assert page.get_by_label("Name").input_value() == "Ada of the quay"
    repaired = "For the plan, visit the transport office's website and open the page of the N4."
    text.fill(repaired)
    hint.wait_for(state="hidden")
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**#c-*")
    mine = page.locator(".comment", has_text=repaired)
    assert mine.count() == 1
    assert "Ada of the quay" in mine.inner_text()
    # Going back and sending the same form again makes no second one.
    page.reload()
    assert page.locator(".comment", has_text=repaired).count() == 1


def test_it_works_without_scripts(lantern: Callable[..., Lantern], opened: Opened) -> None:
    page = opened(viewport=SMALL, java_script_enabled=False)
    lantern().article(page)
    send(page, LINK)
    assert page.locator(".answer.refused mark").inner_text() == "https://stats.example.org/buses"
    send(page, FINE, "Send again")
    assert page.locator(".comment", has_text=FINE).count() == 1
    page.locator(".comment", has_text=FINE).get_by_role("link", name="Reply").click()
    send(page, "Who paid for it after that?")
    reply = page.locator(".comment", has_text="Who paid for it after that?")
    assert "depth-1" in str(reply.get_attribute("class"))


def test_a_double_click_posts_once(lantern: Callable[..., Lantern], opened: Opened) -> None:
    page = opened(viewport=WIDE)
    lantern().article(page)
    page.get_by_label("Your comment").fill(FINE)
    page.get_by_role("button", name="Publish").dblclick()
    page.wait_for_url("**#c-*")
    assert page.locator(".comment", has_text=FINE).count() == 1


def test_a_moderator_decides_and_the_reader_sees_it(
    lantern: Callable[..., Lantern], opened: Opened
) -> None:
    site = lantern(seeded=False)
    reader, moderator = opened(viewport=WIDE), opened(viewport=WIDE)
    site.article(reader)
    send(reader, DOUBTFUL)
    reader.wait_for_url("**/comments/**")
    assert "waits for a moderator" in reader.locator("main").inner_text()
    own = reader.url
    site.article(reader)
    send(reader, LINK)
    reader.get_by_label("What should the moderator know?").fill("It is the town's own page.")
    reader.get_by_role("button", name="Ask for a person").click()
    reader.wait_for_url("**/comments/**")
    assert "A moderator looks at your comment" in reader.locator("main").inner_text()
    appealed = reader.url
    site.sign_in(moderator)
    card = moderator.locator(".comment", has_text=DOUBTFUL)
    assert "The night bus comes back" in card.inner_text()
    card.get_by_role("button", name="Publish").click()
    objection = moderator.locator(".comment", has_text="stats.example.org")
    assert "It is the town's own page." in objection.inner_text()
    site.article(reader)
    appears(reader, DOUBTFUL)
    reader.goto(own)
    assert "Your comment is published" in reader.locator("main").inner_text()
    objection.locator("summary").click()
    objection.get_by_role("button", name="Reject as link").click()
    end = time.monotonic() + 30
    while "did not publish" not in reader.locator("main").inner_text():
        assert time.monotonic() < end
        reader.goto(appealed)
    site.article(reader)
    assert LINK not in reader.locator(".thread").inner_text()


def test_the_filter_learns_what_moderators_decide(
    lantern: Callable[..., Lantern], opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Healers are praised under the articles. Moderators call it spam, and soon nobody has to."""
    made = tmp_path_factory.mktemp("plugs")
    subprocess.run([sys.executable, ROOT / "examples" / "plugs.py", made], check=True)
    site = lantern(seeded=False)
    store = f"sqlite:///{site.folder / 'decisions.db'}"

    def plugs(name: str) -> list[str]:
        lines = (made / name).read_text("utf-8").splitlines()
        return [json.loads(line)["text"] for line in lines]

    shipped = Moderator.load()
    judged = [str(one.action) for one in shipped.check_many(plugs("later-plugs.jsonl"))]
    both = list(zip(plugs("later-plugs.jsonl"), judged, strict=True))
    published = [text for text, action in both if action == "publish"]
    held = [text for text, action in both if action == "review"]
    reader, moderator = opened(viewport=WIDE), opened(viewport=WIDE)
    # Before: one appears at once, others wait, and a moderator rejects them.
    site.article(reader)
    send(reader, published[0])
    reader.wait_for_url("**#c-*")
    for text in held[:3]:
        site.article(reader)
        send(reader, text)
        reader.wait_for_url("**/comments/**")
    site.sign_in(moderator)
    for text in held[:3]:
        card = moderator.locator(".comment", has_text=text)
        card.locator("summary").click()
        card.get_by_role("button", name="Reject as spam").click()
        card.wait_for(state="detached")
    # What three moderators decided in the days before.
    command(site, "decisions", "import", str(made / "decisions.jsonl"), "--store", store)
    said = command(
        site, "retrain", "--store", store, "--models", str(site.folder / "models"),
        "--promote", "--who", "editor",
    )  # fmt: skip
    assert "is the champion" in said
    answer = moderator.request.post(
        f"{site.address}/moderation/v1/reload", headers={"authorization": f"Bearer {site.key}"}
    )
    assert answer.json()["changed"] is True
    # After: the same kind is refused, without a moderator; what was published before is not; and
    # other comments appear as ever.
    for text in held[3:6]:
        site.article(reader)
        send(reader, text)
        reader.locator(".answer.refused").wait_for()
        assert "advertising" in reader.locator(".answer.refused").inner_text()
    site.article(reader)
    send(reader, published[1])
    reader.locator(".answer.refused, .own").first.wait_for()
    site.article(reader)
    send(reader, FINE)
    reader.wait_for_url("**#c-*")


def command(site: Lantern, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "modfilter", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_nothing_that_is_written_runs(lantern: Callable[..., Lantern], opened: Opened) -> None:
    site = lantern(seeded=False, hints_a_minute=0)
    page = opened(viewport=WIDE)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.on(
        "request",
        lambda sent: asked.append(sent.url) if not sent.url.startswith(site.address) else None,
    )
    site.article(page)
    title = page.title()
    texts = [value for value in VALUES if isinstance(value, str) and "'run'" in value]
    assert len(texts) > 5
    for number, value in enumerate(texts):
        site.article(page)
        # In every field, whatever the page's own limits are.
        page.evaluate(
            """([text, name]) => {
              const form = document.forms[0];
              form.noValidate = true;
              form.text.value = text; form.name.value = name; form.email.value = name;
              form.querySelector('[name=name]').value = name;
              form.elements.namedItem('name').maxLength = 100000;
            }""",
            [f"On the night bus of {1990 + number}: {value}", value],
        )
        page.get_by_role("button", name="Publish").click()
        page.locator("main").wait_for()
        page.get_by_label("Your comment").first.wait_for()
        assert page.title() == title
        page.locator("[name=name]").evaluate("one => one.value = ''")
        page.locator("[name=email]").evaluate("one => one.value = ''")
        page.locator("form[data-hint] button").click()
        page.locator("main").wait_for()
        assert not page.title().startswith("run")
    site.article(page)
    assert page.locator("main script, main iframe, main svg, .thread img, .thread b").count() == 0
    assert page.title() == title
    assert asked == []
    # And the moderators' page shows the same texts.
    site.sign_in(page)
    assert "run" not in page.title()
    assert asked == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop", {"viewport": WIDE}),
        ("dark", {"viewport": WIDE, "color_scheme": "dark"}),
        ("phone", {"viewport": SMALL, "has_touch": True}),
    ],
)
def test_pages_look_right_and_are_accessible(
    lantern: Callable[..., Lantern],
    opened: Opened,
    seen: Seen,
    accessible: Callable[[Page], None],
    name: str,
    options: dict[str, Any],
) -> None:
    site = lantern()
    page = opened(**options)

    def look(what: str) -> None:
        page.wait_for_load_state()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
        seen(page, f"newsroom-{what}-{name}")

    page.goto(site.address)
    look("front")
    page.goto(f"{site.address}/guidelines")
    look("guidelines")
    site.article(page)
    look("article")
    page.get_by_label("Your comment").fill(LINK)
    page.locator("#hint").wait_for(state="visible")
    look("hint")
    page.get_by_role("button", name="Publish").click()
    page.locator(".answer.refused").wait_for()
    look("refused")
    page.get_by_role("button", name="Ask for a person").click()
    page.wait_for_url("**/comments/**")
    look("appeal")
    site.article(page)
    page.locator(".comment").first.get_by_role("link", name="Reply").click()
    look("reply")
    page.get_by_label("E-mail").fill("reader@example.org")
    send(page, FINE)
    page.wait_for_url("**#c-*")
    look("published")
    site.article(page)
    send(page, DOUBTFUL)
    page.wait_for_url("**/comments/**")
    look("held")
    page.goto(f"{site.address}/demo/mails")
    while not page.locator(".mail").count():
        page.wait_for_timeout(100)
        page.reload()
    look("mails")
    for kind in ("confirm", "stop"):
        page.goto(f"{site.address}/demo/mails")
        link = page.locator(f".mail a[href*='/mail/{kind}/']").first.get_attribute("href")
        page.goto(f"{site.address}/mail/{str(link).partition('/mail/')[2]}")
        look(kind)
