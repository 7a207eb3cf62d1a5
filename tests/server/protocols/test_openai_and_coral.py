"""OpenAI's moderations and Coral's phase: keys, limits, signatures, and the real moderator."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from modfilter.domain import Category
from modfilter.moderator import Moderator
from modfilter.server.protocols import coral, openai
from modfilter.server.protocols.service import Refusal, RefusedError, Scope
from tests.server.protocols.asking import client_of
from tests.server.protocols.fake_service import FakeService

MODERATIONS = "/v1/moderations"
PHASE = "/coral/moderation"
NEW = {"action": "NEW", "comment": {"body": "a comment", "parentID": None}}


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator.load()


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ({}, 401, "missing_api_key"),
        ({"Authorization": "Basic Z29vZA=="}, 401, "missing_api_key"),
        ({"Authorization": "Bearer wrong"}, 401, "invalid_api_key"),
        ({"Authorization": "Bearer weak"}, 403, "insufficient_permissions"),
    ],
)
def test_keys(header: dict[str, str], status: int, code: str) -> None:
    service = FakeService(keys={"good": {Scope.MODERATE}, "weak": {Scope.DECIDE}})
    client = client_of(openai.router(service))
    answer = client.post(MODERATIONS, json={"input": "a"}, headers=header)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    good = {"Authorization": "bearer good"}
    assert client.post(MODERATIONS, json={"input": "a"}, headers=good).status_code == 200


def test_too_many_requests() -> None:
    service = FakeService(refuse=RefusedError(Refusal.RATE, retry_after=3))
    answer = client_of(openai.router(service)).post(MODERATIONS, json={"input": "a"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


def test_too_much_at_once() -> None:
    client = client_of(openai.router(FakeService(max_body=1 << 16)))
    long = client.post(MODERATIONS, json={"input": "a" * (1 << 17)})
    assert (long.status_code, long.json()["error"]["code"]) == (413, "request_too_large")
    many = client.post(MODERATIONS, json={"input": ["a"] * (openai.MAX_INPUTS + 1)})
    assert (many.status_code, many.json()["error"]["param"]) == (400, "input")


def test_what_the_real_model_says_of_harassment(moderator: Moderator) -> None:
    client = client_of(openai.router(FakeService(judge=moderator.check)))
    texts = ["You are a complete idiot.", "The bridge opened in 1932."]
    hostile, kind = client.post(MODERATIONS, json={"input": texts}).json()["results"]
    assert (hostile["flagged"], kind["flagged"]) == (True, False)
    assert hostile["categories"]["harassment"]
    for text, result in zip(texts, (hostile, kind), strict=True):
        score = moderator.check(text).scores["insult"]
        assert result["category_scores"]["harassment"] == score


def test_a_category_without_a_head_is_never_scored(moderator: Moderator) -> None:
    client = client_of(openai.router(FakeService(judge=moderator.check)))
    texts = ["I will kill you, you idiot.", "All of them should be shot.", "nude pictures here"]
    for result in client.post(MODERATIONS, json={"input": texts}).json()["results"]:
        for category in set(openai.CATEGORIES) - set(openai.SCORED):
            assert result["category_scores"][category] == 0
            assert result["category_applied_input_types"][category] == []
            assert not result["categories"][category]


def _signature(raw: bytes, *secrets: str) -> str:
    """The header as Coral makes it: one signature for each secret, with commas between."""
    return ",".join(
        "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest() for secret in secrets
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "accepted"),
    [
        (("new",), ("new",), True),
        (("new",), ("old", "new"), True),
        (("old", "new"), ("new",), True),
        (("new",), ("old",), False),
        (("new",), (), False),
    ],
)
def test_signatures_while_secrets_change(
    ours: tuple[str, ...], theirs: tuple[str, ...], accepted: bool
) -> None:
    client = client_of(coral.router(FakeService(), coral.Settings(secrets=ours)))
    # Coral signs what it sends: JSON with line ends.
    raw = json.dumps(NEW, indent=2).encode()
    answer = client.post(PHASE, content=raw, headers={"X-Coral-Signature": _signature(raw, *theirs)})  # fmt: skip
    assert answer.status_code == (204 if accepted else 401)


def test_a_signature_is_of_the_very_bytes() -> None:
    service = FakeService()
    client = client_of(coral.router(service, coral.Settings(secrets=("s",))))
    raw = json.dumps(NEW).encode()
    signed = {"X-Coral-Signature": _signature(raw, "s")}
    assert client.post(PHASE, content=raw + b" ", headers=signed).status_code == 401
    assert client.post(PHASE, content=raw).status_code == 401
    odd = {"X-Coral-Signature": "sha256=\xfc\xe9, sha1=00,,=,sha256".encode("latin-1")}
    assert client.post(PHASE, content=raw, headers=odd).status_code == 401
    assert service.moderated == []
    assert client.post(PHASE, content=raw, headers=signed).status_code == 204


def test_without_secrets_a_key_is_asked_for() -> None:
    service = FakeService(keys={"good": {Scope.MODERATE}})
    client = client_of(coral.router(service))
    assert client.post(PHASE, json=NEW).status_code == 401
    assert client.post(f"{PHASE}?key=wrong", json=NEW).status_code == 401
    assert client.post(f"{PHASE}?key=good", json=NEW).status_code == 204


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(coral.Settings(secrets=("hush",)))


def test_the_author_and_the_story_stay_at_the_door() -> None:
    service = FakeService()
    client_of(coral.router(service)).post(
        PHASE,
        json={
            **NEW,
            "author": {"id": "author-77", "role": "COMMENTER"},
            "story": {"id": "story-77", "url": "https://news.example.org/77"},
            "tenantDomain": "news.example.org",
        },
    )
    assert "77" not in repr(service.moderated)
    assert service.moderated[0][1] == "coral:news.example.org"


def test_coral_knows_every_word_of_every_answer(moderator: Moderator) -> None:
    client = client_of(coral.router(FakeService(judge=moderator.check)))
    texts = (
        "You are a complete idiot.",
        "See https://www.example.com for more",
        "Write to me: anna@example.org",
        "asdfghjkl asdfghjkl asdfghjkl",
        "THIS IS ALL WRONG AND EVERYBODY KNOWS IT",
        "I will find you and break your neck.",
        "",
    )
    seen = set()
    for text in texts:
        answer = client.post(PHASE, json={"action": "NEW", "comment": {"body": text}})
        if answer.status_code == 204:
            continue
        found = answer.json()
        assert set(found) <= {"status", "actions", "moderationAction"}
        assert found["status"] in {"REJECTED", "SYSTEM_WITHHELD"}
        for action in found["actions"]:
            assert action["actionType"] == "FLAG"
            assert action["reason"] in {"COMMENT_DETECTED_TOXIC", "COMMENT_DETECTED_SPAM"}
        if "moderationAction" in found:
            reason = found["moderationAction"]["rejectionReason"]
            assert reason["detailedExplanation"]
            seen.add(reason["code"])
    assert {"HARASSMENT_BULLYING", "OTHER"} <= seen


def test_every_category_has_a_reason_that_coral_knows() -> None:
    known = set(
        "OFFENSIVE ABUSIVE SPAM BANNED_WORD AD ILLEGAL_CONTENT HARASSMENT_BULLYING "
        "MISINFORMATION HATE_SPEECH IRRELEVANT_CONTENT OTHER".split()
    )
    for category in Category:
        assert coral.REJECTION_CODES.get(category, "OTHER") in known
        assert coral.FLAGS.get(category, coral.SPAM) in {coral.TOXIC, coral.SPAM}
