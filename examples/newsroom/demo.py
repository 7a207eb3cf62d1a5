"""Everything in one process: `modfilter demo` is this."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from modfilter.durable import make_folder, replace_text
from modfilter.model.registry import ModelsFolder
from modfilter.resources import default_model_path
from modfilter.server.app import create_app as create_service
from modfilter.server.keys import KeyFile, Scope
from modfilter.server.settings import Settings
from modfilter.store.decision_store import DecisionStore
from newsroom.app import DESK, create_app
from newsroom.mails import Transport
from newsroom.seeding import seed
from newsroom.settings import NewsroomSettings

Say = Callable[[str], None]


def run(
    folder: Path,
    port: int,
    say: Say,
    *,
    smtp: str | None = None,
    policy: str | None = None,
    seeded: bool = True,
    posts_a_minute: int = 30,
) -> None:
    """Serve the newsroom and the moderators' pages until a signal ends it.

    Raises ModfilterError or OSError for what cannot be served.
    """
    make_folder(folder)
    # Bound before anything is made, so that addresses in mails are right and a taken port is told.
    listener = socket.create_server(("127.0.0.1", port))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = build(
        NewsroomSettings(folder, base_url=base, smtp=smtp, posts_a_minute=posts_a_minute), policy
    )
    if seeded:
        seed_on_start(app)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    server = _Server(config)

    async def serve() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.02)
        if server.started:
            _tell(say, folder, base, moderators_key(folder), smtp)
        await serving

    asyncio.run(serve())


class _Server(uvicorn.Server):
    """Ends on a signal and lets its caller clean up; uvicorn would raise the signal once more."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {
            one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def build(
    settings: NewsroomSettings, policy: str | None = None, transport: Transport | None = None
) -> FastAPI:
    """The application over the folder's databases and models, all made where they are missing."""
    folder = settings.folder
    moderators_key(folder)
    models = ModelsFolder(folder / "models")
    if models.champion() is None:
        first = models.add(default_model_path(), who="demo", why="the model that ships")
        models.promote(first, who="demo", why="to start from")
    store = f"sqlite:///{(folder / 'decisions.db').absolute()}"
    service = create_service(
        Settings(
            model=str(models.path), policy=policy, store=store, source="newsroom",
            keys=str(folder / "keys.json"),
        )
    )  # fmt: skip
    return create_app(settings, service, DecisionStore.open(store), transport)


def moderators_key(folder: Path) -> str:
    """The key to sign in with: made once, and kept beside for whoever starts the demo again."""
    kept = folder / "moderators-key.txt"
    if not kept.exists():
        file = KeyFile(folder / "keys.json")
        _, text = file.create("mod-1", [Scope.REVIEW, Scope.DECIDE, Scope.ADMIN])
        replace_text(kept, text + "\n", mode=0o600)
    return kept.read_text("utf-8").strip()


def seed_on_start(app: FastAPI) -> None:
    """Have the application post the example comments when it has started."""
    started = app.router.lifespan_context

    @asynccontextmanager
    async def with_examples(scope: FastAPI) -> AsyncIterator[None]:
        async with started(scope):
            await seed(app.state.newsroom)
            yield

    app.router.lifespan_context = with_examples


def _tell(say: Say, folder: Path, base: str, key: str, smtp: str | None) -> None:
    say(f"newsroom      {base}/")
    say(f"moderators    {base}{DESK}/review")
    say(f"  sign in with the key {key}")
    if smtp is None:
        say(f"mails         {base}/demo/mails (none is sent: start with --smtp HOST:PORT to send)")
    say(f"files         {folder}")
    say("")
    say("When moderators have decided about a hundred comments or more, teach the model:")
    say(f"  modfilter retrain --store sqlite:///{folder / 'decisions.db'} \\")
    say(f"      --models {folder / 'models'} --promote --who me")
    say(f"  kill -HUP {os.getpid()}         # take the new model; no request is dropped")
    say("")
    say("Ctrl-C ends it.")
