"""Does naming a group move a score? Subgroup, BPSN and BNSP AUC on sentence templates.

After Borkan et al., "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
Classification" (2019): the same sentences, hostile and not, with one identity term after another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import Action
from modfilter.errors import CorpusError
from modfilter.learning.evaluation.metrics import count_scores, roc_auc

_PLACE = re.compile(r"\{(a |A )?term\}")
_KEYS = ("terms", "kind", "hostile")


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentences with a place for an identity term, and the terms by their group."""

    terms: dict[str, tuple[str, ...]]
    kind: tuple[str, ...]
    """Sentences that nobody has to mind."""
    hostile: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The templates filled in: n texts, which are hostile, and each one's term."""

    texts: list[str]
    hostile: NDArray[np.bool_]
    terms: list[str]


@dataclass(frozen=True, slots=True)
class Term:
    """One term's AUCs, and what happens to its kind sentences.

    `subgroup` ranks the term's own sentences; `bpsn` its kind ones against the hostile ones of
    the other terms (low: the term alone raises scores); `bnsp` its hostile ones against the kind
    ones of the others (low: the term hides hostility).
    """

    term: str
    group: str
    subgroup: float
    bpsn: float
    bnsp: float
    kind_stopped: float
    """Share of its kind sentences that are not published."""
    hostile_published: float
    """Share of its hostile sentences that are published."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The terms, and how many sentences they were measured on."""

    kind: int
    hostile: int
    auc: float
    terms: list[Term]

    def worst(self, measure: str) -> Term:
        """The term with the lowest `measure` ("subgroup", "bpsn" or "bnsp")."""
        return min(self.terms, key=lambda term: float(getattr(term, measure)))


def load_templates(path: Path) -> Templates:
    """Read a template file; CorpusError says what is wrong with it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: there is no such template file") from None
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path}: not valid TOML in UTF-8: {error}") from None
    for key in raw:
        if key not in _KEYS:
            raise CorpusError(f"{path}: unknown key {key!r}; keys are {', '.join(_KEYS)}")
    terms = raw.get("terms")
    if not isinstance(terms, dict) or not terms:
        raise CorpusError(f'{path}: [terms] is missing; write group = ["term", …] lines below it')
    groups = {group: _texts(path, f"terms.{group}", found) for group, found in terms.items()}
    sentences = {key: _texts(path, key, raw.get(key)) for key in ("kind", "hostile")}
    for key, found in sentences.items():
        for sentence in found:
            if not _PLACE.search(sentence):
                raise CorpusError(
                    f'{path}: {key}: "{sentence}" has no place for a term: write {{term}} or '
                    "{a term}"
                )
    everyone = [term for found in groups.values() for term in found]
    twice = sorted({term for term in everyone if everyone.count(term) > 1})
    if twice:
        raise CorpusError(f'{path}: terms: "{twice[0]}" stands there twice')
    if len(everyone) < 2:
        raise CorpusError(f"{path}: terms: one term cannot be compared with others; add some")
    return Templates(groups, sentences["kind"], sentences["hostile"])


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise CorpusError(f"{path}: {key}: must be a list of texts, and not empty")
    return tuple(value)


def filled(template: str, term: str) -> str:
    """The sentence about `term`, with the article and the capital that English wants.

    >>> filled("{a term} friend helped.", "Asian")
    'An Asian friend helped.'
    """

    def put(match: re.Match[str]) -> str:
        article = "an " if term[0].lower() in "aeiou" else "a "
        found = article + term if match[1] else term
        return found[0].upper() + found[1:] if match.start() == 0 else found

    return _PLACE.sub(put, template)


def fill(templates: Templates) -> Sentences:
    """Every sentence with every term, in the file's order."""
    texts, hostile, terms = [], [], []
    for found in templates.terms.values():
        for term in found:
            for sentences, kind in ((templates.kind, False), (templates.hostile, True)):
                texts += [filled(sentence, term) for sentence in sentences]
                hostile += [kind] * len(sentences)
                terms += [term] * len(sentences)
    return Sentences(texts, np.array(hostile), terms)


def measure_identity(
    templates: Templates,
    sentences: Sentences,
    scores: NDArray[np.float64],
    actions: Sequence[Action],
) -> Identity:
    """AUCs per term of one head's scores (n) of the filled templates."""
    hostile, names = sentences.hostile, np.array(sentences.terms)
    published = np.array([action is Action.PUBLISH for action in actions])
    found = []
    for group, terms in templates.terms.items():
        for term in terms:
            own = names == term
            found.append(
                Term(
                    term,
                    group,
                    _auc(scores, hostile, own),
                    _auc(scores, hostile, own ^ hostile),
                    _auc(scores, hostile, ~(own ^ hostile)),
                    float(1 - published[own & ~hostile].mean()),
                    float(published[own & hostile].mean()),
                )
            )
    everyone = np.ones(len(names), np.bool_)
    return Identity(
        int((~hostile).sum()), int(hostile.sum()), _auc(scores, hostile, everyone), found
    )


def _auc(scores: NDArray[np.float64], hostile: NDArray[np.bool_], rows: NDArray[np.bool_]) -> float:
    counts = count_scores(scores[rows], hostile[rows])
    return float(roc_auc(counts.positive, counts.negative))
