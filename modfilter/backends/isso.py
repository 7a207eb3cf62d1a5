"""Isso with the filter: `python -m modfilter.backends.isso -c isso.cfg run` (docs/isso.md).

Isso has no plug-ins, and the signals that it sends do not say all that is needed. So each Isso that
is made while `filtering` holds gets the filter put in front of the methods named in `IssoFilter`.
Read and tested against Isso 0.14.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import isso
import isso.config
from werkzeug.exceptions import Forbidden

from modfilter.backends.comment_filter import CommentFilter, FilterSettings, OnFailure
from modfilter.backends.refusals import refusals
from modfilter.domain import Action, Decision, ModeratorDecision
from modfilter.errors import InputError, ModfilterError

SECTION = "modfilter"
"""The section of Isso's configuration file that may say more."""
KEYS = ("model", "policy", "store", "source", "on-failure")
"""The options that it may have."""
MODERATOR = "isso-moderator"
"""Isso's moderators are who has the links; they share a pseudonym."""
PENDING = 2
"""The mode of a comment that waits for a moderator."""
_JUDGED = "modfilter"


class IssoFilter:
    """The filter in one Isso.

    - `comments.new:before-save` judges a new comment and makes it pending where a moderator has to
      see it. An author whom `approve-if-email-previously-approved` knows does not undo that: nobody
      checks those addresses.
    - The guard refuses, after its own limits, with the reasons.
    - An author's edit is judged like a new comment; Isso lets it pass whatever it says.
    - Activations and deletions by a moderator are recorded. An author who deletes decides nothing.
    """

    def __init__(self, app: Any, comment_filter: CommentFilter) -> None:
        self._filter = comment_filter
        comments, guard = app.db.comments, app.db.guard
        self._get = comments.get
        self._add, self._update, self._delete = comments.add, comments.update, comments.delete
        self._validate = guard.validate
        comments.add, comments.update, comments.delete = self.add, self.update, self.delete
        guard.validate = self.validate
        app.signal.subscriptions["comments.new:before-save"].append(self.before_save)
        app.signal.subscriptions["comments.activate"].append(self.activated)

    def before_save(self, thread: Mapping[str, Any], comment: dict[str, Any]) -> None:
        """Judge a new comment, and make it pending where that is the answer."""
        decision = comment[_JUDGED] = self._filter.check(comment["text"])
        if decision.action is Action.REVIEW:
            comment["mode"] = PENDING

    def validate(self, uri: str, comment: Mapping[str, Any]) -> tuple[bool, str]:
        """The guard's answer: whether the comment may be saved, and why not."""
        valid, reason = self._validate(uri, comment)
        if not valid:
            return False, reason
        told = self._refused(comment[_JUDGED], comment["text"])
        return (False, told) if told else (True, "")

    def add(self, uri: str, comment: dict[str, Any]) -> dict[str, Any]:
        """Save a new comment; one that is held stays held, whoever wrote it."""
        decision: Decision | None = comment.pop(_JUDGED, None)
        if decision is not None and decision.action is Action.REVIEW:
            comment["mode"] = PENDING
        saved: dict[str, Any] = self._add(uri, comment)
        if decision is not None:
            self._record(decision, saved)
        return saved

    def update(self, number: int, values: dict[str, Any]) -> dict[str, Any]:
        """Change a comment: what its author makes of it is judged."""
        if "text" not in values or _method() != "PUT":
            changed: dict[str, Any] = self._update(number, values)
            return changed
        decision = self._filter.check(values["text"])
        if told := self._refused(decision, values["text"]):
            raise Forbidden(told)
        if decision.action is Action.REVIEW:
            values = {**values, "mode": PENDING}
        changed = self._update(number, values)
        self._record(decision, changed)
        return changed

    def delete(self, number: int) -> Any:
        """Delete a comment, and record it where a moderator does."""
        before = self._get(number)
        left = self._delete(number)
        if before is not None and before["text"] and _method() == "POST":
            self._decide(before, Action.REJECT)
        return left

    def activated(self, thread: Mapping[str, Any], comment: Mapping[str, Any]) -> None:
        """Record that a moderator lets a comment appear."""
        self._decide(comment, Action.PUBLISH)

    def _refused(self, decision: Decision, text: str) -> str:
        found = refusals(decision)
        if found and self._filter.recorder is not None:
            self._filter.recorder.soon(decision, text)
        return " ".join(one.sentence for one in found)

    def _record(self, decision: Decision, comment: Mapping[str, Any]) -> None:
        if self._filter.recorder is not None:
            self._filter.recorder.soon(decision, comment["text"], comment_id(comment))

    def _decide(self, comment: Mapping[str, Any], action: Action) -> None:
        if self._filter.recorder is not None:
            self._filter.recorder.decide(
                [
                    ModeratorDecision(
                        text=comment["text"],
                        action=action,
                        id=comment_id(comment),
                        decided_at=datetime.now(UTC),
                        moderator=MODERATOR,
                    )
                ]
            )


def comment_id(comment: Mapping[str, Any]) -> str:
    """A comment's id in the store: Isso gives the number of a deleted comment to a later one."""
    return f"{comment['id']}-{int(comment['created'])}"


def settings_of(conf: Any) -> FilterSettings:
    """The filter's settings in Isso's configuration. Raises InputError for what it cannot read."""
    given = dict(conf.items(SECTION)) if conf.has_section(SECTION) else {}
    for key, value in given.items():
        if key not in KEYS:
            raise InputError(f"[{SECTION}] of Isso's configuration has no option {key}: it may "
                             f"have {', '.join(KEYS)}")  # fmt: skip
        if not value:
            raise InputError(f"[{SECTION}] {key} of Isso's configuration is empty: leave it out")
    values = {key: os.path.expandvars(value) for key, value in given.items()}
    on_failure = values.get("on-failure", OnFailure.HOLD)
    if on_failure not in list(OnFailure):
        raise InputError(
            f"[{SECTION}] on-failure of Isso's configuration is none of: {', '.join(OnFailure)}"
        )
    name = conf.get("general", "name")
    return FilterSettings(
        source=values.get("source") or (f"isso-{name}" if name else "isso"),
        model=values.get("model"),
        policy=values.get("policy"),
        store=values.get("store") or os.environ.get("MODFILTER_STORE") or None,
        on_failure=OnFailure(on_failure),
    )


@contextmanager
def filtering() -> Iterator[None]:
    """Every Isso that is made meanwhile asks the filter."""
    original = isso.Isso.__init__

    def made(self: Any, conf: Any) -> None:
        comment_filter = CommentFilter(settings_of(conf))
        original(self, conf)
        IssoFilter(self, comment_filter)
        comment_filter.warm_up()

    isso.Isso.__init__ = made
    try:
        yield
    finally:
        isso.Isso.__init__ = original


def make_app(conf: Any, **how: bool) -> Any:
    """`isso.make_app` with the filter: a WSGI application."""
    with filtering():
        return isso.make_app(conf, **how)


def __getattr__(name: str) -> Any:
    """`modfilter.backends.isso:application`, as `isso.run:application`, for gunicorn and others.

    ISSO_SETTINGS names the configuration file.
    """
    if name != "application":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    conf = isso.config.load(isso.config.default_file(), os.environ.get("ISSO_SETTINGS"))
    globals()[name] = make_app(conf, multiprocessing=True)
    return globals()[name]


def main() -> None:
    """`isso` with the filter: the same options and commands."""
    try:
        with filtering():
            isso.main()
    except ModfilterError as error:
        sys.exit(f"modfilter: {error}")


def _method() -> str | None:
    """The method of the request that is being answered: authors' edits are PUT, links are POST."""
    method: str | None = getattr(getattr(isso.local, "request", None), "method", None)
    return method


if __name__ == "__main__":
    main()
