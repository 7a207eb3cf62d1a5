"""Heads of a site's own: how a policy declares them, and how they decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import HEADS, Action, Category, Finding, Source
from modfilter.errors import PolicyError
from modfilter.policy.decide import decide
from modfilter.policy.loading import default_policy, parse_policy
from modfilter.policy.policy import Mode
from modfilter.policy.sentences import OWN_SENTENCE
from modfilter.policy.showing import to_toml

DECLARED = "[heads.off_topic]\nown = true\nreview_at = 0.4\nreject_at = 0.8\n"
CURVE = [(0.5, 0.7, 1.0, 0.6, 0.8, 90), (0.9, 0.99, 0.5, 0.96, 1.0, 70)]


def off_topic(score: float) -> Finding:
    return Finding("model.off_topic", "off_topic", Source.MODEL, (), score)


def judged(text: str, score: float) -> tuple[Action, list[str]]:
    decision = decide([off_topic(score)], {}, parse_policy(text))
    return decision.action, [reason.policy_line for reason in decision.reasons]


def test_a_declared_head_stands_behind_the_models() -> None:
    policy = parse_policy(DECLARED)
    assert tuple(policy.heads) == (*HEADS, "off_topic")
    assert policy.own_heads == ("off_topic",)
    assert policy.categories["off_topic"] is Mode.REJECT
    assert policy.floors["off_topic"] == 0.4
    assert default_policy().own_heads == ()


def test_policies_without_own_heads_keep_their_ids() -> None:
    # Stored decisions carry these.
    assert default_policy().id == "18fd456a84a9"
    assert parse_policy("").id == "18fd456a84a9"


def test_a_head_of_ones_own_decides_as_others_do() -> None:
    assert judged(DECLARED, 0.39) == (Action.PUBLISH, [])
    assert judged(DECLARED, 0.4) == (
        Action.REVIEW,
        ["heads.off_topic.review_at = 0.4 (score 0.4)"],
    )
    assert judged(DECLARED, 0.8) == (
        Action.REJECT,
        ["heads.off_topic.reject_at = 0.8 (score 0.8)"],
    )


@pytest.mark.parametrize(
    ("mode", "action", "listed"),
    [
        ("off", Action.PUBLISH, False),
        ("shadow", Action.PUBLISH, True),
        ("review", Action.REVIEW, True),
        ("reject", Action.REJECT, True),
    ],
)
def test_its_category_and_its_mode_are_the_most_that_may_happen(
    mode: str, action: Action, listed: bool
) -> None:
    for text in (
        f'{DECLARED}[categories]\noff_topic = "{mode}"\n',
        f'{DECLARED}mode = "{mode}"\n',
    ):
        found, lines = judged(text, 0.9)
        assert found is action
        assert bool(lines) is listed
        assert ("off_topic" in parse_policy(text).floors) is listed


def test_whose_sentence_the_author_reads() -> None:
    for messages, expected in (
        ("", OWN_SENTENCE),
        ('off_topic = "Buses, please."', "Buses, please."),
        ('"model.off_topic" = "Trams."\noff_topic = "Buses, please."', "Trams."),
    ):
        policy = parse_policy(f"{DECLARED}[messages]\n{messages}\n")
        assert decide([off_topic(0.9)], {}, policy).reasons[0].message == expected


def test_a_promise_needs_a_curve_of_the_model() -> None:
    policy = parse_policy("[heads.off_topic]\nown = true\nreject_at = {precision = 0.95}\n")
    resolved = policy.resolved({"off_topic": CURVE})
    assert resolved.floors["off_topic"] == 0.9
    assert resolved.id == policy.id
    with pytest.raises(PolicyError, match="was not measured on any off_topic; give a score"):
        policy.resolved({"off_topic": []})
    with pytest.raises(PolicyError, match=r"off_topic head supports 0\.8 at most"):
        policy.resolved({"off_topic": [(0.6, 0.9, 0.5, 0.8, 0.95, 30)]})


def test_a_model_without_the_head_is_refused() -> None:
    policy = parse_policy(DECLARED)
    with pytest.raises(PolicyError, match=r"heads\.off_topic: this model has no heads of its own"):
        policy.resolved({"spam": CURVE})
    with pytest.raises(PolicyError, match='no such head of its own; did you mean "offtopic"'):
        policy.resolved({"spam": CURVE, "offtopic": CURVE})
    bare = policy.without({"off_topic"})
    assert bare.resolved({}).own_heads == ()
    assert bare.id != policy.id


BAD = {
    "[heads.off_topic]\nreview_at = 0.5": "needs [heads.off_topic] own = true",
    "[heads.off_topic]\nown = false": "heads.off_topic: unknown head",
    '[heads.off_topic]\nown = "yes"': "heads.off_topic.own: must be true or false, not a text",
    "[heads.off_topic]\nown = []": "heads.off_topic.own: must be true or false, not a list",
    "[heads.off_topic]\nown = true\nrejct_at = 1": 'heads.off_topic.rejct_at: unknown key; did you mean "reject_at"?',
    "[heads.off_topic]\nown = true\nreview_at = 2": "heads.off_topic.review_at: must lie between 0 and 1",
    "[heads.spam]\nown = true": "heads.spam.own: every model has this head",
    "[heads.link]\nown = true": "heads.link.own: is one of modfilter's categories",
    '[heads."a\\nb"]\nown = true': "must be a name of printable characters",
    '[heads.""]\nown = true': "must be a name of printable characters",
    '[categories]\noff_topic = "review"': "categories.off_topic: unknown category; ",
    DECLARED + '[categories]\noff_topc = "off"': 'unknown category; did you mean "off_topic"?',
    DECLARED + '[categories]\noff_topic = "rejct"': 'categories.off_topic: unknown mode "rejct"',
    DECLARED + '[rules]\n"model.off_topic" = "off"': "are set under [heads.off_topic]",
    '[messages]\noff_topic = "x"': "messages.off_topic: unknown category or rule code",
    '[messages]\n"model.off_topic" = "x"': 'messages."model.off_topic": unknown category',
    DECLARED + '[messages]\n"model.off_topc" = "x"': 'did you mean "model.off_topic"?',
}


@pytest.mark.parametrize(("text", "expected"), BAD.items(), ids=BAD)
def test_errors_name_place_cause_and_cure(text: str, expected: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, source="site.toml", known_codes={"link.url"})
    assert expected in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


_NAMES = st.text(min_size=1, max_size=12).filter(
    lambda name: name.isprintable() and name == name.strip() and name not in (*HEADS, *Category)
)


@given(_NAMES, st.sampled_from(Mode), st.floats(0, 1))
def test_the_shown_policy_reads_back_and_spelling_out_changes_nothing(
    name: str, mode: Mode, at: float
) -> None:
    key = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    table = f'[heads.{key}]\nown = true\nreview_at = {at!r}\nmode = "{mode}"\n'
    policy = parse_policy(table)
    assert policy.own_heads == (name,)
    assert parse_policy(to_toml(policy)) == policy
    assert parse_policy(f'{table}[categories]\n{key} = "reject"\n').id == policy.id
    assert parse_policy(f'{table}[categories]\n{key} = "shadow"\n').id != policy.id
