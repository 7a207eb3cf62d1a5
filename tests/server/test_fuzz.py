"""Whatever is sent, the answer is no failure of the server, and has the form that it promises.

MODFILTER_FUZZ is how many examples each test makes; by default 300 of values and 150 of bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.server.app import create_app
from modfilter.server.settings import Settings

KNOWN = (
    "text", "id", "comments", "decisions", "action", "category", "source", "author", "keep", "note",
    "moderator", "decided_at", "article", "parent",
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["publish", "reject", "2026-03-01T09:30:00Z", "\ud800", "https://example.org"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KNOWN) | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
PATHS = ("/v1/moderate", "/v1/decisions", "/v1/appeals")
MANY = os.environ.get("MODFILTER_FUZZ")
OBJECTS = st.dictionaries(st.sampled_from(KNOWN), VALUES, max_size=6)


@pytest.fixture(scope="module")
def client(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("fuzz")
    policy = folder / "site.toml"
    policy.write_text("[heads.toxicity]\nreview_at = 0.5\n")
    made = Settings(
        model=str(bundle), policy=str(policy), store=f"sqlite:///{folder / 'd.db'}", max_body=50_000
    )
    with TestClient(create_app(made)) as client:
        yield client


def ask(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body)
    also = (201, 404, 409) if path == "/v1/appeals" else ()
    assert answer.status_code in (200, 400, 413, *also), answer.text
    found = answer.json()
    if answer.status_code not in (200, 201):
        assert set(found) == {"error"}
        assert isinstance(found["error"]["message"], str)
    elif path == "/v1/moderate":
        for one in found.get("decisions", [found]):
            assert {"index", "error"} == set(one) or one["action"] in (
                "publish", "review", "reject",
            )  # fmt: skip
    elif path == "/v1/appeals":
        assert (found["new"], found["status"]) in ((True, "open"), (False, "open"))
    else:
        assert 0 <= found["new"] <= found["received"]


@settings(max_examples=int(MANY or 300))
@given(
    path=st.sampled_from(PATHS),
    found=OBJECTS | VALUES | st.fixed_dictionaries({"comments": st.lists(OBJECTS, max_size=5)})
    | st.fixed_dictionaries({"decisions": st.lists(OBJECTS, max_size=5)}),
)  # fmt: skip
def test_any_values(client: TestClient, path: str, found: Any) -> None:
    ask(client, path, json.dumps(found).encode())


@settings(max_examples=int(MANY or 150))
@given(
    path=st.sampled_from(PATHS),
    body=st.binary(max_size=200),
    at=st.integers(0, 60),
)
def test_any_bytes(client: TestClient, path: str, body: bytes, at: int) -> None:
    whole = b'{"text": "You are \\ud83d\\ude00 welcome.", "action": "reject", "id": 7}'
    ask(client, path, body)
    ask(client, path, whole[:at] + body + whole[at:])
