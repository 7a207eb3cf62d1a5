"""What a rule is: a stable code, its sentences, the cues that wake it, and a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from modfilter.domain import Category, Limits, Span
from modfilter.rules.cues import Cue
from modfilter.text.document import Document


@dataclass(frozen=True, slots=True)
class Match:
    """One place where a rule applies. Spans lead to the original text.

    `detail` is a sentence for the moderator, in place of the rule's own where it says more;
    `suggestion` what the author could write instead.
    """

    spans: tuple[Span, ...]
    detail: str = ""
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One deterministic rule, declared by data around a pure function.

    `wake` holds masks of cues: the rule is asked only where the comment has a cue of each mask
    (no masks: always). `find` may be called on any text and must then still be right.
    """

    code: str
    category: Category
    guideline: str
    author: str
    """Sentence for the comment's author: what is wrong and, kindly, the way out."""
    moderator: str
    """Sentence for the moderator: what the rule looks for."""
    bad: str
    """An example that the rule matches."""
    good: str
    """A near-by example that it leaves alone."""
    find: Callable[[Document, Limits], Iterable[Match]] = field(repr=False)
    wake: tuple[Cue, ...] = ()
