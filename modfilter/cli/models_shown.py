"""What `modfilter models` shows of a folder, of one model, and of the history."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modfilter.cli.terminal import styled, visible
from modfilter.model.bundle import Bundle
from modfilter.model.difference import parents
from modfilter.model.history import Change, Event
from modfilter.model.registry import ModelsFolder, described

_ID_WIDTH = 12
_MOST = 20


def listed(folder: ModelsFolder, colour: bool) -> list[str]:
    """A line a model."""
    head = f"  {'ID':{_ID_WIDTH}} {'ADDED':16} {'BY':12} {'FROM':{_ID_WIDTH}} WHY"
    lines = [styled(head, "bold", colour)]
    for kept in folder.list():
        added = kept.added
        nearest = parents(described(kept))[:1]
        parent = nearest[0] if nearest else "–"
        at, who, why = (_minute(added.at), added.who, added.why) if added else ("–", "–", "")
        mark = "*" if kept.is_champion else " "
        line = f"{mark} {kept.id:{_ID_WIDTH}} {at:16} {visible(who):12} {parent:{_ID_WIDTH}} "
        lines.append(f"{line}{visible(why)}".rstrip())
    lines.append("* is the champion" if folder.champion() else "None is the champion yet.")
    return lines


def listed_json(folder: ModelsFolder) -> dict[str, Any]:
    """The same as one object."""
    return {
        "champion": folder.champion(),
        "models": [
            {
                "id": kept.id,
                "champion": kept.is_champion,
                "parents": list(parents(described(kept))),
                "added": None if kept.added is None else event_json(kept.added),
            }
            for kept in folder.list()
        ],
    }


def shown(folder: ModelsFolder, bundle: Bundle, place: Path) -> list[str]:
    """One model in full."""
    about = bundle.about
    retrained = _retrained(about)
    rows = [("Folder", str(place)), ("Parents", ", ".join(parents(about)) or "none")]
    if bundle.id == folder.champion():
        rows.insert(0, ("Champion", "yes"))
    corpora = [str(corpus["name"]) for corpus in about.get("corpora", ())]
    rows.append(("Corpora", ", ".join(corpora) or "none"))
    if retrained:
        rows.append(("Decisions", _counts(retrained.get("decisions"))))
        rows.append(("Moderators", _counts(retrained.get("moderators"))))
    lines = [f"Model {bundle.id}"]
    lines += [f"  {name + ':':12}{visible(value)}" for name, value in rows]
    metrics = about.get("metrics", {})
    if metrics:
        lines.append("  Heads:")
        lines += [f"    {head:17}{_figures(found)}" for head, found in metrics.items()]
    past = [event for event in folder.history() if bundle.id in (event.model, event.was)]
    if past:
        lines.append("  History:")
        lines += [f"    {event_line(event)}" for event in past]
    return lines


def shown_json(folder: ModelsFolder, bundle: Bundle) -> dict[str, Any]:
    """The same as one object; the curves, which are long, stay in the bundle."""
    about = bundle.about
    return {
        "id": bundle.id,
        "champion": bundle.id == folder.champion(),
        "parents": list(parents(about)),
        "corpora": about.get("corpora", []),
        "metrics": about.get("metrics", {}),
        "retrained": _retrained(about),
        "history": [
            event_json(found) for found in folder.history() if bundle.id in (found.model, found.was)
        ],
    }


def event_line(found: Event) -> str:
    """One change on one line."""
    what = _WHAT[found.change].format(model=found.model, was=found.was or "none")
    parts = [f"{_minute(found.at)}  {what}, by {found.who}"]
    if found.why:
        parts.append(f": {found.why}")
    if found.reasons:
        parts.append(f" [against it: {'; '.join(found.reasons)}]")
    if found.note is not None:
        parts.append(f" [forced: {found.note}]")
    if not found.completed:
        parts.append(" [never came: its process ended]")
    return visible("".join(parts))


def event_json(found: Event) -> dict[str, Any]:
    """One change as an object."""
    return {
        "at": found.at,
        "change": str(found.change),
        "model": found.model,
        "was": found.was,
        "who": found.who,
        "why": found.why,
        "reasons": list(found.reasons),
        "note": found.note,
        "completed": found.completed,
    }


_WHAT = {
    Change.ADD: "{model} added",
    Change.PROMOTE: "{model} promoted after {was}",
    Change.ROLLBACK: "back to {model} from {was}",
    Change.ABANDON: "{model} did not become champion after {was}",
    Change.FOUND: "{model} found as champion instead of {was}",
}


def _retrained(about: Mapping[str, Any]) -> dict[str, Any]:
    found = about.get("retrained", {})
    return found if isinstance(found, dict) else {}


def _counts(found: object) -> str:
    if not isinstance(found, dict):
        return "unknown"
    ordered = sorted(found.items(), key=lambda item: (-int(item[1]), item[0]))
    shown = ", ".join(f"{name} {number:,}" for name, number in ordered[:_MOST])
    more = len(ordered) - _MOST
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def _figures(found: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {value:,}"
        for name, value in found.items()
        if isinstance(value, int | float)
    )


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")
