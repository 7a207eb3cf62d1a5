"""Whether the server lives and is ready, and what it counts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.server.exchange import bearer, json_answer
from modfilter.server.failures import ServiceError
from modfilter.server.keys import Scope
from modfilter.server.metrics import CONTENT_TYPE
from modfilter.server.service import Service


def router(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", response_class=Response, responses={200: {"description": "It lives."}})
    async def healthz() -> Response:
        """Whether the process answers at all."""
        return json_answer({"status": "ok"})

    @routes.get(
        "/readyz",
        response_class=Response,
        responses={200: {"description": "Ready."}, 503: {"description": "Not ready, and why."}},
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
            401: {"description": "No key, or one that is not valid."},
            403: {"description": "The key may not do this."},
        },
    )
    async def metrics(request: Request) -> Response:
        """Counts for Prometheus; needs a key with the scope admin where there are keys."""
        try:
            service.admit(bearer(request), Scope.ADMIN)
        except ServiceError as error:
            return json_answer(
                {"error": {"code": str(error.code), "message": error.message}},
                error.status,
                error.headers,
            )
        await service.problems()
        return Response(service.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    return routes
