"""A moderator that needs no model: the word "bad" is rejected, "hm" goes to review."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from modfilter.domain import HEADS, Action, Category, Comment, Decision, Finding, Reason, Source

_SCORES = dict.fromkeys(HEADS, 0.0125)


class FakeModerator:
    """Stands in for modfilter.moderator.Moderator; `delay` is seconds per batch."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.batches: list[int] = []

    def check_many(
        self,
        comments: Iterable[str | Comment],
        *,
        extra: Sequence[Sequence[Finding]] | None = None,
    ) -> list[Decision]:
        comments = list(comments)
        self.batches.append(len(comments))
        time.sleep(self.delay)
        extra = extra or [()] * len(comments)
        return [
            self._decide(comment if isinstance(comment, Comment) else Comment(comment), more)
            for comment, more in zip(comments, extra, strict=True)
        ]

    def _decide(self, comment: Comment, more: Sequence[Finding]) -> Decision:
        reasons = [Reason(finding, "Said before.", Action.REVIEW, True, "fake") for finding in more]
        action = Action.REVIEW if reasons else Action.PUBLISH
        if "hm" in comment.text:
            action = Action.REVIEW
        if "bad" in comment.text:
            at = comment.text.index("bad")
            finding = Finding(
                "attack.insult", Category.PERSONAL_ATTACK, Source.RULE, ((at, at + 3),)
            )
            reasons.append(Reason(finding, "Please be kind.", Action.REJECT, True, "fake"))
            action = Action.REJECT
        return Decision(comment.id, action, tuple(reasons), _SCORES, "fake-model", "fake-policy")
