"""The spool: a folder in which decisions wait while the store is away, a file for each transaction.

Authors' references are never written there as they are: their keyed hashes stand in for them.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modfilter.domain import Action, Context
from modfilter.durable import make_folder, sync_folder, unfinished, write_file

if TYPE_CHECKING:
    from modfilter.store.records import Automatic

LOG = logging.getLogger("modfilter.server")
_ENDING = ".spooled"


class Spool:
    """One folder; several processes may share it. Nobody but its user can read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def beside(cls, url: str) -> Spool:
        """The spool of the store at `url` where none is named: beside SQLite, or in this folder."""
        scheme, _, rest = url.partition(":///")
        if scheme.startswith("sqlite") and rest:
            return cls(Path(f"{rest}.spool"))
        return cls(Path("modfilter-spool"))

    def waiting(self) -> list[Path]:
        """The files that wait, oldest first."""
        return sorted(self.folder.glob(f"*{_ENDING}"))

    def put(self, items: Sequence[Automatic]) -> None:
        """Keep a transaction; it is on the disk when this returns.

        `items` have `pseudonym` in the place of `author`.
        """
        if not self.folder.is_dir():
            make_folder(self.folder)
            self.folder.chmod(0o700)
        target = self.folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}{_ENDING}"
        aside = unfinished(target)
        lines = "".join(json.dumps(as_object(item)) + "\n" for item in items)
        write_file(aside, lines.encode(), 0o600)
        aside.rename(target)
        sync_folder(self.folder)

    def take(self, path: Path) -> list[Automatic] | None:
        """What a file holds; one that is damaged is set aside: None.

        FileNotFoundError where another worker was faster.
        """
        lines = path.read_bytes().splitlines()
        try:
            return [from_object(json.loads(line)) for line in lines]
        except (ValueError, TypeError, KeyError) as error:
            LOG.error("%s is damaged (%s) and set aside", path, type(error).__name__)
            path.rename(path.with_suffix(".damaged"))
            return None


def as_object(item: Automatic) -> dict[str, Any]:
    """An automatic decision in plain values, less the author's reference."""
    names = [field.name for field in fields(item) if field.name != "author"]
    return {name: _plain(getattr(item, name)) for name in names}


def from_object(found: dict[str, Any]) -> Automatic:
    """The decision that `as_object` made these values of."""
    from modfilter.store.records import Automatic

    own, at = found["filter_action"], found["decided_at"]
    return Automatic(
        **{
            **found,
            "action": Action(found["action"]),
            "filter_action": None if own is None else Action(own),
            "decided_at": None if at is None else datetime.fromisoformat(at),
            "context": Context(*found.get("context", ())),
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Context):
        return list(astuple(value))
    return value
