"""An author objects to a refusal: another moderator looks at it, and only another one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modfilter.cli.review_store import StoreQueue
from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import NotPossibleError, UnknownCommentError
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, Order, Outcome, Why
from tests.store.conftest import Clock

OBJECTION = "I named the shop because the article asks where to buy one."


def refused(store: DecisionStore, clock: Clock, *moderators: str, own: str = "1") -> None:
    """A comment in review that these moderators refused, one after another."""
    store.record([Automatic(f"text {own}", Action.REVIEW, own, "blog", scores={"spam": 0.9})])
    for moderator in moderators:
        decide(store, clock, moderator, Action.REJECT, own)


def decide(
    store: DecisionStore, clock: Clock, moderator: str, action: Action, own: str = "1"
) -> None:
    clock.forward(60)
    category = "spam" if action is Action.REJECT else None
    store.decide(
        [ModeratorDecision(f"text {own}", action, category, own, "blog", clock.now, moderator)]
    )


def test_it_comes_back_for_another_moderator(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    assert store.waiting() == []
    clock.forward(60)
    appeal, new = store.appeal("blog", "1", OBJECTION)
    assert (new, appeal.text, appeal.refused_by) == (True, OBJECTION, "m1")
    (waits,) = store.waiting()
    assert (waits.why, waits.not_for, waits.appeal) == (Why.APPEAL, "m1", appeal)
    assert waits.category == "spam"
    assert store.claim("m1", 9) == []
    assert store.claim("m1", only=[waits.comment.key]) == []
    assert store.claim("m2", why=Why.REVIEW) == []
    assert [one.comment.id for one in store.claim("m2", why=Why.APPEAL)] == ["1"]
    decide(store, clock, "m2", Action.PUBLISH)
    assert store.waiting() == []
    (closed,) = store.appeals("blog", "1")
    assert (closed.outcome, closed.closed_at) == (Outcome.PUBLISH, clock.now)
    assert store.stats().appeals == {"publish": 1}
    assert [one.verdict for one in store.automatic()] == [Action.PUBLISH]


def test_the_filter_s_refusal_may_be_looked_at_by_anybody(store: DecisionStore) -> None:
    store.record([Automatic("text 1", Action.REJECT, "1", "blog")])
    appeal, _ = store.appeal("blog", "1", OBJECTION)
    assert appeal.refused_by is None
    store.decide([ModeratorDecision("text 1", Action.REJECT, "spam", "1", "blog")])
    assert store.appeals("blog", "1")[0].outcome is Outcome.REJECT


def test_the_same_moderator_closes_it_only_by_giving_in(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    store.appeal("blog", "1", OBJECTION)
    decide(store, clock, "m1", Action.REJECT)
    assert [one.why for one in store.waiting()] == [Why.APPEAL]
    decide(store, clock, "m1", Action.PUBLISH)
    assert store.waiting() == []
    assert store.appeals("blog", "1")[0].outcome is Outcome.PUBLISH


@pytest.mark.parametrize(("first", "second", "closes"), [("", "", False), ("", "m2", True)])
def test_decisions_without_a_name_may_be_by_one_person(
    store: DecisionStore, clock: Clock, first: str, second: str, closes: bool
) -> None:
    refused(store, clock, first)
    store.appeal("blog", "1", OBJECTION)
    assert store.claim("m3") != []
    decide(store, clock, second, Action.REJECT)
    assert (store.appeals("blog", "1")[0].outcome is Outcome.REJECT) is closes
    assert (store.waiting() == []) is closes


def test_an_old_decision_that_arrives_late_is_no_answer(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    store.appeal("blog", "1", OBJECTION)
    early = clock.now - timedelta(seconds=10)
    store.decide([ModeratorDecision("text 1", Action.REJECT, "spam", "1", "blog", early, "m2")])
    late = clock.now - timedelta(seconds=-10)
    assert store.appeals("blog", "1")[0].outcome is None
    assert len(store.waiting()) == 1
    store.decide([ModeratorDecision("text 1", Action.REJECT, "spam", "1", "blog", late, "m2")])
    assert store.appeals("blog", "1")[0].outcome is Outcome.REJECT


def test_the_same_again_changes_nothing(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    first, _ = store.appeal("blog", "1", OBJECTION)
    assert store.appeal("blog", "1", OBJECTION) == (first, False)
    with pytest.raises(NotPossibleError, match="another objection"):
        store.appeal("blog", "1", "And one thing more.")
    decide(store, clock, "m2", Action.REJECT)
    closed, new = store.appeal("blog", "1", OBJECTION)
    assert (closed.key, closed.outcome, new) == (first.key, Outcome.REJECT, False)
    with pytest.raises(NotPossibleError, match="it stands"):
        store.appeal("blog", "1", "And one thing more.")
    assert store.stats().appeals == {"reject": 1}


def test_a_new_refusal_may_be_objected_to_again(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    first, _ = store.appeal("blog", "1", OBJECTION)
    decide(store, clock, "m2", Action.PUBLISH)
    assert store.appeal("blog", "1", OBJECTION)[0].key == first.key
    with pytest.raises(NotPossibleError, match="not refused"):
        store.appeal("blog", "1", "Thank you!")
    decide(store, clock, "m3", Action.REJECT)
    second, new = store.appeal("blog", "1", OBJECTION)
    assert (new, second.refused_by) == (True, "m3")
    assert [one.outcome for one in store.appeals("blog", "1")] == [Outcome.PUBLISH, None]


def test_what_is_unknown_published_or_waiting_is_told_apart(
    store: DecisionStore, clock: Clock
) -> None:
    store.record([
        Automatic("text 1", Action.PUBLISH, "1", "blog"),
        Automatic("text 2", Action.REVIEW, "2", "blog"),
        Automatic("text 3", Action.REJECT, "3", "blog"),
    ])  # fmt: skip
    for known in ("1", "2"):
        with pytest.raises(NotPossibleError, match="not refused"):
            store.appeal("blog", known, OBJECTION)
    store.erase_comment("3", "blog")
    for source, own in (("blog", "4"), ("shop", "3"), ("blog", "3")):
        with pytest.raises(UnknownCommentError):
            store.appeal(source, own, OBJECTION)
    assert store.stats().appeals == {}


def test_a_refusal_that_an_appeal_overruled_teaches_nothing(
    store: DecisionStore, clock: Clock
) -> None:
    refused(store, clock, "m1")
    refused(store, clock, "m1", own="2")
    clock.forward(60)
    store.appeal("blog", "1", OBJECTION)
    decide(store, clock, "m2", Action.PUBLISH)
    learned = [(d.id, d.moderator, d.action) for d in store.moderator_decisions()]
    assert learned == [("2", "m1", Action.REJECT), ("1", "m2", Action.PUBLISH)]
    assert len(list(store.moderator_decisions(history=True))) == 3
    # Refused once more after the appeal: that is a new decision.
    decide(store, clock, "m3", Action.REJECT)
    assert [d.moderator for d in store.moderator_decisions() if d.id == "1"] == ["m2", "m3"]


def test_undoing_the_answer_opens_it_again(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    appeal, _ = store.appeal("blog", "1", OBJECTION)
    for action in (Action.PUBLISH, Action.REJECT):
        decide(store, clock, "m2", action)
        assert store.waiting() == []
        clock.forward(5)
        assert store.undo("m2") is not None
        (waits,) = store.waiting()
        assert (waits.why, waits.not_for, waits.appeal) == (Why.APPEAL, "m1", appeal)
        assert [one.verdict for one in store.automatic()] == [Action.REJECT]


def test_undoing_the_refusal_leaves_one_place_in_the_queue(
    store: DecisionStore, clock: Clock
) -> None:
    refused(store, clock, "m1")
    store.appeal("blog", "1", OBJECTION)
    assert store.undo("m1") is not None
    assert [one.why for one in store.waiting()] == [Why.APPEAL]
    decide(store, clock, "m2", Action.PUBLISH)
    assert store.waiting() == []


def test_a_decision_that_was_known_first_meets_the_filter(
    store: DecisionStore, clock: Clock
) -> None:
    decide(store, clock, "m1", Action.REJECT)
    store.appeal("blog", "1", OBJECTION)
    store.undo("m1")
    store.record([Automatic("text 1", Action.REVIEW, "1", "blog")])
    assert [one.why for one in store.waiting()] == [Why.APPEAL]


def test_an_edited_comment_leaves_nothing_to_decide(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    store.appeal("blog", "1", OBJECTION)
    store.record([Automatic("text 1, mended", Action.REVIEW, "1", "blog")])
    assert [(one.why, one.comment.text) for one in store.waiting()] == [
        (Why.REVIEW, "text 1, mended")
    ]
    assert store.appeals("blog", "1")[0].outcome is Outcome.MOOT


@pytest.mark.parametrize("way", ["purge", "comment", "author"])
def test_what_takes_the_text_away_takes_the_objection(
    store: DecisionStore, clock: Clock, way: str
) -> None:
    for own in ("1", "2"):
        store.record([Automatic(f"text {own}", Action.REVIEW, own, "blog", author="user-7")])
        decide(store, clock, "m1", Action.REJECT, own)
        store.appeal("blog", own, OBJECTION)
    decide(store, clock, "m2", Action.PUBLISH, "2")
    clock.forward(60)
    match way:
        case "purge":
            store.purge(clock.now)
        case "comment":
            store.erase_comment("1", "blog")
            store.erase_comment("2", "blog")
        case _:
            store.erase_author("user-7", "blog")
    found = [one for own in ("1", "2") for one in store.appeals("blog", own)]
    assert [(one.text, one.outcome) for one in found] == [
        (None, Outcome.MOOT), (None, Outcome.PUBLISH)
    ]  # fmt: skip
    assert store.waiting() == []
    assert store.stats().appeals == {"moot": 1, "publish": 1}
    # Nothing is left that an undoing could bring back.
    assert store.undo("m2") is not None
    assert store.waiting() == []


def test_no_objection_is_among_what_is_learned_from(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "m1")
    store.appeal("blog", "1", OBJECTION)
    decide(store, clock, "m2", Action.PUBLISH)
    for told in (*store.moderator_decisions(history=True), *store.automatic()):
        assert OBJECTION not in repr(told)


def test_the_terminal_s_queue_keeps_to_the_rule(store: DecisionStore, clock: Clock) -> None:
    refused(store, clock, "mod-1")
    refused(store, clock, own="2")
    store.appeal("blog", "1", OBJECTION)
    first = StoreQueue(store, "mod-1", Order.UNCERTAIN, 600)
    item = first.next(frozenset())
    assert item is not None
    assert (item.id, item.objection) == ("2", "")
    assert first.next(frozenset([item.key])) is None
    second = StoreQueue(store, "mod-2", Order.UNCERTAIN, 600)
    item = second.next(frozenset())
    assert item is not None
    assert (item.id, item.objection) == ("1", OBJECTION)
    # Decided all the same, by some other way: it is not this moderator's to decide.
    assert not first.decide(item, Action.REJECT, "spam", "")
    assert second.decide(item, Action.REJECT, "spam", "")
    assert store.appeals("blog", "1")[0].outcome is Outcome.REJECT
    undone = second.undo()
    assert undone is not None
    assert undone[0].objection == OBJECTION


def test_a_moderator_by_name_is_kept_out_by_the_pseudonym(
    store: DecisionStore, clock: Clock
) -> None:
    refused(store, clock, "anna@example.org")
    store.appeal("blog", "1", OBJECTION)
    assert store.claim("anna@example.org") == []
    assert len(store.claim("Bert Example")) == 1
