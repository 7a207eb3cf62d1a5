"""What a site wants done about findings: read-only once loaded, with an id of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from modfilter.domain import HEADS, Action, Category, Limits, category_of
from modfilter.errors import PolicyError
from modfilter.policy.audit import NO_AUDIT, AuditShares
from modfilter.policy.problems import key_path, nearest
from modfilter.policy.promises import Curve, Kept, Promise, keep


class Mode(StrEnum):
    """What a finding may lead to, mildest first."""

    OFF = "off"
    """Left out of the decision."""
    SHADOW = "shadow"
    """Listed among the reasons, never decisive: for trying a rule out."""
    REVIEW = "review"
    REJECT = "reject"

    @property
    def action(self) -> Action:
        """The action that the mode asks for."""
        return _ACTIONS[self]

    @property
    def rank(self) -> int:
        """0 for off up to 3 for reject."""
        return _RANKS[self]


_ACTIONS = {
    Mode.OFF: Action.PUBLISH,
    Mode.SHADOW: Action.PUBLISH,
    Mode.REVIEW: Action.REVIEW,
    Mode.REJECT: Action.REJECT,
}
_RANKS = {mode: rank for rank, mode in enumerate(Mode)}


Threshold = float | Promise


@dataclass(frozen=True, slots=True)
class HeadThresholds:
    """From which scores on a head's findings matter; `mode` is the most they may lead to."""

    review_at: Threshold | None = None
    reject_at: Threshold | None = None
    mode: Mode = Mode.REJECT


@dataclass(frozen=True, slots=True)
class Levels:
    """A head's thresholds as scores; None where the head never leads to that action."""

    review_at: float | None
    reject_at: float | None

    @property
    def lowest(self) -> float | None:
        """The lowest score at which the head has something to say."""
        return min((at for at in (self.review_at, self.reject_at) if at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Entry:
    """A domain or word of a site's list, and why it stands there."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A site's policy. `id` is a hash of the content: same meaning, same id.

    `levels` holds the heads' thresholds as scores. It is complete at once where the policy names
    scores, and after `resolved` where it makes promises; `kept` then says what each promise came
    to, by the threshold's name ("spam.reject_at"). Neither is part of the content, so a resolved
    policy keeps its id. `heads` and `categories` also hold the heads of the site's own and the
    categories that they stand for, behind modfilter's.
    """

    name: str
    guidelines: str
    categories: Mapping[Category | str, Mode]
    rules: Mapping[str, Mode]
    heads: Mapping[str, HeadThresholds]
    max_chars: int
    min_chars: int
    allowed_domains: tuple[Entry, ...] = ()
    allowed_words: tuple[Entry, ...] = ()
    blocked_words: tuple[Entry, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    audit: AuditShares = NO_AUDIT
    levels: Mapping[str, Levels] = field(default_factory=dict, compare=False)
    kept: Mapping[str, Kept] = field(default_factory=dict, compare=False)
    id: str = field(init=False)
    limits: Limits = field(init=False, compare=False)

    def __post_init__(self) -> None:
        levels = {head: _stated(limits) for head, limits in self.heads.items()}
        known = {head: level for head, level in levels.items() if level is not None}
        object.__setattr__(self, "levels", {**known, **self.levels})
        object.__setattr__(self, "id", _id(self))
        limits = Limits(
            max_chars=self.max_chars,
            min_chars=self.min_chars,
            allowed_domains=frozenset(entry.name for entry in self.allowed_domains),
            allowed_words=frozenset(entry.name for entry in self.allowed_words),
            blocked_words=frozenset(entry.name for entry in self.blocked_words),
        )
        object.__setattr__(self, "limits", limits)

    @property
    def own_heads(self) -> tuple[str, ...]:
        """The heads of the site's own, which a model has only where it was taught them."""
        return tuple(head for head in self.heads if head not in HEADS)

    @property
    def promises(self) -> tuple[str, ...]:
        """The heads whose thresholds still wait for a model's curve, in the order of HEADS."""
        return tuple(head for head in self.heads if head not in self.levels)

    @property
    def floors(self) -> dict[str, float]:
        """Per head, the lowest score that makes a reason; heads without one have no say.

        Raises PolicyError while promises are open.
        """
        if self.promises:
            raise PolicyError(_open_promise(self.promises[0]))
        floors = {}
        for head in self.heads:
            lowest = self.levels[head].lowest
            off = Mode.OFF in (self.heads[head].mode, self.categories[category_of(head)])
            if lowest is not None and not off:
                floors[head] = lowest
        return floors

    def keyed(self, key: bytes | None) -> Policy:
        """This policy with the key that its audit draws comments by.

        The key is part of what the policy decides, and so of its id; None takes it away.
        """
        return replace(self, audit=replace(self.audit, key=key))

    def without(self, heads: Collection[str]) -> Policy:
        """This policy less some heads of the site's own, and so another: for models without them.

        Their category and their wording stay; no finding asks for either.
        """
        less = {head: limits for head, limits in self.heads.items() if head not in heads}
        levels = {head: level for head, level in self.levels.items() if head in less}
        return replace(self, heads=less, levels=levels)

    def resolved(self, curves: Mapping[str, Curve]) -> Policy:
        """This policy with its promises turned into scores by the model's curves, same id.

        `curves` has an entry for every head of the model. Raises PolicyError where it has none for
        a head of the site's own or for a promise, or the data does not support a promise.
        """
        for head in self.own_heads:
            if head not in curves:
                raise PolicyError(
                    _no_such_head(head, [name for name in curves if name not in HEADS])
                )
        kept = {
            f"{head}.{key}": keep(key_path(("heads", head, key)), head, at, curves.get(head))
            for head, limits in self.heads.items()
            for key, at in _thresholds(limits)
            if isinstance(at, Promise)
        }
        levels = {
            head: Levels(
                *(
                    kept[f"{head}.{key}"].score if isinstance(at, Promise) else at
                    for key, at in _thresholds(limits)
                )
            )
            for head, limits in self.heads.items()
        }
        return replace(self, levels=levels, kept=kept)

    def rule_mode(self, code: str, category: Category | str) -> tuple[Mode, str]:
        """The mode for a finding that is not the model's, and the setting that says so."""
        for key in (code, code.partition(".")[0] + ".*"):
            mode = self.rules.get(key)
            if mode is not None:
                return mode, f'rules."{key}" = "{mode}"'
        mode = self.categories[category]
        return mode, f'categories.{category} = "{mode}"'


def content(policy: Policy) -> dict[str, object]:
    """The policy as plain tables, the way a TOML file would hold them, everything spelt out."""
    return {
        "policy": {"name": policy.name, "guidelines": policy.guidelines},
        "categories": {str(name): str(mode) for name, mode in policy.categories.items()},
        "rules": {code: str(policy.rules[code]) for code in sorted(policy.rules)},
        "heads": {
            head: ({} if head in HEADS else {"own": True}) | _plain(limits)
            for head, limits in policy.heads.items()
        },
        "limits": {"max_chars": policy.max_chars, "min_chars": policy.min_chars},
        "allow": {
            "domains": _entries(policy.allowed_domains, "name"),
            "words": _entries(policy.allowed_words, "word"),
        },
        "block": {"words": _entries(policy.blocked_words, "word")},
        "audit": {"published": policy.audit.published, "rejected": policy.audit.rejected},
        "messages": {key: policy.messages[key] for key in sorted(policy.messages)},
    }


def _plain(limits: HeadThresholds) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, at in _thresholds(limits):
        if at is not None:
            table[key] = {"precision": at.precision} if isinstance(at, Promise) else at
    if limits.mode is not Mode.REJECT:
        table["mode"] = str(limits.mode)
    return table


def _entries(entries: Iterable[Entry], key: str) -> list[dict[str, str]]:
    ordered = sorted(entries, key=lambda entry: entry.name)
    return [{key: entry.name, "reason": entry.reason} for entry in ordered]


def _id(policy: Policy) -> str:
    tables = content(policy)
    # A policy that draws nothing means what it meant before there were audits, whatever the key.
    del tables["audit"]
    if policy.audit.draws:
        tables["audit"] = policy.audit.meaning
    return _hash(tables)


def _hash(tables: dict[str, object]) -> str:
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"modfilter policy 1\n" + text.encode()).hexdigest()[:12]


def _stated(limits: HeadThresholds) -> Levels | None:
    review_at, reject_at = limits.review_at, limits.reject_at
    if isinstance(review_at, Promise) or isinstance(reject_at, Promise):
        return None
    return Levels(review_at, reject_at)


def _thresholds(limits: HeadThresholds) -> tuple[tuple[str, Threshold | None], ...]:
    return (("review_at", limits.review_at), ("reject_at", limits.reject_at))


def _no_such_head(head: str, known: Collection[str]) -> str:
    place = key_path(("heads", head))
    if known:
        return f"{place}: this model has no such head of its own; {nearest(head, known)}"
    return (
        f"{place}: this model has no heads of its own; name one that `modfilter retrain` taught "
        "this category, or leave the table out"
    )


def _open_promise(head: str) -> str:
    return (
        f"heads.{head} promises a precision, and no model's curve has turned it into a score yet: "
        "use policy.resolved(curves)"
    )
