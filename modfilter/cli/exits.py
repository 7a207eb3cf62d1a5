"""Exit statuses, one place for all commands; docs/cli.md explains them."""

from __future__ import annotations

import click

DONE = 0
FAIL_ON_MET = 1
REFUSED = 1
USAGE = 2
NO_COMMENTS = 3
WORKER_DIED = 70
"""EX_SOFTWARE of sysexits.h: a worker process ended before it answered."""
IO_ERROR = 74
"""EX_IOERR of sysexits.h: the answers could not be written."""
CLOSED_PIPE = 141
"""What shells report of a program ended by SIGPIPE, as `head` ends those that feed it."""


class Failure(click.ClickException):
    """Ends the command with one line on standard error and an exit status."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]
