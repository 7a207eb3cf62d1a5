"""What the OpenAPI document says of modfilter's own protocol, with examples."""

from __future__ import annotations

from typing import Any

from modfilter.decision_files import MAX_OBJECTION
from modfilter.domain import HEADS, Action, Category, Source
from modfilter.wire import MAX_ARTICLE

_TEXT = {"type": "string"}
_ID = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}
_REFERENCE = {
    "anyOf": [
        {"type": "string", "maxLength": 200},
        {"type": "integer", "minimum": -(2**63) + 1, "maximum": 2**63 - 1},
        {"type": "null"},
    ]
}
_PROBABILITY = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "null"}]}

_COMMENT: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {**_TEXT, "description": "The comment."},
        "id": {**_ID, "description": "Echoed in the decision; decides nothing."},
        "author": {
            **_REFERENCE,
            "description": "An opaque reference to the author, such as a user number; never a name "
            "or an address. Only its keyed hash is kept.",
        },
        "article": {
            "anyOf": [{"type": "string", "maxLength": MAX_ARTICLE}, {"type": "null"}],
            "description": "Address or title of what the comment stands under, for moderators.",
        },
        "parent": {
            **_REFERENCE,
            "description": "The id of the comment that this one answers, at the same back end.",
        },
    },
}
_KEEPING: dict[str, Any] = {
    "source": {
        **_REFERENCE,
        "description": "The back end that the ids belong to; default: the server's.",
    },
    "keep": {
        "type": "boolean",
        "default": True,
        "description": "false: the decision store keeps nothing of this.",
    },
}
_REASON: dict[str, Any] = {
    "type": "object",
    "required": [
        "code", "category", "message", "suggestion", "spans", "source", "score", "decisive",
    ],
    "properties": {
        "code": _TEXT,
        "category": {
            "anyOf": [{"enum": [str(category) for category in Category]}, _TEXT],
            "description": "modfilter's categories, or one of the site's own.",
        },
        "message": _TEXT,
        "suggestion": {"anyOf": [_TEXT, {"type": "null"}]},
        "spans": {
            "type": "array",
            "items": {
                "type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2,
            },
        },
        "source": {"enum": [str(source) for source in Source]},
        "score": _PROBABILITY,
        "decisive": {"type": "boolean"},
    },
}  # fmt: skip
_DECISION: dict[str, Any] = {
    "type": "object",
    "required": ["id", "action", "reasons", "scores", "model", "policy"],
    "properties": {
        "id": _ID,
        "action": {"enum": [str(action) for action in Action]},
        "reasons": {"type": "array", "items": _REASON},
        "scores": {
            "type": "object",
            "properties": dict.fromkeys(HEADS, _PROBABILITY),
            "additionalProperties": _PROBABILITY,
        },
        "model": _TEXT,
        "policy": _TEXT,
    },
}
_ANSWERED_WRONG = {
    "type": "object",
    "required": ["index", "error"],
    "properties": {"index": {"type": "integer"}, "error": _TEXT},
}
_JUDGED: dict[str, Any] = {
    "type": "object",
    "required": ["text", "action"],
    "properties": {
        "text": {**_TEXT, "pattern": r"\S"},
        "action": {"enum": ["publish", "reject"]},
        "category": {"anyOf": [{"type": "string", "maxLength": 40}, {"type": "null"}]},
        "id": _REFERENCE,
        "source": _REFERENCE,
        "decided_at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "moderator": {**_REFERENCE, "description": "A pseudonym, never a name or an address."},
        "note": {"anyOf": [{"type": "string", "maxLength": 10_000}, {"type": "null"}]},
        "author": _REFERENCE,
    },
}
_CHANGE: dict[str, Any] = {
    "type": "object",
    "required": [
        "id", "source", "action", "category", "decided_at", "message", "undone", "appeal",
    ],
    "properties": {
        "id": {**_TEXT, "description": "text:… where the back end gave none."},
        "source": _TEXT,
        "action": {
            "enum": [str(action) for action in Action],
            "description": "What holds now; review where nobody's decision holds any more.",
        },
        "category": {"anyOf": [_TEXT, {"type": "null"}]},
        "decided_at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        "message": {
            "anyOf": [_TEXT, {"type": "null"}],
            "description": "For the author, where the comment is rejected.",
        },
        "undone": {"type": "boolean", "description": "A decision was taken back."},
        "appeal": {"type": "boolean", "description": "The answer to the author's objection."},
    },
}  # fmt: skip


def _body(schema: dict[str, Any], examples: dict[str, Any]) -> dict[str, Any]:
    content = {
        "schema": schema,
        "examples": {name: {"value": value} for name, value in examples.items()},
    }
    return {"required": True, "content": {"application/json": content}}


def _answer(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    content = {"schema": schema} if example is None else {"schema": schema, "example": example}
    return {"200": {"description": "Done.", "content": {"application/json": content}}}


FAILURES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": what,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {
                        "error": {
                            "type": "object",
                            "required": ["code", "message"],
                            "properties": {"code": _TEXT, "message": _TEXT},
                        }
                    },
                }
            }
        },
    }
    for status, what in {
        400: "What was sent cannot be understood.",
        401: "No key, or one that is not valid.",
        403: "The key may not do this.",
        404: "There is no such comment.",
        409: "Not as things stand; the message says why.",
        413: "Too large.",
        429: "Too many requests.",
        500: "The server failed.",
        503: "Not now; see Retry-After.",
    }.items()
}
"""Answers of every route beside the good one."""

MODERATE: dict[str, Any] = {
    "requestBody": _body(
        {
            "oneOf": [
                {**_COMMENT, "properties": {**_COMMENT["properties"], **_KEEPING}},
                {
                    "type": "object",
                    "required": ["comments"],
                    "properties": {"comments": {"type": "array", "items": _COMMENT}, **_KEEPING},
                },
            ]
        },
        {
            "one": {"text": "You can find it at https://example.org/a", "id": "c-17"},
            "several": {
                "comments": [{"text": "Well said.", "id": 1}, {"text": "Rubbish!", "id": 2}],
                "source": "blog",
            },
        },
    ),
    "responses": _answer(
        {
            "anyOf": [
                _DECISION,
                {
                    "type": "object",
                    "required": ["decisions"],
                    "properties": {
                        "decisions": {
                            "type": "array",
                            "items": {"anyOf": [_DECISION, _ANSWERED_WRONG]},
                        }
                    },
                },
            ]
        }
    ),
}
DECISIONS: dict[str, Any] = {
    "requestBody": _body(
        {
            "anyOf": [
                _JUDGED,
                {
                    "type": "object",
                    "required": ["decisions"],
                    "properties": {"decisions": {"type": "array", "items": _JUDGED}},
                },
            ]
        },
        {
            "one": {
                "text": "Cheap watches, click now!", "action": "reject", "category": "spam",
                "id": "c-18", "source": "blog", "moderator": "m-3",
            }
        },
    ),
    "responses": _answer(
        {
            "type": "object",
            "required": ["received", "new"],
            "properties": {"received": {"type": "integer"}, "new": {"type": "integer"}},
        }
    ),
}  # fmt: skip
FEED: dict[str, Any] = {
    "parameters": [
        {
            "name": "after", "in": "query", "required": False,
            "description": "The cursor of the page before; without it, from the beginning.",
            "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
        },
        {
            "name": "limit", "in": "query", "required": False,
            "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
        },
        {
            "name": "source", "in": "query", "required": False,
            "description": "Only decisions about this back end's comments.",
            "schema": {"type": "string", "maxLength": 200},
        },
    ],
    "responses": _answer(
        {
            "type": "object",
            "required": ["decisions", "cursor", "more"],
            "properties": {
                "decisions": {"type": "array", "items": _CHANGE},
                "cursor": {**_TEXT, "description": "Send it as `after` to go on."},
                "more": {"type": "boolean", "description": "Whether there is another page now."},
            },
        },
        {
            "decisions": [
                {
                    "id": "c-18", "source": "blog", "action": "reject", "category": "spam",
                    "decided_at": "2026-03-01T09:30:00Z",
                    "message": "This looks like advertising.", "undone": False, "appeal": False,
                }
            ],
            "cursor": "1042",
            "more": False,
        },
    ),
}  # fmt: skip
_APPEAL: dict[str, Any] = {
    "type": "object",
    "required": ["appeal", "new", "status", "outcome"],
    "properties": {
        "appeal": {"type": "integer"},
        "new": {"type": "boolean"},
        "status": {"enum": ["open", "closed"]},
        "outcome": {
            "anyOf": [{"enum": ["publish", "reject", "moot"]}, {"type": "null"}],
            "description": "What the other moderator decided; moot: the comment was edited.",
        },
    },
}
_APPEAL_EXAMPLE = {"appeal": 7, "new": True, "status": "open", "outcome": None}
APPEALS: dict[str, Any] = {
    "requestBody": _body(
        {
            "type": "object",
            "required": ["id", "text"],
            "properties": {
                "id": {
                    "anyOf": [
                        {"type": "string", "minLength": 1, "maxLength": 200},
                        {"type": "integer", "minimum": -(2**63) + 1, "maximum": 2**63 - 1},
                    ],
                    "description": "The refused comment.",
                },
                "source": _REFERENCE,
                "text": {
                    "type": "string", "maxLength": MAX_OBJECTION, "pattern": r"\S",
                    "description": "What the author says: no name, no address.",
                },
            },
        },
        {
            "one": {
                "id": "c-18", "source": "blog",
                "text": "I named the shop because the article asks where one can buy them.",
            }
        },
    ),
    "responses": {
        **_answer(_APPEAL, {**_APPEAL_EXAMPLE, "new": False}),
        "201": {
            "description": "Taken in.",
            "content": {"application/json": {"schema": _APPEAL, "example": _APPEAL_EXAMPLE}},
        },
    },
}  # fmt: skip
MODEL: dict[str, Any] = {
    "responses": _answer(
        {
            "type": "object",
            "required": ["id", "shadow", "parents"],
            "properties": {
                "id": _TEXT,
                "shadow": {
                    "anyOf": [_TEXT, {"type": "null"}],
                    "description": "The id of the model on trial.",
                },
                "parents": {"type": "array", "items": _TEXT},
            },
        }
    )
}
POLICY: dict[str, Any] = {
    "responses": _answer(
        {
            "type": "object",
            "required": ["id", "name", "toml"],
            "properties": {"id": _TEXT, "name": _TEXT, "toml": _TEXT},
        }
    )
}
RELOAD: dict[str, Any] = {
    "responses": _answer(
        {
            "type": "object",
            "required": ["changed", "model", "policy"],
            "properties": {"changed": {"type": "boolean"}, "model": _TEXT, "policy": _TEXT},
        }
    )
}
