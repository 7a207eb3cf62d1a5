"""What the protocols share: a body that is an object, and the name of the back end behind it."""

from __future__ import annotations

from typing import Any

from modfilter.decision_files import MAX_NAME
from modfilter.server.exchange import parsed_body
from modfilter.server.failures import Code, ServiceError


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a body; an empty body is an empty object. Raises ServiceError INVALID."""
    if not raw.strip():
        return {}
    value = parsed_body(raw)
    if not isinstance(value, dict):
        raise ServiceError(Code.INVALID, "the body must be a JSON object")
    return value


def source_of(protocol: str, site: str) -> str:
    """The name of a back end: the protocol, with the site that the request names.

    Cut and cleaned, since a request may claim anything.
    """
    clean = "".join(char for char in site if char.isprintable() and not char.isspace())
    return f"{protocol}:{clean}"[:MAX_NAME] if clean else protocol
