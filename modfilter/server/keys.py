"""API keys: who may ask for what. Only hashes are kept.

A key is 160 random bits, so a fast hash (SHA-256) keeps it as safe as a slow one would. It fits
into the name of a host, in small letters: some of Akismet's clients carry it nowhere else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from modfilter.durable import make_folder, replace_text
from modfilter.errors import ModfilterError
from modfilter.lock import locked

_FORM = re.compile(r"mf-([0-9a-f]{12})-([0-9a-f]{40})")
_NOTHING = bytes(32)
_LOCK_SECONDS = 10.0


class KeysError(ModfilterError):
    """A file of keys that cannot be used, or a key that is not in it."""


class Scope(StrEnum):
    """What a key may do."""

    MODERATE = "moderate"
    """Have comments judged."""
    DECIDE = "decide"
    """Send moderators' decisions, and hear them."""
    REVIEW = "review"
    """Work on the review queue."""
    ADMIN = "admin"
    """Reload model and policy, see metrics; all of the above."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: what it is for, what it may do, and the hash of its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    sha256: str
    created: str
    revoked: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the key allows this."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


ANYBODY = Key("", "anybody", (Scope.ADMIN,), "", "")
"""Who asks a server that has no keys and listens to this machine only."""


class Keys:
    """The keys in force, by what a request brings."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._by_id = {key.id: key for key in keys if key.revoked is None}

    def __len__(self) -> int:
        return len(self._by_id)

    def with_id(self, key_id: str) -> Key | None:
        """The key with this id, which is no secret, while it is in force."""
        return self._by_id.get(key_id)

    def find(self, given: str) -> Key | None:
        """The key that `given` is; the time this takes tells nothing about any secret."""
        form = _FORM.fullmatch(given)
        key = self._by_id.get(form[1]) if form else None
        kept = _NOTHING if key is None else bytes.fromhex(key.sha256)
        same = hmac.compare_digest(_hash(given), kept)
        return key if same else None


class KeyFile:
    """A JSON file with all keys, revoked ones too. Safe for several processes at once."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def read(self) -> tuple[Key, ...]:
        """All keys, oldest first; none where there is no file yet. Raises KeysError."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
            return tuple(_key(entry) for entry in found["keys"])
        except FileNotFoundError:
            return ()
        except (ValueError, KeyError, TypeError) as error:
            raise KeysError(
                f"keys {self.path}: not a file of keys ({type(error).__name__}); "
                "restore it, or move it away and create keys anew"
            ) from None

    def create(self, name: str, scopes: Iterable[Scope]) -> tuple[Key, str]:
        """A new key, and the text to give to whoever uses it, which is kept nowhere."""
        key_id = secrets.token_hex(6)
        text = f"mf-{key_id}-{secrets.token_hex(20)}"
        ordered = tuple(scope for scope in Scope if scope in set(scopes))
        key = Key(key_id, name, ordered, _hash(text).hex(), _now())
        make_folder(self.path.absolute().parent)
        with locked(self.path.absolute().parent, _LOCK_SECONDS):
            self._write((*self.read(), key))
        return key, text

    def revoke(self, key_id: str) -> Key:
        """Make the key with this id worthless. Raises KeysError where there is none."""
        if not self.path.exists():
            raise KeysError(f"keys {self.path}: there is no such file; `modfilter keys create`")
        with locked(self.path.absolute().parent, _LOCK_SECONDS):
            keys = self.read()
            found = next((key for key in keys if key.id == key_id), None)
            if found is None:
                raise KeysError(f"keys {self.path}: there is no such key; `modfilter keys list`")
            if found.revoked is None:
                found = replace(found, revoked=_now())
                self._write(tuple(found if key.id == key_id else key for key in keys))
        return found

    def _write(self, keys: tuple[Key, ...]) -> None:
        found = {"keys": [asdict(key) for key in keys]}
        replace_text(self.path, json.dumps(found, indent=1, ensure_ascii=False) + "\n", mode=0o600)


def _key(entry: dict[str, Any]) -> Key:
    revoked = entry["revoked"]
    if not re.fullmatch("[0-9a-f]{64}", entry["sha256"]):
        raise ValueError("sha256")
    return Key(
        str(entry["id"]),
        str(entry["name"]),
        tuple(Scope(scope) for scope in entry["scopes"]),
        entry["sha256"],
        str(entry["created"]),
        None if revoked is None else str(revoked),
    )


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
