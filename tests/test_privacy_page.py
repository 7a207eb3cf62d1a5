"""docs/privacy.md says what the code stores: each table and column, each command, each time."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest

from modfilter.cli.main import main
from modfilter.server.keys import Key, KeyFile, Scope
from modfilter.store.schema import metadata
from newsroom import comments, forget
from newsroom.settings import NewsroomSettings

pytest.importorskip("cryptography", reason="needs the extra `server`")
from newsroom import addresses

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")
_Tables = dict[str, list[str]]


def section(title: str) -> str:
    found = re.split(r"^##+ (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))[title]


def listed(text: str) -> _Tables:
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+` ?)+)\|$", text, re.MULTILINE)
    return {name: re.findall(r"`(\w+)`", columns) for name, columns in rows}


def made(schema: str) -> _Tables:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema)
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
        }


def test_the_decision_stores_tables_and_columns() -> None:
    real = {
        table.name: [column.name for column in table.columns] for table in metadata.tables.values()
    }
    assert listed(section("The decision store")) == real


@pytest.mark.parametrize(
    ("title", "schema"),
    [("newsroom.db", comments.SCHEMA), ("notifications.db", addresses.SCHEMA)],
)
def test_the_newsrooms_tables_and_columns(title: str, schema: str) -> None:
    assert listed(section(title)) == made(schema)


def test_only_one_table_has_a_column_for_addresses() -> None:
    everywhere = [*metadata.tables.values()]
    columns = [column.name for table in everywhere for column in table.columns]
    columns += [name for names in made(comments.SCHEMA).values() for name in names]
    assert not [name for name in columns if re.search("mail|address|phone|ip$|_ip", name)]


def test_the_fields_of_keys(tmp_path: Path) -> None:
    shown = re.search(r"of each key ((?:`\w+`,? ?)+)", section("Service keys"))
    assert shown is not None
    assert re.findall(r"`(\w+)`", shown[1]) == [field.name for field in dataclasses.fields(Key)]
    file = KeyFile(tmp_path / "keys.json")
    file.create("mod-1", [Scope.REVIEW])
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_the_times() -> None:
    settings = NewsroomSettings(Path())
    newsroom, mails = section("newsroom.db"), section("notifications.db")
    assert f"deleted after {settings.refused_days} days" in " ".join(newsroom.split())
    assert f"{settings.confirm_days} days\nwhere nobody confirms" in mails
    assert f"{settings.mail_days} days after the comment" in mails
    assert addresses.CONFIRMATIONS_A_DAY == 1
    assert "once a day at most" in mails
    assert addresses.KEY_VARIABLE in mails


def test_the_commands_exist() -> None:
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    commands = re.findall(r"^(modfilter .+)$", blocks, re.MULTILINE)
    assert len(commands) >= 4
    commands += re.findall(r"`(modfilter [a-z].*?)`", PAGE)
    for line in commands:
        words = line.split()
        command: click.Command = main
        rest = words[1:]
        while rest and isinstance(command, click.Group):
            found = command.get_command(click.Context(command), rest.pop(0))
            assert found is not None, line
            command = found
        options = {name for parameter in command.params for name in parameter.opts}
        for word in rest:
            assert not word.startswith("--") or word in options, line
    for module in re.findall(r"python -m ([\w.]+)", PAGE):
        assert importlib.util.find_spec(module) is not None
    for line in re.findall(
        r"^PYTHONPATH=examples (python -m newsroom\.forget.*)$", PAGE, re.MULTILINE
    ):
        assert line in str(forget.__doc__)


def test_the_files_that_it_names_are_those_of_the_demo(tmp_path: Path) -> None:
    from newsroom import demo

    app = demo.build(NewsroomSettings(tmp_path))
    app.state.newsroom.addresses.close()
    app.state.newsroom.comments.close()
    left = {re.sub(r"-(?:wal|shm|journal)$", "", path.name) for path in tmp_path.iterdir()}
    left -= {".lock", "decisions.db.key"}
    for name in left:
        assert name in PAGE, name
    for path in tmp_path.glob("*.*"):
        if path.name != ".lock":
            assert path.stat().st_mode & 0o077 == 0, path.name


def test_logs_hold_what_it_says(caplog: pytest.LogCaptureFixture) -> None:
    from modfilter.server import protection

    assert "%s %s %d %.1f ms" in Path(protection.__file__).read_text("utf-8")
    assert "a line a request: method, route, status, milliseconds" in section("Logs and metrics")
