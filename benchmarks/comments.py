"""The comments that the benchmarks run on: distinct, of one length, from files or made up."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

LENGTH = 300
TRAINING_DATA = Path(__file__).resolve().parent.parent / "training_data"

_WORDS_AT_ONCE = 4


def default_files() -> list[Path]:
    """The comments that come with the project."""
    return sorted((TRAINING_DATA / "comments").glob("*.jsonl"))


def read_texts(paths: Iterable[Path]) -> list[str]:
    """The column `text` of .jsonl, .csv and .parquet files."""
    texts: list[str] = []
    for path in paths:
        if path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as lines:
                texts += [json.loads(line)["text"] for line in lines if line.strip()]
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                texts += [row["text"] for row in csv.DictReader(file)]
        elif path.suffix == ".parquet":
            texts += _read_parquet(path)
        else:
            raise SystemExit(f"{path}: name a .jsonl, .csv or .parquet file")
    return [text for text in texts if text]


def _read_parquet(path: Path) -> list[str]:
    try:
        from pyarrow import parquet
    except ImportError:
        raise SystemExit(f"{path}: needs pyarrow (pip install -e '.[train]')") from None
    texts: list[str] = parquet.read_table(path, columns=["text"]).column("text").to_pylist()
    return texts


def cut(texts: Iterable[str], length: int = LENGTH) -> list[str]:
    """Distinct comments of `length` characters or a few less: texts joined, cut between words."""
    joined = " ".join(texts)
    comments: dict[str, None] = {}
    at = 0
    while at + length <= len(joined):
        end = joined.rfind(" ", at + 1, at + length + 1)
        end = at + length if end < 0 else end
        comments[joined[at:end]] = None
        at = end + 1 if joined[end : end + 1] == " " else end
    return list(comments)


def made(texts: Sequence[str], length: int = LENGTH, seed: int = 1) -> Iterator[str]:
    """Endless comments of about `length` characters, of runs of words drawn from `texts`.

    For amounts that no file has. Their words are the files', so the memory of words fills as with
    real comments; their order is chance.
    """
    random_ = random.Random(seed)
    words = " ".join(texts).split()
    starts = max(1, len(words) - _WORDS_AT_ONCE)
    while True:
        parts: list[str] = []
        size = 0
        while size < length:
            at = int(random_.random() * starts)
            part = " ".join(words[at : at + _WORDS_AT_ONCE])
            parts.append(part)
            size += len(part) + 1
        yield " ".join(parts)[:length].strip()


def enough(texts: Sequence[str], count: int) -> Iterator[str]:
    """`count` distinct comments: the real ones first, then made-up ones."""
    real = cut(texts)[:count]
    yield from real
    yield from islice(made(texts), count - len(real))


def write_jsonl(path: Path, comments: Iterable[str]) -> int:
    """Write comments as `modfilter check` reads them; gives back how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, text in enumerate(comments, 1):
            file.write(json.dumps({"id": f"c-{count}", "text": text}) + "\n")
    return count
