"""An evaluation as one HTML page that needs nothing else: tables, and plots inside."""

from __future__ import annotations

from collections.abc import Sequence

from modfilter.domain import Action
from modfilter.learning.evaluation.evaluate import IDENTITY_HEAD, Evaluation
from modfilter.learning.evaluation.heads import Example, Head
from modfilter.learning.evaluation.identity import Identity
from modfilter.learning.evaluation.page_parts import document, escaped, figures
from modfilter.learning.evaluation.plots import head_plots
from modfilter.learning.evaluation.wording import interval, number, percent, share


def html_page(evaluation: Evaluation) -> str:
    """The whole page. The same evaluation gives the same page."""
    title = f"Model {evaluation.model} by policy “{evaluation.policy_name}”"
    body = [
        f"<h1>{escaped(title)}</h1>",
        f'<p class="soft">Policy {evaluation.policy}. {evaluation.comments:,} comments of '
        f"{escaped(', '.join(evaluation.files))}. Intervals are 90 % intervals; bootstrap with "
        f"{evaluation.resamples:,} resamples, seed {evaluation.seed}.</p>",
        _contents(evaluation),
        "<h2>What happens to comments</h2>",
        "<p>By all rules, the model and the policy together.</p>",
        _shares(evaluation),
        *_decided_by(evaluation),
    ]
    if evaluation.heads:
        body += ["<h2>The model’s heads</h2>", _heads(evaluation.heads)]
        for head in evaluation.heads:
            body += _head(head)
    if evaluation.identity is not None:
        body += _identity(evaluation.identity)
    return document(title, body)


def _contents(evaluation: Evaluation) -> str:
    names = [head.name for head in evaluation.heads]
    if evaluation.identity is not None:
        names.append("identity")
    links = (f'<a href="#{name}">{_name(name)}</a>' for name in names)
    return f"<nav>{' '.join(links)}</nav>"


def _shares(evaluation: Evaluation) -> str:
    rows = [
        [_name(found.kind), f"{found.comments:,}", *(percent(found.of(kind)) for kind in Action)]
        for found in evaluation.shares
    ]
    return figures(("comments", "n", "published", "reviewed", "rejected"), rows)


def _decided_by(evaluation: Evaluation) -> list[str]:
    if not evaluation.decided_by:
        return []
    rows = [[f.code, f"{f.comments:,}", f"{f.harmless:,}"] for f in evaluation.decided_by]
    columns = ("reason", "comments", "no label holds")
    # Without labels nobody knows which of them are harmless.
    known = len(columns) if evaluation.heads else len(columns) - 1
    return [
        "<p>Reasons that kept comments from being published:</p>",
        figures(columns[:known], [row[:known] for row in rows]),
    ]


def _heads(heads: Sequence[Head]) -> str:
    rows = [
        [
            f'<a href="#{head.name}">{_name(head.name)}</a>',
            f"{head.labelled:,}",
            f"{head.positive:,}",
            share(head.auc),
            interval(head.auc_interval),
            share(head.average_precision),
            share(head.ece),
        ]
        for head in heads
    ]
    columns = ("head", "labelled", "positive", "ROC AUC", "interval", "avg. precision", "ECE")
    return figures(columns, rows, escape=False)


def _head(head: Head) -> list[str]:
    kind = "an assumed" if head.assumed else "the data’s"
    about = (
        f"{head.positive:,} of {head.labelled:,} labelled comments are positive. Precision and "
        f"calibration are at {kind} share of positives, {percent(head.prevalence)}."
    )
    if head.model_auc == head.model_auc:
        about += f" AUC of the model alone, before rules excuse words: {share(head.model_auc)}."
    if head.spearman == head.spearman:
        about += f" Rank correlation with the labels (Spearman): {share(head.spearman)}."
    found = [f'<h3 id="{head.name}">{_name(head.name)}</h3>', f'<p class="soft">{about}</p>']
    if head.thresholds:
        rows = [
            [
                threshold.name,
                number(threshold.score),
                f"{threshold.flagged:,}",
                share(threshold.precision),
                interval(threshold.precision_interval),
                share(threshold.recall),
                interval(threshold.recall_interval),
            ]
            for threshold in head.thresholds
        ]
        columns = (
            "threshold", "score", "comments", "precision", "interval", "recall", "interval",
        )  # fmt: skip
        found.append(figures(columns, rows))
    found.append(f'<div class="plots">{"".join(head_plots(head))}</div>')
    examples = [
        _examples("Highest scores without the label", head.sure_and_wrong),
        _examples("Lowest scores with the label", head.missed),
    ]
    if any(examples):
        found.append(
            "<details><summary>Comments it gets most wrong, by the start of their text’s "
            f"sha256</summary>{''.join(examples)}</details>"
        )
    return found


def _examples(title: str, examples: Sequence[Example]) -> str:
    if not examples:
        return ""
    rows = [[e.hash, e.place, number(e.score), str(e.action)] for e in examples]
    return f"<p>{title}:</p>" + figures(("hash", "place", "score", "action"), rows)


def _identity(identity: Identity) -> list[str]:
    worst = {m: identity.worst(m) for m in ("subgroup", "bpsn", "bnsp")}
    rows = [
        [
            escaped(term.term),
            escaped(term.group),
            *(
                f'<span class="low">{share(value)}</span>'
                if term is worst[measure]
                else share(value)
                for measure in worst
                for value in [float(getattr(term, measure))]
            ),
            percent(term.kind_stopped),
            percent(term.hostile_published),
        ]
        for term in identity.terms
    ]
    columns = (
        "term", "group", "subgroup AUC", "BPSN AUC", "BNSP AUC", "kind, not published",
        "hostile, published",
    )  # fmt: skip
    return [
        '<h2 id="identity">Identity terms</h2>',
        f"<p>Does naming a group move the {IDENTITY_HEAD} score? {identity.kind:,} kind and "
        f"{identity.hostile:,} hostile sentences, the same ones with each term "
        f"(AUC over all {share(identity.auc)}). A low <b>BPSN</b> AUC means that the term alone "
        "raises scores, a low <b>BNSP</b> AUC that it hides hostility (Borkan et al. 2019). The "
        "lowest of each is marked.</p>",
        figures(columns, rows, escape=False),
    ]


def _name(name: str) -> str:
    return escaped(name.replace("_", " "))
