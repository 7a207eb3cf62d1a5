"""Who follows the feed comes to what holds, and misses nothing."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import NotPossibleError
from modfilter.store.decision_store import DecisionStore
from modfilter.store.feed import next_number
from modfilter.store.records import Automatic
from modfilter.store.schema import moderator_decisions
from tests.store.conftest import Clock


def decision(
    own: str,
    action: Action,
    moderator: str = "m1",
    at: datetime | None = None,
    source: str = "blog",
) -> ModeratorDecision:
    return ModeratorDecision(f"text {own}", action, None, own, source, at, moderator)


def followed(
    store: DecisionStore,
    limit: int,
    after: int = 0,
    known: dict[str, Action] | None = None,
    source: str | None = None,
) -> tuple[dict[str, Action], int]:
    """What a back end comes to that applies every entry in order, and its cursor."""
    state = {} if known is None else known
    while True:
        page = store.feed(after, limit, source=source)
        state.update({one.id: one.action for one in page.changes})
        assert page.after > after or not page.more
        after = page.after
        if not page.more:
            return state, after


def test_a_decision_comes_as_it_was_made(store: DecisionStore, clock: Clock) -> None:
    reasons = [{"code": "model.spam", "category": "spam", "message": "No advertising."}]
    store.record([Automatic("text 1", Action.REVIEW, "1", "blog", reasons)])
    at = datetime(2026, 2, 1, 9, tzinfo=UTC)
    told = ModeratorDecision("text 1", Action.REJECT, "spam", "1", "blog", at, "m1")
    store.decide([told, decision("2", Action.PUBLISH, source="shop")])
    first, second = store.feed().changes
    assert (first.id, first.source, first.action, first.category) == (
        "1",
        "blog",
        told.action,
        "spam",
    )
    assert (first.at, first.undone, first.appeal, first.reasons) == (at, False, False, reasons)
    assert (second.id, second.source, second.at) == ("2", "shop", None)
    assert [one.id for one in store.feed(source="shop").changes] == ["2"]
    assert [one.id for one in store.feed(first.number).changes] == ["2"]
    assert store.feed(source="elsewhere").after == second.number
    page = store.feed(limit=1)
    assert ([one.id for one in page.changes], page.more) == (["1"], True)


def test_undoing_is_told_with_what_holds_then(store: DecisionStore, clock: Clock) -> None:
    store.record([
        Automatic("text 1", Action.REVIEW, "1", "blog"),
        Automatic("text 2", Action.PUBLISH, "2", "blog"),
    ])  # fmt: skip
    for own, who in (("1", "m1"), ("2", "m2"), ("3", "m3")):
        store.decide([decision(own, Action.REJECT, who, clock.now)])
    _, after = followed(store, 10)
    assert store.feed(after).changes == []
    clock.forward(60)
    for who in ("m1", "m2", "m3"):
        store.undo(who)
    told = store.feed(after).changes
    assert [(one.id, one.action, one.undone) for one in told] == [
        ("1", Action.REVIEW, True), ("2", Action.PUBLISH, True), ("3", Action.REVIEW, True)
    ]  # fmt: skip
    assert {one.at for one in told} == {clock.now}
    assert [one.number for one in store.feed().changes] == [one.number for one in told]


def test_what_is_replaced_is_left_out(store: DecisionStore, clock: Clock) -> None:
    late, early = clock.now, clock.now - timedelta(hours=1)
    store.decide([decision("1", Action.REJECT, "m1", late)])
    _, after = followed(store, 10)
    store.decide([decision("1", Action.PUBLISH, "m2", early)])
    page = store.feed(after)
    assert page.changes == []
    assert page.after > after
    assert followed(store, 10)[0] == {"1": Action.REJECT}


def test_the_answer_to_an_objection_says_so(store: DecisionStore, clock: Clock) -> None:
    store.decide([decision("1", Action.REJECT, "m1", clock.now)])
    _, after = followed(store, 10)
    store.appeal("blog", "1", "It was a joke.")
    clock.forward(60)
    store.decide([decision("1", Action.REJECT, "m2", clock.now)])
    (told,) = store.feed(after).changes
    assert (told.action, told.appeal) == (Action.REJECT, True)


def test_erased_comments_are_left_out(store: DecisionStore) -> None:
    store.decide([decision("1", Action.REJECT), decision("2", Action.REJECT)])
    store.erase_comment("1", "blog")
    assert [one.id for one in store.feed().changes] == ["2"]


def test_a_cursor_from_another_store_is_refused(store: DecisionStore) -> None:
    store.decide([decision("1", Action.REJECT)])
    assert store.feed(1).after == 1
    with pytest.raises(NotPossibleError, match="start again"):
        store.feed(2)


def test_a_transaction_that_commits_late_is_not_passed_over(store: DecisionStore) -> None:
    store.decide([decision("1", Action.REJECT)])
    with ThreadPoolExecutor(1) as pool:
        with store._database.writing() as connection:
            row = connection.exec_driver_sql("SELECT * FROM moderator_decisions").one()
            late = row._asdict() | {"decision": next_number(connection), "superseded": 0}
            late |= {"moderator": "late", "decided_at": 1}
            connection.execute(sa.insert(moderator_decisions).values(late))
            quick = pool.submit(store.decide, [decision("2", Action.REJECT, "quick")])
            time.sleep(0.3)
            # The quicker one waits: it may not get a number that is seen before the late one's.
            assert not quick.done()
            page = store.feed()
            assert [one.id for one in page.changes] == ["1"]
        quick.result()
    assert [one.number for one in store.feed(page.after).changes] == [
        page.after + 1,
        page.after + 2,
    ]
    numbers = [one.moderator for one in store.moderator_decisions(history=True)]
    assert sorted(filter(None, numbers)) == ["late", "m1", "quick"]


def test_followers_of_writers_at_once_miss_nothing(url: str, clock: Clock) -> None:
    done = threading.Event()
    seen: list[dict[str, Action]] = []

    def write(name: str) -> None:
        with DecisionStore.open(url) as store:
            for number in range(15):
                store.decide([decision(f"{name}-{number}", Action.REJECT, name)])
                if number % 5 == 0:
                    store.undo(name)

    def follow() -> None:
        state: dict[str, Action] = {}
        after = 0
        with DecisionStore.open(url) as store:
            while True:
                last = done.is_set()
                state, after = followed(store, 3, after, state)
                if last:
                    seen.append(state)
                    return

    DecisionStore.open(url).close()
    with ThreadPoolExecutor(6) as pool:
        followers = [pool.submit(follow) for _ in range(2)]
        for writer in [pool.submit(write, f"w{n}") for n in range(4)]:
            writer.result()
        done.set()
        for follower in followers:
            follower.result()
    with DecisionStore.open(url) as store:
        standing = {one.id: one.action for one in store.moderator_decisions()}
    assert len(standing) == 48
    for state in seen:
        assert {
            own: action for own, action in state.items() if action is not Action.REVIEW
        } == standing
        assert len(state) >= 48


STEP = st.tuples(
    st.sampled_from(["decide", "undo", "read"]), st.integers(0, 2), st.sampled_from(["m1", "m2"]),
    st.sampled_from([Action.PUBLISH, Action.REJECT]), st.integers(0, 5),
)  # fmt: skip


_numbers = itertools.count()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DecisionStore]:
    """A store for all examples; each has a source and moderators of its own."""
    with DecisionStore.open(str(tmp_path_factory.mktemp("feed") / "x.db")) as store:
        yield store


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP, max_size=14), limit=st.integers(1, 4))
def test_whenever_one_reads_one_comes_to_what_holds(
    shared: DecisionStore, steps: list[tuple[str, int, str, Action, int]], limit: int
) -> None:
    start = datetime(2026, 2, 1, tzinfo=UTC)
    source = f"s{next(_numbers)}"
    known: dict[str, Action] = {}
    after = 0
    shared.record([Automatic(f"text {n}", Action.REVIEW, str(n), source) for n in range(3)])
    for what, own, who, action, hour in steps:
        moderator = f"{who}-{source}"
        if what == "decide":
            at = start + timedelta(hours=hour)
            shared.decide([decision(str(own), action, moderator, at, source)])
        elif what == "undo":
            shared.undo(moderator)
        else:
            known, after = followed(shared, limit, after, known, source)
    known, _ = followed(shared, limit, after, known, source)
    holds = {one.id: one.verdict or Action.REVIEW for one in shared.automatic(source=source)}
    fresh, _ = followed(shared, limit, source=source)
    assert {own: known.get(own, Action.REVIEW) for own in holds} == holds
    assert {own: fresh.get(own, Action.REVIEW) for own in holds} == holds
