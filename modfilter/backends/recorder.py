"""Decisions on their way to the store: authors do not wait for the disk, moderators do."""

from __future__ import annotations

import atexit
import logging
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modfilter.backends.forks import AnewAfterFork
from modfilter.domain import Decision, ModeratorDecision
from modfilter.errors import StoreError

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore
    from modfilter.store.records import Automatic, Recorded

LOG = logging.getLogger("modfilter.backends")
DELAY = 1.0
"""Seconds that automatic decisions are collected before they are written together."""
_AGAIN_SECONDS = 10.0
_OVERDUE = 30.0
_MOST_WAITING = 10_000


class Recorder(AnewAfterFork):
    """Writes to the store at `url`, under `source`. Safe to share between threads, and to fork.

    Automatic decisions are written by a thread of its own, about a second later and all together:
    a transaction with its wait for the disk takes longer than judging a comment. What waits is
    written at the end of the process; a process that is killed loses that second's records and no
    comment. A moderator's decision is written before `decide` returns, after all that waits.
    """

    def __init__(self, url: str, source: str, delay: float = DELAY) -> None:
        self._url = url
        self._source = source
        self._delay = delay
        self._abandoned: list[DecisionStore] = []
        self._store: DecisionStore | None = None
        super().__init__()
        atexit.register(_flush_at_exit, weakref.ref(self))

    def _begin(self) -> None:
        # Closing a parent's connection would end it for the parent too.
        if self._store is not None:
            self._abandoned.append(self._store)
        self._store = None
        self._waiting: list[Automatic] = []
        self._undelivered: list[ModeratorDecision] = []
        self._since = 0.0
        self._has_some = threading.Event()
        self._queue_lock = threading.Lock()
        self._writing_lock = threading.RLock()
        self._thread: threading.Thread | None = None

    def soon(
        self,
        decision: Decision,
        text: str,
        comment_id: str | None = None,
        author: str | None = None,
    ) -> None:
        """Keep an automatic decision, a moment later. Never raises because of the store.

        `comment_id` is the comment's own, None for one that was refused; `author` an opaque
        reference to its author, kept as a keyed hash.
        """
        from modfilter.store.records import automatic

        item = automatic(
            decision, text, source=self._source, decided_at=datetime.now(UTC), author=author
        )
        if comment_id is not None:
            item = replace(item, id=comment_id)
        with self._queue_lock:
            if not self._waiting:
                self._since = time.monotonic()
            self._waiting.append(item)
            overdue = time.monotonic() - self._since > self._delay + _OVERDUE
        self._write_later()
        if overdue:
            # Some servers (uWSGI without --enable-threads) never run the thread.
            self.flush()

    def decide(self, decisions: Sequence[ModeratorDecision]) -> Recorded | None:
        """Keep moderators' decisions under this recorder's source.

        None where the store is away: then they are written when it is back, if this process lives.
        """
        with self._writing_lock:
            self._undelivered += [replace(one, source=self._source) for one in decisions]
            recorded = self._deliver() if self._record() else None
        if recorded is None:
            self._write_later()
        return recorded

    def flush(self) -> bool:
        """Write what waits, now; False where the store could not take it, and it waits on."""
        with self._writing_lock:
            return self._record() and self._deliver() is not None

    def decided(self) -> list[ModeratorDecision]:
        """All that moderators decided at this source, superseded decisions too. Raises StoreError.

        As far as the texts are still there.
        """
        with self._writing_lock:
            store = self._open()
        return list(store.moderator_decisions(source=self._source, history=True))

    def close(self) -> None:
        """Write what waits, and close the store; a later call opens it again."""
        self.flush()
        with self._writing_lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def _write_later(self) -> None:
        with self._queue_lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=_write_on, args=(weakref.ref(self), self._has_some, self._delay),
                    name="modfilter-recorder", daemon=True,
                )  # fmt: skip
                self._thread.start()
        self._has_some.set()

    def _record(self) -> bool:
        with self._queue_lock:
            items, self._waiting = self._waiting, []
            self._has_some.clear()
        if not items:
            return True
        try:
            self._open().record(items)
        except StoreError as error:
            with self._queue_lock:
                kept = [*items, *self._waiting][:_MOST_WAITING]
                lost = len(items) + len(self._waiting) - len(kept)
                self._waiting, self._since = kept, time.monotonic()
            LOG.error("automatic decisions wait for the store, %d are lost: %s", lost, error)
            return False
        return True

    def _deliver(self) -> Recorded | None:
        from modfilter.store.records import Recorded

        if not self._undelivered:
            return Recorded()
        try:
            recorded = self._open().decide(self._undelivered)
        except StoreError as error:
            LOG.error("moderators' decisions wait for the store: %s", error)
            return None
        self._undelivered = []
        return recorded

    def _open(self) -> DecisionStore:
        if self._store is None:
            from modfilter.store.decision_store import DecisionStore

            self._store = DecisionStore.open(self._url)
        return self._store


def _write_on(owner: weakref.ref[Recorder], has_some: threading.Event, delay: float) -> None:
    while True:
        has_some.wait()
        time.sleep(delay)
        recorder = owner()
        if recorder is None:
            return
        try:
            done = recorder.flush()
        except Exception as error:
            # Its message may quote a comment.
            LOG.error("decisions were not recorded: %s", type(error).__name__)
            done = True
        del recorder
        if not done:
            time.sleep(_AGAIN_SECONDS)
            has_some.set()


def _flush_at_exit(owner: weakref.ref[Recorder]) -> None:
    recorder = owner()
    if recorder is not None:
        recorder.close()
