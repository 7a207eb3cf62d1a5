"""Decisions on their way to the store: written together, and spooled while the store is away.

Automatic decisions are kept before they are answered. Those that come while a transaction runs are
written in the next one, all together. Where the store cannot be reached they go to the spool, a
folder with a file for each transaction, and into the store when it is back; the store knows what
it has, so that nothing is counted twice.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modfilter.domain import NO_CONTEXT, Action, Comment, Context, Decision, ModeratorDecision
from modfilter.durable import make_folder, sync_folder, unfinished, write_file
from modfilter.errors import StoreError

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore
    from modfilter.store.feed import FeedPage
    from modfilter.store.records import Appeal, Automatic

LOG = logging.getLogger("modfilter.server")
_AGAIN_SECONDS = 1.0
_MOST_TOGETHER = 2000
_ENDING = ".spooled"


@dataclass(slots=True)
class _Kept:
    items: list[Automatic]
    answer: asyncio.Future[None]


class Recorder:
    """Writes to one store. `spool` is where decisions wait while the store is away."""

    def __init__(self, store: DecisionStore, spool: Path) -> None:
        self._store = store
        self._spool = spool
        self._writer = ThreadPoolExecutor(1, "modfilter-store")
        self._replayer = ThreadPoolExecutor(1, "modfilter-spool")
        self._waiting: list[_Kept] = []
        self._writing: asyncio.Task[None] | None = None
        self._replaying: asyncio.Task[None] | None = None
        self._is_behind = bool(_spooled(spool))

    @classmethod
    def open(cls, url: str, spool: str | Path | None = None) -> Recorder:
        """A recorder for the store at `url`, which has to be there now. Raises StoreError."""
        from modfilter.store.decision_store import DecisionStore

        store = DecisionStore.open(url)
        return cls(store, Path(spool) if spool else _default_spool(url))

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
        return len(_spooled(self._spool))

    def begin(self) -> None:
        """Start to write what an earlier run has left in the spool."""
        if self._is_behind:
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
        read = functools.partial(self._store.feed, after, limit, source=source)
        return await asyncio.to_thread(read)

    def discard(self) -> None:
        """Close the store of a recorder that never began."""
        self._store.close()

    async def stop(self) -> None:
        """Write what waits, and close the store. The spool stays for the next start."""
        if self._replaying is not None:
            self._replaying.cancel()
        if self._writing is not None:
            await self._writing
        self._writer.shutdown()
        self._replayer.shutdown(cancel_futures=True)
        self._store.close()

    async def _write_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch: list[_Kept] = []
            items: list[Automatic] = []
            while self._waiting and len(items) < _MOST_TOGETHER:
                kept = self._waiting.pop(0)
                batch.append(kept)
                items += kept.items
            try:
                spooled = await loop.run_in_executor(self._writer, self._write, items)
            except Exception as error:
                for kept in batch:
                    if not kept.answer.done():
                        kept.answer.set_exception(error)
                continue
            if spooled:
                self._is_behind = True
                self._replay_soon()
            for kept in batch:
                if not kept.answer.done():
                    kept.answer.set_result(None)
        self._writing = None

    def _write(self, items: list[Automatic]) -> bool:
        """Put a batch into the store, or into the spool: True."""
        if not self._is_behind:
            try:
                self._store.record(items)
            except StoreError as error:
                LOG.error("the store is away, decisions are spooled: %s", error)
            else:
                return False
        self._put_aside(items)
        return True

    def _put_aside(self, items: Sequence[Automatic]) -> None:
        if not self._spool.is_dir():
            make_folder(self._spool)
            self._spool.chmod(0o700)
        target = self._spool / f"{time.time_ns():020d}-{secrets.token_hex(4)}{_ENDING}"
        aside = unfinished(target)
        lines = "".join(json.dumps(_as_object(item)) + "\n" for item in items)
        write_file(aside, lines.encode(), 0o600)
        aside.rename(target)
        sync_folder(self._spool)

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
            if not _spooled(self._spool):
                self._is_behind = False
                LOG.info("the store is back, and has all that was spooled")

    def _replay_once(self) -> None:
        self._store.record([])
        self._store.waiting_counts()
        for path in _spooled(self._spool):
            # Another worker may have been faster.
            with suppress(FileNotFoundError):
                lines = path.read_bytes().splitlines()
                try:
                    items = [_from_object(json.loads(line)) for line in lines]
                except (ValueError, TypeError, KeyError) as error:
                    LOG.error("%s is damaged (%s) and set aside", path, type(error).__name__)
                    path.rename(path.with_suffix(".damaged"))
                    continue
                self._store.record(items)
                path.unlink()


def _spooled(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{_ENDING}"))


def _default_spool(url: str) -> Path:
    scheme, _, rest = url.partition(":///")
    if scheme.startswith("sqlite") and rest:
        return Path(f"{rest}.spool")
    return Path("modfilter-spool")


def _as_object(item: Automatic) -> dict[str, Any]:
    """An automatic decision less the author's reference, which is never written as it is."""
    return {
        "text": item.text,
        "action": str(item.action),
        "id": item.id,
        "source": item.source,
        "reasons": list(item.reasons),
        "scores": dict(item.scores),
        "model": item.model,
        "policy": item.policy,
        "decided_at": None if item.decided_at is None else item.decided_at.isoformat(),
        "filter_action": None if item.filter_action is None else str(item.filter_action),
        "audit_probability": item.audit_probability,
        "audited": item.audited,
        "shadow": item.shadow,
        "context": [item.context.article, item.context.parent],
    }


def _from_object(found: dict[str, Any]) -> Automatic:
    from modfilter.store.records import Automatic

    own, at = found["filter_action"], found["decided_at"]
    return Automatic(
        **{
            **found,
            "action": Action(found["action"]),
            "filter_action": None if own is None else Action(own),
            "decided_at": None if at is None else datetime.fromisoformat(at),
            "context": Context(*found.get("context", ())),
        }
    )
