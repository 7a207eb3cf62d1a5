"""`modfilter demo`: a news page with comments, and the moderators behind it."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path

import click

from modfilter.errors import ModfilterError

EPILOG = """\b
Examples:
  modfilter demo                        in a folder that is deleted at the end
  modfilter demo newsroom-data          in a folder that stays: start it again and go on
  modfilter demo --policy site.toml     by your own policy
  modfilter demo --smtp localhost:25    send mails about replies instead of showing them

\b
What to try:
  1. Write a comment with a link, and watch the hint; send it, read the reasons, say it in words.
  2. Write "The people who run this town are a bit pathetic": it waits for a moderator.
  3. Sign in on the moderators' page with the key that is printed, and publish it.
"""


@click.command(epilog=EPILOG)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=8000, show_default=True,
    metavar="N", help="Port to listen at, on this machine only; 0 takes a free one.",
)  # fmt: skip
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option(
    "--smtp", metavar="HOST:PORT", help="Mail server; default: mails are shown and not sent."
)
@click.option("--empty", is_flag=True, help="Start without the example comments.")
@click.option(
    "--posts-a-minute", type=click.IntRange(min=0), default=30, show_default=True,
    metavar="N", help="Posts that one address may send; 0: as many as come.",
)  # fmt: skip
def demo(
    folder: Path | None,
    port: int,
    policy: str | None,
    smtp: str | None,
    empty: bool,
    posts_a_minute: int,
) -> None:
    """Show modfilter at work: a small news page with comments.

    Readers comment, are told at once what does not fit the guidelines, and see what becomes of
    their comment; moderators decide on the service's review page. Everything runs in this process
    and lies in FOLDER: databases, models, keys. Needs the extra `server`.
    """
    for module in ("fastapi", "jinja2", "uvicorn", "sqlalchemy", "alembic", "cryptography"):
        if importlib.util.find_spec(module) is None:
            raise ModfilterError(
                f"the demo needs {module}: install the extra, pip install 'modfilter[server]'"
            )
    from modfilter.resources import newsroom_path

    sys.path.insert(0, str(newsroom_path().parent))
    run = importlib.import_module("newsroom.demo").run

    def serve(where: Path) -> None:
        try:
            run(
                where, port, click.echo, smtp=smtp, policy=policy, seeded=not empty,
                posts_a_minute=posts_a_minute,
            )  # fmt: skip
        except OSError as error:
            if error.filename is not None:
                raise
            raise ModfilterError(
                f"port {port} cannot be used ({(error.strerror or str(error)).lower()}): choose "
                "another one with --port, or 0 for a free one"
            ) from None

    if folder is not None:
        serve(folder.absolute())
        return
    with tempfile.TemporaryDirectory(prefix="modfilter-demo-") as made:
        serve(Path(made))
