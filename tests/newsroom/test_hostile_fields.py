"""Every field of every form, filled in by somebody who means harm. (A browser looks at the same in
tests/browser/test_newsroom.py.)"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, quote_from_bytes

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.newsroom.conftest import ARTICLE, FINE, Opened, Reader
from tests.newsroom.hostile import VALUES

COMMENTS = f"/articles/{ARTICLE}/comments"
FIELDS = {
    COMMENTS: ("token", "parent", "text", "name", "email"),
    "/hint": ("text",),
    "/appeals": ("comment", "mac", "note"),
    "/mail/stop/x.y": ("never",),
    "/mail/confirm/x": ("never",),
}
BODIES = (
    b"", b"&&&&", b"text=%ff%fe%00", b"text=\xff\xfe", b"text=%", b"=" * 1000, b"a=1&" * 5000,
    b"text=" + b"%f0%9f" * 1000, b'{"text": "x"}', b"--x\r\nContent-Disposition: form-data\r\n",
    b"text=%ED%A0%80",
)  # fmt: skip


def test_no_field_makes_the_server_fail(reader: Reader) -> None:
    for path, names in FIELDS.items():
        for field in names:
            for value in VALUES:
                body = {"text": FINE, **reader.form()} if path == COMMENTS else {}
                encoded = "&".join(
                    f"{name}={quote(given) if isinstance(given, str) else quote_from_bytes(given)}"
                    for name, given in {**body, field: value}.items()
                )
                answer = reader.client.post(
                    path, content=encoded, follow_redirects=False,
                    headers={"content-type": "application/x-www-form-urlencoded"},
                )  # fmt: skip
                assert answer.status_code < 500, (path, field, value[:40])
    reader.newsroom.notifier.step()
    mails = reader.newsroom.shown_mails
    assert mails is not None
    assert [message["To"] for message in mails.messages] == []
    page = reader.client.get(f"/articles/{ARTICLE}").text
    # Whatever was published is text: no element, no attribute of anybody's making.
    assert set(re.findall(r"<script[^>]*>", page)) == {'<script src="/static/newsroom.js" defer>'}
    assert not re.search(r"<(?:img|svg|iframe|b)\b(?![^>]*/static/)", page)


def test_bodies_that_are_no_forms(reader: Reader) -> None:
    for path in FIELDS:
        for body in BODIES:
            assert reader.client.post(path, content=body).status_code < 500, (path, body[:40])


def test_more_than_a_megabyte(reader: Reader) -> None:
    answer = reader.send("late buses " * 95_325)
    assert answer.status_code == 422
    assert "1,048,575 characters" in answer.text
    # What came back is a part of it: nobody is sent a megabyte for a megabyte.
    assert len(answer.text) < 80_000
    assert reader.client.post("/hint", data={"text": "x" * 5_000_000}).status_code == 413
    assert reader.rows() == 0


def test_what_comes_back_is_what_was_sent(reader: Reader) -> None:
    seen = 0
    for value in VALUES:
        if isinstance(value, bytes) or len(value) > 4000:
            continue
        answer = reader.send("http://a.example.com " + value)
        assert answer.status_code == 422
        found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
        assert found is not None
        clean = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        clean = clean.encode("utf-8", "replace").decode()
        assert unescape(found[1]) == "http://a.example.com " + clean
        seen += 1
    assert seen > 20


def test_addresses_with_anything_in_them(newsroom: Opened) -> None:
    reader = newsroom()

    @settings(max_examples=40)
    @given(st.text(max_size=40), st.text(max_size=40))
    def ask(path: str, query: str) -> None:
        for prefix in (
            "/articles/",
            "/threads/",
            "/comments/",
            "/mail/stop/",
            f"/articles/{ARTICLE}?",
        ):
            answer = reader.client.get(
                prefix + quote(path, errors="replace", safe=""),
                params={"page": query.encode("utf-8", "replace"), "reply": "x"},
            )
            assert answer.status_code < 500

    ask()
