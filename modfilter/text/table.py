"""A table of pieces seen before: their bytes as two machine words, looked up for a whole batch.

Open addressing in numpy arrays. A piece of up to 16 bytes is its own exact key; longer ones go
through a dict. What is remembered about a piece is a pure function of its bytes, so the table
changes only the time an answer takes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modfilter.kernel import kernel
from modfilter.text.batch import Pieces

_ROWS = 1 << 17
_SLOTS = _ROWS * 2
# Three slots in eight: probing stays short.
_FULL = _ROWS * 3 // 4
_LONG_CHARS = 1 << 20
_EMPTY = -1
_MIX_LOW = np.uint64(0x9E3779B97F4A7C15)
_MIX_HIGH = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(64 - 18)
_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [(1 << 64) - 1], np.uint64)


class PieceTable:
    """Gives each distinct piece a row number, counted from 1; row 0 is the parting."""

    def __init__(self) -> None:
        self._low = np.zeros(_SLOTS, np.uint64)
        self._high = np.zeros(_SLOTS, np.uint64)
        self._row = np.full(_SLOTS, _EMPTY, np.int32)
        self._long: dict[bytes, int] = {}
        self._long_chars = 0
        self.rows = 1

    @property
    def is_full(self) -> bool:
        """True when a new table should take over."""
        return self.rows > _FULL or self._long_chars > _LONG_CHARS

    def seed(self, low: NDArray[np.uint64], high: NDArray[np.uint64]) -> None:
        """Fill an empty table with distinct keys; key k gets row k + 1."""
        slots = _slots(low, high)
        rest = np.arange(len(low))
        at = slots
        while len(rest):
            # Several keys may want one empty slot: the last writer has it, the others go on.
            free = self._row.take(at) == _EMPTY
            self._row[at[free]] = rest[free] + 1
            onward = (self._row.take(at) != rest + 1).nonzero()[0]
            at, rest = (at.take(onward) + 1) % _SLOTS, rest.take(onward)
        held = (self._row != _EMPTY).nonzero()[0]
        of = self._row.take(held) - 1
        self._low[held] = low.take(of)
        self._high[held] = high.take(of)
        self.rows = len(low) + 1

    def look_up(self, pieces: Pieces) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Rows of all pieces, and for each new row in order the index of a piece that has it."""
        if kernel is None:
            return self.look_up_in_numpy(pieces)
        rows = np.empty(len(pieces.starts), np.int32)
        self.rows, fresh, over = kernel.look_up(
            pieces.data, pieces.starts, pieces.lengths,
            self._low, self._high, self._row, self.rows, rows,
        )  # fmt: skip
        new = [np.frombuffer(fresh, np.intp)]
        if over:
            self._probe_long(np.frombuffer(over, np.intp), pieces, rows, new)
        return rows, new[0] if len(new) == 1 else np.concatenate(new)

    def look_up_in_numpy(self, pieces: Pieces) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """`look_up` where nothing was compiled."""
        starts, lengths = pieces.starts, pieces.lengths
        # Every byte offset as the start of a little-endian 8-byte word.
        loads = np.ndarray((len(pieces.data) - 8,), np.dtype("<u8"), pieces.data, 0, (1,))
        low = loads.take(starts) & _BYTES.take(np.minimum(lengths, 8))
        long = lengths > 8
        high = np.zeros(len(low), np.uint64)
        at = long.nonzero()[0]
        high[at] = loads.take(starts.take(at) + 8) & _BYTES.take(
            np.minimum(lengths.take(at) - 8, 8)
        )
        slots = _slots(low, high)
        rows = self._row.take(slots)
        hit = self._low.take(slots) == low
        hit &= self._high.take(slots) == high
        hit &= rows != _EMPTY
        over = lengths > 16
        hit[pieces.bounds] = True
        rows[pieces.bounds] = 0
        new: list[NDArray[np.intp]] = []
        rest = (~hit & ~over).nonzero()[0]
        if len(rest):
            self._probe(rest, low, high, slots, rows, new)
        beyond = over.nonzero()[0]
        if len(beyond):
            self._probe_long(beyond, pieces, rows, new)
        return rows, (np.concatenate(new) if new else np.empty(0, np.intp))

    def _probe(
        self,
        rest: NDArray[np.intp],
        low: NDArray[np.uint64],
        high: NDArray[np.uint64],
        slots: NDArray[np.int64],
        rows: NDArray[np.int32],
        new: list[NDArray[np.intp]],
    ) -> None:
        """Settle the pieces `rest` by linear probing; claims empty slots for new ones."""
        at = slots[rest]
        while len(rest):
            held = self._row[at]
            empty = held == _EMPTY
            same = ~empty & (self._low[at] == low[rest]) & (self._high[at] == high[rest])
            rows[rest[same]] = held[same]
            if empty.any():
                # Several pieces may want one slot: the last writer has it, and all that hold
                # the writer's key are settled when they look again.
                want = empty.nonzero()[0]
                self._row[at[want]] = want
                won = want[self._row[at[want]] == want]
                self._low[at[won]] = low[rest[won]]
                self._high[at[won]] = high[rest[won]]
                self._row[at[won]] = np.arange(self.rows, self.rows + len(won))
                rows[rest[won]] = self._row[at[won]]
                self.rows += len(won)
                new.append(rest[won])
                settled = same
                settled[won] = True
                onward = ~settled & ~empty
                again = ~settled & empty
                at = np.concatenate([(at[onward] + 1) % _SLOTS, at[again]])
                rest = np.concatenate([rest[onward], rest[again]])
            else:
                at = (at[~same] + 1) % _SLOTS
                rest = rest[~same]

    def _probe_long(
        self,
        beyond: NDArray[np.intp],
        pieces: Pieces,
        rows: NDArray[np.int32],
        new: list[NDArray[np.intp]],
    ) -> None:
        fresh = []
        for index in beyond.tolist():
            start = pieces.starts[index]
            key = pieces.data[start : start + pieces.lengths[index]].tobytes()
            row = self._long.get(key)
            if row is None:
                row = self._long[key] = self.rows
                self._long_chars += len(key)
                self.rows += 1
                fresh.append(index)
            rows[index] = row
        if fresh:
            new.append(np.array(fresh, np.intp))


def _slots(low: NDArray[np.uint64], high: NDArray[np.uint64]) -> NDArray[np.int64]:
    slots: NDArray[np.int64] = (
        ((low * _MIX_LOW) ^ (high * _MIX_HIGH)) * _MIX_LOW >> _SHIFT
    ).astype(np.int64)
    return slots
