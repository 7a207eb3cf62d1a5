"""What is recorded is kept once, what moderators decide holds, what is erased is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, Order, Recorded, Why
from tests.store.conftest import Clock

REASON = {"code": "model.spam", "category": "spam", "source": "model", "score": 0.6,
          "spans": [[0, 3]], "message": "No advertising.", "decisive": True}  # fmt: skip


def review(text: str, own: str | None, **more: object) -> Automatic:
    values: dict[str, object] = {"reasons": [REASON], "scores": {"spam": 0.6}, **more}
    return Automatic(text, Action.REVIEW, own, **values)  # type: ignore[arg-type]


def reject(text: str, own: str | None, moderator: str = "m1", **more: object) -> ModeratorDecision:
    return ModeratorDecision(text, Action.REJECT, "spam", own, moderator=moderator, **more)  # type: ignore[arg-type]


def publish(text: str, own: str | None, moderator: str = "m1", **more: object) -> ModeratorDecision:
    return ModeratorDecision(text, Action.PUBLISH, None, own, moderator=moderator, **more)  # type: ignore[arg-type]


def at(hour: int) -> datetime:
    return datetime(2026, 2, 1, hour, tzinfo=UTC)


def test_a_decision_comes_back_whole(store: DecisionStore) -> None:
    shadow = {"model": "next", "action": "publish"}
    given = Automatic(
        "Buy my “cheap” pills", Action.REVIEW, "17", "news", [REASON], {"spam": 0.6, "threat": None},
        "model-1", "policy-1", at(3), Action.PUBLISH, 0.01, True, shadow,
    )  # fmt: skip
    assert store.record([given]) == Recorded(1)
    (found,) = store.automatic()
    assert (found.text, found.id, found.source) == (given.text, "17", "news")
    assert (found.action, found.filter_action) == (Action.REVIEW, Action.PUBLISH)
    assert (found.audited, found.audit_probability) == (True, 0.01)
    assert (found.scores, found.reasons, found.shadow) == (given.scores, [REASON], shadow)
    assert (found.model, found.policy, found.decided_at) == ("model-1", "policy-1", at(3))
    assert store.comment("news", "17") == found
    assert store.comment("", "17") is None


def test_the_same_again_changes_nothing(store: DecisionStore, clock: Clock) -> None:
    items = [review("a", "1"), review("a", "1"), review("no id", None), review("no id", None)]
    assert store.record(items) == Recorded(2, 2)
    clock.forward(60)
    assert store.record(items) == Recorded(0, 4)
    assert store.record([review("a", "1", source="elsewhere")]) == Recorded(1)
    decided = [reject("a", "1", decided_at=at(3)), reject("a", "1", decided_at=at(3))]
    assert store.decide(decided) == Recorded(1, 1)
    assert store.decide(decided) == Recorded(0, 2)
    undated = [reject("new", "2"), publish("new", "2")]
    assert store.decide(undated) == Recorded(2)
    assert store.decide(undated) == Recorded(0, 2)
    assert store.stats().decisions == 3


def test_an_edited_comment_keeps_both_texts_and_waits_once(store: DecisionStore) -> None:
    store.record([review("first", "1")])
    store.record([review("second", "1")])
    assert [one.text for one in store.automatic()] == ["first", "second"]
    assert [one.comment.text for one in store.waiting()] == ["second"]
    assert store.decide([reject("first", "1")]) == Recorded(1)
    assert [one.comment.text for one in store.waiting()] == ["second"]
    assert [one.text for one in store.moderator_decisions()] == ["first"]


def test_a_moderators_decision_may_come_first(store: DecisionStore) -> None:
    store.decide([reject("a", "1")])
    assert list(store.automatic()) == []
    assert store.record([review("a", "1")]) == Recorded(1)
    (found,) = store.automatic()
    assert found.verdict is Action.REJECT
    assert store.waiting() == []
    assert store.stats().comments == 1


def test_a_known_author_stays_known(store: DecisionStore) -> None:
    store.decide([reject("a", "1")], authors=["user-7"])
    store.decide([reject("b", "2"), reject("c", "3")])
    store.record([review("a", "1"), review("b", "2", author="user-7"), review("c", "3")])
    assert [one.action for one in store.automatic()] == [Action.REVIEW] * 3
    assert store.erase_author("user-7").comments == 2


def test_a_later_decision_supersedes_however_they_arrive(store: DecisionStore) -> None:
    store.decide([publish("a", "1", decided_at=at(5))])
    store.decide([reject("a", "1", decided_at=at(4)), publish("b", "2", decided_at=at(3))])
    store.decide([reject("b", "2", decided_at=at(6)), publish("b", "2", decided_at=at(7))])
    store.decide([reject("b", "2", "m2", decided_at=at(6))])
    found = [(one.id, one.action, one.moderator) for one in store.moderator_decisions()]
    assert found == [
        ("1", Action.PUBLISH, "m1"),
        ("2", Action.REJECT, "m2"),
        ("2", Action.PUBLISH, "m1"),
    ]
    assert len(list(store.moderator_decisions(history=True))) == 6
    stats = store.stats()
    assert (stats.decisions, stats.superseded) == (6, 3)
    assert stats.moderators == {"m1": 2, "m2": 1}
    assert stats.verdicts == {"publish": 2}


def test_review_is_no_moderators_decision(store: DecisionStore) -> None:
    with pytest.raises(StoreError, match="publish or reject"):
        store.decide([ModeratorDecision("a", Action.REVIEW)])


def test_the_queue_in_both_orders(store: DecisionStore, clock: Clock) -> None:
    for number, score in enumerate([0.9, 0.5, 0.7, None]):
        store.record([review(f"t{number}", str(number), scores={"spam": score})])
        clock.forward(1)
    store.record([Automatic("published", Action.PUBLISH, "9")])
    oldest = [one.comment.id for one in store.waiting(order=Order.OLDEST)]
    assert oldest == ["0", "1", "2", "3"]
    uncertain = [one.comment.id for one in store.waiting(order=Order.UNCERTAIN)]
    assert uncertain == ["1", "3", "2", "0"]
    assert [one.comment.id for one in store.waiting(2, 1)] == ["1", "2"]
    assert store.waiting_counts() == [("", "spam", "review", 4, 0)]


def test_claims_are_exclusive_and_expire(store: DecisionStore, clock: Clock) -> None:
    store.record([review(f"t{number}", str(number)) for number in range(3)])
    mine = store.claim("anna", 2, Order.OLDEST, seconds=60)
    assert [one.comment.id for one in mine] == ["0", "1"]
    assert mine[0].claimed_until == clock.now + timedelta(seconds=60)
    assert [one.comment.id for one in store.claim("bert", 5)] == ["2"]
    assert store.claim("carl") == []
    assert [one.comment.id for one in store.claim("anna", 2, Order.OLDEST)] == ["0", "1"]
    keys = [mine[0].comment.key]
    assert store.claim("anna", 1, Order.OLDEST, without=keys)[0].comment.id == "1"
    assert store.release("bert", keys) == 0
    assert store.release("anna", keys) == 1
    assert [one.comment.id for one in store.claim("carl")] == ["0"]
    clock.forward(3600)
    assert len(store.claim("carl", 9)) == 3


def test_claims_can_be_filtered(store: DecisionStore) -> None:
    store.record([
        review("a", "1", source="news"),
        review("b", "2", audited=True, filter_action=Action.PUBLISH, audit_probability=0.1),
        review("c", "3", reasons=[{"code": "x", "category": "link", "decisive": True}]),
    ])  # fmt: skip
    assert [one.comment.id for one in store.claim("m", 9, source="news")] == ["1"]
    assert [one.comment.id for one in store.claim("m", 9, why=Why.AUDIT)] == ["2"]
    assert [one.comment.id for one in store.claim("m", 9, category="link")] == ["3"]
    assert store.claim("m", 9, category="flood") == []


def test_undo_brings_back_what_was_before(store: DecisionStore, clock: Clock) -> None:
    store.record([review("a", "1")])
    assert store.undo("m1") is None
    store.decide([publish("a", "1", decided_at=clock.now)])
    clock.forward(5)
    store.decide([reject("a", "1", decided_at=clock.now)])
    assert store.waiting() == []
    key = store.undo("m1")
    (found,) = store.automatic()
    assert found.key == key
    assert found.verdict is Action.PUBLISH
    assert store.undo("m2") is None
    assert store.undo("m1", key) == key
    assert [one.comment.id for one in store.waiting()] == ["1"]
    assert list(store.moderator_decisions()) == []
    assert store.stats().undone == 2
    clock.forward(5)
    assert store.decide([reject("a", "1", decided_at=clock.now)]) == Recorded(1)
    assert store.waiting() == []


def test_an_erased_comment_stays_erased(store: DecisionStore) -> None:
    item = review("my own words", "1", author="user-7")
    store.record([item, review("others", "2")])
    store.decide([reject("my own words", "1", note="by my neighbour")])
    before = store.stats()
    erased = store.erase_comment("1")
    assert (erased.comments, erased.traceless) == (1, True)
    assert store.record([item]) == Recorded(0, 0, 1)
    assert store.record([review("edited", "1")]) == Recorded(0, 0, 1)
    assert store.decide([publish("my own words", "1", "m2")]) == Recorded(0, 0, 1)
    after = store.stats()
    assert (after.actions, after.verdicts, after.moderators) == (
        before.actions, before.verdicts, before.moderators
    )  # fmt: skip
    assert after.erased == 1
    assert [one.text for one in store.moderator_decisions(history=True)] == []
    gone = store.comment("", "1")
    assert gone is not None
    assert gone.text is None
    assert gone.reasons == [
        {
            "code": "model.spam",
            "category": "spam",
            "source": "model",
            "score": 0.6,
            "decisive": True,
        }
    ]
    assert store.erase_comment("1").comments == 0


def test_an_authors_texts_can_be_found_by_the_reference_alone(store: DecisionStore) -> None:
    store.record([
        review("a", "1", author="user-7"),
        review("b", "2", author="user-7"),
        review("c", "3", author="user-8"),
        review("d", "4", author="user-7", source="elsewhere"),
    ])  # fmt: skip
    store.decide([reject("e", "5")], authors=["user-7"])
    erased = store.erase_author("user-7")
    assert (erased.comments, erased.waiting) == (3, 2)
    assert [one.text for one in store.automatic()] == ["c", "d"]
    assert list(store.moderator_decisions()) == []


def test_purge_by_age_keeps_counts(store: DecisionStore, clock: Clock) -> None:
    store.record([review("old", "1", decided_at=at(1)), review("new", "2", decided_at=at(9))])
    store.decide([reject("old", "1", note="seen before")])
    assert store.purge(at(5)).comments == 1
    assert [one.text for one in store.automatic()] == ["new"]
    assert store.record([review("old", "1", decided_at=at(1))]) == Recorded(0, 1)
    assert store.decide([reject("old", "1", note="seen before")]) == Recorded(0, 1)
    stats = store.stats()
    assert (stats.comments, stats.purged, stats.verdicts) == (2, 1, {"reject": 1})
    # Edited and judged anew after the purge: that is another text.
    assert store.record([review("old, edited", "1", decided_at=clock.now)]) == Recorded(1)
    assert store.erase_comment("1").comments == 1


def test_texts_that_databases_do_not_take(store: DecisionStore) -> None:
    store.record([review("a\0b \ud83d c", "\0")])
    store.decide([reject("a\0b \ud83d c", "\0", note="\udc00")])
    (found,) = store.moderator_decisions()
    assert (found.text, found.id, found.note) == ("a\ufffdb \ufffd c", "\ufffd", "\ufffd")
    assert store.stats().comments == 1


def test_moderators_names_become_pseudonyms(store: DecisionStore) -> None:
    store.decide([reject("a", "1", "anna@example.org"), reject("b", "2", "Anna Example")])
    names = [one.moderator or "" for one in store.moderator_decisions()]
    assert len(set(names)) == 2
    assert all(name.startswith("m-") and len(name) == 14 for name in names)
    assert store.undo("anna@example.org") is not None


def test_another_key_is_refused(
    store: DecisionStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record([review("a", "1", author="user-7")])
    monkeypatch.setenv("MODFILTER_KEY", "another key that is long enough")
    with (
        DecisionStore.open(url) as other,
        pytest.raises(StoreError, match="the key is not the one"),
    ):
        other.erase_author("user-7")


def test_many_pages_come_in_order(store: DecisionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modfilter.store.reading.PAGE", 7)
    ids = [str(number) for number in range(40)]
    store.record([review(f"t{own}", own, decided_at=at(int(own) % 3)) for own in ids])
    store.decide([reject(f"t{own}", own, decided_at=at(int(own) % 5)) for own in ids])
    found = list(store.automatic())
    assert [one.decided_at for one in found] == sorted(one.decided_at for one in found)
    assert {one.id for one in found} == set(ids)
    assert [one.id for one in store.moderator_decisions()] == sorted(
        ids, key=lambda own: (int(own) % 5, int(own))
    )
    assert [one.id for one in store.automatic(since=at(1), until=at(2))] == ids[1::3]
