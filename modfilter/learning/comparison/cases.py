"""Regression cases: comments of which everybody can tell what should happen to them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modfilter.domain import Action, Decision
from modfilter.errors import CorpusError
from modfilter.resources import case_files

EDGE = 0.1
"""A tenth of the way between two thresholds: what moves less has kept its place."""

_HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class Case:
    """A comment and the action that it should get."""

    id: str
    text: str
    action: Action
    category: str | None = None

    def passes(self, action: Action) -> bool:
        """Whether `action` will do: an honest comment is not refused, a bad one not published.

        Review is nobody's failure.
        """
        if self.action is Action.PUBLISH:
            return action is not Action.REJECT
        return action is not Action.PUBLISH


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that one model passes and the other fails.

    `moved` is how much more suspicious the challenger finds it (see `outcomes.suspicions`).
    """

    case: Case
    champion: Action
    challenger: Action
    moved: float

    @property
    def at_the_edge(self) -> bool:
        """Whether it crossed a threshold by standing close to it, hardly moving."""
        return abs(self.moved) < EDGE


@dataclass(frozen=True, slots=True)
class CaseResults:
    """The regression cases under both models; of the changes, what moved most comes first."""

    cases: int
    champion_passes: int
    challenger_passes: int
    lost: tuple[CaseChange, ...]
    """Cases that the champion passes and the challenger fails."""
    won: tuple[CaseChange, ...]
    """Cases that the champion fails and the challenger passes."""


def shipped_cases() -> list[Case]:
    """The project's own cases: the written comments that no training saw."""
    return load_cases(case_files())


def load_cases(paths: Iterable[Path]) -> list[Case]:
    """Cases of JSON lines; CorpusError says what is wrong with them.

    A line is `{"text": "…", "action": "publish" | "review" | "reject"}` with an optional `id` and
    `category`; lines whose `split` is not "held_out" are left out.
    """
    return [case for path in paths for case in _of_file(path)]


def _of_file(path: Path) -> list[Case]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise CorpusError(f"{path}: there is no such file of cases") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read as UTF-8: {error}") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(f"{path}, line {number}: not valid JSON: {error}") from None
        case = _case(path, number, row)
        if case is not None:
            found.append(case)
    return found


def _case(path: Path, number: int, row: Any) -> Case | None:
    text = row.get("text") if isinstance(row, dict) else None
    action = row.get("action") if isinstance(row, dict) else None
    if not isinstance(text, str) or action not in tuple(Action):
        raise CorpusError(
            f'{path}, line {number}: a case is {{"text": "…", "action": "publish" or "review" or '
            '"reject"}, and this line is not'
        )
    if row.get("split", _HELD_OUT) != _HELD_OUT:
        return None
    category = row.get("category")
    return Case(
        str(row.get("id", f"{path.name}:{number}")),
        text,
        Action(action),
        str(category) if category is not None else None,
    )


def case_results(
    cases: Sequence[Case],
    champion: Sequence[Decision],
    challenger: Sequence[Decision],
    moved: Sequence[float],
) -> CaseResults:
    """What two models' decisions on the cases come to. `moved` (n) is the change of suspicion."""
    lost: list[CaseChange] = []
    won: list[CaseChange] = []
    passed = [0, 0]
    for case, old, new, change in zip(cases, champion, challenger, moved, strict=True):
        before, after = case.passes(old.action), case.passes(new.action)
        passed[0] += before
        passed[1] += after
        if before != after:
            (lost if before else won).append(CaseChange(case, old.action, new.action, change))
    for found in (lost, won):
        found.sort(key=lambda change: (-abs(change.moved), change.case.id))
    return CaseResults(len(cases), passed[0], passed[1], tuple(lost), tuple(won))
