"""docs/migrating-from-perspective.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from modfilter.moderator import CODES
from modfilter.policy.loading import load_policy
from modfilter.server.protocols.perspective import ATTRIBUTES, MAX_BYTES

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "migrating-from-perspective.md"


def test_the_attributes_are_those_of_the_protocol() -> None:
    [row] = re.findall(r"^\| attributes \|.*", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`([A-Z_]+)`", row)) == set(ATTRIBUTES)


def test_the_thresholds_are_the_shipped_policys() -> None:
    said = re.search(
        r"review from a toxicity of (\.\d+) and is\s+rejected from (\.\d+)", GUIDE.read_text()
    )
    assert said is not None
    head = load_policy(None, known_codes=CODES).heads["toxicity"]
    assert (float(said[1]), float(said[2])) == (head.review_at, head.reject_at)
    percent = re.search(r"threshold to (\d+) %", GUIDE.read_text())
    assert percent is not None
    assert float(said[1]) == int(percent[1]) / 100


def test_the_longest_comment_is_the_one_that_is_named() -> None:
    assert f"beyond {MAX_BYTES // 1024} KB" in GUIDE.read_text()
