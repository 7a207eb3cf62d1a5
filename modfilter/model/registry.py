"""A models folder: bundles under their ids, one of them the champion, and who changed that and why.

    FOLDER/<id>/            a bundle; never changed once it is there
    FOLDER/champion         the id of the champion: replaced at once, so that it is always whole
    FOLDER/history.jsonl    see history.py
    FOLDER/.lock            held by whoever changes the folder

Readers need no lock: whenever they look, and whatever crashed, the champion is a whole bundle.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from modfilter.durable import (
    copy_file,
    leftovers,
    make_folder,
    replace_text,
    sync_folder,
    unfinished,
)
from modfilter.errors import BundleError, ModelsError, PromotionRefusedError
from modfilter.lock import locked
from modfilter.model.bundle import DESCRIPTION, Bundle, load_bundle, read_description
from modfilter.model.history import (
    Change,
    Event,
    champions,
    event,
    read_events,
    unconfirmed,
    write_event,
)

CHAMPION = "champion"
HISTORY = "history.jsonl"
CARD = "README.md"

_ID = re.compile(r"[0-9a-f]{12}")
_LEAST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A model in a models folder."""

    id: str
    folder: Path
    is_champion: bool
    added: Event | None
    """When it came in and who brought it, where the history knows."""


class ModelsFolder:
    """Bundles of which one is the champion. Safe for several processes and threads at once.

    Every change is atomic: whenever its process ends, the champion is the old one or the new one,
    whole, and the new one only with its line in the history.
    """

    def __init__(self, path: str | Path, *, seconds: float = 10.0) -> None:
        """The models folder at `path`; changes wait `seconds` for others to finish theirs."""
        self.path = Path(path)
        self._seconds = seconds

    def champion(self) -> str | None:
        """The champion's id, or None where none has been promoted yet."""
        try:
            found = (self.path / CHAMPION).read_text("utf-8", "replace").strip()
        except FileNotFoundError:
            return None
        if not _ID.fullmatch(found):
            raise ModelsError(
                f"models folder {self.path}: the file {CHAMPION} holds no model's id; "
                "`modfilter models promote ID` writes it anew"
            )
        return found

    def champion_folder(self) -> Path:
        """The champion's bundle; ModelsError where there is none."""
        found = self.champion()
        if found is None:
            raise ModelsError(
                f"models folder {self.path} has no champion yet: `modfilter models promote ID`"
                if self.path.is_dir()
                else f"there is no models folder {self.path}: `modfilter models add` makes it"
            )
        return self.path / found

    def list(self) -> tuple[Kept, ...]:
        """The models by when they came in; those that the history does not know come first."""
        if not self.path.is_dir():
            raise ModelsError(
                f"there is no models folder {self.path}: `modfilter models add` makes it"
            )
        champion = self._champion_or_none()
        added = {found.model: found for found in read_events(self.path / HISTORY) if _is_add(found)}
        order = {model: place for place, model in enumerate(added)}
        ids = (entry.name for entry in self.path.iterdir() if _ID.fullmatch(entry.name))
        return tuple(
            Kept(model, self.path / model, model == champion, added.get(model))
            for model in sorted(ids, key=lambda model: (order.get(model, -1), model))
        )

    def find(self, name: str) -> str:
        """The id that `name` means: an id, the start of one, or "champion"."""
        if name == CHAMPION:
            return self.champion_folder().name
        ids = [kept.id for kept in self.list()]
        found = [model for model in ids if model.startswith(name)]
        if name in ids:
            return name
        if len(found) == 1 and len(name) >= _LEAST_PREFIX:
            return found[0]
        what = "several models start" if len(found) > 1 else "no model starts"
        raise ModelsError(
            f'models folder {self.path}: {what} with "{name}"; `modfilter models list` shows all'
        )

    def history(self) -> tuple[Event, ...]:
        """Every change, oldest first; one that was begun and never came is marked."""
        while True:
            champion = self._champion_or_none()
            events = read_events(self.path / HISTORY)
            # A promotion between the two readings would look like one that never came.
            if champion == self._champion_or_none():
                break
        pending = unconfirmed(events, champion)
        if pending is None:
            return events
        return tuple(
            replace(found, completed=False) if found is pending else found for found in events
        )

    def add(
        self, bundle: str | Path, *, who: str, why: str = "", reasons: Sequence[str] = ()
    ) -> str:
        """Copy a bundle in under its id, verified, and return the id.

        `reasons` are what a comparison found against it: promoting it then takes a note. A model
        that is there already stays as it is; where its files are damaged, they are mended.
        Raises BundleError where the bundle cannot be loaded.
        """
        source = Path(bundle)
        loaded = load_bundle(source)
        make_folder(self.path)
        with self._changing():
            self._bring_in(source, loaded)
            known = [found for found in read_events(self.path / HISTORY) if _is_add(found)]
            last = next((found for found in reversed(known) if found.model == loaded.id), None)
            if last is None or last.reasons != tuple(reasons):
                self._write(event(Change.ADD, loaded.id, None, who=who, why=why, reasons=reasons))
        return loaded.id

    def promote(
        self,
        model: str,
        *,
        who: str,
        why: str,
        note: str | None = None,
        reasons: Sequence[str] = (),
    ) -> Event | None:
        """Make `model` the champion and return what was written down; None if it was already.

        `reasons`, and those it was added with, speak against it: PromotionRefusedError, unless
        `note` says why it is promoted all the same. A model that cannot be loaded is never
        promoted (BundleError).
        """
        with self._changing():
            found = self.find(model)
            load_bundle(self.path / found)
            was = self._champion_or_none()
            if was == found:
                return None
            against = tuple(dict.fromkeys((*self._reasons_against(found), *reasons)))
            if against and note is None:
                raise PromotionRefusedError(
                    f"model {found} is not promoted: {'; '.join(against)}. "
                    "To promote it all the same, say why: --force --note TEXT",
                    against,
                )
            return self._move(
                event(Change.PROMOTE, found, was, who=who, why=why, reasons=against, note=note)
            )

    def rollback(self, *, who: str, why: str) -> Event:
        """Make the champion before this one champion again; another rollback goes further back.

        To undo a rollback, promote the model again. ModelsError at the first champion of all.
        """
        with self._changing():
            was = self.champion_folder().name
            line = champions(read_events(self.path / HISTORY))
            if len(line) < 2:
                raise ModelsError(
                    f"models folder {self.path}: {was} is the first champion, there is none to go "
                    "back to; `modfilter models promote ID` takes any other model"
                )
            load_bundle(self.path / line[-2])
            return self._move(event(Change.ROLLBACK, line[-2], was, who=who, why=why))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        if not self.path.is_dir():
            raise ModelsError(
                f"there is no models folder {self.path}: `modfilter models add` makes it"
            )
        with locked(self.path, self._seconds):
            for path in leftovers(self.path):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            self._settle()
            yield

    def _settle(self) -> None:
        """Write down how a change that crashed ended, and a champion that came without a line."""
        champion = self._champion_or_none()
        events = read_events(self.path / HISTORY)
        pending = unconfirmed(events, champion)
        if pending is not None:
            self._write(
                event(
                    Change.ABANDON, pending.model, pending.was,
                    who="modfilter", why="its process ended before the change came",
                )
            )  # fmt: skip
            return
        before = champions(events)[-1:]
        if champion is not None and before != [champion]:
            self._write(
                event(
                    Change.FOUND, champion, before[0] if before else None,
                    who="unknown", why="the champion was changed by other means",
                )
            )  # fmt: skip

    def _move(self, change: Event) -> Event:
        self._write(change)
        replace_text(self.path / CHAMPION, change.model + "\n")
        return change

    def _write(self, happened: Event) -> None:
        write_event(self.path / HISTORY, happened)

    def _bring_in(self, source: Path, loaded: Bundle) -> None:
        target = self.path / loaded.id
        with suppress(BundleError):
            if load_bundle(target).id == loaded.id:
                return
        aside = unfinished(target)
        _copy(source, aside)
        if load_bundle(aside).id != loaded.id:
            raise ModelsError(f"model {source} changed while it was copied; add it again")
        if not target.exists():
            aside.rename(target)
        else:
            _mend(aside, target)
        sync_folder(self.path)

    def _reasons_against(self, model: str) -> tuple[str, ...]:
        known = [found for found in read_events(self.path / HISTORY) if _is_add(found)]
        return next((found.reasons for found in reversed(known) if found.model == model), ())

    def _champion_or_none(self) -> str | None:
        try:
            return self.champion()
        except ModelsError:
            return None


def is_models_folder(path: Path) -> bool:
    """Whether `path` is a models folder and no bundle."""
    if (path / DESCRIPTION).exists():
        return False
    return (path / CHAMPION).exists() or (path / HISTORY).exists()


def described(kept: Kept) -> dict[str, object]:
    """What a kept model says of itself; empty where that cannot be read."""
    try:
        return read_description(kept.folder)
    except BundleError:
        return {}


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for name in _files(source):
        copy_file(source / name, target / name)
    sync_folder(target)


def _mend(whole: Path, damaged: Path) -> None:
    """Give `damaged` the files of `whole`, each at once: no reader meets half a file."""
    damaged.mkdir(exist_ok=True)
    for name in _files(whole):
        (whole / name).replace(damaged / name)
    sync_folder(damaged)
    whole.rmdir()


def _files(folder: Path) -> list[str]:
    """The names of a bundle's files: the description last, so that mending ends with it."""
    arrays = sorted(path.name for path in folder.glob("*.npy"))
    return [*arrays, *(name for name in (CARD, DESCRIPTION) if (folder / name).exists())]


def _is_add(found: Event) -> bool:
    return found.change is Change.ADD
