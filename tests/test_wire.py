"""The wire form: one line of valid UTF-8 JSON, and objects that are or are no comments."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import (
    HEADS,
    Action,
    Aside,
    Audit,
    Category,
    Comment,
    Decision,
    Finding,
    Reason,
    Source,
)
from modfilter.errors import InputError
from modfilter.wire import comment_from_object, decision_to_dict, decision_to_json

REASON = Reason(
    Finding(
        "link.url",
        Category.LINK,
        Source.RULE,
        ((12, 31),),
        suggestion="visit the UN website",
        detail="for the moderator only",
    ),
    "Please say in words where to look.",
    Action.REJECT,
    True,
    'categories.link = "reject"',
)


def test_the_form_is_the_designs() -> None:
    decision = Decision("c-17", Action.REJECT, (REASON,), {"toxicity": 0.012149}, "m", "p")
    assert decision_to_json(decision) == (
        '{"id": "c-17", "action": "reject", "reasons": [{"code": "link.url", "category": "link", '
        '"message": "Please say in words where to look.", "suggestion": "visit the UN website", '
        '"spans": [[12, 31]], "source": "rule", "score": null, "decisive": true}], '
        '"scores": {"toxicity": 0.0121}, "model": "m", "policy": "p"}'
    )


def test_the_fast_way_gives_the_same() -> None:
    decision = Decision(3, Action.PUBLISH, (), dict.fromkeys(HEADS, 0.25), "m", "p")
    expected = json.dumps(decision_to_dict(decision))
    assert json.loads(decision_to_json(decision)) == json.loads(expected)
    assert decision_to_json(decision).startswith('{"id": 3, "action": "publish", "reasons": [], ')


def test_scores_that_there_are_not_are_null() -> None:
    decision = Decision(3, Action.PUBLISH, (), dict.fromkeys(HEADS), "m", "p")
    written = json.loads(decision_to_json(decision))
    assert written["scores"] == dict.fromkeys(HEADS)
    assert written == decision_to_dict(decision)


# Every code point, with a liking for the troublesome ones.
_TEXTS = st.text(
    st.characters(codec=None) | st.sampled_from('\ud83d\ude00\u2028\u2029\x85\n\x00"\\/é😀'),
    max_size=12,
)
_SCORES = st.none() | st.floats(0, 1) | st.sampled_from([float("nan"), float("inf"), -0.0])
_FINDINGS = st.builds(
    Finding,
    st.sampled_from(["link.url", "model.spam"]),
    st.sampled_from(Category),
    st.sampled_from(Source),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=2).map(tuple),
    st.none() | _SCORES,
    suggestion=st.none() | _TEXTS,
)
_DECISIONS = st.builds(
    Decision,
    st.none() | st.integers() | _TEXTS,
    st.sampled_from(Action),
    st.lists(
        st.builds(Reason, _FINDINGS, _TEXTS, st.sampled_from(Action), st.booleans(), _TEXTS),
        max_size=2,
    ).map(tuple),
    st.fixed_dictionaries(dict.fromkeys(HEADS, _SCORES))
    | st.dictionaries(st.sampled_from(HEADS), _SCORES),
    st.sampled_from(["", "0f3a"]),
    st.just("abc"),
)
_ASIDES = st.builds(
    Aside,
    st.none() | st.builds(Audit, st.floats(0, 1), st.sampled_from(Action)),
    st.none() | _DECISIONS,
)


@given(_DECISIONS, _ASIDES)
def test_what_stands_aside_adds_a_trial_and_nothing_else(decision: Decision, aside: Aside) -> None:
    found = replace(decision, aside=aside)
    written = decision_to_dict(found)
    assert json.loads(decision_to_json(found)) == written
    trial = written.pop("shadow", None)
    assert written == decision_to_dict(decision)
    assert (trial is None) == (aside.shadow is None)
    if aside.shadow is not None:
        whole = decision_to_dict(aside.shadow)
        assert trial["codes"] == [r["code"] for r in whole["reasons"] if r["decisive"]]
        assert {key: trial[key] for key in ("action", "scores", "model")} == {
            key: whole[key] for key in ("action", "scores", "model")
        }


@given(_DECISIONS)
def test_json_and_dict_agree_on_one_line_of_utf8(decision: Decision) -> None:
    line = decision_to_json(decision)
    assert line.splitlines() == [line]
    assert json.loads(line.encode("utf-8")) == decision_to_dict(decision)


@given(st.text(), st.none() | st.integers() | st.text())
def test_objects_that_are_comments(text: str, comment_id: str | int | None) -> None:
    found = comment_from_object({"body": text, "nr": comment_id, "x": []}, "body", "nr")
    assert found == Comment(text, comment_id)
    assert comment_from_object({"text": text}) == Comment(text, None)


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        (["x"], "a comment must be a JSON object, not a list"),
        (None, "a comment must be a JSON object, not null"),
        ("x", "a comment must be a JSON object, not a text"),
        (3, "a comment must be a JSON object, not a number"),
        ({}, 'the object has no field "text"; it is empty'),
        ({"body": "x", "n": 1}, 'the object has no field "text"; it has "body", "n"'),
        ({"text": None}, 'the field "text" must be a text, not null'),
        ({"text": 3}, 'the field "text" must be a text, not a number'),
        ({"text": ["x"]}, 'the field "text" must be a text, not a list'),
        ({"text": "x", "id": True}, "a whole number or null, not true or false"),
        ({"text": "x", "id": 1.5}, "a whole number or null, not a number with a decimal point"),
        ({"text": "x", "id": {}}, "a whole number or null, not an object"),
    ],
)
def test_objects_that_are_no_comments(obj: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        comment_from_object(obj)
    assert message in str(caught.value)


def test_errors_can_be_written_as_utf8_whatever_the_names() -> None:
    with pytest.raises(InputError) as caught:
        comment_from_object({"\ud800" * 100: 1})
    str(caught.value).encode("utf-8")
