"""The document from which Google's API clients make the methods of the Perspective API.

Form: https://developers.google.com/discovery/v1/reference/apis
"""

from __future__ import annotations

from typing import Any

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}
_FLAG: _Schema = {"type": "boolean"}
_INTEGER: _Schema = {"type": "integer", "format": "int32"}
_NUMBER: _Schema = {"type": "number", "format": "float"}
_TEXTS: _Schema = {"type": "array", "items": _TEXT}
_SCORE_TYPES = {
    "type": "string",
    "enum": [
        "SCORE_TYPE_UNSPECIFIED",
        "PROBABILITY",
        "STD_DEV_SCORE",
        "PERCENTILE",
        "RAW",
    ],
    "enumDescriptions": ["PROBABILITY.", "The only one here.", "", "", ""],
}


def _ref(name: str) -> _Schema:
    return {"$ref": name}


def _map(name: str) -> _Schema:
    return {"type": "object", "additionalProperties": _ref(name)}


def _object(name: str, properties: _Schema) -> _Schema:
    return {"id": name, "type": "object", "properties": properties}


_LISTED = [
    _object(
        "TextEntry",
        {
            "text": _TEXT,
            "type": {
                "type": "string",
                "enum": ["TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML"],
                "enumDescriptions": ["PLAIN_TEXT.", "", "Not supported."],
            },
        },
    ),
    _object(
        "ArticleAndParentComment",
        {"article": _ref("TextEntry"), "parentComment": _ref("TextEntry")},
    ),
    _object(
        "Context",
        {
            "entries": {"type": "array", "items": _ref("TextEntry")},
            "articleAndParentComment": _ref("ArticleAndParentComment"),
        },
    ),
    _object("AttributeParameters", {"scoreType": _SCORE_TYPES, "scoreThreshold": _NUMBER}),
    _object("Score", {"value": _NUMBER, "type": _SCORE_TYPES}),
    _object("SpanScore", {"begin": _INTEGER, "end": _INTEGER, "score": _ref("Score")}),
    _object(
        "AttributeScores",
        {
            "summaryScore": _ref("Score"),
            "spanScores": {"type": "array", "items": _ref("SpanScore")},
        },
    ),
    _object(
        "AnalyzeCommentRequest",
        {
            "comment": _ref("TextEntry"),
            "context": _ref("Context"),
            "requestedAttributes": _map("AttributeParameters"),
            "languages": _TEXTS,
            "doNotStore": _FLAG,
            "dropUnsupportedAttributes": _FLAG,
            "spanAnnotations": _FLAG,
            "clientToken": _TEXT,
            "sessionId": _TEXT,
            "communityId": _TEXT,
        },
    ),
    _object(
        "AnalyzeCommentResponse",
        {
            "attributeScores": _map("AttributeScores"),
            "languages": _TEXTS,
            "detectedLanguages": _TEXTS,
            "clientToken": _TEXT,
        },
    ),
    _object(
        "SuggestCommentScoreRequest",
        {
            "comment": _ref("TextEntry"),
            "context": _ref("Context"),
            "attributeScores": _map("AttributeScores"),
            "languages": _TEXTS,
            "clientToken": _TEXT,
            "sessionId": _TEXT,
            "communityId": _TEXT,
        },
    ),
    _object(
        "SuggestCommentScoreResponse",
        {"requestedLanguages": _TEXTS, "detectedLanguages": _TEXTS, "clientToken": _TEXT},
    ),
]

SCHEMAS: dict[str, _Schema] = {schema["id"]: schema for schema in _LISTED}
"""The messages of the API, by name."""


def _method(name: str, what: str, request: str, response: str) -> _Schema:
    path = f"v1alpha1/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "description": what,
        "parameters": {},
        "parameterOrder": [],
        "request": _ref(request),
        "response": _ref(response),
    }


def discovery_document(root: str) -> dict[str, Any]:
    """The document for a server whose address is `root` (with a slash at its end)."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "commentanalyzer:v1alpha1",
        "name": "commentanalyzer",
        "canonicalName": "Comment Analyzer",
        "version": "v1alpha1",
        "revision": "0",
        "title": "Perspective Comment Analyzer API",
        "description": "The Perspective API's form, answered by modfilter.",
        "protocol": "rest",
        "rootUrl": root,
        "baseUrl": root,
        "servicePath": "",
        "basePath": "",
        "batchPath": "batch",
        "version_module": True,
        "fullyEncodeReservedExpansion": True,
        "parameters": {
            "key": {"type": "string", "location": "query", "description": "The API key."},
            "alt": {
                "type": "string",
                "location": "query",
                "default": "json",
                "enum": ["json"],
                "enumDescriptions": ["JSON, the only form."],
            },
            "prettyPrint": {"type": "boolean", "location": "query", "default": "true"},
            "quotaUser": {"type": "string", "location": "query"},
        },
        "schemas": SCHEMAS,
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method(
                        "analyze",
                        "Scores a comment for the requested attributes.",
                        "AnalyzeCommentRequest",
                        "AnalyzeCommentResponse",
                    ),
                    "suggestscore": _method(
                        "suggestscore",
                        "Takes the score that a comment should have had.",
                        "SuggestCommentScoreRequest",
                        "SuggestCommentScoreResponse",
                    ),
                }
            }
        },
    }
