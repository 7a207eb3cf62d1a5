"""What the OpenAPI document says of the protocols of others, with examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modfilter.server.protocols.perspective_discovery import SCHEMAS

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}


def _json(schema: _Schema, what: str = "The answer.") -> _Schema:
    return {"description": what, "content": {"application/json": {"schema": schema}}}


def _plain(*words: str) -> _Schema:
    schema = {"type": "string", "enum": list(words)}
    return {
        "description": "Exactly one of these words.",
        "content": {"text/plain": {"schema": schema}},
    }


def _body(kind: str, schema: _Schema, example: object) -> _Schema:
    return {"content": {kind: {"schema": schema, "example": example}}}


def _object(properties: _Schema, *required: str) -> _Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def _query(name: str, what: str) -> _Schema:
    return {"name": name, "in": "query", "description": what, "schema": _TEXT}


def _resolved(schema: Mapping[str, Any]) -> _Schema:
    """A schema of the discovery document as JSON Schema has it, with references filled in."""
    if "$ref" in schema:
        return _resolved(SCHEMAS[schema["$ref"]])
    kept = {name: schema[name] for name in ("type", "enum") if name in schema}
    if "items" in schema:
        kept["items"] = _resolved(schema["items"])
    if "properties" in schema:
        kept["properties"] = {name: _resolved(one) for name, one in schema["properties"].items()}
    if "additionalProperties" in schema:
        kept["additionalProperties"] = _resolved(schema["additionalProperties"])
    return kept


_GOOGLE_ERROR = _object(
    {
        "error": _object(
            {
                "code": {"type": "integer"},
                "message": _TEXT,
                "status": _TEXT,
                "details": {"type": "array", "items": {"type": "object"}},
            },
            "code",
            "message",
            "status",
            "details",
        )
    },
    "error",
)
_GOOGLE_FAILURES = {
    "4XX": _json(_GOOGLE_ERROR, "Refused."),
    "5XX": _json(_GOOGLE_ERROR, "Not now."),
}


def _google(request: str, response: str, example: object) -> _Schema:
    return {
        "parameters": [_query("key", "The API key.")],
        "requestBody": _body("application/json", _resolved(SCHEMAS[request]), example),
        "responses": {"200": _json(_resolved(SCHEMAS[response])), **_GOOGLE_FAILURES},
    }


ANALYZE = _google(
    "AnalyzeCommentRequest",
    "AnalyzeCommentResponse",
    {
        "comment": {"text": "What a foolish thing to say."},
        "requestedAttributes": {"TOXICITY": {}},
        "languages": ["en"],
        "doNotStore": True,
    },
)
SUGGEST = _google(
    "SuggestCommentScoreRequest",
    "SuggestCommentScoreResponse",
    {
        "comment": {"text": "What a foolish thing to say."},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "clientToken": "comment:53922",
    },
)
DISCOVERY: _Schema = {
    "parameters": [_query("version", "v1alpha1, the only one.")],
    "responses": {"200": _json({"type": "object"}), **_GOOGLE_FAILURES},
}

_OPENAI_ERROR = _object(
    {
        "error": _object(
            {
                name: {"anyOf": [_TEXT, {"type": "null"}]}
                for name in ("message", "type", "param", "code")
            },
            "message",
            "type",
            "param",
            "code",
        )
    },
    "error",
)
_EACH = {"type": "object", "minProperties": 13, "maxProperties": 13}
MODERATIONS: _Schema = {
    "requestBody": _body(
        "application/json",
        _object(
            {
                "model": _TEXT,
                "input": {
                    "anyOf": [
                        _TEXT,
                        {"type": "array", "items": _TEXT},
                        {"type": "array", "items": {"type": "object"}},
                    ]
                },
            },
            "input",
        ),
        {"input": ["What a foolish thing to say.", "Well said."]},
    ),
    "responses": {
        "200": _json(
            _object(
                {
                    "id": _TEXT,
                    "model": _TEXT,
                    "results": {
                        "type": "array",
                        "items": _object(
                            {
                                "flagged": {"type": "boolean"},
                                "categories": _EACH,
                                "category_scores": _EACH,
                                "category_applied_input_types": _EACH,
                            },
                            "flagged",
                            "categories",
                            "category_scores",
                            "category_applied_input_types",
                        ),
                    },
                },
                "id",
                "model",
                "results",
            )
        ),
        "4XX": _json(_OPENAI_ERROR, "Refused."),
        "5XX": _json(_OPENAI_ERROR, "Not now."),
    },
}

CORAL: _Schema = {
    "parameters": [_query("key", "The API key, where no signing secrets are set.")],
    "requestBody": _body(
        "application/json",
        _object(
            {
                "action": {"enum": ["NEW", "EDIT"]},
                "comment": _object({"body": _TEXT}, "body"),
                "tenantDomain": _TEXT,
            },
            "comment",
        ),
        {
            "action": "NEW",
            "comment": {"body": "What a foolish thing to say.", "parentID": None},
            "tenantDomain": "news.example.org",
        },
    ),
    "responses": {
        "200": _json(
            _object(
                {
                    "status": {"enum": ["REJECTED", "SYSTEM_WITHHELD"]},
                    "actions": {"type": "array", "items": {"type": "object"}},
                    "moderationAction": {"type": "object"},
                },
                "status",
                "actions",
            )
        ),
        "204": {"description": "Published, as far as this phase goes."},
        "4XX": _json(_object({"error": _TEXT}, "error"), "Refused."),
        "5XX": _json(_object({"error": _TEXT}, "error"), "Failed."),
    },
}

_FORM_FIELDS = ("api_key", "blog", "user_ip", "comment_type", "comment_content", "is_test")


def _akismet(*words: str, fields: tuple[str, ...] = _FORM_FIELDS) -> _Schema:
    example = {
        "api_key": "mf-…",
        "key": "mf-…",
        "blog": "https://blog.example.org/",
        "user_ip": "192.0.2.7",
        "comment_type": "comment",
        "comment_content": "What a foolish thing to say.",
        "is_test": "1",
    }
    schema = _object(dict.fromkeys(fields, _TEXT))
    told = {name: example[name] for name in fields}
    return {
        "requestBody": _body("application/x-www-form-urlencoded", schema, told),
        "responses": {
            "200": _plain(*words, "invalid"),
            "4XX": _plain("invalid", "error"),
            "5XX": _plain("error"),
        },
    }


COMMENT_CHECK = _akismet("true", "false")
SUBMIT = _akismet("Thanks for making the web a better place.")
VERIFY_KEY = _akismet("valid", fields=("key", "blog"))


def _usage(*parameters: str, also: Mapping[str, Any] | None = None) -> _Schema:
    content = {
        "application/json": {"schema": {"type": "object"}},
        "text/plain": {"schema": {"type": "string", "enum": ["invalid"]}},
        **(also or {}),
    }
    return {
        "parameters": [_query(name, "As Akismet's documents have it.") for name in parameters],
        "responses": {
            "200": {"description": "Counts, or that the key is not valid.", "content": content},
            "4XX": _plain("invalid", "error"),
            "5XX": _plain("error"),
        },
    }


USAGE_LIMIT = _usage("api_key")
KEY_SITES = _usage(
    "api_key",
    "month",
    "filter",
    "format",
    "order",
    "limit",
    "offset",
    also={"text/csv": {"schema": _TEXT}},
)
