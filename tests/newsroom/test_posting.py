"""From a form to a comment that appears, waits or comes back."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from modfilter.server.failures import Code, ServiceError
from modfilter.store.decision_store import DecisionStore
from newsroom.comments import REPLIES, THREADS
from newsroom.moderation import Moderation
from newsroom.settings import SOURCE
from tests.newsroom.conftest import ARTICLE, DOUBTFUL, FINE, LINK, Opened, Reader


def recorded(reader: Reader) -> list[str | None]:
    with DecisionStore.open(f"sqlite:///{reader.newsroom.settings.folder}/decisions.db") as store:
        return [comment.text for comment in store.automatic(source=SOURCE)]


def test_what_passes_appears_at_once(reader: Reader) -> None:
    answer = reader.send(FINE, name="Ana")
    assert answer.status_code == 303
    page = unescape(reader.client.get(answer.headers["location"]).text)
    assert FINE in page
    assert "<strong>Ana</strong>" in page
    assert recorded(reader) == [FINE]


def test_only_the_text_is_required(reader: Reader) -> None:
    page = reader.page()
    assert re.findall(r'<(?:input|textarea)[^>]*name="(\w+)"[^>]* required', page) == ["text"]
    reader.published(FINE)
    assert "A reader" in reader.page()


def test_what_is_held_says_so_and_does_not_appear(reader: Reader) -> None:
    answer = reader.send(DOUBTFUL)
    assert answer.status_code == 303
    own = unescape(reader.client.get(answer.headers["location"]).text)
    assert "waits for a moderator" in own
    assert DOUBTFUL in own
    assert DOUBTFUL not in reader.page()
    assert reader.client.get(answer.headers["location"][:-1] + "x").status_code == 404


def test_what_is_refused_comes_back_with_marks_and_the_way_out(reader: Reader) -> None:
    answer = reader.send(LINK, name="Ana", email="ana@example.org")
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "<mark>https://stats.example.org/buses</mark>" in page
    assert "Links are not allowed here" in page
    assert "visit the Example website" in page
    assert re.search(r"<textarea[^>]*>\n" + re.escape(LINK) + "</textarea>", page)
    assert 'value="Ana"' in page
    assert 'value="ana@example.org"' in page
    assert "Ask for a person" in page
    assert LINK not in reader.page()


def test_a_repaired_comment_is_published_once(reader: Reader) -> None:
    form = reader.form()
    refused = reader.send(LINK, **form)
    assert refused.status_code == 422
    again = reader.hidden(refused.text)
    assert again == form
    reader.published("For the figures, visit the transport office's website.", **again)
    assert reader.rows() == 1
    assert reader.rows(status="published") == 1


@pytest.mark.parametrize("text", [FINE, LINK, DOUBTFUL])
def test_the_same_form_again_changes_nothing(reader: Reader, text: str) -> None:
    form = reader.form()
    first, second = (reader.send(text, **form) for _ in range(2))
    assert first.status_code == second.status_code
    assert first.headers.get("location") == second.headers.get("location")
    assert ("<li>Links are not allowed" in second.text) is (text == LINK)
    assert reader.rows() == 1
    assert recorded(reader) == [text]


def test_copies_of_a_form_at_once_are_one_comment(reader: Reader) -> None:
    form = reader.form()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: reader.send(FINE, **form), range(24)))
    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    assert reader.rows() == 1
    assert reader.page().count(FINE) == 1


def test_a_used_form_with_another_text_comes_back_fresh(reader: Reader) -> None:
    form = reader.form()
    reader.published(FINE, **form)
    other = "And who paid for it after that? The article does not say."
    answer = reader.send(other, **form)
    assert answer.status_code == 422
    assert other in unescape(answer.text)
    assert other not in reader.page()
    fresh = reader.hidden(answer.text)
    assert fresh["token"] != form["token"]
    reader.published(other, **fresh)
    assert reader.rows(status="published") == 2


@pytest.mark.parametrize("token", ["", "x", "0" * 20 + ".1." + "0" * 32])
def test_a_form_that_is_not_ours_comes_back_with_the_text(reader: Reader, token: str) -> None:
    answer = reader.send(FINE, token=token)
    assert answer.status_code == 422
    assert FINE in unescape(answer.text)
    assert reader.rows() == 0
    reader.published(FINE, **reader.hidden(answer.text))


def test_an_old_form_comes_back_with_the_text(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = reader.form()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    answer = reader.send(FINE, **form)
    assert answer.status_code == 422
    assert "too old" in answer.text
    assert reader.hidden(answer.text)["token"] != form["token"]


def test_replies_stand_below_what_they_answer(reader: Reader) -> None:
    first = reader.published(FINE)
    reply = reader.published("Which years were those? I moved here later.", parent=first)
    deeper = reader.published("It must have been 2016 to 2019, I have the leaflet.", parent=reply)
    order = re.findall(r'id="c-(\w+)" class="comment depth-(\d)"', reader.page())
    assert order == [(first, "0"), (reply, "1"), (deeper, "2")]
    assert "Reply to a reader" in reader.client.get(f"/articles/{ARTICLE}?reply={first}").text


def test_a_reply_to_what_is_not_there_comes_back(reader: Reader) -> None:
    held = reader.send(DOUBTFUL).headers["location"].split("/")[2]
    for parent in ("nobody", held):
        answer = reader.send(FINE, **{**reader.form(), "parent": parent})
        assert answer.status_code == 422
        assert "not here any more" in answer.text
        assert FINE in answer.text


def test_long_threads_and_many_threads_have_pages(reader: Reader) -> None:
    first = reader.published(FINE)
    for number in range(REPLIES + 2):
        last = reader.send(
            f"My neighbour counted {number + 3} passengers on the late bus that week.",
            **reader.form(reply=first),
        ).headers["location"]
    assert last.startswith(f"/threads/{first}#c-")
    assert last.partition("#")[2] in reader.client.get(last).text
    assert f"All {REPLIES + 2} replies" in reader.page()
    for number in range(THREADS):
        reader.published(f"In {2001 + number} the timetable had {number + 4} late buses, I think.")
    assert first not in reader.page()
    assert first in reader.client.get(f"/articles/{ARTICLE}?page=2").text
    reply = reader.send("And in winter?", **reader.form(reply=first)).headers["location"]
    assert reply.startswith(f"/threads/{first}")
    for page in ("0", "-1", "x", "99", "9" * 30):
        assert reader.client.get(f"/articles/{ARTICLE}?page={page}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "visit spam.example.com"}, "This name does not fit"),
        ({"name": "x" * 61}, "A name may have 60 characters"),
        ({"email": "not an address"}, "no e-mail address"),
        ({"email": "a@example.org, b@example.org"}, "no e-mail address"),
    ],
)
def test_other_fields_that_do_not_fit_keep_the_text(
    reader: Reader, fields: dict[str, str], said: str
) -> None:
    answer = reader.send(FINE, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert FINE in answer.text
    assert reader.rows() == 0
    assert recorded(reader) == []


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_is_no_comment(reader: Reader, text: str) -> None:
    answer = reader.send(text)
    assert answer.status_code == 422
    assert "write something first" in answer.text


def test_too_long_a_text_comes_back(reader: Reader) -> None:
    text = "The late bus came. " * 400
    answer = reader.send(text)
    assert answer.status_code == 422
    assert "7,600 characters" in answer.text
    assert text.strip() in answer.text


def test_the_hint_says_what_would_be_refused_and_keeps_nothing(reader: Reader) -> None:
    def hint(text: str) -> list[dict[str, object]]:
        answer = reader.client.post("/hint", data={"text": text})
        assert answer.status_code == 200
        return list(answer.json()["hints"])

    (found,) = hint(LINK)
    assert "Links are not allowed" in str(found["message"])
    assert found["suggestion"] == "visit the Example website"
    assert found["places"] == ["https://stats.example.org/buses"]
    # Beginnings of comments are not scolded for being short, nor doubts told.
    for quiet in ("", "Th", FINE, DOUBTFUL):
        assert hint(quiet) == []
    assert recorded(reader) == []
    assert reader.rows() == 0


def test_a_hint_that_was_typed_is_the_answer_that_comes(reader: Reader) -> None:
    hinted = reader.client.post("/hint", data={"text": LINK}).json()["hints"][0]["message"]
    assert hinted in unescape(reader.send(LINK).text)


def test_too_many_posts_are_told_to_wait_and_keep_the_text(newsroom: Opened) -> None:
    reader = newsroom(posts_a_minute=2)
    answers = [reader.send(f"{FINE} {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert f"{FINE} 2" in answers[2].text


def test_pages_may_run_and_load_only_what_is_ours(reader: Reader) -> None:
    for path in ("/", f"/articles/{ARTICLE}", "/guidelines", "/nowhere", "/static/newsroom.js"):
        answer = reader.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = answer.text
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=|https?://", page), path


def test_refused_comments_are_forgotten_after_a_time(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.send(LINK)
    reader.published(FINE)
    assert reader.newsroom.comments.forget_refused(30) == 0
    later = time.time_ns() + 31 * 86_400 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    assert reader.newsroom.comments.forget_refused(30) == 1
    assert (reader.rows(), reader.rows(status="published")) == (1, 1)


def test_the_guidelines_stand_beside_the_form(reader: Reader) -> None:
    page = reader.page()
    for clause in (
        "Be respectful",
        "Add something",
        "No links",
        "visit the UN website",
        "optional",
    ):
        assert clause in page[page.index('id="write"') :]


def test_a_busy_server_keeps_the_text(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    async def late(*_: object) -> None:
        raise ServiceError(Code.TIMED_OUT, "the server is too busy to answer in time", 5)

    form = reader.form()
    with monkeypatch.context() as patched:
        patched.setattr(Moderation, "judge", late)
        answer = reader.send(FINE, **form)
    assert answer.status_code == 503
    assert FINE in unescape(answer.text)
    reader.published(FINE, **reader.hidden(answer.text))
    assert reader.rows() == 1


@pytest.mark.parametrize("page", ["0", "9" * 19, "9" * 5_000, "\u00b2", "-1", "x", ""])
def test_any_page_number_gives_a_page(reader: Reader, page: str) -> None:
    answer = reader.client.get(f"/articles/{ARTICLE}", params={"page": page})
    assert answer.status_code == 200
