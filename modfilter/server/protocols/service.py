"""What a protocol needs of the server behind it, and how the server refuses a request."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from modfilter.domain import Comment, Decision, ModeratorDecision
from modfilter.errors import ModfilterError


class Scope(StrEnum):
    """What an API key may do."""

    MODERATE = "moderate"
    DECIDE = "decide"
    REVIEW = "review"
    ADMIN = "admin"


class Refusal(StrEnum):
    """Why the server does not do what was asked; each protocol has its own words for it."""

    NO_KEY = "no_key"
    UNKNOWN_KEY = "unknown_key"
    SCOPE = "scope"
    RATE = "rate"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"


class RefusedError(ModfilterError):
    """A request that the server turns down. `retry_after` are whole seconds, where known."""

    def __init__(self, why: Refusal, message: str = "", retry_after: int | None = None) -> None:
        super().__init__(message or why.value)
        self.why = why
        self.retry_after = retry_after


class Service(Protocol):
    """The server, as a protocol sees it. All methods raise RefusedError."""

    @property
    def max_body(self) -> int:
        """The most bytes of a request's body that are read."""

    def admit(self, key: str | None, scope: Scope, comments: int = 1) -> str:
        """The name of the caller's key ("" where the server has none), counted for its limit."""

    async def moderate(
        self, comments: Sequence[Comment], *, source: str = "", keep: bool = True
    ) -> list[Decision]:
        """Judge comments of the back end `source`; without `keep` they are not stored."""

    async def decide(self, decisions: Sequence[ModeratorDecision]) -> None:
        """Keep moderators' decisions: when it returns, they are written."""


MAX_SOURCE = 200


def source_of(protocol: str, site: str) -> str:
    """The name of a back end: the protocol, with the site that the request names.

    Cut and cleaned, since a request may claim anything.
    """
    clean = "".join(char for char in site if char.isprintable() and not char.isspace())
    return f"{protocol}:{clean}"[:MAX_SOURCE] if clean else protocol
