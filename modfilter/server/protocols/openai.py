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
from modfilter.server.exchange import bearer, json_answer, read_body
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import openapi
from modfilter.server.protocols.requests import json_object
from modfilter.server.service import Origin, Service

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


class InputsError(Exception):
    """A request that OpenAI would refuse: which parameter is wrong, and how."""

    def __init__(self, message: str, param: str | None = "input", code: str | None = None) -> None:
        super().__init__(message)
        self.param = param
        self.code = code


def router(service: Service) -> APIRouter:
    """OpenAI's moderations over `service`."""
    routes = APIRouter(tags=["OpenAI"])

    @routes.post(
        "/v1/moderations",
        openapi_extra=openapi.MODERATIONS,
        response_class=Response,
        summary="Categories of texts",
    )
    async def moderations(request: Request) -> Response:
        key = bearer(request)
        try:
            service.admit(key, Scope.MODERATE)
            body = json_object(await read_body(request, service.settings.max_body))
            comments = [Comment(text) for text in inputs(body, service.settings.max_batch)]
            decisions = await service.moderate(comments, Origin("openai"))
            return json_answer(moderated(decisions, f"modr-{secrets.token_hex(16)}"))
        except (InputsError, ServiceError) as error:
            return _refused(error, key)

    return routes


def inputs(body: Mapping[str, Any], most: int) -> list[str]:
    """The texts of a request, at most `most`: one result each. Raises InputsError.

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
    if len(given) > most:
        raise InputsError(f"'input' has more than {most:,} entries.")
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


_NO_KEY = (
    401,
    "You didn't provide an API key. Provide it in an Authorization header with Bearer auth.",
    "invalid_request_error",
    "missing_api_key",
)
_FAILURES: Mapping[Code, tuple[int, str, str, str]] = {
    Code.UNAUTHENTICATED: (
        401,
        "Incorrect API key provided.",
        "invalid_request_error",
        "invalid_api_key",
    ),
    Code.FORBIDDEN: (
        403,
        "You have insufficient permissions for this operation.",
        "invalid_request_error",
        "insufficient_permissions",
    ),
    Code.RATE_LIMITED: (429, "Rate limit reached.", "requests", "rate_limit_exceeded"),
    Code.TIMED_OUT: (504, "The request timed out.", "server_error", "timeout"),
}
_UNAVAILABLE = (
    503,
    "The service is unavailable at the moment.",
    "server_error",
    "service_unavailable",
)


def _refused(error: InputsError | ServiceError, key: str | None) -> Response:
    if isinstance(error, InputsError):
        return _failure(400, str(error), "invalid_request_error", error.param, error.code)
    if error.code is Code.TOO_LARGE:
        message = f"Too large: {error.message}."
        return _failure(413, message, "invalid_request_error", None, "request_too_large")
    if error.code is Code.INVALID:
        message = f"We could not parse the JSON body of your request: {error.message}."
        return _failure(400, message, "invalid_request_error", None, None)
    wording = _FAILURES.get(error.code, _UNAVAILABLE)
    if error.code is Code.UNAUTHENTICATED and key is None:
        wording = _NO_KEY
    status, message, kind, code = wording
    return _failure(status, message, kind, None, code, error.headers)


def _failure(
    status: int,
    message: str,
    kind: str,
    param: str | None,
    code: str | None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    error = {"message": message, "type": kind, "param": param, "code": code}
    return json_answer({"error": error}, status, headers)
