"""Request bodies: read up to a limit, and as JSON that does not trip over what is hostile."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request


class BodyError(ValueError):
    """A body that cannot be used; the message quotes nothing of it."""


class TooLongError(BodyError):
    """A body with more bytes than the server reads."""


async def read_body(request: Request, most: int) -> bytes:
    """The body. Raises TooLongError beyond `most` bytes, BodyError where it breaks off."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise TooLongError(f"the body is longer than {most:,} bytes")
            parts.append(part)
    except ClientDisconnect as error:
        raise BodyError("the body broke off") from error
    return b"".join(parts)


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a body; an empty body is an empty object. Raises BodyError."""
    if not raw.strip():
        return {}
    try:
        value = json.loads(raw)
    except RecursionError:
        raise BodyError("the JSON is nested too deeply") from None
    except ValueError:
        # Neither the parser's message nor the error that it came from: both hold the comment.
        raise BodyError("the body is no JSON") from None
    if not isinstance(value, dict):
        raise BodyError("the body must be a JSON object")
    return value


def dumped(value: object) -> bytes:
    """JSON in ASCII: half of a surrogate pair in a text that is echoed would be no UTF-8."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
