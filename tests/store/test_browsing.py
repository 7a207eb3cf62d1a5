"""What people look up in the store, in each kind of database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, Order, StoredComment, Waiting
from tests.store.conftest import Clock

START = datetime(2026, 2, 1, tzinfo=UTC)


def made(number: int, **more: Any) -> Automatic:
    item = Automatic(
        f"text {number}",
        Action.REVIEW,
        f"c-{number}",
        "blog" if number % 2 else "news",
        scores={"spam": number / 100},
        reasons=[{"code": "model.spam", "category": "spam" if number % 3 else "link",
                  "decisive": True, "spans": []}],
        decided_at=START + timedelta(hours=number),
    )  # fmt: skip
    return replace(item, **more)


def verdict(number: int, action: Action, moderator: str, at: datetime) -> ModeratorDecision:
    source = "blog" if number % 2 else "news"
    return ModeratorDecision("", action, None, f"c-{number}", source, at, moderator, "a note")


def ids(found: Sequence[StoredComment | Waiting]) -> list[str]:
    return [(one.comment if isinstance(one, Waiting) else one).id for one in found]


def test_claims_by_time_and_words(store: DecisionStore) -> None:
    store.record([made(number) for number in range(10)])
    store.record([made(50, text="Straße 100%_sure, SEEN"), made(51, text="a\\b")])

    def claimed(**filters: Any) -> list[str]:
        found = ids(store.claim("mod-1", 20, Order.OLDEST, **filters))
        store.release("mod-1")
        return found

    assert claimed(since=START + timedelta(hours=8), search="text") == ["c-8", "c-9"]
    assert claimed(until=START + timedelta(hours=2)) == ["c-0", "c-1"]
    assert claimed(search="seen") == claimed(search="100%_SURE") == ["c-50"]
    assert claimed(search="%") == ["c-50"]
    assert claimed(search="\\") == ["c-51"]
    assert claimed(search="a\0b") == []
    assert claimed(search="text", source="blog", category="link") == ["c-3", "c-9"]


def test_claims_given_back_but_some(store: DecisionStore) -> None:
    store.record([made(number) for number in range(6)])
    first = store.claim("mod-1", 4)
    kept = [one.comment.key for one in first[:1]]
    assert store.release("mod-1", but=kept) == 3
    assert sum(held for *_, held in store.waiting_counts()) == 1
    assert len(store.claim("mod-2", 10)) == 5


def test_counts_of_claims_pass_with_them(store: DecisionStore, clock: Clock) -> None:
    store.record([made(number) for number in range(6)])
    store.claim("mod-1", 6, seconds=60)
    assert [one[3:] for one in store.waiting_counts()] == [(1, 1), (2, 2), (1, 1), (2, 2)]
    clock.forward(61)
    assert [one[3:] for one in store.waiting_counts()] == [(1, 0), (2, 0), (1, 0), (2, 0)]


def test_a_history_has_every_text_and_every_decision(store: DecisionStore, clock: Clock) -> None:
    store.record([made(1), made(2)])
    at = clock.now
    store.decide([verdict(1, Action.PUBLISH, "mod-1", at)])
    store.decide([verdict(1, Action.REJECT, "mod-1", at + timedelta(minutes=1))])
    store.decide([verdict(1, Action.PUBLISH, "mod-2", at + timedelta(minutes=2))])
    key = store.undo("mod-2")
    assert key is not None
    store.record([made(1, text="text 1, edited", decided_at=at + timedelta(hours=1))])
    known = store.history(key)
    assert known is not None
    assert [one.text for one in known.texts] == ["text 1", "text 1, edited"]
    assert store.history(known.texts[1].key) == known
    told = [
        (one.action, one.moderator, one.note, one.superseded, one.undone_at is not None)
        for one in known.decisions
    ]
    assert told == [
        (Action.PUBLISH, "mod-1", "a note", True, False),
        (Action.REJECT, "mod-1", "a note", False, False),
        (Action.PUBLISH, "mod-2", "a note", False, True),
    ]
    assert (known.waits, known.held_by) == (True, None)
    store.claim("mod-3", 5)
    held = store.history(key)
    assert held is not None
    assert held.held_by == "mod-3"
    clock.forward(3600)
    expired = store.history(key)
    assert expired is not None
    assert expired.held_by is None
    assert store.history(9_999) is None


def test_comments_come_newest_first_a_page_at_a_time(store: DecisionStore) -> None:
    store.record([made(number, decided_at=START) for number in range(7)])
    store.record([made(number, action=Action.PUBLISH) for number in range(7, 12)])
    everything = ids(store.comments(100))
    assert everything == [f"c-{number}" for number in (*range(11, 6, -1), *range(6, -1, -1))]
    paged: list[str] = []
    before = None
    while page := store.comments(4, before=before):
        paged += ids(page)
        before = page[-1].key
    assert paged == everything
    assert store.comments(4, before=9_999) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"action": Action.PUBLISH}, ["c-9"]),
        ({"verdict": Action.REJECT}, ["c-4"]),
        ({"source": "news"}, ["c-8", "c-6", "c-4", "c-2"]),
        ({"category": "link"}, ["c-9", "c-6", "c-4", "c-3"]),
        ({"since": START + timedelta(hours=8)}, ["c-9", "c-8"]),
        ({"until": START + timedelta(hours=3)}, ["c-2", "c-1"]),
        ({"search": "TEXT 7"}, ["c-7"]),
        ({"search": "c-5"}, ["c-5"]),
        ({"search": "_ext"}, []),
    ],
)
def test_comments_are_filtered(
    store: DecisionStore, filters: dict[str, Any], expected: list[str]
) -> None:
    store.record([made(number) for number in range(1, 9)])
    store.record([made(9, action=Action.PUBLISH)])
    rejected = replace(verdict(4, Action.REJECT, "mod-1", START), category="link")
    store.decide([rejected])
    assert ids(store.comments(100, **filters)) == expected


def test_around_is_what_waits_near_in_time_and_could_be_taken(store: DecisionStore) -> None:
    store.record([made(number) for number in range(12)])
    keys = {one.comment.id: one.comment.key for one in store.waiting(20)}
    store.claim("mod-2", only=[keys["c-6"]])
    store.decide([verdict(4, Action.PUBLISH, "mod-2", START)])

    def near(moderator: str) -> list[str]:
        return [text for _, text in store.around(moderator, keys["c-5"], 2)]

    assert near("mod-1") == ["text 3", "text 2", "text 7", "text 8"]
    assert near("mod-2") == ["text 3", "text 2", "text 6", "text 7"]
    # One that was decided on stands where it stood.
    found = [text for _, text in store.around("mod-1", keys["c-4"], 1)]
    assert found == ["text 3", "text 5"]
    assert store.around("mod-1", 9_999, 5) == []


def test_sources_are_listed(store: DecisionStore) -> None:
    assert store.sources() == []
    store.record([made(1), made(2), made(3, source=""), made(4, source="Zoë's")])
    assert sorted(store.sources()) == ["", "Zoë's", "blog", "news"]


def test_keys_for_other_purposes_are_others(store: DecisionStore, url: str) -> None:
    assert store.derived_key("review") != store.derived_key("another")
    with DecisionStore.open(url) as again:
        assert again.derived_key("review") == store.derived_key("review")
