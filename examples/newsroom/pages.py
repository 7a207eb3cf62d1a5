"""The pages that readers see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from modfilter.server.exchange import read_body
from modfilter.server.failures import ServiceError
from modfilter.server.limits import RateLimits
from newsroom.addresses import Addresses
from newsroom.articles import Article
from newsroom.comments import THREADS, Comments, Posted, Status
from newsroom.forms import CommentForm, comment_form, fields, one_line
from newsroom.keys import Signer
from newsroom.mails import Links, Notifier, Shown
from newsroom.marks import hints
from newsroom.moderation import Moderation
from newsroom.posting import Answer, Kind, Posting
from newsroom.settings import NewsroomSettings

_KEPT_CHARS = 20_000
"""Of a text that is far too long this much comes back in the form."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What the pages are made from."""

    settings: NewsroomSettings
    articles: Mapping[str, Article]
    comments: Comments
    addresses: Addresses
    moderation: Moderation
    posting: Posting
    signer: Signer
    links: Links
    notifier: Notifier
    shown_mails: Shown | None
    desk: str
    """Where moderators work."""


class Renderer:
    """Makes pages from templates/. Whatever comes from people is escaped."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["moment"] = _moment
        self._environment.globals.update(
            articles=newsroom.articles, desk=newsroom.desk,
            shows_mails=newsroom.shown_mails is not None,
        )  # fmt: skip

    def page(self, name: str, status: int = 200, **values: object) -> Response:
        """A page. Pages with forms are nobody else's to keep."""
        text = self._environment.get_template(name).render(**values)
        return Response(
            text.encode("utf-8", "replace"), status,
            {"cache-control": "no-store"}, "text/html; charset=utf-8",
        )  # fmt: skip

    def message(self, status: int, title: str, words: str) -> Response:
        """A page that says one thing."""
        return self.page("message.html", status, title=title, words=words)


def router(newsroom: Newsroom, render: Renderer) -> APIRouter:
    """The routes. None of them answers with 5xx because of what somebody sent."""
    routes = APIRouter(include_in_schema=False)
    settings, comments = newsroom.settings, newsroom.comments
    posts = RateLimits(settings.posts_a_minute, settings.posts_a_minute)
    looks = RateLimits(settings.hints_a_minute, settings.hints_a_minute)

    async def given(request: Request) -> Mapping[str, str]:
        return fields(await read_body(request, settings.max_body))

    def article_page(
        article: Article,
        form: CommentForm,
        answer: Answer | None = None,
        page: int = 0,
        status: int = 200,
    ) -> Response:
        parent = None if form.parent is None else comments.find(form.parent)
        if parent is not None and parent.status is not Status.PUBLISHED:
            parent = None
        refused = answer.comment if answer is not None and answer.kind is Kind.REFUSED else None
        return render.page(
            "article.html", status, article=article, form=form, answer=answer, parent=parent,
            thread=comments.page(article.slug, page), count=comments.count(article.slug),
            page=page, pages=max(1, -(-comments.threads(article.slug) // THREADS)),
            max_chars=newsroom.moderation.max_chars, max_name=settings.max_name,
            guidelines=newsroom.moderation.guidelines,
            appeal=refused and newsroom.signer.mac("appeal", refused.id), refused=refused,
        )  # fmt: skip

    def place_of(comment: Posted) -> str:
        page, is_there = comments.place(comment)
        if not is_there and comment.parent is not None:
            return f"/threads/{comment.root}#c-{comment.id}"
        query = f"?{urlencode({'page': page + 1})}" if page else ""
        return f"/articles/{comment.article}{query}#c-{comment.id}"

    def own_page(comment: Posted) -> str:
        return f"/comments/{comment.id}/{newsroom.signer.mac('own', comment.id)}"

    @routes.get("/")
    async def front() -> Response:
        counts = {slug: comments.count(slug) for slug in newsroom.articles}
        return render.page("front.html", counts=counts)

    @routes.get("/guidelines")
    async def guidelines() -> Response:
        return render.page("guidelines.html", guidelines=newsroom.moderation.guidelines)

    @routes.get("/articles/{slug}")
    async def article(request: Request, slug: str) -> Response:
        found = newsroom.articles.get(slug)
        if found is None:
            return render.message(404, "Not here", "There is no such article.")
        number = request.query_params.get("page", "1")
        page = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 5 else 0
        parent = request.query_params.get("reply", "")[:40] or None
        form = CommentForm(token=newsroom.signer.form(), parent=parent)
        return article_page(found, form, page=max(page, 0))

    @routes.post("/articles/{slug}/comments")
    async def post(request: Request, slug: str) -> Response:
        found = newsroom.articles.get(slug)
        if found is None:
            return render.message(404, "Not here", "There is no such article.")
        form = comment_form(await given(request))
        wait, busy = posts.take(_who(request)), 0
        if wait:
            problem = {"form": f"That was quick. Please send it again in {wait} seconds."}
            answer = Answer(Kind.INCOMPLETE, problems=problem)
        else:
            try:
                answer = await newsroom.posting.post(found, form)
            except ServiceError as error:
                busy = error.status
                problem = {"form": "The server is busy. Your comment is still here: send it again."}
                answer = Answer(Kind.INCOMPLETE, problems=problem)
        kept = answer.comment
        if kept is not None and answer.kind is Kind.PUBLISHED:
            return RedirectResponse(place_of(kept), 303)
        if kept is not None and answer.kind in (Kind.HELD, Kind.REMOVED):
            return RedirectResponse(own_page(kept), 303)
        token = newsroom.signer.form() if answer.fresh_form else form.token
        form = replace(
            form, token=token, text=form.text[:_KEPT_CHARS], name=form.name[: settings.max_name],
            email=form.email[:254],
        )  # fmt: skip
        return article_page(found, form, answer, status=busy or (429 if wait else 422))

    @routes.get("/threads/{comment}")
    async def thread(comment: str) -> Response:
        root = comments.find(comment)
        if root is None or root.parent is not None:
            return render.message(404, "Not here", "There is no such thread.")
        if root.status not in (Status.PUBLISHED, Status.REMOVED):
            return render.message(404, "Not here", "There is no such thread.")
        found = newsroom.articles[root.article]
        return render.page("thread.html", article=found, thread=comments.thread(root))

    @routes.get("/comments/{comment}/{mac}")
    async def own(comment: str, mac: str) -> Response:
        found = comments.find(comment)
        if found is None or not newsroom.signer.is_mac(mac, "own", comment):
            return render.message(404, "Not here", "There is no such comment.")
        return render.page(
            "own.html", comment=found, article=newsroom.articles[found.article],
            place=place_of(found) if found.status is Status.PUBLISHED else None,
        )  # fmt: skip

    @routes.post("/hint")
    async def hint(request: Request) -> Response:
        if looks.take(_who(request)):
            return JSONResponse({"hints": []}, 429, {"cache-control": "no-store"})
        text = comment_form(await given(request)).text[: newsroom.moderation.max_chars]
        found = hints(text, await newsroom.moderation.look(text)) if text.strip() else ()
        shown = [
            {"message": why.message, "suggestion": why.suggestion, "places": why.places}
            for why in found
        ]
        return JSONResponse({"hints": shown}, 200, {"cache-control": "no-store"})

    @routes.post("/appeals")
    async def appeal(request: Request) -> Response:
        sent = await given(request)
        comment, mac = sent.get("comment", ""), sent.get("mac", "")
        found = comments.find(comment)
        if found is None or not newsroom.signer.is_mac(mac, "appeal", comment):
            return render.message(404, "Not here", "There is no such comment.")
        wait = posts.take(_who(request))
        if wait:
            words = f"Please go back and send it again in {wait} seconds."
            return render.message(429, "That was quick", words)
        if found.status is Status.REFUSED:
            await newsroom.moderation.appeal(comment, one_line(sent.get("note", ""))[:1000])
        return RedirectResponse(own_page(found), 303)

    @routes.get("/mail/{kind}/{token}")
    async def mail_page(kind: str, token: str) -> Response:
        if kind not in ("confirm", "stop") or newsroom.links.comment_of(token, kind) is None:
            return render.message(404, "Not here", "This link is not complete.")
        return render.page(f"mail_{kind}.html", token=token, days=settings.mail_days)

    @routes.post("/mail/{kind}/{token}")
    async def mail(request: Request, kind: str, token: str) -> Response:
        comment = newsroom.links.comment_of(token, kind) if kind in ("confirm", "stop") else None
        if comment is None:
            return render.message(404, "Not here", "This link is not complete.")
        addresses = newsroom.addresses
        if kind == "confirm":
            if await run_in_threadpool(addresses.confirm, comment):
                words = "You get a mail when somebody replies to your comment."
                return render.message(200, "Confirmed", words)
            return render.message(200, "Too late", "The address was deleted meanwhile.")
        never = (await given(request)).get("never") == "yes"
        await run_in_threadpool(addresses.stop if never else addresses.unsubscribe, comment)
        words = "The address is deleted, and gets no more mails about this comment."
        if never:
            words = "The address is deleted everywhere, and gets no mails from here again."
        return render.message(200, "Done", words)

    if newsroom.shown_mails is not None:
        mailbox = newsroom.shown_mails

        @routes.get("/demo/mails")
        async def mails(request: Request) -> Response:
            # A foreign page could name this machine's address as its own, and read them.
            if request.url.hostname not in (urlsplit(settings.base_url).hostname, "localhost"):
                return render.message(404, "Not here", "There is nothing at this address.")
            shown = [
                {
                    "to": message["To"],
                    "subject": message["Subject"],
                    "lines": message.get_content().splitlines(),
                }
                for message in list(mailbox.messages)
            ]
            return render.page("mails.html", mails=shown)

    return routes


def failed(render: Renderer, error: ServiceError) -> Response:
    """What the service could not do, as a page."""
    title = "Too much" if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else "Not now"
    words = f"{error.message.capitalize()}. Nothing was lost that had been sent before."
    answer = render.message(error.status, title, words)
    answer.headers.update(error.headers)
    return answer


def _who(request: Request) -> str:
    """For the limits alone, in memory, and nowhere else."""
    return request.client.host if request.client is not None else ""


def _moment(micros: int) -> str:
    then = dt.datetime.fromtimestamp(micros / 1e6, dt.UTC)
    return f"{then.day} {then:%B %Y, %H:%M}"
