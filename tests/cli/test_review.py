"""`modfilter review` as processes of their own: pipes, and two moderators on terminals at once."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("sqlalchemy", reason="needs the extra `store`")
pytest.importorskip("alembic", reason="needs the extra `store`")

from modfilter.cli.main import main
from modfilter.domain import Action
from modfilter.policy.draw import DRAWN
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic
from tests.cli.test_check_processes import environment

on_a_terminal = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs a pseudo-terminal"
)
SECONDS = 30
PROMPT = "q quit"
REASON = {
    "code": "link.url",
    "category": "link",
    "message": "For the author.",
    "suggestion": None,
    "spans": [[4, 25]],
    "source": "rule",
    "score": None,
    "decisive": True,
    "detail": "For the moderator.",
    "action": "review",
}
SAMPLE = {**REASON, "code": DRAWN, "category": "error", "source": "system", "spans": []}


def waiting(number: int, **more: object) -> Automatic:
    return Automatic(
        f"See https://example.org/{number}",
        Action.REVIEW,
        f"c-{number}",
        "blog",
        reasons=[REASON],
        scores={"toxicity": number / 100},
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'decisions.db'}"


def fill(url: str, *items: Automatic) -> None:
    with DecisionStore.open(url) as store:
        store.record(items)


def verdicts(url: str) -> dict[str | None, tuple[str | None, str, str | None, str]]:
    """Every decision that holds, by comment."""
    with DecisionStore.open(url) as store:
        found = list(store.moderator_decisions())
    assert len({one.id for one in found}) == len(found)
    return {one.id: (one.moderator, str(one.action), one.category, one.note) for one in found}


def command(url: str, moderator: str, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "modfilter", "review", "--store", url, "--moderator", moderator, *more
    ]  # fmt: skip


def piped(url: str, *lines: str, options: tuple[str, ...] = ()) -> str:
    run = subprocess.run(
        command(url, "mod-1", *options),
        input="".join(line + "\n" for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(),
        timeout=SECONDS,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return run.stdout


class Terminal:
    """A moderator at a terminal: sees what the process writes, presses keys."""

    def __init__(self, url: str, moderator: str, *more: str) -> None:
        self._ours, theirs = os.openpty()
        variables = {"TERM": "xterm", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(
            command(url, moderator, *more),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment(), **variables},
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""

    def until(self, wanted: str) -> str:
        """What was written since the last call, up to and with `wanted`."""
        deadline = time.monotonic() + SECONDS
        while wanted not in self.seen:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._ours], [], [], max(0, left))
            assert ready, f"{wanted!r} was not seen in {self.seen!r}"
            try:
                self.seen += os.read(self._ours, 65_536).decode().replace("\r\n", "\n")
            except OSError:  # This is how Linux says that the other end is closed.
                assert wanted in self.seen, f"ended with {self.seen!r}"
        at = self.seen.index(wanted) + len(wanted)
        shown, self.seen = self.seen[:at], self.seen[at:]
        return shown

    def press(self, keys: str) -> None:
        # A key that is pressed before it is waited for is dropped, as it should be.
        self._wait_until_raw()
        os.write(self._ours, keys.encode())

    def type(self, line: str) -> None:
        os.write(self._ours, line.encode() + b"\n")

    def _wait_until_raw(self) -> None:
        import termios

        for _ in range(SECONDS * 100):
            if not termios.tcgetattr(self._ours)[3] & termios.ICANON:
                return
            time.sleep(0.01)
        raise AssertionError(f"no key is waited for after {self.seen!r}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@contextmanager
def terminals(url: str, *names: str, options: tuple[str, ...] = ()) -> Iterator[list[Terminal]]:
    opened = [Terminal(url, name, *options) for name in names]
    try:
        yield opened
    finally:
        for one in opened:
            one.close()


def test_lines_in_a_pipe(url: str) -> None:
    fill(url, *(waiting(number) for number in (1, 2, 3)))
    shown = piped(
        url, "r off topic", "u", "n seen before", "r spam", "s", "p", options=("--order", "oldest")
    )
    assert verdicts(url) == {
        "c-1": ("mod-1", "reject", "spam", "seen before"),
        "c-3": ("mod-1", "publish", None, ""),
    }
    assert "c-1  blog" in shown
    assert "    ^^^^^^^^^^^^^^^^^^^^^" in shown
    assert "For the moderator." in shown
    assert "For the author." not in shown
    assert shown.endswith("1 published, 1 rejected, 1 skipped\n")
    assert "\x1b" not in shown


def test_most_uncertain_or_oldest_first(url: str) -> None:
    fill(url, *(waiting(number) for number in (90, 30, 48)))
    order = re.findall(r"(c-\d+)  blog", piped(url, "s", "s", "s"))
    assert order == ["c-48", "c-30", "c-90"]
    order = re.findall(r"(c-\d+)  blog", piped(url, "s", "s", "s", options=("--order", "oldest")))
    assert order == ["c-90", "c-30", "c-48"]


def test_a_comment_that_was_drawn_looks_like_any_other(url: str) -> None:
    drawn = Automatic(
        "See https://example.org/1",
        Action.REVIEW,
        "c-1",
        "blog",
        reasons=[{**REASON, "decisive": False, "action": "reject"}, SAMPLE],
        scores={"toxicity": 0.01},
        filter_action=Action.REJECT,
        audit_probability=0.05,
        audited=True,
    )
    fill(url, drawn)
    one = piped(url, "q")
    assert "review" not in one
    assert "audit" not in one
    other = Path(url.removeprefix("sqlite:///")).with_name("other.db")
    fill(f"sqlite:///{other}", waiting(1))
    same = piped(f"sqlite:///{other}", "q")
    since = re.compile(r"since \S+ \S+")
    assert since.sub("", one) == since.sub("", same)


@on_a_terminal
def test_two_moderators_at_once_never_get_the_same_comment(url: str) -> None:
    numbers = range(1, 13)
    fill(url, *(waiting(number) for number in numbers))
    shown: dict[str, list[str]] = {"mod-1": [], "mod-2": []}
    with terminals(url, "mod-1", "mod-2") as pair:
        both = dict(zip(shown, pair, strict=True))
        live = dict(both)
        while live:
            # Both look at a comment before either decides.
            on_screen = {}
            for name, terminal in list(live.items()):
                page = terminal.until(PROMPT)
                found = re.findall(r"(c-\d+)  blog", page)
                if not found:
                    terminal.press("q")
                    terminal.until("rejected")
                    assert terminal.process.wait(SECONDS) == 0
                    del live[name]
                    continue
                on_screen[name] = found[-1]
            assert len(set(on_screen.values())) == len(on_screen)
            for name, comment in on_screen.items():
                shown[name].append(comment)
                if name == "mod-1":
                    live[name].press("p")
                    live[name].until("published")
                else:
                    live[name].press("r")
                    live[name].until("rejected as:")
                    live[name].press("1")
                    live[name].until("rejected as link")
    assert sorted(shown["mod-1"] + shown["mod-2"]) == sorted(f"c-{number}" for number in numbers)
    assert min(map(len, shown.values())) >= 4
    expected = dict.fromkeys(shown["mod-1"], ("mod-1", "publish", None, ""))
    expected |= dict.fromkeys(shown["mod-2"], ("mod-2", "reject", "link", ""))
    assert verdicts(url) == expected


@on_a_terminal
def test_keys_on_a_terminal(url: str) -> None:
    fill(url, waiting(1))
    with terminals(url, "mod-1") as (terminal,):
        page = terminal.until(PROMPT)
        assert "\x1b[1;4mhttps://example.org/1\x1b[0m" in page
        assert "\x1b[31m" not in page
        terminal.press("?")
        terminal.until("goes back to the queue")
        terminal.until(PROMPT)
        terminal.press("n")
        terminal.until("note (empty removes it):")
        terminal.type("asked the author")
        terminal.until("goes with the decision")
        terminal.until(PROMPT)
        terminal.press("r")
        terminal.until("Esc back")
        terminal.press("\x1b")
        terminal.until(PROMPT)
        terminal.press("r")
        terminal.until("Esc back")
        terminal.press("o")
        terminal.until("name, such as off_topic:")
        terminal.type("Off topic")
        terminal.until("rejected as off_topic")
        terminal.until("nothing is waiting")
        terminal.until(PROMPT)
        assert verdicts(url) == {"c-1": ("mod-1", "reject", "off_topic", "asked the author")}
        terminal.press("u")
        terminal.until("undone")
        assert verdicts(url) == {}
        terminal.until(PROMPT)
        terminal.press("p")
        terminal.until("published")
        terminal.until(PROMPT)
        terminal.press("\x04")
        terminal.until("1 published, 0 rejected")
        assert terminal.process.wait(SECONDS) == 0
    assert verdicts(url) == {"c-1": ("mod-1", "publish", None, "")}


@on_a_terminal
def test_an_expired_claim_is_lost_to_who_takes_it(url: str) -> None:
    fill(url, waiting(1))
    with terminals(url, "mod-1", options=("--claim-minutes", "0.001")) as (slow,):
        slow.until(PROMPT)
        with terminals(url, "mod-2") as (quick,):
            assert "c-1" in quick.until(PROMPT)
            slow.press("r")
            slow.until("Esc back")
            slow.press("1")
            assert "your claim had expired" in slow.until("somebody else has this comment")
            assert verdicts(url) == {}
            quick.press("p")
            quick.until("published")
    assert verdicts(url) == {"c-1": ("mod-2", "publish", None, "")}


@on_a_terminal
def test_ctrl_c_gives_the_comment_back(url: str) -> None:
    fill(url, waiting(1))
    with terminals(url, "mod-1") as (terminal,):
        terminal.until(PROMPT)
        terminal.press("\x03")
        terminal.until("0 published, 0 rejected")
        terminal.process.wait(SECONDS)
    assert "c-1" in piped(url, "q")
    with DecisionStore.open(url) as store:
        assert store.claim("mod-9")[0].comment.id == "c-1"


@on_a_terminal
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminated_session_gives_the_comment_back(url: str, number: signal.Signals) -> None:
    fill(url, waiting(1))
    with terminals(url, "mod-1") as (terminal,):
        terminal.until(PROMPT)
        terminal.process.send_signal(number)
        assert terminal.process.wait(SECONDS) == 128 + number
    with DecisionStore.open(url) as store:
        assert store.claim("mod-9")[0].comment.id == "c-1"


def test_a_killed_session_loses_nothing(url: str) -> None:
    fill(url, waiting(1), waiting(2))
    process = subprocess.Popen(
        command(url, "mod-1", "--claim-minutes", "0.001"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        bufsize=0,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"p\n")
    seen = b""
    while b"published" not in seen:
        seen += process.stdout.read(4096) or b"published"
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert list(verdicts(url).values()) == [("mod-1", "publish", None, "")]
    time.sleep(0.1)
    with DecisionStore.open(url) as store:
        assert len(store.claim("mod-2", 5)) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--moderator", "anna@example.org"], "an e-mail address is not stored"),
        (["--moderator", "Anna Example"], "a pseudonym is one word"),
        (["--moderator", ""], "a pseudonym is one word"),
        ([], "--moderator"),
        (["--moderator", "mod-1"], "no store is named"),
        (["--moderator", "mod-1", "--store", "nowhere/decisions.db"], "nowhere/decisions.db"),
    ],
)
def test_mistakes_are_told(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MODFILTER_STORE", raising=False)
    monkeypatch.delenv("MODFILTER_MODERATOR", raising=False)
    result = CliRunner().invoke(main, ["review", *arguments])
    assert result.exit_code == 2
    assert told in result.stderr


def test_names_come_from_the_environment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(url, waiting(1))
    monkeypatch.setenv("MODFILTER_STORE", url)
    monkeypatch.setenv("MODFILTER_MODERATOR", "mod-7")
    assert CliRunner().invoke(main, ["review"], input="p\n").exit_code == 0
    assert verdicts(url) == {"c-1": ("mod-7", "publish", None, "")}
