"""Around every request: safe headers, a count, a line in the log, and no traceback to callers.

The log has methods, routes, status, time and the ids of keys: no addresses of pages, no text.
"""

from __future__ import annotations

import logging
import time
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modfilter.server.exchange import JSON
from modfilter.server.metrics import Metrics

LOG = logging.getLogger("modfilter.server")
ACCESS = logging.getLogger("modfilter.access")

_SAFE = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
}
"""Headers of every answer that does not have its own."""
_FAILED = b'{"error": {"code": "internal", "message": "the server failed; its log says where"}}'


class Protection:
    """Wraps an application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def safe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                there = {name for name, _ in headers}
                message["headers"] = [
                    *headers, *(pair for pair in _SAFE.items() if pair[0] not in there),
                ]  # fmt: skip
            await send(message)

        try:
            await self._app(scope, receive, safe)
        except Exception as error:
            # Neither the message of the error nor the values in its frames: they may quote texts.
            places = traceback.extract_tb(error.__traceback__)
            LOG.error(
                "%s at %s", type(error).__name__,
                " < ".join(f"{place.name}:{place.lineno}" for place in reversed(places)),
            )  # fmt: skip
            if status == 0:
                await safe(
                    {
                        "type": "http.response.start",
                        "status": 500,
                        "headers": [(b"content-type", JSON.encode())],
                    }
                )
                await safe({"type": "http.response.body", "body": _FAILED})
        seconds = time.perf_counter() - started
        route = getattr(scope.get("route"), "path", "unknown")
        self._metrics.answered(route, status, seconds)
        if ACCESS.isEnabledFor(logging.INFO):
            ACCESS.info("%s %s %d %.1f ms", scope["method"], route, status, seconds * 1e3)
