"""The application: every protocol's routes over one service."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from modfilter.errors import ModfilterError
from modfilter.server import health
from modfilter.server.failures import STATUS, Code, ServiceError
from modfilter.server.protection import Protection
from modfilter.server.protocols import akismet, coral, native, openai, perspective
from modfilter.server.review import router as review
from modfilter.server.service import Service, require_safe
from modfilter.server.settings import Settings, read_settings

LOG = logging.getLogger("modfilter.server")

PROTOCOLS: tuple[Callable[[Service], APIRouter], ...] = (
    perspective.router,
    native.router,
    openai.router,
    akismet.router,
    coral.router,
    health.router,
    review.router,
)
"""Everything that is answered. A protocol is a function from the service to its routes; it words
each ServiceError in its own way."""


def create_app(settings: Settings | None = None, service: Service | None = None) -> FastAPI:
    """The application. Without arguments, by MODFILTER_* variables, as worker processes make it.

    Raises ModfilterError for settings under which it may not or cannot run.
    """
    settings = settings or (service.settings if service is not None else read_settings())
    require_safe(settings)
    is_worker = multiprocessing.parent_process() is not None and settings.workers > 1
    running = service or Service.start(settings, again=is_worker)
    running.has_process |= is_worker

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        _reload_on_signal(running)
        _end_with_parent()
        running.begin()
        yield
        await running.stop()

    app = FastAPI(
        title="modfilter",
        summary="Moderates comments: publish, review or reject, with every reason.",
        version="1",
        lifespan=lifespan,
        # Their pages load scripts from elsewhere; /openapi.json stays.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = running
    for protocol in PROTOCOLS:
        app.include_router(protocol(running))
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_middleware(Protection, metrics=running.metrics)
    return app


async def _unrouted(_request: Request, error: Exception) -> Response:
    """What no route answers: a wrong path, a wrong method."""
    assert isinstance(error, HTTPException)
    known = next((code for code in Code if STATUS[code] == error.status_code), Code.INVALID)
    answer = native.failure(ServiceError(known, str(error.detail)))
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer


def _reload_on_signal(service: Service) -> None:
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    async def reload() -> None:
        with suppress(ModfilterError):
            await service.reload()

    def begin() -> None:
        task = asyncio.create_task(reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    # Windows has no such signal, and only the main thread may listen to any.
    with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGHUP, begin)


def _end_with_parent() -> None:
    """Let a worker stop when its parent has gone: a new server could not have its port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    loop = asyncio.get_running_loop()
    watched = parent.sentinel

    def gone() -> None:
        loop.remove_reader(watched)
        LOG.error("the parent process has gone: this worker stops")
        os.kill(os.getpid(), signal.SIGTERM)

    # Windows's loops do not watch such handles.
    with suppress(NotImplementedError):
        loop.add_reader(watched, gone)
