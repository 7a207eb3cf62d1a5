"""Tables of figures: aligned, and narrower by what matters least."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modfilter.cli.columns import Column, table
from modfilter.cli.terminal import columns as width_of

COLUMNS = (Column("NAME"), Column("NUMBER", 1), Column("INTERVAL", 2), Column("SHARE"))
ROWS = [["toxicity", "1,200", "0.901-0.953", "0.930"], ["spam", "7", "-", "-"]]


def test_figures_stand_to_the_right() -> None:
    assert table(COLUMNS, ROWS, 80) == [
        "NAME      NUMBER     INTERVAL  SHARE",
        "toxicity   1,200  0.901-0.953  0.930",
        "spam           7            -      -",
    ]


def test_what_matters_least_goes_first() -> None:
    assert table(COLUMNS, ROWS, 30)[1] == "toxicity   1,200  0.930"
    assert table(COLUMNS, ROWS, 20)[1] == "toxicity  0.930"
    assert table(COLUMNS, ROWS, 14)[1] == "toxicity 0.930"


def test_long_names_are_cut_last() -> None:
    rows = [["severe_toxicity reject", "1", "-", "0.5"]]
    assert table(COLUMNS, rows, 20) == ["NAME           SHARE", "severe_toxi...   0.5"]


def test_colour_is_the_heads_alone() -> None:
    lines = table(COLUMNS, ROWS, 80, colour=True)
    assert lines[0].startswith("\x1b[1m")
    assert not any("\x1b" in line for line in lines[1:])


@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=4))
def test_nothing_steers_the_terminal_or_breaks_the_lines(rows: list[list[str]]) -> None:
    lines = table(COLUMNS, rows, 200)
    assert len(lines) == len(rows) + 1
    assert not any("\x1b" in line or "\n" in line for line in lines)
    assert all(width_of(line) <= 200 for line in lines)
