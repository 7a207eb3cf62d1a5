"""Why a comment is not published, as its author reads it: sentences, and marks in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modfilter.domain import Action, Category, Decision, Reason, Span

_EXCERPT = 60
# While somebody is typing, a comment is always too short, and never in any language for sure.
_LATER = (Category.LOW_VALUE, Category.LANGUAGE, Category.ERROR)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: what is wrong, what to write instead, and the places that it is about."""

    message: str
    suggestion: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment, marked or not."""

    text: str
    marked: bool


def whys(text: str, decision: Decision) -> tuple[Why, ...]:
    """The reasons that decided, each sentence once."""
    return _whys(text, (reason for reason in decision.reasons if reason.decisive))


def hints(text: str, decision: Decision) -> tuple[Why, ...]:
    """What to tell somebody who is still writing: what would be refused as it stands."""
    return _whys(
        text,
        (
            reason
            for reason in decision.reasons
            if reason.decisive
            and decision.action is Action.REJECT
            and reason.finding.category not in _LATER
        ),
    )


def pieces(text: str, decision: Decision) -> tuple[Piece, ...]:
    """The text cut where marks begin and end: those of the reasons that decided."""
    found: list[Piece] = []
    at = 0
    for start, end in _merged(
        span for reason in decision.reasons if reason.decisive for span in reason.finding.spans
    ):
        if at < start:
            found.append(Piece(text[at:start], False))
        found.append(Piece(text[start:end], True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], False))
    return tuple(found)


def _whys(text: str, reasons: Iterable[Reason]) -> tuple[Why, ...]:
    found: dict[str, Why] = {}
    for reason in reasons:
        known = found.get(reason.message)
        places = list(known.places) if known else []
        for start, end in reason.finding.spans:
            place = " ".join(text[start:end].split())
            place = place if len(place) <= _EXCERPT else place[: _EXCERPT - 1] + "…"
            if place and place not in places:
                places.append(place)
        suggestion = reason.finding.suggestion or (known.suggestion if known else None)
        found[reason.message] = Why(reason.message, suggestion, tuple(places[:5]))
    return tuple(found.values())


def _merged(spans: Iterable[Span]) -> Sequence[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
