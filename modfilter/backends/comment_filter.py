"""One filter for each process: loaded when it is first needed, and never in a comment's way."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from enum import StrEnum

from modfilter.backends.forks import AnewAfterFork
from modfilter.backends.recorder import Recorder
from modfilter.domain import Action, Category, Comment, Decision, Finding, Reason, Source
from modfilter.errors import ModfilterError
from modfilter.moderator import Moderator
from modfilter.policy.sentences import CATEGORY_SENTENCES

LOG = logging.getLogger("modfilter.backends")
UNAVAILABLE = "system.unavailable"
"""The code of the reason that the filter itself could not judge a comment."""
_AGAIN_SECONDS = 30.0


class OnFailure(StrEnum):
    """What becomes of comments while the filter cannot judge them."""

    HOLD = "hold"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """What a site says about its filter.

    `model` and `policy` are as `Moderator.load` takes them. `store` is the decision store's URL,
    None for none. `source` names the back end in the store.
    """

    source: str
    model: str | None = None
    policy: str | None = None
    store: str | None = None
    on_failure: OnFailure = OnFailure.HOLD


class CommentFilter(AnewAfterFork):
    """Judges comments and keeps what was decided. Safe to share between threads, and to fork.

    What cannot be loaded is logged with its cure, and tried again half a minute later; meanwhile
    comments are held, or published where the settings say so.
    """

    def __init__(self, settings: FilterSettings) -> None:
        self.settings = settings
        self.recorder = Recorder(settings.store, settings.source) if settings.store else None
        self._moderator: Moderator | None = None
        self._failed_at: float | None = None
        super().__init__()

    def _begin(self) -> None:
        self._lock = threading.Lock()

    def load(self) -> Moderator:
        """The process's moderator, loaded at the first call. Raises ModfilterError."""
        with self._lock:
            if self._moderator is None:
                settings = self.settings
                moderator = Moderator.load(settings.model, settings.policy)
                moderator.warm_up()
                self._moderator = moderator
            return self._moderator

    def warm_up(self) -> None:
        """Load the filter now, so that the first comment does not wait; what fails is logged."""
        self._loaded()

    def check(self, text: str) -> Decision:
        """Judge a comment. Never raises: see the class."""
        moderator = self._moderator or self._loaded()
        if moderator is not None:
            try:
                return moderator.check(Comment(text))
            except Exception as error:
                # Its message may quote the comment.
                LOG.error("a comment could not be judged: %s", type(error).__name__)
        return _unjudged(self.settings.on_failure)

    def _loaded(self) -> Moderator | None:
        failed = self._failed_at
        if failed is not None and time.monotonic() - failed < _AGAIN_SECONDS:
            return None
        try:
            return self.load()
        except (ModfilterError, OSError) as error:
            self._failed_at = time.monotonic()
            LOG.error(
                "the filter cannot be loaded, comments are %s: %s",
                "held" if self.settings.on_failure is OnFailure.HOLD else "published unread",
                error,
            )
            return None


def _unjudged(on_failure: OnFailure) -> Decision:
    action = Action.REVIEW if on_failure is OnFailure.HOLD else Action.PUBLISH
    finding = Finding(
        code=UNAVAILABLE,
        category=Category.ERROR,
        source=Source.SYSTEM,
        detail="The filter could not be loaded or failed; the site's log says why.",
    )
    reason = Reason(
        finding,
        CATEGORY_SENTENCES[Category.ERROR],
        action,
        decisive=action is not Action.PUBLISH,
        policy_line=f"on failure = {on_failure}",
    )
    return Decision(None, action, (reason,))
