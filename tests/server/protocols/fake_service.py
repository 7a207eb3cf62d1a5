"""A service that judges by a table, with the keys, stops and limits that a test wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from modfilter.domain import HEADS, Action, Comment, Decision, ModeratorDecision, Reason
from modfilter.server.protocols.service import Refusal, RefusedError, Scope


def decided(
    comment: Comment,
    action: Action = Action.PUBLISH,
    reasons: Sequence[Reason] = (),
    **scores: float | None,
) -> Decision:
    """A decision with a score of .01 for each head that is not named."""
    return Decision(
        comment.id,
        action,
        tuple(reasons),
        {head: scores.get(head, 0.01) for head in HEADS},
        "0123456789ab",
        "ba9876543210",
    )


def unread(comment: Comment) -> Decision:
    """A decision about a comment that the model cannot read."""
    return Decision(comment.id, Action.PUBLISH, (), dict.fromkeys(HEADS), "0123456789ab", "")


@dataclass
class FakeService:
    """Judges with `judge`, and remembers what it was asked."""

    judge: Callable[[Comment], Decision] = decided
    keys: dict[str, set[Scope]] = field(default_factory=dict)
    refuse: RefusedError | None = None
    store: bool = True
    max_body: int = 1 << 20
    moderated: list[tuple[Comment, str, bool]] = field(default_factory=list)
    decisions: list[ModeratorDecision] = field(default_factory=list)
    admitted: list[tuple[str | None, Scope, int]] = field(default_factory=list)

    def admit(self, key: str | None, scope: Scope, comments: int = 1) -> str:
        self.admitted.append((key, scope, comments))
        if self.refuse is not None:
            raise self.refuse
        if not self.keys:
            return ""
        if key is None:
            raise RefusedError(Refusal.NO_KEY)
        if key not in self.keys:
            raise RefusedError(Refusal.UNKNOWN_KEY)
        if scope not in self.keys[key]:
            raise RefusedError(Refusal.SCOPE)
        return f"name of {key}"

    async def moderate(
        self, comments: Sequence[Comment], *, source: str = "", keep: bool = True
    ) -> list[Decision]:
        self.moderated += [(comment, source, keep) for comment in comments]
        return [self.judge(comment) for comment in comments]

    async def decide(self, decisions: Sequence[ModeratorDecision]) -> None:
        if not self.store:
            raise RefusedError(Refusal.UNAVAILABLE)
        self.decisions += decisions
