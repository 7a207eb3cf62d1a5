"""modfilter's own protocol: the wire form over HTTP, under /v1."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.decision_files import MAX_NAME, MAX_OBJECTION, decision_from_object, time_text
from modfilter.domain import NO_CONTEXT, Action, Comment, Context, ModeratorDecision
from modfilter.errors import InputError, ModfilterError
from modfilter.policy.policy import Policy
from modfilter.policy.showing import to_toml
from modfilter.server.author_sentence import refusal_sentence
from modfilter.server.exchange import bearer, json_answer, parsed_body, read_body
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import native_schema as schema
from modfilter.server.protocols.requests import context_of
from modfilter.server.service import Origin, Service
from modfilter.wire import comment_from_object, context_from_object, decision_to_json, dumped

if TYPE_CHECKING:
    from modfilter.store.feed import Change

MOST_CHANGES = 1_000
"""Decisions and undoings that one page of the feed looks at."""

_Answering = Callable[[Request], Awaitable[Response]]


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1", tags=["modfilter"])

    def worded(answer: _Answering) -> _Answering:
        async def call(request: Request) -> Response:
            try:
                return await answer(request)
            except ServiceError as error:
                return failure(error)
            except InputError as error:
                return failure(ServiceError(Code.INVALID, str(error)))

        call.__doc__ = answer.__doc__
        call.__name__ = answer.__name__
        return call

    def route(path: str, method: str, openapi: dict[str, Any]) -> Callable[[_Answering], None]:
        def add(answer: _Answering) -> None:
            routes.add_api_route(
                path, worded(answer), methods=[method], openapi_extra=openapi,
                response_class=Response, responses=schema.FAILURES, response_model=None,
            )  # fmt: skip

        return add

    @route("/moderate", "POST", schema.MODERATE)
    async def moderate(request: Request) -> Response:
        """Judge one comment, or several in one request."""
        service.admit(bearer(request), Scope.MODERATE)
        found = parsed_body(await read_body(request, service.settings.max_body))
        if not isinstance(found, dict):
            raise ServiceError(
                Code.INVALID, 'send an object: {"text": ...}, or {"comments": [...]}'
            )
        if "comments" in found:
            return json_answer(await _many(service, found))
        comment, context = comment_from_object(found), _context(found)
        authors = [_reference(found, "author")]
        origin = _origin(service, found, authors, [context])
        decisions = await service.moderate([comment], origin)
        return json_answer(decision_to_json(decisions[0]))

    @route("/decisions", "POST", schema.DECISIONS)
    async def decisions(request: Request) -> Response:
        """Take in moderators' decisions: one, or several in one request."""
        service.admit(bearer(request), Scope.DECIDE)
        found = parsed_body(await read_body(request, service.settings.max_body))
        several = found.get("decisions") if isinstance(found, dict) else None
        entries = [found] if several is None else several
        if not isinstance(entries, list):
            raise ServiceError(Code.INVALID, 'the field "decisions" must be a list')
        told: list[ModeratorDecision] = []
        authors: list[str | None] = []
        for at, entry in enumerate(entries):
            try:
                told.append(decision_from_object(entry))
                authors.append(_reference(entry, "author"))
            except InputError as error:
                place = "" if several is None else f"decisions[{at}]: "
                raise ServiceError(Code.INVALID, f"{place}{error}") from None
        new = await service.decide(told, authors)
        return json_answer({"received": len(told), "new": new})

    @route("/decisions", "GET", schema.FEED)
    async def feed(request: Request) -> Response:
        """What moderators decided since a cursor, in the order in which it was written."""
        service.admit(bearer(request), Scope.DECIDE)
        asked = request.query_params
        after = _number(asked.get("after"), "after", 0, (1 << 63) - 1, 0)
        limit = _number(asked.get("limit"), "limit", 1, MOST_CHANGES, 100)
        source = _reference(dict(asked), "source")
        page = await service.reached(service.kept.feed(after, limit, source))
        policy = service.moderator.policy
        return json_answer(
            {
                "decisions": [_change(one, policy) for one in page.changes],
                "cursor": str(page.after),
                "more": page.more,
            }
        )

    @route("/appeals", "POST", schema.APPEALS)
    async def appeals(request: Request) -> Response:
        """Take in an author's objection to a refusal: another moderator looks at the comment."""
        service.admit(bearer(request), Scope.MODERATE)
        found = parsed_body(await read_body(request, service.settings.max_body))
        if not isinstance(found, dict):
            raise ServiceError(Code.INVALID, 'send an object: {"id": ..., "text": ...}')
        comment = _reference(found, "id")
        if comment is None:
            raise ServiceError(Code.INVALID, 'the field "id" must say which comment it is about')
        text = found.get("text")
        if type(text) is not str or not text.strip() or len(text) > MAX_OBJECTION:
            raise ServiceError(
                Code.INVALID,
                'the field "text" must hold the objection, a text of at most '
                f"{MAX_OBJECTION:,} characters that is not empty",
            )
        source = _reference(found, "source") or service.settings.source
        appeal, new = await service.reached(service.kept.appeal(source, comment, text))
        return json_answer(
            {
                "appeal": appeal.key,
                "new": new,
                "status": "open" if appeal.outcome is None else "closed",
                "outcome": None if appeal.outcome is None else str(appeal.outcome),
            },
            201 if new else 200,
        )

    @route("/model", "GET", schema.MODEL)
    async def model(request: Request) -> Response:
        """The model in use: its id, parents, corpora and figures."""
        service.admit(bearer(request), Scope.MODERATE)
        bundle = service.moderator.bundle
        about = {name: bundle.about.get(name) for name in ("heads", "metrics", "corpora")}
        retrained = bundle.about.get("retrained") or {}
        ids = {"id": bundle.id, "shadow": service.moderator.shadow_id}
        return json_answer({**ids, "parents": retrained.get("parents", []), **about})

    @route("/policy", "GET", schema.POLICY)
    async def policy(request: Request) -> Response:
        """The policy in use: its id and the whole of it, as TOML."""
        service.admit(bearer(request), Scope.MODERATE)
        found = service.moderator.policy
        return json_answer({"id": found.id, "name": found.name, "toml": to_toml(found)})

    @route("/reload", "POST", schema.RELOAD)
    async def reload(request: Request) -> Response:
        """Take the model, the policy and the keys as they are now."""
        service.admit(bearer(request), Scope.ADMIN)
        try:
            changed = await service.reload()
        except ModfilterError as error:
            raise ServiceError(
                Code.UNAVAILABLE, f"not reloaded, all stays as it was: {error}"
            ) from None
        moderator = service.moderator
        return json_answer(
            {"changed": changed, "model": moderator.model_id, "policy": moderator.policy_id}
        )

    return routes


def failure(error: ServiceError) -> Response:
    """A failure in this protocol's words."""
    found = {"error": {"code": str(error.code), "message": error.message, **error.details}}
    return json_answer(found, error.status, error.headers)


async def _many(service: Service, found: dict[str, Any]) -> str:
    """Decisions in order; in the place of what is no comment stands what is wrong with it."""
    entries = found["comments"]
    if not isinstance(entries, list):
        raise ServiceError(Code.INVALID, 'the field "comments" must be a list')
    comments: list[Comment] = []
    authors: list[str | None] = []
    contexts: list[Context] = []
    wrong: dict[int, str] = {}
    most = service.settings.max_chars
    for at, entry in enumerate(entries):
        try:
            comment = comment_from_object(entry)
            author, context = _reference(entry, "author"), _context(entry)
            if len(comment.text) > most:
                raise InputError(f"a comment may have at most {most:,} characters")
        except InputError as error:
            wrong[at] = dumped({"index": at, "error": str(error)})
            continue
        comments.append(comment)
        authors.append(author)
        contexts.append(context)
    origin = _origin(service, found, authors, contexts)
    decisions = iter(await service.moderate(comments, origin))
    lines = [
        wrong[at] if at in wrong else decision_to_json(next(decisions))
        for at in range(len(entries))
    ]
    return f'{{"decisions": [{", ".join(lines)}]}}'


def _context(found: dict[str, Any]) -> Context:
    context = context_from_object(found)
    if context is NO_CONTEXT:
        return context
    return context_of(context.article, context.parent)


def _change(change: Change, policy: Policy) -> dict[str, Any]:
    rejected = change.action is Action.REJECT
    return {
        "id": change.id,
        "source": change.source,
        "action": str(change.action),
        "category": change.category,
        "decided_at": None if change.at is None else time_text(change.at),
        "message": refusal_sentence(change.category, change.reasons, policy) if rejected else None,
        "undone": change.undone,
        "appeal": change.appeal,
    }


def _number(value: str | None, name: str, least: int, most: int, default: int) -> int:
    if value is None or value == "":
        return default
    # int() takes more than digits, such as "1_0".
    if not (value.isascii() and value.isdigit() and len(value) < 20) or not (
        least <= int(value) <= most
    ):
        raise ServiceError(
            Code.INVALID, f'"{name}" must be a whole number from {least} to {most:,}'
        )
    return int(value)


def _origin(
    service: Service,
    found: dict[str, Any],
    authors: list[str | None],
    contexts: list[Context],
) -> Origin:
    keep = found.get("keep", True)
    if type(keep) is not bool:
        raise ServiceError(Code.INVALID, 'the field "keep" must be true or false')
    source = _reference(found, "source") or service.settings.source
    return Origin(source, authors, keep, contexts)


def _reference(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    if type(value) is int and abs(value) < 1 << 63:
        value = str(value)
    if value is None or value == "":
        return None
    if type(value) is not str or len(value) > MAX_NAME:
        raise InputError(
            f'the field "{name}" must be a text of at most {MAX_NAME} characters or a whole number'
        )
    return value
