"""What every protocol asks of the server: judge, keep, tell who may, reload."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from modfilter.domain import Comment, Context, Decision, ModeratorDecision
from modfilter.errors import ModfilterError, NotPossibleError, UnknownCommentError
from modfilter.moderator import Moderator
from modfilter.server.batching import Batcher
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import ANYBODY, Key, KeyFile, Keys, Scope
from modfilter.server.limits import RateLimits
from modfilter.server.metrics import Metrics
from modfilter.server.recording import Recorder
from modfilter.server.settings import Settings, SettingsError

LOG = logging.getLogger("modfilter.server")
_RETRY_SECONDS = 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where comments come from: `source` names the back end that their ids belong to.

    `authors` are opaque references to the comments' authors, one a comment, of which the store
    keeps keyed hashes; `contexts` say where each comment stands. `keep` is
    False where the caller asked that nothing be kept.
    """

    source: str = ""
    authors: Sequence[str | None] | None = None
    keep: bool = True
    contexts: Sequence[Context] | None = None


class Service:
    """One running server. Its methods raise ServiceError, which each protocol words."""

    def __init__(self, settings: Settings, moderator: Moderator, recorder: Recorder | None) -> None:
        self.settings = settings
        self.has_process = False
        """Whether the process serves and does nothing else, so that it may be set up for that."""
        self.moderator = moderator
        self.metrics = Metrics()
        self.recorder = recorder
        self._keys = _keys(settings)
        self._limits = RateLimits(settings.rate, settings.burst)
        self._batcher = Batcher(self._judge)
        self._reloading = asyncio.Lock()
        self.metrics.uses(moderator.model_id, moderator.policy_id)
        if recorder is not None:
            recorder.on_change = self._store_is_away

    @classmethod
    def start(cls, settings: Settings, *, again: bool = False) -> Service:
        """Load everything that the settings name. Raises ModfilterError with the cause.

        `again`: a worker starts for a server whose store was there once, and may be away now.
        """
        moderator = Moderator.load(settings.model, settings.policy, shadow=settings.shadow_model)
        moderator.warm_up()
        recorder = None
        if settings.store is not None:
            recorder = Recorder.open(settings.store, settings.spool, may_be_away=again)
        return cls(settings, moderator, recorder)

    def begin(self) -> None:
        """Start what runs beside requests."""
        self._settle()
        if self.recorder is not None:
            self.recorder.begin()

    async def moderate(
        self, comments: Sequence[Comment], origin: Origin | None = None
    ) -> Sequence[Decision]:
        """One decision per comment, in order; kept in the store before this returns."""
        settings = self.settings
        origin = origin or Origin(settings.source)
        if len(comments) > settings.max_batch:
            raise ServiceError(
                Code.TOO_LARGE, f"at most {settings.max_batch:,} comments in one request"
            )
        for comment in comments:
            if len(comment.text) > settings.max_chars:
                raise ServiceError(
                    Code.TOO_LARGE, f"a comment may have at most {settings.max_chars:,} characters"
                )
        if not comments:
            return []
        try:
            async with asyncio.timeout(settings.timeout):
                decisions = await self._batcher.check(comments)
                if self.recorder is not None and origin.keep:
                    await self.recorder.record(
                        comments, decisions, origin.source, origin.authors, origin.contexts
                    )
        except TimeoutError:
            raise ServiceError(
                Code.TIMED_OUT, "the server is too busy to answer in time", _RETRY_SECONDS
            ) from None
        return decisions

    async def decide(
        self, decisions: Sequence[ModeratorDecision], authors: Sequence[str | None] | None = None
    ) -> int:
        """Keep moderators' decisions; how many of them were new. They are kept when this returns.

        ServiceError UNAVAILABLE where there is no store, or where it cannot be reached now.
        """
        recorder = self.kept
        if len(decisions) > self.settings.max_batch:
            raise ServiceError(
                Code.TOO_LARGE, f"at most {self.settings.max_batch:,} decisions in one request"
            )
        new = await self.reached(recorder.decide(decisions, authors))
        for decision in decisions:
            self.metrics.told.labels(str(decision.action)).inc()
        return new

    @property
    def kept(self) -> Recorder:
        """The recorder. ServiceError UNAVAILABLE where the server keeps no decisions."""
        if self.recorder is None:
            raise ServiceError(
                Code.UNAVAILABLE, "this server keeps no decisions: it was started without --store"
            )
        return self.recorder

    async def reached(self, answer: Awaitable[_T]) -> _T:
        """What the store answers in time. ServiceError where it cannot, or does not."""
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await answer
        except UnknownCommentError as error:
            raise ServiceError(Code.NOT_FOUND, str(error)) from None
        except NotPossibleError as error:
            raise ServiceError(Code.CONFLICT, str(error)) from None
        except (TimeoutError, ModfilterError):
            raise ServiceError(
                Code.UNAVAILABLE, "the decision store cannot be reached", _RETRY_SECONDS
            ) from None

    def admit(self, given: str | None, scope: Scope) -> Key:
        """Whose key `given` is. ServiceError where it may not do this, or too often."""
        if not len(self._keys):
            return ANYBODY
        key = None if given is None else self._keys.find(given)
        if key is None:
            what = "this server asks for a key" if given is None else "the key is not valid"
            raise ServiceError(Code.UNAUTHENTICATED, what)
        if not key.may(scope):
            raise ServiceError(Code.FORBIDDEN, f'the key has not the scope "{scope}"')
        wait = self._limits.take(key.id)
        if wait:
            raise ServiceError(
                Code.RATE_LIMITED, f"at most {self.settings.rate:,} requests a minute", wait
            )
        return key

    @property
    def has_keys(self) -> bool:
        """Whether the server asks for keys."""
        return bool(len(self._keys))

    def reviewer(self, key_id: str) -> Key | None:
        """The key with this id where it may review and is still in force, else None.

        On a server without keys everybody is ANYBODY, whose id is empty.
        """
        if not self.has_keys:
            return None if key_id else ANYBODY
        key = self._keys.with_id(key_id)
        return key if key is not None and key.may(Scope.REVIEW) else None

    async def reload(self) -> bool:
        """Take the model, policy and keys as they are now; requests go on meanwhile."""
        async with self._reloading:
            try:
                keys = _keys(self.settings)
                changed = await asyncio.to_thread(self.moderator.reload)
            except ModfilterError as error:
                self.metrics.degraded.labels("reload").set(1)
                LOG.error("reload failed, everything stays as it was: %s", error)
                raise
            self._keys = keys
            self._settle()
            self.metrics.degraded.labels("reload").set(0)
            moderator = self.moderator
            self.metrics.uses(moderator.model_id, moderator.policy_id)
            LOG.info(
                "reloaded: model %s, policy %s%s", moderator.model_id, moderator.policy_id,
                "" if changed else " (unchanged)",
            )  # fmt: skip
            return changed

    async def problems(self) -> list[str]:
        """What keeps the server from being ready; empty where nothing does."""
        if self.recorder is None:
            return []
        await self.recorder.look()
        self.metrics.spooled.set(self.recorder.spooled)
        if self.recorder.is_behind:
            return ["the decision store cannot be reached; decisions are spooled"]
        return []

    def _settle(self) -> None:
        """Spare what is there to stay from the garbage collector, which would stop all for it."""
        if self.has_process:
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def _store_is_away(self, away: bool) -> None:
        self.metrics.degraded.labels("store").set(int(away))

    def discard(self) -> None:
        """Close what `start` opened, of a service that never ran."""
        if self.recorder is not None:
            self.recorder.discard()

    async def stop(self) -> None:
        """Let what was begun end, and close everything."""
        self._batcher.close()
        if self.recorder is not None:
            await self.recorder.stop()

    def _judge(self, comments: Sequence[Comment]) -> Sequence[Decision]:
        decisions = self.moderator.check_many(comments)
        self.metrics.judged(decisions)
        return decisions


def _keys(settings: Settings) -> Keys:
    if settings.keys is None:
        return Keys(())
    keys = Keys(KeyFile(settings.keys).read())
    if not len(keys):
        raise SettingsError(
            f"keys {settings.keys}: no key is in force, so that nobody could ask anything; "
            f"`modfilter keys create` makes one"
        )
    return keys


def require_safe(settings: Settings) -> None:
    """Raise SettingsError where anybody who reaches the address could use the server."""
    if settings.keys is None and not settings.is_local:
        raise SettingsError(
            f"--host {settings.host} can be reached by others, and there are no keys: create one "
            "with `modfilter keys create --keys keys.json` and start with --keys keys.json, or "
            "listen to this machine only (--host 127.0.0.1)"
        )
