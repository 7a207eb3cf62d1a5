"""Ctrl-C that never cuts an answer in half: it waits for the write that is under way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Turns SIGINT and SIGTERM into KeyboardInterrupt, but not inside `held`.

    A second one is not held back: a writer whose reader has stopped must not wait for ever.
    """

    def __init__(self) -> None:
        self._holding = False
        self._came = False
        self.signal: int = signal.SIGINT

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Take over the signals for as long as the block runs (in the main thread only)."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for number in before:
                signal.signal(number, self._arrive)
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block finish; an interrupt that came meanwhile is raised after it."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._came:
            raise KeyboardInterrupt

    @property
    def exit_code(self) -> int:
        """What shells expect of a program that ended by the signal that came."""
        return 128 + self.signal

    def _arrive(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number
        if self._holding and not self._came:
            self._came = True
            return
        raise KeyboardInterrupt
