"""Every step by which a process changes the disk, one by one; and what a power cut leaves of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHANGES = (
    "open", "write", "pwrite", "truncate", "ftruncate", "fsync", "rename", "replace", "mkdir",
    "rmdir", "unlink", "link", "close",
)  # fmt: skip
AUDITED = {"os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "os.truncate"}

Step = Callable[[str, tuple[Any, ...], Callable[[], Any]], Any]


@contextmanager
def stepping(step: Step) -> Iterator[Callable[[], bool]]:
    """Have `step(name, arguments, call)` make every call that can change the disk.

    Yields whether such a call is under way: what changes the disk outside of one went past.
    """
    originals = {name: getattr(os, name) for name in CHANGES}
    depth = 0

    def wrapped(name: str) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal depth
            depth += 1
            try:
                return step(name, args, lambda: originals[name](*args, **more))
            finally:
                depth -= 1

        return call

    for name in CHANGES:
        setattr(os, name, wrapped(name))
    try:
        yield lambda: depth > 0
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


def changes_disk(name: str, args: tuple[Any, ...]) -> bool:
    """Whether a call can leave the disk other than it was."""
    if name == "open":
        return bool(args[1] & (os.O_CREAT | os.O_TRUNC))
    return name != "close"


@dataclass(slots=True)
class _File:
    cached: bytearray
    kept: bytes


@dataclass(slots=True)
class _Folder:
    cached: dict[str, _File | _Folder] = field(default_factory=dict)
    kept: dict[str, _File | _Folder] = field(default_factory=dict)


class Disk:
    """A folder as the system caches it and as the disk keeps it: only flushed bytes and names."""

    def __init__(self, root: Path, flushes: tuple[str, ...] = ("files", "folders")) -> None:
        self._root = root
        self._flushes = flushes
        self._tree = _read(root)
        self._open: dict[int, _File | _Folder] = {}

    def apply(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        """Follow one call."""
        if name == "open":
            node = self._opened(Path(args[0]), args[1])
            if node is not None:
                self._open[result] = node
        elif name in ("write", "pwrite"):
            if isinstance(file := self._open.get(args[0]), _File):
                at = len(file.cached) if name == "write" else args[2]
                file.cached[at:] = bytes(args[1])[:result]
        elif name == "truncate":
            file = self._at(Path(args[0]))
            assert isinstance(file, _File)
            del file.cached[args[1] :]
        elif name == "fsync":
            node = self._open.get(args[0])
            if ("files" if isinstance(node, _File) else "folders") in self._flushes:
                _keep(node)
        elif name in ("rename", "replace"):
            source, target = Path(args[0]), Path(args[1])
            self._folder(target).cached[target.name] = self._folder(source).cached.pop(source.name)
        elif name == "mkdir":
            self._folder(Path(args[0])).cached[Path(args[0]).name] = _Folder()
        elif name in ("rmdir", "unlink"):
            del self._folder(Path(args[0])).cached[Path(args[0]).name]
        elif name == "close":
            self._open.pop(args[0], None)
        else:
            raise NotImplementedError(name)

    def after_power_cut(self, *, names: bool, data: bool) -> dict[str, bytes]:
        """Files that are left: names and data that were not flushed are lost, or have survived."""
        found: dict[str, bytes] = {}
        _collect(self._tree, "", names, data, found)
        return found

    def _opened(self, path: Path, flags: int) -> _File | _Folder | None:
        if not path.is_relative_to(self._root):
            return None
        if path == self._root:
            return self._tree
        names = self._folder(path).cached
        if path.name not in names and flags & os.O_CREAT:
            names[path.name] = _File(bytearray(), b"")
        node = names[path.name]
        if isinstance(node, _File) and flags & os.O_TRUNC:
            node.cached.clear()
        return node

    def _folder(self, path: Path) -> _Folder:
        found = self._at(path.parent)
        assert isinstance(found, _Folder)
        return found

    def _at(self, path: Path) -> _File | _Folder:
        node: _File | _Folder = self._tree
        for part in path.relative_to(self._root).parts:
            assert isinstance(node, _Folder)
            node = node.cached[part]
        return node


def _keep(node: _File | _Folder | None) -> None:
    if isinstance(node, _File):
        node.kept = bytes(node.cached)
    elif node is not None:
        node.kept = dict(node.cached)


def _read(path: Path) -> _Folder:
    folder = _Folder()
    for entry in path.iterdir():
        if entry.is_dir():
            folder.cached[entry.name] = _read(entry)
        else:
            data = entry.read_bytes()
            folder.cached[entry.name] = _File(bytearray(data), data)
    _keep(folder)
    return folder


def _collect(folder: _Folder, at: str, names: bool, data: bool, found: dict[str, bytes]) -> None:
    for name, node in (folder.cached if names else folder.kept).items():
        if isinstance(node, _Folder):
            _collect(node, f"{at}{name}/", names, data, found)
        else:
            found[at + name] = bytes(node.cached) if data else node.kept
