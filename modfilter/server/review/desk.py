"""What every page of the review has: store, session, a form's token, words for failures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from modfilter.errors import StoreError
from modfilter.server.exchange import json_answer
from modfilter.server.failures import STATUS, Code, ServiceError
from modfilter.server.review.forms import Form, read_form
from modfilter.server.review.pages import Pages
from modfilter.server.review.session import COOKIE, LIFETIME, Session, Sessions
from modfilter.server.service import Service

if TYPE_CHECKING:
    from modfilter.store.decision_store import DecisionStore

LOG = logging.getLogger("modfilter.server")

Endpoint = Callable[[Request], Awaitable[Response]]
Page = Callable[[Request, Session], Awaitable[Response]]
Posted = Callable[[Request, Session, Form], Awaitable[Response]]

_P = ParamSpec("_P")
_R = TypeVar("_R")

_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1", "[::1]")
_TITLES = {
    Code.INVALID: "That did not work",
    Code.TOO_LARGE: "That is too much at once",
    Code.FORBIDDEN: "That is not allowed",
    Code.NOT_FOUND: "There is no such page",
    Code.UNAVAILABLE: "Not now",
}


class Desk:
    """The review's pages over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.pages = Pages()
        self._sessions: Sessions | None = None

    @property
    def store(self) -> DecisionStore:
        """The decision store. ServiceError where the server has none."""
        if self.service.recorder is None:
            raise ServiceError(
                Code.UNAVAILABLE,
                "This server keeps no decisions, so that nothing can wait for review. "
                "Start it with --store.",
            )
        return self.service.recorder.store

    async def ask(self, work: Callable[_P, _R], *args: _P.args, **named: _P.kwargs) -> _R:
        """What the store answers, asked in another thread. ServiceError where it is away."""
        try:
            return await asyncio.to_thread(work, *args, **named)
        except StoreError as error:
            LOG.error("review: %s", error)
            raise ServiceError(
                Code.UNAVAILABLE,
                "The decision store cannot be reached. Nothing was changed; please try again soon.",
                5,
            ) from None

    async def sessions(self) -> Sessions:
        """Who seals and reads cookies: by the site's key, the same in every worker."""
        if self._sessions is None:
            try:
                secret = await asyncio.to_thread(self.store.derived_key, "review")
            except StoreError as error:
                LOG.error("review: %s", error)
                raise ServiceError(
                    Code.UNAVAILABLE,
                    "Sessions cannot be sealed; the server's log says why. "
                    "A store in PostgreSQL needs MODFILTER_KEY to be set.",
                ) from None
            self._sessions = Sessions(secret)
        return self._sessions

    def page(self, answer: Page) -> Endpoint:
        """An endpoint for those who have logged in; others are sent to do so."""

        async def call(request: Request) -> Response:
            try:
                session = await self.session(request)
                if session is None:
                    return self._to_login(request)
                return await answer(request, session)
            except ServiceError as error:
                return self.failed(request, error)

        return call

    def posted(self, answer: Posted) -> Endpoint:
        """An endpoint for a form of those who have logged in; the form has to carry its token."""

        async def call(request: Request) -> Response:
            try:
                session = await self.session(request)
                if session is None:
                    return self._to_login(request)
                return await answer(request, session, await self.form(request, session))
            except ServiceError as error:
                return self.failed(request, error)

        return call

    async def session(self, request: Request) -> Session | None:
        """Whose session the request is in; None where nobody has logged in, or may no longer."""
        self.require_known_host(request)
        session = (await self.sessions()).read(request.cookies.get(COOKIE))
        if session is None or not session.moderator:
            return None
        return session if self.service.reviewer(session.key_id) is not None else None

    async def form(self, request: Request, session: Session | None) -> Form:
        """The posted form. ServiceError where it does not carry the session's token."""
        form = await read_form(request)
        sessions = await self.sessions()
        if session is None or not sessions.is_token(session, form["csrf"]):
            raise ServiceError(
                Code.FORBIDDEN,
                "This form is from another session. Please go back, load the page anew, and send "
                "it once more.",
            )
        return form

    def require_known_host(self, request: Request) -> None:
        """ServiceError where a server without keys is asked by another name than this machine's.

        A foreign page may point a name of its own at this address (DNS rebinding); a browser then
        takes the two for one site.
        """
        if self.service.has_keys:
            return
        name = request.url.hostname or ""
        if name not in (*_LOCAL_NAMES, self.service.settings.host):
            raise ServiceError(
                Code.FORBIDDEN,
                "A server without keys is reviewed from its own machine only, as 127.0.0.1 or "
                "localhost. Create a key with `modfilter keys create --scope review`.",
            )

    async def render(
        self,
        request: Request,
        session: Session,
        template: str,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """A page for a session, with the token for its forms as `csrf`."""
        return self.pages.render(
            request,
            template,
            status,
            moderator=session.moderator,
            csrf=(await self.sessions()).token(session),
            **values,
        )

    async def remember(self, request: Request, answer: Response, session: Session) -> Response:
        """Give the browser the session's cookie, for the review's pages alone."""
        answer.set_cookie(
            COOKIE,
            (await self.sessions()).sealed(session),
            max_age=LIFETIME,
            path=request.url_for("review-queue").path,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    def failed(self, request: Request, error: ServiceError) -> Response:
        """A failure as a page, or as an object where a script asked."""
        if wants_json(request):
            found = {"error": {"code": str(error.code), "message": error.message}}
            return json_answer(found, error.status, error.headers)
        answer = self.pages.render(
            request,
            "failed.html",
            STATUS[error.code],
            moderator="",
            csrf="",
            heading=_TITLES.get(error.code, "That did not work"),
            message=error.message,
        )
        answer.headers.update(error.headers)
        return answer

    def _to_login(self, request: Request) -> Response:
        login = request.url_for("review-login").path
        if wants_json(request):
            message = "Your session has ended. Please log in again."
            found = {"error": {"code": str(Code.UNAUTHENTICATED), "message": message}}
            return json_answer({**found, "login": login}, STATUS[Code.UNAUTHENTICATED])
        return RedirectResponse(login, 303)


def wants_json(request: Request) -> bool:
    """Whether the page's script asks, not the browser."""
    return "application/json" in request.headers.get("accept", "")
