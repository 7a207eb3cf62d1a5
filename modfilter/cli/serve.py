"""`modfilter serve`: a server that answers comment systems over HTTP."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import click

from modfilter.errors import ModfilterError

if TYPE_CHECKING:
    from modfilter.server.settings import Settings

EPILOG = """\b
Examples:
  modfilter serve                                    for this machine only, port 8080
  modfilter serve --store sqlite:///decisions.db --policy site.toml
  modfilter keys create --keys keys.json --name blog --scope moderate
  modfilter serve --host 0.0.0.0 --keys keys.json --workers 4

\b
  curl http://127.0.0.1:8080/v1/moderate -d '{"text": "Thank you!"}'

Every option may be a variable (MODFILTER_PORT) or a line of a TOML file (port = 8080) instead; an
option counts most, then a variable, then the file. SIGHUP takes a new model, policy and keys
without dropping a request; SIGTERM lets requests under way end.
"""


@click.command(epilog=EPILOG)
@click.option("--config", metavar="FILE", help="Settings in TOML, by the names of the options.")
@click.option("--host", metavar="ADDRESS", help="Address to listen at; default: 127.0.0.1.")
@click.option("--port", type=int, metavar="N", help="Port to listen at; default: 8080.")
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.option("--model", metavar="FOLDER", help="Model or models folder; default: shipped.")
@click.option("--shadow-model", metavar="FOLDER", help="Model on trial, which decides nothing.")
@click.option("--store", metavar="URL", help="Decision store; default: nothing is kept.")
@click.option("--spool", metavar="FOLDER", help="Where decisions wait while the store is away.")
@click.option("--keys", metavar="FILE", help="File of API keys; without one, only this machine.")
@click.option("--workers", type=int, metavar="N", help="Processes that answer; default: 1.")
@click.option("--source", metavar="NAME", help="Source of comments whose request names none.")
@click.option("--max-body", type=int, metavar="BYTES", help="Largest request; default: 4 MiB.")
@click.option("--max-batch", type=int, metavar="N", help="Comments a request; default: 1000.")
@click.option("--max-chars", type=int, metavar="N", help="Characters a comment; default: 100000.")
@click.option("--rate", type=int, metavar="N", help="Requests a minute for each key; default: any.")
@click.option("--burst", type=int, metavar="N", help="Requests at once after quiet; default: 100.")
@click.option("--timeout", type=float, metavar="S", help="Seconds for a request; default: 10.")
@click.option("--stop", type=float, metavar="S", help="Seconds to end in; default: 20.")
@click.option(
    "--akismet-review",
    metavar="WORD",
    help="Review to Akismet: spam (default), pending, error, ham.",
)
@click.option(
    "--akismet-reject", metavar="WORD", help="Rejection to Akismet: discard (default), spam."
)
@click.option("--akismet-keys", metavar="PLACES", help="Where Akismet's key is: body, query, host.")
@click.option(
    "--coral-secrets", metavar="FILE", help="Signing secrets of Coral's phase, one a line."
)
@click.option("--log", metavar="LEVEL", help="debug, info, warning or error; default: info.")
def serve(config: str | None, **flags: Any) -> None:
    """Answer comment systems over HTTP.

    Judges comments at /v1/moderate, takes moderators' decisions at /v1/decisions, and tells how it
    is at /healthz, /readyz and /metrics; /openapi.json describes everything. Needs the extra
    `server`. No comment's text is ever logged.
    """
    for module in ("fastapi", "jinja2", "uvicorn", "prometheus_client"):
        if importlib.util.find_spec(module) is None:
            raise ModfilterError(
                f"serving needs {module}: install the extra, pip install 'modfilter[server]'"
            )
    from modfilter.server.settings import as_environment, read_settings

    settings = read_settings(flags, config)
    if settings.workers == 1:
        _run(settings)
        return
    # Workers make their settings from it.
    os.environ.update(as_environment(settings))
    with tempfile.TemporaryDirectory(prefix="modfilter-metrics-") as folder:
        # Read when prometheus_client is imported, in every worker.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        _run(settings)


def _run(settings: Settings) -> None:
    from modfilter.server.running import run

    try:
        run(settings)
    except KeyboardInterrupt:
        sys.exit(130)
