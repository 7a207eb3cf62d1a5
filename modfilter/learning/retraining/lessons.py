"""What moderators' decisions teach: one lesson a distinct text, with a say for each head."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from modfilter.domain import HEADS, Action, Category, ModeratorDecision

TEACHES: Mapping[str, tuple[str, ...]] = {
    Category.TOXICITY: ("toxicity",),
    Category.PROFANITY: ("profanity",),
    Category.THREAT: ("threat", "toxicity"),
    Category.IDENTITY_ATTACK: ("identity_attack", "toxicity"),
    Category.PERSONAL_ATTACK: ("personal_attack", "insult", "toxicity"),
    Category.SPAM: ("spam",),
}
"""Which heads a rejection for a category is a positive example of."""

UNNAMED = ("toxicity", "spam")
"""Heads among which a rejection without a category is shared."""

LEAST_MODERATORS = 3
"""From so many moderators on, none may have more than the share of all weight that is allowed."""

MAX_CHARS = 3000
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A distinct text with the weight of those who would publish it, and of each rejection.

    `rejected` maps a category (None: without one) to a weight.
    """

    text: str
    published: float
    rejected: Mapping[str | None, float]

    @property
    def weight(self) -> float:
        """All weight together."""
        return self.published + sum(self.rejected.values())


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A text that was published by some and rejected by others."""

    text: str
    published: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that the decisions teach, in an order that does not depend on theirs."""

    lessons: tuple[Lesson, ...]
    contradictions: tuple[Contradiction, ...]
    by_moderator: Mapping[str, int]
    """Decisions by hashed pseudonym; "" counts those without one."""
    moderator_weight: Mapping[str, float]
    """What one decision of a moderator weighs, by hashed pseudonym, where it is less than 1."""
    sha256: str
    """Hash of all decisions, whatever their order."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Decisions by what they say: "publish", "reject" or "reject: CATEGORY"."""


def learn_from(decisions: Sequence[ModeratorDecision], moderator_share: float) -> Lessons:
    """Lessons from `decisions`, of which no moderator has more than `moderator_share`.

    A moderator's later decision on a text replaces the earlier one. Copies of a text weigh the
    root of their number, so that a flood of one comment does not outweigh all others.
    """
    last: dict[tuple[bytes, str], ModeratorDecision] = {}
    for number, decision in enumerate(decisions):
        who = _hashed(decision.moderator)
        # Decisions without a pseudonym may be anybody's: none replaces another.
        last[_key(decision.text), who or f"#{number}"] = decision
    by_text: dict[bytes, list[ModeratorDecision]] = defaultdict(list)
    for (key, _), decision in last.items():
        by_text[key].append(decision)
    numbers = Counter(_hashed(decision.moderator) for decision in last.values())
    weights = _moderator_weights(numbers, moderator_share)
    lessons, contradictions = [], []
    for key in sorted(by_text):
        group = sorted(by_text[key], key=_order)
        lessons.append(_lesson(group, weights))
        published = sum(decision.action is Action.PUBLISH for decision in group)
        if 0 < published < len(group):
            contradictions.append(
                Contradiction(group[0].text[:MAX_CHARS], published, len(group) - published)
            )
    counts = Counter(_said(decision) for decision in decisions)
    return Lessons(
        lessons=tuple(lessons),
        contradictions=tuple(sorted(contradictions, key=_most_contradicted)),
        by_moderator=dict(sorted(Counter(_hashed(d.moderator) for d in decisions).items())),
        moderator_weight={who: weight for who, weight in sorted(weights.items()) if weight < 1},
        sha256=_sha256(decisions),
        counts=dict(sorted(counts.items())),
    )


def own_category(category: str | None) -> bool:
    """Whether a category is one of the site's own."""
    return category is not None and category not in {*Category, *HEADS}


def heads_of(category: str | None) -> tuple[str, ...]:
    """The heads that a rejection for `category` teaches; none for what the rules find."""
    if category is None or category in TEACHES:
        return UNNAMED if category is None else TEACHES[category]
    return (category,) if category in HEADS else ()


def _lesson(group: Sequence[ModeratorDecision], weights: Mapping[str, float]) -> Lesson:
    published = 0.0
    rejected: dict[str | None, float] = defaultdict(float)
    factor = len(group) ** -0.5
    for decision in group:
        weight = factor * weights[_hashed(decision.moderator)]
        if decision.action is Action.PUBLISH:
            published += weight
        else:
            rejected[decision.category or None] += weight
    return Lesson(group[0].text[:MAX_CHARS], published, dict(rejected))


def _moderator_weights(numbers: Mapping[str, int], share: float) -> dict[str, float]:
    """The weight of one decision of each moderator, such that none has more than `share`."""
    weights = dict.fromkeys(numbers, 1.0)
    if len(numbers) < LEAST_MODERATORS or share >= 1:
        return weights
    capped: set[str] = set()
    while True:
        # All that are capped have the same sum: the one that is their share of the whole.
        free = sum(number for who, number in numbers.items() if who not in capped)
        room = 1 - share * len(capped)
        if room <= 0 or not free:
            break
        total = free / room
        over = {
            who for who, number in numbers.items() if who not in capped and number > share * total
        }
        for who in capped:
            weights[who] = share * total / numbers[who]
        if not over:
            break
        capped |= over
    return weights


def _said(decision: ModeratorDecision) -> str:
    if decision.action is Action.PUBLISH:
        return "publish"
    return f"reject: {decision.category}" if decision.category else "reject"


def _hashed(moderator: str | None) -> str:
    if moderator is None:
        return ""
    return hashlib.sha256(moderator.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _key(text: str) -> bytes:
    """Equal for texts with the same letters and digits."""
    letters = _NO_LETTERS.sub("", text.lower()) or text
    return hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _most_contradicted(found: Contradiction) -> tuple[int, str]:
    return -found.published - found.rejected, found.text


def _order(decision: ModeratorDecision) -> tuple[str, str, str, str]:
    return (
        decision.text,
        decision.action,
        decision.category or "",
        decision.moderator or "",
    )


def _sha256(decisions: Sequence[ModeratorDecision]) -> str:
    lines = sorted("\0".join(_order(decision)) for decision in decisions)
    digest = hashlib.sha256()
    for line in lines:
        data = line.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
