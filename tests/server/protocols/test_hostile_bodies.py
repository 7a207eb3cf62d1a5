"""Whatever a body holds, the answer is in the protocol's form, and never a failure of ours.

MODFILTER_FUZZ is how many bodies each test makes; by default 100.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from fastapi import APIRouter
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.server.protocols import akismet, coral, openai, perspective
from tests.server.protocols.asking import Direct
from tests.server.protocols.fake_service import FakeService, decided, unread

_TEXTS = st.text(max_size=30) | st.sampled_from(["\ud800", "a\0b", "🙂. no!", "x" * 30_000])
_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS
    | st.sampled_from([1 << 4000, 1e308, -0.0])
)  # fmt: skip
_ANY = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


def _near(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Objects with fields of the right names, holding the right thing or anything at all."""
    return st.fixed_dictionaries({}, optional={n: s | _ANY for n, s in fields.items()})


_ATTRIBUTES = st.sampled_from([*perspective.ATTRIBUTES, "FLIRTATION", "TOXICITY@6", ""])
_COMMENT = _near(text=_TEXTS, type=st.sampled_from(["PLAIN_TEXT", "HTML", "X"]))
_PERSPECTIVE = _near(
    comment=_COMMENT,
    requestedAttributes=st.dictionaries(_ATTRIBUTES, _near(scoreThreshold=st.floats())),
    attributeScores=st.dictionaries(_ATTRIBUTES, _near(summaryScore=_near(value=st.floats(0, 1)))),
    languages=st.lists(st.sampled_from(["en", "de", "", "en-GB"])),
    clientToken=_TEXTS,
    communityId=_TEXTS,
    doNotStore=st.booleans(),
    spanAnnotations=st.booleans(),
    dropUnsupportedAttributes=st.booleans(),
    context=_near(entries=st.lists(_COMMENT, max_size=2)),
)
_OPENAI = _near(
    input=_TEXTS | st.lists(_TEXTS, max_size=3) | st.lists(_near(type=st.just("text"), text=_TEXTS)),
    model=_TEXTS,
)  # fmt: skip
_CORAL = _near(comment=_near(body=_TEXTS), tenantDomain=_TEXTS, action=_TEXTS)
_FORM = st.dictionaries(
    st.sampled_from(
        "api_key key blog user_ip comment_content comment_type content_type is_test classify "
        "blog_charset comment_author user_role comment_context[]".split()
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.binary(max_size=30)
    | st.sampled_from(["latin-1", "utf-16", "zip", "iso-8859-99"]),
)

_JSON = ("perspective", "openai", "coral")
ROUTERS: dict[str, Callable[[FakeService], APIRouter]] = {
    "perspective": perspective.router,
    "openai": openai.router,
    "coral": coral.router,
    "akismet": akismet.router,
}
PATHS = {
    "perspective": ["/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore"],
    "openai": ["/v1/moderations"],
    "coral": ["/coral/moderation"],
    "akismet": [f"/1.1/{p}" for p in ("comment-check", "submit-spam", "submit-ham", "verify-key")],
}
APPS = {
    name: [Direct(router(FakeService(judge=judge))) for judge in (decided, unread)]
    for name, router in ROUTERS.items()
}
_many = settings(max_examples=int(os.environ.get("MODFILTER_FUZZ", "100")))


def _ask(name: str, body: bytes) -> None:
    for app in APPS[name]:
        for path in PATHS[name]:
            status, answer = app.post(path, body)
            assert status < 500
            if status == 204:
                assert answer == b""
            elif name == "akismet":
                assert answer.decode() in {"true", "false", "valid", "invalid", akismet.THANKS}
            else:
                assert isinstance(json.loads(answer), dict)


@pytest.mark.parametrize("name", ROUTERS)
@_many
@given(body=st.binary(max_size=200))
def test_any_bytes(name: str, body: bytes) -> None:
    _ask(name, body)


@pytest.mark.parametrize("name", _JSON)
@_many
@given(value=_ANY)
def test_any_json(name: str, value: object) -> None:
    _ask(name, _dumped(value))


@_many
@given(value=_PERSPECTIVE)
def test_nearly_perspective(value: object) -> None:
    _ask("perspective", _dumped(value))


@_many
@given(value=_OPENAI)
def test_nearly_openai(value: object) -> None:
    _ask("openai", _dumped(value))


@_many
@given(value=_CORAL)
def test_nearly_coral(value: object) -> None:
    _ask("coral", _dumped(value))


@_many
@given(value=_FORM, host=st.binary(max_size=20))
def test_nearly_akismet(value: dict[str, str | bytes], host: bytes) -> None:
    _ask("akismet", urlencode(value).encode())
    akismet.read_form(urlencode(value).encode(), "", host.decode("latin-1"))


@pytest.mark.parametrize("name", _JSON)
@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 100_000, b'{"input":' + b"9" * 10_000 + b"}", b"\xff\xfe{\0}\0"],
    ids=["deep lists", "deep objects", "a long number", "UTF-16"],
)
def test_bodies_that_trip_parsers(name: str, body: bytes) -> None:
    _ask(name, body)


def _dumped(value: object) -> bytes:
    try:
        return json.dumps(value).encode()
    except ValueError:
        # Python writes no integer of more than 4300 digits.
        return b"{"
