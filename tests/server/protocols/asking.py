"""Requests to one protocol's routes, without a network."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message


def client_of(router: APIRouter, base_url: str = "http://filter.example.org") -> TestClient:
    """A client of an application that has these routes and nothing else."""
    app = FastAPI()
    app.include_router(router)
    return TestClient(app, base_url=base_url)


class Direct:
    """An application asked without a client: many requests in little time."""

    def __init__(self, router: APIRouter) -> None:
        self._app = FastAPI()
        self._app.include_router(router)
        self._runner = asyncio.Runner()

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        return self._runner.run(self._post(path, body))

    async def _post(self, path: str, body: bytes) -> tuple[int, bytes]:
        answer: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            answer.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"filter.example.org")],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await self._app(scope, receive, send)
        return answer[0]["status"], b"".join(part.get("body", b"") for part in answer[1:])
