"""The review page over HTTP, without a browser: who gets in, what is refused, what is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="needs the extra `server`")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Action
from modfilter.policy.draw import DRAWN
from modfilter.server.app import create_app
from modfilter.server.keys import KeyFile, Scope
from modfilter.server.review.cards import pieces
from modfilter.server.review.filters import Filters
from modfilter.server.review.session import COOKIE, LIFETIME, Session, Sessions
from modfilter.server.settings import Settings
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.server.conftest import POLICY

HERE = "http://127.0.0.1"
REASON = {
    "code": "link.url", "category": "link", "message": "No links, please.", "suggestion": None,
    "spans": [[4, 9]], "source": "rule", "score": None, "decisive": True, "detail": "A link.",
}  # fmt: skip


def waiting(number: int, **more: Any) -> Automatic:
    made = Automatic(
        f"text {number} of all", Action.REVIEW, f"c-{number}", "blog", reasons=[REASON],
        scores={"spam": number / 100, "toxicity": None},
    )  # fmt: skip
    return replace(made, **more)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'decisions.db'}"


@pytest.fixture
def store(url: str) -> Iterator[DecisionStore]:
    with DecisionStore.open(url) as found:
        yield found


@pytest.fixture
def visit(
    tmp_path: Path, bundle: Path, url: str, store: DecisionStore
) -> Iterator[Callable[..., TestClient]]:
    """A client of a server over `store`; `at` is where it is mounted, `base` how it is asked."""
    with ExitStack() as stack:

        def make(at: str = "", base: str = HERE, **settings: Any) -> TestClient:
            policy = tmp_path / "site.toml"
            policy.write_text(POLICY)
            every = Settings(
                **{"model": str(bundle), "policy": str(policy), "store": url, **settings}
            )
            app = create_app(every)
            if at:
                outer = FastAPI()
                outer.mount(at, app)
                return TestClient(outer, base_url=base)
            return stack.enter_context(TestClient(app, base_url=base))

        yield make


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found is not None
    return found[1]


def log_in(client: TestClient, moderator: str = "mod-1", at: str = "") -> str:
    """Log in; the session's token."""
    given = token(client.get(f"{at}/review/login").text)
    name = "key" if moderator.startswith("mf-") else "moderator"
    answer = client.post(f"{at}/review/login", data={"csrf": given, name: moderator})
    assert answer.status_code == 200, answer.text
    return token(answer.text)


def decide(client: TestClient, csrf: str, key: int, verdict: str, **more: str) -> Any:
    return client.post(
        "/review/decide",
        data={"csrf": csrf, "key": str(key), "verdict": verdict, **more},
        headers={"Accept": "application/json"},
    )


def test_pages_are_for_those_who_have_logged_in(visit: Callable[..., TestClient]) -> None:
    client = visit()
    for path in ("", "/comments", "/comments/1", "/copies/1"):
        answer = client.get(f"/review{path}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/review/login")
    for path in ("decide", "undo", "live", "more", "copies", "copies/undo", "skipped", "logout"):
        answer = client.post(f"/review/{path}", data={"key": "1"}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/review/login")
    answer = client.post("/review/decide", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["login"] == "/review/login"


def test_headers_and_cookies_are_safe(
    visit: Callable[..., TestClient], store: DecisionStore
) -> None:
    client = visit(base="https://127.0.0.1")
    log_in(client)
    answer = client.get("/review")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert " style=" not in answer.text
    cookie = client.get("/review/login", follow_redirects=False)
    assert cookie.status_code == 303
    fresh = visit(base="https://127.0.0.1").get("/review/login").headers["set-cookie"]
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/review"} <= set(fresh.split("; "))
    plain = visit().get("/review/login").headers["set-cookie"]
    assert "Secure" not in plain


def test_a_form_needs_its_sessions_token(
    visit: Callable[..., TestClient], store: DecisionStore
) -> None:
    store.record([waiting(1)])
    client, other = visit(), visit()
    mine, theirs = log_in(client), log_in(other, "mod-2")
    for wrong in ("", "0", theirs, mine[:-1]):
        assert decide(client, wrong, 1, "publish").status_code == 403
    assert list(store.moderator_decisions()) == []
    assert decide(client, mine, 1, "publish").status_code == 200
    assert [one.moderator for one in store.moderator_decisions()] == ["mod-1"]
    stranger = visit()
    assert stranger.post("/review/login", data={"moderator": "mod-3"}).status_code == 403


def test_a_revoked_key_ends_its_sessions(visit: Callable[..., TestClient], tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    reviewer, text = keys.create("Ada at the desk", [Scope.REVIEW])
    _, moderate = keys.create("blog", [Scope.MODERATE])
    _, admin = keys.create("root", [Scope.ADMIN])
    client = visit(keys=str(keys.path), base="https://comments.example.org")
    given = token(client.get("/review/login").text)
    refused = client.post("/review/login", data={"csrf": given, "key": moderate})
    assert refused.status_code == 403
    assert "not the scope" in refused.text
    log_in(client, text)
    assert "Ada at the desk" in client.get("/review").text
    keys.revoke(reviewer.id)
    headers = {"Authorization": f"Bearer {admin}"}
    assert client.post("/v1/reload", headers=headers).status_code == 200
    assert client.get("/review", follow_redirects=False).status_code == 303


def test_a_name_that_is_a_persons_is_kept_as_a_hash(
    visit: Callable[..., TestClient], store: DecisionStore, tmp_path: Path
) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    _, text = keys.create("Ada Example", [Scope.REVIEW])
    store.record([waiting(1)])
    client = visit(keys=str(keys.path))
    assert decide(client, log_in(client, text), 1, "publish").status_code == 200
    [kept] = store.moderator_decisions()
    assert kept.moderator is not None
    assert "Ada" not in kept.moderator


def test_another_name_for_this_machine_is_refused_without_keys(
    visit: Callable[..., TestClient],
) -> None:
    for path in ("/review", "/review/login"):
        answer = visit(base="http://rebound.example.org").get(path)
        assert answer.status_code == 403
        assert "own machine" in answer.text
    assert visit(base="http://localhost:8080").get("/review/login").status_code == 200


def test_without_a_store_the_page_says_so(visit: Callable[..., TestClient]) -> None:
    answer = visit(store=None).get("/review")
    assert answer.status_code == 503
    assert "--store" in answer.text


def test_it_works_below_a_prefix(visit: Callable[..., TestClient], store: DecisionStore) -> None:
    store.record([waiting(1)])
    client = visit(at="/moderation")
    csrf = log_in(client, at="/moderation")
    page = client.get("/moderation/review")
    assert page.status_code == 200
    paths = re.findall(r'(?:href|src|action|data-\w+)="(/[^"]*)"', page.text)
    assert len(paths) > 10
    assert all(path.startswith("/moderation/review") for path in paths)
    for path in {path for path in paths if "/static/" in path}:
        assert client.get(path).status_code == 200
    answer = client.post(
        "/moderation/review/decide",
        data={"csrf": csrf, "key": "1", "verdict": "publish"},
        follow_redirects=False,
    )
    assert answer.headers["location"].startswith("/moderation/review?")


def test_claims_keep_moderators_apart_and_say_so(
    visit: Callable[..., TestClient], store: DecisionStore
) -> None:
    store.record([waiting(number) for number in range(1, 26)])
    first, second = visit(), visit()
    mine, theirs = log_in(first), log_in(second, "mod-2")
    shown = [set(re.findall(r'id="c-(\d+)"', one.get("/review").text)) for one in (first, second)]
    assert [len(one) for one in shown] == [10, 10]
    assert not shown[0] & shown[1]
    key = int(min(shown[0]))
    refused = decide(second, theirs, key, "reject:spam")
    assert refused.status_code == 409
    assert "another moderator" in refused.json()["error"]["message"]
    live = first.post(
        "/review/live",
        data={"csrf": mine, "key": [str(key), min(shown[1])]},
        headers={"Accept": "application/json"},
    ).json()
    assert live == {"lost": [int(min(shown[1]))], "waiting": 25, "others": 19, "appeals": 0}
    assert decide(first, mine, key, "publish").json() == {
        "key": key, "done": "publish", "category": "",
    }  # fmt: skip
    assert decide(first, mine, key, "publish").status_code == 409
    logout = first.post("/review/logout", data={"csrf": mine}, follow_redirects=False)
    assert logout.headers["location"] == "/review/login"
    assert sum(held for *_, held in store.waiting_counts()) == 10


@pytest.mark.parametrize(
    ("verdict", "more", "says"),
    [
        ("", {}, "choose"),
        ("review", {}, "choose"),
        ("reject:no such thing!", {}, "one word"),
        ("other", {}, "type what"),
        ("publish", {"key": "x"}, "names no comment"),
        ("publish", {"key": "9" * 40}, "names no comment"),
    ],
)
def test_what_cannot_be_decided_is_refused_clearly(
    visit: Callable[..., TestClient], store: DecisionStore, verdict: str, more: dict[str, str],
    says: str,
) -> None:  # fmt: skip
    store.record([waiting(1)])
    client = visit()
    csrf = log_in(client)
    data = {"csrf": csrf, "key": "1", "verdict": verdict, **more}
    answer = client.post("/review/decide", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]
    assert says in client.post("/review/decide", data=data).text
    assert list(store.moderator_decisions()) == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/review/comments?before={}", 200),
        ("/review/comments/{}", 404),
        ("/review/copies/{}", 404),
        ("/review/statistics?days={}", 200),
    ],
)
@pytest.mark.parametrize("number", ["9" * 19, "9" * 5_000, "²", "-1", "x"])
def test_no_number_in_an_address_is_too_much(
    visit: Callable[..., TestClient], store: DecisionStore, address: str, status: int, number: str
) -> None:
    store.record([waiting(1)])
    client = visit()
    log_in(client)
    assert client.get(address.format(number)).status_code == status


def test_forms_are_bounded(visit: Callable[..., TestClient]) -> None:
    client = visit()
    csrf = log_in(client)
    assert (
        client.post("/review/decide", data={"csrf": csrf, "note": "x" * 300_000}).status_code == 413
    )
    many = "&".join(["key=1"] * 3000)
    assert client.post("/review/live", content=f"csrf={csrf}&{many}").status_code == 400
    assert client.post("/review/live", content=b"csrf=\xff").status_code == 400


def test_workers_know_each_others_sessions(visit: Callable[..., TestClient]) -> None:
    one, another = visit(), visit()
    before = one.get("/review/login").headers["set-cookie"]
    log_in(one)
    cookie = one.cookies.get(COOKIE)
    assert cookie
    assert cookie not in before
    another.cookies.set(COOKIE, cookie)
    assert another.get("/review").status_code == 200


def test_what_was_drawn_for_the_audit_looks_like_all_else(
    visit: Callable[..., TestClient], store: DecisionStore
) -> None:
    drawn = {"code": DRAWN, "category": "error", "decisive": True, "spans": [], "message": "drawn"}
    plain = {**REASON, "decisive": False, "action": "reject"}
    store.record(
        [
            waiting(1),
            waiting(
                1, id="c-2", text="text 1 of all!", reasons=[plain, drawn], audited=True,
                filter_action=Action.REJECT, audit_probability=0.01,
            ),
        ]
    )  # fmt: skip
    client = visit()
    log_in(client)
    cards = {
        key: card
        for card in client.get("/review").text.split("<article")[1:]
        for key in re.findall(r'id="c-(\d+)"', card)[:1]
    }
    assert len(cards) == 2
    alike = [
        re.sub(r"\b(c-)?[12]\b", "N", cards[key].split("</article>")[0]).replace("all!", "all")
        for key in ("1", "2")
    ]
    assert alike[0] == alike[1]
    for path in ("/review/comments/2", "/review/comments", "/review/copies/2"):
        page = client.get(path).text
        assert "audit" not in page
        assert DRAWN not in page
        assert "drawn" not in page


def test_skipped_comments_do_not_come_again(
    visit: Callable[..., TestClient], store: DecisionStore
) -> None:
    store.record([waiting(1), waiting(2)])
    client = visit()
    csrf = log_in(client)
    assert decide(client, csrf, 1, "skip").json()["done"] == "skip"
    assert 'id="c-1"' not in client.get("/review").text
    assert 'id="c-1"' in visit_as(visit, "mod-2")
    client.cookies.set("modfilter_skipped", "zz.-1.%00.99999999999999999999.!", path="/review")
    assert client.get("/review").status_code == 200


def visit_as(visit: Callable[..., TestClient], moderator: str) -> str:
    client = visit()
    log_in(client, moderator)
    return client.get("/review").text


def test_a_comment_is_never_in_the_log(
    visit: Callable[..., TestClient], store: DecisionStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    store.record([waiting(1, text="a most peculiar remark")])
    client = visit()
    csrf = log_in(client)
    assert "peculiar" in client.get("/review?q=peculiar").text
    decide(client, csrf, 1, "reject:spam", note="quite peculiar")
    assert "peculiar" not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("modfilter")
    )


def test_sessions_are_read_only_as_they_were_sealed() -> None:
    now = [1_000_000.0]
    sessions = Sessions(b"secret", lambda: now[0])
    session = sessions.begun("mod é", "k")
    sealed = sessions.sealed(session)
    assert sessions.read(sealed) == session
    assert Sessions(b"other", lambda: now[0]).read(sealed) is None
    for at in range(len(sealed)):
        changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        assert sessions.read(changed) is None
    for cookie in (None, "", ".", "a.b", sealed + "x", "é.é"):
        assert sessions.read(cookie) is None
    now[0] += LIFETIME - 1
    assert sessions.read(sealed) == session
    now[0] += 1
    assert sessions.read(sealed) is None
    assert not sessions.is_token(Session("mod é", "k", 0, "another"), sessions.token(session))
    assert COOKIE


@given(st.text(), st.lists(st.tuples(st.integers(-3, 20), st.integers(-3, 20))))
def test_pieces_put_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    found = pieces(text, spans)
    whole = "".join(one.text or chr(int(one.sign.replace("U+", "0x"), 0)) for one in found)
    assert whole == text
    marks = [one.marked for one in found for _ in (one.text or "x")]
    expected = [any(start <= at < end for start, end in spans) for at in range(len(text))]
    assert marks == expected


@given(st.text())
def test_any_address_gives_filters_that_keep_their_address(query: str) -> None:
    filters = Filters.read(query)
    assert Filters.read(filters.query) == filters


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_filters_come_back_from_their_address(search: str, source: str, appeals: bool) -> None:
    try:
        search.encode(), source.encode()
    except UnicodeEncodeError:
        return
    filters = Filters(search=search.replace("\0", "").strip(), source=source, appeals=appeals)
    assert Filters.read(filters.query) == filters


def test_ages_are_moments() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert Filters(age="24h").between(now) == (datetime(2026, 2, 28, tzinfo=UTC), None)
    assert Filters(age="over-24h").between(now) == (None, datetime(2026, 2, 28, tzinfo=UTC))
    assert Filters().between(now) == (None, None)
