"""Secrets in files of their own, and what is signed with them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from pathlib import Path

from modfilter.durable import write_file

_FORM = re.compile(r"([0-9a-f]{20})\.([0-9a-f]{1,12})\.([0-9a-f]{32})")


def key_from(path: Path, variable: str | None = None) -> bytes:
    """The key in the file, made where there is none; `variable` is used instead where it is set."""
    if variable:
        return variable.encode()
    if not path.exists():
        write_file(path, secrets.token_urlsafe(32).encode() + b"\n", 0o600)
    return path.read_bytes().strip()


class Signer:
    """Signs forms and links, so that only what this site gave out is taken back."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def form(self) -> str:
        """A token for one form: the id that its comment will have, and when it was given out."""
        comment, now = secrets.token_hex(10), f"{int(time.time()):x}"
        return f"{comment}.{now}.{self.mac('form', comment, now)}"

    def comment_of(self, token: str, seconds: float) -> str | None:
        """The id in a form's token; None where it is not ours or older than `seconds`."""
        found = _FORM.fullmatch(token)
        if found is None or not self.is_mac(found[3], "form", found[1], found[2]):
            return None
        return found[1] if time.time() - int(found[2], 16) < seconds else None

    def mac(self, *parts: str) -> str:
        """What proves that this site wrote `parts`."""
        message = b"".join(
            len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts)
        )
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:32]

    def is_mac(self, given: str, *parts: str) -> bool:
        """Whether `given` is the proof for `parts`; the time taken tells nothing about it."""
        return hmac.compare_digest(given.encode(), self.mac(*parts).encode())
