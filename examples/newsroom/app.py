"""The application: the newsroom's pages, and the service with the moderators' pages below them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modfilter.domain import Action
from modfilter.errors import ModfilterError
from modfilter.server.failures import ServiceError
from modfilter.server.service import Service
from modfilter.store.decision_store import DecisionStore
from newsroom.addresses import Addresses
from newsroom.articles import Article, read_articles
from newsroom.comments import Comments, Told
from newsroom.keys import Signer, key_from
from newsroom.mails import Links, Notifier, Shown, Smtp, Transport
from newsroom.moderation import Moderation
from newsroom.pages import Newsroom, Renderer, failed, router
from newsroom.posting import Posting
from newsroom.settings import NewsroomSettings

LOG = logging.getLogger("newsroom")
DESK = "/moderation"
"""Where the service is mounted."""

_HEADERS = {
    # One script and one style sheet, both ours: nothing that somebody writes can run.
    b"content-security-policy": b"default-src 'none'; img-src 'self'; style-src 'self'; "
    b"script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
}
_EXPIRE_SECONDS = 3600.0


def create_app(
    settings: NewsroomSettings,
    service_app: FastAPI,
    store: DecisionStore,
    transport: Transport | None = None,
) -> FastAPI:
    """The newsroom over a running modfilter: its application, and the store that it records in."""
    service: Service = service_app.state.service
    articles = read_articles()
    newsroom = _newsroom(settings, articles, service, store, transport)
    render = Renderer(newsroom)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # A mounted application is not started by the one that it is mounted in.
        async with service_app.router.lifespan_context(service_app):
            ending = asyncio.Event()
            beside = asyncio.create_task(_beside(newsroom, ending))
            yield
            # Not cancelled: its threads would go on with databases that are closed below.
            ending.set()
            await beside
            newsroom.posting.close()
        newsroom.comments.close()
        newsroom.addresses.close()
        store.close()

    app = FastAPI(
        title="newsroom", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.newsroom = newsroom
    app.include_router(router(newsroom, render))
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    app.mount(DESK, service_app)

    async def service_failed(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ServiceError)
        return failed(render, error)

    async def unrouted(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return render.message(error.status_code, "Not here", "There is nothing at this address.")

    async def broken(_request: Request, _error: Exception) -> Response:
        words = (
            "Something failed here. What you sent may be there already: look before you try again."
        )
        return render.message(500, "That was our fault", words)

    app.add_exception_handler(Exception, broken)
    app.add_exception_handler(ServiceError, service_failed)
    app.add_exception_handler(HTTPException, unrouted)
    app.add_middleware(_Headers)
    return app


class _Headers:
    """Safe headers on every page; the mounted service has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                there = {name.lower() for name, _ in headers}
                headers += [pair for pair in _HEADERS.items() if pair[0] not in there]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, safe)


def _newsroom(
    settings: NewsroomSettings,
    articles: Mapping[str, Article],
    service: Service,
    store: DecisionStore,
    transport: Transport | None,
) -> Newsroom:
    signer = Signer(key_from(settings.form_key))
    comments = Comments(settings.comments)
    addresses = Addresses(settings.mails, settings.mail_key)
    moderation = Moderation(service, store)
    shown = Shown() if transport is None and settings.smtp is None else None
    if transport is None:
        transport = shown if shown is not None else Smtp(str(settings.smtp))
    links = Links(settings.base_url, signer)
    return Newsroom(
        settings=replace(settings), articles=articles, comments=comments, addresses=addresses,
        moderation=moderation, signer=signer, links=links, shown_mails=shown,
        posting=Posting(settings, comments, addresses, moderation, signer),
        notifier=Notifier(settings, comments, addresses, links, articles, transport),
        desk=f"{DESK}/review",
    )  # fmt: skip


async def _beside(newsroom: Newsroom, ending: asyncio.Event) -> None:
    """What runs beside the pages: moderators' decisions come in, mails go out, old things end."""
    loop = asyncio.get_running_loop()
    expire_at = loop.time()
    while not ending.is_set():
        try:
            await follow(newsroom)
            await asyncio.to_thread(newsroom.notifier.step)
            if loop.time() >= expire_at:
                await asyncio.to_thread(_expire, newsroom)
                expire_at = loop.time() + _EXPIRE_SECONDS
        except ModfilterError as error:
            LOG.warning("moderators' decisions cannot be read now: %s", error)
        except Exception as error:
            # The values in an error may quote a comment or an address: its kind has to do.
            LOG.error("%s beside the pages; it goes on", type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), newsroom.settings.feed_seconds)


async def follow(newsroom: Newsroom) -> int:
    """Carry out what moderators decided since; how many comments changed."""
    changed = 0
    while True:
        cursor = newsroom.comments.cursor
        told, after = await newsroom.moderation.told_after(cursor)
        if after == cursor:
            return changed
        changed += await asyncio.to_thread(_apply, newsroom, told, after)


def _apply(newsroom: Newsroom, told: Sequence[Told], cursor: int) -> int:
    for one in told:
        if one.action is Action.REJECT:
            # Nobody is told of replies to a comment that is not there.
            newsroom.addresses.unsubscribe(one.comment)
    return newsroom.comments.apply(told, cursor)


def _expire(newsroom: Newsroom) -> None:
    settings = newsroom.settings
    newsroom.comments.forget_refused(settings.refused_days)
    newsroom.addresses.expire(settings.confirm_days, settings.mail_days)
