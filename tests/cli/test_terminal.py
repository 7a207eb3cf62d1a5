"""Text for terminals: harmless, and exactly as wide as it says."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modfilter.cli.marking import marked_lines
from modfilter.cli.progress import Progress
from modfilter.cli.table import Look, TableRenderer
from modfilter.cli.terminal import columns, fitted, padded, styled, visible, wants_colour
from modfilter.domain import Action, Comment, Decision

ANY = st.text(st.characters(), max_size=60)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@given(ANY)
def test_visible_text_cannot_steer_a_terminal(text: str) -> None:
    shown = visible(text)
    assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(char) for char in shown}
    assert all(char == "\u200d" or unicodedata.category(char) != "Cf" for char in shown)


@given(ANY, st.integers(3, 40))
def test_fitted_text_fits(text: str, width: int) -> None:
    assert columns(fitted(visible(text), width)) <= width
    assert columns(padded(visible(text), width)) == width


def test_what_is_cut_is_said() -> None:
    assert fitted("a long comment", 9) == "a long..."
    assert fitted("short", 9) == "short"
    assert fitted("漢字漢字漢字", 9) == "漢字漢..."


@given(ANY, st.integers(40, 120))
def test_table_rows_stay_within_the_terminal(text: str, width: int) -> None:
    table = TableRenderer(Look(width))
    decision = Decision("an id that is much too long", Action.PUBLISH, ())
    (row,) = table.block([Comment(text)], [decision]).decode().splitlines()
    assert columns(row) <= width


def test_a_table_on_a_terminal_without_unicode() -> None:
    table = TableRenderer(Look(encoding="ascii"))
    block = table.block([Comment("schön")], [Decision(1, Action.PUBLISH, ())])
    assert b"sch\\xf6n" in block


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    assert styled("x", "reject", False) == "x"
    assert styled("x", "reject", True) == "\x1b[31mx\x1b[0m"


def marked(text: str, *spans: tuple[int, int], width: int = 40, colour: bool = False) -> list[str]:
    return list(marked_lines(text, spans, width=width, colour=colour))


def test_carets_stand_below_what_counts() -> None:
    assert marked("you are bad, see", (8, 11)) == ["  you are bad, see", "          ^^^"]
    assert marked("漢字 bad", (0, 1), (3, 6)) == ["  漢字 bad", "  ^^   ^^^"]
    assert marked("a\x1bb", (1, 2)) == ["  a\\x1bb", "   ^^^^"]


def test_marks_in_colour_need_no_carets() -> None:
    assert marked("so bad", (3, 6), colour=True) == ["  so \x1b[1;4mbad\x1b[0m"]


def test_long_text_is_wrapped_between_words() -> None:
    assert marked("one two three four five", width=10) == ["  one two ", "  three four ", "  five"]
    assert marked("one\ntwo") == ["  one", "  two"]
    assert marked("x" * 25, width=10) == ["  " + "x" * 10, "  " + "x" * 10, "  " + "x" * 5]


@given(ANY, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 80))), st.integers(10, 40))
def test_marking_loses_no_character(text: str, spans: list[tuple[int, int]], width: int) -> None:
    lines = marked(text, *spans, width=width, colour=True)
    joined = "".join(line[2:] for line in lines)
    for code in ("\x1b[1;4m", "\x1b[0m"):
        joined = joined.replace(code, "")
    assert joined == visible("".join(text.split("\n")))


def test_progress_is_drawn_and_taken_away() -> None:
    stream = Terminal()
    progress = Progress(stream, 200)
    progress.show(100, 7)
    assert " 50%  7 comments" in stream.getvalue()
    progress.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_no_progress_without_a_size() -> None:
    stream = Terminal()
    for total in (None, 0):
        Progress(stream, total).show(5, 1)
    assert stream.getvalue() == ""
