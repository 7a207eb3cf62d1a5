"""The review page's routes, all below /review."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from modfilter.server.review import archive, copies, login, queue, statistics
from modfilter.server.review.desk import Desk
from modfilter.server.service import Service

PARTS: tuple[Callable[[Desk], APIRouter], ...] = (
    queue.routes,
    copies.routes,
    archive.routes,
    statistics.routes,
    login.routes,
)
"""Each part is a function from the desk to its routes."""


def router(service: Service) -> APIRouter:
    """The routes. They are pages for people, so OpenAPI does not list them."""
    desk = Desk(service)
    found = APIRouter()
    for part in PARTS:
        found.include_router(part(desk))
    found.add_route("/review/static/{name}", desk.pages.static, ["GET"], "review-static", False)
    return found
