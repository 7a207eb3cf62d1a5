"""The gate: each reason to refuse, alone, and nothing to refuse where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modfilter.domain import Action
from modfilter.learning.comparison.bias import Bias, TermChange
from modfilter.learning.comparison.cases import Case, CaseChange, CaseResults
from modfilter.learning.comparison.compare import (
    Comparison,
    HeadChange,
    HeldOut,
    WithoutModerator,
)
from modfilter.learning.comparison.flips import Flips
from modfilter.learning.comparison.gate import Refusal, gate
from modfilter.learning.comparison.paired import Measure
from modfilter.learning.evaluation.identity import Term

NAN = float("nan")


def measure(gain: float, error: float, *, higher: bool = False, name: str = "m") -> Measure:
    difference = gain if higher else -gain
    interval = (difference - 1.645 * error, difference + 1.645 * error)
    return Measure(name, 0.5, 0.5 + difference, difference, interval, error, higher)


def term(name: str, stopped: float) -> Term:
    return Term(name, "group", 0.99, 0.99, 0.99, stopped, 0.0)


def lost(name: str, moved: float) -> CaseChange:
    return CaseChange(Case(name, name, Action.REJECT), Action.REJECT, Action.PUBLISH, moved)


BETTER = Comparison(
    champion="old",
    challenger="new",
    policy="p",
    policy_name="default",
    seed=0,
    resamples=1000,
    held_out=HeldOut(1000, 1000, 0, 400, 0, 3, None, None),
    ranking=measure(0.01, 0.003, higher=True),
    loss=measure(0.02, 0.004),
    loss_if_careless=measure(0.03, 0.007),
    wrongly_published=measure(0.01, 0.004),
    wrongly_rejected=measure(0.0, 0.0),
    reviewed=measure(0.01, 0.004),
    heads=(HeadChange("spam", 100, measure(0.02, 0.003, higher=True)),),
    without=(WithoutModerator("ann", 0.4, 0.01),),
    cases=CaseResults(100, 90, 90, (lost("edge", -0.05),), ()),
    bias=Bias(
        60,
        60,
        tuple(measure(-0.001, 0.002, higher=True, name=f"{n} AUC") for n in ("a", "b", "c")),
        measure(0.0, 0.0),
        (TermChange(term("red", 0.02), term("red", 0.06)),),
    ),
    flips=Flips((), ()),
)


def codes(**changes: object) -> list[str]:
    return [refusal.code for refusal in gate(replace(BETTER, **changes))]  # type: ignore[arg-type]


def test_what_is_shown_better_may_pass() -> None:
    assert gate(BETTER) == ()
    assert gate(replace(BETTER, bias=None)) == ()


@pytest.mark.parametrize(("rejected", "named"), [(49, "49 that"), (960, "40 that")])
def test_too_few_decisions_show_nothing(rejected: int, named: str) -> None:
    few = replace(BETTER, held_out=replace(BETTER.held_out, rejected=rejected))
    (refusal,) = gate(few)
    assert refusal.code == "held_out.too_few"
    assert named in refusal.message


def test_a_higher_loss_is_refused_with_its_figures() -> None:
    worse = replace(BETTER, loss=measure(-0.01, 0.02), loss_if_careless=measure(-0.01, 0.02))
    (refusal,) = gate(worse)
    assert refusal.code == "held_out.loss"
    assert "0.510 against the champion's 0.500 (difference +0.0100" in refusal.message


def test_errors_must_not_be_traded_for_reviews_on_the_strength_of_flipped_verdicts() -> None:
    (refusal,) = gate(replace(BETTER, loss_if_careless=measure(-0.001, 0.007)))
    assert refusal.code == "held_out.loss"
    assert "if as many as 20% of the decisions are wrong by chance" in refusal.message


@pytest.mark.parametrize("measured", ["loss", "loss_if_careless"])
def test_a_gain_that_chance_could_explain_is_not_shown(measured: str) -> None:
    (refusal,) = gate(replace(BETTER, **{measured: measure(0.02, 0.01)}))
    assert refusal.code == "held_out.not_shown"
    # 1000 * (3.09 / 2)^2 comments, rounded up.
    assert "2.0 standard errors" in refusal.message
    assert "about 2,400 held-out comments" in refusal.message


def test_no_difference_is_no_gain() -> None:
    same = measure(0.0, 0.0)
    (refusal,) = gate(
        replace(BETTER, loss=same, loss_if_careless=same, ranking=measure(0, 0, higher=True))
    )
    assert refusal.code == "held_out.not_shown"
    assert "which is no difference" in refusal.message


def test_worse_ranking_is_refused_beyond_the_margin() -> None:
    assert codes(ranking=measure(-0.01, 0.004, higher=True)) == ["held_out.ranking"]
    assert codes(ranking=measure(-0.0001, 0.001, higher=True)) == []


def test_a_head_that_is_shown_worse_is_refused() -> None:
    worse = HeadChange("threat", 80, measure(-0.02, 0.005, higher=True))
    unsure = HeadChange("threat", 80, measure(-0.02, 0.02, higher=True))
    unknown = HeadChange(
        "off_topic", 80, Measure("off_topic", NAN, 0.9, NAN, (NAN, NAN), NAN, True)
    )
    assert codes(heads=(*BETTER.heads, worse)) == ["head.threat"]
    few = HeadChange("threat", 29, worse.auc)
    assert codes(heads=(*BETTER.heads, unsure, unknown, few)) == []


def test_one_moderator_alone_promotes_nothing() -> None:
    (refusal,) = gate(replace(BETTER, without=(WithoutModerator("bob", 0.5, -0.002),)))
    assert refusal == Refusal(
        "held_out.one_moderator",
        "only bob's decisions (50% of the held-out comments) speak for it: without them its loss "
        "is +0.0020 against the champion's",
    )


def test_a_lost_case_is_named() -> None:
    changes = tuple(lost(f"case-{k}", -1.0) for k in range(5))
    (refusal,) = gate(replace(BETTER, cases=CaseResults(100, 90, 85, changes, ())))
    assert refusal.code == "cases"
    assert "case-0 (wants reject: reject -> publish)" in refusal.message
    assert "and 2 more" in refusal.message


def test_more_bias_is_refused() -> None:
    bias = BETTER.bias
    assert bias is not None
    lower = (*bias.aucs[:2], measure(-0.02, 0.01, higher=True, name="BNSP AUC"))
    assert codes(bias=replace(bias, aucs=lower)) == ["identity.auc"]
    assert codes(bias=replace(bias, stopped=measure(-0.02, 0.001))) == ["identity.stopped"]
    (refusal,) = gate(
        replace(BETTER, bias=replace(bias, terms=(TermChange(term("red", 0), term("red", 0.1)),)))
    )
    assert refusal.code == "identity.term"
    assert 'kind sentences with "red" 10% are not published, by the champion 0%' in refusal.message


def test_every_reason_is_told() -> None:
    assert codes(
        loss=measure(-0.02, 0.001), cases=CaseResults(1, 1, 0, (lost("c", -1.0),), ())
    ) == ["held_out.loss", "cases"]
