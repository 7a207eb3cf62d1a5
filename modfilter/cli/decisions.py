"""`modfilter decisions`: what the filter and the moderators decided, kept, counted and erased."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from modfilter.cli import exits
from modfilter.cli.source import STDIN, check_paths
from modfilter.cli.store_option import open_store, store_option
from modfilter.cli.terminal import is_terminal
from modfilter.errors import InputError

if TYPE_CHECKING:
    from modfilter.store.records import Blanked

EPILOG = """\b
Examples:
  export MODFILTER_STORE=sqlite:///decisions.db
  modfilter decisions import moderated.jsonl     what your moderators decided so far
  modfilter decisions record comments.jsonl      check comments and keep the decisions
  modfilter decisions stats                      how often they disagree
  modfilter decisions export > backup.jsonl
  modfilter decisions purge --older-than 180d    take old texts away, keep the counts
  modfilter decisions erase --comment c-17       on request

The store is a SQLite file, or a PostgreSQL database: docs/store.md explains it.
"""

_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}


@click.group(epilog=EPILOG)
def decisions() -> None:
    """Keep the filter's and the moderators' decisions; count, export and erase them."""


@decisions.command(
    "import",
    epilog="""\b
Examples:
  modfilter decisions import moderated.jsonl --store sqlite:///decisions.db
  modfilter decisions import export.csv --source wordpress --author-field user_id

\b
Exit status:
  0    done
  2    wrong usage: a missing file, no such column, a store that cannot be opened
  3    some lines held no decision; they are named on standard error, the rest is kept
  130  stopped by Ctrl-C: what was shown as kept is kept, and the same command goes on
""",
)
@click.argument("files", nargs=-1, metavar="[FILES]...")
@store_option
@click.option("--source", metavar="NAME", help="Back end of decisions that name none.")
@click.option(
    "--author-field",
    metavar="NAME",
    help="Field with an opaque reference to the author, such as a user number; only its keyed "
    "hash is stored, so that one author's texts can be erased.",
)
def import_(
    files: tuple[str, ...], store_url: str | None, source: str | None, author_field: str | None
) -> None:
    """Take moderators' decisions from FILES (or standard input) into the store.

    JSON lines or CSV with a header: {"text", "action": "publish" or "reject", "category", "id",
    "source", "decided_at", "moderator", "note"}; text and action are required, other fields are
    passed over. What is in the store already is not taken twice, so a broken-off import is simply
    run again.
    """
    from modfilter.cli.decisions_importing import import_files

    check_paths([path for path in files if path != STDIN])
    with open_store(store_url) as store:
        bad = import_files(store, files or (STDIN,), source, author_field)
    raise SystemExit(exits.NO_COMMENTS if bad else exits.DONE)


@decisions.command(
    epilog="""\b
Examples:
  modfilter decisions record comments.jsonl --policy site.toml
  tail -f new.jsonl | modfilter decisions record --source blog

Exit status: as for check; a draw for the audit (policy, [audit]) is kept with its probability.
"""
)
@click.argument("files", nargs=-1, metavar="[FILES]...")
@store_option
@click.option("--source", metavar="NAME", default="", help="Back end that the ids belong to.")
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option("--model", metavar="FOLDER", help="Model bundle; default: the shipped model.")
@click.option(
    "--shadow-model", metavar="FOLDER", help="Model on trial, recorded beside the decisive one."
)
@click.option("--text-field", default="text", show_default=True, metavar="NAME", help="The text.")
@click.option("--id-field", default="id", show_default=True, metavar="NAME", help="The id.")
def record(
    files: tuple[str, ...],
    store_url: str | None,
    source: str,
    policy: str | None,
    model: str | None,
    shadow_model: str | None,
    text_field: str,
    id_field: str,
) -> None:
    """Check the comments in FILES (or standard input) and keep the automatic decisions.

    Comments that go to review wait in the store's queue. A comment that is there already keeps
    its first decision; one whose text was edited is judged anew. Comments without an id are told
    apart by their text.
    """
    from modfilter.cli.decisions_recording import record_files
    from modfilter.cli.source import ReadingOptions

    paths = files or (STDIN,)
    check_paths(paths)
    options = ReadingOptions(text_field=text_field, id_field=id_field, names=False)
    with open_store(store_url) as store:
        bad = record_files(store, paths, options, source, (model, policy, shadow_model))
    raise SystemExit(exits.NO_COMMENTS if bad else exits.DONE)


@decisions.command(epilog="Example: modfilter decisions export --format csv --output moderated.csv")
@store_option
@click.option("--source", metavar="NAME", help="Only decisions on this back end's comments.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="How to write them.",
)
@click.option("--output", metavar="FILE", help="Write to a file, which appears when it is whole.")
@click.option("--history", is_flag=True, help="Superseded decisions too.")
def export(
    store_url: str | None, source: str | None, format_: str, output: str | None, history: bool
) -> None:
    """Write moderators' decisions, oldest first, in the form that import reads.

    Of one moderator's decisions on a comment the last is written. Erased and purged texts are gone.
    """
    from modfilter.cli.decisions_exporting import export_to

    with open_store(store_url) as store:
        found = store.moderator_decisions(source=source, history=history)
        count = export_to(found, format_, output)
    if output is not None or is_terminal(sys.stderr):
        click.echo(f"{count:,} decisions exported", err=True)


@decisions.command(epilog="Example: modfilter decisions stats --output json | jq .published_bad")
@store_option
@click.option("--source", metavar="NAME", help="Only this back end's comments.")
@click.option(
    "--output",
    type=click.Choice(["auto", "table", "json"]),
    default="auto",
    show_default=True,
    help="auto writes a table on a terminal and JSON elsewhere.",
)
def stats(store_url: str | None, source: str | None, output: str) -> None:
    """Count what is in the store, and estimate what the filter got wrong.

    How much bad was published and good rejected is estimated from the audit sample alone, with a
    90 % interval; where the sample is too small to tell, it says so. The overruled counts above it
    are of comments that people happened to look at, and say nothing of the others.
    """
    from modfilter.cli.decisions_stats import stats_json, stats_lines

    with open_store(store_url) as store:
        found = store.stats(source)
    if output == "table" or (output == "auto" and is_terminal(sys.stdout)):
        click.echo("\n".join(stats_lines(found)))
    else:
        click.echo(stats_json(found))


@decisions.command(epilog="Examples: --older-than 180d, 26w, 6m, 2y, or 2026-01-31")
@store_option
@click.option(
    "--older-than",
    required=True,
    metavar="AGE",
    help="Age in days, weeks, months (30 days) or years (365 days), or a date.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def purge(store_url: str | None, older_than: str, yes: bool) -> None:
    """Take away the texts of comments that were decided long ago; the counts stay.

    Notes and author references go as well. Comments that still wait for review are included.
    """
    before = _time(older_than)
    with open_store(store_url) as store:
        _confirm(yes, f"Take away all texts from before {before:%Y-%m-%d} for good?")
        _told(store.purge(before))


@decisions.command(
    epilog="""\b
Examples:
  modfilter decisions erase --comment c-17 --source wordpress
  modfilter decisions erase --author 4711
"""
)
@store_option
@click.option("--comment", "comment_id", metavar="ID", help="Erase this comment's texts.")
@click.option("--author", metavar="REF", help="Erase all texts of the author with this reference.")
@click.option("--source", metavar="NAME", default="", help="Back end of the comment or author.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(
    store_url: str | None, comment_id: str | None, author: str | None, source: str, yes: bool
) -> None:
    """Take away one comment's or one author's texts for good; the counts stay.

    Erased comments stay erased: an import or a check that brings them again is passed over.
    """
    if (comment_id is None) == (author is None):
        raise InputError("name what to erase: --comment ID, or --author REF")
    with open_store(store_url) as store:
        what = "this comment" if author is None else "this author's comments"
        _confirm(yes, f"Erase the text of {what} for good?")
        if comment_id is not None:
            _told(store.erase_comment(comment_id, source))
        else:
            assert author is not None
            _told(store.erase_author(author, source))


def _told(blanked: Blanked) -> None:
    click.echo(f"{blanked.comments:,} texts taken away, {blanked.waiting:,} of them from the queue")
    if not blanked.traceless:
        click.echo(
            "Traces are still in the store's files, since another process reads them: give the "
            "same command again when it has ended.",
            err=True,
        )


def _confirm(yes: bool, question: str) -> None:
    if not yes and sys.stdin is not None and is_terminal(sys.stdin):
        click.confirm(question, abort=True, err=True)


def _time(text: str) -> datetime:
    found = re.fullmatch(r"(\d{1,5})([dwmy])", text.strip())
    try:
        if found is not None:
            days = int(found[1]) * _UNITS[found[2]]
            return datetime.now(UTC) - timedelta(days=days)
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            "--older-than must be an age such as 180d, 26w, 6m or 2y, or a date such as 2026-01-31"
        ) from None
    return time
