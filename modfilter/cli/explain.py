"""`modfilter explain`: everything that led to one decision."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from modfilter.cli.marking import marked_lines
from modfilter.cli.source import STDIN
from modfilter.cli.terminal import fitted, styled, terminal_width, visible, wants_colour
from modfilter.domain import Action, Comment, Reason
from modfilter.errors import InputError
from modfilter.lines import MAX_LINE_BYTES
from modfilter.wire import decision_to_dict

if TYPE_CHECKING:
    from modfilter.moderator import Explanation

EPILOG = """\b
Examples:
  modfilter explain "You are an idiot, see http://example.com"
  modfilter explain - < comment.txt
  modfilter explain --json "Great read, thank you." | jq .pieces
"""

_BAR = 20
_MOST_PIECES = 6
_TELLING = 0.05
"""Weights below this move a score by about a hundredth at most."""
_INDENT = "    "


@click.command(epilog=EPILOG)
@click.argument("text", nargs=-1, required=True)
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option("--model", metavar="FOLDER", help="Model or models folder; default: shipped.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object instead.")
def explain(text: tuple[str, ...], policy: str | None, model: str | None, as_json: bool) -> None:
    """Show what led to the decision on TEXT ("-" reads it from standard input).

    The text with the places that count marked, each reason with the policy line that decided, and
    each of the model's scores with the words that made it.
    """
    comment = _read_all() if text == (STDIN,) else " ".join(text)
    explanation = load_explanation(comment, model, policy)
    if as_json:
        click.echo(json.dumps(to_dict(explanation)))
        return
    page = Page(terminal_width(), wants_colour(sys.stdout))
    lines = "\n".join(page.lines(comment, explanation))
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(lines.encode(encoding, "backslashreplace").decode(encoding))


def load_explanation(text: str, model: str | None, policy: str | None) -> Explanation:
    """The explanation by the moderator that `model` and `policy` name."""
    from modfilter.moderator import Moderator

    return Moderator.load(model, policy, audit=False).explain(Comment(text))


def to_dict(explanation: Explanation) -> dict[str, Any]:
    """The decision in the wire form, with what explains it beside it."""
    decision = explanation.decision
    found = decision_to_dict(decision)
    for wire, reason in zip(found["reasons"], decision.reasons, strict=True):
        wire["action"] = str(reason.action)
        wire["policy_line"] = reason.policy_line
        wire["detail"] = reason.finding.detail
    found["pieces"] = {
        head: [
            {"text": piece.text, "span": list(piece.span), "weight": round(float(piece.weight), 4)}
            for piece in pieces
        ]
        for head, pieces in explanation.pieces.items()
    }
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """Lays an explanation out for people."""

    width: int = 80
    colour: bool = False

    def lines(self, text: str, explanation: Explanation) -> Iterator[str]:
        """The whole page, line by line."""
        decision = explanation.decision
        yield self._bold(self._action(decision.action)) + self._dim(
            f"  policy {decision.policy}, model {decision.model}"
        )
        yield ""
        spans = [span for reason in decision.reasons for span in reason.finding.spans]
        yield from marked_lines(text, spans, width=self.width - 2, colour=self.colour)
        yield ""
        yield self._bold("Reasons")
        if not decision.reasons:
            yield "  none: no rule applies, and no score reaches what the policy minds"
        for reason in decision.reasons:
            yield from self._reason(text, reason)
        if decision.scores and set(decision.scores.values()) == {None}:
            yield ""
            yield self._bold("Scores") + "  none: the model cannot read this language"
        elif decision.scores:
            yield ""
            yield self._bold("Scores") + self._dim("  (of comments scored p, a share p is so)")
            yield from self._scores(explanation)

    def _reason(self, text: str, reason: Reason) -> Iterator[str]:
        finding = reason.finding
        score = "" if finding.score is None else f", score {finding.score:.4f}"
        yield (
            f"  {'*' if reason.decisive else '-'} {self._bold(visible(finding.code))} "
            f"({visible(finding.category)}, {finding.source}{score})"
        )
        if reason.decisive:
            verb = "decided"
        else:
            verb = "asks for" if reason.action is not Action.PUBLISH else "recorded only"
        wanted = "" if verb == "recorded only" else f" {self._action(reason.action)}"
        yield f"{_INDENT}{verb}{wanted}: policy line {visible(reason.policy_line)}"
        for start, end in finding.spans:
            quoted = fitted(visible(text[start : min(end, start + self.width)]), self.width - 24)
            yield f'{_INDENT}at {start}-{end}: "{quoted}"'
        if finding.detail:
            yield from self._wrapped(f"for the moderator: {finding.detail}")
        yield from self._wrapped(f"for the author: {reason.message}")
        if finding.suggestion:
            yield from self._wrapped(f"instead: {finding.suggestion}")

    def _wrapped(self, sentence: str) -> list[str]:
        return textwrap.wrap(
            visible(sentence),
            self.width,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT + "  ",
        )

    def _scores(self, explanation: Explanation) -> Iterator[str]:
        name_width = max(len(visible(head)) for head in explanation.decision.scores)
        for head, score in explanation.decision.scores.items():
            if score is None:
                continue
            filled = min(_BAR, max(0, round(score * _BAR)))
            bar = "#" * filled + "." * (_BAR - filled)
            line = f"  {visible(head):{name_width}} {score:6.4f} [{bar}]"
            pieces = [
                piece for piece in explanation.pieces.get(head, ()) if abs(piece.weight) >= _TELLING
            ]
            words = ", ".join(
                f'"{visible(piece.text)}" {piece.weight:+.2f}' for piece in pieces[:_MOST_PIECES]
            )
            room = self.width - len(line) - 2
            yield f"{line}  {fitted(words, room)}" if words and room > 12 else line

    def _action(self, action: Action) -> str:
        return styled(str(action), str(action), self.colour)

    def _bold(self, text: str) -> str:
        return styled(text, "bold", self.colour)

    def _dim(self, text: str) -> str:
        return styled(text, "dim", self.colour)


def _read_all() -> str:
    if sys.stdin is None:
        raise InputError("standard input is closed: give the text as an argument")
    data = sys.stdin.buffer.read(MAX_LINE_BYTES + 1)
    if len(data) > MAX_LINE_BYTES:
        raise InputError(f"the text is longer than {MAX_LINE_BYTES:,} bytes: explain a part of it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"standard input is not valid UTF-8 at byte {error.start + 1}: convert it, for "
            "example with `iconv -f WINDOWS-1252 -t UTF-8`"
        ) from None
    return text.removesuffix("\n").removesuffix("\r")
