"""Templates and the files beside them, with the headers that keep a page to what is its own."""

from __future__ import annotations

import hashlib
import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import NoMatchFound

_HERE = Path(__file__).parent
_YEAR = 365 * 24 * 3600
_LONG = 1_500
"""Characters from which on a text gets a box of its own to scroll in."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing inline, nothing from elsewhere. So a comment
that got through as markup still could do nothing."""

NAVIGATION = (
    ("review-queue", "Queue"),
    ("review-comments", "Comments"),
    ("review-statistics", "Statistics"),
)
"""The pages in the page's head: a route's name and what it is called. Routes that are not there are
left out."""


class Pages:
    """Renders templates, and answers for style sheet and script."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters |= {
            "share": lambda value: f"{value:.2f}",
            "stamp": lambda time: f"{time.astimezone(UTC):%Y-%m-%d %H:%M}",
            "machine": lambda time: time.astimezone(UTC).isoformat(timespec="seconds"),
            "since": _since,
            "words": lambda name: name.replace("_", " "),
            "long": lambda pieces: sum(len(one.text) for one in pieces) > _LONG,
        }
        self._files = {path.name: path.read_bytes() for path in (_HERE / "static").iterdir()}
        self._version = hashlib.sha256(b"".join(self._files.values())).hexdigest()[:12]

    def templates(self) -> list[str]:
        """The names of all templates, each compiled to see that it can be."""
        found = sorted(self._environment.list_templates())
        for name in found:
            self._environment.get_template(name)
        return found

    def files(self) -> list[str]:
        """The names of the files that go with the pages."""
        return sorted(self._files)

    def render(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page. Templates link to other routes with `path_for(NAME, …)`."""

        def path_for(name: str, /, **parts: Any) -> str:
            return str(request.url_for(name, **parts).path)

        def file(name: str) -> str:
            return f"{path_for('review-static', name=name)}?v={self._version}"

        text = self._environment.get_template(template).render(
            path_for=path_for, file=file, navigation=_navigation(request), **values
        )
        return HTMLResponse(text, status, {"Content-Security-Policy": POLICY})

    async def static(self, request: Request) -> Response:
        """Style sheet, script, picture: named with their version, so browsers may keep them."""
        name = request.path_params["name"]
        found = self._files.get(name)
        if found is None:
            return Response("no such file", 404, media_type="text/plain")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
        return Response(found, 200, headers, kind)


def _navigation(request: Request) -> list[dict[str, str]]:
    found = []
    for name, label in NAVIGATION:
        try:
            path = request.url_for(name).path
        except NoMatchFound:
            continue
        found.append({"path": path, "label": label, "name": name})
    return found


def _since(time: datetime, now: datetime | None = None) -> str:
    """How long ago, in the largest unit that says something.

    >>> _since(datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 14, 30, tzinfo=UTC))
    '2 h ago'
    """
    seconds = ((now or datetime.now(UTC)) - time).total_seconds()
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds // length):,} {unit} ago"
    return "just now"
