"""What a moderator has skipped, in a cookie: nobody is asked twice about the same comment."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from modfilter.server.review.session import LIFETIME

COOKIE = "modfilter_skipped"
_MOST = 300
"""What fits into a cookie of four thousand bytes; older ones are asked again."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 12


def skipped(request: Request) -> list[int]:
    """The keys of skipped comments, oldest first. Any text may come as a cookie."""
    found = request.cookies.get(COOKIE, "").split(".")[-_MOST:]
    return [
        int(one, 36)
        for one in found
        if 0 < len(one) <= _LONGEST and all(char in _DIGITS for char in one)
    ]


def remember(request: Request, answer: Response, keys: Sequence[int]) -> None:
    """Let the browser keep these keys as skipped."""
    answer.set_cookie(
        COOKIE,
        ".".join(_written(key) for key in keys[-_MOST:]),
        max_age=LIFETIME,
        path=request.url_for("review-queue").path,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _written(key: int) -> str:
    digits = ""
    while key:
        key, digit = divmod(key, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
