"""Logging in with a key of scope `review`, or by pseudonym on a server without keys."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from modfilter.errors import InputError
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.review.desk import Desk
from modfilter.server.review.forms import Form
from modfilter.server.review.session import COOKIE, Session, pseudonym


def routes(desk: Desk) -> APIRouter:
    """The routes."""
    found = APIRouter()

    async def shown(request: Request, problem: str = "", status: int = 200) -> Response:
        """The form, in a session of its own: its token keeps others from logging somebody in."""
        sessions = await desk.sessions()
        # The one that another tab has begun, so that its form stays good.
        session = sessions.read(request.cookies.get(COOKIE))
        if session is None or session.moderator:
            session = sessions.begun()
        answer = await desk.render(
            request, session, "login.html", status,
            problem=problem, with_key=desk.service.has_keys,
        )  # fmt: skip
        return await desk.remember(request, answer, session)

    async def login(request: Request) -> Response:
        try:
            desk.require_known_host(request)
            if request.method != "POST":
                if await desk.session(request) is not None:
                    return RedirectResponse(request.url_for("review-queue").path, 303)
                return await shown(request)
            sessions = await desk.sessions()
            form = await desk.form(request, sessions.read(request.cookies.get(COOKIE)))
            try:
                session = sessions.begun(*_admitted(desk, form))
            except InputError as error:
                return await shown(request, str(error), 400)
            except ServiceError as error:
                return await shown(request, error.message, error.status)
            answer = RedirectResponse(request.url_for("review-queue").path, 303)
            return await desk.remember(request, answer, session)
        except ServiceError as error:
            return desk.failed(request, error)

    async def logout(request: Request, session: Session, _form: Form) -> Response:
        await desk.ask(desk.store.release, session.moderator)
        answer = RedirectResponse(request.url_for("review-login").path, 303)
        answer.delete_cookie(COOKIE, path=request.url_for("review-queue").path)
        return answer

    found.add_route("/review/login", login, ["GET", "POST"], "review-login", False)
    found.add_route("/review/logout", desk.posted(logout), ["POST"], "review-logout", False)
    return found


def _admitted(desk: Desk, form: Form) -> tuple[str, str]:
    """The moderator's pseudonym and the key's id. ServiceError or InputError for nobody."""
    if not desk.service.has_keys:
        return pseudonym(form["moderator"]), ""
    try:
        key = desk.service.admit(form["key"], Scope.REVIEW)
    except ServiceError as error:
        if error.code is Code.UNAUTHENTICATED:
            raise ServiceError(error.code, "This key is not valid.") from None
        if error.code is Code.FORBIDDEN:
            raise ServiceError(
                error.code, 'This key may not review: it has not the scope "review".'
            ) from None
        raise
    return key.name, key.id
