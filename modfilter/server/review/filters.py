"""What a moderator looks at: filters in the address, so that a view can be kept and sent on."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from modfilter.domain import Action

AGES: Mapping[str, tuple[str, timedelta, bool]] = {
    "1h": ("last hour", timedelta(hours=1), True),
    "24h": ("last 24 hours", timedelta(hours=24), True),
    "7d": ("last 7 days", timedelta(days=7), True),
    "over-1h": ("more than 1 hour ago", timedelta(hours=1), False),
    "over-24h": ("more than 24 hours ago", timedelta(hours=24), False),
    "over-7d": ("more than 7 days ago", timedelta(days=7), False),
}
"""Ages by the name that the address has: label, length, and whether younger ones are meant."""
ORDERS = {"uncertain": "most uncertain first", "oldest": "oldest first"}
_ACTIONS = tuple(str(action) for action in Action)
_MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """One view. Empty texts filter nothing; what an address has wrong counts as empty.

    `source` is None where any will do: comments may come from a source without a name.
    """

    order: str = "uncertain"
    category: str = ""
    source: str | None = None
    age: str = ""
    action: str = ""
    verdict: str = ""
    search: str = ""
    appeals: bool = False

    @classmethod
    def read(cls, query: str) -> Filters:
        """The filters in an address's query."""
        try:
            found = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=50))
        except ValueError:
            return cls()
        source = found.get("source", "")
        return cls(
            order=_one_of(found.get("order"), ORDERS) or "uncertain",
            category=found.get("category", "")[:_MOST_CHARS],
            # With "=" in front, so that a source without a name can be chosen, too.
            source=None if not source else source.removeprefix("=")[:_MOST_CHARS],
            age=_one_of(found.get("age"), AGES),
            action=_one_of(found.get("action"), _ACTIONS),
            verdict=_one_of(found.get("verdict"), _ACTIONS),
            search=found.get("q", "").strip()[:_MOST_CHARS].replace("\0", ""),
            appeals=found.get("appeals") == "1",
        )

    @property
    def query(self) -> str:
        """The filters as an address's query, those left out that filter nothing."""
        found = {
            "order": "" if self.order == "uncertain" else self.order,
            "category": self.category,
            "source": "" if self.source is None else f"={self.source}",
            "age": self.age,
            "action": self.action,
            "verdict": self.verdict,
            "q": self.search,
            "appeals": "1" if self.appeals else "",
        }
        return urlencode({name: value for name, value in found.items() if value})

    @property
    def any(self) -> bool:
        """Whether anything is filtered; the order filters nothing."""
        return bool(Filters.read(self.query) != Filters(order=self.order))

    def between(self, now: datetime | None = None) -> tuple[datetime | None, datetime | None]:
        """From when (included) to when (not) by age."""
        if not self.age:
            return None, None
        _, length, younger = AGES[self.age]
        at = (now or datetime.now(UTC)) - length
        return (at, None) if younger else (None, at)


def _one_of(value: str | None, known: Container[str]) -> str:
    return value if value and value in known else ""
