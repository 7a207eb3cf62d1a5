"""The card of a retrained bundle: its parent's, and what was learned since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modfilter.learning.card import model_card
from modfilter.model.bundle import Bundle


def retrained_card(bundle: Bundle) -> str:
    """The parent's card as Markdown, with a section on the decisions that corrected it."""
    record = bundle.about["retrained"]
    total = sum(record["decisions"].values())
    rows = [
        f"| {head['head']} | {head['part'].replace('_', ' ') or 'the model itself'} | "
        f"{head['rejected']:,} | {head['published']:,} | {_auc(head['auc_before'])} | "
        f"{_auc(head['auc_after'])} | {'yes' if head['kept'] else 'no'} |"
        for head in record["heads"]
    ]
    has_metrics = "metrics" in bundle.about and "corpora" in bundle.about
    return "\n".join(
        [
            model_card(bundle) if has_metrics else f"# Model {bundle.id}\n",
            "## Retrained on moderators' decisions",
            "",
            f"Model {record['parents'][0]}, corrected by {total:,} decisions on "
            f"{record['texts']:,} texts by `modfilter retrain`.",
            *_strength(record),
            "Figures above are its parent's. Those here are of decisions held out in folds.",
            "",
            "| head | of | rejected | published | AUC before | AUC after | corrected |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _auc(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _strength(record: Mapping[str, Any]) -> list[str]:
    """What `modfilter retrain --promote` held back, if it did."""
    share = record.get("strength", 1.0)
    if share == 1.0:
        return []
    return [
        f"Its heads go {share:.0%} of the way from their parent's to what was learned: all of it "
        "spoilt comments that the parent judged well.",
    ]
