"""Akismet's API, 1.1 and 1.2: comment-check, submit-spam, submit-ham, verify-key, usage.

Form: github.com/Automattic/akismet-sdk-php (spec.yml). Clients compare answers byte for byte. Of
a form only what is named here is read: an author's name, e-mail address and IP go no further.
"""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.domain import (
    NO_CONTEXT,
    Action,
    Category,
    Comment,
    Context,
    Decision,
    ModeratorDecision,
)
from modfilter.server.exchange import json_answer, read_body
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import openapi
from modfilter.server.protocols.akismet_usage import Page, Usage
from modfilter.server.protocols.requests import context_of, source_of
from modfilter.server.service import Origin, Service

SPAM = "true"
HAM = "false"
INVALID = "invalid"
VALID = "valid"
THANKS = "Thanks for making the web a better place."

SPAM_AUTHORS = ("viagra-test-123", "akismet-guaranteed-spam")
SPAM_EMAIL = "akismet-guaranteed-spam@example.com"
HAM_ROLE = "administrator"
"""Akismet's test values: the answer is known without a look at the comment."""

RECHECK_AFTER = "86400"
"""Seconds for which a client is asked to hold back a comment that moderators shall see."""

_NO_COMMENT = ("signup", "contact-form", "tweet", "trackback", "pingback")
_YES = ("1", "true", "yes", "on")
_PLAIN = "text/plain; charset=utf-8"
# Character sets of old blogs. Python knows more, some of which do other things than decode.
_CHARSETS = re.compile(
    r"(iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]|shift[_-]jis|euc-(jp|kr)"
    r"|gb(k|2312|18030)|big5|us-ascii)"
)


class ForReview(StrEnum):
    """What a comment in review is to Akismet, which has no word for it.

    `spam` puts it among the spam, where moderators look; `pending` and `error` answer "no spam",
    with the headers for which WordPress (and, for `error`, Discourse) holds a comment back;
    `ham` publishes it.
    """

    SPAM = "spam"
    PENDING = "pending"
    ERROR = "error"
    HAM = "ham"


class ForReject(StrEnum):
    """What a rejected comment is to Akismet: spam, thrown away unseen or kept among the spam."""

    DISCARD = "discard"
    SPAM = "spam"


class KeyPlace(StrEnum):
    """Where a key may stand: in the form, the address, or the first part of the host's name."""

    BODY = "body"
    QUERY = "query"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Wording:
    """How decisions become Akismet's answers, and where keys are looked for, in that order."""

    review: ForReview = ForReview.SPAM
    reject: ForReject = ForReject.DISCARD
    key_places: tuple[KeyPlace, ...] = tuple(KeyPlace)


@dataclass(frozen=True, slots=True)
class Form:
    """What is read of a request; all else stays at the door.

    `guaranteed` is the answer where a test value settles it.
    """

    key: str | None = None
    blog: str = ""
    context: Context = NO_CONTEXT
    has_ip: bool = False
    content: str = ""
    kind: str = ""
    is_test: bool = False
    classify: bool = False
    guaranteed: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its exact body, and its headers."""

    body: str
    headers: Mapping[str, str]


class MissingFieldError(Exception):
    """A form without a field that Akismet insists on."""

    def __init__(self, name: str) -> None:
        super().__init__(f'Empty "{name}" value')


def router(service: Service) -> APIRouter:
    """Akismet's API over `service`, worded as its settings say."""
    routes = APIRouter(tags=["Akismet"])
    counted = Usage()
    wording = Wording(
        ForReview(service.settings.akismet_review),
        ForReject(service.settings.akismet_reject),
        tuple(map(KeyPlace, service.settings.akismet_keys.split())),
    )

    async def read(request: Request) -> Form:
        raw = await read_body(request, service.settings.max_body)
        return read_form(raw, request.url.query, request.headers.get("host", ""), wording)

    @routes.post("/1.1/verify-key", **_described(openapi.VERIFY_KEY, "Whether a key is good"))
    @_answered(missing=None)
    async def verify_key(request: Request) -> Response:
        form = await read(request)
        service.admit(form.key, Scope.MODERATE)
        _require(("blog", form.blog))
        return _plain(VALID)

    @routes.post(
        "/1.1/comment-check", **_described(openapi.COMMENT_CHECK, "Whether a comment is spam")
    )
    @_answered()
    async def comment_check(request: Request) -> Response:
        form = await read(request)
        key = service.admit(form.key, Scope.MODERATE)
        _require(("blog", form.blog), ("user_ip", "given" if form.has_ip else ""))
        answer = await checked(service, wording, form)
        if not form.is_test:
            counted.checked(key.id, form.blog, spam=answer.body == SPAM)
        return _plain(answer.body, answer.headers)

    async def submit(request: Request, action: Action) -> Response:
        form = await read(request)
        key = service.admit(form.key, Scope.DECIDE)
        _require(("blog", form.blog))
        if not form.is_test and form.content.strip():
            await service.decide([submitted(form, action, datetime.now(UTC))])
            counted.corrected(key.id, form.blog, spam=action is Action.REJECT)
        return _plain(THANKS)

    @routes.post(
        "/1.1/submit-spam", **_described(openapi.SUBMIT, "A comment that was spam after all")
    )
    @_answered()
    async def submit_spam(request: Request) -> Response:
        return await submit(request, Action.REJECT)

    @routes.post(
        "/1.1/submit-ham", **_described(openapi.SUBMIT, "A comment that was no spam after all")
    )
    @_answered()
    async def submit_ham(request: Request) -> Response:
        return await submit(request, Action.PUBLISH)

    @routes.get(
        "/1.2/usage-limit",
        **_described(openapi.USAGE_LIMIT, "How many calls a key has made this month"),
    )
    @_answered()
    async def usage_limit(request: Request) -> Response:
        form = await read(request)
        key = service.admit(form.key, Scope.MODERATE)
        return json_answer(counted.limit(key.id))

    @routes.get("/1.2/key-sites", **_described(openapi.KEY_SITES, "Calls by site this month"))
    @_answered()
    async def key_sites(request: Request) -> Response:
        form = await read(request)
        key = service.admit(form.key, Scope.MODERATE)
        try:
            page = Page.read(request.query_params)
        except ValueError as error:
            return _invalid(str(error))
        if request.query_params.get("format") == "csv":
            return Response(counted.csv(key.id, page), media_type="text/csv")
        return json_answer(counted.sites(key.id, page))

    return routes


_Handler = Callable[[Request], Awaitable[Response]]


def _described(operation: dict[str, Any], summary: str) -> dict[str, Any]:
    """What FastAPI is told of a route: its answers are made by hand."""
    return {"openapi_extra": operation, "response_class": Response, "summary": summary}


def _answered(missing: str | None = "missing-required-field") -> Callable[[_Handler], _Handler]:
    """Word what a handler raises; `missing` is the header's word for a field that is not there."""

    def around(handler: _Handler) -> _Handler:
        @functools.wraps(handler)
        async def worded(request: Request) -> Response:
            try:
                return await handler(request)
            except MissingFieldError as error:
                return _invalid(str(error), missing)
            except ServiceError as error:
                return _refused(error)

        return worded

    return around


async def checked(service: Service, wording: Wording, form: Form) -> Answer:
    """The answer of comment-check for a form with all that it needs. Raises ServiceError."""
    if form.guaranteed is not None:
        return _verdict(form.guaranteed, form)
    if not form.content.strip() and form.kind in _NO_COMMENT:
        # A registration without a word of its own: there is no text to judge, and none is no sin.
        return _verdict(HAM, form, {"X-akismet-debug-help": 'Empty "comment_content" value'})
    source = source_of("akismet", form.blog)
    origin = Origin(source, keep=not form.is_test, contexts=[form.context])
    [decision] = await service.moderate([Comment(form.content)], origin)
    return answer_for(decision, wording, form)


def answer_for(decision: Decision, wording: Wording, form: Form = Form()) -> Answer:
    """Akismet's words for a decision.

    Comments that were drawn for the audit are answered as the filter decided: among the spam, or
    thrown away, nobody would ever see them again.
    """
    action = decision.filter_action
    if action is Action.PUBLISH:
        return _verdict(HAM, form)
    if action is Action.REJECT:
        discard = wording.reject is ForReject.DISCARD
        return _verdict(SPAM, form, {"X-akismet-pro-tip": "discard"} if discard else {})
    match wording.review:
        case ForReview.SPAM:
            return _verdict(SPAM, form)
        case ForReview.PENDING:
            return _verdict(HAM, form, {"X-akismet-recheck-after": RECHECK_AFTER})
        case ForReview.ERROR:
            return _verdict(HAM, form, {"X-akismet-error": "held-for-review"})
        case ForReview.HAM:
            return _verdict(HAM, form)


def submitted(form: Form, action: Action, now: datetime) -> ModeratorDecision:
    """The moderator's decision in a submission. Its comment is known by its text: it has no id."""
    return ModeratorDecision(
        text=form.content,
        action=action,
        category=str(Category.SPAM) if action is Action.REJECT else None,
        source=source_of("akismet", form.blog),
        decided_at=now,
    )


def read_form(raw: bytes, query: str, host: str, wording: Wording = Wording()) -> Form:
    """The few fields that matter of a form, the query of its address and the host it was sent to.

    Of a field that is there twice the last counts, as in PHP. Texts are UTF-8; where they are not,
    they are in the character set that the form names.
    """
    body = _fields(raw)
    asked = _fields(query.encode("ascii", "replace"))
    both = {**asked, **body}
    charset = both.get("blog_charset", b"").decode("ascii", "replace").strip().lower()

    def text(name: str) -> str:
        return _decoded(both.get(name, b""), charset)

    places = {
        KeyPlace.BODY: body.get("api_key") or body.get("key"),
        KeyPlace.QUERY: asked.get("api_key") or asked.get("key"),
        KeyPlace.HOST: _host_key(host),
    }
    key = next((found for place in wording.key_places if (found := places[place])), None)
    return Form(
        key=None if key is None else _decoded(key, "").strip() or None,
        blog=text("blog").strip(),
        context=context_of(text("permalink"), _parent(text("comment_parent"))),
        has_ip=bool(both.get("user_ip", b"").strip()),
        content=text("comment_content"),
        kind=(text("comment_type") or text("content_type")).strip().lower(),
        is_test=text("is_test").strip().lower() in _YES,
        classify=text("classify").strip().lower() in _YES,
        guaranteed=_guaranteed(
            text("comment_author").strip(),
            text("comment_author_email").strip().lower(),
            text("user_role").strip().lower(),
        ),
    )


def _parent(given: str) -> str | None:
    """The comment that is answered; WordPress says 0 where there is none."""
    return None if given.strip() in ("", "0") else given.strip()


def _guaranteed(author: str, email: str, role: str) -> str | None:
    if author in SPAM_AUTHORS or email == SPAM_EMAIL:
        return SPAM
    return HAM if role == HAM_ROLE else None


def _fields(form: bytes) -> dict[str, bytes]:
    fields = {}
    for pair in form.split(b"&"):
        name, _, value = pair.partition(b"=")
        if len(name) <= 100:
            fields[_unquoted(name).decode("utf-8", "replace")] = _unquoted(value)
    return fields


def _unquoted(part: bytes) -> bytes:
    return unquote_to_bytes(part.replace(b"+", b" "))


def _decoded(value: bytes, charset: str) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        if _CHARSETS.fullmatch(charset):
            try:
                return value.decode(charset, "replace")
            except LookupError:
                pass
        return value.decode("utf-8", "replace")


def _host_key(host: str) -> bytes | None:
    """The key in `KEY.rest.example.com`: the first of several labels, in the case it came in."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else ""
    label, _, rest = name.partition(".")
    if not label or not rest or re.fullmatch(r"[\d.]+|\[.*", name):
        return None
    return label.encode("ascii", "replace")


def _require(*fields: tuple[str, str | None]) -> None:
    for name, value in fields:
        if not value:
            raise MissingFieldError(name)


def _verdict(body: str, form: Form, headers: Mapping[str, str] | None = None) -> Answer:
    named = {"X-akismet-guid": secrets.token_hex(16), **(headers or {})}
    if form.classify:
        named["X-akismet-classification"] = "spam" if body == SPAM else "ham"
    return Answer(body, named)


def _plain(body: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    return Response(body, status, dict(headers or {}), media_type=_PLAIN)


def _invalid(help_text: str, error: str | None = None) -> Response:
    named = {} if error is None else {"X-akismet-error": error}
    return _plain(INVALID, {"X-akismet-debug-help": help_text, **named})


_HELP: Mapping[Code, str] = {
    Code.UNAUTHENTICATED: "Unknown API key",
    Code.FORBIDDEN: "The API key may not do this",
    Code.RATE_LIMITED: "Too many requests for this API key",
}


def _refused(error: ServiceError) -> Response:
    """A failure: never the word "false", which many clients read as "no spam"."""
    if error.code is Code.UNAUTHENTICATED or error.code is Code.FORBIDDEN:
        return _invalid(_HELP[error.code], "invalid-key")
    headers = {
        "X-akismet-debug-help": _HELP.get(error.code, error.message),
        "X-akismet-error": error.code.value,
        **error.headers,
    }
    return _plain(INVALID if error.status < 429 else "error", headers, error.status)
