"""The façade: fold, every rule and the model, then one decision per comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from modfilter.domain import Comment, Decision, Finding


class Moderator:
    """Judges comments by one policy and one model. Safe to share between threads.

    (Stub while the parts are being written: the signatures stand.)
    """

    @classmethod
    def load(cls, model: str | Path | None = None, policy: str | Path | None = None) -> Moderator:
        """Load a model bundle and a policy file; None means the ones that ship with modfilter."""
        raise NotImplementedError

    @property
    def model_id(self) -> str:
        raise NotImplementedError

    @property
    def policy_id(self) -> str:
        raise NotImplementedError

    def check(self, comment: str | Comment) -> Decision:
        """Judge one comment."""
        raise NotImplementedError

    def check_many(
        self,
        comments: Iterable[str | Comment],
        *,
        extra: Sequence[Sequence[Finding]] | None = None,
    ) -> list[Decision]:
        """Judge comments in order. `extra` gives each comment further findings (flooding, say)."""
        raise NotImplementedError
