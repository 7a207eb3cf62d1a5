"""Mails about replies: who gets them, what is in them, and where the address is."""

from __future__ import annotations

import email
import email.policy
import logging
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiosmtpd")
from aiosmtpd.controller import Controller
from cryptography.fernet import Fernet, InvalidToken

from modfilter.cli.main import main
from modfilter.domain import Action, ModeratorDecision
from modfilter.store.decision_store import DecisionStore
from newsroom.addresses import is_address
from tests.newsroom.conftest import ARTICLE, DOUBTFUL, FINE, LINK, Opened, Reader

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "Ana.Reader+news@mail.example.org"
REPLY = "It was the county that paid, for the first two years at least."


class Mailbox:
    """A mail server that keeps what it gets; `refuse` makes it fail."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[list[str], EmailMessage]] = []
        self.raw: list[bytes] = []
        self.refuse = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuse:
            return "451 not now"
        self.raw.append(envelope.content)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.envelopes.append((envelope.rcpt_tos, message))
        return "250 kept"

    @property
    def messages(self) -> list[EmailMessage]:
        return [message for _, message in self.envelopes]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[str]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=0)
    # Its own start() asks the port that it was given, and 0 is no port.
    controller.port = _free_port()
    controller.start()
    yield f"127.0.0.1:{controller.port}"
    controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def reader(newsroom: Opened, smtp: str) -> Reader:
    # No mail is sent but by the tests' own steps.
    return newsroom(smtp=smtp, feed_seconds=3600.0)


def step(reader: Reader) -> int:
    return reader.newsroom.notifier.step()


def link(message: EmailMessage, kind: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:8000(/mail/{kind}/\S+)", message.get_content())
    assert found is not None
    return found[1]


def confirmed(reader: Reader, mailbox: Mailbox, text: str = FINE) -> str:
    """A comment whose author's address is confirmed."""
    comment = reader.published(text, email=ADDRESS)
    step(reader)
    assert reader.client.post(link(mailbox.messages[-1], "confirm")).status_code == 200
    return comment


def test_a_reply_is_mailed_to_who_confirmed(reader: Reader, mailbox: Mailbox) -> None:
    comment = reader.published(FINE, email=ADDRESS)
    assert step(reader) == 1
    recipients, asked = mailbox.envelopes[0]
    assert recipients == [ADDRESS]
    assert asked["Subject"] == "Do you want a mail when somebody replies?"
    # Asking for the page is no answer: mail programs do that by themselves.
    page = reader.client.get(link(asked, "confirm"))
    assert page.status_code == 200
    reader.published(REPLY, parent=comment)
    assert step(reader) == 0
    assert reader.client.post(link(asked, "confirm")).status_code == 200
    assert step(reader) == 0
    reply = reader.published("Which county was that?", parent=comment, name="Jo")
    assert step(reader) == 1
    recipients, told = mailbox.envelopes[1]
    assert recipients == [ADDRESS]
    content = told.get_content()
    assert told.get_content_type() == "text/plain"
    assert content.startswith("Jo replied to your comment")
    assert "> Which county was that?" in content
    assert f"/threads/{comment}#c-{reply}" in content
    assert step(reader) == 0


def test_nobody_is_mailed_what_a_visitor_wrote_before_confirming(
    reader: Reader, mailbox: Mailbox
) -> None:
    words = "Zebrafinch quartz jumps over the vexed harbour pilot."
    reader.published(f"{FINE} {words}", email=ADDRESS, name="Vexed Zebrafinch")
    step(reader)
    (asked,) = mailbox.messages
    assert "ebrafinch" not in asked.as_string()


@pytest.mark.parametrize("text", [LINK, DOUBTFUL])
def test_what_is_not_published_sends_no_mail(reader: Reader, mailbox: Mailbox, text: str) -> None:
    reader.send(text, email=ADDRESS)
    assert step(reader) == 0
    assert mailbox.messages == []


def test_one_click_unsubscribes(reader: Reader, mailbox: Mailbox) -> None:
    comment = confirmed(reader, mailbox)
    reader.published(REPLY, parent=comment)
    step(reader)
    told = mailbox.messages[-1]
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    header = re.fullmatch(r"<http://127\.0\.0\.1:8000(/mail/stop/\S+)>", told["List-Unsubscribe"])
    assert header is not None
    assert header[1] == link(told, "stop")
    # On one line and not encoded: mail programs look for it as it is.
    assert f"List-Unsubscribe: {told['List-Unsubscribe']}\r\n".encode() in mailbox.raw[-1]
    assert reader.client.get(header[1]).status_code == 200
    # As RFC 8058 has it: no cookie, no page before.
    done = reader.client.post(header[1], data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    reader.published("Nobody is told about this one any more.", parent=comment)
    assert step(reader) == 0
    assert subscriptions(reader) == []
    assert reader.client.post(header[1]).status_code == 200


def test_never_again_holds_for_all_comments(reader: Reader, mailbox: Mailbox) -> None:
    confirmed(reader, mailbox)
    reader.published("Another question: who drives it now?", email=ADDRESS.lower())
    reader.client.post(link(mailbox.messages[0], "stop"), data={"never": "yes"})
    assert subscriptions(reader) == []
    reader.published("And a third one about the timetable.", email=ADDRESS.upper())
    assert step(reader) == 0
    assert subscriptions(reader) == []


def test_links_that_are_not_ours_do_nothing(reader: Reader, mailbox: Mailbox) -> None:
    comment = reader.published(FINE, email=ADDRESS)
    step(reader)
    confirm, stop = (link(mailbox.messages[0], kind) for kind in ("confirm", "stop"))
    for path in (
        f"/mail/stop/{comment}.{'0' * 32}",
        f"/mail/stop/{confirm.rpartition('/')[2]}",
        f"/mail/confirm/{stop.rpartition('/')[2]}",
        f"/mail/own/{comment}",
        "/mail/stop/é.%00",
    ):
        assert reader.client.get(path).status_code == 404
        assert reader.client.post(path).status_code == 404
    assert len(subscriptions(reader)) == 1


def test_an_address_that_nobody_confirms_gets_one_mail_a_day(
    reader: Reader, mailbox: Mailbox
) -> None:
    for number in range(5):
        reader.published(f"Question number {number + 2}: what does it cost?", email=ADDRESS)
    while step(reader):
        pass
    assert len(mailbox.messages) == 1


def test_a_mail_server_that_is_away_is_tried_again(
    reader: Reader, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    mailbox.refuse = True
    reader.published(FINE, email=ADDRESS)
    assert step(reader) == 0
    assert "a mail could not be sent: SMTP" in caplog.text
    assert ADDRESS not in caplog.text
    mailbox.refuse = False
    assert step(reader) == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert step(reader) == 1
    assert len(mailbox.messages) == 1


def test_addresses_end_with_their_time(
    reader: Reader, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(reader, mailbox)
    reader.published("Another question: who drives it now?", email="other@example.org")
    addresses, now = reader.newsroom.addresses, time.time()
    for days, left in ((6, 2), (8, 1), (179, 1), (181, 0)):
        monkeypatch.setattr(time, "time", lambda days=days: now + days * 86_400)
        addresses.expire(7, 180)
        assert len(subscriptions(reader)) == left, days


def test_a_removed_comment_takes_its_address_with_it(newsroom: Opened) -> None:
    reader = newsroom()
    reader.send(DOUBTFUL, email=ADDRESS)
    assert len(subscriptions(reader)) == 1
    with DecisionStore.open(f"sqlite:///{reader.newsroom.settings.folder}/decisions.db") as store:
        (waiting,) = store.waiting()
        store.decide(
            [
                ModeratorDecision(
                    "", Action.REJECT, "toxicity", waiting.comment.id, "newsroom", moderator="m1"
                )
            ]
        )
    until = time.monotonic() + 10
    while subscriptions(reader) and time.monotonic() < until:
        time.sleep(0.05)
    assert subscriptions(reader) == []


def test_the_address_is_nowhere_but_encrypted_in_its_own_file(
    reader: Reader, mailbox: Mailbox, caplog: Any, capsys: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    comment = confirmed(reader, mailbox)
    reader.send(LINK, email=ADDRESS)
    reader.send(DOUBTFUL, email=ADDRESS)
    reader.published(REPLY, parent=comment)
    step(reader)
    folder = reader.newsroom.settings.folder
    store = f"sqlite:///{folder}/decisions.db"
    with DecisionStore.open(store) as opened:
        opened.decide(
            [
                ModeratorDecision(FINE, Action.PUBLISH, None, comment, "newsroom", moderator="m1"),
                ModeratorDecision(LINK, Action.REJECT, "link", "x", "newsroom", moderator="m1"),
            ]
        )
    said = ""
    for command in (
        ["decisions", "export", "--store", store],
        ["decisions", "stats", "--store", store],
        ["retrain", "--store", store, "--base", "default", "--out", str(folder / "learned")],
    ):
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert not ended.value.code
        said += capsys.readouterr().out
    assert FINE in said
    key = (folder / "moderators-key.txt").read_text().strip()
    metrics = reader.client.get(
        "/moderation/metrics", headers={"authorization": f"Bearer {key}"}
    ).text
    assert "modfilter_" in metrics
    # What the mail server of this test logs is its own.
    logged = "".join(r.getMessage() for r in caplog.records if r.name != "mail.log")
    assert "modfilter" in {record.name.split(".")[0] for record in caplog.records}
    searched = [logged, metrics, said, repr(reader.newsroom)]
    searched += [
        path.read_bytes().decode("latin-1")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "models" not in path.relative_to(folder).parts
    ]
    assert (folder / "learned" / "model.json").is_file()
    assert len(searched) > 12
    for text in searched:
        for part in (ADDRESS, ADDRESS.lower(), "Ana.Reader", "mail.example.org"):
            assert part not in text
    # What is there can be read with the key, and with no other.
    (row,) = {bytes(row[1]) for row in subscriptions(reader) if row[0] == comment}
    assert ADDRESS.encode() not in row
    with pytest.raises(InvalidToken):
        Fernet(Fernet.generate_key()).decrypt(row)


def test_retraining_never_sees_the_address(reader: Reader, mailbox: Mailbox) -> None:
    comment = confirmed(reader, mailbox)
    with DecisionStore.open(f"sqlite:///{reader.newsroom.settings.folder}/decisions.db") as store:
        store.decide(
            [ModeratorDecision(FINE, Action.PUBLISH, None, comment, "newsroom", moderator="m1")]
        )
        # All that a model is made from.
        learned = list(store.moderator_decisions())
        automatic = list(store.automatic())
    assert [decision.text for decision in learned] == [FINE]
    assert "example.org" not in repr(learned) + repr(automatic)


def test_an_address_is_forgotten_on_request(reader: Reader, mailbox: Mailbox) -> None:
    confirmed(reader, mailbox)
    reader.published("Another question: who drives it now?", email=ADDRESS)
    (first, *_) = (bytes(row[1]) for row in subscriptions(reader))
    settings = reader.newsroom.settings
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.forget", str(settings.folder)],
        input=ADDRESS.lower() + "\n", capture_output=True, text=True, check=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'examples'}", "PATH": ""},
    )  # fmt: skip
    assert done.stdout == "deleted; it was there for 2 comments\n"
    assert subscriptions(reader) == []
    # Not even the encrypted form is left in the file.
    assert first not in settings.mails.read_bytes()


def test_forgetting_says_how_it_is_used() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.forget", "nowhere"],
        input="", capture_output=True, text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'examples'}", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 2
    assert "python -m newsroom.forget FOLDER" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "a@b", "a@example", "@example.org", "a b@example.org", "a@example.org\nBcc: c@example.org",
        "a@example.org\r\nSubject: x", "a@example.org,b@example.org", "<a@example.org>",
        "Ana <a@example.org>", '"a b"@example.org', "a@exa\0mple.org", "a..b@example.org",
        "a@-x.example.org", "é@example.org", "a@example.org%0aBcc:x@example.org", f"{'a' * 65}@x.org",
        "a@[127.0.0.1]", "a@example.org;b@example.org", "a@example.org ", "a@example.1",
    ],
)  # fmt: skip
def test_what_could_mean_more_than_one_address_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", [ADDRESS, "o'neill@example.org", "a.b-c_d@x.co.uk", "1@1x.info"])
def test_addresses(text: str) -> None:
    assert is_address(text)


def test_headers_take_nothing_from_a_visitor(reader: Reader, mailbox: Mailbox) -> None:
    comment = confirmed(reader, mailbox)
    for name in ("Jo\r\nBcc: victim@example.net", "Jo\nSubject: win", "=?utf-8?q?Bcc=3A_v?="):
        reader.send(REPLY + name[-3:], **{**reader.form(reply=comment), "name": name})
    step(reader)
    for recipients, message in mailbox.envelopes:
        assert recipients == [ADDRESS]
        assert message["Bcc"] is None
        assert message["To"] == ADDRESS
        assert "win" not in str(message["Subject"])
        assert "victim" not in "".join(f"{k}: {v}" for k, v in message.items())


def test_the_demo_shows_mails_instead_of_sending_them(newsroom: Opened) -> None:
    reader = newsroom(feed_seconds=3600.0)
    reader.published(FINE, email=ADDRESS)
    step(reader)
    page = reader.client.get("/demo/mails").text
    assert ADDRESS in page
    assert re.search(r'<a href="http://127.0.0.1:8000/mail/confirm/', page)
    foreign = reader.client.get("/demo/mails", headers={"host": "evil.example.com"})
    assert foreign.status_code == 404


def test_there_is_no_such_page_where_mails_are_sent(reader: Reader) -> None:
    assert reader.client.get("/demo/mails").status_code == 404
    assert "/demo/mails" not in reader.client.get(f"/articles/{ARTICLE}").text


def subscriptions(reader: Reader) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(reader.newsroom.settings.mails)
    try:
        return connection.execute("SELECT * FROM subscriptions").fetchall()
    finally:
        connection.close()
