"""Every rule against its cases: texts it must match, with the place, and texts it must not."""

from __future__ import annotations

import importlib
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import Limits
from modfilter.rules.catalogue import RULES
from modfilter.rules.comment_cues import CommentCues
from modfilter.rules.rule import Match, Rule
from modfilter.text.batch import TokenFolds, read_batch
from modfilter.text.document import Document

CASES = Path(__file__).parent.parent / "rule_cases"
LIMITS = Limits()
CUES = CommentCues(LIMITS.max_chars)
FILES = sorted(path for path in CASES.glob("*.toml") if not path.stem.startswith("flood."))
CODES = [path.stem for path in FILES]
MINIMUM = {"link": 40, "attack": 40}
MINIMUM_ELSEWHERE = 15


@cache
def rule_of(code: str) -> Rule:
    for rule in RULES:
        if rule.code == code:
            return rule
    return importlib.import_module("modfilter.rules." + code.replace(".", "_")).RULE


def found(rule: Rule, text: str) -> list[Match]:
    return list(rule.find(Document(text), LIMITS))


def awake(rule: Rule, text: str) -> bool:
    """Whether the cues of a batch of this one text wake the rule, as in `Moderator`."""
    batch = read_batch([text], TokenFolds())
    pieces = batch.pieces
    names = [
        pieces.data[start : start + length].tobytes()
        for start, length in zip(pieces.starts.tolist(), pieces.lengths.tolist(), strict=True)
    ]
    partings = set(pieces.bounds.tolist())
    tags = np.array(
        [0 if at in partings else CUES.of_pieces([name])[0] for at, name in enumerate(names)],
        np.uint32,
    )
    numbers = {name: row for row, name in enumerate(dict.fromkeys(names))}
    rows = np.array([numbers[name] for name in names], np.int32)
    cues = int(CUES.of_comments([text], batch, tags, rows)[0])
    return all(cues & int(mask) for mask in rule.wake)


def cases(kind: str) -> list[object]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{kind}-{number}")
        for path in FILES
        for number, case in enumerate(tomllib.loads(path.read_text("utf-8")).get(kind, ()), 1)
    ]


@pytest.mark.parametrize(("code", "case"), cases("match"))
def test_matches(code: str, case: dict[str, str]) -> None:
    text = case["text"]
    matches = found(rule_of(code), text)
    assert matches, f"{code} finds nothing in {text!r}"
    assert awake(rule_of(code), text), f"{code} sleeps through {text!r}"
    spans = [span for match in matches for span in match.spans]
    assert all(0 <= start <= end <= len(text) for start, end in spans), spans
    if "span" in case:
        start = text.index(case["span"])
        end = start + len(case["span"])
        shown = [text[first:last] for first, last in spans]
        assert any(first <= start and end <= last for first, last in spans), shown


@pytest.mark.parametrize(("code", "case"), cases("clean"))
def test_leaves_alone(code: str, case: dict[str, str]) -> None:
    text = case["text"]
    matches = found(rule_of(code), text)
    assert not matches, [text[start:end] for match in matches for start, end in match.spans]


@pytest.mark.parametrize("code", CODES)
def test_own_examples_hold(code: str) -> None:
    rule = rule_of(code)
    assert rule.code == code
    assert found(rule, rule.bad)
    assert not found(rule, rule.good)
    assert all((rule.guideline, rule.author, rule.moderator))


@pytest.mark.parametrize("path", FILES, ids=CODES)
def test_there_are_enough_cases(path: Path) -> None:
    both = tomllib.loads(path.read_text("utf-8"))
    texts = [case["text"] for kind in ("match", "clean") for case in both[kind]]
    assert len(texts) >= MINIMUM.get(path.stem.split(".")[0], MINIMUM_ELSEWHERE)
    assert len(set(texts)) == len(texts), "a case stands twice"
    assert both["match"]
    assert both["clean"]


# Pieces that rules care about, so that random texts meet more of their code than letters would.
PIECES = st.sampled_from(
    [
        "http://",
        "www.",
        ".com",
        "dot",
        "com",
        "@",
        "example",
        "at",
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        "[.]",
        "<",
        ">",
        "</a>",
        "<a",
        "href=",
        "](/",
        "[url]",
        "h",
        "t",
        "p",
        "w",
        "/",
        ":",
        "+49",
        "555",
        "01",
        "30",
        "1.2.3.4",
        "ｅ",
        "а",
        "\u200b",
        "\ufeff",
        "é",
        "ß",
        "İ",
        "ﬁ",
        "。",
        "😀",
        "idiot",
        "you",
        "are",
        "kill",
        "on",
        "insta",
        "whatsapp",
        "t.me/",
        "watch?v=",
        "it",
        "no",
        "!!!",
        "\n",
        "xn--",
        "рф",
        "_",
        "-",
        "*",
        "'",
        '"',
        "&",
        "%2e",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=30).map(" ".join),
    st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=30).map("".join),
)


@given(text=TEXTS)
def test_no_text_upsets_a_rule(text: str) -> None:
    for code in CODES:
        rule = rule_of(code)
        matches = found(rule, text)
        assert not matches or awake(rule, text), f"{code} sleeps through it"
        for match in matches:
            assert match.spans
            assert all(0 <= start <= end <= len(text) for start, end in match.spans), code
