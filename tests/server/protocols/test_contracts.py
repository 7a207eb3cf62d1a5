"""Requests as each protocol's documents write them, and the answers that their clients expect.

A case has a request, what the moderator decides (by default: published, each score .01), and the
answer: JSON, an exact text, and headers with their values. "*" stands for any text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter

from modfilter.domain import Action, Category, Comment, Decision, Finding, Reason, Source
from modfilter.server.protocols import akismet, coral, openai, perspective
from tests.server.protocols.asking import client_of
from tests.server.protocols.fake_service import FakeService, decided, unread

CONTRACTS = Path(__file__).parent / "contracts"
ROUTERS: dict[str, Callable[[FakeService], APIRouter]] = {
    "akismet": akismet.router,
    "coral": coral.router,
    "openai": openai.router,
    "perspective": perspective.router,
}
CASES = [
    pytest.param(name, case, id=f"{name}: {case['name']}")
    for name in ROUTERS
    for case in json.loads((CONTRACTS / f"{name}.json").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_answer_is_the_documented_one(name: str, case: dict[str, Any]) -> None:
    request, expected = case["request"], case["answer"]
    service = FakeService(judge=lambda comment: _decision(comment, case["decision"]))
    client = client_of(ROUTERS[name](service))
    answer = client.request(
        request["method"],
        request["path"],
        json=request.get("json"),
        data=request.get("form"),
        content=request.get("body"),
    )
    assert answer.status_code == expected["status"], answer.text
    if "json" in expected:
        _same(json.loads(answer.content), expected["json"])
    else:
        assert answer.content == expected["text"].encode()
    for header, value in expected.get("headers", {}).items():
        assert answer.headers[header] == value
    for header in expected.get("absent", ()):
        assert header not in answer.headers


def _same(got: Any, expected: Any) -> None:
    if isinstance(expected, dict) and "*" in expected.values():
        got = {name: "*" if expected.get(name) == "*" else value for name, value in got.items()}
    assert got == expected


def _decision(comment: Comment, told: dict[str, Any]) -> Decision:
    if told.get("unread"):
        return unread(comment)
    action = Action(told.get("action", "publish"))
    reasons = [
        Reason(
            Finding(code, Category(category), Source.RULE),
            "a sentence",
            Action(asked),
            Action(asked) is action is not Action.PUBLISH,
            "",
        )
        for code, category, asked in told.get("reasons", ())
    ]
    return decided(comment, action, reasons, **told.get("scores", {}))
