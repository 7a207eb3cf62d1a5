"""What the protocols share: a body that is an object, and the name of the back end behind it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from modfilter.decision_files import MAX_NAME
from modfilter.domain import Context
from modfilter.server.exchange import parsed_body
from modfilter.server.failures import Code, ServiceError
from modfilter.wire import MAX_ARTICLE, MAX_PARENT

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z_]{1,20}=[0-9]{1,9}")


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a body; an empty body is an empty object. Raises ServiceError INVALID."""
    if not raw.strip():
        return {}
    value = parsed_body(raw)
    if not isinstance(value, dict):
        raise ServiceError(Code.INVALID, "the body must be a JSON object")
    return value


def context_of(article: object, parent: object) -> Context:
    """Where a comment stands, by what a request claims: cut and cleaned, and no cause to refuse it.

    Of an address its path is kept and, since some sites know their pages by numbers (`?p=12`), what
    of its query is numbers; a user's name, words and marks of a campaign are not.
    """
    return Context(_cleaned(article, MAX_ARTICLE), _cleaned(parent, MAX_PARENT))


def _cleaned(value: object, most: int) -> str | None:
    if not isinstance(value, str):
        return None
    line = " ".join(value[: 4 * most].split())
    if _ADDRESS.match(line):
        try:
            parts = urlsplit(line)
            line = parts._replace(
                netloc=parts.netloc.rpartition("@")[2],
                query="&".join(filter(_NUMBER.fullmatch, parts.query.split("&"))),
                fragment="",
            ).geturl()
        except ValueError:
            return None
    return line[:most] or None


def source_of(protocol: str, site: str) -> str:
    """The name of a back end: the protocol, with the site that the request names.

    Cut and cleaned, since a request may claim anything.
    """
    clean = "".join(char for char in site if char.isprintable() and not char.isspace())
    return f"{protocol}:{clean}"[:MAX_NAME] if clean else protocol
