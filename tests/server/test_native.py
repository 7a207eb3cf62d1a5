"""modfilter's own protocol over HTTP."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from modfilter.moderator import Moderator
from modfilter.server.keys import KeyFile, Scope
from modfilter.wire import decision_to_json
from tests.server.conftest import Serve

LINK = "The minutes are at https://council.example.org/2024."


def test_one_comment_gets_the_wire_form(serve: Serve, bundle: Path, tmp_path: Path) -> None:
    answer = serve().post("/v1/moderate", json={"text": LINK, "id": "c-1"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    expected = Moderator.load(bundle, tmp_path / "site.toml").check(LINK)
    found = answer.json()
    assert found.pop("id") == "c-1"
    wire = json.loads(decision_to_json(expected))
    del wire["id"]
    assert found == wire
    assert found["action"] == "reject"


def test_several_comments_keep_their_order_and_bad_ones_their_place(serve: Serve) -> None:
    comments = [
        {"text": "Well said.", "id": 1},
        {"id": 2},
        "text",
        {"text": "x" * 60, "id": 4},
        {"text": LINK, "id": 5, "author": ["no"]},
        {"text": LINK, "id": 6},
    ]
    answer = serve(max_chars=59).post("/v1/moderate", json={"comments": comments})
    found = answer.json()["decisions"]
    assert [one.get("id") for one in found] == [1, None, None, None, None, 6]
    assert [one["index"] for one in found if "error" in one] == [1, 2, 3, 4]
    assert "at most 59 characters" in found[3]["error"]
    assert serve().post("/v1/moderate", json={"comments": []}).json() == {"decisions": []}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 400, "not valid JSON"),
        (b"{", 400, "line 1, column 2"),
        (b"[1]", 400, "send an object"),
        (b'{"text": 3}', 400, "must be a text"),
        (b'{"comments": 3}', 400, "must be a list"),
        (b'{"text": "a", "keep": "no"}', 400, "true or false"),
        (b'{"text": "a", "source": {}}', 400, "source"),
        (b'{"text": "\xff"}', 400, "not UTF-8"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b'{"text": "' + b"x" * 20_000 + b'"}', 413, "characters"),
        (b'{"text": "' + b"x" * 200_000 + b'"}', 413, "100,001 bytes"),
        (b'{"comments": [' + b",".join([b'{"text": "a"}'] * 11) + b"]}", 413, "at most 10"),
    ],
)
def test_what_cannot_be_judged_is_refused_clearly(
    serve: Serve, body: bytes, status: int, says: str
) -> None:
    client = serve(max_chars=10_000, max_batch=10, max_body=100_001)
    answer = client.post("/v1/moderate", content=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert says in error["message"]
    assert set(error) == {"code", "message"}


def test_a_body_without_a_length_is_capped_too(serve: Serve) -> None:
    client = serve(max_body=2000)
    answer = client.post("/v1/moderate", content=iter([b"x" * 900] * 5))
    assert answer.status_code == 413


def test_surrogates_and_nul_are_answered(serve: Serve) -> None:
    body = b'{"text": "\\ud800 you\\u0000 \\udc00 https://example.org", "id": "\\ud83d"}'
    answer = serve().post("/v1/moderate", content=body)
    assert answer.status_code == 200
    assert answer.json()["action"] == "reject"


def test_unknown_paths_and_methods(serve: Serve) -> None:
    client = serve()
    missing, wrong = client.get("/v2/moderate"), client.get("/v1/moderate")
    assert (missing.status_code, wrong.status_code) == (404, 405)
    assert missing.json()["error"]["code"] == "not_found"
    assert wrong.headers["allow"] == "POST"


def test_every_answer_has_safe_headers(serve: Serve) -> None:
    client = serve()
    for answer in (
        client.get("/healthz"),
        client.get("/nothing"),
        client.post("/v1/moderate", json={"text": "Thanks."}),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"


def test_model_and_policy_are_told(serve: Serve) -> None:
    client = serve()
    decision = client.post("/v1/moderate", json={"text": "Thanks."}).json()
    assert client.get("/v1/model").json()["id"] == decision["model"]
    policy = client.get("/v1/policy").json()
    assert policy["id"] == decision["policy"]
    assert "[heads.toxicity]" in policy["toml"]


def test_keys_say_who_may_do_what(serve: Serve, tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    _, judge = file.create("blog", [Scope.MODERATE])
    gone, revoked = file.create("old", [Scope.MODERATE])
    _, admin = file.create("me", [Scope.ADMIN])
    file.revoke(gone.id)
    client = serve(keys=str(file.path), host="0.0.0.0")

    def post(path: str, **headers: str) -> int:
        return client.post(path, json={"text": "Thanks."}, headers=headers).status_code

    assert post("/v1/moderate") == 401
    assert post("/v1/moderate", Authorization=f"Bearer {judge}x") == 401
    assert post("/v1/moderate", Authorization=f"Bearer {revoked}") == 401
    assert post("/v1/moderate", Authorization=f"Bearer {judge}") == 200
    assert post("/v1/moderate", **{"X-API-Key": judge}) == 200
    assert post("/v1/reload", Authorization=f"Bearer {judge}") == 403
    assert post("/v1/reload", Authorization=f"Bearer {admin}") == 200
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"X-API-Key": admin}).status_code == 200


def test_a_key_that_asks_too_often_has_to_wait(serve: Serve, tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys.json")
    _, text = file.create("blog", [Scope.MODERATE])
    _, other = file.create("forum", [Scope.MODERATE])
    client = serve(keys=str(file.path), rate=1, burst=3)

    def ask(key: str) -> tuple[int, str | None]:
        answer = client.post("/v1/moderate", json={"text": "Hm."}, headers={"X-API-Key": key})
        return answer.status_code, answer.headers.get("retry-after")

    found = [ask(text) for _ in range(4)]
    assert [status for status, _ in found] == [200, 200, 200, 429]
    assert 50 <= int(found[-1][1] or 0) <= 60
    assert ask(other)[0] == 200


def test_reload_takes_a_new_policy_or_keeps_the_old(serve: Serve, tmp_path: Path) -> None:
    client = serve()
    before = client.get("/v1/policy").json()["id"]
    assert client.post("/v1/reload").json()["changed"] is False
    policy = tmp_path / "site.toml"
    policy.write_text("nonsense = 1")
    failed = client.post("/v1/reload")
    assert failed.status_code == 503
    assert "nonsense" in failed.json()["error"]["message"]
    assert client.get("/v1/policy").json()["id"] == before
    assert 'modfilter_degraded{part="reload"} 1.0' in client.get("/metrics").text
    policy.write_text('[categories]\nlink = "review"\n[heads.toxicity]\nreview_at = 0.5\n')
    assert client.post("/v1/reload").json()["changed"] is True
    assert client.post("/v1/moderate", json={"text": LINK}).json()["action"] == "review"
    assert 'modfilter_degraded{part="reload"} 0.0' in client.get("/metrics").text


def test_metrics_count_actions_and_categories(serve: Serve) -> None:
    client = serve()
    client.post("/v1/moderate", json={"comments": [{"text": LINK}, {"text": LINK}]})
    told = client.get("/metrics").text
    assert 'modfilter_decisions_total{action="reject"} 2.0' in told
    assert 'modfilter_decisive_reasons_total{category="link"} 2.0' in told
    assert 'modfilter_requests_total{endpoint="/v1/moderate",status="200"} 1.0' in told
    assert client.get("/v1/model").json()["id"] in told


def test_metrics_count_categories_of_the_site_s_own() -> None:
    from modfilter.domain import Finding, Source
    from modfilter.policy.decide import decide
    from modfilter.policy.loading import parse_policy
    from modfilter.server.metrics import Metrics

    policy = parse_policy("[heads.off_topic]\nown = true\nreview_at = 0.4\n")
    found = Finding("model.off_topic", "off_topic", Source.MODEL, (), 0.5)
    metrics = Metrics()
    metrics.judged([decide([found], {}, policy)] * 2)
    told = metrics.text().decode()
    assert 'modfilter_decisive_reasons_total{category="off_topic"} 2.0' in told


def test_no_text_and_no_key_is_logged(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    file = KeyFile(tmp_path / "keys.json")
    _, key = file.create("blog", [Scope.ADMIN])
    client = serve(keys=str(file.path))
    secret = "Zanzibarvogel"
    headers = {"X-API-Key": key}
    client.post(f"/v1/moderate?key={key}", json={"text": secret}, headers=headers)
    client.post(f"/v1/{secret}", json={"text": secret}, headers=headers)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(Moderator, "check_many", broken)
    answer = client.post("/v1/moderate", json={"text": secret}, headers=headers)
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "RuntimeError at broken" in caplog.text
    own = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("modfilter")
    )
    assert own
    assert secret not in own
    assert key not in own
    assert secret not in client.get("/metrics", headers=headers).text


def test_openapi_describes_every_route(serve: Serve) -> None:
    found = serve().get("/openapi.json").json()
    assert {"/v1/moderate", "/v1/decisions", "/v1/model", "/v1/policy", "/v1/reload", "/healthz",
            "/readyz", "/metrics"} <= set(found["paths"])  # fmt: skip
    examples = found["paths"]["/v1/moderate"]["post"]["requestBody"]["content"]
    for example in examples["application/json"]["examples"].values():
        assert serve().post("/v1/moderate", json=example["value"]).status_code == 200


def test_a_server_too_busy_says_so_in_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    check_many = Moderator.check_many

    def slow(self: Moderator, comments: Any, **more: Any) -> Any:
        release.wait(20)
        return check_many(self, comments, **more)

    client = serve(timeout=0.1)
    monkeypatch.setattr(Moderator, "check_many", slow)
    # So many comments are judged in a thread, so that the loop can tell the time.
    answer = client.post("/v1/moderate", json={"comments": [{"text": "Thanks."}] * 100})
    release.set()
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "timed_out"
    assert answer.headers["retry-after"] == "5"
    monkeypatch.undo()
    assert client.post("/v1/moderate", json={"text": "Thanks."}).status_code == 200
