"""The statistics page: what came in, what became of it, and how far filter and moderators agree.

Counting a million comments takes a second, so what was counted is kept a minute; pictures are drawn
in a thread of their own, since matplotlib's settings are one process's.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.server.failures import Code, ServiceError
from modfilter.server.review.desk import Desk
from modfilter.server.review.session import Session

if TYPE_CHECKING:
    from modfilter.store.estimates import Estimate
    from modfilter.store.statistics import Stats
    from modfilter.store.trends import Trends

PERIODS: Mapping[str, tuple[str, timedelta | None, str | None]] = {
    "30d": ("30 days", timedelta(days=29), "day"),
    "90d": ("90 days", timedelta(days=90), "week"),
    "1y": ("a year", timedelta(days=365), "month"),
    "all": ("all there is", None, None),
}
"""Periods by their name in the address: label, length and the parts that they are shown in."""
_FIRST_PERIOD = "30d"
_SECONDS = 60.0
_MOST_KEPT = 32
# A picture's file has nothing but its own style, should somebody open it by itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(slots=True)
class _Counted:
    """The numbers of one view, and the pictures of them that were asked for."""

    at: float
    stats: Stats
    trends: Trends
    pictures: Mapping[str, Callable[[str], bytes]]
    drawn: dict[tuple[str, str], bytes] = field(default_factory=dict)


class Counts:
    """Counts each view at most once a minute, however many look at it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: OrderedDict[tuple[str, str | None], _Counted] = OrderedDict()
        self._counting: dict[tuple[str, str | None], asyncio.Task[_Counted]] = {}
        self._pencil = ThreadPoolExecutor(1, "modfilter-plots")

    async def of(self, period: str, source: str | None) -> _Counted:
        """The numbers of a period and a source; None: of all."""
        view = period, source
        kept = self._kept.get(view)
        if kept is not None and time.monotonic() - kept.at <= _SECONDS:
            return kept
        counting = self._counting.get(view)
        if counting is None:
            counting = asyncio.create_task(self._count(period, source))
            self._counting[view] = counting
            counting.add_done_callback(lambda _: self._counting.pop(view))
        # Who goes away leaves the others their answer.
        return await asyncio.shield(counting)

    async def picture(self, counted: _Counted, name: str, size: str) -> bytes | None:
        """A picture of those numbers; None where there is nothing to draw."""
        draw = counted.pictures.get(name)
        if draw is None:
            return None
        found = counted.drawn.get((name, size))
        if found is None:
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._pencil, draw, size)
            counted.drawn[name, size] = found
        return found

    async def _count(self, period: str, source: str | None) -> _Counted:
        from modfilter.server.review.plots import pictures
        from modfilter.store.trends import Unit

        store, ask = self._desk.store, self._desk.ask
        _, length, unit = PERIODS[period]
        since = None if length is None else datetime.now(UTC) - length
        stats, trends = await asyncio.gather(
            ask(store.stats, source),
            ask(store.trends, since, None if unit is None else Unit(unit), source=source),
        )
        counted = _Counted(time.monotonic(), stats, trends, pictures(trends, stats))
        self._kept[period, source] = counted
        self._kept.move_to_end((period, source))
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return counted


def routes(desk: Desk) -> APIRouter:
    """The routes."""
    found = APIRouter()
    counts = Counts(desk)

    async def asked(request: Request) -> tuple[str, str | None, list[str]]:
        """Period and source as the address names them, as far as there are such."""
        sources = await desk.ask(desk.store.sources)
        period = request.query_params.get("period", "")
        source = request.query_params.get("source")
        return (
            period if period in PERIODS else _FIRST_PERIOD,
            source if source in sources else None,
            sources,
        )

    async def statistics(request: Request, session: Session) -> Response:
        period, source, sources = await asked(request)
        counted = await counts.of(period, source)
        view = {"period": period, **({} if source is None else {"source": source})}

        def picture(name: str, size: str) -> str:
            path = request.url_for("review-statistics-plot", name=name).path
            query = urlencode({**view, "size": size, "at": f"{counted.at:.0f}"})
            return f"{path}?{query}"

        return await desk.render(
            request,
            session,
            "statistics.html",
            current="review-statistics",
            periods={name: label for name, (label, *_) in PERIODS.items()},
            period=period,
            source=source,
            sources=sources,
            picture=picture,
            drawn=counted.pictures.keys(),
            **shown(counted.stats, counted.trends),
        )

    async def plot(request: Request, session: Session) -> Response:
        period, source, _ = await asked(request)
        size = "narrow" if request.query_params.get("size") == "narrow" else "wide"
        counted = await counts.of(period, source)
        svg = await counts.picture(counted, request.path_params["name"], size)
        if svg is None:
            raise ServiceError(Code.NOT_FOUND, "There is no such picture.")
        headers = {"Cache-Control": "private, max-age=60", "Content-Security-Policy": _POLICY}
        return Response(svg, 200, headers, "image/svg+xml")

    found.add_route(
        "/review/statistics", desk.page(statistics), ["GET"], "review-statistics", False
    )
    found.add_route(
        "/review/statistics/{name}", desk.page(plot), ["GET"], "review-statistics-plot", False
    )
    return found


def shown(stats: Stats, trends: Trends) -> dict[str, Any]:
    """The page's numbers and sentences."""
    parts = trends.parts
    actions = {
        action: sum(part.actions.get(action, 0) for part in parts)
        for action in ("publish", "review", "reject")
    }
    agreed = sum(part.agreed for part in parts)
    alone = agreed + sum(part.overruled for part in parts)
    return {
        "unit": str(trends.unit),
        "until": trends.until,
        "parts": parts,
        "comments": sum(actions.values()),
        "actions": actions,
        "reasons": [
            (code, category, count, count / trends.reasons_of)
            for (code, category), count in trends.reasons.items()
        ],
        "reasons_of": trends.reasons_of,
        "judged": trends.judged,
        "agreed": agreed,
        "alone": alone,
        "decisions": sum(part.decisions for part in parts),
        "waiting": stats.waiting,
        "claimed": stats.claimed,
        "oldest": trends.oldest_waiting,
        "appeals": stats.appeals,
        "audit": [
            ("Published, and bad", _estimated(stats.published_bad), stats.published_bad),
            ("Rejected, and good", _estimated(stats.rejected_good), stats.rejected_good),
        ],
        "hours": hours,
        "percent": percent,
    }


def hours(value: float) -> str:
    """A time in hours, in the unit that suits it.

    >>> [hours(value) for value in (0.001, 0.5, 2.25, 47, 100)]
    ['under a minute', '30 min', '2.2 h', '47 h', '4.2 days']
    """
    if value < 1 / 60:
        return "under a minute"
    if value < 1:
        return f"{value * 60:.0f} min"
    if value < 72:
        return f"{value:.1f} h" if value < 10 else f"{value:.0f} h"
    return f"{value / 24:.1f} days"


def percent(part: float, whole: float = 1.0) -> str:
    """A share for people.

    >>> percent(1, 3), percent(0.0004), percent(0, 0)
    ('33.3 %', '0.04 %', 'none')
    """
    if not whole:
        return "none"
    share = 100 * part / whole
    return f"{share:.2f} %" if 0 < share < 1 else f"{share:.1f} %"


def _estimated(found: Estimate) -> str:
    if found.share is None:
        return f"Not known: {found.remark}."
    said = (
        f"{percent(found.share)} of {found.comments:,} comments, with 90 % confidence "
        f"{percent(found.low)} to {percent(found.high)}; by {found.wrong:,} of {found.judged:,} "
        "that were drawn and judged"
    )
    return f"{said} ({found.remark})." if found.remark else f"{said}."
