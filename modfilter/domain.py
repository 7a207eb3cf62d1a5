"""The nouns every layer shares: comments in, findings between, decisions out.

All of them are immutable. Spans are half-open code-point offsets into the original text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Span = tuple[int, int]


class Action(StrEnum):
    """What happens to a comment, mildest first."""

    PUBLISH = "publish"
    REVIEW = "review"
    REJECT = "reject"

    @property
    def severity(self) -> int:
        """0 for publish, 1 for review, 2 for reject."""
        return _SEVERITY[self]


_SEVERITY = {Action.PUBLISH: 0, Action.REVIEW: 1, Action.REJECT: 2}


class Category(StrEnum):
    """The kinds of reason a comment can have; the policy sets an action for each."""

    LINK = "link"
    CONTACT = "contact"
    PERSONAL_ATTACK = "personal_attack"
    THREAT = "threat"
    IDENTITY_ATTACK = "identity_attack"
    PROFANITY = "profanity"
    TOXICITY = "toxicity"
    SPAM = "spam"
    LOW_VALUE = "low_value"
    FLOOD = "flood"
    TOO_LONG = "too_long"
    LANGUAGE = "language"
    ERROR = "error"


class Source(StrEnum):
    """Who established a finding."""

    RULE = "rule"
    MODEL = "model"
    SYSTEM = "system"


HEADS = (
    "toxicity",
    "severe_toxicity",
    "insult",
    "profanity",
    "threat",
    "identity_attack",
    "personal_attack",
    "spam",
)
"""The classifier's outputs, in the order in which every array and report lists them."""

HEAD_CATEGORY: Mapping[str, Category] = {
    "toxicity": Category.TOXICITY,
    "severe_toxicity": Category.TOXICITY,
    "insult": Category.TOXICITY,
    "profanity": Category.PROFANITY,
    "threat": Category.THREAT,
    "identity_attack": Category.IDENTITY_ATTACK,
    "personal_attack": Category.PERSONAL_ATTACK,
    "spam": Category.SPAM,
}
"""The category that a head's findings belong to."""


def category_of(head: str) -> Category | str:
    """The category of a head's findings; a head of a site's own is a category by its own name."""
    return HEAD_CATEGORY.get(head, head)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment to be judged. `id` is echoed in the decision and decides nothing."""

    text: str
    id: str | int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rule, the model or the system established about a comment.

    Neutral: whether it matters is for `modfilter.policy.decide`. `category` is a text only where
    it is one of the site's own, which a head of the site's own stands for. `score` is a calibrated
    probability for the model's findings and None for the rules'. `detail` is a sentence for the
    moderator, `suggestion` what the author could write instead.
    """

    code: str
    category: Category | str
    source: Source
    spans: tuple[Span, ...] = ()
    score: float | None = None
    detail: str = ""
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding as the decision reports it: with the author's sentence, and whether it decided.

    `action` is what the policy asks for on this finding's account; `policy_line` is the policy
    setting that says so.
    """

    finding: Finding
    message: str
    action: Action
    decisive: bool
    policy_line: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one comment.

    `scores` holds a calibrated probability per head, None where the model cannot read the comment.
    `aside` is what the site keeps beside the decision.
    """

    id: str | int | None
    action: Action
    reasons: tuple[Reason, ...]
    scores: Mapping[str, float | None] = field(default_factory=dict)
    model: str = ""
    policy: str = ""
    aside: Aside | None = None

    @property
    def audit_probability(self) -> float | None:
        """How likely the draw for review was; None where nothing was drawn."""
        return None if self.aside is None or self.aside.audit is None else self.aside.audit.share

    @property
    def audited(self) -> bool:
        """Whether the comment is in review only because it was drawn."""
        return self.action is not self.filter_action

    @property
    def filter_action(self) -> Action:
        """What the filter decided by itself: `action`, but for comments that were drawn."""
        if self.aside is None or self.aside.audit is None:
            return self.action
        return self.aside.audit.action

    @property
    def shadow(self) -> Decision | None:
        """What a model on trial would have decided; None where none is on trial."""
        return None if self.aside is None else self.aside.shadow


@dataclass(frozen=True, slots=True)
class Audit:
    """The draw of a published or rejected comment for review, whichever way it went.

    `share` is the probability with which such comments are drawn, `action` (publish or reject)
    what the filter decided by itself.
    """

    share: float
    action: Action


@dataclass(frozen=True, slots=True)
class Aside:
    """What is kept beside a decision and decides nothing.

    `audit` stays with the site: the wire form may be shown to authors, and does not tell it.
    `shadow` is the decision of a model on trial about the same comment by the same policy.
    """

    audit: Audit | None = None
    shadow: Decision | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a comment stands, for moderators to read; it decides nothing.

    `article` is the address or title of what it is about, `parent` the id of the comment that it
    answers, at the same back end.
    """

    article: str | None = None
    parent: str | None = None


NO_CONTEXT = Context()
"""The context of a comment that came without one."""


@dataclass(frozen=True, slots=True)
class ModeratorDecision:
    """What a person decided about a comment: a site's training data.

    `action` is publish or reject. `category` names the guideline that a rejected comment broke: a
    Category's value or a kind of the site's own ("off_topic"). `id` and `source` (the back end
    that the id belongs to) say which comment it is. `decided_at` is an aware time in UTC.
    `moderator` is a pseudonym; a name or an e-mail address has no place here.
    """

    text: str
    action: Action
    category: str | None = None
    id: str | None = None
    source: str = ""
    decided_at: datetime | None = None
    moderator: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a site may set about the rules: made by the policy, read by the rules.

    Domains and words are lower case; an allowed domain covers its sub-domains.
    """

    max_chars: int = 5_000
    min_chars: int = 2
    allowed_domains: frozenset[str] = frozenset()
    allowed_words: frozenset[str] = frozenset()
    blocked_words: frozenset[str] = frozenset()
