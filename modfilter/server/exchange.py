"""From requests to plain values and back: what all protocols share of HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from modfilter.errors import InputError
from modfilter.server.failures import Code, ServiceError
from modfilter.wire import dumped, parsed_json

JSON = "application/json"


async def read_body(request: Request, limit: int) -> bytes:
    """The request's body. ServiceError TOO_LARGE above `limit` bytes, however it is sent."""
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            parts.append(part)
    except ClientDisconnect:
        raise ServiceError(Code.INVALID, "the request broke off") from None
    return parts[0] if len(parts) == 1 else b"".join(parts)


def parsed_body(body: bytes) -> Any:
    """The body as plain values. ServiceError INVALID with the place of what is wrong."""
    try:
        return parsed_json(body)
    except InputError as error:
        raise ServiceError(Code.INVALID, f"the body is not valid JSON: {error}") from None


def bearer(request: Request) -> str | None:
    """The key in `Authorization: Bearer` or `X-API-Key`, or None."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and given:
        return given.strip()
    return request.headers.get("x-api-key")


def json_answer(
    value: str | Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer in JSON; a text is JSON already."""
    text = value if isinstance(value, str) else dumped(value)
    return Response(text.encode(), status, headers, JSON)


def _too_large(limit: int) -> ServiceError:
    return ServiceError(Code.TOO_LARGE, f"a request may have at most {limit:,} bytes")
