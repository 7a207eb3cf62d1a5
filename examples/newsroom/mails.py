"""Mails: what they say, and how they are sent.

A mail to an address that nobody has confirmed holds nothing that a visitor wrote, so that the form
cannot be used to send somebody else a message. All are plain text.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Protocol

from newsroom.addresses import Addresses, Due
from newsroom.articles import Article
from newsroom.comments import Comments, Posted, Status
from newsroom.keys import Signer
from newsroom.settings import NewsroomSettings

LOG = logging.getLogger("newsroom.mails")
_TRIES = 6
# Above the usual 78 characters: a header that is folded is encoded, and then no mail program finds
# the address in List-Unsubscribe.
_POLICY = SMTP.clone(max_line_length=500)
_QUOTED = 600

_CONFIRM = """\
Somebody, probably you, has given this address with a comment under the article
"{title}".

If you want a mail when somebody replies to it, please confirm:
{confirm}

If it was not you, you need not do anything: the address is deleted in
{days} days, and nothing else is sent to it. To have it deleted now and never
hear from us again:
{stop}

The Wrenstead Lantern
"""
_REPLY = """\
{who} replied to your comment under the article
"{title}":

{quoted}

Read it in its place, and answer:
{there}

No more mails about this comment; the address is deleted:
{stop}

The Wrenstead Lantern. Your address is used for these mails and nothing else.
"""


class Transport(Protocol):
    """Hands mails over."""

    def send(self, message: EmailMessage) -> None:
        """Hand one over; OSError or smtplib.SMTPException where that is not possible now."""


class Smtp:
    """A mail server at "HOST:PORT"."""

    def __init__(self, where: str) -> None:
        host, _, port = where.rpartition(":")
        self._host, self._port = (host, int(port)) if host else (where, 25)

    def send(self, message: EmailMessage) -> None:
        """Hand a mail over, encrypted where the server can."""
        with smtplib.SMTP(self._host, self._port, timeout=20) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
            server.send_message(message)


class Shown:
    """No mail server: the latest mails stay in memory, for the demo's page of mails."""

    def __init__(self) -> None:
        self.messages: deque[EmailMessage] = deque(maxlen=50)

    def send(self, message: EmailMessage) -> None:
        """Keep a mail for the page."""
        self.messages.appendleft(message)


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses in mails, signed: who has the mail may use them."""

    base_url: str
    signer: Signer = field(repr=False)

    def confirm(self, comment: str) -> str:
        """Where the owner of an address says that it is theirs."""
        return f"{self.base_url}/mail/confirm/{comment}.{self.signer.mac('confirm', comment)}"

    def stop(self, comment: str) -> str:
        """Where the owner of an address has it deleted."""
        return f"{self.base_url}/mail/stop/{comment}.{self.signer.mac('stop', comment)}"

    def comment_of(self, token: str, kind: str) -> str | None:
        """The comment that a link is about; None where the link is not ours."""
        comment, _, mac = token.partition(".")
        return comment if self.signer.is_mac(mac, kind, comment) else None


class Notifier:
    """Plans and sends mails. `step` is called now and then, by one thread at a time."""

    def __init__(
        self,
        settings: NewsroomSettings,
        comments: Comments,
        addresses: Addresses,
        links: Links,
        articles: Mapping[str, Article],
        transport: Transport,
    ) -> None:
        self._settings = settings
        self._comments = comments
        self._addresses = addresses
        self._links = links
        self._articles = articles
        self._transport = transport
        self._stepping = threading.Lock()

    def step(self) -> int:
        """Plan mails for what was published since, and send what is due; how many were sent."""
        with self._stepping:
            self._plan()
            return sum(self._send(due) for due in self._addresses.due())

    def _plan(self) -> None:
        while new := self._comments.published_after(self._addresses.cursor):
            mails = []
            for _, comment in new:
                mails.append(("confirm", comment.id, ""))
                if comment.parent is not None:
                    mails.append(("reply", comment.parent, comment.id))
            self._addresses.enqueue(mails, new[-1][0])

    def _send(self, due: Due) -> bool:
        message = self._message(due)
        if message is None:
            self._addresses.done(due.mail)
            return False
        try:
            self._transport.send(message)
        except (OSError, smtplib.SMTPException) as error:
            # Its words may hold the address.
            LOG.warning("a mail could not be sent: %s", type(error).__name__)
            if due.tries + 1 >= _TRIES:
                self._addresses.done(due.mail)
            else:
                self._addresses.again(due)
            return False
        self._addresses.done(due.mail)
        return True

    def _message(self, due: Due) -> EmailMessage | None:
        """None where there is nothing to say any more: a comment was removed meanwhile."""
        comment = self._comments.find(due.comment)
        if comment is None or comment.status is not Status.PUBLISHED:
            return None
        stop = self._links.stop(due.comment)
        title = self._articles[comment.article].title
        message = EmailMessage(_POLICY)
        message["From"] = self._settings.sender
        message["To"] = due.address
        message["Date"] = formatdate()
        # The same when it is tried again: mailboxes show it once.
        message["Message-ID"] = f"<{due.kind}.{due.comment}.{due.reply or 0}@lantern.example.org>"
        message["Auto-Submitted"] = "auto-generated"
        message["List-Unsubscribe"] = f"<{stop}>"
        # RFC 8058: one click in the mail program is enough.
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if due.kind == "confirm":
            message["Subject"] = "Do you want a mail when somebody replies?"
            message.set_content(
                _CONFIRM.format(
                    title=title, confirm=self._links.confirm(due.comment), stop=stop,
                    days=self._settings.confirm_days,
                )
            )  # fmt: skip
            return message
        reply = self._comments.find(due.reply)
        if reply is None or reply.status is not Status.PUBLISHED:
            return None
        message["Subject"] = f'A reply to your comment: "{title}"'
        message.set_content(
            _REPLY.format(
                who=reply.name or "A reader", title=title, quoted=_quoted(reply), stop=stop,
                there=f"{self._settings.base_url}/threads/{comment.root}#c-{reply.id}",
            )
        )  # fmt: skip
        return message


def _quoted(reply: Posted) -> str:
    text = reply.text if len(reply.text) <= _QUOTED else reply.text[:_QUOTED] + " […]"
    return "\n".join(f"> {line}" for line in text.splitlines())
