"""One moderator's session: a comment at a time, decided, skipped or given back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from modfilter.cli.review_keys import Keys, Wish
from modfilter.cli.review_page import ReviewPage
from modfilter.cli.review_queue import Queue, Waiting
from modfilter.cli.terminal import styled, visible
from modfilter.decision_files import CATEGORIES, category_name
from modfilter.domain import Action
from modfilter.errors import InputError

PROMPT = "p publish  r reject  s skip  u undo  n note  ? help  q quit"
HELP = """\
  p  publish: the comment follows the guidelines
  r  reject: then a digit says what it breaks, o types another name, Enter names nothing
  s  skip: somebody else may take it, and you are not asked again now
  u  undo your last decision of this session; its comment comes back
  n  a note for other moderators, kept with the decision
  q  quit: the comment shown goes back to the queue
In a pipe, write a line each: "p", "r spam", "n asked the author", "q"."""


@dataclass(slots=True)
class Session:
    """Shows comments, hears wishes, records decisions; counts what it did."""

    queue: Queue
    keys: Keys
    page: ReviewPage
    say: Callable[[str], None]
    published: int = 0
    rejected: int = 0
    _skipped: set[int] = field(default_factory=set)
    _undone: Waiting | None = None

    def run(self) -> None:
        """Go on until the moderator quits, the input ends, or nothing is left to claim.

        A comment that is shown and not decided is given back, whatever ends the session.
        """
        while True:
            item = self._taken()
            goes_on = self._judge(item) if item is not None else self._rest()
            if not goes_on:
                return

    def __str__(self) -> str:
        """One line for people."""
        text = f"{self.published:,} published, {self.rejected:,} rejected"
        return f"{text}, {len(self._skipped):,} skipped" if self._skipped else text

    def _taken(self) -> Waiting | None:
        if self._undone is not None:
            item, self._undone = self._undone, None
            return item
        return self.queue.next(frozenset(self._skipped))

    def _judge(self, item: Waiting) -> bool:
        """Whether the session goes on after this comment."""
        for line in self.page.lines(item, self.queue.waiting()):
            self.say(line)
        try:
            return self._heard(item)
        except EOFError:
            self.queue.release(item)
            return False
        except BaseException:
            self.queue.release(item)
            raise

    def _heard(self, item: Waiting) -> bool:
        note = ""
        while True:
            said = self.keys.wish(PROMPT)
            match said.wish:
                case Wish.PUBLISH:
                    self._decide(item, Action.PUBLISH, None, note)
                    return True
                case Wish.REJECT:
                    category = self._category(said.rest)
                    if category is not None:
                        self._decide(item, Action.REJECT, category or None, note)
                        return True
                case Wish.SKIP:
                    self._skipped.add(item.key)
                    self.queue.release(item)
                    return True
                case Wish.UNDO:
                    if self._undo():
                        self.queue.release(item)
                        return True
                case Wish.NOTE:
                    note = self.keys.note(said.rest)
                    self.say("the note goes with the decision" if note else "no note")
                case Wish.HELP:
                    self.say(HELP)
                case Wish.QUIT:
                    self.queue.release(item)
                    return False
                case None:
                    self.say("that is no key: ? shows them")

    def _rest(self) -> bool:
        """With nothing to show, what is left is to undo: whether the session goes on."""
        waiting = self.queue.waiting()
        if waiting:
            self.say(f"nothing to take: {waiting:,} waiting, skipped or with other moderators")
        else:
            self.say("nothing is waiting")
        while self.published or self.rejected:
            try:
                wish = self.keys.wish("u undo  q quit").wish
            except EOFError:
                return False
            if wish is Wish.UNDO and self._undo():
                return True
            if wish is Wish.QUIT:
                return False
        return False

    def _category(self, said: str) -> str | None:
        named = self.keys.category(CATEGORIES, said)
        if named is None:
            return None
        try:
            return category_name(named) or ""
        except InputError as error:
            self.say(str(error))
            return None

    def _decide(self, item: Waiting, action: Action, category: str | None, note: str) -> None:
        if not self.queue.decide(item, action, category, note):
            self.say("not recorded: your claim had expired, and somebody else has this comment")
            return
        if action is Action.PUBLISH:
            self.published += 1
            done = "published"
        else:
            self.rejected += 1
            done = f"rejected as {category}" if category else "rejected"
        name = "" if item.id is None else f"  {visible(item.id)}"
        self.say(styled(done, str(action), self.page.colour) + name)
        if self.page.blind:
            for line in self.page.found(item):
                self.say(line)

    def _undo(self) -> bool:
        undone = self.queue.undo()
        if undone is None:
            self.say("nothing to undo: no decision of this session that still holds")
            return False
        item, action = undone
        if action is Action.PUBLISH:
            self.published -= 1
        else:
            self.rejected -= 1
        self._undone = item
        self.say("undone" + ("" if item.id is None else f"  {visible(item.id)}"))
        return True
