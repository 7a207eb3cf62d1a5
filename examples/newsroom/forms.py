"""What a browser, or anything else, sends in a form."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

_FIELDS = 20


@dataclass(frozen=True, slots=True)
class CommentForm:
    """The fields of the comment form, cleaned: `text` as it was written, the others on one line."""

    token: str = ""
    text: str = ""
    name: str = ""
    email: str = ""
    parent: str | None = None


def fields(body: bytes) -> Mapping[str, str]:
    """A form's fields; bytes that are no UTF-8 become U+FFFD, of too many fields none is read."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_FIELDS,
        )
    except ValueError:
        return {}
    return dict(pairs)


def comment_form(found: Mapping[str, str]) -> CommentForm:
    """The comment form that was filled in."""
    # Browsers send CR LF; NUL and halves of surrogate pairs are no text.
    text = found.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    return CommentForm(
        token=found.get("token", "")[:100],
        text=text.replace("\0", "\ufffd").encode("utf-8", "replace").decode(),
        name=one_line(found.get("name", "")),
        email=found.get("email", "").strip(" "),
        parent=found.get("parent", "")[:40] or None,
    )


def one_line(text: str) -> str:
    """`text` without characters that control something: line ends, directions, unseen ones."""
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return " ".join(kept.split())
