"""All comments that the store has, and everything that was decided about one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.domain import Action, Category
from modfilter.server.failures import Code, ServiceError
from modfilter.server.review.cards import (
    Found,
    Piece,
    choices_for,
    findings,
    pieces,
    shortened,
    shown_reasons,
    spans,
)
from modfilter.server.review.desk import Desk
from modfilter.server.review.filters import AGES, Filters
from modfilter.server.review.forms import as_key, key_in_path
from modfilter.server.review.session import Session

if TYPE_CHECKING:
    from modfilter.store.browsing import History
    from modfilter.store.records import Appeal

_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a comment: `kind` is filter, moderator, appeal or answer."""

    at: datetime
    kind: str
    who: str
    what: str
    category: str = ""
    note: str = ""
    state: str = ""
    text: Sequence[Piece] = ()
    found: Sequence[Found] = ()
    scores: Sequence[tuple[str, float]] = ()


def routes(desk: Desk) -> APIRouter:
    """The routes."""
    found = APIRouter()

    async def listed(request: Request, session: Session) -> Response:
        filters = Filters.read(request.url.query)
        since, until = filters.between()
        rows = await desk.ask(
            desk.store.comments,
            _ON_A_PAGE + 1,
            before=as_key(request.query_params.get("before", "")),
            source=filters.source,
            action=Action(filters.action) if filters.action else None,
            verdict=Action(filters.verdict) if filters.verdict else None,
            category=filters.category or None,
            since=since,
            until=until,
            search=filters.search,
        )
        shown = rows[:_ON_A_PAGE]
        sources = await desk.ask(desk.store.sources)
        return await desk.render(
            request,
            session,
            "comments.html",
            current="review-comments",
            filters=filters,
            rows=[(one, shortened(one.text or "")) for one in shown],
            after=shown[-1].key if len(rows) > _ON_A_PAGE else None,
            menus={
                "category": [
                    (name, name.replace("_", " "))
                    for name in (*map(str, Category), *desk.service.moderator.policy.own_heads)
                ],
                "source": [(f"={name}", name or "no name") for name in sources],
                "age": [(name, label) for name, (label, _, _) in AGES.items()],
                "action": [(str(one), str(one)) for one in Action],
                "verdict": [("publish", "published"), ("reject", "rejected")],
            },
        )

    async def history(request: Request, session: Session) -> Response:
        key = key_in_path(request)
        known = await desk.ask(desk.store.history, key)
        if known is None:
            raise ServiceError(Code.NOT_FOUND, "There is no such comment.")
        latest = known.texts[-1]
        reasons = shown_reasons(latest.reasons)
        parent = None
        if latest.context.parent is not None:
            parent = await desk.ask(desk.store.parent, latest)
        appeals = await desk.ask(desk.store.appeals, latest.source, latest.id)
        category = latest.verdict_category or (str(reasons[0]["category"]) if reasons else "")
        article = latest.context.article or ""
        return await desk.render(
            request,
            session,
            "history.html",
            comment=latest,
            pieces=pieces(latest.text or "", spans(reasons)),
            events=events(known, appeals),
            choices=choices_for(reasons, category, desk.service.moderator.policy),
            waits=known.waits,
            held_by=known.held_by,
            article=article,
            article_link=article if article.startswith(("https://", "http://")) else "",
            parent=pieces((parent.text or "") if parent is not None else ""),
        )

    found.add_route("/review/comments", desk.page(listed), ["GET"], "review-comments", False)
    found.add_route("/review/comments/{key}", desk.page(history), ["GET"], "review-history", False)
    return found


def events(known: History, appeals: Sequence[Appeal]) -> list[Event]:
    """What happened to a comment, oldest first: judged, edited, decided on, objected to."""
    found: list[Event] = []
    for at, text in enumerate(known.texts):
        reasons = shown_reasons(text.reasons)
        if text.action is None:
            continue
        found.append(
            Event(
                text.decided_at,
                "filter",
                "Edited, and read by the filter again" if at else "Read by the filter",
                str(text.action),
                # The newest stands above; of older ones this is the only place.
                text=pieces(text.text or "") if text is not known.texts[-1] else (),
                state="" if text.text is not None else "its text was taken away",
                found=findings(reasons),
                scores=[(head, score) for head, score in text.scores.items() if score is not None],
            )
        )
    for one in known.decisions:
        state = "superseded by a later decision" if one.superseded else ""
        if one.undone_at is not None:
            state = "taken back"
        who, what = one.moderator or "a moderator", str(one.action)
        found.append(Event(one.at, "moderator", who, what, one.category or "", one.note, state))
    for appeal in appeals:
        said = pieces(appeal.text or "")
        found.append(Event(appeal.created_at, "appeal", "The author objected", "", text=said))
        if appeal.closed_at is not None:
            found.append(
                Event(appeal.closed_at, "answer", "The objection was answered", str(appeal.outcome))
            )
    return sorted(found, key=lambda event: event.at)
