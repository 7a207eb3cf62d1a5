"""The signing secrets of Coral's phase, in a file that may change while the server runs."""

from __future__ import annotations

import logging
from pathlib import Path

from modfilter.server.settings import SettingsError

LOG = logging.getLogger("modfilter.server")


class SecretFile:
    """A file with one secret a line; while a secret is rotated, the old one and the new one.

    Raises SettingsError where it cannot be read or is empty when the server starts. If it becomes
    so later, the secrets that were read last stay in force.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._stamp: tuple[int, int] | None = None
        self._secrets: tuple[str, ...] = ()
        self._failed = False
        self._load()

    def read(self) -> tuple[str, ...]:
        """The secrets that are in the file now."""
        try:
            self._load()
            self._failed = False
        except SettingsError as error:
            if not self._failed:
                LOG.error("%s; the secrets stay as they were", error)
            self._failed = True
        return self._secrets

    def _load(self) -> None:
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp == self._stamp:
                return
            lines = self._path.read_text("utf-8").splitlines()
        except (OSError, ValueError) as error:
            cause = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise SettingsError(f"coral_secrets {self._path}: cannot be read: {cause}") from None
        secrets = tuple(line.strip() for line in lines if line.strip())
        if not secrets:
            raise SettingsError(
                f"coral_secrets {self._path}: holds no secret; copy the phase's signing secret "
                "into it, one a line"
            )
        self._secrets, self._stamp = secrets, stamp
