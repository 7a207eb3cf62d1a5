"""From a filled-in form to a comment that appears, waits or comes back: each form once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from modfilter.domain import Action
from newsroom.addresses import Addresses, is_address
from newsroom.articles import Article
from newsroom.comments import Comments, Posted, Status
from newsroom.forms import CommentForm
from newsroom.keys import Signer
from newsroom.marks import Piece, Why, pieces, whys
from newsroom.moderation import Moderation
from newsroom.settings import NewsroomSettings

_T = TypeVar("_T")

FORM_SECONDS = 86_400.0
"""How long a form may lie open in a browser before it has to be sent once more."""

_STATUS = {
    Action.PUBLISH: Status.PUBLISHED,
    Action.REVIEW: Status.HELD,
    Action.REJECT: Status.REFUSED,
}


class Kind(StrEnum):
    """What became of a form."""

    PUBLISHED = "published"
    HELD = "held"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"
    """Something other than the comment's words has to be changed first."""
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the author is told. `problems` are sentences by the name of the form's field."""

    kind: Kind
    comment: Posted | None = None
    whys: tuple[Why, ...] = ()
    pieces: tuple[Piece, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    fresh_form: bool = False
    """Whether the form that comes back has to be a new one: this one was used, or is too old."""


class Posting:
    """Takes comments in. What it answers is on the disk before."""

    def __init__(
        self,
        settings: NewsroomSettings,
        comments: Comments,
        addresses: Addresses,
        moderation: Moderation,
        signer: Signer,
    ) -> None:
        self._settings = settings
        self._comments = comments
        self._addresses = addresses
        self._moderation = moderation
        self._signer = signer
        self._writer = ThreadPoolExecutor(1, "newsroom-writer")

    def close(self) -> None:
        """Let what is being written end."""
        self._writer.shutdown()

    async def post(self, article: Article, form: CommentForm) -> Answer:
        """Take a form in. The same form again gets the same answer and changes nothing."""
        comment = self._signer.comment_of(form.token, FORM_SECONDS)
        if comment is None:
            problem = {"form": "This form is too old. Your comment is still here: send it again."}
            return Answer(Kind.INCOMPLETE, problems=problem, fresh_form=True)
        there = self._comments.find(comment)
        if there is not None and there.status is not Status.REFUSED:
            return _again(there, form)
        parent = None if form.parent is None else self._comments.find(form.parent)
        problems = await self._problems(article, form, parent)
        if problems:
            return Answer(Kind.INCOMPLETE, problems=problems)
        return await self._judged(
            article.title,
            form,
            Posted(
                id=comment, article=article.slug,
                parent=None if parent is None else parent.id,
                root=comment if parent is None else parent.root,
                name=form.name, text=form.text, status=Status.REFUSED, category="",
                posted_at=time.time_ns() // 1000,
            ),
        )  # fmt: skip

    async def _judged(self, title: str, form: CommentForm, comment: Posted) -> Answer:
        decision = await self._moderation.judge(comment.id, comment.text, title, comment.parent)
        if form.email and decision.action is not Action.REJECT:
            await self._written(self._addresses.subscribe, comment.id, form.email)
        category = next((str(r.finding.category) for r in decision.reasons if r.decisive), "")
        kept = await self._written(
            self._comments.keep,
            replace(comment, status=_STATUS[decision.action], category=category),
        )
        if kept.text != comment.text:
            # Another copy of the form, with another text, was faster.
            return _again(kept, form)
        if kept.status is not Status.REFUSED:
            return Answer(Kind(str(kept.status)), kept)
        return Answer(
            Kind.REFUSED, kept, whys(comment.text, decision), pieces(comment.text, decision)
        )

    async def _problems(
        self, article: Article, form: CommentForm, parent: Posted | None
    ) -> Mapping[str, str]:
        found: dict[str, str] = {}
        if not form.text.strip():
            found["text"] = "Please write something first: a sentence is enough."
        elif len(form.text) > self._moderation.max_chars:
            found["text"] = (
                f"Your comment has {len(form.text):,} characters; {self._moderation.max_chars:,} "
                "are possible. Please shorten it, or post it in parts."
            )
        if len(form.name) > self._settings.max_name:
            found["name"] = f"A name may have {self._settings.max_name} characters."
        elif form.name and not await self._moderation.may_be_name(form.name):
            found["name"] = (
                "This name does not fit our guidelines. Choose another, or leave it out."
            )
        if form.email and not is_address(form.email):
            found["email"] = "This is no e-mail address that we can write to. You may leave it out."
        if form.parent is not None and (
            parent is None
            or parent.status is not Status.PUBLISHED
            or parent.article != article.slug
        ):
            found["form"] = "The comment that you answered is not here any more."
        return found

    async def _written(self, write: Callable[..., _T], *given: object) -> _T:
        """Do what waits for the disk in the writer's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, write, *given)


def _again(there: Posted, form: CommentForm) -> Answer:
    if there.text == form.text:
        return Answer(Kind(str(there.status)), there)
    problem = {
        "form": "A comment was already sent with this form, and is not sent twice. "
        "If this is another one, send it now."
    }
    return Answer(Kind.INCOMPLETE, there, problems=problem, fresh_form=True)
