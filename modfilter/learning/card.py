"""A model card: what a bundle was made from, how well it does, and what it must not be used for."""

from __future__ import annotations

import math

from modfilter.model.bundle import Bundle

CARD = "README.md"


def model_card(bundle: Bundle) -> str:
    """The card as Markdown, after Mitchell et al., "Model Cards for Model Reporting" (2019)."""
    metrics = [
        f"| {head} | {found['auc']} | {found['positive']:,} of {found['texts']:,} "
        f"({found['calibrated_on']}) | {found['prevalence']:.1%} | {_promise(bundle, head)} | "
        f"{found['held_out_auc']} |"
        for head, found in bundle.about["metrics"].items()
    ]
    corpora = [
        f"| {corpus['name']} | {corpus['licence']} | {corpus['use']} |"
        for corpus in bundle.about["corpora"]
    ]
    return "\n".join(
        [
            f"# Model {bundle.id}",
            "",
            "Eight linear classifiers over hashed n-grams within words and pairs of neighbouring "
            "words, with int8",
            "weights. Written by `modfilter train`; read by `modfilter check`. Nothing in this "
            "folder can execute.",
            "",
            "**For** sorting English comments under news and blog articles, together with "
            "modfilter's rules and with",
            "people who read what goes to review. **Not for** judging people, for text in other "
            "languages, or for",
            "decisions without a way to object.",
            "",
            "**Weak at** irony, insults without insulting words, veiled threats, news of violence "
            "(which it may send to",
            "review), spam in new words, and short texts of figures (which it may take for spam). "
            "It has read mostly",
            "Wikipedia's talk pages and tweets; identity terms were balanced only by articles "
            "without hate.",
            "",
            "A score is a probability at the prevalence of its calibration data: natural where "
            "that was to be had",
            "(Wikipedia's talk pages), assumed otherwise (the recipe's `[prevalence]`).",
            "",
            "The highest precision that a policy may promise rests on the lower end of the 90 % "
            "interval of what",
            "was measured (`docs/policy.md`).",
            "",
            "| head | AUC, calibration rows | positive rows | calibrated to | precision it can "
            "promise | AUC, held-out rows of all corpora |",
            "|---|---|---|---|---|---|",
            *metrics,
            "",
            "| corpus | licence | use |",
            "|---|---|---|",
            *corpora,
            "",
        ]
    )


def _promise(bundle: Bundle, head: str) -> str:
    # Rounded down, so that the policy accepts it.
    most = max((point[3] for point in bundle.curve(head) if point[2] > 0), default=0.0)
    return f"{math.floor(most * 1000) / 1000:g}"
