"""The Perspective API, v1alpha1: `comments:analyze`, `comments:suggestscore` and its discovery.

Form: github.com/conversationai/perspectiveapi, 2-api. Attributes are the model's heads under
Perspective's names; one that no head scores is answered with the error for which clients drop an
attribute and try again, never with a number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.domain import (
    HEAD_CATEGORY,
    NO_CONTEXT,
    Action,
    Comment,
    Context,
    Decision,
    ModeratorDecision,
)
from modfilter.server.exchange import json_answer, read_body
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import openapi
from modfilter.server.protocols.perspective_discovery import discovery_document
from modfilter.server.protocols.requests import context_of, json_object, source_of
from modfilter.server.protocols.sentences import sentence_spans
from modfilter.server.protocols.utf16 import utf16_length, utf16_spans
from modfilter.server.service import Origin, Service
from modfilter.store.records import own_id, storable

ATTRIBUTES: Mapping[str, str] = {
    "TOXICITY": "toxicity",
    "SEVERE_TOXICITY": "severe_toxicity",
    "IDENTITY_ATTACK": "identity_attack",
    "INSULT": "insult",
    "PROFANITY": "profanity",
    "THREAT": "threat",
    "ATTACK_ON_COMMENTER": "personal_attack",
    "SPAM": "spam",
}
"""Perspective's attribute -> the head that scores it."""
MAX_BYTES = 20 * 1024
"""Perspective's own limit of a comment, in bytes of UTF-8."""
LANGUAGE = "en"
UNDETERMINED = "und"
"""ISO 639's code for a language that is not known: the model tells English from others only."""
MOST_SENTENCES = 100
"""Sentences of a comment that are scored; what follows belongs to the last one."""

_REJECTED = 0.5
_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_ID_PREFIX = "comment:"
_CORAL = "Coral:"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that a client asks for; scores below the threshold are left out."""

    name: str
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a client asks of `comments:analyze`.

    `drop` leaves out attributes that are not scored, where there would be an error.
    """

    text: str
    attributes: tuple[Attribute, ...]
    languages: tuple[str, ...] = ()
    keep: bool = True
    sentences: bool = False
    drop: bool = False
    token: str | None = None
    community: str = ""
    context: Context = NO_CONTEXT


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a client reports to `comments:suggestscore`: scores that the comment should have."""

    text: str
    scores: Mapping[str, float]
    languages: tuple[str, ...] = ()
    token: str | None = None
    community: str = ""


class PerspectiveError(Exception):
    """A request that Perspective would refuse, with its message and its type of error."""

    def __init__(self, message: str, kind: str = "INVALID_REQUEST", **more: Any) -> None:
        super().__init__(message)
        self.detail = {"@type": _ERROR, "errorType": kind, **more}


def router(service: Service) -> APIRouter:
    """The Perspective API over `service`."""
    routes = APIRouter(tags=["Perspective"])

    @routes.post(
        "/v1alpha1/comments:analyze",
        openapi_extra=openapi.ANALYZE,
        response_class=Response,
        summary="Scores of a comment",
    )
    async def analyze(request: Request) -> Response:
        key = _key(request)
        try:
            service.admit(key, Scope.MODERATE)
            asked = analysis(json_object(await read_body(request, service.settings.max_body)))
            _check_languages(asked)
            source = source_of("perspective", asked.community)
            comment = Comment(asked.text, comment_id(asked.token))
            origin = Origin(source, keep=asked.keep, contexts=[asked.context])
            [decision] = await service.moderate([comment], origin)
            most = min(MOST_SENTENCES, service.settings.max_batch)
            spans = sentence_spans(asked.text, most) if asked.sentences else []
            scored: Sequence[Decision] = ()
            if len(spans) > 1 and not _unread(decision):
                sentences = [Comment(asked.text[start:end]) for start, end in spans]
                scored = await service.moderate(sentences, Origin(source, keep=False))
            return json_answer(analyzed(asked, decision, spans, scored))
        except (PerspectiveError, ServiceError) as error:
            return _refused(error, key)

    @routes.post(
        "/v1alpha1/comments:suggestscore",
        openapi_extra=openapi.SUGGEST,
        response_class=Response,
        summary="What a moderator decided",
    )
    async def suggestscore(request: Request) -> Response:
        key = _key(request)
        try:
            service.admit(key, Scope.DECIDE)
            said = suggestion(json_object(await read_body(request, service.settings.max_body)))
            decision = moderator_decision(said, datetime.now(UTC))
            if decision is not None:
                await service.decide([decision])
            languages = {"requestedLanguages": said.languages or None}
            return json_answer(_less_none(languages, said.token))
        except (PerspectiveError, ServiceError) as error:
            return _refused(error, key)

    @routes.get(
        "/$discovery/rest",
        openapi_extra=openapi.DISCOVERY,
        response_class=Response,
        summary="The API's description, for Google's clients",
    )
    async def discovery(request: Request) -> Response:
        if request.query_params.get("version", "v1alpha1") != "v1alpha1":
            return _failure(404, "NOT_FOUND", "The only version is v1alpha1.", _info("NOT_FOUND"))
        return json_answer(discovery_document(str(request.base_url)))

    return routes


def analysis(body: Mapping[str, Any]) -> Analysis:
    """The request in a body of `comments:analyze`. Raises PerspectiveError."""
    text = _text(body)
    requested = _object(body, "requestedAttributes")
    if not requested:
        raise PerspectiveError("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
    context = _object(body, "context")
    if _field(context, "entries") and _field(context, "articleAndParentComment"):
        raise PerspectiveError(
            "Context can have either entries or article_and_parent_comment, but both fields were "
            "populated."
        )
    return Analysis(
        text=text,
        attributes=tuple(_attribute(name, requested) for name in requested),
        languages=_languages(body),
        keep=not _flag(body, "doNotStore"),
        sentences=_flag(body, "spanAnnotations"),
        drop=_flag(body, "dropUnsupportedAttributes"),
        token=_string(body, "clientToken"),
        community=_string(body, "communityId") or "",
        context=_context(context),
    )


def suggestion(body: Mapping[str, Any]) -> Suggestion:
    """The report in a body of `comments:suggestscore`. Raises PerspectiveError."""
    text = _text(body)
    scores = {}
    attributes = _object(body, "attributeScores")
    for name in attributes:
        summary = _object(_object(attributes, name), "summaryScore")
        value = _number(summary, "value")
        if value is not None:
            scores[name] = value
        elif summary:
            # A message in proto3's JSON leaves zeros out.
            scores[name] = 0.0
    return Suggestion(
        text=text,
        scores=scores,
        languages=_languages(body),
        token=_string(body, "clientToken"),
        community=_string(body, "communityId") or "",
    )


def moderator_decision(said: Suggestion, now: datetime) -> ModeratorDecision | None:
    """The decision that suggested scores come to: a score of one half or more rejects.

    None where no score of the whole comment was suggested. Coral sends the same attribute for
    every rejection, whatever the reason was, so its rejections have no category.
    """
    if not said.scores:
        return None
    name, highest = max(said.scores.items(), key=lambda score: score[1])
    rejected = highest >= _REJECTED
    head = ATTRIBUTES.get(name)
    known = rejected and head is not None and not said.community.startswith(_CORAL)
    return ModeratorDecision(
        text=said.text,
        action=Action.REJECT if rejected else Action.PUBLISH,
        category=str(HEAD_CATEGORY[head]) if known and head is not None else None,
        id=comment_id(said.token),
        source=source_of("perspective", said.community),
        decided_at=now,
    )


def comment_id(token: str | None) -> str | None:
    """The comment's id in a clientToken of the form `comment:ID`; other tokens name no comment."""
    if token is None or not token.startswith(_ID_PREFIX):
        return None
    return token.removeprefix(_ID_PREFIX)[:200] or None


def analyzed(
    asked: Analysis,
    decision: Decision,
    spans: Sequence[tuple[int, int]] = (),
    sentences: Sequence[Decision] = (),
) -> dict[str, Any]:
    """The answer of `comments:analyze`.

    `sentences` are the decisions about the parts of the text at `spans` (code points). Raises
    PerspectiveError for an attribute without a score, unless the client has those dropped.
    """
    detected = [UNDETERMINED if _unread(decision) else LANGUAGE]
    whole = [(0, utf16_length(asked.text))]
    units = utf16_spans(asked.text, spans) if sentences else whole
    parts = sentences or [decision]
    scores = {}
    for attribute in asked.attributes:
        head = ATTRIBUTES.get(attribute.name)
        value = None if head is None else decision.scores.get(head)
        if head is None or value is None:
            if asked.drop:
                continue
            raise _not_supported(attribute.name, "detectedLanguages", detected)
        if attribute.threshold is not None and value < attribute.threshold:
            continue
        scores[attribute.name] = {
            "spanScores": [
                {"begin": begin, "end": end, "score": _score(part_value)}
                for (begin, end), part in zip(units, parts, strict=True)
                if (part_value := part.scores.get(head)) is not None
            ],
            "summaryScore": _score(value),
        }
    return _less_none(
        {
            "attributeScores": scores or None,
            "languages": list(asked.languages) or detected,
            "detectedLanguages": detected,
        },
        asked.token,
    )


def _context(context: Mapping[str, Any]) -> Context:
    """The article's first line, and the comment that is answered, known by its text.

    Perspective's clients send texts, not addresses and ids.
    """
    around = _object(context, "articleAndParentComment")
    article = _string(_object(around, "article"), "text") or ""
    lines = article.strip().splitlines()
    parent = _string(_object(around, "parentComment"), "text") or ""
    return context_of(
        lines[0] if lines else None, own_id(storable(parent)) if parent.strip() else None
    )


def _check_languages(asked: Analysis) -> None:
    """Refuse before judging what the request's own languages make impossible."""
    if asked.drop or not asked.languages:
        return
    foreign = not all(_english(language) for language in asked.languages)
    for attribute in asked.attributes:
        if foreign or attribute.name not in ATTRIBUTES:
            raise _not_supported(attribute.name, "requestedLanguages", asked.languages)


def _english(language: str) -> bool:
    return language.replace("_", "-").split("-")[0].lower() in (LANGUAGE, "eng")


def _unread(decision: Decision) -> bool:
    return all(score is None for score in decision.scores.values())


def _score(value: float) -> dict[str, Any]:
    return {"value": round(float(value), 4), "type": "PROBABILITY"}


def _not_supported(name: str, which: str, languages: Sequence[str]) -> PerspectiveError:
    return PerspectiveError(
        f"Attribute {name} does not support request languages: {', '.join(languages)}",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        languageNotSupportedByAttributeError={which: list(languages), "attribute": name},
    )


def _text(body: Mapping[str, Any]) -> str:
    comment = _object(body, "comment")
    text = _string(comment, "text") or ""
    kind = _string(comment, "type")
    if not text.strip():
        raise PerspectiveError("Comment must be non-empty.", "COMMENT_EMPTY")
    if kind == "HTML":
        raise PerspectiveError("Currently, only 'PLAIN_TEXT' comments are supported")
    if kind not in (None, "PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"):
        raise PerspectiveError("Unknown text type")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise PerspectiveError("Comment text too long.", "COMMENT_TOO_LONG")
    return text


def _attribute(name: str, requested: Mapping[str, Any]) -> Attribute:
    settings = _object(requested, name)
    kind = _string(settings, "scoreType")
    if kind not in (None, "PROBABILITY", "SCORE_TYPE_UNSPECIFIED"):
        raise PerspectiveError(f"Requested score type {kind} is not supported by attribute {name}")
    return Attribute(name, _number(settings, "scoreThreshold"))


def _languages(body: Mapping[str, Any]) -> tuple[str, ...]:
    languages = _field(body, "languages")
    if languages is None:
        return ()
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in languages):
        raise PerspectiveError("Invalid value at 'languages'")
    return tuple(languages)


def _field(message: Mapping[str, Any], name: str) -> Any:
    """A field by its JSON name or its name in the protocol buffer, as Google's parser reads it."""
    value = message.get(name)
    return message.get(_in_proto(name)) if value is None else value


@lru_cache(256)
def _in_proto(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


def _object(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = message[name] if name in message else _field(message, name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PerspectiveError(f"Invalid value at '{name[:80]}'")
    return value


def _string(message: Mapping[str, Any], name: str) -> str | None:
    value = _field(message, name)
    if value is not None and not isinstance(value, str):
        raise PerspectiveError(f"Invalid value at '{name}'")
    return value


def _flag(message: Mapping[str, Any], name: str) -> bool:
    value = _field(message, name)
    if value is not None and not isinstance(value, bool):
        raise PerspectiveError(f"Invalid value at '{name}'")
    return bool(value)


def _number(message: Mapping[str, Any], name: str) -> float | None:
    value = _field(message, name)
    if value is None:
        return None
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value)
        if not math.isfinite(number):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise PerspectiveError(f"Invalid value at '{name}'") from None
    return number


def _less_none(answer: Mapping[str, Any], token: str | None) -> dict[str, Any]:
    kept = {name: value for name, value in answer.items() if value is not None}
    return kept if token is None else {**kept, "clientToken": token}


def _key(request: Request) -> str | None:
    # Most have no query, and reading one takes longer than the rest of this.
    given = request.query_params.get("key") if request.scope.get("query_string") else None
    return given or request.headers.get("x-goog-api-key")


def _failure(
    code: int, status: str, message: str, detail: object, retry_after: int | None = None
) -> Response:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    error = {"code": code, "message": message, "status": status, "details": [detail]}
    return json_answer({"error": error}, code, headers)


def _info(reason: str) -> dict[str, Any]:
    return {"@type": _ERROR_INFO, "reason": reason, "domain": "googleapis.com"}


_NO_KEY = (
    403,
    "PERMISSION_DENIED",
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API.",
    "CONSUMER_INVALID",
)
_FAILURES: Mapping[Code, tuple[int, str, str, str]] = {
    Code.UNAUTHENTICATED: (
        400,
        "INVALID_ARGUMENT",
        "API key not valid. Please pass a valid API key.",
        "API_KEY_INVALID",
    ),
    Code.FORBIDDEN: (
        403,
        "PERMISSION_DENIED",
        "The API key may not do this.",
        "API_KEY_SERVICE_BLOCKED",
    ),
    Code.RATE_LIMITED: (
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for this API key.",
        "RATE_LIMIT_EXCEEDED",
    ),
    Code.TIMED_OUT: (504, "DEADLINE_EXCEEDED", "Deadline exceeded.", "DEADLINE_EXCEEDED"),
}
_UNAVAILABLE = (
    503,
    "UNAVAILABLE",
    "The service is currently unavailable.",
    "SERVICE_UNAVAILABLE",
)


def _refused(error: PerspectiveError | ServiceError, key: str | None) -> Response:
    if isinstance(error, PerspectiveError):
        return _failure(400, "INVALID_ARGUMENT", str(error), error.detail)
    if error.code is Code.TOO_LARGE:
        return _refused(PerspectiveError("Comment text too long.", "COMMENT_TOO_LONG"), key)
    if error.code is Code.INVALID:
        message = f"Invalid JSON payload received: {error.message}."
        return _refused(PerspectiveError(message), key)
    wording = _FAILURES.get(error.code, _UNAVAILABLE)
    if error.code is Code.UNAUTHENTICATED and key is None:
        wording = _NO_KEY
    code, status, message, reason = wording
    return _failure(code, status, message, _info(reason), error.retry_after)
