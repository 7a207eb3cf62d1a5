"""OpenAI's moderations and Coral's phase: keys, limits, signatures, and the real moderator."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from modfilter.domain import Category
from modfilter.moderator import Moderator
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import coral, openai
from modfilter.server.settings import Settings, SettingsError
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
    service = FakeService(refuse=ServiceError(Code.RATE_LIMITED, "", 3))
    answer = client_of(openai.router(service)).post(MODERATIONS, json={"input": "a"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


def test_too_much_at_once() -> None:
    client = client_of(
        openai.router(FakeService(settings=Settings(max_body=1 << 16, max_batch=10)))
    )
    long = client.post(MODERATIONS, json={"input": "a" * (1 << 17)})
    assert (long.status_code, long.json()["error"]["code"]) == (413, "request_too_large")
    many = client.post(MODERATIONS, json={"input": ["a"] * 11})
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
    tmp_path: Path, ours: tuple[str, ...], theirs: tuple[str, ...], accepted: bool
) -> None:
    client = client_of(coral.router(_with_secrets(tmp_path, *ours)))
    # Coral signs what it sends: JSON with line ends.
    raw = json.dumps(NEW, indent=2).encode()
    answer = client.post(PHASE, content=raw, headers={"X-Coral-Signature": _signature(raw, *theirs)})  # fmt: skip
    assert answer.status_code == (204 if accepted else 401)


def test_a_signature_is_of_the_very_bytes(tmp_path: Path) -> None:
    service = _with_secrets(tmp_path, "s")
    client = client_of(coral.router(service))
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


def _with_secrets(folder: Path, *secrets: str) -> FakeService:
    file = folder / "coral.secrets"
    file.write_text("\n".join(secrets) + "\n")
    return FakeService(keys={"good": set()}, settings=Settings(coral_secrets=str(file)))


def _status(client: TestClient, secret: str) -> int:
    raw = json.dumps(NEW).encode()
    answer = client.post(PHASE, content=raw, headers={"X-Coral-Signature": _signature(raw, secret)})
    return answer.status_code


def test_a_secret_is_rotated_while_the_server_runs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = _with_secrets(tmp_path, "old")
    client = client_of(coral.router(service))
    file = tmp_path / "coral.secrets"
    assert (_status(client, "old"), _status(client, "new")) == (204, 401)
    file.write_text("old\nnew\n")
    assert (_status(client, "old"), _status(client, "new")) == (204, 204)
    file.write_text("new\n")
    assert (_status(client, "old"), _status(client, "new")) == (401, 204)
    file.unlink()
    assert (_status(client, "old"), _status(client, "new")) == (401, 204)
    assert [record.getMessage().count("cannot be read") for record in caplog.records] == [1]
    assert "new" not in caplog.text.replace(str(tmp_path), "")


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff"])
def test_a_server_does_not_start_on_secrets_that_it_cannot_read(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "coral.secrets"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="coral_secrets"):
        coral.router(FakeService(settings=Settings(coral_secrets=str(file))))


@pytest.mark.parametrize(
    "why", [Code.UNAVAILABLE, Code.TIMED_OUT, Code.RATE_LIMITED, Code.TOO_LARGE]
)
def test_what_could_not_be_judged_is_held_back(why: Code) -> None:
    """Coral lets a comment through when a phase fails."""
    answer = client_of(coral.router(FakeService(refuse=ServiceError(why, "not now")))).post(
        PHASE, json=NEW
    )
    assert answer.status_code == 200
    assert answer.json() == {"status": "SYSTEM_WITHHELD", "actions": []}


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
