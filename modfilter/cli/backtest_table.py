"""A backtest on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from modfilter.cli.columns import Column, table
from modfilter.cli.table import Look
from modfilter.cli.terminal import fitted, styled, visible
from modfilter.domain import Action
from modfilter.learning.backtesting.backtest import Backtest, Baseline, Change, Share
from modfilter.learning.evaluation.wording import UNKNOWN, interval, percent

_DECIDED = (Column("BEFORE"), *(Column(f"NOW {action}".upper()) for action in Action))
_LOAD = (
    Column("REVIEW LOAD"),
    Column("BEFORE"),
    Column("NOW"),
    Column("BY AUDIT", 1),
)
_VERDICTS = (
    Column("AGAINST MODERATORS"),
    Column("BEFORE"),
    Column("90 %", 2),
    Column("NOW"),
    Column("90 %", 1),
)
_CATEGORIES = (
    Column("CATEGORY"),
    Column("STRICTER"),
    Column("MILDER"),
    Column("REJECTED WRONGLY", 1),
    Column("MISSED", 2),
)
_SHADOWS = (
    Column("SHADOW"),
    Column("COMMENTS"),
    Column("PUBLISHED"),
    Column("MODERATORS REJECTED", 1),
)


def backtest_lines(found: Backtest, look: Look) -> list[str]:
    """The backtest in lines within `look.width`, with the texts of the changes it keeps."""
    # Not every terminal has the dash that pages have.
    return [line.replace(UNKNOWN, "-") for line in _lines(found, look)]


def _lines(found: Backtest, look: Look) -> Iterator[str]:
    yield from _wrapped(_about(found), look)
    if not found.comments:
        return
    if found.compared:
        yield ""
        yield from _table(_DECIDED, _moves(found), look)
        yield ""
        yield from _table(_LOAD, _load(found), look)
    else:
        yield ""
        outcomes = [[str(a), f"{found.outcomes.get(a, 0):,}"] for a in Action]
        yield from _table((Column("NOW"), Column("COMMENTS")), outcomes, look)
    if found.judged:
        yield ""
        yield from _table(_VERDICTS, _verdicts(found), look)
        yield from _wrapped(
            f"{found.judged:,} of {found.comments:,} comments have a moderator's verdict. These "
            "are shares of them, and not of all comments: moderators see what is doubtful.",
            look,
        )
    if found.categories:
        yield ""
        yield from _table(_CATEGORIES, _categories(found), look)
    if found.shadows:
        yield ""
        yield from _table(_SHADOWS, _shadows(found), look)
    yield from _changes(found, look)


def _about(found: Backtest) -> str:
    what = f"policy {found.policy_name} ({found.policy}), " if found.policy else "on trial: "
    dates = ""
    if found.days:
        dates = f" from {found.days[0].day} to {found.days[-1].day}"
    before = {
        str(Baseline.RECORDED): "what the filter decided then",
        str(Baseline.MODERATORS): "what moderators decided",
    }.get(found.baseline, found.baseline)
    text = f"{what}model {found.model}: {found.comments:,} comments{dates}; before is {before}"
    if found.compared < found.comments:
        text += f", known for {found.compared:,}"
    return text


def _moves(found: Backtest) -> list[list[str]]:
    rows = [
        [str(was), *(f"{found.moves.get((was, now), 0):,}" for now in Action)] for was in Action
    ]
    rows.append(["all", *(f"{found.outcomes.get(now, 0):,}" for now in Action)])
    return rows


def _load(found: Backtest) -> list[list[str]]:
    days = found.days
    span = (days[-1].day - days[0].day).days + 1 if days else 0
    rows = [
        ["comments", f"{found.reviewed_before:,}", f"{found.reviewed_after:,}"],
        [
            "share",
            percent(found.reviewed_before / found.compared),
            percent(found.reviewed_after / found.compared),
        ],
    ]
    drawn = [f"+{found.drawn:,.1f}", f"+{percent(found.drawn / found.comments)}"]
    if days:
        before, after = ([getattr(day, side) for day in days] for side in ("before", "after"))
        rows.append(["a day", f"{sum(before) / span:,.1f}", f"{sum(after) / span:,.1f}"])
        rows.append(["busiest day", f"{max(before):,}", f"{max(after):,}"])
        drawn += [f"+{found.drawn / span:,.1f}", UNKNOWN]
    if _no_queue(found):
        rows = [[name, UNKNOWN, now] for name, _, now in rows]
    return [[*row, more if found.drawn else UNKNOWN] for row, more in zip(rows, drawn, strict=True)]


def _no_queue(found: Backtest) -> bool:
    """Moderators end what is in review: of their decisions none is."""
    return found.baseline == Baseline.MODERATORS


def _verdicts(found: Backtest) -> list[list[str]]:
    rows = (
        ("rejected, they published", "wrongly_rejected"),
        ("published, they rejected", "wrongly_published"),
        ("in review", "reviewed"),
    )
    table_rows = []
    for name, of in rows:
        before: Share = getattr(found.before, of)
        after: Share = getattr(found.after, of)
        known = [UNKNOWN, UNKNOWN] if _no_queue(found) else [_part(before), _interval(before)]
        table_rows.append([name, *known, _part(after), _interval(after)])
    return table_rows


def _categories(found: Backtest) -> list[list[str]]:
    return [
        [
            visible(row.category),
            f"{row.stricter:,}",
            f"{row.milder:,}",
            _part(row.rejected),
            _part(row.missed),
        ]
        for row in found.categories
    ]


def _shadows(found: Backtest) -> list[list[str]]:
    return [
        [row.code, f"{row.comments:,}", f"{row.published:,}", _part(row.verdicts)]
        for row in found.shadows
    ]


def _changes(found: Backtest, look: Look) -> Iterator[str]:
    if not found.flips:
        if found.compared:
            yield ""
            yield "nothing flips"
        return
    yield ""
    title = "1 comment flips" if found.flips == 1 else f"{found.flips:,} comments flip"
    if found.changes:
        title += f"; the worst {len(found.changes)}" if found.flips > len(found.changes) else ""
    yield styled(title, "bold", look.colour)
    for change in found.changes:
        yield from _change(change, look)


def _change(change: Change, look: Look) -> Iterator[str]:
    then, was, now = change.then, change.was, change.now
    assert was is not None
    arrow = (
        f"{styled(str(was.action), str(was.action), look.colour)} -> "
        f"{styled(str(now.action), str(now.action), look.colour)}"
    )
    told = []
    if then.moderator is not None:
        verdict = "published" if then.moderator is Action.PUBLISH else "rejected"
        named = f" as {visible(then.category)}" if then.category else ""
        told.append(f"a moderator {verdict} it{named}")
    codes = now.codes if change.leap > 0 else was.codes
    told += [", ".join(codes)] if codes else []
    name = "" if then.id is None else f"  {fitted(visible(then.id), 24)}"
    about = f"  ({'; '.join(told)})" if told else ""
    yield f"  {arrow}{name}{about}"
    yield "    " + fitted(visible(then.text[: look.width]), look.width - 4)


def _part(share: Share) -> str:
    if not share.whole:
        return UNKNOWN
    return f"{share.part:,} of {share.whole:,}"


def _interval(share: Share) -> str:
    return interval(share.interval) if share.whole else UNKNOWN


def _table(columns: Sequence[Column], rows: Sequence[Sequence[str]], look: Look) -> list[str]:
    return table(columns, rows, look.width, colour=look.colour)


def _wrapped(text: str, look: Look) -> list[str]:
    return textwrap.wrap(visible(text), look.width)
