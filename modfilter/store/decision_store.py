"""The decision store: automatic decisions, what moderators decided, and who looks at what next."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from modfilter.domain import Action, ModeratorDecision
from modfilter.errors import StoreError
from modfilter.store import appeals, browsing, erasing, feed, queue, reading
from modfilter.store.browsing import History
from modfilter.store.database import Database
from modfilter.store.feed import FeedPage
from modfilter.store.keys import Pseudonyms
from modfilter.store.records import (
    Appeal,
    Automatic,
    Blanked,
    Order,
    Recorded,
    StoredComment,
    Waiting,
    Why,
    micros,
    storable,
)
from modfilter.store.schema import ERASED, PURGED, comments, settings
from modfilter.store.statistics import Stats, statistics
from modfilter.store.trends import Trends, Unit, trends
from modfilter.store.writing import Writer

VARIABLE = "MODFILTER_STORE"
"""The environment variable that names the store where a command line does not."""
CLAIM_SECONDS = 15 * 60.0
"""How long a claim holds: longer than a comment is looked at, shorter than a lunch."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DecisionStore:
    """Keeps decisions in SQLite or PostgreSQL. Safe to share between threads and processes.

    Every method that writes is one transaction, or several that each stand: when it returns, what
    it was given is kept. Errors are StoreErrors and never quote a comment. A process that forks
    opens the store anew.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._clock = clock
        self._pseudonyms = Pseudonyms(database.path, self._confirm_key)
        self._writer = Writer(database, self._pseudonyms, self._now)

    @classmethod
    def open(
        cls,
        url: str | None = None,
        *,
        clock: Callable[[], datetime] = _utc_now,
        later: bool = False,
    ) -> Self:
        """Open the store at `url` (default: MODFILTER_STORE), make or migrate its tables.

        With `later` nothing is asked of the database: `prepare` does that, when it can be reached.
        Raises StoreError for an impossible URL, an unreachable server, or a store that a newer
        modfilter made.
        """
        url = url or os.environ.get(VARIABLE, "").strip()
        if not url:
            raise StoreError(
                f"no store is named: give --store sqlite:///decisions.db, or set {VARIABLE}"
            )
        return cls(Database(url, later=later), clock)

    def prepare(self) -> None:
        """Make or migrate the tables, and see that the site's key is the one they were filled with.

        Raises StoreError where the database cannot be reached, and where there is no such key.
        """
        self._database.prepare()
        self._pseudonyms.confirm()

    def ping(self) -> None:
        """Raise StoreError where the database cannot be reached."""
        with self._database.reading() as connection:
            connection.execute(sa.select(settings.c.name).limit(1)).all()

    def pseudonym(self, author: str, source: str) -> str:
        """The keyed hash that the store has in the place of an author; needs no database."""
        return self._pseudonyms.unconfirmed_author(storable(author), storable(source))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    @property
    def shown_url(self) -> str:
        """Where the store is, without a password."""
        return self._database.shown

    def record(self, items: Sequence[Automatic]) -> Recorded:
        """Keep automatic decisions, all in one transaction.

        One decision is kept for each text of a comment (source and id); the same again changes
        nothing, another text (an edited comment) is kept beside the first and takes its place in
        the queue. Erased comments stay erased. Comments without an id are told apart by text.
        """
        return self._writer.record(items)

    def decide(
        self, decisions: Sequence[ModeratorDecision], authors: Sequence[str | None] | None = None
    ) -> Recorded:
        """Keep moderators' decisions, all in one transaction, and take the comments off the queue.

        A moderator's later decision on the same comment supersedes the earlier, which is kept; of
        several moderators' the latest holds. `authors` are opaque references to the comments'
        authors, kept as keyed hashes. A decision with an empty text is on the comment's latest one.
        """
        return self._writer.decide(decisions, authors)

    def moderator_decisions(
        self, *, source: str | None = None, history: bool = False
    ) -> Iterator[ModeratorDecision]:
        """What moderators decided, in time order (undated first), where the text is still there.

        Of one moderator's decisions on a comment the last, and no refusal that an author's appeal
        overruled; with `history` each.
        """
        return reading.moderators_decisions(self._database, source=source, history=history)

    def automatic(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        action: Action | None = None,
        decided: bool | None = None,
        with_text: bool = True,
    ) -> Iterator[StoredComment]:
        """Comments with their automatic decision, in time order.

        `since` is included, `until` is not. `decided` keeps those with (True) or without (False) a
        moderator's verdict; `with_text` leaves out those whose text is gone.
        """
        c = comments.c
        where: list[sa.ColumnElement[bool]] = [c.action.is_not(None)]
        if source is not None:
            where.append(reading.of_source(source))
        if since is not None:
            where.append(c.decided_at >= micros(since))
        if until is not None:
            where.append(c.decided_at < micros(until))
        if action is not None:
            where.append(c.action == str(action))
        if decided is not None:
            where.append(c.verdict.is_not(None) if decided else c.verdict.is_(None))
        if with_text:
            where.append(c.text.is_not(None))
        return reading.stored_comments(self._database, where)

    def comment(self, source: str, comment_id: str) -> StoredComment | None:
        """The latest text of a comment, or None where it is not known."""
        query = (
            sa.select(*reading.COMMENT_COLUMNS)
            .where(comments.c.source == source, comments.c.comment_id == comment_id)
            .order_by(comments.c.revision.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else reading.stored_comment(row)

    def parent(self, comment: StoredComment) -> StoredComment | None:
        """The latest text of the comment that this one answers, or None where it is not known."""
        answered = comment.context.parent
        return None if answered is None else self.comment(comment.source, answered)

    def appeal(self, source: str, comment_id: str, text: str) -> tuple[Appeal, bool]:
        """Put an author's objection to a refusal before another moderator; whether it is new.

        The same objection again changes nothing. Raises UnknownCommentError for a comment that is
        not in the store, or was erased; NotPossibleError where nothing is refused, another
        objection is open, or the refusal was confirmed after one.
        """
        return appeals.object_to(
            self._database, storable(source), storable(comment_id), storable(text), self._now()
        )

    def appeals(self, source: str, comment_id: str) -> list[Appeal]:
        """All appeals about a comment, oldest first."""
        return appeals.of_comment(self._database, source, comment_id)

    def feed(self, after: int = 0, limit: int = 100, *, source: str | None = None) -> FeedPage:
        """What moderators decided and undid after number `after`, in the order of writing.

        Raises NotPossibleError for a number that this store has not come to.
        """
        return feed.page(self._database, after, limit, source)

    def stats(self, source: str | None = None) -> Stats:
        """Counts of everything, and what the audit says about what was published and rejected."""
        return statistics(self._database, source, self._now())

    def trends(
        self,
        since: datetime | None = None,
        unit: Unit | None = None,
        *,
        source: str | None = None,
    ) -> Trends:
        """Volume, agreement and waiting by day, week or month, from `since` to now.

        `since` None is from the first comment; `unit` None is one that fits.
        """
        return trends(self._database, since, unit, source, self._now())

    def claim(
        self,
        moderator: str,
        n: int = 1,
        order: Order = Order.UNCERTAIN,
        seconds: float = CLAIM_SECONDS,
        *,
        source: str | None = None,
        category: str | None = None,
        why: Why | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        search: str = "",
        without: Sequence[int] = (),
        only: Sequence[int] | None = None,
    ) -> list[Waiting]:
        """Up to `n` waiting comments that are this moderator's alone for `seconds`.

        The moderator's own claims are given again (and last anew), so that a session that broke off
        goes on. What waits `since` then (included) and `until` then (not) is meant, and what has
        `search` in its text. `without` are keys to pass over, `only` the keys to choose from:
        claiming a comment again tells whether it is still the moderator's to decide.
        """
        return queue.claim(
            self._database,
            self._pseudonyms.moderator(moderator),
            n,
            order,
            seconds,
            self._now(),
            source=source,
            category=category,
            why=why,
            since=None if since is None else micros(since),
            until=None if until is None else micros(until),
            search=storable(search),
            without=without,
            only=only,
        )

    def release(
        self, moderator: str, keys: Sequence[int] | None = None, *, but: Sequence[int] = ()
    ) -> int:
        """Give back the moderator's claims (on `keys`, or all `but` some); how many there were."""
        return queue.release(self._database, self._pseudonyms.moderator(moderator), keys, but)

    def undo(self, moderator: str, key: int | None = None) -> int | None:
        """Undo the moderator's latest decision (on the comment with that key).

        An appeal that the decision closed is open again.

        Gives the comment's key, or None where there was nothing to undo. The decision stays in the
        history; the comment waits again where the filter had sent it to review.
        """
        return queue.undo(self._database, self._pseudonyms.moderator(moderator), key, self._now())

    def waiting(
        self,
        n: int = 50,
        skip: int = 0,
        order: Order = Order.OLDEST,
        *,
        source: str | None = None,
        category: str | None = None,
        why: Why | None = None,
    ) -> list[Waiting]:
        """A page of the review queue, claimed or not; claims nothing."""
        return queue.listed(
            self._database, order, n, skip, source=source, category=category, why=why
        )

    def waiting_counts(self) -> list[tuple[str, str, str, int, int]]:
        """How many wait, by source, category and why: (…, all, those under a claim)."""
        return queue.counts(self._database, self._now())

    def purge(self, older_than: datetime) -> Blanked:
        """Take away the texts of comments decided before that time; the counts stay."""
        return erasing.blank(
            self._database,
            [comments.c.decided_at < micros(older_than)],
            PURGED,
            self._now(),
            lower_only=True,
        )

    def erase_comment(self, comment_id: str, source: str = "") -> Blanked:
        """Take away every text of one comment for good; recording it again brings none back."""
        which = [comments.c.source == source, comments.c.comment_id == comment_id]
        return erasing.blank(self._database, which, ERASED, self._now(), lower_only=False)

    def erase_author(self, author: str, source: str = "") -> Blanked:
        """Take away every text by the author with that reference at that source."""
        pseudonym = self._pseudonyms.author(author, source)
        return erasing.blank(
            self._database,
            [comments.c.author == pseudonym],
            ERASED,
            self._now(),
            lower_only=False,
        )

    def history(self, key: int) -> History | None:
        """All texts of the comment that has the text with this key, and what was decided on them.

        None where there is no such comment.
        """
        return browsing.history(self._database, key, self._now())

    def comments(
        self,
        n: int,
        *,
        before: int | None = None,
        source: str | None = None,
        action: Action | None = None,
        verdict: Action | None = None,
        category: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        search: str = "",
    ) -> list[StoredComment]:
        """Up to `n` comments, newest first, from the one after that with the key `before`.

        `action` is what happened to them at first, `verdict` what moderators decided; `category` is
        the verdict's or a finding's. `search` is in the text, or is the id.
        """
        return browsing.listed(
            self._database,
            n,
            before=before,
            source=source,
            action=action,
            verdict=verdict,
            category=category,
            since=None if since is None else micros(since),
            until=None if until is None else micros(until),
            search=storable(search),
        )

    def around(self, moderator: str, key: int, n: int) -> list[tuple[int, str]]:
        """Keys and texts of what waits near a comment in time, `n` on each side.

        Only what the moderator could claim.
        """
        return browsing.around(
            self._database, key, self._pseudonyms.moderator(moderator), self._now(), n
        )

    def sources(self) -> list[str]:
        """The sources that comments come from."""
        return browsing.sources(self._database)

    def derived_key(self, purpose: str) -> bytes:
        """A secret for one purpose, made from the site's key: the same for all who open the store.

        Raises StoreError where the site has no key.
        """
        return self._pseudonyms.secret(purpose)

    def _now(self) -> int:
        return micros(self._clock())

    def _confirm_key(self, fingerprint: str) -> None:
        query = sa.select(settings.c.value).where(settings.c.name == "key")
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        if found is None:
            with self._database.writing() as connection:
                found = connection.execute(query).scalar()
                if found is None:
                    connection.execute(sa.insert(settings).values(name="key", value=fingerprint))
                    return
        if found != fingerprint:
            raise StoreError(
                f"the key is not the one that {self.shown_url} was filled with: set MODFILTER_KEY "
                "to it, or put the key file back beside the store"
            )
