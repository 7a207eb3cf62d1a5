"""A comment as the page shows it: its text with the places that count, what was found, the choices.

Nothing here tells which comments were drawn for the audit: neither the draw, nor which findings
were decisive, nor what the filter would have done by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modfilter.decision_files import CATEGORIES
from modfilter.domain import Span
from modfilter.policy.draw import DRAWN
from modfilter.policy.policy import Policy
from modfilter.server.author_sentence import refusal_sentence

if TYPE_CHECKING:
    from modfilter.store.records import StoredComment, Waiting

TELLING = 0.05
"""Scores below this say that nothing is there."""
# Controls, and what steers or hides text: shown as signs, or a comment could fool its reader. The
# joiners (U+200C, U+200D) belong to scripts and emoji.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u115f\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SHORT = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text. `sign` names a character that nobody would see, such as U+200B."""

    text: str
    marked: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: what, what kind, how sure, and a sentence for the moderator."""

    code: str
    category: str
    score: float | None
    detail: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A category to reject for: its key on the keyboard, and what the author would read."""

    category: str
    key: str
    sentence: str
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A comment that waits. `article_link` is empty where the article is no address."""

    key: int
    id: str
    source: str
    since: datetime
    text: str
    pieces: Sequence[Piece]
    found: Sequence[Found]
    scores: Sequence[tuple[str, float]]
    unread: bool
    choices: Sequence[Choice]
    suggested: Choice
    article: str = ""
    article_link: str = ""
    parent: Sequence[Piece] = ()
    objection: Sequence[Piece] = ()

    @property
    def short(self) -> str:
        """The text's beginning, in one line."""
        return shortened(self.text)


def card(waiting: Waiting, parent: StoredComment | None, policy: Policy) -> Card:
    """The card of a waiting comment; `parent` is the comment that it answers, where known."""
    comment = waiting.comment
    text = comment.text or ""
    reasons = shown_reasons(comment.reasons)
    choices = choices_for(reasons, waiting.category, policy)
    article = comment.context.article or ""
    objection = waiting.appeal.text if waiting.appeal is not None else None
    return Card(
        key=comment.key,
        id=comment.id,
        source=comment.source,
        since=waiting.since,
        text=text,
        pieces=pieces(text, spans(reasons)),
        found=findings(reasons),
        scores=telling(comment.scores),
        unread=bool(comment.scores) and all(one is None for one in comment.scores.values()),
        choices=choices,
        suggested=next((one for one in choices if one.suggested), choices[-1]),
        article=article,
        article_link=article if article.startswith(("https://", "http://")) else "",
        parent=pieces((parent.text or "") if parent is not None else ""),
        objection=pieces(objection or ""),
    )


def shown_reasons(reasons: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """All reasons but the one that tells of a draw."""
    return [reason for reason in reasons if reason.get("code") != DRAWN]


def findings(reasons: Sequence[Mapping[str, Any]]) -> list[Found]:
    """What was found, in the order of the decision."""
    return [
        Found(str(one["code"]), str(one["category"]), one.get("score"), one.get("detail") or "")
        for one in reasons
    ]


def spans(reasons: Sequence[Mapping[str, Any]]) -> list[Span]:
    """The places of all findings; an erased comment's have none."""
    return [(start, end) for one in reasons for start, end in one.get("spans") or ()]


def telling(scores: Mapping[str, float | None]) -> list[tuple[str, float]]:
    """The scores that say something, highest first."""
    known = [(head, score) for head, score in scores.items() if (score or 0) >= TELLING]
    return sorted(
        ((head, score or 0.0) for head, score in known), key=lambda one: (-one[1], one[0])
    )


def choices_for(
    reasons: Sequence[Mapping[str, Any]], category: str, policy: Policy
) -> list[Choice]:
    """What a comment can be rejected for; the last choice names nothing.

    The keys are the same for every comment, so that fingers learn them.
    """
    names = [*CATEGORIES, *policy.own_heads]
    found = [
        Choice(
            name,
            str(at) if at <= len(CATEGORIES) else "",
            refusal_sentence(name, reasons, policy),
            name == category,
        )
        for at, name in enumerate(names, 1)
    ]
    nothing = refusal_sentence(None, reasons, policy)
    return [*found, Choice("", "0", nothing, category not in names)]


def pieces(text: str, spans: Sequence[Span] = ()) -> list[Piece]:
    """`text` cut where marks begin and end. Spans are code-point offsets; overlaps are one mark.

    >>> [(piece.text, piece.marked) for piece in pieces("see example.org now", [(4, 15)])]
    [('see ', False), ('example.org', True), (' now', False)]
    """
    length = len(text)
    edges = {0, length}
    changes: dict[int, int] = {}
    for first, last in spans:
        start, end = max(0, first), min(last, length)
        if start < end:
            edges |= {start, end}
            changes[start] = changes.get(start, 0) + 1
            changes[end] = changes.get(end, 0) - 1
    runs: list[tuple[bool, int, int]] = []
    depth = 0
    for start, end in pairwise(sorted(edges)):
        depth += changes.get(start, 0)
        if runs and runs[-1][0] == (depth > 0):
            runs[-1] = (depth > 0, runs[-1][1], end)
        else:
            runs.append((depth > 0, start, end))
    return [piece for marked, start, end in runs for piece in _signed(text[start:end], marked)]


def shortened(text: str) -> str:
    """A text's beginning in one line, without what nobody sees."""
    line = " ".join(_UNSEEN.sub("", text).split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1].rstrip() + "…"


def _signed(text: str, marked: bool) -> Iterator[Piece]:
    at = 0
    for found in _UNSEEN.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()], marked)
        yield Piece("", marked, f"U+{ord(found[0]):04X}")
        at = found.end()
    if at < len(text):
        yield Piece(text[at:], marked)
