"""Answers as JSON lines, one for each item: the form that other programs read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol

from modfilter.cli.items import Item, Unreadable
from modfilter.domain import Action, Comment, Decision
from modfilter.wire import decision_to_json

Judged = tuple[Comment, Decision] | Unreadable


class Renderer(Protocol):
    """Turns items and their decisions into a block of whole lines."""

    def head(self) -> bytes:
        """What stands before the first answer."""
        ...

    def block(self, items: Sequence[Item], decisions: Sequence[Decision]) -> bytes:
        """The answers; `decisions` holds one for each item that is a comment, in order."""
        ...


class JsonlRenderer:
    """One JSON object a line, in the wire form; `only` keeps the decisions with these actions."""

    def __init__(self, only: frozenset[Action] = frozenset()) -> None:
        self._only = only

    def head(self) -> bytes:
        """Nothing: every line is an answer."""
        return b""

    def block(self, items: Sequence[Item], decisions: Sequence[Decision]) -> bytes:
        """The answers, each on its line. Lines that are no comments are always answered."""
        if len(items) == len(decisions):
            lines = [
                decision_to_json(decision)
                for decision in decisions
                if not self._only or decision.action in self._only
            ]
        else:
            lines = self._mixed(items, decisions)
        if not lines:
            return b""
        lines.append("")
        return "\n".join(lines).encode()

    def _mixed(self, items: Sequence[Item], decisions: Sequence[Decision]) -> list[str]:
        lines = []
        answers = iter(decisions)
        for item in items:
            if isinstance(item, Unreadable):
                lines.append(unreadable_to_json(item))
                continue
            decision = next(answers)
            if not self._only or decision.action in self._only:
                lines.append(decision_to_json(decision))
        return lines


def unreadable_to_json(item: Unreadable) -> str:
    """The answer for a line that is no comment."""
    answer: dict[str, str | int] = {"line": item.line}
    if item.file is not None:
        answer["file"] = item.file
    answer["error"] = item.message
    return json.dumps(answer)
