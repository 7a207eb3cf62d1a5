"""A service that judges by a table, with the keys, stops and limits that a test wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from modfilter.domain import HEADS, Action, Comment, Decision, ModeratorDecision, Reason
from modfilter.server.failures import Code, ServiceError
from modfilter.server.keys import ANYBODY, Key, Scope
from modfilter.server.service import Origin
from modfilter.server.settings import Settings


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
    refuse: ServiceError | None = None
    store: bool = True
    settings: Settings = field(default_factory=Settings)
    moderated: list[tuple[Comment, str, bool]] = field(default_factory=list)
    decisions: list[ModeratorDecision] = field(default_factory=list)
    admitted: list[tuple[str | None, Scope]] = field(default_factory=list)

    def admit(self, given: str | None, scope: Scope) -> Key:
        self.admitted.append((given, scope))
        if self.refuse is not None:
            raise self.refuse
        if not self.keys:
            return ANYBODY
        if given is None or given not in self.keys:
            raise ServiceError(Code.UNAUTHENTICATED, "no")
        if scope not in self.keys[given]:
            raise ServiceError(Code.FORBIDDEN, "no")
        return Key(f"id of {given}", "", (), "", "")

    async def moderate(
        self, comments: Sequence[Comment], origin: Origin | None = None
    ) -> Sequence[Decision]:
        origin = origin or Origin()
        self.moderated += [(comment, origin.source, origin.keep) for comment in comments]
        return [self.judge(comment) for comment in comments]

    async def decide(self, decisions: Sequence[ModeratorDecision]) -> int:
        if not self.store:
            raise ServiceError(Code.UNAVAILABLE, "no store")
        self.decisions += decisions
        return len(decisions)
