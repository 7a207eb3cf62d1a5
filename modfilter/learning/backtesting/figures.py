"""A backtest's figures as rows of texts, for the terminal and for pages alike."""

from __future__ import annotations

from modfilter.domain import Action
from modfilter.learning.backtesting.backtest import Backtest, Baseline, Change, Share, Verdicts
from modfilter.learning.evaluation.wording import UNKNOWN, interval, percent

Rows = list[list[str]]

MOVES = ("before", *(f"now {action}" for action in Action))
LOAD = ("review load", "before", "now", "by audit")
VERDICTS = ("against moderators", "before", "90 %", "now", "90 %")
CATEGORIES = ("category", "stricter", "milder", "rejected wrongly", "missed")
SHADOWS = ("shadow", "comments", "published", "moderators rejected")

ABOUT_VERDICTS = (
    "{judged:,} of {comments:,} comments have a moderator's verdict. These are shares of them, and "
    "not of all comments: moderators see what is doubtful."
)


def about(found: Backtest) -> str:
    """What was compared with what, in one sentence."""
    what = f"policy {found.policy_name} ({found.policy}), " if found.policy else "on trial: "
    dates = f" from {found.days[0].day} to {found.days[-1].day}" if found.days else ""
    before = {
        str(Baseline.RECORDED): "what the filter decided then",
        str(Baseline.MODERATORS): "what moderators decided",
    }.get(found.baseline, found.baseline)
    text = f"{what}model {found.model}: {found.comments:,} comments{dates}; before is {before}"
    if found.compared < found.comments:
        text += f", known for {found.compared:,}"
    return text


def moves(found: Backtest) -> Rows:
    """Comments by their action before and now; without any before, by their action now."""
    rows = [
        [str(was), *(f"{found.moves.get((was, now), 0):,}" for now in Action)] for was in Action
    ]
    total = ["all", *(f"{found.outcomes.get(now, 0):,}" for now in Action)]
    return [*rows, total] if found.compared else [total]


def load(found: Backtest) -> Rows:
    """Comments in review, in all and by day, and what the policy's audit would add."""
    if not found.compared:
        return []
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


def verdicts(found: Backtest) -> Rows:
    """Errors against moderators, before and now, with intervals."""
    if not found.judged:
        return []
    rows = []
    for name, of in _VERDICTS:
        before, after = of(found.before), of(found.after)
        known = [UNKNOWN, UNKNOWN] if _no_queue(found) else [part(before), ends(before)]
        rows.append([name, *known, part(after), ends(after)])
    return rows


def categories(found: Backtest) -> Rows:
    """What each category changes, and where it errs."""
    return [
        [row.category, f"{row.stricter:,}", f"{row.milder:,}", part(row.rejected), part(row.missed)]
        for row in found.categories
    ]


def shadows(found: Backtest) -> Rows:
    """Findings that are recorded and decide nothing."""
    return [
        [row.code, f"{row.comments:,}", f"{row.published:,}", part(row.verdicts)]
        for row in found.shadows
    ]


def flips(found: Backtest) -> str:
    """How many comments flip, and how many of them are shown."""
    if not found.flips:
        return "nothing flips" if found.compared else ""
    title = "1 comment flips" if found.flips == 1 else f"{found.flips:,} comments flip"
    shown = len(found.changes)
    return f"{title}; the worst {shown}" if 0 < shown < found.flips else title


def told(change: Change) -> str:
    """What a moderator said about a change, and the reasons behind it."""
    then = change.then
    parts = []
    if then.moderator is not None:
        verdict = "published" if then.moderator is Action.PUBLISH else "rejected"
        named = f" as {then.category}" if then.category else ""
        parts.append(f"a moderator {verdict} it{named}")
    side = change.now if change.leap > 0 or change.was is None else change.was
    if side.codes:
        parts.append(", ".join(side.codes))
    return "; ".join(parts)


def part(share: Share) -> str:
    """A share by its counts."""
    return f"{share.part:,} of {share.whole:,}" if share.whole else UNKNOWN


def ends(share: Share) -> str:
    """A share's interval."""
    return interval(share.interval) if share.whole else UNKNOWN


def _no_queue(found: Backtest) -> bool:
    """Moderators end what is in review: of their decisions none is."""
    return found.baseline == Baseline.MODERATORS


def _wrongly_rejected(verdicts: Verdicts) -> Share:
    return verdicts.wrongly_rejected


def _wrongly_published(verdicts: Verdicts) -> Share:
    return verdicts.wrongly_published


def _reviewed(verdicts: Verdicts) -> Share:
    return verdicts.reviewed


_VERDICTS = (
    ("rejected, they published", _wrongly_rejected),
    ("published, they rejected", _wrongly_published),
    ("in review", _reviewed),
)
