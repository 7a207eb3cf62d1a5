"""A backtest as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from modfilter.learning.backtesting import figures as rows
from modfilter.learning.backtesting.backtest import Backtest, Change
from modfilter.learning.evaluation.heads import text_hash
from modfilter.learning.evaluation.page_parts import document, escaped, figures


def html_page(found: Backtest, *, texts: bool = False) -> str:
    """The whole page; without `texts`, comments are named by id and hash alone."""
    name = f"policy “{found.policy_name}”" if found.policy else f"model {found.model} on trial"
    title = f"Backtest of {name}"
    body = [f"<h1>{escaped(title)}</h1>", f'<p class="soft">{escaped(rows.about(found))}.</p>']
    body += _section("What would happen", rows.MOVES, rows.moves(found))
    body += _section("The load of reviews", rows.LOAD, rows.load(found))
    if found.days:
        by_day = [
            [day.day.isoformat(), f"{day.comments:,}", f"{day.before:,}", f"{day.after:,}"]
            for day in found.days
        ]
        table = figures(("day", "comments", "in review before", "in review now"), by_day)
        body.append(f"<details><summary>Day by day</summary>{table}</details>")
    body += _section("Against moderators", rows.VERDICTS, rows.verdicts(found))
    if found.judged:
        told = rows.ABOUT_VERDICTS.format(judged=found.judged, comments=found.comments)
        body.append(f'<p class="soft">{escaped(told)}</p>')
    body += _section("By category", rows.CATEGORIES, rows.categories(found))
    body += _section("Shadow findings", rows.SHADOWS, rows.shadows(found))
    body.append(f"<h2>{escaped(rows.flips(found).capitalize() or 'Nothing to compare')}</h2>")
    if found.changes:
        cells = [_change(change, texts) for change in found.changes]
        body.append(figures(("comment", "before", "now", "moderator and reasons"), cells))
    return document(title, body)


def _section(title: str, heads: Sequence[str], cells: rows.Rows) -> list[str]:
    return [f"<h2>{title}</h2>", figures(heads, cells)] if cells else []


def _change(change: Change, texts: bool) -> list[str]:
    then = change.then
    name = text_hash(then.text) if then.id is None else then.id
    assert change.was is not None
    return [
        f"{name}: {then.text}" if texts else name,
        str(change.was.action),
        str(change.now.action),
        rows.told(change),
    ]
