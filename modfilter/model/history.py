"""Who changed a models folder, when and why: lines that are only ever added.

A line is written before the change that it tells of, so that no champion is without its line. A
crash between the two leaves a line whose change never came; the champion tells which it was.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from modfilter.durable import append_line


class Change(StrEnum):
    """What a line of the history tells of."""

    ADD = "add"
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    ABANDON = "abandon"
    """The change before was begun and never came: its process ended."""
    FOUND = "found"
    """The champion was changed by something that left no line."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change: to which model, from which, by whom, why, and when (ISO 8601, UTC)."""

    change: Change
    model: str
    was: str | None
    who: str
    why: str
    at: str
    reasons: tuple[str, ...] = ()
    """What spoke against the model."""
    note: str | None = None
    """Why it was promoted all the same."""
    completed: bool = True
    """False for a change that was begun and never came."""


def event(
    change: Change,
    model: str,
    was: str | None,
    *,
    who: str,
    why: str,
    reasons: Sequence[str] = (),
    note: str | None = None,
) -> Event:
    """An event that happens now."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    return Event(change, model, was, who, why, now, tuple(reasons), note)


def write_event(path: Path, happened: Event) -> None:
    """Add an event to the history at `path`; it is on the disk when this returns."""
    line: dict[str, Any] = {
        "at": happened.at,
        "change": str(happened.change),
        "model": happened.model,
        "was": happened.was,
        "who": happened.who,
        "why": happened.why,
    }
    if happened.reasons:
        line["reasons"] = list(happened.reasons)
    if happened.note is not None:
        line["note"] = happened.note
    append_line(path, json.dumps(line, ensure_ascii=True))


def read_events(path: Path) -> tuple[Event, ...]:
    """The events in the history at `path`, oldest first; lines that crashes tore are passed over.

    A change that was abandoned is marked as not completed.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    events: list[Event] = []
    for line in lines:
        found = _event(line)
        if found is None:
            continue
        if found.change is Change.ABANDON:
            _mark_last(events)
        events.append(found)
    return tuple(events)


def unconfirmed(events: Sequence[Event], champion: str | None) -> Event | None:
    """The last change, if it was begun and the champion is still the one before it."""
    last = next((found for found in reversed(events) if found.change in _MOVES), None)
    if last is None or not last.completed or last.change is Change.FOUND:
        return None
    return last if champion == last.was else None


def champions(events: Iterable[Event]) -> list[str]:
    """The champions that a rollback can lead to, oldest first; the last is the current one.

    A promotion adds one, a rollback takes the last away, so that rolling back again goes one
    further back.
    """
    line: list[str] = []
    for found in events:
        if not found.completed:
            continue
        if found.change is Change.ROLLBACK:
            while line and line[-1] != found.model:
                line.pop()
            line = line or [found.model]
        elif found.change in _MOVES:
            if found.was is not None and found.was not in line[-1:]:
                line.append(found.was)
            line.append(found.model)
    return line


_MOVES = {Change.PROMOTE, Change.ROLLBACK, Change.FOUND}


def _mark_last(events: list[Event]) -> None:
    for at in reversed(range(len(events))):
        if events[at].change in _MOVES:
            events[at] = replace(events[at], completed=False)
            return


def _event(line: bytes) -> Event | None:
    try:
        found = json.loads(line)
        was, note = found["was"], found.get("note")
        return Event(
            Change(found["change"]),
            str(found["model"]),
            None if was is None else str(was),
            str(found["who"]),
            str(found["why"]),
            str(found["at"]),
            tuple(map(str, found.get("reasons", ()))),
            None if note is None else str(note),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
