"""The queue: comments claimed for one moderator, and what is decided about them.

Every action is a form, which a browser without scripts sends and is sent back to the queue; the
page's script sends the same forms and gets what changed as an object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from modfilter.decision_files import MAX_NOTE, category_name
from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import InputError
from modfilter.server.exchange import json_answer
from modfilter.server.failures import Code, ServiceError
from modfilter.server.review import skips
from modfilter.server.review.cards import Card, card, shortened
from modfilter.server.review.desk import Desk, wants_json
from modfilter.server.review.filters import AGES, ORDERS, Filters
from modfilter.server.review.forms import Form, as_key
from modfilter.server.review.session import Session

if TYPE_CHECKING:
    from modfilter.store.records import StoredComment, Waiting

AT_ONCE = 10
"""Comments that are claimed for a moderator: enough not to wait for the next one, and not so many
that others look at an empty queue."""
_MOST_KEPT = 100
_PUBLISH, _REJECT, _OTHER, _SKIP = "publish", "reject", "other", "skip"


def routes(desk: Desk) -> APIRouter:
    """The routes."""
    found = APIRouter()

    async def queue(request: Request, session: Session) -> Response:
        filters = Filters.read(request.url.query)
        cards = await _claimed(desk, session, filters, skips.skipped(request))
        keys = [one.key for one in cards]
        # Claims of another view would keep comments from others for nothing.
        await desk.ask(desk.store.release, session.moderator, but=keys)
        counts = await desk.ask(desk.store.waiting_counts)
        return await desk.render(
            request,
            session,
            "queue.html",
            current="review-queue",
            cards=cards,
            filters=filters,
            menus=_menus(counts, filters),
            live=_live(counts, len(keys)),
            said=await _said(desk, request),
            skipped=len(skips.skipped(request)),
        )

    async def more(request: Request, session: Session, form: Form) -> Response:
        """More cards, for a script that has decided on most of the first ones."""
        filters = Filters.read(form["back"])
        there = form.numbers("have")[:_MOST_KEPT]
        cards = await _claimed(desk, session, filters, [*skips.skipped(request), *there])
        answer = await desk.render(request, session, "cards.html", cards=cards, filters=filters)
        return json_answer({"html": bytes(answer.body).decode(), "count": len(cards)})

    async def decide(request: Request, session: Session, form: Form) -> Response:
        key = _key(form)
        if form["verdict"] == _SKIP:
            await desk.ask(desk.store.release, session.moderator, [key])
            answer = _done(request, form, key, _SKIP, {})
            skips.remember(request, answer, [*_without(skips.skipped(request), key), key])
            return answer
        action, category = verdict(form)
        claimed = await desk.ask(desk.store.claim, session.moderator, only=[key])
        if claimed:
            comment = claimed[0].comment
        elif form["anew"]:
            comment = await _settled(desk, session, key)
        else:
            raise ServiceError(
                Code.CONFLICT,
                "Not recorded: another moderator has this comment now, or has decided on it.",
            )
        await desk.service.decide([_decision(comment, action, category, session, form["note"])])
        return _done(request, form, key, str(action), {"category": category or ""})

    async def undo(request: Request, session: Session, form: Form) -> Response:
        key = _key(form)
        if await desk.ask(desk.store.undo, session.moderator, key) is None:
            raise ServiceError(
                Code.CONFLICT, "There is nothing to undo: no decision of yours on this comment."
            )
        claimed = await desk.ask(desk.store.claim, session.moderator, only=[key])
        html = ""
        if wants_json(request):
            cards = [await _card(desk, one) for one in claimed]
            page = await desk.render(
                request, session, "cards.html", cards=cards, filters=Filters.read(form["back"])
            )
            html = bytes(page.body).decode() if cards else ""
        return _done(request, form, key, "undo", {"html": html})

    async def live(request: Request, session: Session, form: Form) -> Response:
        """How many wait, and which of the shown comments are still the moderator's."""
        keys = form.numbers("key")[:_MOST_KEPT]
        mine: set[int] = set()
        if keys:
            held = await desk.ask(desk.store.claim, session.moderator, len(keys), only=keys)
            mine = {one.comment.key for one in held}
        counts = await desk.ask(desk.store.waiting_counts)
        lost = [key for key in keys if key not in mine]
        return json_answer({"lost": lost, **_live(counts, len(mine))})

    async def forget(request: Request, session: Session, form: Form) -> Response:
        """Ask again about what was skipped."""
        answer = RedirectResponse(_queue_path(request, form), 303)
        skips.remember(request, answer, [])
        return answer

    for path, posted, name in (
        ("/review/more", more, "review-more"),
        ("/review/decide", decide, "review-decide"),
        ("/review/undo", undo, "review-undo"),
        ("/review/live", live, "review-live"),
        ("/review/skipped", forget, "review-forget"),
    ):
        found.add_route(path, desk.posted(posted), ["POST"], name, False)
    found.add_route("/review", desk.page(queue), ["GET"], "review-queue", False)
    return found


async def _claimed(
    desk: Desk, session: Session, filters: Filters, without: Sequence[int]
) -> list[Card]:
    from modfilter.store.records import Order, Why

    since, until = filters.between()
    claimed = await desk.ask(
        desk.store.claim,
        session.moderator,
        AT_ONCE,
        Order(filters.order),
        source=filters.source,
        category=filters.category or None,
        why=Why.APPEAL if filters.appeals else None,
        since=since,
        until=until,
        search=filters.search,
        without=without,
    )
    return [await _card(desk, one) for one in claimed]


async def _card(desk: Desk, waiting: Waiting) -> Card:
    parent = None
    if waiting.comment.context.parent is not None:
        parent = await desk.ask(desk.store.parent, waiting.comment)
    return card(waiting, parent, desk.service.moderator.policy)


async def _settled(desk: Desk, session: Session, key: int) -> StoredComment:
    """A comment that nobody waits to decide on, to be decided anew."""
    history = await desk.ask(desk.store.history, key)
    if history is None or history.texts[-1].key != key or history.texts[-1].text is None:
        raise ServiceError(Code.NOT_FOUND, "This text of the comment is no longer there.")
    if history.waits:
        raise ServiceError(Code.CONFLICT, "Not recorded: this comment waits for another moderator.")
    return history.texts[-1]


def _decision(
    comment: StoredComment, action: Action, category: str | None, session: Session, note: str
) -> ModeratorDecision:
    return ModeratorDecision(
        text=comment.text or "",
        action=action,
        category=category,
        id=comment.id,
        source=comment.source,
        decided_at=datetime.now(UTC),
        moderator=session.moderator,
        note=note[:MAX_NOTE],
    )


def verdict(form: Form) -> tuple[Action, str | None]:
    """What was pressed: "publish", "reject", "reject:CATEGORY", or "other" with a name typed."""
    kind, _, category = form["verdict"].partition(":")
    if kind == _PUBLISH:
        return Action.PUBLISH, None
    if kind == _OTHER:
        kind, category = _REJECT, form["other"]
        if not category:
            raise ServiceError(Code.INVALID, "Please type what the comment is rejected for.")
    if kind != _REJECT:
        raise ServiceError(Code.INVALID, "Please choose publish, reject or skip.")
    try:
        return Action.REJECT, category_name(category)
    except InputError:
        raise ServiceError(
            Code.INVALID,
            "A category is one word of at most 40 letters, digits and underscores, such as "
            "off_topic.",
        ) from None


def _key(form: Form) -> int:
    keys = form.numbers("key")
    if len(keys) != 1:
        raise ServiceError(Code.INVALID, "This form names no comment.")
    return keys[0]


def _done(request: Request, form: Form, key: int, what: str, more: dict[str, Any]) -> Response:
    if wants_json(request):
        return json_answer({"key": key, "done": what, **more})
    if form["anew"]:
        return RedirectResponse(request.url_for("review-history", key=key).path, 303)
    return RedirectResponse(_queue_path(request, form, f"done={what}&key={key}"), 303)


def _queue_path(request: Request, form: Form, more: str = "") -> str:
    # Read and written anew: what a form sends may not choose where it leads to.
    query = "&".join(part for part in (Filters.read(form["back"]).query, more) if part)
    path = request.url_for("review-queue").path
    return f"{path}?{query}" if query else path


async def _said(desk: Desk, request: Request) -> dict[str, Any] | None:
    """What the last form did, for browsers without scripts: told once, with a way back."""
    done, key = request.query_params.get("done"), as_key(request.query_params.get("key", ""))
    words = {
        str(Action.PUBLISH): "Published",
        str(Action.REJECT): "Rejected",
        _SKIP: "Skipped",
        "undo": "Taken back",
    }
    if done not in words or key is None:
        return None
    history = await desk.ask(desk.store.history, key)
    if history is None:
        return None
    of = next((one for one in history.texts if one.key == key), history.texts[-1])
    return {
        "words": words[done],
        "key": of.key,
        "text": shortened(of.text or ""),
        "can_undo": done in (str(Action.PUBLISH), str(Action.REJECT)),
    }


def _menus(
    counts: Sequence[tuple[str, str, str, int, int]], filters: Filters
) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: what waits, most of it first, and what is chosen now."""
    categories: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for source, category, _, count, _ in counts:
        sources[source] += count
        if category:
            categories[category] += count
    if filters.category:
        categories[filters.category] += 0
    if filters.source is not None:
        sources[filters.source] += 0
    return {
        "category": [
            (name, f"{name.replace('_', ' ')} ({count:,})")
            for name, count in categories.most_common()
        ],
        "source": [
            (f"={name}", f"{name or 'no name'} ({count:,})")
            for name, count in sources.most_common()
        ],
        "age": [(name, label) for name, (label, _, _) in AGES.items()],
        "order": list(ORDERS.items()),
    }


def _live(counts: Sequence[tuple[str, str, str, int, int]], mine: int) -> dict[str, int]:
    """How many wait, how many of them others have claimed, and how many are appeals."""
    held = sum(one[4] for one in counts)
    return {
        "waiting": sum(one[3] for one in counts),
        "others": max(0, held - mine),
        "appeals": sum(one[3] for one in counts if one[2] == "appeal"),
    }


def _without(keys: Sequence[int], key: int) -> list[int]:
    return [one for one in keys if one != key]
