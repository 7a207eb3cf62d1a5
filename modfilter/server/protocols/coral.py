"""Coral's external moderation phase: Coral asks about each new or edited comment.

Form: github.com/coralproject/talk, server/EXTERNAL_MODERATION_PHASES.md and WEBHOOKS.md. Coral
skips a phase that fails or whose answer it does not know, and lets the comment through. So answers
hold nothing but its own words, and a comment that could not be judged is held back.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from modfilter.domain import Action, Category, Comment, Context, Decision, Reason
from modfilter.server.exchange import json_answer, read_body
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import Scope
from modfilter.server.protocols import openapi
from modfilter.server.protocols.coral_secrets import SecretFile
from modfilter.server.protocols.requests import context_of, json_object, source_of
from modfilter.server.service import Origin, Service

TOXIC = "COMMENT_DETECTED_TOXIC"
SPAM = "COMMENT_DETECTED_SPAM"

FLAGS: Mapping[str, str] = {
    Category.PERSONAL_ATTACK: TOXIC,
    Category.THREAT: TOXIC,
    Category.IDENTITY_ATTACK: TOXIC,
    Category.PROFANITY: TOXIC,
    Category.TOXICITY: TOXIC,
    Category.SPAM: SPAM,
    Category.FLOOD: SPAM,
}
"""The flag that moderators see; Coral knows two, which do not fit the other categories."""
REJECTION_CODES: Mapping[str, str] = {
    Category.PERSONAL_ATTACK: "HARASSMENT_BULLYING",
    Category.THREAT: "ABUSIVE",
    Category.IDENTITY_ATTACK: "HATE_SPEECH",
    Category.PROFANITY: "OFFENSIVE",
    Category.TOXICITY: "ABUSIVE",
    Category.SPAM: "SPAM",
    Category.FLOOD: "SPAM",
    Category.LOW_VALUE: "IRRELEVANT_CONTENT",
}
"""Coral's reason of a rejection; any other category is OTHER, with the author's sentence."""


HELD_BACK: Mapping[str, Any] = {"status": "SYSTEM_WITHHELD", "actions": []}
"""The answer about a comment that could not be judged."""


def router(service: Service) -> APIRouter:
    """Coral's external moderation phase over `service`.

    Where the setting `coral_secrets` names secrets, a request is Coral's if one of them signed it,
    and needs no API key; elsewhere it needs one in its address (`?key=`), unless the server has
    none.
    """
    routes = APIRouter(tags=["Coral"])
    file = service.settings.coral_secrets
    secrets = None if file is None else SecretFile(file)

    @routes.post(
        "/coral/moderation",
        openapi_extra=openapi.CORAL,
        response_class=Response,
        summary="What to do with a comment",
    )
    async def moderation(request: Request) -> Response:
        try:
            if secrets is None:
                service.admit(request.query_params.get("key"), Scope.MODERATE)
            raw = await read_body(request, service.settings.max_body)
            if secrets is not None:
                signature = request.headers.get("x-coral-signature", "")
                if not signed(raw, signature, secrets.read()):
                    raise ServiceError(
                        Code.UNAUTHENTICATED, "the signature is not of one of this phase's secrets"
                    )
            body = json_object(raw)
            comment, source = asked(body)
            origin = Origin(source, contexts=[context(body)])
            [decision] = await service.moderate([comment], origin)
        except ServiceError as error:
            return _refused(error)
        answer = phase_answer(decision)
        return Response(status_code=204) if answer is None else json_answer(answer)

    return routes


def signed(raw: bytes, header: str, secrets: tuple[str, ...]) -> bool:
    """Whether one of `secrets` made one of the signatures of the raw body in the header."""
    signatures = [
        value.strip().lower().encode("utf-8", "replace")
        for prefix, _, value in (part.strip().partition("=") for part in header.split(","))
        if prefix == "sha256"
    ]
    found = False
    for secret in secrets:
        expected = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest().encode()
        for signature in signatures:
            found |= hmac.compare_digest(signature, expected)
    return found


def asked(body: Mapping[str, Any]) -> tuple[Comment, str]:
    """The comment that Coral asks about, and the back end's name. Raises ServiceError.

    A new comment has no id yet. The author is left at the door.
    """
    comment = body.get("comment")
    text = comment.get("body") if isinstance(comment, dict) else None
    if not isinstance(text, str):
        raise ServiceError(Code.INVALID, "the body must hold a comment with a body")
    domain = body.get("tenantDomain")
    return Comment(text), source_of("coral", domain if isinstance(domain, str) else "")


def context(body: Mapping[str, Any]) -> Context:
    """The story's address and the id of the comment that is answered, as far as Coral says."""
    story, comment = body.get("story"), body.get("comment")
    url = story.get("url") if isinstance(story, dict) else None
    parent = comment.get("parentID") if isinstance(comment, dict) else None
    return context_of(url, parent)


def phase_answer(decision: Decision) -> dict[str, Any] | None:
    """Coral's answer for a decision: None (204) leaves the comment to Coral's other settings."""
    if decision.action is Action.PUBLISH:
        return None
    decisive = [reason for reason in decision.reasons if reason.decisive]
    flags = dict.fromkeys(
        flag for reason in decisive if (flag := FLAGS.get(reason.finding.category)) is not None
    )
    actions = [{"actionType": "FLAG", "reason": flag} for flag in flags]
    if decision.action is Action.REVIEW:
        return {"status": "SYSTEM_WITHHELD", "actions": actions}
    return {
        "status": "REJECTED",
        "actions": actions,
        "moderationAction": {
            "status": "REJECTED",
            "rejectionReason": _rejection(decisive),
        },
    }


def _rejection(decisive: list[Reason]) -> dict[str, str]:
    if not decisive:
        return {"code": "OTHER"}
    first = decisive[0]
    code = REJECTION_CODES.get(first.finding.category, "OTHER")
    sentence = first.message
    if first.finding.suggestion:
        sentence = f"{sentence} Instead: {first.finding.suggestion}"
    named = {"customReason": first.message} if code == "OTHER" else {}
    return {"code": code, "detailedExplanation": sentence, **named}


_UNJUDGED = (Code.TOO_LARGE, Code.RATE_LIMITED, Code.TIMED_OUT, Code.UNAVAILABLE)


def _refused(error: ServiceError) -> Response:
    if error.code in _UNJUDGED:
        return json_answer(HELD_BACK)
    return json_answer({"error": error.message}, error.status, error.headers)
