"""Answers as a table for people: one row a comment, and below it the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modfilter.cli.items import Item, Unreadable
from modfilter.cli.terminal import fitted, padded, styled, visible
from modfilter.domain import Action, Decision, Reason

ACTION_WIDTH = 8
ID_WIDTH = 12
PLACE_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can show."""

    width: int = 80
    colour: bool = False
    encoding: str = "utf-8"


class TableRenderer:
    """Rows of action, id and text; every reason has a line of its own under its comment."""

    def __init__(self, look: Look, only: frozenset[Action] = frozenset()) -> None:
        self._look = look
        self._only = only

    def head(self) -> bytes:
        """The columns' names."""
        line = f"{'ACTION':{ACTION_WIDTH}} {'ID':{ID_WIDTH}} COMMENT"
        return self._encoded([styled(line, "bold", self._look.colour)])

    def block(self, items: Sequence[Item], decisions: Sequence[Decision]) -> bytes:
        """The rows; lines that are no comments are always shown."""
        answers = iter(decisions)
        lines: list[str] = []
        for item in items:
            if isinstance(item, Unreadable):
                where = f"line {item.line}" if item.file is None else f"{item.file}:{item.line}"
                lines.append(self._row("error", where, item.message))
                continue
            decision = next(answers)
            if not self._only or decision.action in self._only:
                lines.append(self._row(str(decision.action), _name(decision.id), item.text))
                lines.extend(self._reasons(item.text, decision.reasons))
        return self._encoded(lines)

    def _row(self, action: str, name: str, text: str) -> str:
        look = self._look
        return " ".join(
            (
                styled(padded(action, ACTION_WIDTH), action, look.colour),
                padded(visible(name), ID_WIDTH),
                _excerpt(text, look.width - ACTION_WIDTH - ID_WIDTH - 2),
            )
        )

    def _reasons(self, text: str, reasons: Sequence[Reason]) -> Iterator[str]:
        look = self._look
        indent = " " * (ACTION_WIDTH + 1)
        for reason in reasons:
            score = "" if reason.finding.score is None else f" {reason.finding.score:.2f}"
            mark = "*" if reason.decisive else "-"
            line = f"{mark} {reason.finding.code}{score}{_place(text, reason)}: {reason.message}"
            yield indent + styled(_excerpt(line, look.width - len(indent)), "dim", look.colour)

    def _encoded(self, lines: list[str]) -> bytes:
        if not lines:
            return b""
        lines.append("")
        return "\n".join(lines).encode(self._look.encoding, "backslashreplace")


def _name(comment_id: str | int | None) -> str:
    return "" if comment_id is None else str(comment_id)


def _place(text: str, reason: Reason) -> str:
    """The first place that the reason is about, unless that is all of the comment."""
    for start, end in reason.finding.spans[:1]:
        if end - start < len(text):
            return f' "{fitted(visible(text[start : min(end, start + 40)]), PLACE_WIDTH)}"'
    return ""


def _excerpt(text: str, width: int) -> str:
    # Escapes only make a text longer, so its first characters are always enough.
    return fitted(visible(text[: width + 1]), width)
