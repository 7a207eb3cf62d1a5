"""What is kept beside a decision, and the audit's draw: pure functions of decisions."""

from __future__ import annotations

from dataclasses import replace

from modfilter.domain import (
    Action,
    Aside,
    Audit,
    Category,
    Comment,
    Decision,
    Finding,
    Reason,
    Source,
)
from modfilter.policy.audit import is_drawn
from modfilter.policy.policy import Policy
from modfilter.policy.sentences import CATEGORY_SENTENCES

DRAWN = "system.review"
"""The code of the reason that a drawn comment is in review. It does not say why: clients may show
codes to authors."""


def beside(decision: Decision, trial: Decision) -> Decision:
    """The decision with that of a model on trial kept beside it."""
    audit = None if decision.aside is None else decision.aside.audit
    return _with(decision, Aside(audit, trial))


def audited(decision: Decision, comment: Comment, policy: Policy) -> Decision:
    """The decision after the draw: a drawn comment goes to review, and its reasons are kept.

    Comments that are in review anyway are never drawn. What was drawn, and how likely it was, is in
    the decision's `aside`.
    """
    share = policy.audit.share(decision.action)
    if share <= 0:
        return decision
    shadow = None if decision.aside is None else decision.aside.shadow
    aside = Aside(Audit(share, decision.action), shadow)
    if not is_drawn(comment, share, policy.audit.key or b""):
        return _with(decision, aside)
    others = tuple(replace(reason, decisive=False) for reason in decision.reasons)
    at = sum(reason.action is Action.REJECT for reason in others)
    reasons = (*others[:at], _reason(decision.action, share, policy), *others[at:])
    return replace(decision, action=Action.REVIEW, reasons=reasons, aside=aside)


def _with(decision: Decision, aside: Aside) -> Decision:
    """As `dataclasses.replace`, which costs several times as much for each comment."""
    return Decision(
        decision.id,
        decision.action,
        decision.reasons,
        decision.scores,
        decision.model,
        decision.policy,
        aside,
    )


def _reason(action: Action, share: float, policy: Policy) -> Reason:
    setting = "published" if action is Action.PUBLISH else "rejected"
    finding = Finding(
        code=DRAWN,
        category=Category.ERROR,
        source=Source.SYSTEM,
        detail="Please judge this comment by the guidelines.",
    )
    message = policy.messages.get(Category.ERROR) or CATEGORY_SENTENCES[Category.ERROR]
    line = f"audit.{setting} = {share:g}"
    return Reason(finding, message, Action.REVIEW, decisive=True, policy_line=line)
