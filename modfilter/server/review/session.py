"""Who is at the review page: a signed cookie, and the token that every form carries.

Nothing is kept on the server, so that any worker knows a moderator whom another one let in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from modfilter.errors import InputError

COOKIE = "modfilter_review"
LIFETIME = 12 * 3600
"""Seconds after which a moderator shows the key again: longer than a working day."""
_VERSION = 1
_PSEUDONYM = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Session:
    """One moderator in one browser. `moderator` is empty until somebody has logged in.

    `key_id` is the API key that let them in, empty on a server without keys. `issued` is in seconds
    since 1970; `nonce` makes the session's token its own.
    """

    moderator: str
    key_id: str
    issued: int
    nonce: str


class Sessions:
    """Seals sessions into cookies, and reads back only what this site has sealed.

    `secret` is shared by all workers. Sealed with HMAC-SHA256 (RFC 2104).
    """

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._clock = clock

    def begun(self, moderator: str = "", key_id: str = "") -> Session:
        """A new session; logging in begins one, so that nobody can plant theirs on another."""
        return Session(moderator, key_id, int(self._clock()), secrets.token_urlsafe(18))

    def sealed(self, session: Session) -> str:
        """The session as a cookie's value."""
        content = [_VERSION, session.moderator, session.key_id, session.issued, session.nonce]
        plain = json.dumps(content, separators=(",", ":")).encode()
        packed = base64.urlsafe_b64encode(plain).decode().rstrip("=")
        return f"{packed}.{self._mac('cookie', packed)}"

    def read(self, cookie: str | None) -> Session | None:
        """The session in a cookie; None where it is missing, not ours, or too old."""
        packed, _, mac = (cookie or "").partition(".")
        if not hmac.compare_digest(self._mac("cookie", packed).encode(), mac.encode()):
            return None
        # It was sealed here, so it can be read.
        content = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        if content[0] != _VERSION:
            return None
        session = Session(*content[1:])
        if not 0 <= self._clock() - session.issued < LIFETIME:
            return None
        return session

    def token(self, session: Session) -> str:
        """What a form has to carry so that it is known to come from a page of this session."""
        return self._mac("form", session.nonce)

    def is_token(self, session: Session, given: str) -> bool:
        """Whether `given` is the session's token; the time this takes tells nothing."""
        return hmac.compare_digest(self.token(session).encode(), given.encode("utf-8", "replace"))

    def _mac(self, purpose: str, text: str) -> str:
        message = f"{purpose}:{text}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def pseudonym(name: str) -> str:
    """The name that a moderator gives where there are no keys. InputError for what is none."""
    name = name.strip()
    if "@" in name:
        raise InputError(
            "An e-mail address is not stored with decisions: choose a pseudonym such as mod-3."
        )
    if not _PSEUDONYM.fullmatch(name):
        raise InputError(
            "A pseudonym is one word of at most 40 letters, digits, dots and hyphens, "
            "such as mod-3."
        )
    return name
