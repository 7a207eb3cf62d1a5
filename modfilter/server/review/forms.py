"""What a form sends: names and values, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

from modfilter.server.exchange import read_body
from modfilter.server.failures import Code, ServiceError

_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 2_000
_MOST_DIGITS = 18


def as_key(text: str) -> int | None:
    """A comment's key in a form, an address or a cookie, as any text may stand there."""
    # More digits are no key that a database could hold.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def key_in_path(request: Request) -> int:
    """The key that an address names. ServiceError where it can be none."""
    key = as_key(request.path_params["key"])
    if key is None:
        raise ServiceError(Code.NOT_FOUND, "There is no such comment.")
    return key


class Form:
    """A form's fields. Values are texts; what was not sent is empty."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __getitem__(self, name: str) -> str:
        """The first value of that name, without white space around it."""
        return next((value.strip() for found, value in self._pairs if found == name), "")

    def numbers(self, name: str) -> list[int]:
        """All values of that name that are numbers, such as a comment's key, each once."""
        found = (as_key(value) for key, value in self._pairs if key == name)
        return list(dict.fromkeys(key for key in found if key is not None))


async def read_form(request: Request) -> Form:
    """The form that a browser posted. ServiceError for what is too large or no form."""
    body = await read_body(request, _MOST_BYTES)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise ServiceError(Code.INVALID, "This form cannot be read.") from None
    return Form(pairs)
