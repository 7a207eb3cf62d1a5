"""What a form sends: names and values, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

from modfilter.server.exchange import read_body
from modfilter.server.failures import Code, ServiceError

_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 2_000


class Form:
    """A form's fields. Values are texts; what was not sent is empty."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __getitem__(self, name: str) -> str:
        """The first value of that name, without white space around it."""
        return next((value.strip() for found, value in self._pairs if found == name), "")

    def numbers(self, name: str) -> list[int]:
        """All values of that name that are numbers, such as a comment's key, each once."""
        found = (value for key, value in self._pairs if key == name)
        # More digits are no key that a database could hold.
        return list(
            dict.fromkeys(
                int(value)
                for value in found
                if value.isascii() and value.isdigit() and len(value) <= 18
            )
        )


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
