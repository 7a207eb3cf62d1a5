"""What a store tells over time, against counting by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modfilter.domain import Action, ModeratorDecision
from modfilter.policy.draw import DRAWN
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from modfilter.store.trends import Unit
from tests.store.conftest import Clock

# The clock stands at noon of Sunday, 1 March 2026.


def came(store: DecisionStore, own: str, action: Action, at: datetime, **more: object) -> None:
    store.record([Automatic(f"text {own}", action, own, "blog", decided_at=at, **more)])  # type: ignore[arg-type]


def judge(store: DecisionStore, own: str, action: Action, at: datetime, by: str = "m1") -> None:
    store.decide([ModeratorDecision(f"text {own}", action, None, own, "blog", at, by)])


def reason(code: str, category: str, decisive: bool = True) -> dict[str, object]:
    return {"code": code, "category": category, "decisive": decisive}


def test_days_have_what_came_and_what_was_decided(store: DecisionStore, clock: Clock) -> None:
    monday = datetime(2026, 2, 23, tzinfo=UTC)
    last = monday + timedelta(hours=23, minutes=59, seconds=59)
    came(store, "1", Action.PUBLISH, monday)
    came(store, "2", Action.REJECT, last)
    came(store, "3", Action.REVIEW, last)
    came(store, "4", Action.PUBLISH, monday - timedelta(microseconds=1))
    came(store, "5", Action.REVIEW, monday + timedelta(days=2))
    judge(store, "1", Action.REJECT, monday + timedelta(days=1))
    judge(store, "2", Action.REJECT, monday + timedelta(days=1))
    judge(store, "3", Action.PUBLISH, last + timedelta(hours=3))
    found = store.trends(monday, Unit.DAY)
    assert [part.start.day for part in found.parts] == [23, 24, 25, 26, 27, 28, 1]
    first, second, third, *_ = found.parts
    assert first.actions == {"publish": 1, "reject": 1, "review": 1}
    assert (first.agreed, first.overruled, first.decisions) == (1, 1, 0)
    assert (first.waited_for, first.waited) == (1, (3.0, 3.0))
    assert (second.actions, second.decisions, second.waited) == ({}, 3, None)
    assert third.actions == {"review": 1}
    assert found.judged == {
        ("publish", "reject"): 1, ("reject", "reject"): 1, ("review", "publish"): 1
    }  # fmt: skip
    assert found.oldest_waiting == monday + timedelta(days=2)
    assert found.until == clock.now


def test_other_sources_are_left_out(store: DecisionStore) -> None:
    at = datetime(2026, 2, 27, tzinfo=UTC)
    came(store, "1", Action.REVIEW, at, reasons=[reason("link.url", "link")])
    judge(store, "1", Action.REJECT, at)
    found = store.trends(source="shop")
    assert not any(part.actions or part.decisions for part in found.parts)
    assert (found.reasons, found.judged, found.oldest_waiting) == ({}, {}, None)
    assert sum(part.decisions for part in store.trends(source="blog").parts) == 1


def test_reasons_count_comments_that_the_filter_did_not_publish(store: DecisionStore) -> None:
    at = datetime(2026, 2, 27, tzinfo=UTC)
    both = [reason("model.spam", "spam"), reason("link.url", "link"), reason("x.y", "spam", False)]
    came(store, "1", Action.REJECT, at, reasons=both)
    came(store, "2", Action.REVIEW, at, reasons=[reason("model.spam", "spam")] * 2)
    came(store, "3", Action.PUBLISH, at, reasons=[reason("x.y", "spam", False)])
    drawn = [reason(DRAWN, "error")]
    came(store, "4", Action.REVIEW, at, reasons=drawn, filter_action=Action.PUBLISH, audited=True)
    came(store, "5", Action.REVIEW, at, reasons=drawn, filter_action=Action.REJECT, audited=True)
    found = store.trends()
    assert found.reasons == {("model.spam", "spam"): 2, ("link.url", "link"): 1}
    assert found.reasons_of == 3


@pytest.mark.parametrize(
    ("age", "unit", "parts", "first"),
    [
        (timedelta(0), Unit.DAY, 1, datetime(2026, 3, 1, tzinfo=UTC)),
        (timedelta(days=62), Unit.DAY, 63, datetime(2025, 12, 29, tzinfo=UTC)),
        (timedelta(days=63), Unit.WEEK, 10, datetime(2025, 12, 22, tzinfo=UTC)),
        (timedelta(days=500), Unit.MONTH, 18, datetime(2024, 10, 1, tzinfo=UTC)),
        (timedelta(days=20_000), Unit.MONTH, 120, datetime(2016, 4, 1, tzinfo=UTC)),
    ],
)
def test_parts_are_neither_many_nor_few(
    store: DecisionStore, clock: Clock, age: timedelta, unit: Unit, parts: int, first: datetime
) -> None:
    came(store, "1", Action.PUBLISH, clock.now - age)
    found = store.trends()
    assert (found.unit, len(found.parts), found.parts[0].start) == (unit, parts, first)
    if age < timedelta(days=3650):
        assert found.parts[0].actions == {"publish": 1}


def test_waiting_is_told_by_the_middle_and_by_one_in_ten(
    store: DecisionStore, clock: Clock
) -> None:
    at = clock.now - timedelta(days=1)
    for hours in range(11):
        came(store, str(hours), Action.REVIEW, at)
        judge(store, str(hours), Action.PUBLISH, at + timedelta(hours=hours))
    came(store, "early", Action.REVIEW, at)
    judge(store, "early", Action.PUBLISH, at - timedelta(hours=1))
    (found,) = [part for part in store.trends(unit=Unit.MONTH).parts if part.waited]
    assert (found.waited_for, found.waited) == (11, (5.0, 9.0))


def test_an_empty_store_has_one_empty_day(store: DecisionStore) -> None:
    found = store.trends()
    assert [part.actions for part in found.parts] == [{}]
    assert (found.reasons, found.reasons_of, found.oldest_waiting) == ({}, 0, None)
