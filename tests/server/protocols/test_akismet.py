"""Akismet: keys wherever they stand, settings, feedback, privacy, odd forms."""

from __future__ import annotations

import csv
import logging

import pytest

from modfilter.domain import Action, Aside, Audit, Comment, Decision
from modfilter.moderator import Moderator
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import akismet
from modfilter.server.protocols.akismet import ForReview, KeyPlace, Wording
from modfilter.server.protocols.akismet_usage import MOST_SITES, Month, Page, Usage
from modfilter.server.settings import Settings, SettingsError, read_settings
from tests.server.protocols.asking import client_of
from tests.server.protocols.fake_service import FakeService, decided

CHECK = "/1.1/comment-check"
FORM = {
    "blog": "https://blog.example.org/",
    "user_ip": "192.0.2.7",
    "comment_content": "The bridge opened in 1932.",
}
KEYED = {"good": {Scope.MODERATE, Scope.DECIDE}, "reader": {Scope.MODERATE}}


def _rejected(comment: Comment) -> Decision:
    return decided(comment, Action.REJECT)


def _reviewed(comment: Comment) -> Decision:
    return decided(comment, Action.REVIEW)


@pytest.mark.parametrize("where", [*KeyPlace, None])
def test_a_key_is_found_wherever_it_stands(where: KeyPlace | None) -> None:
    host = "http://good.rest.example.org" if where is KeyPlace.HOST else "http://rest.example.org"
    client = client_of(akismet.router(FakeService(keys=KEYED)), host)
    form = {**FORM, "api_key": "good"} if where is KeyPlace.BODY else FORM
    params = {"api_key": "good"} if where is KeyPlace.QUERY else {}
    answer = client.post(CHECK, data=form, params=params)
    assert answer.status_code == 200
    assert answer.text == ("invalid" if where is None else "false")


def test_a_place_that_is_not_set_is_not_looked_at() -> None:
    service = FakeService(keys=KEYED, settings=Settings(akismet_keys="query host"))
    client = client_of(akismet.router(service))
    assert client.post(CHECK, data={**FORM, "api_key": "good"}).text == "invalid"


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("abc123.rest.example.org:8080", "abc123"),
        ("abc123.localhost:8080", "abc123"),
        ("localhost:8080", None),
        ("127.0.0.1:8080", None),
        ("[::1]:8080", None),
        ("", None),
        (".example.org", None),
    ],
)
def test_the_key_in_a_host(host: str, key: str | None) -> None:
    assert akismet.read_form(b"", "", host).key == key


def test_the_key_in_the_form_weighs_more_than_the_host() -> None:
    assert akismet.read_form(b"api_key=in+form", "api_key=q", "host.example.org").key == "in form"


def test_a_server_without_keys_takes_any_client() -> None:
    client = client_of(akismet.router(FakeService()))
    assert client.post(CHECK, data=FORM).content == b"false"
    assert client.post("/1.1/verify-key", data={"blog": "b", "key": "any"}).content == b"valid"


def test_verify_key() -> None:
    client = client_of(akismet.router(FakeService(keys=KEYED)))
    for key, said in (("good", b"valid"), ("reader", b"valid"), ("wrong", b"invalid")):
        for name in ("key", "api_key"):
            answer = client.post("/1.1/verify-key", data={name: key, "blog": "b"})
            assert answer.content == said


@pytest.mark.parametrize(
    ("review", "said", "header"),
    [
        (ForReview.SPAM, b"true", None),
        (ForReview.PENDING, b"false", ("X-akismet-recheck-after", "86400")),
        (ForReview.ERROR, b"false", ("X-akismet-error", "held-for-review")),
        (ForReview.HAM, b"false", None),
    ],
)
def test_review_is_what_the_site_says(
    review: ForReview, said: bytes, header: tuple[str, str] | None
) -> None:
    service = FakeService(judge=_reviewed, settings=Settings(akismet_review=review))
    answer = client_of(akismet.router(service)).post(CHECK, data=FORM)
    assert answer.content == said
    assert "X-akismet-pro-tip" not in answer.headers
    assert len(answer.headers["X-akismet-guid"]) == 32
    if header is not None:
        assert answer.headers[header[0]] == header[1]


def test_rejected_comments_can_be_kept_among_the_spam() -> None:
    service = FakeService(judge=_rejected, settings=Settings(akismet_reject="spam"))
    answer = client_of(akismet.router(service)).post(CHECK, data=FORM)
    assert answer.content == b"true"
    assert "X-akismet-pro-tip" not in answer.headers


@pytest.mark.parametrize("filter_action", [Action.PUBLISH, Action.REJECT])
def test_comments_drawn_for_the_audit_are_answered_as_the_filter_decided(
    filter_action: Action,
) -> None:
    drawn = Decision(None, Action.REVIEW, (), aside=Aside(Audit(0.01, filter_action)))
    answer = akismet.answer_for(drawn, Wording())
    assert answer.body == ("true" if filter_action is Action.REJECT else "false")


@pytest.mark.parametrize(
    ("path", "action", "category"),
    [("submit-spam", Action.REJECT, "spam"), ("submit-ham", Action.PUBLISH, None)],
)
def test_feedback_reaches_the_store(path: str, action: Action, category: str | None) -> None:
    service = FakeService()
    answer = client_of(akismet.router(service)).post(f"/1.1/{path}", data=FORM)
    assert answer.content == b"Thanks for making the web a better place."
    [decision] = service.decisions
    assert (decision.text, decision.action, decision.category) == (
        "The bridge opened in 1932.",
        action,
        category,
    )
    assert decision.source == "akismet:https://blog.example.org/"


def test_a_comment_and_its_feedback_are_one_comment() -> None:
    service = FakeService()
    client = client_of(akismet.router(service))
    client.post(CHECK, data=FORM)
    client.post("/1.1/submit-spam", data=FORM)
    [(comment, source, _)] = service.moderated
    [decision] = service.decisions
    assert (comment.id, comment.text, source) == (decision.id, decision.text, decision.source)


def test_tests_leave_no_trace() -> None:
    service = FakeService()
    client = client_of(akismet.router(service))
    client.post(CHECK, data={**FORM, "is_test": "1"})
    client.post("/1.1/submit-ham", data={**FORM, "is_test": "true"})
    assert [keep for _, _, keep in service.moderated] == [False]
    assert service.decisions == []
    assert client.get("/1.2/usage-limit").json()["usage"] == 0


def test_nobody_is_thanked_for_what_was_not_kept() -> None:
    answer = client_of(akismet.router(FakeService(store=False))).post("/1.1/submit-spam", data=FORM)
    assert answer.status_code == 503
    assert b"Thanks" not in answer.content


def test_a_key_that_may_only_ask_cannot_teach() -> None:
    service = FakeService(keys=KEYED)
    answer = client_of(akismet.router(service)).post(
        "/1.1/submit-ham", data={**FORM, "api_key": "reader"}
    )
    assert answer.content == b"invalid"
    assert service.decisions == []


def test_too_many_requests() -> None:
    service = FakeService(refuse=ServiceError(Code.RATE_LIMITED, "", 30))
    answer = client_of(akismet.router(service)).post(CHECK, data=FORM)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "30"


def test_a_failure_is_never_no_spam() -> None:
    for why in (Code.UNAVAILABLE, Code.TIMED_OUT, Code.INTERNAL):
        service = FakeService(refuse=ServiceError(why, "not now"))
        answer = client_of(akismet.router(service)).post(CHECK, data=FORM)
        assert answer.status_code >= 500
        assert answer.content not in (b"true", b"false")


def test_the_author_stays_at_the_door(caplog: pytest.LogCaptureFixture) -> None:
    personal = {
        "comment_author": "Rosalind Whitcombe",
        "comment_author_email": "rosalind@example.net",
        "comment_author_url": "https://rosalind.example.net",
        "user_ip": "203.0.113.99",
        "user_agent": "Mozilla/5.0 (Rosalind)",
        "referrer": "https://rosalind.example.net/from",
        "REMOTE_ADDR": "203.0.113.99",
        "HTTP_COOKIE": "session=rosalind",
    }
    service = FakeService()
    client = client_of(akismet.router(service))
    with caplog.at_level(logging.DEBUG):
        answers = [
            client.post(f"/1.1/{path}", data={**FORM, **personal})
            for path in ("comment-check", "submit-spam", "submit-ham")
        ]
    seen = repr((service.moderated, service.decisions, service.admitted)).lower()
    seen += "".join(repr((a.text, a.headers)) for a in answers).lower()
    own = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore", "asyncio"))]
    seen += " ".join(record.getMessage() for record in own).lower()
    assert "bridge" in seen
    for trace in ("rosalind", "203.0.113.99", "mozilla"):
        assert trace not in seen


def test_wordpress_sends_everything_it_has() -> None:
    service = FakeService()
    server = {f"HTTP_X_HEADER_{n}": f"value {n}" for n in range(60)}
    posted = {f"POST_field_{n}": "x" for n in range(60)}
    answer = client_of(akismet.router(service)).post(
        CHECK,
        data={
            **FORM,
            **server,
            **posted,
            "comment_context[]": ["news", "bridges"],
            "honeypot_field_name": "hp",
            "hp": "",
            "comment_post_modified_gmt": "2026-11-24T12:00:00+00:00",
        },
    )
    assert answer.content == b"false"
    assert [comment.text for comment, _, _ in service.moderated] == [FORM["comment_content"]]


def test_an_old_blog_sends_its_own_character_set() -> None:
    raw = b"blog=b&user_ip=1&comment_content=caf%E9+d%FCrr&blog_charset="
    assert akismet.read_form(raw + b"ISO-8859-1", "", "").content == "café dürr"
    assert akismet.read_form(raw + b"windows-1252", "", "").content == "café dürr"
    # Codecs that do other things than decode a text are not for requests to choose.
    assert akismet.read_form(raw + b"unicode_escape", "", "").content == "caf\ufffd d\ufffdrr"
    utf8 = "café".encode()
    assert akismet.read_form(b"comment_content=" + utf8 + b"&blog_charset=latin1", "", "").content == "café"  # fmt: skip


def test_the_last_of_a_repeated_field_counts() -> None:
    assert akismet.read_form(b"comment_content=a&comment_content=b", "", "").content == "b"


def test_spam_that_the_real_model_knows(moderator: Moderator) -> None:
    client = client_of(akismet.router(FakeService(judge=moderator.check)))
    spam = "Cheap pills and free casino bonus at https://pills.example.com, order now!!!"
    said = client.post(CHECK, data={**FORM, "comment_content": spam})
    assert (said.content, said.headers["X-akismet-pro-tip"]) == (b"true", "discard")
    assert client.post(CHECK, data=FORM).content == b"false"


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator.load()


def test_usage_is_counted_by_key_and_site() -> None:
    service = FakeService(judge=_rejected, keys=KEYED)
    client = client_of(akismet.router(service))
    keyed = {**FORM, "api_key": "good"}
    client.post(CHECK, data=keyed)
    client.post(CHECK, data={**FORM, "api_key": "reader"})
    client.post(CHECK, data={**keyed, "blog": "https://other.example.org"})
    client.post("/1.1/submit-ham", data=keyed)
    limit = client.get("/1.2/usage-limit", params={"api_key": "good"}).json()
    assert limit == {"limit": "none", "usage": 2, "percentage": "0", "throttled": False}
    asked = {"api_key": "good", "filter": "blog"}
    sites = client.get("/1.2/key-sites", params=asked).json()
    [listed] = [value for value in sites.values() if isinstance(value, list)]
    assert listed == [
        {
            "site": "https://blog.example.org/",
            "api_calls": 1,
            "spam": 1,
            "ham": 0,
            "missed_spam": 0,
            "false_positives": 1,
            "is_revoked": False,
        }
    ]
    assert sites["total"] == 1
    lines = client.get("/1.2/key-sites", params={**asked, "format": "csv"}).text.splitlines()
    assert next(csv.DictReader(lines[1:]))["Total API Calls"] == "1"
    assert client.get("/1.2/key-sites", params={"api_key": "wrong"}).content == b"invalid"


@pytest.mark.parametrize(
    "wrong", [{"month": "2026-13"}, {"order": "size"}, {"limit": "-1"}, {"offset": "two"}]
)
def test_a_page_that_cannot_be(wrong: dict[str, str]) -> None:
    answer = client_of(akismet.router(FakeService())).get("/1.2/key-sites", params=wrong)
    assert (answer.status_code, answer.content) == (200, b"invalid")
    assert next(iter(wrong)) in answer.headers["X-akismet-debug-help"]


def test_counts_start_anew_with_the_month() -> None:
    months = [Month(2026, 11)]
    usage = Usage(lambda: months[-1])
    usage.checked("k", "site", spam=False)
    months.append(Month(2026, 12))
    assert usage.limit("k")["usage"] == 0
    assert usage.sites("k", Page(month=Month(2026, 11)))["total"] == 0


def test_invented_sites_do_not_fill_the_memory() -> None:
    usage = Usage(lambda: Month(2026, 11))
    for n in range(MOST_SITES + 50):
        usage.checked("k", f"https://{n}.example.org", spam=False)
    assert usage.limit("k")["usage"] == MOST_SITES + 50
    assert usage.sites("k", Page())["total"] == MOST_SITES + 1


def test_a_site_is_no_formula() -> None:
    usage = Usage(lambda: Month(2026, 11))
    usage.checked("k", "=HYPERLINK(1)", spam=False)
    assert "'=HYPERLINK(1)" in usage.csv("k", Page())


@pytest.mark.parametrize(
    "wrong", [{"akismet_review": "maybe"}, {"akismet_reject": "ham"}, {"akismet_keys": "cookie"}]
)
def test_settings_that_mean_nothing(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="must be"):
        read_settings(wrong, environ={})
