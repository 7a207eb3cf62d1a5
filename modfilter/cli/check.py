"""`modfilter check`: label comments publish, review or reject."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import click

from modfilter.cli.exits import NO_COMMENTS, FAIL_ON_MET, Failure, IO_ERROR
from modfilter.cli.interrupt import Interrupts
from modfilter.cli.items import Item
from modfilter.cli.judging import Answer, Answering, Job, Tally
from modfilter.cli.parallel import WorkerFailed, Workers
from modfilter.cli.progress import Progress
from modfilter.cli.sink import Sink
from modfilter.cli.source import CommentSource, InputFormat, ReadingOptions, check_paths, total_bytes
from modfilter.cli.table import Look, TableRenderer
from modfilter.cli.terminal import is_terminal, terminal_width, wants_colour
from modfilter.cli.writing import JsonlRenderer, Renderer
from modfilter.domain import Action, Comment

if TYPE_CHECKING:
    from modfilter.rules.flood import FloodWindow
