"""An evaluation on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from modfilter.cli.columns import Column, table
from modfilter.cli.table import Look
from modfilter.cli.terminal import fitted, styled, visible
from modfilter.domain import Action
from modfilter.learning.evaluation.evaluate import IDENTITY_HEAD, Evaluation
from modfilter.learning.evaluation.heads import Head
from modfilter.learning.evaluation.identity import Identity
from modfilter.learning.evaluation.wording import interval, number, percent, share

_SHARES = (
    Column("WHAT HAPPENS"),
    Column("NUMBER", 1),
    Column("PUBLISHED"),
    Column("REVIEWED"),
    Column("REJECTED"),
)
_REASONS = (Column("KEPT BACK BY"), Column("COMMENTS"), Column("HARMLESS"))
_HEADS = (
    Column("HEAD"),
    Column("LABELLED", 3),
    Column("POSITIVE", 2),
    Column("ROC AUC"),
    Column("90 %", 4),
    Column("ALONE", 5),
    Column("AVG PREC", 1),
    Column("ECE"),
)
_RANKS = Column("SPEARMAN", 1)
_THRESHOLDS = (
    Column("THRESHOLD"),
    Column("SCORE", 2),
    Column("COMMENTS", 3),
    Column("PRECISION"),
    Column("90 %", 1),
    Column("RECALL"),
    Column("90 %", 1),
)
_IDENTITY = (
    Column("IDENTITY"),
    Column("SUBGROUP"),
    Column("BPSN"),
    Column("BNSP"),
    Column("KIND STOPPED", 1),
    Column("HOSTILE PUBLISHED", 2),
)
_WORST_TERMS = 5


def evaluation_lines(evaluation: Evaluation, look: Look, *, thorough: bool = False) -> list[str]:
    """The evaluation in lines within `look.width`; `thorough` shows examples and every term."""
    # Not every terminal has the dash that pages have.
    return [line.replace("–", "-") for line in _lines(evaluation, look, thorough)]


def _lines(evaluation: Evaluation, look: Look, thorough: bool) -> Iterator[str]:
    yield from _wrapped(
        f"model {evaluation.model}, policy {evaluation.policy_name} ({evaluation.policy}), "
        f"{evaluation.comments:,} comments of {', '.join(evaluation.files)}",
        look,
    )
    if evaluation.unreadable:
        told = (
            f"{evaluation.unreadable:,} in languages that the model cannot read count as scored 0"
        )
        yield from _wrapped(told, look)
    if evaluation.skipped:
        yield from _wrapped(f"{evaluation.skipped:,} rows without a text left out", look)
    yield ""
    yield from _table(
        _SHARES,
        [
            [s.kind, f"{s.comments:,}", *(percent(s.of(action)) for action in Action)]
            for s in evaluation.shares
        ],
        look,
    )
    if evaluation.decided_by:
        rows = [[d.code, f"{d.comments:,}", f"{d.harmless:,}"] for d in evaluation.decided_by]
        yield ""
        # Without labels nobody knows which of them are harmless.
        known = len(_REASONS) if evaluation.heads else len(_REASONS) - 1
        yield from _table(_REASONS[:known], [row[:known] for row in rows], look)
    if evaluation.heads:
        yield from _heads(evaluation.heads, look)
        yield from _thresholds(evaluation.heads, look)
    if thorough:
        for head in evaluation.heads:
            yield from _examples(head, look)
    if evaluation.identity is not None:
        yield from _identity(evaluation.identity, look, thorough)


def _heads(heads: Sequence[Head], look: Look) -> Iterator[str]:
    ranked = any(head.spearman == head.spearman for head in heads)
    rows = [
        [
            head.name,
            f"{head.labelled:,}",
            f"{head.positive:,}",
            share(head.auc),
            interval(head.auc_interval),
            share(head.model_auc),
            share(head.average_precision),
            share(head.ece),
            *([share(head.spearman)] if ranked else []),
        ]
        for head in heads
    ]
    yield ""
    yield from _table((*_HEADS, *([_RANKS] if ranked else [])), rows, look)


def _thresholds(heads: Sequence[Head], look: Look) -> Iterator[str]:
    rows = [
        [
            f"{head.name} {threshold.name.removesuffix('_at')}",
            number(threshold.score),
            f"{threshold.flagged:,}",
            share(threshold.precision),
            interval(threshold.precision_interval),
            share(threshold.recall),
            interval(threshold.recall_interval),
        ]
        for head in heads
        for threshold in head.thresholds
    ]
    if rows:
        yield ""
        yield from _table(_THRESHOLDS, rows, look)
    assumed = [f"{head.name} {percent(head.prevalence)}" for head in heads if head.assumed]
    if assumed:
        yield from _wrapped(
            f"precision and ECE at assumed shares of positives: {', '.join(assumed)}", look
        )


def _examples(head: Head, look: Look) -> Iterator[str]:
    for title, examples in (
        ("highest without the label", head.sure_and_wrong),
        ("lowest with the label", head.missed),
    ):
        if examples:
            yield ""
            yield styled(fitted(f"{head.name}: {title}", look.width), "bold", look.colour)
        for e in examples:
            line = f"  {e.hash}  {e.score:.4f}  {e.action!s:7}  {visible(e.place)}"
            yield fitted(line, look.width)


def _identity(identity: Identity, look: Look, thorough: bool) -> Iterator[str]:
    shown = sorted(identity.terms, key=lambda term: min(term.subgroup, term.bpsn, term.bnsp))
    left_out = [] if thorough else shown[_WORST_TERMS:]
    rows = [
        [
            term.term,
            share(term.subgroup),
            share(term.bpsn),
            share(term.bnsp),
            percent(term.kind_stopped),
            percent(term.hostile_published),
        ]
        for term in shown[: len(shown) - len(left_out)]
    ]
    worst = [
        share(min(getattr(term, measure) for term in identity.terms))
        for measure in ("subgroup", "bpsn", "bnsp")
    ]
    yield ""
    yield from _table(_IDENTITY, [*rows, ["worst of all", *worst, "", ""]], look)
    rest = f"; {len(left_out)} terms above these are left out" if left_out else ""
    yield from _wrapped(
        f"{IDENTITY_HEAD} on {identity.kind:,} kind and {identity.hostile:,} hostile template "
        f"sentences, AUC {share(identity.auc)}{rest}",
        look,
    )


def _table(columns: Sequence[Column], rows: Sequence[Sequence[str]], look: Look) -> list[str]:
    return table(columns, rows, look.width, colour=look.colour)


def _wrapped(text: str, look: Look) -> list[str]:
    return [styled(line, "dim", look.colour) for line in textwrap.wrap(visible(text), look.width)]
