"""Standard output for answers: whole lines only, and every failure is told."""

from __future__ import annotations

import errno
import io
import os
import stat
from typing import BinaryIO, TextIO

from modfilter.cli.interrupt import Interrupts


class OutputError(Exception):
    """The answers could not be written (a full disk, say)."""


class ClosedPipeError(Exception):
    """The program that reads the answers has gone: no error, but no more to do."""


class Sink:
    """Writes blocks of whole lines at once, so that each answer is out as soon as it is known."""

    def __init__(self, stream: BinaryIO, interrupts: Interrupts) -> None:
        self._interrupts = interrupts
        self._descriptor: int | None = None
        self._stream = stream
        try:
            stream.flush()
            self._descriptor = stream.fileno()
        except (OSError, ValueError, io.UnsupportedOperation):
            # Standard output without a descriptor: a test's, say.
            self._descriptor = None
        self.lines_written = 0

    def write(self, block: bytes) -> None:
        """Write `block`, which ends with a line feed; a Ctrl-C meanwhile waits for its end.

        Raises ClosedPipeError or OutputError. Where a regular file takes only part of the block,
        the half line at its end is taken back.
        """
        if not block:
            return
        with self._interrupts.held():
            if self._descriptor is None:
                self._stream.write(block)
                self._stream.flush()
            else:
                self._write_all(self._descriptor, block)
            self.lines_written += block.count(b"\n")

    def _write_all(self, descriptor: int, block: bytes) -> None:
        rest = memoryview(block)
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        except BrokenPipeError:
            raise ClosedPipeError from None
        except OSError as error:
            if error.errno == errno.EINVAL and os.name == "nt":
                raise ClosedPipeError from None
            whole = self._take_back_half_line(descriptor, block[: len(block) - len(rest)])
            self.lines_written += whole
            raise OutputError(
                f"cannot write the answers: {(error.strerror or str(error)).lower()}. "
                f"{self.lines_written:,} whole lines of output were written; make room and "
                "run again"
            ) from None

    def _take_back_half_line(self, descriptor: int, written: bytes) -> int:
        half = len(written) - (written.rfind(b"\n") + 1)
        if half and stat.S_ISREG(os.fstat(descriptor).st_mode):
            end = os.lseek(descriptor, 0, os.SEEK_CUR)
            if end == os.fstat(descriptor).st_size:
                os.ftruncate(descriptor, end - half)
                os.lseek(descriptor, end - half, os.SEEK_SET)
        return written.count(b"\n")


def silence(stream: TextIO) -> None:
    """Send what Python still holds for a broken standard output to nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
