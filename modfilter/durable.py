"""Files that are whole whenever a process or the power ends: written aside, flushed, then renamed.

Everything goes through `os` one call at a time, so that tests can end a process between any two.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)
_UNFINISHED = ".unfinished-"


def replace_text(path: Path, text: str, mode: int = 0o666) -> None:
    """Give `path` this content at once: readers and crashes meet the old text or the new one."""
    aside = unfinished(path)
    write_file(aside, text.encode(), mode)
    aside.replace(path)
    sync_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add a line to `path`; it is on the disk when this returns.

    A crash can leave a part of the line. The next line starts anew after it, so that readers lose
    nothing but what was never confirmed.
    """
    is_new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o666)
    try:
        data = line.encode() + b"\n"
        size = os.fstat(file).st_size
        if size:
            os.lseek(file, size - 1, os.SEEK_SET)
            if os.read(file, 1) != b"\n":
                data = b"\n" + data
        _write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)
    if is_new:
        sync_folder(path.parent)


def write_file(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a new file. Its content is on the disk then, its name only after `sync_folder`."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
    try:
        _write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file. Its content is on the disk then, its name only after `sync_folder`."""
    reader = os.open(source, os.O_RDONLY | _BINARY)
    try:
        writer = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
        try:
            while data := os.read(reader, _CHUNK):
                _write_all(writer, data)
            os.fsync(writer)
        finally:
            os.close(writer)
    finally:
        os.close(reader)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing; all are on the disk afterwards."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def replace_folder(target: Path, fill: Callable[[Path], object]) -> None:
    """Have `fill` write a folder beside `target`, then put it in the place of what is there.

    Where `fill` fails, everything stays as it was. Folders cannot change places in one step: a
    process that is killed between two renames leaves the old one under a name of its own.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        fresh, old = Path(folder) / "new", Path(folder) / "old"
        fill(fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)


def sync_folder(folder: Path) -> None:
    """Put the names in `folder` on the disk, where the system can do that for folders."""
    try:
        file = os.open(folder, os.O_RDONLY)
    except PermissionError:
        # Windows opens no folders; there, names are as durable as they get.
        return
    try:
        os.fsync(file)
    except OSError:
        # Some network file systems have no such call for folders.
        pass
    finally:
        os.close(file)


def unfinished(path: Path) -> Path:
    """A free name beside `path` for what is still being written."""
    return path.with_name(f"{_UNFINISHED}{path.name}-{secrets.token_hex(6)}")


def leftovers(folder: Path) -> list[Path]:
    """What crashes left in `folder` under names of `unfinished`."""
    return sorted(folder.glob(f"{_UNFINISHED}*"))


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
