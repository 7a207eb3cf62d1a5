"""Worker processes for `--jobs`: answers keep the input's order, memory stays bounded.

Batches go round the workers in turn and their answers are fetched in the same turn, so order
costs nothing. A worker is owed at most four batches, so that it never waits for the parent.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue

from modfilter.cli import exits
from modfilter.cli.items import Item, Unreadable
from modfilter.cli.judging import Answer, Answering, Extra, Job
from modfilter.domain import Comment
from modfilter.errors import ModfilterError

_QUEUED = 4

_Packed = tuple[list[str], list[str | int | None], list[tuple[int, Unreadable]], Extra | None]
"""A job as plain lists: frozen dataclasses would cost ten times as much on the way."""

MakeAnswering = Callable[[], Answering]
"""Loads what a worker needs; must be picklable where processes are not forked."""


class WorkerError(exits.Failure):
    """A worker process ended without an answer."""

    def __init__(self) -> None:
        super().__init__(
            "a worker process ended before it answered, perhaps for want of memory: "
            "run again with fewer --jobs",
            exits.WORKER_DIED,
        )


class Workers:
    """A fixed number of processes that answer batches in order.

    Make it before anything heavy is loaded: forked workers then load side by side.
    """

    def __init__(self, count: int, make: MakeAnswering) -> None:
        forks = sys.platform.startswith("linux")
        context = multiprocessing.get_context("fork" if forks else "spawn")
        self._connections: list[Connection] = []
        self._processes = []
        self._owed: deque[int] = deque()
        self._next = 0
        for _ in range(count):
            ours, theirs = context.Pipe()
            self._connections.append(ours)
            # A forked worker inherits our ends and has to close them: a pipe ends for its
            # worker only when nobody else holds the other end.
            inherited = list(self._connections) if forks else []
            process = context.Process(  # type: ignore[attr-defined]
                target=_work, args=(theirs, inherited, make), daemon=True
            )
            process.start()
            theirs.close()
            self._processes.append(process)

    def await_loaded(self) -> None:
        """Wait until every worker has loaded what it needs; raise what kept one from it."""
        for connection in self._connections:
            failure = self._receive(connection)
            if isinstance(failure, BaseException):
                raise failure

    @property
    def owed(self) -> int:
        """How many batches have not been answered yet."""
        return len(self._owed)

    @property
    def full(self) -> bool:
        """True where no worker may be given another batch before an answer is fetched."""
        return len(self._owed) >= _QUEUED * len(self._connections)

    def give(self, job: Job) -> None:
        """Send the next batch to the worker whose turn it is."""
        try:
            self._connections[self._next].send(_packed(job))
        except OSError:
            raise WorkerError from None
        self._owed.append(self._next)
        self._next = (self._next + 1) % len(self._connections)

    def fetch(self) -> Answer:
        """Wait for the answer to the oldest batch."""
        answer = self._receive(self._connections[self._owed.popleft()])
        if isinstance(answer, BaseException):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    def answer_comes_first(self, source: int | None) -> bool:
        """Wait for the oldest answer or for more input at the descriptor `source`."""
        connection = self._connections[self._owed[0]]
        if source is None:
            return connection.poll()
        return connection in wait([connection, source])

    def close(self) -> None:
        """End all workers, at once and quietly."""
        for connection in self._connections:
            connection.close()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()

    def _receive(self, connection: Connection) -> object:
        try:
            return connection.recv()
        except (EOFError, OSError):
            raise WorkerError from None


def _packed(job: Job) -> _Packed:
    errors = [(at, item) for at, item in enumerate(job.items) if isinstance(item, Unreadable)]
    comments = [item for item in job.items if isinstance(item, Comment)]
    texts = [comment.text for comment in comments]
    return texts, [comment.id for comment in comments], errors, job.extra


def _unpacked(packed: _Packed) -> Job:
    texts, ids, errors, extra = packed
    items: list[Item] = [Comment(text, own) for text, own in zip(texts, ids, strict=True)]
    for at, item in errors:
        items.insert(at, item)
    return Job(items, extra)


def _work(connection: Connection, inherited: Sequence[Connection], make: MakeAnswering) -> None:
    for other in inherited:
        other.close()
    # Ctrl-C reaches the whole group: the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.setswitchinterval(0.0005)
    try:
        answering = _loaded(connection, make)
        if answering is not None:
            _answer_all(connection, answering)
    except (BrokenPipeError, ConnectionResetError):
        pass
    except Exception:
        traceback.print_exc()
    finally:
        # Nothing of the parent's may be flushed or torn down twice.
        os._exit(0)


def _loaded(connection: Connection, make: MakeAnswering) -> Answering | None:
    try:
        answering = make()
    except ModfilterError as error:
        connection.send(error)
        return None
    connection.send(None)
    return answering


def _answer_all(connection: Connection, answering: Answering) -> None:
    jobs: SimpleQueue[Job | None] = SimpleQueue()
    # Batches are taken in at once, so that parent and worker never wait for each other with
    # both pipes full.
    threading.Thread(target=_take_in, args=(connection, jobs), daemon=True).start()
    while (job := jobs.get()) is not None:
        connection.send(answering.answer(job))


def _take_in(connection: Connection, jobs: SimpleQueue[Job | None]) -> None:
    try:
        while True:
            jobs.put(_unpacked(connection.recv()))
    except (EOFError, OSError):
        jobs.put(None)
