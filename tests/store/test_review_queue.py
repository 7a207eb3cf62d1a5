"""The queue that `modfilter review` works on, in each kind of database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from modfilter.cli.review_store import StoreQueue
from modfilter.domain import Action
from modfilter.policy.draw import DRAWN
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, Order
from tests.store.conftest import Clock


def fill(store: DecisionStore, count: int) -> None:
    store.record(
        [
            Automatic(f"text {n}", Action.REVIEW, f"c-{n}", "blog", scores={"spam": n / 100})
            for n in range(count)
        ]
    )


def test_moderators_at_once_never_hold_the_same_comment(store: DecisionStore) -> None:
    fill(store, 40)
    lock, held, met = threading.Lock(), set(), []

    def work(name: str) -> None:
        queue = StoreQueue(store, name, Order.UNCERTAIN, 600)
        skipped: set[int] = set()
        while (item := queue.next(frozenset(skipped))) is not None:
            with lock:
                assert item.key not in held
                held.add(item.key)
                met.append(item.key)
            if item.key % 5 == 0 and item.key not in skipped:
                skipped.add(item.key)
                with lock:
                    held.remove(item.key)
                queue.release(item)
            else:
                assert queue.decide(item, Action.PUBLISH, None, "")

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, f"mod-{n}") for n in range(4)]:
            done.result()
    decided = [one.id for one in store.moderator_decisions()]
    left = store.waiting(100)
    assert len(decided) == len(set(decided)) == 40 - len(left)
    assert all(one.comment.key % 5 == 0 and one.claimed_by is None for one in left)
    assert len(left) == sum(key % 5 == 0 for key in set(met))


def test_undo_goes_back_through_the_session(store: DecisionStore) -> None:
    fill(store, 3)
    queue = StoreQueue(store, "mod-1", Order.OLDEST, 600)
    decided = []
    for action in (Action.PUBLISH, Action.REJECT, Action.PUBLISH):
        item = queue.next(frozenset())
        assert item is not None
        assert queue.decide(item, action, None, "")
        decided.append((item.key, action))
    assert queue.waiting() == 0
    undone = []
    while (found := queue.undo()) is not None:
        item, action = found
        undone.append((item.key, action))
        assert store.claim("mod-2", only=[item.key]) == []
        queue.release(item)
    assert undone == decided[::-1]
    assert queue.waiting() == 3
    assert list(store.moderator_decisions()) == []


def test_what_others_decided_is_not_undone(store: DecisionStore) -> None:
    fill(store, 1)
    other = StoreQueue(store, "mod-2", Order.OLDEST, 600)
    item = other.next(frozenset())
    assert item is not None
    assert other.decide(item, Action.PUBLISH, None, "")
    assert StoreQueue(store, "mod-1", Order.OLDEST, 600).undo() is None
    assert len(list(store.moderator_decisions())) == 1


def test_an_expired_claim_still_decides_while_nobody_else_came(
    store: DecisionStore, clock: Clock
) -> None:
    fill(store, 2)
    queue = StoreQueue(store, "mod-1", Order.OLDEST, 60)
    first = queue.next(frozenset())
    assert first is not None
    clock.forward(61)
    assert queue.decide(first, Action.PUBLISH, None, "")
    second = queue.next(frozenset())
    assert second is not None
    clock.forward(61)
    (taken,) = store.claim("mod-2", seconds=60)
    assert taken.comment.key == second.key
    assert not queue.decide(second, Action.REJECT, "spam", "")
    assert [one.id for one in store.moderator_decisions()] == [first.id]


def test_what_was_drawn_is_spread_over_the_queue_and_stays_there(store: DecisionStore) -> None:
    fill(store, 100)
    drawn = [
        Automatic(
            f"drawn {n}",
            Action.REVIEW,
            f"d-{n}",
            "blog",
            reasons=[{"code": DRAWN, "category": "error", "decisive": True}],
            scores={"spam": 0.001},
            filter_action=Action.PUBLISH,
            audit_probability=0.01,
            audited=True,
        )
        for n in range(100)
    ]
    store.record(drawn)
    order = [item.comment.id for item in store.waiting(200, order=Order.UNCERTAIN)]
    for quarter in (order[:50], order[50:100], order[100:150], order[150:]):
        assert 10 <= sum(name.startswith("d-") for name in quarter) <= 40
    assert {item.category for item in store.waiting(200)} == {""}
    queue = StoreQueue(store, "mod-1", Order.UNCERTAIN, 600)
    while (item := queue.next(frozenset())) is not None and not (item.id or "").startswith("d-"):
        queue.decide(item, Action.PUBLISH, None, "")
    assert item is not None
    before = store.waiting(1, order=Order.UNCERTAIN)
    assert queue.decide(item, Action.PUBLISH, None, "")
    assert queue.undo() is not None
    queue.release(item)
    assert store.waiting(1, order=Order.UNCERTAIN)[0].uncertainty == before[0].uncertainty
