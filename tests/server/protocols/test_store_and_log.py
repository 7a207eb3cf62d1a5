"""Through the whole server into a real store: what is kept, and what is nowhere to be found."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from modfilter.domain import NO_CONTEXT, Action, Context
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import own_id
from tests.server.conftest import Serve

TEXT = "The ferry stopped running in 1933."
PERSONAL = {
    "comment_author": "Rosalind Whitcombe",
    "comment_author_email": "rosalind@example.net",
    "comment_author_url": "https://rosalind.example.net",
    "user_ip": "203.0.113.99",
    "user_agent": "Mozilla/5.0 (Rosalind)",
    "permalink": "https://blog.example.org/?p=3&author=rosalind",
    "comment_parent": "17",
    "referrer": "https://rosalind.example.net/from",
    "REMOTE_ADDR": "203.0.113.99",
}
FORM = {**PERSONAL, "blog": "https://blog.example.org/", "comment_content": TEXT}
CORAL = {
    "action": "NEW",
    "comment": {"body": TEXT, "parentID": "c-7"},
    "author": {"id": "author-rosalind", "role": "COMMENTER"},
    "story": {
        "id": "s",
        "url": "https://rosalind:pw@news.example.org/ferry?reader=rosalind&p=12#rosalind",
    },
    "tenantDomain": "news.example.org",
}
FEEDBACK = {
    "comment": {"text": TEXT},
    "context": {"entries": [{"text": '{"author": "rosalind"}'}]},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
    "communityId": "Coral:https://news.example.org",
    "clientToken": "comment:c-1",
    "sessionId": "rosalind",
}


def test_everything_that_was_decided_is_kept_and_nothing_about_its_author(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    caplog.set_level(logging.DEBUG)
    client = serve(store=url, log="debug")
    client.post("/1.1/comment-check", data=FORM)
    client.post("/1.1/submit-spam", data=FORM)
    client.post("/coral/moderation", json=CORAL)
    client.post("/v1alpha1/comments:suggestscore", json=FEEDBACK)
    client.post("/v1/moderations", json={"input": TEXT})
    client.post(
        "/v1alpha1/comments:analyze",
        json={
            "comment": {"text": TEXT},
            "requestedAttributes": {"TOXICITY": {}},
            "context": {
                "articleAndParentComment": {
                    "article": {"text": "The ferry of 1933\nBy Rosalind Whitcombe"},
                    "parentComment": {"text": "Did it stop?"},
                }
            },
        },
    )
    with DecisionStore.open(url) as store:
        judged = sorted((found.source, found.text) for found in store.automatic())
        stands = {found.source.split(":")[0]: found.context for found in store.automatic()}
        told = [(d.source, d.text, d.action, d.category) for d in store.moderator_decisions()]
    sources = (
        "akismet:https://blog.example.org/",
        "coral:news.example.org",
        "openai",
        "perspective",
    )
    assert judged == [(source, TEXT) for source in sources]
    assert told == [
        ("akismet:https://blog.example.org/", TEXT, Action.REJECT, "spam"),
        ("perspective:Coral:https://news.example.org", TEXT, Action.REJECT, None),
    ]
    assert stands == {
        "akismet": Context("https://blog.example.org/?p=3", "17"),
        "coral": Context("https://news.example.org/ferry?p=12", "c-7"),
        "openai": NO_CONTEXT,
        "perspective": Context("The ferry of 1933", own_id("Did it stop?")),
    }
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if "db" in file.name)
    assert TEXT.encode() in kept
    # The test's own client logs what it asks; only what the server logs counts.
    own = [r for r in caplog.records if r.name.startswith(("modfilter", "uvicorn", "sqlalchemy"))]
    logged = "\n".join(record.getMessage() for record in own)
    assert "/1.1/comment-check" in logged
    for trace in ("osalind", "203.0.113.99", "Mozilla"):
        assert trace.encode() not in kept
        assert trace not in logged
    assert "ferry" not in logged


def test_a_comment_of_a_wordpress_and_its_submission_meet_in_the_queue(
    serve: Serve, tmp_path: Path
) -> None:
    """Akismet has no ids: what a moderator says is about the comment with this text."""
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    client = serve(store=url)
    shouting = {**FORM, "comment_content": "THIS IS ALL WRONG AND EVERYBODY KNOWS IT"}
    client.post("/1.1/comment-check", data=shouting)
    with DecisionStore.open(url) as store:
        assert len(store.waiting()) == 1
        client.post("/1.1/submit-ham", data=shouting)
        assert store.waiting() == []


def test_what_must_not_be_kept_is_not(serve: Serve, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    client = serve(store=url)
    client.post(
        "/v1alpha1/comments:analyze",
        json={
            "comment": {"text": TEXT},
            "requestedAttributes": {"TOXICITY": {}},
            "doNotStore": True,
        },
    )
    client.post("/1.1/comment-check", data={**FORM, "is_test": "1"})
    client.post("/1.1/submit-ham", data={**FORM, "is_test": "1"})
    with DecisionStore.open(url) as store:
        assert list(store.automatic()) == []
        assert list(store.moderator_decisions()) == []


def test_without_a_store_nobody_is_thanked(serve: Serve) -> None:
    client = serve()
    assert client.post("/1.1/submit-ham", data=FORM).status_code == 503
    assert client.post("/v1alpha1/comments:suggestscore", json=FEEDBACK).status_code == 503
