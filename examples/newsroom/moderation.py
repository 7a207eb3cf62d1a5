"""What the newsroom asks of modfilter: judge, take an appeal, tell what moderators decided.

Everything goes through the server's `Service` in the same process: its moderator, its store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from modfilter.domain import Action, Category, Comment, Context, Decision
from modfilter.server.failures import Code, ServiceError
from modfilter.server.service import Origin, Service
from modfilter.store.decision_store import DecisionStore
from newsroom.comments import Told
from newsroom.settings import SOURCE

_FEED = 500


class Moderation:
    """The moderators and their filter, as the pages see them."""

    def __init__(self, service: Service, store: DecisionStore) -> None:
        self._service = service
        self._store = store

    @property
    def max_chars(self) -> int:
        """The longest comment that the policy allows."""
        return self._service.moderator.policy.max_chars

    @property
    def guidelines(self) -> str:
        """The site's guidelines, from its policy."""
        return self._service.moderator.policy.guidelines

    async def judge(self, comment: str, text: str, article: str, parent: str | None) -> Decision:
        """Judge a comment; the decision is in the store when this returns.

        Moderators see the article's title and the comment that this one answers.
        """
        origin = Origin(SOURCE, contexts=[Context(article, parent)])
        decisions = await self._service.moderate([Comment(text, comment)], origin)
        return decisions[0]

    async def look(self, text: str) -> Decision:
        """Judge a text that is nobody's comment yet; nothing is kept."""
        decisions = await self._service.moderate([Comment(text)], Origin(SOURCE, keep=False))
        return decisions[0]

    async def may_be_name(self, name: str) -> bool:
        """Whether a name can stand above a comment. Names are judged and never kept."""
        decision = await self.look(name)
        return not any(
            reason.action is Action.REJECT and reason.finding.category is not Category.LOW_VALUE
            for reason in decision.reasons
        )

    async def appeal(self, comment: str, note: str) -> bool:
        """Have a person look at a refused comment; False where one has, or is about to."""
        recorder = self._service.kept
        try:
            _, new = await self._service.reached(recorder.appeal(SOURCE, comment, note))
        except ServiceError as error:
            if error.code is Code.CONFLICT:
                return False
            raise
        return new

    async def told_after(self, cursor: int) -> tuple[Sequence[Told], int]:
        """What moderators decided after `cursor`, and the cursor after that."""
        return await asyncio.to_thread(self._told_after, cursor)

    def _told_after(self, cursor: int) -> tuple[Sequence[Told], int]:
        page = self._store.feed(cursor, _FEED, source=SOURCE)
        told = []
        for change in page.changes:
            latest = self._store.comment(SOURCE, change.id)
            if latest is None or latest.text is None:
                continue
            # What its author has written since is neither published nor refused by it.
            if change.action is (latest.verdict or (change.undone and latest.action)):
                told.append(Told(change.id, change.action, change.category or "", latest.text))
        return told, page.after
