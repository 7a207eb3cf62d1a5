"""Decisions on their way to the store: written together, and spooled while the store is away.

Automatic decisions are kept before they are answered. Those that come while a transaction runs are
written in the next one, all together. Where the store cannot be reached they go to the spool, and
into the store when it is back; the store knows what it has, so that nothing is counted twice.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modfilter.domain import NO_CONTEXT, Comment, Context, Decision, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.server.spool import Spool

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore
    from modfilter.store.feed import FeedPage
    from modfilter.store.records import Appeal, Automatic, Recorded

LOG = logging.getLogger("modfilter.server")
_AGAIN_SECONDS = 1.0
_PATIENCE_SECONDS = 4.0
"""What takes longer is spooled, so that whoever asked is answered in time."""
_PING_SECONDS = 2.0
_MOST_TOGETHER = 2000


@dataclass(slots=True)
class _Kept:
    items: list[Automatic]
    answer: asyncio.Future[None]


class Recorder:
    """Writes to one store, and to a spool while the store is away.

    A store that was not there when it was opened is `unprepared`. `on_change` is told whenever the
    store goes away (True) or has come back and has everything (False).
    """

    def __init__(self, store: DecisionStore, spool: Spool, *, unprepared: bool = False) -> None:
        self._store = store
        self._spool = spool
        self._unprepared = unprepared
        self._writer = ThreadPoolExecutor(1, "modfilter-store")
        self._spooler = ThreadPoolExecutor(1, "modfilter-spool")
        self._replayer = ThreadPoolExecutor(1, "modfilter-replay")
        self._waiting: list[_Kept] = []
        self._writing: asyncio.Task[None] | None = None
        self._replaying: asyncio.Task[None] | None = None
        self._being_spooled = 0
        self._is_behind = unprepared or bool(spool.waiting())
        self.on_change: Callable[[bool], None] = lambda _: None

    @classmethod
    def open(
        cls, url: str, spool: str | Path | None = None, *, may_be_away: bool = False
    ) -> Recorder:
        """A recorder for the store at `url`.

        Raises StoreError where the store is not there now, unless it `may_be_away`.
        """
        from modfilter.store.decision_store import DecisionStore

        store = DecisionStore.open(url, later=True)
        away = False
        try:
            store.prepare()
        except StoreError as error:
            if not may_be_away:
                store.close()
                raise
            LOG.error("the store is away, decisions are spooled: %s", error)
            away = True
        return cls(store, Spool(Path(spool)) if spool else Spool.beside(url), unprepared=away)

    @property
    def store(self) -> DecisionStore:
        """The store itself, for those who work on its queue in threads of their own."""
        return self._store

    @property
    def is_behind(self) -> bool:
        """Whether decisions wait in the spool, or the store could not be reached just now."""
        return self._is_behind

    @property
    def spooled(self) -> int:
        """How many transactions wait in the spool."""
        return len(self._spool.waiting())

    def begin(self) -> None:
        """Start to write what an earlier run has left in the spool."""
        if self._is_behind:
            self.on_change(True)
            self._replay_soon()

    async def record(
        self,
        comments: Sequence[Comment],
        decisions: Sequence[Decision],
        source: str,
        authors: Sequence[str | None] | None = None,
        contexts: Sequence[Context] | None = None,
    ) -> None:
        """Keep automatic decisions; they are on the disk when this returns."""
        from modfilter.store.records import automatic

        now = datetime.now(UTC)
        items = [
            automatic(
                decision, comment.text, source=source, decided_at=now,
                author=None if authors is None else authors[at],
                context=NO_CONTEXT if contexts is None else contexts[at],
            )
            for at, (comment, decision) in enumerate(zip(comments, decisions, strict=True))
        ]  # fmt: skip
        kept = _Kept(items, asyncio.get_running_loop().create_future())
        self._waiting.append(kept)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        await kept.answer

    async def decide(
        self, decisions: Sequence[ModeratorDecision], authors: Sequence[str | None] | None
    ) -> int:
        """Keep moderators' decisions; how many were new. StoreError where the store is away."""
        if self._is_behind:
            # The comment decided on may be waiting in the spool.
            raise StoreError("the decision store is away")
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._writer, self._store.decide, list(decisions), authors
        )
        return found.new

    async def appeal(self, source: str, comment_id: str, text: str) -> tuple[Appeal, bool]:
        """Keep an author's objection; whether it is new. StoreError where the store is away."""
        if self._is_behind:
            raise StoreError("the decision store is away")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._writer, self._store.appeal, source, comment_id, text
        )

    async def feed(self, after: int, limit: int, source: str | None) -> FeedPage:
        """What moderators decided after that number. StoreError where the store is away."""
        if self._is_behind:
            # Threads that wait for a store which does not answer would pile up.
            raise StoreError("the decision store is away")
        read = functools.partial(self._store.feed, after, limit, source=source)
        return await asyncio.to_thread(read)

    async def look(self) -> None:
        """See whether the store can be reached now: without requests nobody would notice."""
        if self._is_behind:
            return
        loop = asyncio.get_running_loop()
        try:
            await asyncio.wait_for(
                loop.run_in_executor(self._replayer, self._store.ping), _PING_SECONDS
            )
        except (StoreError, TimeoutError) as error:
            self._fall_behind(error)

    def discard(self) -> None:
        """Close the store of a recorder that never began."""
        self._store.close()

    async def stop(self) -> None:
        """Write what waits, and close the store. The spool stays for the next start."""
        if self._replaying is not None:
            self._replaying.cancel()
        if self._writing is not None:
            await self._writing
        # A store that does not answer is not waited for.
        self._writer.shutdown(wait=not self._is_behind, cancel_futures=self._is_behind)
        self._spooler.shutdown()
        self._replayer.shutdown(wait=not self._is_behind, cancel_futures=True)
        self._store.close()

    async def _write_waiting(self) -> None:
        while self._waiting:
            batch: list[_Kept] = []
            items: list[Automatic] = []
            while self._waiting and len(items) < _MOST_TOGETHER:
                kept = self._waiting.pop(0)
                batch.append(kept)
                items += kept.items
            try:
                await self._keep(items)
            except Exception as error:
                for kept in batch:
                    if not kept.answer.done():
                        kept.answer.set_exception(error)
                continue
            for kept in batch:
                if not kept.answer.done():
                    kept.answer.set_result(None)
        self._writing = None

    async def _keep(self, items: list[Automatic]) -> None:
        """Put a batch into the store, or into the spool."""
        loop = asyncio.get_running_loop()
        if not self._is_behind:
            writing = loop.run_in_executor(self._writer, self._store.record, items)
            try:
                # What is written after all is there twice, and the store keeps it once.
                await asyncio.wait_for(asyncio.shield(writing), _PATIENCE_SECONDS)
            except (StoreError, TimeoutError) as error:
                writing.add_done_callback(_forgotten)
                self._fall_behind(error)
            else:
                return
        # Until it is there, an empty spool does not mean that nothing waits.
        self._being_spooled += 1
        try:
            await loop.run_in_executor(self._spooler, self._put_aside, items)
        finally:
            self._being_spooled -= 1

    def _put_aside(self, items: Sequence[Automatic]) -> None:
        self._spool.put(
            [
                item
                if item.author is None
                else replace(item, pseudonym=self._store.pseudonym(item.author, item.source))
                for item in items
            ]
        )

    def _fall_behind(self, error: Exception) -> None:
        if not self._is_behind:
            cause = str(error) or "it does not answer"
            LOG.error("the store is away, decisions are spooled: %s", cause)
            self._is_behind = True
            self.on_change(True)
        self._replay_soon()

    def _replay_soon(self) -> None:
        if self._replaying is None or self._replaying.done():
            self._replaying = asyncio.create_task(self._replay())

    async def _replay(self) -> None:
        loop = asyncio.get_running_loop()
        while self._is_behind:
            try:
                await loop.run_in_executor(self._replayer, self._replay_once)
            except StoreError:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            if not self._being_spooled and not self._spool.waiting():
                self._is_behind = False
                self.on_change(False)
                LOG.info("the store is back, and has all that was spooled")

    def _replay_once(self) -> None:
        if self._unprepared:
            self._store.prepare()
            self._unprepared = False
        self._store.ping()
        for path in self._spool.waiting():
            # Another worker may have been faster.
            with suppress(FileNotFoundError):
                items = self._spool.take(path)
                if items is not None:
                    self._store.record(items)
                    path.unlink()


def _forgotten(writing: asyncio.Future[Recorded]) -> None:
    """Take note of how a write ended that nobody waits for any longer."""
    if not writing.cancelled():
        writing.exception()
