"""How a batch of comments is judged by one model and one policy, behind `Moderator`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import (
    HEADS,
    Action,
    Category,
    Comment,
    Decision,
    Finding,
    Source,
    Span,
    category_of,
)
from modfilter.model.bundle import OTHER_LANGUAGES, OWN_HEADS, Bundle
from modfilter.model.own_heads import OwnHeads
from modfilter.model.parts import foreign, readable_by
from modfilter.model.reading import PiecePlaces, Reading, read, telling_spans
from modfilter.model.scorer import Scorer, Scores
from modfilter.policy.audit import require_key
from modfilter.policy.decide import LANGUAGE, MODEL_PREFIX, decide
from modfilter.policy.draw import audited, beside
from modfilter.policy.policy import Policy
from modfilter.rules.catalogue import RULES
from modfilter.rules.comment_cues import TAGS_VERSION, CommentCues
from modfilter.rules.cues import Cue
from modfilter.rules.excuses import excused_spans
from modfilter.rules.inspection import Inspection
from modfilter.text.batch import Batch, TokenFolds, read_batch
from modfilter.text.document import Document
from modfilter.text.signs import Sign

MAX_READ = 50_000
"""Characters of a comment that are read; a longer one goes to review, whatever the rest says."""

_MESSAGES = {rule.code: rule.author for rule in RULES}
_COLUMNS = range(len(HEADS))
_UNEVEN = np.uint32(Sign.UNEVEN)
_UNREADABLE = Finding(
    code=LANGUAGE,
    category=Category.LANGUAGE,
    source=Source.MODEL,
    detail="The model has learnt English and cannot read this comment: it has no scores. "
    "The rules were applied as always.",
)


Folders = tuple[Path, Path | None]
"""Where the model, and the model on trial if there is one, were loaded from."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a comment and how much it moved a head's raw score."""

    text: str
    span: Span
    weight: float


class Engine:
    """All that follows from the models and one policy: a reload puts another in its place."""

    def __init__(
        self, bundle: Bundle, policy: Policy, shadow: Bundle | None, *, audit: bool
    ) -> None:
        self.draws = audit and policy.audit.draws
        if self.draws:
            require_key(policy.audit)
        self.shadow = None if shadow is None else Engine(shadow, policy, None, audit=False)
        self.bundle = bundle
        self.policy = policy.resolved(bundle.curves)
        self.ids = bundle.id, policy.id, shadow and shadow.id
        self.folders: Folders | None = None
        self._cues = CommentCues(policy.limits.max_chars)
        self.scorer = Scorer(bundle, self._cues.of_pieces, TAGS_VERSION)
        part = bundle.parts.get(OTHER_LANGUAGES)
        self._languages = None if part is None else Scorer(part)
        part = bundle.parts.get(OWN_HEADS)
        self._own = None if part is None else OwnHeads(part, self.policy.floors)
        self._folds = TokenFolds()
        self._inspection = Inspection(policy.limits)
        floors = self.policy.floors
        # A head without a say gets a floor that no probability reaches.
        self._floors = np.array(
            [round(floors[head] * 10_000) if head in floors else 20_000 for head in HEADS]
        )
        self._floor_scores = (self._floors / 10_000).tolist()

    def check_batch(
        self, comments: list[Comment], extra: Sequence[Sequence[Finding] | None] | None
    ) -> list[Decision]:
        """One decision per comment."""
        texts = [comment.text for comment in comments]
        is_long = max(map(len, texts)) > MAX_READ
        if is_long:
            texts = [text[:MAX_READ] for text in texts]
        batch = read_batch(texts, self._folds)
        scores = self.scorer.score(batch.pieces)
        probabilities = self.scorer.probabilities(scores.raw)
        others: dict[int, _View] = {}
        if self._languages is not None:
            asked = foreign(scores, batch.pieces.bounds).nonzero()[0]
            if len(asked):
                others = self._in_other_languages(texts, asked, probabilities)
                scores.unreadable[list(others)] = False
        cues = self._cues.of_comments(texts, batch, scores.tags, scores.rows).tolist()
        over = np.any(probabilities >= self._floors, axis=1)
        flagged: list[bool] = (over & ~scores.unreadable).tolist()
        unreadable: list[bool] = scores.unreadable.tolist()
        even: list[bool] = ((batch.signs & _UNEVEN) == 0).tolist()
        documents = {
            at: Document(texts[at], even=even[at]) for at, is_over in enumerate(flagged) if is_over
        }
        # Excuses are English.
        english = {at: document for at, document in documents.items() if at not in others}
        views = {**self._excused(english, cues, probabilities), **others}
        rows = (probabilities / 10_000).tolist()
        own = self._own.read(batch) if self._own is not None else None
        policy, model_id, awake = self.policy, self.bundle.id, self._inspection.awake
        policy_id = policy.id
        told: list[bool] = (over | scores.unreadable).tolist()
        for index in others:
            told[index] = True
        may_be_clean = own is None and not is_long
        decisions = []
        for index, comment in enumerate(comments):
            rules = awake(cues[index])
            if may_be_clean and not (rules or told[index] or (extra is not None and extra[index])):
                # Most comments: `decide` would say the same of no findings, in twice the time.
                known: dict[str, float | None] = dict(zip(HEADS, rows[index], strict=True))
                decisions.append(
                    Decision(comment.id, Action.PUBLISH, (), known, model_id, policy_id)
                )
                continue
            findings: list[Finding] = []
            if rules:
                document = documents.get(index) or Document(texts[index], even=even[index])
                findings = self._inspection.findings(document, rules)
            if flagged[index]:
                view = views.get(index) or _View(
                    documents[index], index, batch, scores, self.scorer
                )
                findings += self._model_findings(view, rows[index], HEADS, self._floor_scores)
            if own is not None and own.flagged[index] and not unreadable[index]:
                document = documents.get(index) or Document(texts[index], even=even[index])
                view = _View(document, index, batch, own.scores, own.scorer)
                findings += self._model_findings(view, own.rows[index], own.names, own.floors)
            if unreadable[index]:
                findings.append(_UNREADABLE)
            if len(comment.text) > MAX_READ:
                findings.append(_unread(len(comment.text)))
            if extra is not None:
                findings += extra[index] or ()
            known = (
                dict.fromkeys(HEADS)
                if unreadable[index]
                else _scores(rows[index], others.get(index))
            )
            if own is not None:
                known |= own.known(index, unreadable[index])
            decisions.append(
                decide(
                    findings,
                    known,
                    policy,
                    comment_id=comment.id,
                    model_id=model_id,
                    messages=_MESSAGES,
                )
            )
        if self.shadow is not None:
            trial = self.shadow.check_batch(comments, extra)
            decisions = list(map(beside, decisions, trial))
        if self.draws:
            return [audited(*judged, policy) for judged in zip(decisions, comments, strict=True)]
        return decisions

    def pieces(self, text: str, decision: Decision) -> dict[str, tuple[Piece, ...]]:
        """By head, the pieces that made the scores of a decision on `text`, by falling weight."""
        known = [head for head in HEADS if decision.scores.get(head) is not None]
        if not known:
            return {}
        text = text[:MAX_READ]
        reading = self._reading(Document(text))
        return {head: _pieces(reading, HEADS.index(head)) for head in known} | self._own_pieces(
            text
        )

    def _reading(self, document: Document) -> Reading:
        """How the model read a comment that has scores."""
        part = self._languages
        if part is not None and self._is_for(part, document.text):
            return read(document.text, part)
        return read(_without_excused(document, True), self.scorer)

    def _is_for(self, part: Scorer, text: str) -> bool:
        """Whether the part for other languages scores this text."""
        pieces = read_batch([text], self._folds).pieces
        asked = foreign(self.scorer.score(pieces), pieces.bounds)
        return bool(asked[0] and readable_by(part.bundle, pieces)[0])

    def _own_pieces(self, text: str) -> dict[str, tuple[Piece, ...]]:
        """The pieces that made the scores of the heads of the site's own."""
        if self._own is None:
            return {}
        reading = read(text, self._own.scorer)
        return {head: _pieces(reading, column) for column, head in self._own.taught}

    def _in_other_languages(
        self, texts: list[str], asked: NDArray[np.intp], probabilities: NDArray[np.uint16]
    ) -> dict[int, _View]:
        """Fill in `probabilities` of those comments `asked` that the part for languages reads."""
        assert self._languages is not None
        batch = read_batch([texts[index] for index in asked.tolist()], self._folds)
        found = readable_by(self._languages.bundle, batch.pieces).nonzero()[0]
        scores = self._languages.score(batch.pieces)
        probabilities[asked[found]] = self._languages.probabilities(scores.raw[found])
        return {
            int(asked[at]): _View(Document(texts[asked[at]]), at, batch, scores, self._languages)
            for at in found.tolist()
        }

    def _excused(
        self,
        documents: Mapping[int, Document],
        cues: list[int],
        probabilities: NDArray[np.uint16],
    ) -> dict[int, _View]:
        """Lower `probabilities` of flagged comments to what they are less excused words."""
        less = {
            index: shown
            for index, document in documents.items()
            if (shown := _without_excused(document, bool(cues[index] & Cue.INSULT)))
            != document.text
        }
        if not less:
            return {}
        read_again = read_batch(list(less.values()), self._folds)
        scored = self.scorer.score(read_again.pieces)
        lower = self.scorer.probabilities(scored.raw)
        views = {}
        for at, (index, shown) in enumerate(less.items()):
            np.minimum(probabilities[index], lower[at], out=probabilities[index])
            views[index] = _View(Document(shown), at, read_again, scored, self.scorer)
        return views

    def _model_findings(
        self, view: _View, row: list[float], names: Sequence[str], floors: Sequence[float]
    ) -> list[Finding]:
        document, index, batch, scores, _ = view
        text = document.text
        pieces = batch.pieces
        first, last = int(pieces.bounds[index]) + 1, int(pieces.bounds[index + 1])
        uneven = bool(batch.signs[index] & _UNEVEN)
        place = PiecePlaces(document.folded) if uneven else None
        opening = int(pieces.starts[first - 1]) + 1
        weights = scores.weights(first, last)
        findings = []
        for name, score, floor, head in zip(names, row, floors, _COLUMNS, strict=True):
            if score < floor:
                continue
            chosen = telling_spans(weights[:, head].tolist())
            spans: tuple[Span, ...]
            if place is not None:
                spans = tuple(map(place, chosen))
            else:
                # A byte of a plain comment's batch is a character of its text.
                spans = tuple(
                    (start - opening, start - opening + length)
                    for start, length in (
                        (int(pieces.starts[first + k]), int(pieces.lengths[first + k]))
                        for k in chosen
                    )
                )
            findings.append(
                Finding(
                    code=MODEL_PREFIX + name,
                    category=category_of(name),
                    source=Source.MODEL,
                    spans=spans,
                    score=score,
                    detail=_detail(name, score, text, spans),
                )
            )
        return findings


class _View(NamedTuple):
    """A comment as the model read it, and its place in a batch with scores."""

    document: Document
    place: int
    batch: Batch
    scores: Scores
    scorer: Scorer


def _scores(row: list[float], other: _View | None) -> dict[str, float | None]:
    """Scores by head; a part for other languages has none for heads that it was not taught."""
    scores: dict[str, float | None] = dict(zip(HEADS, row, strict=True))
    part = other.scorer.bundle.part if other is not None else None
    if part is not None:
        scores |= {head: None for head in HEADS if head not in part.taught}
    return scores


def _without_excused(document: Document, insulting: bool) -> str:
    """The text with white space in place of words that the classifier should not mind."""
    text = document.text
    for start, end in excused_spans(document, insulting=insulting):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _detail(head: str, score: float, text: str, spans: tuple[Span, ...]) -> str:
    words = ", ".join(f"“{text[start:end][:40]}”" for start, end in spans)
    share = f"Of comments like this, {score:.0%} were labelled {head.replace('_', ' ')}"
    return f"{share}; what weighs most: {words}." if words else f"{share}."


def _pieces(reading: Reading, head: int) -> tuple[Piece, ...]:
    weights = reading.weights[:, head]
    order = np.argsort(-weights, kind="stable")
    return tuple(
        Piece(reading.texts[k], reading.spans[k], round(float(weights[k]), 4)) for k in order
    )


def _unread(length: int) -> Finding:
    return Finding(
        code="system.unread",
        category=Category.TOO_LONG,
        source=Source.SYSTEM,
        detail=f"Only the first {MAX_READ:,} of {length:,} characters were read.",
    )
