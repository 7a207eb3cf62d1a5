"""A model on trial, and draws for the audit, on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from modfilter.store.decision_store import DecisionStore
from tests.model.tiny_bundles import tiny_bundle
from tests.server.conftest import Serve

TEXT = "Thank you for explaining how the bus lanes were paid for."


def test_a_model_on_trial_is_kept_beside_each_decision(serve: Serve, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    trial = tmp_path / "trial"
    first = tiny_bundle(trial, 2).id
    client = serve(store=url, shadow_model=str(trial))
    answer = client.post("/v1/moderate", json={"text": TEXT, "id": "c-1"}).json()
    assert answer["shadow"]["model"] == first != answer["model"]
    assert client.get("/v1/model").json()["shadow"] == first
    with DecisionStore.open(url) as store:
        kept = store.comment("", "c-1")
    assert kept is not None
    assert kept.shadow is not None
    assert kept.shadow["model"] == first
    second = tiny_bundle(trial, 3).id
    assert client.post("/v1/reload").json()["changed"] is True
    answer = client.post("/v1/moderate", json={"text": TEXT}).json()
    assert answer["shadow"]["model"] == second != first


def test_without_one_there_is_none(serve: Serve) -> None:
    client = serve()
    assert client.get("/v1/model").json()["shadow"] is None
    assert "shadow" not in client.post("/v1/moderate", json={"text": TEXT}).json()


def test_the_policys_audit_draws_on_a_server_too(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODFILTER_KEY", "a key for tests and nothing else")
    policy = tmp_path / "audited.toml"
    policy.write_text("[audit]\nrejected = 1.0\n")
    url = f"sqlite:///{tmp_path / 'decisions.db'}"
    client = serve(store=url, policy=str(policy))
    asked = {"text": "Look at https://example.org/a", "id": "c-1"}
    assert client.post("/v1/moderate", json=asked).json()["action"] == "review"
    with DecisionStore.open(url) as store:
        kept = store.comment("", "c-1")
    assert kept is not None
    assert (kept.audited, str(kept.filter_action)) == (True, "reject")
