"""A progress bar on standard error for people who wait for files to be read."""

from __future__ import annotations

import time
from typing import TextIO

from modfilter.cli.terminal import terminal_width

_SECONDS_BETWEEN = 0.1
_BAR = 30


class Progress:
    """Draws how much has been read; does nothing where `total` is None or zero."""

    def __init__(self, stream: TextIO, total: int | None) -> None:
        self._stream = stream
        self._total = total or 0
        self._started = time.monotonic()
        self._drawn_at = 0.0
        self._drawn = False

    def show(self, done: int, comments: int) -> None:
        """Draw the bar for `done` bytes and `comments` comments, ten times a second at most."""
        now = time.monotonic()
        if not self._total or now - self._drawn_at < _SECONDS_BETWEEN:
            return
        self._drawn_at, self._drawn = now, True
        share = min(1.0, done / self._total)
        filled = round(share * _BAR)
        rate = comments / max(now - self._started, 0.001)
        line = (
            f"[{'#' * filled}{'.' * (_BAR - filled)}] {share:4.0%}  "
            f"{comments:,} comments  {rate:,.0f}/s"
        )
        self._stream.write("\r" + line[: terminal_width() - 1] + "\x1b[K")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away, so that other lines can be written."""
        if self._drawn:
            self._drawn = False
            self._stream.write("\r\x1b[K")
            self._stream.flush()
