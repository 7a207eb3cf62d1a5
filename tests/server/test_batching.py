"""Concurrent requests are judged together, and each gets its own answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from functools import wraps
from typing import Any

import pytest

from modfilter.domain import Action, Comment, Decision
from modfilter.server.batching import Batcher


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(**arguments: Any) -> None:
        asyncio.run(test(**arguments))

    return run


class Judge:
    def __init__(self) -> None:
        self.batches: list[int] = []
        self.threads: list[threading.Thread] = []
        self.fails = False
        self.hold: threading.Event | None = None

    def __call__(self, comments: Sequence[Comment]) -> list[Decision]:
        self.batches.append(len(comments))
        self.threads.append(threading.current_thread())
        if self.hold is not None:
            assert self.hold.wait(10)
        if self.fails:
            raise ValueError("no")
        return [Decision(comment.id, Action.PUBLISH, ()) for comment in comments]


def comments(first: int, number: int, chars: int = 5) -> list[Comment]:
    return [Comment("x" * chars, first + at) for at in range(number)]


async def ask(batcher: Batcher, found: list[Comment]) -> None:
    decisions = await batcher.check(found)
    assert [decision.id for decision in decisions] == [comment.id for comment in found]


@in_a_loop
async def test_what_arrives_together_is_judged_together() -> None:
    judge = Judge()
    batcher = Batcher(judge)
    await asyncio.gather(*(ask(batcher, comments(at, 2)) for at in range(20)))
    assert judge.batches == [40]
    assert judge.threads == [threading.main_thread()]
    await ask(batcher, comments(0, 1))
    assert judge.batches == [40, 1]


@in_a_loop
async def test_batches_are_bounded_and_large_ones_leave_the_loop_free() -> None:
    judge = Judge()
    judge.hold = threading.Event()
    batcher = Batcher(judge)
    asked = [asyncio.create_task(ask(batcher, comments(at, 200))) for at in range(5)]
    while not judge.batches:
        await asyncio.sleep(0.001)
    # The loop is free: more requests come in while the first batch is judged.
    late = asyncio.create_task(ask(batcher, comments(0, 1)))
    await asyncio.sleep(0.01)
    assert batcher.waiting == 4
    judge.hold.set()
    await asyncio.gather(*asked, late)
    assert judge.batches == [400, 400, 201]
    assert threading.main_thread() not in judge.threads
    batcher.close()


@in_a_loop
async def test_a_request_larger_than_a_batch_is_judged_by_itself() -> None:
    judge = Judge()
    batcher = Batcher(judge)
    await asyncio.gather(ask(batcher, comments(0, 1000)), ask(batcher, comments(0, 1)))
    assert judge.batches == [1000, 1]
    batcher.close()


@in_a_loop
async def test_whoever_has_gone_is_not_judged() -> None:
    judge = Judge()
    batcher = Batcher(judge)
    gone = asyncio.create_task(ask(batcher, comments(0, 3)))
    stays = asyncio.create_task(ask(batcher, comments(0, 2)))
    await asyncio.sleep(0)
    gone.cancel()
    await stays
    assert sum(judge.batches) in (2, 5)
    await ask(batcher, comments(0, 1))


@pytest.mark.parametrize("number", [1, 300])
@in_a_loop
async def test_a_failure_reaches_those_who_asked_and_nobody_later(number: int) -> None:
    judge = Judge()
    judge.fails = True
    batcher = Batcher(judge)
    found = await asyncio.gather(
        *(batcher.check(comments(at, number)) for at in range(2)), return_exceptions=True
    )
    assert [type(one) for one in found] == [ValueError, ValueError]
    judge.fails = False
    await ask(batcher, comments(0, number))
    batcher.close()
