"""The façade: fold, every rule and the model, then one decision per comment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import (
    HEAD_CATEGORY,
    HEADS,
    Category,
    Comment,
    Decision,
    Finding,
    Source,
    Span,
)
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.model.reading import PiecePlaces, Reading, read, telling_spans
from modfilter.model.scorer import Scorer, Scores
from modfilter.policy.decide import LANGUAGE, MODEL_PREFIX, decide
from modfilter.policy.loading import load_policy
from modfilter.policy.policy import Policy
from modfilter.resources import default_model_path
from modfilter.rules import flood
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

_BATCH_COMMENTS = 512
_BATCH_CHARS = 200_000
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

CODES = frozenset({*_MESSAGES, flood.CODE})
"""The rule codes that a policy may name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a comment and how much it moved a head's raw score."""

    text: str
    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision with what made each head's score: pieces by falling weight."""

    decision: Decision
    pieces: Mapping[str, tuple[Piece, ...]]


class Moderator:
    """Judges comments by one policy and one model. Safe to share between threads.

    >>> from modfilter import Moderator
    >>> moderator = Moderator.load()
    >>> decision = moderator.check("The minutes are at https://council.example.org/2024.")
    >>> print(decision.action, [reason.finding.code for reason in decision.reasons])
    reject ['link.url']
    >>> print(decision.reasons[0].finding.suggestion)
    visit the Example website
    """

    def __init__(self, bundle: Bundle, policy: Policy) -> None:
        """A moderator over a loaded model and a policy; promises are resolved by the model."""
        self._bundle = bundle
        self._policy = policy.resolved({head: bundle.curve(head) for head in HEADS})
        self._cues = CommentCues(policy.limits.max_chars)
        self._scorer = Scorer(bundle, self._cues.of_pieces, TAGS_VERSION)
        self._folds = TokenFolds()
        self._inspection = Inspection(policy.limits)
        floors = self._policy.floors
        # A head without a say gets a floor that no probability reaches.
        self._floors = np.array(
            [round(floors[head] * 10_000) if head in floors else 20_000 for head in HEADS]
        )
        self._floor_scores = (self._floors / 10_000).tolist()

    @classmethod
    def load(
        cls, model: str | Path | None = None, policy: str | Path | Policy | None = None
    ) -> Moderator:
        """Load a model bundle and a policy file; None means the ones that ship with modfilter.

        Raises BundleError or PolicyError, which say what is wrong and what to do about it.
        """
        bundle = load_bundle(Path(model) if model is not None else default_model_path())
        if not isinstance(policy, Policy):
            policy = load_policy(policy, known_codes=CODES)
        return cls(bundle, policy)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._bundle, self._policy)

    @property
    def bundle(self) -> Bundle:
        """The model."""
        return self._bundle

    @property
    def policy(self) -> Policy:
        """The policy, its promises resolved."""
        return self._policy

    @property
    def model_id(self) -> str:
        """The id of the model, as decisions carry it."""
        return self._bundle.id

    @property
    def policy_id(self) -> str:
        """The id of the policy, as decisions carry it."""
        return self._policy.id

    def check(self, comment: str | Comment) -> Decision:
        """Judge one comment: the same answer as in any batch."""
        return self._check_batch([_comment(comment)], None)[0]

    def check_many(
        self,
        comments: Iterable[str | Comment],
        *,
        extra: Sequence[Sequence[Finding] | None] | None = None,
    ) -> list[Decision]:
        """Judge comments in order. `extra` gives each comment further findings (flooding, say)."""
        everything = [_comment(comment) for comment in comments]
        if extra is not None and len(extra) != len(everything):
            raise ValueError(f"{len(extra)} lists of extra findings for {len(everything)} comments")
        decisions: list[Decision] = []
        first = 0
        while first < len(everything):
            last = first
            chars = 0
            end = min(first + _BATCH_COMMENTS, len(everything))
            while last < end and chars < _BATCH_CHARS:
                chars += min(len(everything[last].text), MAX_READ)
                last += 1
            decisions += self._check_batch(
                everything[first:last], extra[first:last] if extra is not None else None
            )
            first = last
        return decisions

    def explain(self, comment: str | Comment) -> Explanation:
        """The decision on one comment, and the pieces that made each head's score."""
        comment = _comment(comment)
        decision = self.check(comment)
        if None in decision.scores.values():
            return Explanation(decision, {})
        reading = read(_without_excused(Document(comment.text[:MAX_READ]), True), self._scorer)
        pieces = {head: _pieces(reading, index) for index, head in enumerate(HEADS)}
        return Explanation(decision, pieces)

    def _check_batch(
        self, comments: list[Comment], extra: Sequence[Sequence[Finding] | None] | None
    ) -> list[Decision]:
        texts = [comment.text for comment in comments]
        if max(map(len, texts)) > MAX_READ:
            texts = [text[:MAX_READ] for text in texts]
        batch = read_batch(texts, self._folds)
        scores = self._scorer.score(batch.pieces)
        probabilities = self._scorer.probabilities(scores.raw)
        cues = self._cues.of_comments(texts, batch, scores.tags, scores.rows).tolist()
        over = np.any(probabilities >= self._floors, axis=1)
        flagged: list[bool] = (over & ~scores.unreadable).tolist()
        unreadable: list[bool] = scores.unreadable.tolist()
        even: list[bool] = ((batch.signs & _UNEVEN) == 0).tolist()
        documents = {
            at: Document(texts[at], even=even[at]) for at, is_over in enumerate(flagged) if is_over
        }
        views = self._excused(documents, cues, probabilities)
        rows = (probabilities / 10_000).tolist()
        policy, model_id, awake = self._policy, self._bundle.id, self._inspection.awake
        decisions = []
        for index, comment in enumerate(comments):
            findings: list[Finding] = []
            rules = awake(cues[index])
            if rules:
                document = documents.get(index) or Document(texts[index], even=even[index])
                findings = self._inspection.findings(document, rules)
            if flagged[index]:
                view = views.get(index) or _View(documents[index], index, batch, scores)
                findings += self._model_findings(view, rows[index])
            if unreadable[index]:
                findings.append(_UNREADABLE)
            if len(comment.text) > MAX_READ:
                findings.append(_unread(len(comment.text)))
            if extra is not None:
                findings += extra[index] or ()
            decisions.append(
                decide(
                    findings,
                    dict.fromkeys(HEADS)
                    if unreadable[index]
                    else dict(zip(HEADS, rows[index], strict=True)),
                    policy,
                    comment_id=comment.id,
                    model_id=model_id,
                    messages=_MESSAGES,
                )
            )
        return decisions

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
        scored = self._scorer.score(read_again.pieces)
        lower = self._scorer.probabilities(scored.raw)
        views = {}
        for at, (index, shown) in enumerate(less.items()):
            np.minimum(probabilities[index], lower[at], out=probabilities[index])
            views[index] = _View(Document(shown), at, read_again, scored)
        return views

    def _model_findings(self, view: _View, row: list[float]) -> list[Finding]:
        document, index, batch, scores = view
        text = document.text
        pieces = batch.pieces
        first, last = int(pieces.bounds[index]) + 1, int(pieces.bounds[index + 1])
        uneven = bool(batch.signs[index] & _UNEVEN)
        place = PiecePlaces(document.folded) if uneven else None
        opening = int(pieces.starts[first - 1]) + 1
        weights = scores.weights(first, last)
        findings = []
        for name, score, floor, head in zip(HEADS, row, self._floor_scores, _COLUMNS, strict=True):
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
                    category=HEAD_CATEGORY[name],
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


def _without_excused(document: Document, insulting: bool) -> str:
    """The text with white space in place of words that the classifier should not mind."""
    text = document.text
    for start, end in excused_spans(document, insulting=insulting):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _comment(comment: str | Comment) -> Comment:
    return comment if type(comment) is Comment else Comment(str(comment))


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
