"""The queue."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.server.review.desk import Desk
from modfilter.server.review.session import Session


def routes(desk: Desk) -> APIRouter:
    """The routes."""
    found = APIRouter()

    async def queue(request: Request, session: Session) -> Response:
        return await desk.render(request, session, "queue.html", current="review-queue")

    found.add_route("/review", desk.page(queue), ["GET"], "review-queue", False)
    return found
