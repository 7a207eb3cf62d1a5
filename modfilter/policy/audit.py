"""Audit samples: a share of what the filter is sure about goes to review all the same.

A site whose moderators see only what the filter doubted cannot know how much bad it publishes and
how much good it rejects. Comments are drawn without randomness, by a keyed hash (BLAKE2b, RFC
7693), so that the same comment is drawn on every machine and nobody without the key can tell which.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from modfilter.domain import Action, Comment
from modfilter.errors import PolicyError

KEY_VARIABLE = "MODFILTER_KEY"
"""The environment variable that holds the site's key."""
_LEAST_KEY = 16
_DIGEST = 8
_ALL = 1 << (8 * _DIGEST)
_PERSON = b"modfilter audit"


@dataclass(frozen=True, slots=True)
class AuditShares:
    """The shares, in 0..1, of published and of rejected comments that are drawn for review.

    `key` is the site's; it is needed only where a share is above zero.
    """

    published: float = 0.0
    rejected: float = 0.0
    key: bytes | None = field(default=None, repr=False)

    @property
    def draws(self) -> bool:
        """Whether any comment can be drawn."""
        return self.published > 0 or self.rejected > 0

    @property
    def meaning(self) -> Mapping[str, object]:
        """What the shares and the key come to, for a policy's id: the key is not in it."""
        key = None if self.key is None else hashlib.sha256(_PERSON + self.key).hexdigest()
        return {"published": self.published, "rejected": self.rejected, "key": key}

    def share(self, action: Action) -> float:
        """The share of comments with this action that are drawn; review has none."""
        if action is Action.PUBLISH:
            return self.published
        return self.rejected if action is Action.REJECT else 0.0


NO_AUDIT = AuditShares()


def site_key() -> bytes | None:
    """The site's key from MODFILTER_KEY, or None where that is unset or empty.

    Raises PolicyError for a key that could be guessed from a policy's id.
    """
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        return None
    if len(key) < _LEAST_KEY:
        raise PolicyError(
            f"{KEY_VARIABLE} has {len(key)} characters and needs {_LEAST_KEY} or more; {_MAKE_KEY}"
        )
    return key.encode("utf-8", "surrogateescape")


def require_key(shares: AuditShares) -> None:
    """Raise PolicyError where comments are to be drawn and there is no key to draw them by."""
    if shares.draws and shares.key is None:
        raise PolicyError(
            f"[audit] draws comments by the site's key, and {KEY_VARIABLE} is not set; "
            f"{_MAKE_KEY}, and keep it: another key draws other comments"
        )


def is_drawn(comment: Comment, share: float, key: bytes) -> bool:
    """Whether the comment is among the share of comments that `key` draws.

    A larger share draws the same comments and more. The text counts as well as the id, so that
    comments without an id, or with ids that are used again, are drawn as others are, and an
    edited comment anew.
    """
    digest = _keyed(key).copy()
    name = b"" if comment.id is None else str(comment.id).encode("utf-8", "surrogatepass")
    digest.update(b"%d:" % len(name) if comment.id is not None else b"-:")
    digest.update(name)
    digest.update(comment.text.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "big") < round(share * _ALL)


@functools.lru_cache(maxsize=8)
def _keyed(key: bytes) -> hashlib.blake2b:
    # BLAKE2b takes keys of 64 bytes at most; the site's may be longer.
    short = hashlib.blake2b(key).digest()
    return hashlib.blake2b(key=short, digest_size=_DIGEST, person=_PERSON)


_MAKE_KEY = "make one with `python3 -c 'import secrets; print(secrets.token_hex(32))'`"
