"""What goes into the store and what comes out of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from modfilter.domain import NO_CONTEXT, Action, Context, Decision
from modfilter.policy.draw import DRAWN
from modfilter.wire import decision_to_dict

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNSTORABLE = dict.fromkeys((0, *range(55296, 57344)), "�")


class Order(StrEnum):
    """Which waiting comment comes first."""

    UNCERTAIN = "uncertain"
    OLDEST = "oldest"


class Why(StrEnum):
    """What made a comment wait for a person."""

    REVIEW = "review"
    AUDIT = "audit"
    APPEAL = "appeal"


class Outcome(StrEnum):
    """How an appeal ended: what the other moderator decided, or that there is nothing to decide.

    MOOT: the comment was edited meanwhile, or its text taken away.
    """

    PUBLISH = "publish"
    REJECT = "reject"
    MOOT = "moot"


@dataclass(frozen=True, slots=True)
class Automatic:
    """An automatic decision to be recorded.

    `reasons` are in the wire form. `filter_action` is what the filter decided before any draw for
    the audit (default: `action`); `audit_probability` how likely the draw was, None where there was
    none; `audited` whether the comment was drawn. `author` is an opaque reference to the comment's
    author, such as a user number: only its keyed hash is stored. `context` is where it stands.
    `pseudonym` is the author's keyed hash, where it was made before.
    """

    text: str
    action: Action
    id: str | None = None
    source: str = ""
    reasons: Sequence[Mapping[str, Any]] = ()
    scores: Mapping[str, float | None] = field(default_factory=dict)
    model: str = ""
    policy: str = ""
    decided_at: datetime | None = None
    filter_action: Action | None = None
    audit_probability: float | None = None
    audited: bool = False
    shadow: Mapping[str, Any] | None = None
    author: str | None = field(default=None, repr=False)
    pseudonym: str | None = None
    context: Context = NO_CONTEXT


def automatic(
    decision: Decision,
    text: str,
    *,
    source: str = "",
    decided_at: datetime | None = None,
    author: str | None = None,
    context: Context = NO_CONTEXT,
) -> Automatic:
    """The record of a decision that a Moderator took about `text`."""
    wire = decision_to_dict(decision)
    for reason, found in zip(wire["reasons"], decision.reasons, strict=True):
        reason["detail"] = found.finding.detail
        reason["action"] = str(found.action)
    return Automatic(
        text=text,
        action=decision.action,
        id=None if decision.id is None else str(decision.id),
        source=source,
        reasons=wire["reasons"],
        scores=wire["scores"],
        model=decision.model,
        policy=decision.policy,
        decided_at=decided_at,
        filter_action=decision.filter_action,
        audit_probability=decision.audit_probability,
        audited=decision.audited,
        shadow=wire.get("shadow"),
        author=author,
        context=context,
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: new ones, ones that were known, and ones whose comment was erased."""

    new: int = 0
    known: int = 0
    erased: int = 0

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.new + other.new, self.known + other.known, self.erased + other.erased)


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment as the store has it. `key` is the store's own number for this text of it.

    `action` is None where only a moderator's decision is known. `text` is None where it was purged
    or erased. `verdict` is what holds of what moderators decided.
    """

    key: int
    source: str
    id: str
    text: str | None
    decided_at: datetime
    action: Action | None
    filter_action: Action | None
    audited: bool
    audit_probability: float | None
    verdict: Action | None
    verdict_category: str | None
    verdict_at: datetime | None
    model: str
    policy: str
    scores: Mapping[str, float | None]
    reasons: Sequence[Mapping[str, Any]]
    shadow: Mapping[str, Any] | None
    context: Context = NO_CONTEXT


@dataclass(frozen=True, slots=True)
class Appeal:
    """An author's objection to a refusal.

    `refused_by` is the moderator who refused: empty where not known, None where the filter did.
    `text` is None where it was taken away. `outcome` is None while the appeal is open.
    """

    key: int
    comment: int
    text: str | None
    refused_by: str | None
    created_at: datetime
    closed_at: datetime | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that waits for a person, and until when whose claim on it holds.

    `appeal` is the author's objection where that is why it waits; the moderator `not_for` may not
    decide on it.
    """

    comment: StoredComment
    why: Why
    category: str
    since: datetime
    uncertainty: float
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    appeal: Appeal | None = None
    not_for: str | None = None


@dataclass(frozen=True, slots=True)
class Blanked:
    """What an erasure or a purge took away: texts, and how many of them were still waiting.

    `traceless` is False where old pages are still in the files because others read them.
    """

    comments: int = 0
    waiting: int = 0
    traceless: bool = True


def micros(time: datetime) -> int:
    """An aware time as the store keeps it: microseconds since 1970 in UTC."""
    return (time - _EPOCH) // _MICROSECOND


def moment(stored: int) -> datetime:
    """The time that `micros` stored."""
    return _EPOCH + timedelta(microseconds=stored)


def storable(text: str) -> str:
    """`text` with NUL and halves of surrogate pairs replaced, which databases do not take.

    One character for one, so that spans stay right.
    """
    if "\0" not in text:
        if text.isascii():
            return text
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return text
    return text.translate(_UNSTORABLE)


def own_id(text: str) -> str:
    """The id of a comment that comes without one: by its text, so that it is stored once."""
    return "text:" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def uncertainty(scores: Mapping[str, float | None]) -> float:
    """How much a person's look is worth: 1 for a highest score of one half, 0 for a sure one.

    Where the model has no scores, nothing is known: 1.
    """
    known = [score for score in scores.values() if score is not None]
    return 1 - abs(2 * max(known) - 1) if known else 1.0


def place_in_queue(scores: Mapping[str, float | None], text: str, audited: bool) -> float:
    """How early a waiting comment comes where the most uncertain come first: 1 first, 0 last.

    What was drawn for the audit has sure scores. In its own place it would come when all else is
    done, that is never, or would be known by coming last; so it is spread over the queue, by a
    hash of its text.
    """
    if not audited:
        return uncertainty(scores)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest()) / 2**32


def queued_category(reasons: Sequence[Mapping[str, Any]]) -> str:
    """The category of what a waiting comment is about; a draw for the audit is about nothing."""
    found = [reason for reason in reasons if reason.get("code") != DRAWN]
    # Decisive ones first; a drawn comment has none.
    found.sort(key=lambda reason: not reason.get("decisive"))
    return str(found[0]["category"]) if found else ""


def packed(value: object) -> str:
    """Plain objects as the store keeps them."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
