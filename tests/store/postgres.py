"""A PostgreSQL server of its own for the tests: in a temporary folder, reached by a socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SETTINGS = (
    "fsync=off synchronous_commit=off full_page_writes=off listen_addresses='' max_connections=60"
)


def binaries() -> Path | None:
    """The folder with initdb and postgres: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


@dataclass(frozen=True)
class Cluster:
    """A server that can be stopped and started again; `url` is its database."""

    url: str
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def server() -> Iterator[str]:
    """The URL of a fresh server's database."""
    with cluster() as made:
        yield made.url


@contextmanager
def cluster(*, lasting: bool = False) -> Iterator[Cluster]:
    """A fresh server, running; PostgreSQL refuses to run as root, so root lends it.

    `lasting`: what it has confirmed is there after it was stopped at once.
    """
    folder = binaries()
    assert folder is not None
    home = Path(tempfile.mkdtemp(prefix="mf-pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        as_user = ["setpriv", "--reuid", "nobody", "--regid", str(nobody.pw_gid), "--clear-groups"]
    data = home / "data"

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*as_user, str(folder / program), *arguments],
            cwd=home, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(home)},
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    try:
        call("initdb", "-D", str(data), "-U", "modfilter", "-A", "trust", "-E", "UTF8", "-N")
        options = " ".join(f"-c {setting}" for setting in SETTINGS.split())
        if lasting:
            options += " -c synchronous_commit=on"
        log = str(home / "log")

        def start() -> None:
            call("pg_ctl", "-D", str(data), "-w", "-l", log, "-o", f"{options} -k {home}", "start")

        def stop() -> None:
            call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")

        start()
        try:
            yield Cluster(f"postgresql+psycopg://modfilter@/postgres?host={home}", stop, start)
        finally:
            if (data / "postmaster.pid").exists():
                stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)
