"""Near copies of a comment that wait too: decided on together."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.decision_files import MAX_NOTE
from modfilter.domain import ModeratorDecision
from modfilter.rules.flood import near_copies
from modfilter.server.exchange import json_answer
from modfilter.server.failures import Code, ServiceError
from modfilter.server.review.cards import choices_for, pieces, shown_reasons, spans
from modfilter.server.review.desk import Desk, wants_json
from modfilter.server.review.filters import Filters
from modfilter.server.review.forms import Form, key_in_path
from modfilter.server.review.queue import verdict
from modfilter.server.review.session import Session

_AROUND = 1_000
"""Waiting comments before and after one that are compared: as far as a flood is looked for."""
_MOST_SHOWN = 200


def routes(desk: Desk) -> APIRouter:
    """The routes."""
    found = APIRouter()

    async def found_copies(session: Session, key: int) -> tuple[list[tuple[int, str]], str]:
        history = await desk.ask(desk.store.history, key)
        own = None
        if history is not None:
            own = next((one for one in history.texts if one.key == key), None)
        if own is None or own.text is None:
            raise ServiceError(Code.NOT_FOUND, "This comment, or its text, is no longer there.")
        near = await desk.ask(desk.store.around, session.moderator, key, _AROUND)
        alike = near_copies(own.text, [text for _, text in near])
        return [one for one, is_copy in zip(near, alike, strict=True) if is_copy], own.text

    async def copies(request: Request, session: Session) -> Response:
        key = key_in_path(request)
        near, text = await found_copies(session, key)
        if wants_json(request):
            return json_answer({"key": key, "copies": len(near)})
        return await _page(desk, request, session, key, near[:_MOST_SHOWN], text)

    async def decide(request: Request, session: Session, form: Form) -> Response:
        keys = form.numbers("key")[: _MOST_SHOWN + 1]
        if not keys:
            raise ServiceError(Code.INVALID, "No comment was chosen.")
        action, category = verdict(form)
        claimed = await desk.ask(desk.store.claim, session.moderator, len(keys), only=keys)
        now = datetime.now(UTC)
        decisions = [
            ModeratorDecision(
                text=one.comment.text or "",
                action=action,
                category=category,
                id=one.comment.id,
                source=one.comment.source,
                decided_at=now,
                moderator=session.moderator,
                note=form["note"][:MAX_NOTE],
            )
            for one in claimed
        ]
        most = desk.service.settings.max_batch
        for at in range(0, len(decisions), most):
            await desk.service.decide(decisions[at : at + most])
        return await desk.render(
            request,
            session,
            "bulk_done.html",
            action=str(action),
            category=category or "",
            decided=[one.comment.key for one in claimed],
            missed=len(keys) - len(claimed),
            back=Filters.read(form["back"]).query,
        )

    async def undo(request: Request, session: Session, form: Form) -> Response:
        keys = form.numbers("key")[: _MOST_SHOWN + 1]
        undone = [
            key
            for key in keys
            if await desk.ask(desk.store.undo, session.moderator, key) is not None
        ]
        return await desk.render(
            request, session, "bulk_undone.html", count=len(undone),
            back=Filters.read(form["back"]).query,
        )  # fmt: skip

    found.add_route("/review/copies/{key}", desk.page(copies), ["GET"], "review-copies", False)
    found.add_route("/review/copies", desk.posted(decide), ["POST"], "review-bulk", False)
    found.add_route("/review/copies/undo", desk.posted(undo), ["POST"], "review-bulk-undo", False)
    return found


async def _page(
    desk: Desk,
    request: Request,
    session: Session,
    key: int,
    near: list[tuple[int, str]],
    text: str,
) -> Response:
    history = await desk.ask(desk.store.history, key)
    assert history is not None
    own = next(one for one in history.texts if one.key == key)
    reasons = shown_reasons(own.reasons)
    category = str(reasons[0]["category"]) if reasons else ""
    return await desk.render(
        request,
        session,
        "copies.html",
        key=key,
        pieces=pieces(text, spans(reasons)),
        near=[(other, pieces(words)) for other, words in near],
        waits=history.waits,
        choices=choices_for(reasons, category, desk.service.moderator.policy),
        back=Filters.read(request.url.query).query,
    )
