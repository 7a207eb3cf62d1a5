"""An evaluation as one HTML page that needs nothing else: tables, and plots inside."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from modfilter.domain import Action
from modfilter.learning.evaluation.evaluate import IDENTITY_HEAD, Evaluation
from modfilter.learning.evaluation.heads import Example, Head
from modfilter.learning.evaluation.identity import Identity
from modfilter.learning.evaluation.plots import head_plots
from modfilter.learning.evaluation.wording import interval, number, percent, share

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1d2025; --soft: #5b626c;
  --grid: #d9dce0; --accent: #1f5fa8; --positive: #b3431c; --negative: #3b7f8c; --box: #f3f3ef; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e6e7ea; --soft: #a2a8b1;
  --grid: #363a41; --accent: #7db2ee; --positive: #f0926b; --negative: #6fb9c6; --box: #1f2228; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 2rem 0 .25rem; font-size: 1.05rem; } p { max-width: 44rem; margin: .5rem 0; }
.soft { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem .25rem 0; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--grid); }
th { font-weight: 600; color: var(--soft); white-space: normal; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; }
.low { color: var(--positive); font-weight: 600; }
.plots { display: grid; gap: 1rem; margin: .75rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); }
.plots svg { width: 100%; height: auto; padding: .6rem .4rem .4rem; background: var(--box);
  border-radius: .5rem; }
svg text { font-family: system-ui, sans-serif !important; }
a { color: var(--accent); } nav a { margin-right: .75rem; }
details { margin: .5rem 0; } summary { cursor: pointer; }
@media (max-width: 32rem) { table { font-size: .75rem; } th, td { padding-right: .35rem; } }
"""


def html_page(evaluation: Evaluation) -> str:
    """The whole page. The same evaluation gives the same page."""
    title = f"Model {evaluation.model} by policy “{evaluation.policy_name}”"
    body = [
        f"<h1>{_text(title)}</h1>",
        f'<p class="soft">Policy {evaluation.policy}. {evaluation.comments:,} comments of '
        f"{_text(', '.join(evaluation.files))}. Intervals are 90 % intervals; bootstrap with "
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
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


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
    return _table(("comments", "n", "published", "reviewed", "rejected"), rows)


def _decided_by(evaluation: Evaluation) -> list[str]:
    if not evaluation.decided_by:
        return []
    rows = [[f.code, f"{f.comments:,}", f"{f.harmless:,}"] for f in evaluation.decided_by]
    columns = ("reason", "comments", "no label holds")
    # Without labels nobody knows which of them are harmless.
    known = len(columns) if evaluation.heads else len(columns) - 1
    return [
        "<p>Reasons that kept comments from being published:</p>",
        _table(columns[:known], [row[:known] for row in rows]),
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
    return _table(columns, rows, escape=False)


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
        found.append(_table(columns, rows))
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
    return f"<p>{title}:</p>" + _table(("hash", "place", "score", "action"), rows)


def _identity(identity: Identity) -> list[str]:
    worst = {m: identity.worst(m) for m in ("subgroup", "bpsn", "bnsp")}
    rows = [
        [
            _text(term.term),
            _text(term.group),
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
        _table(columns, rows, escape=False),
    ]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, escape: bool = True) -> str:
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_text(cell) if escape else cell}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="table"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _name(name: str) -> str:
    return _text(name.replace("_", " "))


def _text(text: str) -> str:
    return html.escape(text)
