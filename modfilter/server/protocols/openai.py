"""OpenAI's moderations: `POST /v1/moderations`.

Form: github.com/openai/openai-openapi. Of the thirteen categories three have a head that scores
the same thing; the others are answered as not scored: 0, and no input type that they apply to.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.domain import Action, Category, Comment, Decision
from modfilter.server.protocols.body import BodyError, TooLongError, dumped, json_object, read_body
from modfilter.server.protocols.service import Refusal, RefusedError, Scope, Service

CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
"""All categories of an answer, each of which clients insist on."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The head whose score a category has, and the findings that flag it."""

    head: str
    codes: frozenset[str]
    categories: frozenset[Category]

    def flagged(self, decision: Decision) -> bool:
        """Whether the policy wants a person to look, or more, on such a finding's account."""
        return any(
            reason.action is not Action.PUBLISH
            and (reason.finding.code in self.codes or reason.finding.category in self.categories)
            for reason in decision.reasons
        )


SCORED: Mapping[str, Scored] = {
    "harassment": Scored(
        "insult", frozenset({"model.insult"}), frozenset({Category.PERSONAL_ATTACK})
    ),
    "harassment/threatening": Scored("threat", frozenset(), frozenset({Category.THREAT})),
    "hate": Scored("identity_attack", frozenset(), frozenset({Category.IDENTITY_ATTACK})),
}
"""The categories that are scored."""
MAX_INPUTS = 1_000
"""Texts of one request."""


class InputsError(Exception):
    """A request that OpenAI would refuse: which parameter is wrong, and how."""

    def __init__(self, message: str, param: str | None = "input", code: str | None = None) -> None:
        super().__init__(message)
        self.param = param
        self.code = code


def router(service: Service) -> APIRouter:
    """OpenAI's moderations over `service`."""
    routes = APIRouter(tags=["OpenAI"])

    @routes.post("/v1/moderations", summary="Categories of texts")
    async def moderations(request: Request) -> Response:
        try:
            key = _key(request)
            # Without a key's name nobody may make the server parse what they send.
            service.admit(key, Scope.MODERATE, comments=0)
            texts = inputs(json_object(await read_body(request, service.max_body)))
            service.admit(key, Scope.MODERATE, comments=len(texts))
            comments = [Comment(text) for text in texts]
            decisions = await service.moderate(comments, source="openai")
            return _answer(moderated(decisions, f"modr-{secrets.token_hex(16)}"))
        except (InputsError, BodyError, RefusedError) as error:
            return _refused(error)

    return routes


def inputs(body: Mapping[str, Any]) -> list[str]:
    """The texts of a request: one result each. Raises InputsError.

    The parts of a multi-part input are one text. An image cannot be looked at, so it is refused:
    an answer about the text alone would pass the image unseen.
    """
    model = body.get("model")
    if model is not None and not isinstance(model, str):
        raise InputsError("'model' must be a string.", "model")
    given = body.get("input")
    if given is None:
        raise InputsError("Missing required parameter: 'input'.", code="missing_required_parameter")
    if isinstance(given, str):
        return [given]
    if not isinstance(given, list):
        raise InputsError("'input' must be a string, a list of strings or a list of parts.")
    if not given:
        raise InputsError("'input' must not be an empty list.")
    if len(given) > MAX_INPUTS:
        raise InputsError(f"'input' has more than {MAX_INPUTS:,} entries.")
    if all(isinstance(one, str) for one in given):
        return given
    return ["\n".join(_part(part, place) for place, part in enumerate(given))]


def moderated(decisions: Sequence[Decision], answer_id: str) -> dict[str, Any]:
    """The answer for the texts with these decisions."""
    model = decisions[0].model if decisions else ""
    return {
        "id": answer_id,
        "model": f"modfilter-{model}",
        "results": [_result(decision) for decision in decisions],
    }


def _result(decision: Decision) -> dict[str, Any]:
    flagged = dict.fromkeys(CATEGORIES, False)
    scores = dict.fromkeys(CATEGORIES, 0.0)
    applied: dict[str, list[str]] = {category: [] for category in CATEGORIES}
    for category, scored in SCORED.items():
        flagged[category] = scored.flagged(decision)
        score = decision.scores.get(scored.head)
        if score is not None:
            scores[category] = round(float(score), 4)
        if score is not None or flagged[category]:
            applied[category] = ["text"]
    return {
        "flagged": any(flagged.values()),
        "categories": flagged,
        "category_scores": scores,
        "category_applied_input_types": applied,
    }


def _part(part: object, place: int) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if isinstance(part, dict) and kind == "text" and isinstance(part.get("text"), str):
        return str(part["text"])
    if kind == "image_url":
        raise InputsError(
            "Images are not looked at here: send the text without them.",
            f"input[{place}]",
            "unsupported_input_type",
        )
    raise InputsError('A part must be {"type": "text", "text": "..."}.', f"input[{place}]")


def _key(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def _answer(content: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(dumped(content), status, headers, media_type="application/json")


_REFUSALS: Mapping[Refusal, tuple[int, str, str, str]] = {
    Refusal.NO_KEY: (
        401,
        "You didn't provide an API key. Provide it in an Authorization header with Bearer auth.",
        "invalid_request_error",
        "missing_api_key",
    ),
    Refusal.UNKNOWN_KEY: (
        401,
        "Incorrect API key provided.",
        "invalid_request_error",
        "invalid_api_key",
    ),
    Refusal.SCOPE: (
        403,
        "You have insufficient permissions for this operation.",
        "invalid_request_error",
        "insufficient_permissions",
    ),
    Refusal.RATE: (429, "Rate limit reached.", "requests", "rate_limit_exceeded"),
    Refusal.UNAVAILABLE: (
        503,
        "The service is unavailable at the moment.",
        "server_error",
        "service_unavailable",
    ),
    Refusal.TIMEOUT: (504, "The request timed out.", "server_error", "timeout"),
}


def _refused(error: InputsError | BodyError | RefusedError) -> Response:
    headers: dict[str, str] = {}
    param: str | None = None
    code: str | None
    if isinstance(error, RefusedError):
        status, message, kind, code = _REFUSALS[error.why]
        if error.retry_after is not None:
            headers["Retry-After"] = str(error.retry_after)
    else:
        status, message, kind, code = 400, str(error), "invalid_request_error", None
        if isinstance(error, TooLongError):
            status, code = 413, "request_too_large"
        elif isinstance(error, BodyError):
            message = f"We could not parse the JSON body of your request: {error}."
        else:
            param, code = error.param, error.code
    content = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return _answer(content, status, headers)
