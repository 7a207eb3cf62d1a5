"""The one form that comments and decisions have outside Python: command line, HTTP, queue."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from modfilter.domain import HEADS, NO_CONTEXT, Comment, Context, Decision, Reason
from modfilter.errors import InputError

DIGITS = 4
"""Decimals of a score on the wire; more would only be the noise of the machine."""
MAX_ARTICLE = 1_000
"""Characters of an article's address or title."""
MAX_PARENT = 200
"""Characters of the id of the comment that another one answers."""

# Lone surrogates are no UTF-8, and some readers end a line at the other three.
_ESCAPED = re.compile("[\ud800-\udfff\u2028\u2029\x85]")
_SCORES = ", ".join(f'"{head}": %s' for head in HEADS)


class _ScoreTexts(dict[float | None, str]):
    """Score -> how it is written. The model's scores have few values: most stand here already."""

    def __missing__(self, score: float | None) -> str:
        known = score is not None and isfinite(score)
        text = f"{score:.{DIGITS}f}" if known else "null"
        if len(self) < 1 << 14:
            self[score] = text
        return text


_SCORE_TEXTS = _ScoreTexts()


def decision_to_dict(decision: Decision) -> dict[str, Any]:
    """The decision as plain objects, keys in the wire form's order."""
    found = {
        "id": _whole(decision.id) if isinstance(decision.id, str) else decision.id,
        "action": str(decision.action),
        "reasons": [_reason(reason) for reason in decision.reasons],
        "scores": {head: _rounded(score) for head, score in decision.scores.items()},
        "model": decision.model,
        "policy": decision.policy,
    }
    if decision.shadow is not None:
        found["shadow"] = _shadow(decision.shadow)
    return found


def decision_to_json(decision: Decision) -> str:
    """The decision as one line of JSON that is valid UTF-8, without a line end."""
    comment_id = decision.id
    reasons = decision.reasons
    aside = decision.aside
    shadow = ""
    if aside is not None and aside.shadow is not None:
        shadow = f', "shadow": {dumped(_shadow(aside.shadow))}'
    return (
        f'{{"id": {"null" if comment_id is None else _id(comment_id)}, '
        f'"action": "{decision.action._value_}", '
        f'"reasons": {dumped([_reason(reason) for reason in reasons]) if reasons else "[]"}, '
        f'"scores": {{{_scores(decision.scores)}}}, '
        f"{_by_whom(decision.model, decision.policy)}{shadow}}}"
    )


def parsed_json(source: str | bytes) -> Any:
    """JSON as plain values. Raises InputError that says in a few words what is wrong, and where."""
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if isinstance(source, bytes) else ""
        problem = f"{error.msg} at {line}column {error.colno}"
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}"
    except RecursionError:
        problem = "nested too deeply"
    except ValueError:
        # A number of thousands of digits is the one thing json refuses in another way.
        problem = "a number has too many digits"
    raise InputError(problem)


def comment_from_object(obj: object, text_field: str = "text", id_field: str = "id") -> Comment:
    """The comment in a JSON object. Raises InputError with what is wrong with the object."""
    if not isinstance(obj, dict):
        raise InputError(f"a comment must be a JSON object, not {_kind(obj)}")
    text = obj.get(text_field)
    if text is None and text_field not in obj:
        raise InputError(f'the object has no field "{_shown(text_field)}"{_others(obj)}')
    if not isinstance(text, str):
        raise InputError(f'the field "{_shown(text_field)}" must be a text, not {_kind(text)}')
    comment_id = obj.get(id_field)
    if comment_id is not None and type(comment_id) is not str and type(comment_id) is not int:
        raise InputError(
            f'the field "{_shown(id_field)}" must be a text, a whole number or null, '
            f"not {_kind(comment_id)}"
        )
    return Comment(text, comment_id)


def context_from_object(obj: Mapping[str, Any]) -> Context:
    """Where a comment stands, by the fields `article` and `parent` of its object.

    Raises InputError with the field that is wrong.
    """
    article, parent = obj.get("article"), obj.get("parent")
    if article is None and parent is None:
        return NO_CONTEXT
    if type(parent) is int and parent.bit_length() < 64:
        parent = str(parent)
    for name, value, most in (("article", article, MAX_ARTICLE), ("parent", parent, MAX_PARENT)):
        if value is not None and (type(value) is not str or len(value) > most):
            kind = "a text" if name == "article" else "an id, which is a text or a whole number,"
            raise InputError(f'the field "{name}" must be {kind} of at most {most:,} characters')
    return Context(article or None, parent or None)


def _reason(reason: Reason) -> dict[str, Any]:
    finding = reason.finding
    return {
        "code": finding.code,
        "category": str(finding.category),
        "message": _whole(reason.message),
        "suggestion": None if finding.suggestion is None else _whole(finding.suggestion),
        "spans": [[start, end] for start, end in finding.spans],
        "source": str(finding.source),
        "score": _rounded(finding.score),
        "decisive": reason.decisive,
    }


def _shadow(trial: Decision) -> dict[str, Any]:
    return {
        "action": str(trial.action),
        "codes": [reason.finding.code for reason in trial.reasons if reason.decisive],
        "scores": {head: _rounded(score) for head, score in trial.scores.items()},
        "model": trial.model,
    }


def _rounded(score: float | None) -> float | None:
    """JSON has no NaN and no infinity; null says that there is no score."""
    if score is None:
        return None
    score = float(score)
    return round(score, DIGITS) if isfinite(score) else None


def _scores(scores: Mapping[str, float | None]) -> str:
    if tuple(scores) == HEADS:
        return _SCORES % tuple(map(_SCORE_TEXTS.__getitem__, scores.values()))
    return dumped({head: _rounded(score) for head, score in scores.items()})[1:-1]


@lru_cache(maxsize=16)
def _by_whom(model: str, policy: str) -> str:
    """The end of a decision: thousands have the same."""
    return f'"model": {_text(model)}, "policy": {_text(policy)}'


def _id(comment_id: str | int) -> str:
    return _text(comment_id) if isinstance(comment_id, str) else json.dumps(comment_id)


def _text(text: str) -> str:
    encoded = encode_basestring(text)
    return encoded if encoded.isascii() else _ESCAPED.sub(_escape, encoded)


def dumped(value: object) -> str:
    """Plain objects as one line of JSON that is valid UTF-8."""
    return _ESCAPED.sub(_escape, _encode(value))


# json.dumps would make an encoder for each call.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _whole(text: str) -> str:
    """`text` with the halves of a surrogate pair put together, as every JSON reader does."""
    if text.isascii() or not _ESCAPED.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "a number"
    if isinstance(value, float):
        return "a number with a decimal point"
    kinds: tuple[tuple[type, str], ...] = ((str, "a text"), (list, "a list"), (dict, "an object"))
    for kind, name in kinds:
        if isinstance(value, kind):
            return name
    return f"a {type(value).__name__}"


def _others(obj: dict[Any, Any]) -> str:
    """The object's own field names, so that the reader sees which one to name instead."""
    names = [f'"{_shown(str(name))}"' for name in obj][:5]
    if not names:
        return "; it is empty"
    return "; it has " + ", ".join(names) + (", …" if len(obj) > len(names) else "")


def _shown(name: str) -> str:
    short = name if len(name) <= 40 else name[:39] + "…"
    return short.encode("utf-8", "backslashreplace").decode()
