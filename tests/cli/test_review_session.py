"""A review session with a queue of its own: what is shown, recorded, given back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.cli.review_keys import LineKeys, Said, TerminalKeys, Wish
from modfilter.cli.review_page import ReviewPage
from modfilter.cli.review_queue import Found, Waiting
from modfilter.cli.review_session import CATEGORIES, Session
from modfilter.domain import Action

FIRST = Waiting(
    1,
    "You are an idiot, see example[.]com \x1b[31m",
    "c-1",
    "blog",
    datetime(2026, 10, 1, 8, 30, tzinfo=UTC),
    (
        Found("attack.insult", "personal_attack", ((11, 16),), None, "“idiot” is said to someone."),
        Found("model.toxicity", "toxicity", (), 0.83),
    ),
    {"toxicity": 0.83, "spam": 0.01, "insult": None},
)
SECOND = Waiting(2, "Thank you for the article.", "c-2")


class FakeQueue:
    """Comments in order, claims without a clock."""

    def __init__(self, *items: Waiting, lost: Sequence[int] = ()) -> None:
        self.open = {item.key: item for item in items}
        self.claimed: set[int] = set()
        self.lost = set(lost)
        self.decided: list[tuple[Waiting, Action, str | None, str]] = []

    def next(self, skipped: frozenset[int]) -> Waiting | None:
        for key, item in self.open.items():
            if key not in self.claimed and key not in skipped:
                self.claimed.add(key)
                return item
        return None

    def decide(self, item: Waiting, action: Action, category: str | None, note: str) -> bool:
        assert item.key in self.claimed
        self.claimed.remove(item.key)
        del self.open[item.key]
        if item.key in self.lost:
            return False
        self.decided.append((item, action, category, note))
        return True

    def release(self, item: Waiting) -> None:
        self.claimed.remove(item.key)

    def undo(self) -> tuple[Waiting, Action] | None:
        if not self.decided:
            return None
        item, action, _, _ = self.decided.pop()
        self.open[item.key] = item
        self.claimed.add(item.key)
        return item, action

    def waiting(self) -> int:
        return len(self.open)


def review(queue: FakeQueue, *lines: str, blind: bool = False) -> tuple[Session, list[str]]:
    said: list[str] = []
    keys = LineKeys(io.StringIO("".join(line + "\n" for line in lines)), said.append)
    session = Session(queue, keys, ReviewPage(blind=blind), said.append)
    session.run()
    return session, said


def decided(queue: FakeQueue) -> list[tuple[str | None, str, str | None, str]]:
    return [
        (item.id, str(action), category, note) for item, action, category, note in queue.decided
    ]


def test_publish_and_reject() -> None:
    queue = FakeQueue(FIRST, SECOND)
    session, said = review(queue, "r personal-attack", "p")
    assert decided(queue) == [
        ("c-1", "reject", "personal_attack", ""),
        ("c-2", "publish", None, ""),
    ]
    assert str(session) == "1 published, 1 rejected"
    assert "rejected as personal_attack  c-1" in said
    assert "nothing is waiting" in said


def test_what_is_shown() -> None:
    _, said = review(FakeQueue(FIRST))
    shown = "\n".join(said)
    assert "c-1  blog  since 2026-10-01 08:30  1 waiting" in said
    assert "  You are an idiot, see example[.]com \\x1b[31m" in said
    assert "             ^^^^^" in said
    assert "\x1b" not in shown
    assert "attack.insult (personal_attack)" in shown
    assert "“idiot” is said to someone." in shown
    assert "model.toxicity (toxicity, score 0.83)" in shown
    assert "##########.. 0.83 toxicity" in shown
    assert "0.01" not in shown


def test_an_objection_and_where_the_comment_stands_are_shown() -> None:
    item = Waiting(
        3,
        "It was closed in 1933.",
        "c-3",
        objection="I have it from the archive.\n\x1b[31m " + "And more. " * 20,
        article="https://news.example.org/ferry",
        parent="When did the ferry stop?\x07",
    )
    _, said = review(FakeQueue(item), "q", blind=True)
    shown = "\n".join(said)
    assert "under: https://news.example.org/ferry" in shown
    assert "answers: When did the ferry stop?" in shown
    assert "It was refused, and its author objects:\n    I have it from the archive." in shown
    assert not {"\x1b", "\x07"} & set(shown)
    assert max(map(len, shown.splitlines())) <= 80
    assert "objects" not in "\n".join(review(FakeQueue(FIRST), "q")[1])


def test_blind_shows_findings_after_the_decision() -> None:
    queue = FakeQueue(FIRST)
    _, said = review(queue, "p", blind=True)
    before, after = "\n".join(said).split("published  c-1")
    assert "You are an idiot" in before
    for finding in ("^^^", "attack.insult", "0.83"):
        assert finding not in before
    assert "attack.insult" in after


def test_a_skipped_comment_is_not_shown_again_and_goes_back() -> None:
    queue = FakeQueue(FIRST, SECOND)
    session, said = review(queue, "s", "s")
    assert queue.decided == []
    assert queue.claimed == set()
    assert sum("c-1  blog" in line for line in said) == 1
    assert said[-1] == "nothing to take: 2 waiting, skipped or with other moderators"
    assert str(session) == "0 published, 0 rejected, 2 skipped"


def test_a_note_goes_with_the_decision_and_no_other() -> None:
    queue = FakeQueue(FIRST, SECOND)
    review(queue, "n asked the author", "r", "p")
    assert decided(queue) == [
        ("c-1", "reject", None, "asked the author"),
        ("c-2", "publish", None, ""),
    ]


def test_undo_brings_the_comment_back() -> None:
    queue = FakeQueue(FIRST, SECOND)
    session, said = review(queue, "p", "u", "r spam", "q")
    assert decided(queue) == [("c-1", "reject", "spam", "")]
    assert "undone  c-1" in said
    assert (session.published, session.rejected) == (0, 1)
    assert queue.claimed == set()


def test_undo_when_nothing_is_left() -> None:
    queue = FakeQueue(FIRST)
    review(queue, "p", "u", "r", "q")
    assert decided(queue) == [("c-1", "reject", None, "")]


def test_nothing_to_undo() -> None:
    queue = FakeQueue(FIRST)
    _, said = review(queue, "u", "p")
    assert any(line.startswith("nothing to undo") for line in said)
    assert decided(queue) == [("c-1", "publish", None, "")]


def test_a_lost_claim_is_told_and_not_counted() -> None:
    queue = FakeQueue(FIRST, lost=[1])
    session, said = review(queue, "p")
    assert any(line.startswith("not recorded: your claim had expired") for line in said)
    assert str(session) == "0 published, 0 rejected"


def test_a_category_that_is_no_name_asks_again() -> None:
    queue = FakeQueue(FIRST)
    _, said = review(queue, "r !!!", "r off topic")
    assert any("must be a name" in line for line in said)
    assert decided(queue) == [("c-1", "reject", "off_topic", "")]


def test_other_lines_are_told_how() -> None:
    queue = FakeQueue(FIRST)
    _, said = review(queue, "", "x", "?", "publish")
    assert "that is no key: ? shows them" in said
    assert any("goes back to the queue" in line for line in said)
    assert decided(queue) == [("c-1", "publish", None, "")]


def test_quitting_and_the_end_of_input_give_the_comment_back() -> None:
    for lines in (["q"], [], ["n a note"]):
        queue = FakeQueue(FIRST)
        review(queue, *lines)
        assert queue.claimed == set()
        assert queue.decided == []


def test_an_interrupt_gives_the_comment_back() -> None:
    class Interrupted(LineKeys):
        def wish(self, prompt: str) -> Said:
            raise KeyboardInterrupt

    queue = FakeQueue(FIRST)
    session = Session(queue, Interrupted(io.StringIO(), print), ReviewPage(), print)
    with pytest.raises(KeyboardInterrupt):
        session.run()
    assert queue.claimed == set()


def pressing(monkeypatch: pytest.MonkeyPatch, keys: Sequence[str], lines: str = "") -> TerminalKeys:
    pressed = iter(keys)
    monkeypatch.setattr("click.getchar", lambda: next(pressed))
    return TerminalKeys(io.StringIO(lines), lambda line: None)


def test_single_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = pressing(monkeypatch, "pR?x\x04")
    wishes = [keys.wish("").wish for _ in range(4)]
    assert wishes == [Wish.PUBLISH, Wish.REJECT, Wish.HELP, None]
    with pytest.raises(EOFError):
        keys.wish("")


def test_keys_pressed_fast_and_arrows(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = pressing(monkeypatch, ["\x1b[A", "rop", "p"], "ests\n")
    assert keys.wish("").wish is None
    assert keys.wish("").wish is Wish.REJECT
    assert keys.category(CATEGORIES, "") == "pests"
    assert keys.wish("").wish is Wish.PUBLISH
    keys = pressing(monkeypatch, ["ropests\rs"])
    assert keys.wish("").wish is Wish.REJECT
    assert keys.category(CATEGORIES, "") == "pests"
    assert keys.wish("").wish is Wish.SKIP


@pytest.mark.parametrize(
    ("pressed", "typed", "category"),
    [
        ("1", "", "link"),
        ("x8", "", "spam"),
        ("\r", "", ""),
        ("o", "off topic\n", "off topic"),
        ("o", "\n", None),
        ("\x1b", "", None),
    ],
)
def test_the_keys_of_categories(
    monkeypatch: pytest.MonkeyPatch, pressed: str, typed: str, category: str | None
) -> None:
    assert pressing(monkeypatch, pressed, typed).category(CATEGORIES, "") == category


def test_a_name_of_the_site_s_own_has_a_digit_once_it_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = pressing(monkeypatch, "0o0x1", "off topic\n")
    assert keys.category(CATEGORIES, "") == "off topic"
    assert keys.category(CATEGORIES, "") == "off topic"
    assert keys.category(CATEGORIES, "") == "link"


WISHES = st.lists(st.sampled_from(["p", "r", "r spam", "s", "u", "n note", "?", "x", ""]))


@given(WISHES, st.integers(0, 6))
def test_whatever_is_wished_nothing_is_lost(lines: list[str], comments: int) -> None:
    items = [Waiting(key, f"Comment {key}.", f"c-{key}") for key in range(comments)]
    queue = FakeQueue(*items)
    session, _ = review(queue, *lines)
    assert queue.claimed == set()
    assert {item.key for item, *_ in queue.decided} | set(queue.open) == set(range(comments))
    actions = [action for _, action, _, _ in queue.decided]
    assert session.published == actions.count(Action.PUBLISH)
    assert session.rejected == actions.count(Action.REJECT)
