"""Writing results into `docs/benchmarks.md`, between its markers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.result import Result


def rewrite(path: Path, results: Sequence[Result], setting: Sequence[str] = ()) -> None:
    """Replace what stands between the markers of each benchmark, and of the setting if given."""
    text = path.read_text("utf-8")
    if setting:
        text = _between(text, "setting", "\n".join(f"- {line}" for line in setting), path)
    for result in results:
        text = _between(text, result.name, result.as_markdown(), path)
    path.write_text(text, "utf-8")


def show(result: Result, document: Path | None) -> int:
    """Print a result, and rewrite its table in a document if one is named; the exit status."""
    print(result.as_text())
    if document is not None:
        rewrite(document, [result])
    return 0


def _between(text: str, name: str, content: str, path: Path) -> str:
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"{path} lacks the markers {start} and {end}")
    return pattern.sub(lambda _: f"{start}\n{content}\n{end}", text)
