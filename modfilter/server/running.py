"""Processes, sockets and logs of a server."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from modfilter.server.app import create_app
from modfilter.server.service import Service, require_safe
from modfilter.server.settings import Settings


def run(settings: Settings) -> None:
    """Serve until a signal ends it. Raises ModfilterError for what cannot be served.

    Several workers make the application each for itself, by the environment's variables.
    """
    require_safe(settings)
    app: Any = "modfilter.server.app:create_app"
    if settings.workers == 1:
        service = Service.start(settings)
        service.has_process = True
        app = create_app(settings, service)
    else:
        # What is wrong is told once and here, not by each worker.
        Service.start(settings).discard()
        Multiprocess.restart_all = _reload_all  # type: ignore[method-assign, assignment]
    uvicorn.run(
        app,
        factory=settings.workers > 1,
        workers=settings.workers,
        host=settings.host,
        port=settings.port,
        timeout_graceful_shutdown=int(settings.stop),
        # Query strings may hold keys: modfilter logs requests itself.
        access_log=False,
        server_header=False,
        log_level=settings.log,
        log_config=_logging(settings.log),
    )


def _reload_all(supervisor: Multiprocess) -> None:
    """What SIGHUP does to workers: each reloads. uvicorn would end them and their connections."""
    for process in supervisor.processes:
        if process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGHUP)


def _logging(level: str) -> dict[str, Any]:
    logger = {"handlers": ["err"], "level": level.upper(), "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "err": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {"uvicorn": logger, "modfilter": logger},
    }
