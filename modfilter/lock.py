"""One writer at a time in a folder, also across processes and machines that share it."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from modfilter.durable import unfinished
from modfilter.errors import LockedError

try:
    import fcntl
except ImportError:
    # Windows: the lock is a file that only one process can create.
    fcntl = None  # type: ignore[assignment]

LOCK = ".lock"
"""The file whose lock is held; it stays, and means nothing by itself."""
HELD = ".lock-held"
"""Where files cannot be locked: the file that exists while somebody holds the lock."""

_PAUSE = 0.02
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
# A holder writes its name right after it created the file; a file that stays empty has no holder.
_NAMELESS_SECONDS = 5.0


@contextmanager
def locked(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the folder's lock, waiting up to `seconds` for it; LockedError after that.

    The system frees the lock of a process that ends, however it ends. Where files cannot be
    locked, the lock is a file with its holder's name, and is taken over from a holder that is gone.
    """
    file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        by_file = _lock(file, folder, seconds)
        try:
            yield
        finally:
            if by_file:
                (folder / HELD).unlink(missing_ok=True)
            else:
                fcntl.flock(file, fcntl.LOCK_UN)
    finally:
        os.close(file)


def _lock(file: int, folder: Path, seconds: float) -> bool:
    """Take the lock; True where that took a file of its own."""
    until = time.monotonic() + seconds
    while True:
        try:
            if fcntl is None:
                raise OSError(errno.ENOSYS, "no locks")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            if _created(folder / HELD):
                return True
        else:
            os.truncate(folder / LOCK, 0)
            os.pwrite(file, _me().encode(), 0)
            return False
        if time.monotonic() >= until:
            raise LockedError(_busy(folder, seconds))
        time.sleep(_PAUSE)


def _created(held: Path) -> bool:
    """Create the file that is the lock, or take it over from a holder that is gone."""
    try:
        file = os.open(held, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        with suppress(FileNotFoundError):
            _remove_if_gone(held)
        return False
    try:
        os.write(file, _me().encode())
    finally:
        os.close(file)
    return True


def _remove_if_gone(held: Path) -> None:
    holder = held.read_text("utf-8", "replace")
    if not _is_gone(holder, time.time() - held.stat().st_mtime):
        return
    aside = unfinished(held)
    held.rename(aside)
    # Between reading and renaming, another process may have taken it over: give that one back.
    if aside.read_text("utf-8", "replace") != holder:
        with suppress(OSError):
            os.link(aside, held)
    aside.unlink()


def _is_gone(holder: str, seconds: float) -> bool:
    pid, _, host = holder.partition(" on ")
    if not pid.isdigit():
        return seconds > _NAMELESS_SECONDS
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _me() -> str:
    return f"{os.getpid()} on {socket.gethostname()}"


def _busy(folder: Path, seconds: float) -> str:
    holder, cure = "", "try again"
    for name in (HELD, LOCK):
        with suppress(OSError):
            if holder := (folder / name).read_text("utf-8", "replace"):
                if name == HELD:
                    cure += f", or delete {folder / HELD} if that process is no more"
                break
    who = f"process {holder}" if holder else "another process"
    return f"folder {folder}: {who} is changing it, and was not done in {seconds:g} s; {cure}"
