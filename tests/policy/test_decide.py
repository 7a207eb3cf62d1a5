"""Weighing findings."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.domain import HEAD_CATEGORY, HEADS, Action, Category, Finding, Source
from modfilter.errors import PolicyError
from modfilter.policy.decide import decide
from modfilter.policy.loading import default_policy, parse_policy
from modfilter.policy.sentences import CATEGORY_SENTENCES

POLICY = default_policy()
LINK = Finding("link.url", Category.LINK, Source.RULE, ((0, 4),))
SHOUTING = Finding("value.shouting", Category.LOW_VALUE, Source.RULE)
EMPTY = Finding("value.empty", Category.LOW_VALUE, Source.RULE)
FAILED = Finding("system.rule_failed", Category.ERROR, Source.SYSTEM)


def model(head: str, score: float) -> Finding:
    return Finding(f"model.{head}", HEAD_CATEGORY[head], Source.MODEL, (), score)


def test_nothing_found_is_published() -> None:
    scores = {"spam": 0.1}
    decision = decide((), scores, POLICY, comment_id=7, model_id="m")
    assert (decision.id, decision.action, decision.reasons) == (7, Action.PUBLISH, ())
    assert (decision.scores, decision.model, decision.policy) == (scores, "m", POLICY.id)


def test_the_strictest_decides_and_all_reasons_stay() -> None:
    decision = decide([SHOUTING, model("spam", 0.6), LINK, EMPTY], {}, POLICY)
    assert decision.action is Action.REJECT
    assert [(r.finding.code, r.action, r.decisive) for r in decision.reasons] == [
        ("link.url", Action.REJECT, True),
        ("value.empty", Action.REJECT, True),
        ("value.shouting", Action.REVIEW, False),
        ("model.spam", Action.REVIEW, False),
    ]


def test_each_reason_names_the_setting_that_asked() -> None:
    found = [LINK, EMPTY, model("toxicity", 0.71), model("spam", 0.99), FAILED]
    lines = {r.finding.code: r.policy_line for r in decide(found, {}, POLICY).reasons}
    assert lines == {
        "link.url": 'categories.link = "reject"',
        "value.empty": 'rules."value.empty" = "reject"',
        "model.toxicity": f"heads.toxicity.review_at = {POLICY.heads['toxicity'].review_at} (score 0.71)",
        "model.spam": f"heads.spam.reject_at = {POLICY.heads['spam'].reject_at} (score 0.99)",
        "system.rule_failed": 'categories.error = "review"',
    }


def test_shadow_is_listed_and_never_decides() -> None:
    policy = parse_policy('[categories]\nlink = "shadow"\nspam = "shadow"\n')
    decision = decide([LINK, model("spam", 0.99)], {}, policy)
    assert decision.action is Action.PUBLISH
    assert [(r.action, r.decisive) for r in decision.reasons] == [(Action.PUBLISH, False)] * 2
    assert decision.reasons[1].policy_line.startswith('categories.spam = "shadow" (although heads.')


def test_off_is_left_out() -> None:
    policy = parse_policy('[categories]\nlink = "off"\nspam = "off"\n[heads.insult]\nmode = "off"')
    found = [LINK, model("spam", 0.99), model("insult", 0.99)]
    assert decide(found, {}, policy).reasons == ()


def test_a_head_may_be_held_back() -> None:
    policy = parse_policy('[heads.spam]\nreview_at = 0.5\nreject_at = 0.9\nmode = "review"\n')
    decision = decide([model("spam", 0.95)], {}, policy)
    assert decision.action is Action.REVIEW
    assert decision.reasons[0].policy_line == (
        'heads.spam.mode = "review" (although heads.spam.reject_at = 0.9 (score 0.95))'
    )


def test_scores_below_the_thresholds_are_no_reason() -> None:
    policy = parse_policy("[heads.spam]\nreview_at = 0.5\nreject_at = 0.9\n")
    assert decide([model("spam", 0.49)], {}, policy).reasons == ()
    assert decide([model("spam", 0.5)], {}, policy).action is Action.REVIEW
    assert decide([model("spam", 0.9)], {}, policy).action is Action.REJECT


@pytest.mark.parametrize(
    ("mode", "action"),
    [("shadow", Action.PUBLISH), ("review", Action.REVIEW), ("reject", Action.REJECT)],
)
def test_a_language_is_judged_by_its_category(mode: str, action: Action) -> None:
    policy = parse_policy(f'[categories]\nlanguage = "{mode}"')
    finding = Finding("model.language", Category.LANGUAGE, Source.MODEL)
    decision = decide([finding], {}, policy)
    assert decision.action is action
    assert [reason.policy_line for reason in decision.reasons] == [
        f'categories.language = "{mode}"'
    ]
    assert decision.reasons[0].decisive is (mode != "shadow")


def test_a_language_may_go_unmentioned() -> None:
    policy = parse_policy('[categories]\nlanguage = "off"')
    finding = Finding("model.language", Category.LANGUAGE, Source.MODEL)
    assert decide([finding], {}, policy).reasons == ()


def test_promises_are_shown_with_what_they_came_to() -> None:
    policy = parse_policy("[heads.spam]\nreject_at = {precision = 0.98}\n")
    with pytest.raises(PolicyError, match=r"heads\.spam promises"):
        decide([model("spam", 0.9)], {}, policy)
    resolved = policy.resolved({"spam": lambda _: 0.87654})
    assert decide([model("spam", 0.9)], {}, resolved).reasons[0].policy_line == (
        "heads.spam.reject_at = {precision = 0.98} (score 0.9, from 0.8765)"
    )


@pytest.mark.parametrize("mode", ["off", "shadow", "review", "reject"])
def test_a_failure_is_never_published(mode: str) -> None:
    policy = parse_policy(f'[categories]\nerror = "{mode}"\n')
    decision = decide([FAILED], {}, policy)
    assert decision.action is (Action.REJECT if mode == "reject" else Action.REVIEW)
    assert decision.reasons[0].decisive
    by_code = parse_policy('[rules]\n"system.*" = "off"\n')
    assert decide([FAILED], {}, by_code).action is Action.REVIEW


def test_whose_sentence_the_author_reads() -> None:
    defaults = {"link.url": "the rule's own"}
    site = '[messages]\nlink = "the site\'s on links"\n'
    exact = site + '"link.url" = "the site\'s on addresses"\n'

    def message(policy: str, messages: dict[str, str]) -> str:
        decision = decide([LINK], {}, parse_policy(policy), messages=messages)
        return decision.reasons[0].message

    assert message(exact, defaults) == "the site's on addresses"
    assert message(site, defaults) == "the site's on links"
    assert message("", defaults) == "the rule's own"
    assert message("", {}) == CATEGORY_SENTENCES[Category.LINK]


def test_every_category_has_a_sentence_and_every_head_a_category() -> None:
    assert set(CATEGORY_SENTENCES) == set(Category)
    assert tuple(HEAD_CATEGORY) == HEADS


_RULE_FINDINGS = st.builds(
    Finding,
    st.sampled_from(["link.url", "value.empty", "value.shouting", "odd.code"]),
    st.sampled_from(Category),
    st.sampled_from([Source.RULE, Source.SYSTEM]),
)
_MODEL_FINDINGS = st.builds(model, st.sampled_from(HEADS), st.floats(0, 1))
_MODES = st.sampled_from(["off", "shadow", "review", "reject"])


@given(
    st.lists(_RULE_FINDINGS | _MODEL_FINDINGS, max_size=6),
    st.dictionaries(st.sampled_from(Category), _MODES),
)
def test_decisions_hang_together(findings: list[Finding], modes: dict[Category, str]) -> None:
    lines = [f'{category} = "{mode}"' for category, mode in modes.items()]
    policy = parse_policy("\n".join(["[categories]", *lines]))
    decision = decide(findings, {}, policy)
    severities = [reason.action.severity for reason in decision.reasons]
    assert decision.action.severity == max(severities, default=0)
    assert severities == sorted(severities, reverse=True)
    for reason in decision.reasons:
        on_top = reason.action is decision.action and decision.action is not Action.PUBLISH
        assert reason.decisive is on_top
        assert reason.message
        assert reason.policy_line
    for _, equals in itertools.groupby(decision.reasons, key=lambda reason: reason.action):
        # By identity, since equal findings may occur twice.
        order = [next(i for i, f in enumerate(findings) if f is r.finding) for r in equals]
        assert order == sorted(order)
    if any(finding.source is Source.SYSTEM for finding in findings):
        assert decision.action is not Action.PUBLISH
