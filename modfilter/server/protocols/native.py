"""modfilter's own protocol: the wire form over HTTP, under /v1."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.decision_files import MAX_NAME, decision_from_object
from modfilter.domain import Comment, ModeratorDecision
from modfilter.errors import InputError, ModfilterError
from modfilter.policy.showing import to_toml
from modfilter.server.exchange import bearer, json_answer, parsed_body, read_body
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import native_schema as schema
from modfilter.server.service import Origin, Service
from modfilter.wire import comment_from_object, decision_to_json, dumped

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
        comment = comment_from_object(found)
        authors = [_reference(found, "author")]
        decisions = await service.moderate([comment], _origin(service, found, authors))
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

    @route("/model", "GET", schema.MODEL)
    async def model(request: Request) -> Response:
        """The model in use: its id, parents, corpora and figures."""
        service.admit(bearer(request), Scope.MODERATE)
        bundle = service.moderator.bundle
        about = {name: bundle.about.get(name) for name in ("heads", "metrics", "corpora")}
        retrained = bundle.about.get("retrained") or {}
        return json_answer({"id": bundle.id, "parents": retrained.get("parents", []), **about})

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
    wrong: dict[int, str] = {}
    most = service.settings.max_chars
    for at, entry in enumerate(entries):
        try:
            comment = comment_from_object(entry)
            author = _reference(entry, "author")
            if len(comment.text) > most:
                raise InputError(f"a comment may have at most {most:,} characters")
        except InputError as error:
            wrong[at] = dumped({"index": at, "error": str(error)})
            continue
        comments.append(comment)
        authors.append(author)
    decisions = iter(await service.moderate(comments, _origin(service, found, authors)))
    lines = [
        wrong[at] if at in wrong else decision_to_json(next(decisions))
        for at in range(len(entries))
    ]
    return f'{{"decisions": [{", ".join(lines)}]}}'


def _origin(service: Service, found: dict[str, Any], authors: list[str | None]) -> Origin:
    keep = found.get("keep", True)
    if type(keep) is not bool:
        raise ServiceError(Code.INVALID, 'the field "keep" must be true or false')
    return Origin(_reference(found, "source") or service.settings.source, authors, keep)


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
