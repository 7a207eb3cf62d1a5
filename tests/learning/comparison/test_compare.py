"""Two real models side by side, and the gate against careless moderators in small."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import gate as simulation
from modfilter.domain import HEADS, Action, Decision, ModeratorDecision
from modfilter.learning.comparison.cases import Case
from modfilter.learning.comparison.compare import Answers, Comparison, compare, compare_answers
from modfilter.learning.comparison.gate import gate
from modfilter.learning.comparison.judged import judged_comments
from modfilter.learning.evaluation.identity import Templates
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.moderator import Moderator
from modfilter.policy.loading import default_policy
from modfilter.resources import default_model_path

TEMPLATES = Templates(
    {"x": ("Irish", "deaf")},
    ("My {term} neighbour brought soup yesterday.",),
    ("{term} people are idiots.",),
)
CASES = [
    Case("kind", "Thank you for the clear account of the bus lanes.", Action.PUBLISH),
    Case("rude", "You are a complete idiot and everyone here knows it.", Action.REJECT),
    Case("link", "Look at https://stats.example.org/2024", Action.REJECT),
]


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return load_bundle(default_model_path())


@pytest.fixture(scope="module")
def truth() -> simulation.Truth:
    return simulation.population()


@pytest.fixture(scope="module")
def decisions(truth: simulation.Truth) -> list[ModeratorDecision]:
    return [replace(d, moderator=f"m{k % 3}") for k, d in enumerate(truth.decisions[::8])]


def compared(old: Bundle, new: Bundle, decisions: list[ModeratorDecision]) -> Comparison:
    return compare(old, new, default_policy(), decisions, CASES, TEMPLATES, resamples=200)


@pytest.fixture(scope="module")
def forgetful(shipped: Bundle) -> Bundle:
    return simulation.spoilt(shipped, np.random.default_rng(4), 1.0, 0.5, 0.0)


def test_a_model_beside_itself_differs_nowhere(
    shipped: Bundle, decisions: list[ModeratorDecision]
) -> None:
    same = compared(shipped, shipped, decisions)
    for measure in (same.ranking, same.loss, same.reviewed, *(head.auc for head in same.heads)):
        assert (measure.difference, measure.error) == (0, 0)
    assert not same.flips.worse
    assert not same.flips.better
    assert not same.cases.lost
    assert [refusal.code for refusal in gate(same)] == ["held_out.not_shown"]


def test_a_worse_model_is_refused_and_its_opposite_is_better(
    shipped: Bundle, forgetful: Bundle, decisions: list[ModeratorDecision]
) -> None:
    there = compared(shipped, forgetful, decisions)
    back = compared(forgetful, shipped, decisions)
    assert there.loss.difference > 0.02
    assert there.loss.difference == pytest.approx(-back.loss.difference)
    assert "held_out.loss" in [refusal.code for refusal in gate(there)]
    assert gate(back) == ()
    assert {flip.hash for flip in there.flips.worse} == {
        flip.hash for flip in back.flips.better if flip.cost < 0
    }


def test_the_figures_are_those_of_the_actions(
    shipped: Bundle, forgetful: Bundle, decisions: list[ModeratorDecision]
) -> None:
    found = compared(shipped, forgetful, decisions)
    judged = judged_comments(decisions)
    actions = [
        [d.action for d in Moderator(bundle, default_policy()).check_many(judged.texts)]
        for bundle in (shipped, forgetful)
    ]
    number = len(judged.texts)
    assert found.held_out.comments == number
    for measure, action, among in (
        (found.wrongly_published, Action.PUBLISH, judged.rejected),
        (found.wrongly_rejected, Action.REJECT, ~judged.rejected),
        (found.reviewed, Action.REVIEW, np.ones(number, bool)),
    ):
        shares = [
            sum(a is action and b for a, b in zip(side, among, strict=True)) / number
            for side in actions
        ]
        assert [measure.champion, measure.challenger] == pytest.approx(shares)
    changed = sum(a is not b for a, b in zip(*actions, strict=True))
    assert len(found.flips.worse) + len(found.flips.better) == changed
    costs = [flip.cost for flip in found.flips.worse]
    assert costs == sorted(costs, reverse=True)
    assert min(costs) > 0


def test_the_same_arguments_give_the_same_comparison(
    shipped: Bundle, forgetful: Bundle, decisions: list[ModeratorDecision]
) -> None:
    first, second = (compared(shipped, forgetful, decisions[:200]) for _ in range(2))
    assert first == second


def test_progress_ends_where_it_should(shipped: Bundle) -> None:
    told: list[tuple[int, int]] = []
    compare(
        shipped, shipped, default_policy(), [], CASES, TEMPLATES, resamples=10,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert told == [(7, 14), (14, 14)]


def test_no_decisions_are_too_few(shipped: Bundle, forgetful: Bundle) -> None:
    found = compared(shipped, forgetful, [])
    assert gate(found)[0].code == "held_out.too_few"


def test_a_head_that_only_the_challenger_has_is_shown_for_itself(shipped: Bundle) -> None:
    texts = [(f"Comment number {k} on the tram line.", k % 2 == 0) for k in range(20)]
    judged = judged_comments(
        [
            ModeratorDecision(
                text, Action.REJECT if bad else Action.PUBLISH, "off_topic" if bad else None
            )
            for text, bad in texts
        ]
    )
    moderator = Moderator(shipped, default_policy())
    plain = dict.fromkeys(HEADS, 0.0)
    old = [Decision(None, Action.PUBLISH, (), plain) for _ in texts]
    new = [Decision(None, Action.PUBLISH, (), {**plain, "off_topic": float(b)}) for _, b in texts]
    sides = Answers(moderator, old), Answers(moderator, new)
    (head,) = compare_answers(*sides, judged, (), None, resamples=100).heads
    assert (head.name, head.positive, head.auc.challenger) == ("off_topic", 10, 1.0)
    assert np.isnan([head.auc.champion, head.auc.difference]).all()


def test_careless_moderators_promote_nothing_worse(
    shipped: Bundle, truth: simulation.Truth
) -> None:
    champion = simulation.champion_of(shipped)
    rivals = simulation.challengers(shipped, champion, 6)
    found = list(simulation.trials(champion, rivals, truth, (1_000,), 1))
    worse = [trial for trial in found if trial.gain < 0]
    better = [trial for trial in found if trial.clearly_better]
    assert worse
    assert not any(trial.promoted for trial in worse)
    assert better
    assert any(trial.promoted for trial in better)
