"""Whether the server lives and is ready, and what it counts."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.server.exchange import bearer, json_answer
from modfilter.server.failures import ServiceError
from modfilter.server.keys import Scope
from modfilter.server.metrics import CONTENT_TYPE
from modfilter.server.protocols import native
from modfilter.server.protocols import native_schema as schema
from modfilter.server.service import Service


def _json(what: str, **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"description": what, "content": {"application/json": {"schema": schema}}}


_READY: dict[str, Any] = {
    "problems": {"type": "array", "items": {"type": "string"}},
    "model": {"type": "string"},
    "policy": {"type": "string"},
}


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["health"])

    @routes.get(
        "/healthz",
        response_class=Response,
        responses={200: _json("It lives.", status={"const": "ok"})},
    )
    async def healthz() -> Response:
        """Whether the process answers at all."""
        return json_answer({"status": "ok"})

    @routes.get(
        "/readyz",
        response_class=Response,
        responses={
            200: _json("Ready.", status={"const": "ok"}, **_READY),
            503: _json("Not ready, and why.", status={"const": "degraded"}, **_READY),
        },
    )
    async def readyz() -> Response:
        """Whether everything works: 503 with what does not."""
        problems = await service.problems()
        moderator = service.moderator
        found = {
            "status": "degraded" if problems else "ok",
            "problems": problems,
            "model": moderator.model_id,
            "policy": moderator.policy_id,
        }
        return json_answer(found, 503 if problems else 200)

    @routes.get(
        "/metrics",
        response_class=Response,
        responses={
            200: {"description": "Prometheus's text form.", "content": {"text/plain": {}}},
            **{status: schema.FAILURES[status] for status in (401, 403, 429)},
        },
    )
    async def metrics(request: Request) -> Response:
        """Counts for Prometheus; needs a key with the scope admin where there are keys."""
        try:
            service.admit(bearer(request), Scope.ADMIN)
        except ServiceError as error:
            return native.failure(error)
        await service.problems()
        return Response(service.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    return routes
