"""Author name, e-mail address and IP go in at every entrance and are found nowhere."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from modfilter.cli import check as check_module
from modfilter.cli.main import main
from modfilter.decision_files import csv_header
from modfilter.domain import Action, ModeratorDecision
from modfilter.store.database import Database
from modfilter.store.decision_store import DecisionStore
from modfilter.store.records import Automatic, own_id
from modfilter.store.schema import metadata
from tests.cli.fake_moderator import FakeModerator
from tests.model.tiny_bundles import tiny_bundle

NAME, EMAIL, ADDRESS = "Rosalind Quux", "rosalind.quux@example.org", "203.0.113.77"
PRIVATE = (NAME, EMAIL, ADDRESS)
# Hashes without a key are undone by trying all addresses.
NEEDLES = [
    needle.encode()
    for value in PRIVATE
    for needle in (
        value,
        *(getattr(hashlib, kind)(value.encode()).hexdigest() for kind in ("md5", "sha1", "sha256")),
    )
]
FIELDS = {"author": NAME, "email": EMAIL, "ip": ADDRESS, "author_name": NAME}


def contents(url: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that the store and the commands left behind."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("in-"):
            yield path.name, path.read_bytes()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(sa.select(table)):
                yield table.name, repr(tuple(row)).encode()
    engine.dispose()


def asked_of_a_server(url: str, folder: Path) -> bytes:
    """Everything that a server says which is told who wrote what, wherever a field can be put."""
    from fastapi.testclient import TestClient

    from modfilter.server.app import create_app
    from modfilter.server.settings import Settings

    folder.mkdir()
    tiny_bundle(folder, 1)
    page = f"https://{NAME.split()[1]}:pw@news.example.org/ferry?mail={EMAIL}&p=3#{ADDRESS}"
    own = {"text": "Look at https://example.org/a", "id": "s1", "source": "blog"}
    settings = Settings(model=str(folder), store=url, spool=str(folder / "spool"))
    heard = []
    with TestClient(create_app(settings)) as client:

        def post(path: str, **how: Any) -> None:
            heard.append(client.post(path, **how).content)

        post("/v1/moderate", json={**own, **FIELDS, "article": page, "parent": "s0"})
        post("/v1/moderate", json={"comments": [{**own, **FIELDS, "article": page}]})
        post("/v1/appeals", json={**own, **FIELDS, "moderator": NAME})
        post("/v1/appeals", json={**own, **FIELDS, "text": [NAME], "id": [EMAIL]})
        post("/v1/appeals", json={**own, **FIELDS, "id": "none", "source": ADDRESS})
        post("/v1/decisions", json={**own, **FIELDS, "action": "reject", "moderator": EMAIL})
        post("/v1/decisions", json={**own, **FIELDS, "action": NAME})
        form = {"comment_author": NAME, "comment_author_email": EMAIL, "user_ip": ADDRESS,
                "comment_content": own["text"], "permalink": page, "comment_parent": "7",
                "blog": "https://blog.example.org/"}  # fmt: skip
        post("/1.1/comment-check", data=form)
        post("/1.1/submit-spam", data={**form, "reporter": NAME})
        post(
            "/coral/moderation",
            json={
                "comment": {"body": own["text"], "parentID": "7"},
                "story": {"url": page},
                "author": {"id": EMAIL},
            },
        )
        heard.append(client.get("/v1/decisions").content)
        heard.append(client.get("/metrics").content)
    return b"".join(heard)


def test_who_wrote_a_comment_is_found_nowhere(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(check_module, "load_judge", lambda *names: FakeModerator())
    monkeypatch.setattr("modfilter.cli.decisions_recording.load_judge", check_module.load_judge)
    said: list[bytes] = []

    def run(*arguments: str) -> int:
        result = CliRunner().invoke(main, ["decisions", *arguments, "--store", url])
        said.append(result.output.encode() + result.stderr_bytes)  # type: ignore[operator]
        return result.exit_code

    with DecisionStore.open(url) as store:
        for number, reference in enumerate(PRIVATE):
            store.record([Automatic(f"t{number}", Action.REVIEW, f"r{number}", author=reference)])
            decision = ModeratorDecision(f"d{number}", Action.REJECT, "spam", moderator=NAME)
            store.decide([decision], [reference])
            store.appeal("", own_id(f"d{number}"), "It was meant as praise.")
        store.claim(EMAIL)
        assert len(store.stats().appeals) == 1
        server_says = asked_of_a_server(url, tmp_path / "in-server")
    good = {"text": "Not on my street.", "action": "reject", "category": "off_topic", **FIELDS}
    bad = [
        {**good, "action": EMAIL},
        {**good, "text": None},
        {**good, "decided_at": ADDRESS},
        {**good, "category": EMAIL},
        {**good, "category": NAME + "!"},
        {**good, "id": [NAME]},
    ]
    lines = [json.dumps(one) for one in (good, *bad)] + [f'{{"text": "{NAME}', f'"{EMAIL}"']
    file = tmp_path / "in-decisions.jsonl"
    file.write_text("\n".join(lines))
    for field in FIELDS:
        assert run("import", str(file), "--author-field", field) == 3
    table = io.StringIO(csv_header().strip() + ",email,ip\r\n", newline="")
    table.seek(0, io.SEEK_END)
    writer = csv.writer(table)
    writer.writerow(["Short and dull.", "publish", "", "9", "", "", EMAIL, "", EMAIL, ADDRESS])
    writer.writerow(["Shifted.", NAME, EMAIL, ADDRESS, "", EMAIL, "", "", NAME, ADDRESS])
    file = tmp_path / "in-decisions.csv"
    file.write_text(table.getvalue())
    assert run("import", str(file), "--author-field", "email") == 3
    file = tmp_path / "in-comments.jsonl"
    file.write_text(
        json.dumps({"text": "hm", "id": "c1", **FIELDS}) + "\n" + json.dumps({**FIELDS, "text": 1})
    )
    assert run("record", str(file)) == 3
    assert run("export", "--output", str(tmp_path / "out.jsonl")) == 0
    assert run("export", "--format", "csv", "--output", str(tmp_path / "out.csv"), "--history") == 0
    assert run("stats", "--output", "table") == 0
    assert run("stats") == 0
    assert run("erase", "--author", EMAIL) == 0
    with DecisionStore.open(url) as store:
        assert store.comment("", "r1") is not None
        assert store.stats().comments == 13

    said += [server_says, caplog.text.encode()]
    found = [
        (place, needle)
        for place, data in [*contents(url, tmp_path), *(("said", text) for text in said)]
        for needle in NEEDLES
        if needle in data
    ]
    assert found == []


def test_an_erased_text_leaves_no_trace_in_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MODFILTER_KEY")
    path = tmp_path / "decisions.db"
    secret = "The lighthouse keeper's cat"
    with DecisionStore.open(str(path)) as store:
        store.record([
            Automatic(f"{secret if n == 20 else 'A tram'} was seen {n} times. " * 9, Action.REVIEW,
                      str(n), author="u7" if n == 20 else None)
            for n in range(60)
        ])  # fmt: skip
        text = f"{secret} was seen 20 times. " * 9
        note = "so says her neighbour Ottokar"
        store.decide([ModeratorDecision(text, Action.REJECT, "spam", "20", note=note)])

        def traces() -> list[str]:
            return [
                file.name
                for file in tmp_path.iterdir()
                if secret.encode() in file.read_bytes() or b"Ottokar" in file.read_bytes()
            ]

        assert traces() != []
        assert store.erase_author("u7").traceless
        assert traces() == []
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_traces_that_a_reader_held_go_with_the_next_call(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    secret = b"A word that nobody else uses: flibberty"
    with DecisionStore.open(str(path)) as store:
        store.record([Automatic(secret.decode(), Action.REVIEW, "1")])
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM comments").fetchone()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Database, "PATIENCE", 0.1)
                assert not store.erase_comment("1").traceless
        assert store.erase_comment("1").traceless
    assert [file.name for file in tmp_path.iterdir() if secret in file.read_bytes()] == []
