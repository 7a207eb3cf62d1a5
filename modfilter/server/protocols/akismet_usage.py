"""How many calls each key has made for each site, as Akismet's `/1.2` endpoints tell it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

MOST_SITES = 10_000
"""Sites that are told apart: a request may name any; what comes later is counted for its key."""
_COLUMNS = (
    "Site",
    "Total API Calls",
    "Spam",
    "Ham",
    "Missed Spam",
    "False Positives",
    "Is Revoked",
)
ORDERS = ("total", "spam", "ham", "missed_spam", "false_positives")


class Month(NamedTuple):
    """A month, as `YYYY-MM` writes it."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """The month in `text`, or None where none is named. Raises ValueError."""
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
            raise ValueError("month must be YYYY-MM")
        return cls(int(text[:4]), int(text[5:]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Page:
    """What a client wants of the sites: those whose address holds `part`, by `order`."""

    month: Month | None = None
    part: str = ""
    order: str = "total"
    limit: int = 500
    offset: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The page that an address's query asks for. Raises ValueError."""
        order = query.get("order") or "total"
        if order not in ORDERS:
            raise ValueError("order must be one of: " + ", ".join(ORDERS))
        return cls(
            month=Month.read(query.get("month")),
            part=query.get("filter", ""),
            order=order,
            limit=_count(query.get("limit"), 500),
            offset=_count(query.get("offset"), 0),
        )


@dataclass(slots=True)
class _Counts:
    spam: int = 0
    ham: int = 0
    missed_spam: int = 0
    false_positives: int = 0

    @property
    def total(self) -> int:
        return self.spam + self.ham


def _today() -> Month:
    now = datetime.now(UTC)
    return Month(now.year, now.month)


class Usage:
    """Counts of this process, of the current month, in memory.

    They are for the clients' pages of statistics; what has to be kept is in the decision store.
    """

    def __init__(self, today: Callable[[], Month] = _today) -> None:
        self._today = today
        self._month = today()
        self._counts: dict[tuple[str, str], _Counts] = {}

    def checked(self, key: str, site: str, *, spam: bool) -> None:
        """Count a comment-check with the key of that name."""
        counts = self._of(key, site)
        if spam:
            counts.spam += 1
        else:
            counts.ham += 1

    def corrected(self, key: str, site: str, *, spam: bool) -> None:
        """Count a submission: spam that was missed, or a false positive."""
        counts = self._of(key, site)
        if spam:
            counts.missed_spam += 1
        else:
            counts.false_positives += 1

    def limit(self, key: str) -> dict[str, Any]:
        """The answer of usage-limit: there is no limit by month."""
        self._turn()
        used = sum(counts.total for (name, _), counts in self._counts.items() if name == key)
        return {"limit": "none", "usage": used, "percentage": "0", "throttled": False}

    def sites(self, key: str, page: Page) -> dict[str, Any]:
        """The answer of key-sites."""
        rows, total = self._rows(key, page)
        listed = [
            {
                "site": site,
                "api_calls": counts.total,
                "spam": counts.spam,
                "ham": counts.ham,
                "missed_spam": counts.missed_spam,
                "false_positives": counts.false_positives,
                "is_revoked": False,
            }
            for site, counts in rows
        ]
        month = str(page.month or self._month)
        return {month: listed, "limit": page.limit, "offset": page.offset, "total": total}

    def csv(self, key: str, page: Page) -> str:
        """The answer of key-sites as CSV."""
        rows, total = self._rows(key, page)
        text = io.StringIO()
        shown = f"(limit:{page.limit}, offset: {page.offset}, total: {total})"
        text.write(f"Active sites during {page.month or self._month} {shown}\n")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for site, counts in rows:
            writer.writerow(
                (
                    _harmless(site),
                    counts.total,
                    counts.spam,
                    counts.ham,
                    counts.missed_spam,
                    counts.false_positives,
                    "false",
                )
            )
        return text.getvalue()

    def _rows(self, key: str, page: Page) -> tuple[list[tuple[str, _Counts]], int]:
        self._turn()
        if page.month is not None and page.month != self._month:
            return [], 0
        rows = [
            (site, counts)
            for (name, site), counts in self._counts.items()
            if name == key and page.part in site
        ]
        rows.sort(key=lambda row: (-int(getattr(row[1], page.order)), row[0]))
        return rows[page.offset : page.offset + page.limit], len(rows)

    def _of(self, key: str, site: str) -> _Counts:
        self._turn()
        place = (key, site[:200])
        if place not in self._counts and len(self._counts) >= MOST_SITES:
            place = (key, "")
        return self._counts.setdefault(place, _Counts())

    def _turn(self) -> None:
        if (today := self._today()) != self._month:
            self._month = today
            self._counts.clear()


def _harmless(site: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{site}" if site[:1] in ("=", "+", "-", "@", "\t", "\r") else site


def _count(value: str | None, default: int) -> int:
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("limit and offset must be whole numbers")
    return int(value)
