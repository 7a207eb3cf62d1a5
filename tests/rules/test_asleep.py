"""No rule sleeps through what it would find: cues may be too generous, never too strict."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from modfilter.domain import Limits
from modfilter.rules.catalogue import RULES
from modfilter.rules.comment_cues import CommentCues
from modfilter.rules.inspection import Inspection
from modfilter.text.batch import TokenFolds, read_batch
from modfilter.text.document import Document
from modfilter.text.table import PieceTable

ROOT = Path(__file__).parents[2]
LIMITS = Limits()


def texts() -> Iterator[str]:
    for file in sorted((ROOT / "tests" / "rule_cases").glob("*.toml")):
        for kind in ("match", "clean"):
            for case in tomllib.loads(file.read_text("utf-8")).get(kind, []):
                yield case["text"]
    for file in sorted((ROOT / "training_data" / "comments").glob("*.jsonl")):
        for line in file.read_text("utf-8").rstrip("\n").split("\n"):
            yield json.loads(line)["text"]
    for rule in RULES:
        yield rule.bad
        yield rule.good


def cues_of(batch_texts: list[str]) -> list[int]:
    cues = CommentCues(LIMITS.max_chars)
    batch = read_batch(batch_texts, TokenFolds())
    pieces = batch.pieces
    rows, _ = PieceTable().look_up(pieces)
    names = [
        pieces.data[start : start + length].tobytes().replace(b"\xff", b"")
        for start, length in zip(pieces.starts, pieces.lengths, strict=True)
    ]
    tags = cues.of_pieces(names)
    return [int(cue) for cue in cues.of_comments(batch_texts, batch, tags, rows)]


EVERYTHING = list(texts())
CUES = [
    cue
    for first in range(0, len(EVERYTHING), 500)
    for cue in cues_of(EVERYTHING[first : first + 500])
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_no_rule_sleeps_through_what_it_finds(rule) -> None:  # type: ignore[no-untyped-def]
    inspection = Inspection(LIMITS)
    asleep = [
        text
        for text, cues in zip(EVERYTHING, CUES, strict=True)
        if rule not in inspection.awake(cues) and list(rule.find(Document(text), LIMITS))
    ]
    assert asleep == []
