"""What moderators decide reaches the page, and refused authors can ask for a person."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest

from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Why
from tests.newsroom.conftest import ARTICLE, DOUBTFUL, FINE, LINK, Reader

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(reader: Reader) -> Iterator[DecisionStore]:
    with DecisionStore.open(f"sqlite:///{reader.newsroom.settings.folder}/decisions.db") as found:
        yield found


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.02)


def decide(
    store: DecisionStore, comment: str, action: Action, moderator: str = "m1", text: str = ""
) -> None:
    category = "toxicity" if action is Action.REJECT else None
    store.decide(
        [ModeratorDecision(text, action, category, comment, "newsroom", moderator=moderator)]
    )


def own(reader: Reader, text: str) -> tuple[str, str]:
    """Send a comment that is held; its id and its author's page."""
    place = reader.send(text).headers["location"]
    return place.split("/")[2], place


def appeal(reader: Reader, refused: str, note: str = "It is our own page.") -> str:
    form = refused[refused.index('action="/appeals"') :]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    answer = reader.client.post("/appeals", data={**sent, "note": note}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_held_comment_appears_when_a_moderator_publishes_it(
    reader: Reader, store: DecisionStore
) -> None:
    comment, place = own(reader, DOUBTFUL)
    (waiting,) = store.waiting()
    assert waiting.comment.id == comment
    assert waiting.comment.context.article == "The night bus comes back, for a year"
    decide(store, comment, Action.PUBLISH)
    until(lambda: DOUBTFUL in reader.page())
    assert "is published" in reader.client.get(place).text
    # And goes again when the moderator thinks better of it.
    store.undo("m1")
    until(lambda: DOUBTFUL not in reader.page())
    assert "waits for a moderator" in reader.client.get(place).text


def test_a_held_comment_that_is_rejected_never_appears(
    reader: Reader, store: DecisionStore
) -> None:
    comment, place = own(reader, DOUBTFUL)
    decide(store, comment, Action.REJECT)
    until(lambda: "did not publish" in reader.client.get(place).text)
    assert DOUBTFUL not in reader.page()


def test_a_published_comment_can_be_taken_away_and_its_replies_stay(
    reader: Reader, store: DecisionStore
) -> None:
    comment = reader.published(FINE)
    reader.published("Which years were those, do you know?", parent=comment)
    decide(store, comment, Action.REJECT, text=FINE)
    until(lambda: FINE not in reader.page())
    page = reader.page()
    assert "A moderator has taken this comment away." in page
    assert "Which years were those" in page


def test_an_appeal_brings_a_person_and_the_comment(reader: Reader, store: DecisionStore) -> None:
    refused = reader.send(LINK)
    place = appeal(reader, refused.text)
    assert "A moderator looks at your comment" in unescape(reader.client.get(place).text)
    (waiting,) = store.waiting()
    assert waiting.why is Why.APPEAL
    assert appeal(reader, refused.text) == place
    assert len(store.appeals("newsroom", waiting.comment.id)) == 1
    decide(store, waiting.comment.id, Action.PUBLISH)
    until(lambda: LINK in reader.page())
    assert "is published" in reader.client.get(place).text


def test_an_appeal_that_fails_says_so(reader: Reader, store: DecisionStore) -> None:
    place = appeal(reader, reader.send(LINK).text)
    decide(store, place.split("/")[2], Action.REJECT)
    until(lambda: "did not publish" in reader.client.get(place).text)


def test_publishing_an_earlier_text_does_not_publish_the_later_one(
    reader: Reader, store: DecisionStore
) -> None:
    first = reader.send(LINK)
    place = appeal(reader, first.text)
    comment = place.split("/")[2]
    worse = "You are an idiot and everybody on this page knows it."
    assert reader.send(worse, **reader.hidden(first.text)).status_code == 422
    decide(store, comment, Action.PUBLISH, text=LINK)
    cursor = store.feed(0).after
    until(lambda: reader.newsroom.comments.cursor >= cursor)
    assert worse not in reader.page()
    assert reader.rows(status="published") == 0


def test_an_appeal_needs_the_page_that_offered_it(reader: Reader, store: DecisionStore) -> None:
    refused = reader.send(LINK)
    comment = reader.hidden(refused.text)["token"].split(".")[0]
    for mac in ("", "0" * 32, "é"):
        answer = reader.client.post("/appeals", data={"comment": comment, "mac": mac})
        assert answer.status_code == 404
    assert store.waiting() == []


def test_a_decision_that_came_before_the_comment_is_carried_out(
    reader: Reader, store: DecisionStore
) -> None:
    """The process was killed between the decision store and the site's own database."""
    form = reader.form()
    comment = form["token"].split(".")[0]
    sent = reader.newsroom.moderation.judge(comment, DOUBTFUL, "x", None)
    assert reader.client.portal is not None
    reader.client.portal.call(lambda: sent)
    decide(store, comment, Action.PUBLISH)
    cursor = store.feed(0).after
    until(lambda: reader.newsroom.comments.cursor >= cursor)
    assert reader.rows() == 0
    reader.send(DOUBTFUL, **form)
    assert DOUBTFUL in reader.page()


def test_the_moderators_page_is_there(reader: Reader) -> None:
    page = reader.client.get("/moderation/review", follow_redirects=True)
    assert page.url.path == "/moderation/review/login"
    assert page.status_code == 200
    assert f"/articles/{ARTICLE}" not in page.text


def test_a_comment_is_erased_on_request(reader: Reader) -> None:
    secret = "In nineteen eighty my uncle Zebulon drove that very bus."
    comment = reader.published(secret, name="Zebulon's niece", email="z@example.org")
    folder = reader.newsroom.settings.folder
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.forget", str(folder), comment],
        input="", capture_output=True, text=True, check=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'examples'}", "PATH": ""},
    )  # fmt: skip
    assert done.stdout == "deleted\n"
    assert "Zebulon" not in reader.page()
    with DecisionStore.open(f"sqlite:///{folder}/decisions.db") as store:
        store.erase_comment(comment, "newsroom")
    # Only the server's own connection may still hold what the log beside the file had.
    left = [path.name for path in folder.glob("*.db*") if b"Zebulon" in path.read_bytes()]
    assert left == []
