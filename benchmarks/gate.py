"""The promotion gate against careless moderators: what it promotes when verdicts are flipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.result import Result
from benchmarks.timing import progress
from modfilter.domain import HEADS, Action, ModeratorDecision
from modfilter.learning.comparison.compare import Answers, compare_answers
from modfilter.learning.comparison.gate import gate
from modfilter.learning.comparison.judged import Judged, judged_comments
from modfilter.learning.comparison.outcomes import losses
from modfilter.learning.comparison.paired import Auc
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.moderator import Moderator
from modfilter.policy.loading import default_policy
from modfilter.resources import case_files, default_model_path

FLIPPED = 0.2
"""The share of verdicts that moderators get wrong, at random."""

HELD_OUT = (300, 1_000, 3_000)
"""Held-out decisions that the gate judges by."""

CHALLENGERS = 200
DRAWS = 2
"""Sets of decisions per challenger and number of decisions."""

MODERATORS = 5
CLEAR = 0.01
"""A gain per comment that is no small change: one error fewer among a hundred comments."""


@dataclass(frozen=True, slots=True)
class Truth:
    """All comments with the right verdicts, and a model's decisions on them."""

    decisions: tuple[ModeratorDecision, ...]
    judged: Judged


@dataclass(frozen=True, slots=True)
class Trial:
    """A challenger judged by some decisions: what it is truly worth, and what the gate said.

    `gain` is what it saves per comment by the right verdicts, `ranking` its gain in AUC.
    """

    held_out: int
    gain: float
    ranking: float
    refusals: tuple[str, ...]

    @property
    def clearly_better(self) -> bool:
        return self.gain >= CLEAR and self.ranking >= 0

    @property
    def promoted(self) -> bool:
        return not self.refusals


def population() -> Truth:
    """The project's own comments: everybody can say what should happen to them."""
    import json

    rows = [
        json.loads(line)
        for path in case_files()
        for line in path.read_text("utf-8").split("\n")
        if line.strip()
    ]
    decisions = tuple(
        ModeratorDecision(row["text"], Action(row["action"]), row["category"])
        for row in rows
        if row["action"] != "review" and row["text"].strip()
    )
    return Truth(decisions, judged_comments(decisions))


def spoilt(
    bundle: Bundle, rng: np.random.Generator, noise: float, forgotten: float, shift: float
) -> Bundle:
    """`bundle` with weights forgotten, noise on the others, and its heads' biases shifted.

    `noise` is in standard deviations of the weights, `forgotten` a share of the features.
    """
    return replace(
        bundle,
        grams=_spoilt(bundle.grams, rng, noise, forgotten),
        pairs=_spoilt(bundle.pairs, rng, noise, forgotten),
        bias=bundle.bias + rng.normal(0, shift, len(bundle.bias)),
        # Remembered words hold the old weights.
        words=bundle.words[:0],
        about={**bundle.about, "id": f"{rng.integers(1 << 48):012x}"},
    )


def _spoilt(
    weights: NDArray[np.int8], rng: np.random.Generator, noise: float, forgotten: float
) -> NDArray[np.int8]:
    kept = rng.random((len(weights), 1), np.float32) >= forgotten
    added = rng.standard_normal(weights.shape, np.float32) * np.float32(noise * weights.std())
    return np.clip(np.rint(weights * kept + added), -127, 127).astype(np.int8)


def champion_of(best: Bundle) -> Bundle:
    """A champion that leaves room on both sides: it has seen little of the spam that comes in."""
    rng = np.random.default_rng(1)
    worn = spoilt(best, rng, 1.0, 0.05, 0.2)
    return replace(
        worn,
        grams=_with_spam(worn.grams, _spoilt(worn.grams, rng, 0.0, 0.6)),
        pairs=_with_spam(worn.pairs, _spoilt(worn.pairs, rng, 0.0, 0.6)),
    )


def challengers(best: Bundle, champion: Bundle, number: int, seed: int = 0) -> Iterator[Bundle]:
    """Models that learned of that spam well, or badly, or what is wrong, and each something else.

    What a challenger has learned is a way from `champion` towards `best` or away from it; noise and
    shifted biases are what it got wrong on the way.
    """
    for at in range(number):
        rng = np.random.default_rng([seed, at])
        learned = rng.uniform(-0.5, 0.5)
        taught = replace(
            champion,
            grams=_with_spam(champion.grams, _between(champion.grams, best.grams, learned)),
            pairs=_with_spam(champion.pairs, _between(champion.pairs, best.pairs, learned)),
        )
        yield spoilt(taught, rng, rng.uniform(0, 1), rng.uniform(0, 0.05), rng.uniform(0, 0.4))


def _between(old: NDArray[np.int8], new: NDArray[np.int8], share: float) -> NDArray[np.int8]:
    way = old + share * (new.astype(np.float32) - old)
    return np.clip(np.rint(way), -127, 127).astype(np.int8)


def _with_spam(weights: NDArray[np.int8], others: NDArray[np.int8]) -> NDArray[np.int8]:
    """`weights` with the spam head's column of `others`."""
    found = weights.copy()
    found[:, HEADS.index("spam")] = others[:, HEADS.index("spam")]
    return found


def carelessly(
    decisions: Sequence[ModeratorDecision], rng: np.random.Generator, flipped: float
) -> list[ModeratorDecision]:
    """The decisions by five moderators, a share of them flipped at random."""
    wrong = rng.random(len(decisions)) < flipped
    return [
        replace(
            decision,
            action=_other(decision.action) if flip else decision.action,
            category=None if flip else decision.category,
            moderator=f"m{rng.integers(MODERATORS)}",
        )
        for decision, flip in zip(decisions, wrong.tolist(), strict=True)
    ]


def _other(action: Action) -> Action:
    return Action.PUBLISH if action is Action.REJECT else Action.REJECT


def trials(
    champion: Bundle,
    rivals: Iterator[Bundle],
    truth: Truth,
    held_out: Sequence[int],
    draws: int,
    *,
    flipped: float = FLIPPED,
    told: Callable[[int], None] = lambda done: None,
) -> Iterator[Trial]:
    """Each rival judged by `draws` sets of careless decisions of each size."""
    old = _answers(champion, truth)
    for at, rival in enumerate(rivals):
        told(at)
        new = _answers(rival, truth)
        gain = _loss(old, truth) - _loss(new, truth)
        ranking = _ranking(new, truth) - _ranking(old, truth)
        rng = np.random.default_rng([2, at])
        for number in held_out:
            for _ in range(draws):
                chosen = rng.choice(len(truth.judged.decisions), number, replace=False)
                decisions = carelessly(
                    [truth.judged.decisions[k] for k in chosen.tolist()], rng, flipped
                )
                comparison = compare_answers(
                    *(
                        Answers(side.moderator, [side.held_out[k] for k in chosen.tolist()])
                        for side in (old, new)
                    ),
                    judged_comments(decisions),
                    (),
                    None,
                )
                codes = tuple(refusal.code for refusal in gate(comparison))
                yield Trial(number, gain, ranking, codes)


def _answers(bundle: Bundle, truth: Truth) -> Answers:
    moderator = Moderator(bundle, default_policy(), audit=False)
    return Answers(moderator, moderator.check_many(truth.judged.texts))


def _loss(answers: Answers, truth: Truth) -> float:
    return float(losses(answers.actions, truth.judged.rejected).mean())


def _ranking(answers: Answers, truth: Truth) -> float:
    rejected = truth.judged.rejected
    return float(Auc(answers.suspicions, rejected)(np.ones((1, len(rejected))))[0])


def measure(texts: Sequence[str], comments: int | None) -> Result:
    """What the gate promoted, by what the challengers are truly worth."""
    best = load_bundle(default_model_path())
    number = comments or CHALLENGERS
    champion = champion_of(best)
    found = list(
        trials(
            champion,
            challengers(best, champion, number),
            population(),
            HELD_OUT,
            DRAWS,
            told=lambda done: progress(f"gate: challenger {done + 1} of {number}"),
        )
    )
    result = Result(
        "gate",
        f"{number} challengers, {len(found):,} trials; {FLIPPED:.0%} of the moderators' decisions "
        "flipped at random",
    )
    result.table.append(
        ("held-out decisions", "challengers that are truly", "trials", "promoted", "share")
    )
    for size in HELD_OUT:
        for kind, belongs in KINDS:
            there = [t for t in found if t.held_out == size and belongs(t)]
            promoted = sum(t.promoted for t in there)
            share = f"{promoted / len(there):.0%}" if there else "-"
            result.table.append((f"{size:,}", kind, f"{len(there):,}", f"{promoted:,}", share))
    worse = [t for t in found if t.gain < 0]
    better = [t for t in found if t.clearly_better and t.held_out == HELD_OUT[-1]]
    result.at_most(
        "promoted although truly worse", sum(t.promoted for t in worse), 0, f"of {len(worse):,}"
    )
    result.at_least(
        f"clearly better ones promoted, by {HELD_OUT[-1]:,} decisions",
        100 * sum(t.promoted for t in better) / max(len(better), 1),
        50,
        "%",
    )
    codes = Counter(code for t in found if t.clearly_better for code in t.refusals)
    result.remarks.append(
        "Clearly better: at least one error fewer among 100 comments, and no lower AUC. Better in "
        "one: fewer errors and a lower AUC, or the other way round. The clearly better ones were "
        "refused for: " + ", ".join(f"{code} {count:,}" for code, count in codes.most_common())
    )
    return result


KINDS: tuple[tuple[str, Callable[[Trial], bool]], ...] = (
    ("clearly better", lambda t: t.clearly_better),
    ("a little better", lambda t: 0 < t.gain < CLEAR and t.ranking >= 0),
    ("better in one", lambda t: (t.gain > 0) is not (t.ranking >= 0)),
    ("worse in both", lambda t: t.gain <= 0 and t.ranking < 0),
)
