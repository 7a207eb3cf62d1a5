"""Perspective: what a contract of one request cannot say."""

from __future__ import annotations

import pytest

from modfilter.domain import Action, Comment, Decision
from modfilter.moderator import Moderator
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import perspective
from modfilter.server.protocols.sentences import sentence_spans
from modfilter.server.protocols.utf16 import utf16_length
from modfilter.server.settings import Settings
from tests.server.protocols.asking import client_of
from tests.server.protocols.fake_service import FakeService, decided

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
TOXICITY = {"requestedAttributes": {"TOXICITY": {}}}


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator.load()


def test_a_sentence_has_the_score_that_the_model_gives_it(moderator: Moderator) -> None:
    insult = "You are a complete idiot!"
    text = f"Thanks for the article 🙂. {insult} The bridge opened in 1932."
    service = FakeService(judge=moderator.check)
    answer = client_of(perspective.router(service)).post(
        ANALYZE, json={"comment": {"text": text}, "spanAnnotations": True, **TOXICITY}
    )
    spans = answer.json()["attributeScores"]["TOXICITY"]["spanScores"]
    units = text.encode("utf-16-le")
    shown = [units[2 * s["begin"] : 2 * s["end"]].decode("utf-16-le") for s in spans]
    assert shown == ["Thanks for the article 🙂.", insult, "The bridge opened in 1932."]
    for part, span in zip(shown, spans, strict=True):
        assert span["score"]["value"] == moderator.check(part).scores["toxicity"]
    assert spans[1]["score"]["value"] > 10 * spans[2]["score"]["value"]


def test_sentences_are_scored_and_not_stored() -> None:
    service = FakeService()
    client_of(perspective.router(service)).post(
        ANALYZE, json={"comment": {"text": "One. Two."}, "spanAnnotations": True, **TOXICITY}
    )
    assert [(comment.text, keep) for comment, _, keep in service.moderated] == [
        ("One. Two.", True),
        ("One.", False),
        ("Two.", False),
    ]


def test_the_number_of_sentences_is_bounded() -> None:
    text = "a. " * 5_000
    spans = sentence_spans(text, 100)
    assert len(spans) == 100
    assert spans[-1][1] == len(text.strip())


def test_do_not_store_is_obeyed() -> None:
    service = FakeService()
    client = client_of(perspective.router(service))
    for told in (True, False):
        client.post(ANALYZE, json={"comment": {"text": "a"}, "doNotStore": told, **TOXICITY})
    assert [keep for _, _, keep in service.moderated] == [False, True]


def test_a_token_names_a_comment_where_it_says_so() -> None:
    service = FakeService()
    client = client_of(perspective.router(service))
    for token in ("comment:c-1", "session 5", "comment:"):
        client.post(
            ANALYZE,
            json={
                "comment": {"text": "a"},
                "clientToken": token,
                "communityId": "Coral:https://news.example.org",
                **TOXICITY,
            },
        )
    assert [comment.id for comment, _, _ in service.moderated] == ["c-1", None, None]
    assert service.moderated[0][1] == "perspective:Coral:https://news.example.org"


@pytest.mark.parametrize(
    ("scores", "community", "action", "category"),
    [
        ({"TOXICITY": 1}, "Coral:https://news.example.org", "reject", None),
        ({"TOXICITY": 0}, "Coral:https://news.example.org", "publish", None),
        ({"SPAM": 0.9, "TOXICITY": 0.6}, "", "reject", "spam"),
        ({"IDENTITY_ATTACK": 1}, "forum", "reject", "identity_attack"),
        ({"INFLAMMATORY": 1}, "forum", "reject", None),
        ({"TOXICITY": 0.2}, "forum", "publish", None),
    ],
)
def test_feedback_reaches_the_store(
    scores: dict[str, float], community: str, action: str, category: str | None
) -> None:
    service = FakeService()
    answer = client_of(perspective.router(service)).post(
        SUGGEST,
        json={
            "comment": {"text": "a comment"},
            "attributeScores": {
                name: {"summaryScore": {"value": value}} for name, value in scores.items()
            },
            "communityId": community,
            "clientToken": "comment:c-1",
        },
    )
    assert answer.status_code == 200
    [decision] = service.decisions
    assert decision.text == "a comment"
    assert (str(decision.action), decision.category) == (action, category)
    assert decision.id == "c-1"
    assert decision.decided_at is not None
    assert decision.decided_at.tzinfo is not None


def test_a_zero_that_the_client_left_out_is_a_zero() -> None:
    service = FakeService()
    client_of(perspective.router(service)).post(
        SUGGEST,
        json={
            "comment": {"text": "a"},
            "attributeScores": {"TOXICITY": {"summaryScore": {"type": "PROBABILITY"}}},
        },
    )
    assert [decision.action for decision in service.decisions] == [Action.PUBLISH]


def test_feedback_that_cannot_be_kept_is_not_acknowledged() -> None:
    answer = client_of(perspective.router(FakeService(store=False))).post(
        SUGGEST,
        json={
            "comment": {"text": "a"},
            "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        },
    )
    assert answer.status_code == 503
    assert answer.json()["error"]["status"] == "UNAVAILABLE"


@pytest.mark.parametrize(
    ("key", "code", "status", "reason"),
    [
        (None, 403, "PERMISSION_DENIED", "CONSUMER_INVALID"),
        ("wrong", 400, "INVALID_ARGUMENT", "API_KEY_INVALID"),
        ("weak", 403, "PERMISSION_DENIED", "API_KEY_SERVICE_BLOCKED"),
    ],
)
def test_keys(key: str | None, code: int, status: str, reason: str) -> None:
    service = FakeService(keys={"good": {Scope.MODERATE}, "weak": {Scope.DECIDE}})
    client = client_of(perspective.router(service))
    body = {"comment": {"text": "a"}, **TOXICITY}
    answer = client.post(ANALYZE, params={} if key is None else {"key": key}, json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (code, code, status)
    assert error["details"][0]["reason"] == reason
    assert client.post(ANALYZE, params={"key": "good"}, json=body).status_code == 200
    with_header = client.post(ANALYZE, headers={"X-Goog-Api-Key": "good"}, json=body)
    assert with_header.status_code == 200


def test_too_many_requests() -> None:
    service = FakeService(refuse=ServiceError(Code.RATE_LIMITED, "", 7))
    answer = client_of(perspective.router(service)).post(ANALYZE, json={})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "7"
    assert answer.json()["error"]["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"


def test_a_long_body_is_a_long_comment() -> None:
    answer = client_of(perspective.router(FakeService(settings=Settings(max_body=1024)))).post(
        ANALYZE, json={"comment": {"text": "a" * 2000}, **TOXICITY}
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["details"][0]["errorType"] == "COMMENT_TOO_LONG"


def test_discovery_names_this_server() -> None:
    client = client_of(perspective.router(FakeService()), "https://filter.example.org:8443")
    document = client.get("/$discovery/rest", params={"version": "v1alpha1", "key": "k"}).json()
    assert document["rootUrl"] == "https://filter.example.org:8443/"
    paths = {m["path"] for m in document["resources"]["comments"]["methods"].values()}
    assert {f"/{path}" for path in paths} == {ANALYZE, SUGGEST}
    assert client.get("/$discovery/rest", params={"version": "v2"}).status_code == 404


def test_half_of_a_surrogate_pair_is_answered() -> None:
    def whole(comment: Comment) -> Decision:
        return decided(comment, toxicity=0.5)

    answer = client_of(perspective.router(FakeService(judge=whole))).post(
        ANALYZE,
        content=b'{"comment":{"text":"a\\ud83d b"},"requestedAttributes":{"TOXICITY":{}},'
        b'"clientToken":"\\udc00"}',
    )
    assert answer.status_code == 200
    assert answer.json()["clientToken"] == "\udc00"
    assert answer.json()["attributeScores"]["TOXICITY"]["spanScores"][0]["end"] == 4


def test_utf16_length_is_that_of_the_encoding() -> None:
    for text in ("", "plain", "é", "🙂", "a🙂b\U0001f468\u200d\U0001f469", "\ud83d"):
        assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
