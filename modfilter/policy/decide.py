"""From findings to one decision: a pure function, the only place that weighs them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from modfilter.domain import Action, Category, Decision, Finding, Reason, Source, category_of
from modfilter.errors import PolicyError
from modfilter.policy.policy import HeadThresholds, Levels, Mode, Policy
from modfilter.policy.problems import key_path
from modfilter.policy.promises import Promise
from modfilter.policy.sentences import CATEGORY_SENTENCES, OWN_SENTENCE

MODEL_PREFIX = "model."
"""The model's findings have the code `model.<head>`, or `LANGUAGE`."""
LANGUAGE = "model.language"
"""The code of the finding that the model cannot read a comment; it has no score."""

_NO_MESSAGES: Mapping[str, str] = {}
_Verdict = tuple[Action, str]


def decide(
    findings: Sequence[Finding],
    scores: Mapping[str, float | None],
    policy: Policy,
    *,
    comment_id: str | int | None = None,
    model_id: str = "",
    messages: Mapping[str, str] = _NO_MESSAGES,
) -> Decision:
    """Weigh `findings` by `policy`; the strictest action wins and every reason is kept.

    `messages` gives the author's sentence per code, for findings that the policy has no wording
    for. Reasons come strictest first, in the order of `findings` among equals.
    Raises PolicyError where a model finding meets a promise that was never resolved.
    """
    if not findings:
        return Decision(comment_id, Action.PUBLISH, (), scores, model_id, policy.id)
    judged: list[tuple[Finding, Action, str]] = []
    for finding in findings:
        verdict = _verdict(finding, policy)
        if verdict is not None:
            judged.append((finding, *verdict))
    judged.sort(key=lambda reason: -reason[1].severity)
    action = judged[0][1] if judged else Action.PUBLISH
    reasons = tuple(
        Reason(
            finding,
            _message(finding, policy, messages),
            asked,
            asked is action and action is not Action.PUBLISH,
            line,
        )
        for finding, asked, line in judged
    )
    return Decision(comment_id, action, reasons, scores, model_id, policy.id)


def _verdict(finding: Finding, policy: Policy) -> _Verdict | None:
    """The action asked for and the setting that asks, or None to leave the finding out."""
    if finding.source is Source.MODEL and finding.code != LANGUAGE:
        return _model_verdict(finding, policy)
    mode, line = policy.rule_mode(finding.code, finding.category)
    failed = finding.category is Category.ERROR or finding.source is Source.SYSTEM
    if failed and mode.rank < Mode.REVIEW.rank:
        # What could not be examined is never published unseen, whatever the policy says.
        return Action.REVIEW, f"{line} (but a failure always goes to review)"
    if mode is Mode.OFF:
        return None
    return mode.action, line


def _model_verdict(finding: Finding, policy: Policy) -> _Verdict | None:
    head = finding.code.removeprefix(MODEL_PREFIX)
    limits, category = policy.heads[head], category_of(head)
    levels = policy.levels.get(head)
    if levels is None:
        raise PolicyError(
            f"heads.{head} promises a precision that was not resolved by the model's curves"
        )
    score = finding.score or 0.0
    reached = _reached(head, limits, levels, score)
    if reached is None:
        return None
    action, line = reached
    caps = (
        (limits.mode, ("heads", head, "mode")),
        (policy.categories[category], ("categories", category)),
    )
    for cap, setting in caps:
        if cap is Mode.OFF:
            return None
        if cap.action.severity < action.severity:
            action, line = cap.action, f'{_place(setting)} = "{cap}" (although {line})'
    return action, line


def _reached(head: str, limits: HeadThresholds, levels: Levels, score: float) -> _Verdict | None:
    for action, key in ((Action.REJECT, "reject_at"), (Action.REVIEW, "review_at")):
        at: float | None = getattr(levels, key)
        if at is not None and score >= at:
            stated = getattr(limits, key)
            place = _place(("heads", head, key))
            line = f"{place} = {_number(at)} (score {_number(score)})"
            if isinstance(stated, Promise):
                promise = f"{{precision = {_number(stated.precision)}}}"
                line = f"{place} = {promise} (score {_number(score)}, from {_number(at)})"
            return action, line
    return None


# Only names of a site's own need quotes, and a policy has few keys.
_place = functools.lru_cache(maxsize=256)(key_path)


def _number(value: float) -> str:
    return repr(round(float(value), 4))


def _message(finding: Finding, policy: Policy, messages: Mapping[str, str]) -> str:
    return (
        policy.messages.get(finding.code)
        or policy.messages.get(finding.category)
        or messages.get(finding.code)
        or CATEGORY_SENTENCES.get(finding.category, OWN_SENTENCE)
    )
