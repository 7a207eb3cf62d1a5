"""Counts of the project's own comments: `python -m modfilter.learning.inventory [FOLDER]`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path


def inventory(folder: Path) -> str:
    """A table of the comments in `folder`'s JSONL files by file, action and split."""
    lines = [f"{'file':24}{'publish':>9}{'review':>9}{'reject':>9}{'held out':>10}{'all':>7}"]
    total: Counter[str] = Counter()
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").rstrip("\n").split("\n")]
        counts = Counter(row["action"] for row in rows)
        counts["held_out"] = sum(row["split"] == "held_out" for row in rows)
        counts["all"] = len(rows)
        total += counts
        lines.append(_line(path.name, counts))
    lines.append(_line("all", total))
    return "\n".join(lines)


def _line(name: str, counts: Counter[str]) -> str:
    columns = zip(("publish", "review", "reject", "held_out", "all"), (9, 9, 9, 10, 7), strict=True)
    return f"{name:24}" + "".join(f"{counts[column]:>{width},}" for column, width in columns)


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "training_data/comments")
    sys.stdout.write(inventory(folder) + "\n")
