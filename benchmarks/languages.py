"""Which comments the model cannot read: `python -m benchmarks.languages FOLDER`.

The folder holds the corpora as parquet files; they are no part of the repository. Of corpora that
the shipped model learned languages from, only the rows that training holds out are looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.document import rewrite
from benchmarks.result import Result
from modfilter.learning.corpora import is_held_out
from modfilter.model.bundle import load_bundle
from modfilter.model.language import ENGLISH_RUN
from modfilter.model.scorer import Scorer
from modfilter.resources import default_model_path
from modfilter.text.batch import TokenFolds, read_batch

# File and the most, in per cent, that may be called foreign; None where much of it is.
ENGLISH: tuple[tuple[str, float | None], ...] = (
    ("news_comments_c3", 0.1),
    ("unhealthy_comments", 0.1),
    ("hacker_news_comments", 0.5),
    ("reddit_norm_violations", 0.5),
    ("code_review_toxicity", 0.5),
    ("deceptive_opinion", 0.5),
    ("waseem_tweets", 0.5),
    ("ruddit_offensiveness", None),
    ("formspring_bullying", None),
    ("impermium_insults", None),
    ("trac1_aggression", None),
)
OTHERS = (
    ("languages/germeval2021_de", "German", False),
    ("languages/hatebr_pt", "Portuguese", False),
    ("languages/hateval2019_es", "Spanish", False),
    ("languages/hatc_instagram_tr", "Turkish, comments", False),
    ("languages/offenseval2020_tr", "Turkish, tweets", False),
    ("languages/vihsd_vi", "Vietnamese", False),
    ("languages/id_hate_abusive", "Indonesian", False),
    ("languages/offenseval2020_da", "Danish", False),
    ("languages/russe_detox_ru", "Russian", False),
    ("languages/offenseval2020_el", "Greek", False),
    ("languages/offenseval2020_ar", "Arabic, tweets", False),
    ("languages/lhsab_ar", "Arabic, Levantine", False),
    ("languages/beep_ko", "Korean", False),
    ("languages/cold_zh", "Chinese", False),
    ("germeval2018_de", "German *", True),
    ("languages/told_br_pt", "Portuguese *", True),
    ("languages/roman_urdu", "Urdu in Latin letters *", True),
    ("languages/vihos_spans_vi", "Vietnamese *", True),
)
_LEAST_FOUND = 95
_WORDS = 6
_BATCH = 512
_MAX_CHARS = 50_000


class Reader:
    """Says which comments the shipped model cannot read."""

    def __init__(self) -> None:
        self._scorer = Scorer(load_bundle(default_model_path()))
        self._folds = TokenFolds()

    def unreadable(self, texts: Sequence[str]) -> list[bool]:
        found: list[bool] = []
        for first in range(0, len(texts), _BATCH):
            part = [text[:_MAX_CHARS] for text in texts[first : first + _BATCH]]
            pieces = read_batch(part, self._folds).pieces
            found += self._scorer.score(pieces).unreadable.tolist()
        return found

    def has_english_run(self, text: str) -> bool:
        """Whether the comment is read for the sake of a few English words on end."""
        pieces = read_batch([text[:_MAX_CHARS]], self._folds).pieces
        data = pieces.data.tobytes()
        spans = zip(pieces.starts.tolist(), pieces.lengths.tolist(), strict=True)
        names = [data[start : start + length] for start, length in spans][1:-1]
        if not names:
            return False
        sums = np.cumsum(self._scorer.piece_evidence(names).astype(np.int64))
        return bool((sums - np.minimum.accumulate(np.minimum(sums, 0))).max() >= ENGLISH_RUN)


def measure(folder: Path) -> tuple[Result, Result]:
    """Ask of every corpus."""
    import pyarrow.parquet as parquet

    def texts_of(name: str) -> list[str]:
        column = parquet.read_table(folder / f"{name}.parquet", columns=["text"])["text"]
        return [text for text in column.to_pylist() if isinstance(text, str) and text.strip()]

    reader = Reader()
    english = Result("languages-english", "English corpora: comments that the model does not read")
    english.table.append(("corpus", "comments", "not read", "share"))
    for name, most in ENGLISH:
        texts = texts_of(name)
        count = sum(reader.unreadable(texts))
        english.table.append(
            (f"`{name}`", f"{len(texts):,}", f"{count:,}", f"{count / len(texts):.2%}")
        )
        if most is not None:
            english.at_most(f"`{name}`: not read", 100 * count / len(texts), most, "%")
    others = Result(
        "languages-others", f"Comments of {_WORDS} words and more in other languages, recognised"
    )
    others.table.append(("language", "corpus", "comments", "recognised", "of those without a run"))
    for name, language, learned in OTHERS:
        texts = [text for text in texts_of(name) if not learned or is_held_out(text)]
        texts = [text for text in texts if len(text.split()) >= _WORDS]
        found = reader.unreadable(texts)
        missed = [text for text, known in zip(texts, found, strict=True) if not known]
        mixed = sum(map(reader.has_english_run, missed))
        share = sum(found) / len(texts)
        pure = sum(found) / (len(texts) - mixed)
        short = name.removeprefix("languages/")
        others.table.append(
            (language, f"`{short}`", f"{len(texts):,}", f"{share:.1%}", f"{pure:.1%}")
        )
        if not learned:
            others.at_least(f"{language}: recognised", 100 * share, _LEAST_FOUND, "%")
    return english, others


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, and rewrite them in a document."""
    parser = argparse.ArgumentParser("python -m benchmarks.languages", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the corpora's parquet files")
    parser.add_argument("--markdown", type=Path, metavar="DOC", help="rewrite DOC's tables")
    options = parser.parse_args(arguments)
    results = measure(options.folder)
    for result in results:
        print(result.as_text())
    if options.markdown is not None:
        rewrite(options.markdown, results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
