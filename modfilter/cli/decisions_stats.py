"""Counts of a store for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modfilter.cli.terminal import visible

if TYPE_CHECKING:
    from modfilter.store.estimates import Estimate
    from modfilter.store.statistics import Stats


def stats_json(stats: Stats) -> str:
    """The counts and estimates as one JSON object; shares are null where nothing is known."""
    return json.dumps(_as_object(stats), indent=1, ensure_ascii=False)


def _as_object(stats: Stats) -> dict[str, Any]:
    def time(value: Any) -> str | None:
        return None if value is None else value.isoformat().replace("+00:00", "Z")

    return {
        "comments": stats.comments,
        "actions": dict(stats.actions),
        "verdicts": dict(stats.verdicts),
        "categories": dict(stats.categories),
        "judged": [
            {"filter": own, "moderators": verdict, "comments": count}
            for (own, verdict), count in stats.overruled.items()
        ],
        "decisions": stats.decisions,
        "superseded": stats.superseded,
        "undone": stats.undone,
        "moderators": dict(stats.moderators),
        "waiting": stats.waiting,
        "claimed": stats.claimed,
        "purged": stats.purged,
        "erased": stats.erased,
        "appeals": dict(stats.appeals),
        "oldest": time(stats.oldest),
        "newest": time(stats.newest),
        "published_bad": _estimate(stats.published_bad),
        "rejected_good": _estimate(stats.rejected_good),
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    return {
        "comments": found.comments,
        "drawn": found.drawn,
        "judged": found.judged,
        "wrong": found.wrong,
        "share": found.share,
        "interval": [found.low, found.high],
        "enough": found.enough,
        "remark": found.remark,
    }


def stats_lines(stats: Stats) -> list[str]:
    """The counts and estimates as lines for a terminal."""
    when = ""
    if stats.oldest is not None and stats.newest is not None:
        when = f", {stats.oldest:%Y-%m-%d} to {stats.newest:%Y-%m-%d}"
    lines = [f"{stats.comments:,} comments{when}"]
    if stats.purged or stats.erased:
        lines.append(f"  of which {stats.purged:,} texts are purged and {stats.erased:,} erased")
    lines += [
        f"the filter:   {_counts(stats.actions)}",
        f"moderators:   {_counts(stats.verdicts)}"
        f" ({stats.decisions:,} decisions, {stats.superseded:,} superseded, "
        f"{stats.undone:,} undone)",
        f"waiting:      {stats.waiting:,}, {stats.claimed:,} of them claimed",
    ]
    if stats.appeals:
        lines.append(f"appeals:      {_counts(stats.appeals)}")
    if stats.categories:
        lines.append(f"rejected for: {_counts(stats.categories, none='no category')}")
    if stats.moderators:
        lines.append(f"by moderator: {_counts(stats.moderators, none='not named')}")
    if stats.overruled:
        lines += ["", "what people looked at (chosen, so no sample of all):"]
        lines += [
            f"  the filter said {own}, the moderator {verdict}: {count:,}"
            for (own, verdict), count in stats.overruled.items()
        ]
    lines += ["", "what the audit says of all comments (90 % intervals):"]
    lines.append(_sentence("published and bad", stats.published_bad))
    lines.append(_sentence("rejected and good", stats.rejected_good))
    return lines


def _sentence(what: str, found: Estimate) -> str:
    if found.share is None:
        return f"  {what}: not known, {found.remark}"
    line = (
        f"  {what}: {found.share:.2%} ({found.low:.2%} to {found.high:.2%}) of {found.comments:,}, "
        f"by {found.wrong:,} of {found.judged:,} judged"
    )
    return f"{line}; {found.remark}" if found.remark else line


def _counts(counts: Mapping[str, int], none: str = "") -> str:
    if not counts:
        return "nothing yet"
    return ", ".join(f"{visible(name or none)} {count:,}" for name, count in counts.items())
