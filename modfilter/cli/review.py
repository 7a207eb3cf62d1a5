"""`modfilter review`: the comments that wait for a person, one by one on a terminal."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from modfilter.cli.store_option import open_store, store_option
from modfilter.cli.terminal import is_terminal, terminal_width, wants_colour

EPILOG = """\b
Examples:
  modfilter review --store sqlite:///decisions.db --moderator mod-3
  modfilter review --order oldest --blind
  printf 'p\\nr spam\\nq\\n' | modfilter review --store decisions.db --moderator mod-3

\b
MODFILTER_MODERATOR stands for --moderator.

\b
Exit status: 0 done, 2 wrong usage, 130 stopped by Ctrl-C (129 by a hang-up, 143 by SIGTERM).
"""
_PSEUDONYM = re.compile(r"[\w.-]{1,40}")


def _pseudonym(_ctx: click.Context, _param: click.Parameter, name: str) -> str:
    if "@" in name:
        raise click.BadParameter(
            "an e-mail address is not stored with decisions: choose a pseudonym such as mod-3"
        )
    if not _PSEUDONYM.fullmatch(name):
        raise click.BadParameter(
            "a pseudonym is one word of at most 40 letters, digits, dots and hyphens, such as mod-3"
        )
    return name


@click.command(epilog=EPILOG)
@store_option
@click.option(
    "--moderator",
    envvar="MODFILTER_MODERATOR",
    metavar="NAME",
    required=True,
    callback=_pseudonym,
    help="Who decides: a pseudonym, which is stored as it is typed.",
)
@click.option(
    "--order",
    type=click.Choice(["uncertain", "oldest"]),
    default="uncertain",
    show_default=True,
    help="Which comments come first: those the filter doubts most, or those that wait longest.",
)
@click.option(
    "--claim-minutes",
    type=click.FloatRange(min=0, max=1440, min_open=True),
    default=15,
    show_default=True,
    help="How long a comment that is shown to you is kept from others.",
)
@click.option(
    "--blind", is_flag=True, help="Show what the filter found only after you have decided."
)
def review(
    store_url: str | None, moderator: str, order: str, claim_minutes: float, blind: bool
) -> None:
    """Decide on the comments that wait for a person, one by one.

    Shows each comment with what rules and model found, and takes one key: p publish, r reject (and
    what it breaks), s skip, u undo, n note, q quit, ? help. A comment that is shown to you is shown
    to nobody else until you decide, skip, quit, or let the claim expire. Where standard input is no
    terminal, each line is a wish: "p", "r spam", "n a note", "q".
    """
    from modfilter.cli.review_keys import LineKeys, TerminalKeys
    from modfilter.cli.review_page import ReviewPage
    from modfilter.cli.review_session import Session

    kind: type[TerminalKeys] | type[LineKeys]
    kind = TerminalKeys if is_terminal(sys.stdin) else LineKeys
    page = ReviewPage(terminal_width(), wants_colour(sys.stdout), blind)
    with open_store(store_url) as store:
        from modfilter.cli.review_store import StoreQueue
        from modfilter.store.records import Order

        queue = StoreQueue(store, moderator, Order(order), claim_minutes * 60)
        session = Session(queue, kind(sys.stdin, say), page, say)
        try:
            with ended_by_signals():
                session.run()
        finally:
            say(str(session))


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """A closed terminal or SIGTERM ends the block as Ctrl-C does, so that claims are given back."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say(line: str) -> None:
    """Write a line; what the terminal's encoding lacks is written as an escape."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(line.encode(encoding, "backslashreplace").decode(encoding))
