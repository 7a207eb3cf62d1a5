"""Concurrent requests judged together: many small calls cost like few large ones."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from modfilter.domain import Comment, Decision

Judge = Callable[[Sequence[Comment]], Sequence[Decision]]

_MOST_COMMENTS = 512
_AT_ONCE_CHARS = 20_000
_AT_ONCE_COMMENTS = 64


@dataclass(slots=True)
class _Asked:
    comments: Sequence[Comment]
    answer: asyncio.Future[Sequence[Decision]]
    chars: int


class Batcher:
    """Collects what arrives while the loop is busy, and judges it in one call.

    A small batch is judged on the loop itself, which is faster than waking a thread for it; a
    large one in a thread, so that the loop goes on reading, and the next batch forms meanwhile.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._waiting: deque[_Asked] = deque()
        self._scheduled = False
        self._thread = ThreadPoolExecutor(1, "modfilter-judge")

    @property
    def waiting(self) -> int:
        """How many requests wait to be judged."""
        return len(self._waiting)

    async def check(self, comments: Sequence[Comment]) -> Sequence[Decision]:
        """One decision per comment, in order."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[Decision]] = loop.create_future()
        chars = sum(len(comment.text) for comment in comments)
        self._waiting.append(_Asked(comments, answer, chars))
        if not self._scheduled:
            self._scheduled = True
            # Whatever else has arrived is read before this is called.
            loop.call_soon(self._start)
        return await answer

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        batch: list[_Asked] = []
        count = chars = 0
        while self._waiting:
            if batch and count + len(self._waiting[0].comments) > _MOST_COMMENTS:
                break
            asked = self._waiting.popleft()
            if asked.answer.done():
                # Whoever asked has gone, or ran out of time.
                continue
            batch.append(asked)
            count += len(asked.comments)
            chars += asked.chars
        if not batch:
            self._scheduled = False
            return
        loop = asyncio.get_running_loop()
        comments = [comment for asked in batch for comment in asked.comments]
        if count <= _AT_ONCE_COMMENTS and chars <= _AT_ONCE_CHARS:
            try:
                self._hand_out(batch, self._judge(comments))
            except Exception as error:
                self._fail(batch, error)
            self._go_on(loop)
            return
        job = loop.run_in_executor(self._thread, self._judge, comments)

        def done(finished: asyncio.Future[Sequence[Decision]]) -> None:
            if finished.cancelled():
                for asked in batch:
                    asked.answer.cancel()
            elif (error := finished.exception()) is not None:
                self._fail(batch, error)
            else:
                self._hand_out(batch, finished.result())
            self._go_on(loop)

        job.add_done_callback(done)

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._waiting:
            loop.call_soon(self._start)
        else:
            self._scheduled = False

    @staticmethod
    def _hand_out(batch: Sequence[_Asked], decisions: Sequence[Decision]) -> None:
        at = 0
        for asked in batch:
            end = at + len(asked.comments)
            if not asked.answer.done():
                asked.answer.set_result(decisions[at:end])
            at = end

    @staticmethod
    def _fail(batch: Sequence[_Asked], error: BaseException) -> None:
        for asked in batch:
            if not asked.answer.done():
                asked.answer.set_exception(error)
