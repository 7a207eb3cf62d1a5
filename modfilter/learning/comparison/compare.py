"""Champion and challenger side by side: on held-out decisions, cases, and identity templates."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS, Action, Decision, ModeratorDecision, category_of
from modfilter.learning.comparison.bias import Bias, compare_identity
from modfilter.learning.comparison.cases import Case, CaseResults, case_results, shipped_cases
from modfilter.learning.comparison.flips import Flips, flips
from modfilter.learning.comparison.judged import Judged, judged_comments
from modfilter.learning.comparison.outcomes import CARELESS_SHARE, losses, suspicions
from modfilter.learning.comparison.paired import (
    Auc,
    Mean,
    Measure,
    Pair,
    Statistic,
    Values,
    measured,
)
from modfilter.learning.evaluation.identity import Templates, fill, load_templates
from modfilter.model.bundle import Bundle
from modfilter.moderator import Moderator
from modfilter.policy.policy import Policy
from modfilter.resources import identity_templates_path

IDENTITY_HEAD = "toxicity"
"""The head that the identity templates are about."""

_BATCH = 1024
_LEAST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The decisions that the models were judged by."""

    decisions: int
    comments: int
    """Distinct texts with a verdict."""
    alike: int
    """Comments that are nearly the same as another one: they count as one observation."""
    rejected: int
    undecided: int
    """Texts left out because as many moderators published as rejected them."""
    moderators: int
    first: datetime | None
    last: datetime | None

    @property
    def published(self) -> int:
        """Comments that the moderators published."""
        return self.comments - self.rejected


@dataclass(frozen=True, slots=True)
class HeadChange:
    """How well a head ranks what moderators rejected as its kind above what they published.

    The champion's AUC is NaN where only the challenger has the head, and the other way round.
    """

    name: str
    positive: int
    auc: Measure


@dataclass(frozen=True, slots=True)
class WithoutModerator:
    """The loss without the comments that one moderator decided, and those comments' share."""

    moderator: str
    share: float
    gain: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the gate judges by and that people want to see.

    `ranking` is the AUC of rejected over published comments by how suspicious the whole decision
    makes them. `loss` is the mean cost of an action (see `outcomes`), `loss_if_careless` the same
    if a fifth of the decisions were wrong by chance. The others are shares of all comments.
    """

    champion: str
    challenger: str
    policy: str
    policy_name: str
    seed: int
    resamples: int
    held_out: HeldOut
    ranking: Measure
    loss: Measure
    loss_if_careless: Measure
    wrongly_published: Measure
    wrongly_rejected: Measure
    reviewed: Measure
    heads: tuple[HeadChange, ...]
    without: tuple[WithoutModerator, ...]
    cases: CaseResults
    bias: Bias | None
    flips: Flips


def compare(
    champion: Bundle,
    challenger: Bundle,
    policy: Policy,
    decisions: Sequence[ModeratorDecision],
    cases: Sequence[Case] | None = None,
    templates: Templates | None = None,
    *,
    seed: int = 0,
    resamples: int = 1000,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Comparison:
    """Judge both models by `decisions` that neither learned from (see `held_out.split_in_time`).

    Both are judged through the whole policy, but for heads of the site's own that the champion was
    never taught; a challenger that lacks one is a PolicyError. `cases` and `templates` are the
    project's own where they are None. `progress` is told how many of how many comments are judged.
    The same arguments give the same comparison.
    """
    cases = shipped_cases() if cases is None else cases
    path = identity_templates_path()
    if templates is None and path is not None:
        templates = load_templates(path)
    judged = judged_comments(decisions)
    parts = (
        judged.texts,
        [case.text for case in cases],
        [] if templates is None else fill(templates).texts,
    )
    everything = [text for part in parts for text in part]
    sides = []
    # The champion may lack a head of the site's own that the challenger was taught.
    known = policy.without(set(policy.own_heads) - set(champion.own_heads))
    for at, (bundle, judged_by) in enumerate(((champion, known), (challenger, policy))):
        moderator = Moderator(bundle, judged_by, audit=False)
        answers = _judge(moderator, everything, at * len(everything), progress)
        first, second = len(parts[0]), len(parts[0]) + len(parts[1])
        sides.append(Answers(moderator, answers[:first], answers[first:second], answers[second:]))
    old, new = sides
    return compare_answers(old, new, judged, cases, templates, seed=seed, resamples=resamples)


def compare_answers(
    old: Answers,
    new: Answers,
    judged: Judged,
    cases: Sequence[Case],
    templates: Templates | None,
    *,
    seed: int = 0,
    resamples: int = 1000,
) -> Comparison:
    """What `compare` does with the answers of the champion (`old`) and the challenger (`new`)."""
    rng = np.random.default_rng([seed, zlib.crc32(b"comparison")])
    measures = iter(
        measured(
            [*_overall(judged, old, new), *_heads(judged, old, new)], judged.groups, rng, resamples
        )
    )
    bias = None
    if templates is not None:
        bias = compare_identity(
            templates, fill(templates), old.sentences, new.sentences, IDENTITY_HEAD, rng, resamples
        )
    moved = new.suspicions - old.suspicions
    return Comparison(
        champion=old.moderator.model_id,
        challenger=new.moderator.model_id,
        policy=new.moderator.policy_id,
        policy_name=new.moderator.policy.name,
        seed=seed,
        resamples=resamples,
        held_out=_held_out(judged),
        ranking=next(measures),
        loss=next(measures),
        loss_if_careless=next(measures),
        wrongly_published=next(measures),
        wrongly_rejected=next(measures),
        reviewed=next(measures),
        heads=tuple(
            HeadChange(measure.name, int(_positive(judged, measure.name).sum()), measure)
            for measure in measures
        ),
        without=_without(judged, old, new),
        cases=case_results(
            cases,
            old.cases,
            new.cases,
            (_suspicions(new, new.cases) - _suspicions(old, old.cases)).tolist(),
        ),
        bias=bias,
        flips=flips(judged, old.held_out, new.held_out, moved.tolist()),
    )


class Answers:
    """A model's decisions on everything: held-out comments (n), cases, template sentences."""

    def __init__(
        self,
        moderator: Moderator,
        held_out: Sequence[Decision],
        cases: Sequence[Decision] = (),
        sentences: Sequence[Decision] = (),
    ) -> None:
        self.moderator = moderator
        self.held_out = held_out
        self.cases = cases
        self.sentences = sentences
        self.actions = [decision.action for decision in held_out]
        self.suspicions = suspicions(held_out, moderator.policy)
        first = next(iter((*held_out, *cases)), None)
        self.heads = frozenset(HEADS if first is None else first.scores)

    def scores(self, head: str) -> Values:
        """A head's scores of the held-out comments (n), 0 where unreadable; NaN: no such head."""
        if head not in self.heads:
            return np.full(len(self.held_out), np.nan)
        return np.array([decision.scores.get(head) or 0.0 for decision in self.held_out])


def _suspicions(side: Answers, decisions: Sequence[Decision]) -> Values:
    return suspicions(decisions, side.moderator.policy)


def _judge(
    moderator: Moderator,
    texts: Sequence[str],
    before: int,
    progress: Callable[[int, int], None],
) -> list[Decision]:
    decisions: list[Decision] = []
    for first in range(0, len(texts), _BATCH):
        decisions += moderator.check_many(texts[first : first + _BATCH])
        progress(before + len(decisions), 2 * len(texts))
    return decisions


def _overall(judged: Judged, old: Answers, new: Answers) -> list[Pair]:
    rejected = judged.rejected

    def pair(name: str, of: Callable[[Answers], Statistic]) -> Pair:
        return Pair(name, of(old), of(new))

    def share(name: str, action: Action, among: NDArray[np.bool_]) -> Pair:
        return pair(
            name, lambda side: Mean(among * np.array([float(a is action) for a in side.actions]))
        )

    return [
        pair("ranking", lambda side: Auc(side.suspicions, rejected)),
        pair("loss", lambda side: Mean(losses(side.actions, rejected))),
        pair(
            "loss, a fifth wrong", lambda side: Mean(losses(side.actions, rejected, CARELESS_SHARE))
        ),
        share("wrongly published", Action.PUBLISH, rejected),
        share("wrongly rejected", Action.REJECT, ~rejected),
        share("sent to review", Action.REVIEW, np.ones(len(rejected), np.bool_)),
    ]


def _heads(judged: Judged, old: Answers, new: Answers) -> list[Pair]:
    """Each head with what moderators rejected as its kind, and all that they published."""
    known = (*HEADS, *sorted((old.heads | new.heads) - set(HEADS)))
    pairs = []
    for head in known:
        positive = _positive(judged, head)
        rows = np.flatnonzero(positive | ~judged.rejected)
        if positive.any() and len(rows) > positive.sum():
            champion, challenger = (
                Auc(side.scores(head)[rows], positive[rows]) for side in (old, new)
            )
            pairs.append(Pair(head, champion, challenger, rows))
    return pairs


def _positive(judged: Judged, head: str) -> NDArray[np.bool_]:
    kinds = {head, str(category_of(head))}
    return judged.rejected & np.array([name in kinds for name in judged.categories], np.bool_)


def _without(judged: Judged, old: Answers, new: Answers) -> tuple[WithoutModerator, ...]:
    """What the loss gains without one moderator, for each who decided a tenth or more."""
    gains = losses(old.actions, judged.rejected) - losses(new.actions, judged.rejected)
    found = []
    for name in sorted(frozenset().union(*judged.moderators)):
        others = np.array([name not in deciders for deciders in judged.moderators], np.bool_)
        share = 1 - others.mean()
        if _LEAST_SHARE <= share < 1:
            found.append(WithoutModerator(name, float(share), float(gains[others].mean())))
    return tuple(found)


def _held_out(judged: Judged) -> HeldOut:
    times = sorted(d.decided_at for d in judged.decisions if d.decided_at is not None)
    return HeldOut(
        decisions=judged.given,
        comments=len(judged.decisions),
        alike=len(judged.decisions) - len(np.unique(judged.groups)),
        rejected=int(judged.rejected.sum()),
        undecided=judged.undecided,
        moderators=len(frozenset().union(*judged.moderators)),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )
