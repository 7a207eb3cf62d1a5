"""What a request can fail with; every protocol words it in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """The kinds of failure, whatever the protocol calls them."""

    INVALID = "invalid_request"
    TOO_LARGE = "too_large"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    INTERNAL = "internal"


STATUS: Mapping[Code, int] = {
    Code.INVALID: 400,
    Code.TOO_LARGE: 413,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.RATE_LIMITED: 429,
    Code.UNAVAILABLE: 503,
    Code.TIMED_OUT: 503,
    Code.INTERNAL: 500,
}
"""The HTTP status of each kind of failure."""


@dataclass(slots=True)
class ServiceError(Exception):
    """A request that cannot be answered: the kind, a sentence for the caller, and when to retry.

    The sentence never repeats what the caller sent.
    """

    code: Code
    message: str
    retry_after: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.code]

    @property
    def headers(self) -> dict[str, str]:
        """Headers that belong to the failure."""
        found = {}
        if self.retry_after is not None:
            found["Retry-After"] = str(self.retry_after)
        if self.code is Code.UNAUTHENTICATED:
            found["WWW-Authenticate"] = "Bearer"
        return found
