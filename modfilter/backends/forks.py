"""Objects that begin anew in a forked child: locks, threads and connections do not survive."""

from __future__ import annotations

import os
import weakref
from abc import ABC, abstractmethod


class AnewAfterFork(ABC):
    """Base of what holds a lock, a thread or a connection that a forked child must not use."""

    def __init__(self) -> None:
        _LIVE.add(self)
        self._begin()

    @abstractmethod
    def _begin(self) -> None:
        """Make locks and the like; called once, and once more in every forked child."""


_LIVE: weakref.WeakSet[AnewAfterFork] = weakref.WeakSet()


def _begin_anew() -> None:
    for one in list(_LIVE):
        one._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
