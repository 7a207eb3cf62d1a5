"""What a benchmark found out: rows for people, figures with their targets, remarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that has a target: `limit` is the least, or the most where `at_most` is set."""

    name: str
    value: float
    unit: str
    limit: float
    at_most: bool

    @property
    def reached(self) -> bool:
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    @property
    def target(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.limit:g} {self.unit}".strip()

    def __str__(self) -> str:
        verdict = "reached" if self.reached else "not reached"
        return f"{self.name}: {_number(self.value)} {self.unit} ({self.target}: {verdict})"


@dataclass(slots=True)
class Result:
    """One benchmark's outcome. `table` has its head in the first row."""

    name: str
    about: str
    table: list[tuple[str, ...]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def at_least(self, name: str, value: float, limit: float, unit: str = "x") -> None:
        self.figures.append(Figure(name, value, unit, limit, at_most=False))

    def at_most(self, name: str, value: float, limit: float, unit: str = "x") -> None:
        self.figures.append(Figure(name, value, unit, limit, at_most=True))

    def as_text(self) -> str:
        lines = [f"== {self.name}: {self.about}"]
        widths = [max(map(len, column)) for column in zip(*self.table, strict=True)]
        lines += ["  ".join(map(_padded, row, widths)).rstrip() for row in self.table]
        lines += [str(figure) for figure in self.figures]
        lines += [f"({remark})" for remark in self.remarks]
        return "\n".join(lines)

    def as_markdown(self) -> str:
        """The table, the figures as a second table, and the remarks."""
        parts = [f"{self.about}.", _markdown(self.table)] if self.table else [f"{self.about}."]
        if self.figures:
            rows: list[tuple[str, ...]] = [("figure", "measured", "target", "reached")]
            for figure in self.figures:
                measured = f"{_number(figure.value)} {figure.unit}"
                reached = "yes" if figure.reached else "**no**"
                rows.append((figure.name, measured, figure.target, reached))
            parts.append(_markdown(rows))
        parts += self.remarks
        return "\n\n".join(parts)

    def as_object(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "about": self.about,
            "table": [list(row) for row in self.table],
            "figures": [
                {
                    "name": figure.name,
                    "value": figure.value,
                    "unit": figure.unit,
                    "target": figure.target,
                    "reached": figure.reached,
                }
                for figure in self.figures
            ],
            "remarks": self.remarks,
        }


def _number(value: float) -> str:
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    # A loss of .0018 is not one of .00.
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def _padded(cell: str, width: int) -> str:
    return cell.ljust(width)


def _markdown(rows: list[tuple[str, ...]]) -> str:
    head, *rest = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rest]
    return "\n".join(lines)
