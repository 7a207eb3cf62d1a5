"""Keyed hashes: only who holds the key can find again what somebody wrote.

HMAC-SHA256 (RFC 2104). Without the key, a hash of a user number or an e-mail address would be
undone by trying them all.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from modfilter.errors import StoreError
from modfilter.policy.audit import KEY_VARIABLE, site_key

_BYTES = 16


class Pseudonyms:
    """Makes pseudonyms with the site's key: MODFILTER_KEY, or a key file beside a SQLite store.

    `confirm` is called once with the key's own fingerprint, and has to raise StoreError for a key
    that is not the one that this store was filled with.
    """

    def __init__(self, path: Path | None, confirm: Callable[[str], None]) -> None:
        self._path = None if path is None else path.with_name(path.name + ".key")
        self._confirm = confirm
        self._key: bytes | None = None

    def author(self, reference: str, source: str) -> str:
        """The pseudonym of an author; the same reference at another source is another author."""
        return self._hash("author", source, reference)

    def unconfirmed_author(self, reference: str, source: str) -> str:
        """As `author`, for while the store cannot be asked whether the key is its own."""
        return _mac(self._key or self._found_key(), "author", source, reference)

    def confirm(self) -> None:
        """Raise StoreError where there is no key, or not this store's."""
        if self._key is None:
            key = self._found_key()
            self._confirm(_mac(key, "store")[:16])
            self._key = key

    def secret(self, purpose: str) -> bytes:
        """A secret of the site's for one purpose, from which its key cannot be told."""
        return self._hash("secret", purpose).encode()

    def moderator(self, name: str) -> str:
        """`name`, or a pseudonym where it looks like a person's name or an e-mail address."""
        if "@" not in name and not any(map(str.isspace, name)):
            return name
        return "m-" + self._hash("moderator", name)[:12]

    def _hash(self, *parts: str) -> str:
        self.confirm()
        assert self._key is not None
        return _mac(self._key, *parts)

    def _found_key(self) -> bytes:
        return site_key() or self._from_file()

    def _from_file(self) -> bytes:
        if self._path is None:
            raise StoreError(
                f"authors and moderators are stored as keyed hashes, and there is no key: set "
                f"{KEY_VARIABLE} to a secret of 16 characters or more, the same on every machine"
            )
        try:
            key = self._path.read_bytes().strip()
        except FileNotFoundError:
            key = _made(self._path)
        except OSError as error:
            raise StoreError(f"cannot read the key file {self._path}: {error.strerror}") from None
        if len(key) < _BYTES:
            raise StoreError(f"the key file {self._path} is damaged: put the saved one back")
        return key


def _mac(key: bytes, *parts: str) -> str:
    # Lengths in front: ("ab", "c") and ("a", "bc") are different.
    message = b"".join(
        len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts)
    )
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]


def _made(path: Path) -> bytes:
    """A new key in a file of its own; where another process was quicker, its key."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_hex(32).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return path.read_bytes().strip()
    except OSError as error:
        raise StoreError(f"cannot write the key file {path}: {error.strerror}") from None
