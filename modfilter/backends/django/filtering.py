"""The process's one filter, as Django's settings describe it."""

from __future__ import annotations

import threading
from typing import Any

from django.core.signals import request_started, setting_changed

from modfilter.backends.comment_filter import CommentFilter
from modfilter.backends.django.settings import read
from modfilter.domain import Decision

_LOCK = threading.Lock()
_current: CommentFilter | None = None


def current_filter() -> CommentFilter:
    """The filter of this process; its model is loaded when it is first asked."""
    global _current  # noqa: PLW0603 - one filter for each process is the point
    found = _current
    if found is None:
        with _LOCK:
            if _current is None:
                _current = CommentFilter(read()[0])
            found = _current
    return found


def load_when_serving() -> None:
    """Have the filter loaded beside the process's first request, whatever that is about.

    Not when Django starts: management commands and a parent that forks have no use for it.
    """
    request_started.connect(_load_beside, dispatch_uid="modfilter.load")


def _load_beside(**_sent: Any) -> None:
    request_started.disconnect(dispatch_uid="modfilter.load")
    threading.Thread(
        target=lambda: current_filter().warm_up(), name="modfilter-loading", daemon=True
    ).start()


def check_text(text: str) -> Decision:
    """Judge a text by the site's policy. Never raises: what cannot be judged is held."""
    return current_filter().check(text)


def keep_refusal(text: str, decision: Decision, *, preview: bool) -> None:
    """Record a refused comment, which never gets a number; an author who only looks is let be."""
    recorder = current_filter().recorder
    if recorder is not None and not preview:
        recorder.soon(decision, text)


def _forget(*, setting: str, **_others: Any) -> None:
    global _current
    if setting == "MODFILTER":
        with _LOCK:
            old, _current = _current, None
        if old is not None and old.recorder is not None:
            old.recorder.close()


# Sent by Django's test tools alone.
setting_changed.connect(_forget, dispatch_uid="modfilter.forget")
