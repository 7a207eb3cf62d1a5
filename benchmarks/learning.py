"""What decisions teach, beside n-grams from nothing: `python -m benchmarks.learning FOLDER`.

The folder holds corpora as parquet files; they are no part of the repository. None of the corpora
below taught the shipped model. Their labels stand for a moderator's decisions, in an order drawn
with a seed: the first 100, 500 and 2,000 are learned from, up to 2,000 others are judged.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_union

from benchmarks.document import show
from benchmarks.over_corpora import command_line
from benchmarks.result import Result
from benchmarks.timing import check_command, run
from modfilter.decision_files import decision_to_json
from modfilter.domain import Action, ModeratorDecision
from modfilter.learning.corpora import is_held_out
from modfilter.learning.retraining.retrain import retrain
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.moderator import CODES, Moderator
from modfilter.policy.loading import load_policy
from modfilter.resources import default_model_path

SIZES = (100, 500, 2000)
_JUDGED = 2000
_MAX_CHARS = 3000
_FLIPPED = 0.2
_TIMED = 10_000
_MOST_LOST = 0.003


@dataclass(frozen=True)
class Kind:
    """A corpus whose rows with `column` above one half are rejected, as `category`."""

    name: str
    file: str
    column: str
    category: str
    tuned: bool
    """Whether settings were chosen on it."""


KINDS = (
    Kind("Turkish tweets", "languages/offenseval2020_tr", "offensive", "toxicity", False),
    Kind("German Facebook", "languages/germeval2021_de", "toxic", "toxicity", False),
    Kind("Portuguese Instagram", "languages/hatebr_pt", "offensive", "toxicity", False),
    Kind("Indonesian tweets", "languages/id_hate_abusive", "abusive", "toxicity", False),
    Kind("Russian comments", "languages/russe_detox_ru", "toxic", "toxicity", False),
    Kind("Chinese comments", "languages/cold_zh", "offensive", "toxicity", False),
    Kind("Reddit, offensive", "ruddit_offensiveness", "offensive01", "toxicity", False),
    Kind("tweets, racism and sexism", "waseem_tweets", "hate", "identity_attack", False),
    Kind("Turkish Instagram *", "languages/hatc_instagram_tr", "offensive", "toxicity", True),
    Kind("Spanish tweets *", "languages/hateval2019_es", "hate", "toxicity", True),
    Kind("Arabic tweets *", "languages/lhsab_ar", "toxic", "toxicity", True),
    Kind("teenagers' questions *", "formspring_bullying", "bullying", "toxicity", True),
    Kind("forum insults *", "impermium_insults", "insult", "toxicity", True),
    Kind("Facebook, aggression *", "trac1_aggression", "aggressive", "toxicity", True),
    Kind("code review *", "code_review_toxicity", "toxic", "toxicity", True),
    Kind("made-up hotel reviews *", "deceptive_opinion", "label", "spam", True),
)


SPAM_KINDS = (
    Kind("spam by text message *", "sms_spam", "label", "spam", True),
    Kind("spam and scams on X *", "crypto_scam_x", "spam", "spam", True),
    Kind("spam on YouTube *", "youtube_spam", "label", "spam", True),
)
"""Channels that the shipped model has learned: a champion for these is trained without them."""


def measure(folder: Path, champion: Bundle, kinds: Sequence[Kind] = KINDS) -> Result:
    """Every corpus and every size, and what it costs elsewhere."""
    jigsaw, toxic = _jigsaw(folder)
    before = _auc(champion, jigsaw, toxic, "toxicity")
    result = Result(
        "learning" if kinds is KINDS else "spam-channels",
        f"Model {champion.id} corrected by 100, 500 and 2,000 decisions, and n-grams of words and "
        "letters with logistic regression trained from nothing on the same ones: AUC on up to "
        f"{_JUDGED:,} other comments of the corpus. A * marks corpora that settings were chosen on",
    )
    result.table.append(
        ("corpus", "shipped", "decisions", "n-grams", "retrained", "a fifth flipped", "Jigsaw lost")
    )
    won, worst = {True: [0, 0], False: [0, 0]}, 0.0
    for kind in kinds:
        texts, labels = _rows(folder, kind)
        cut = min(SIZES[-1], len(texts) // 2)
        judged, truth = texts[cut : cut + _JUDGED], labels[cut : cut + _JUDGED]
        shipped = _auc(champion, judged, truth, kind.category)
        for size in SIZES:
            if size > cut:
                continue
            learned, said = texts[:size], labels[:size]
            ngrams = _ngrams(learned, said, judged, truth)
            bundle = _retrained(champion, learned, said, kind)
            found = _auc(bundle, judged, truth, kind.category)
            flips = np.random.default_rng(size).random(size) < _FLIPPED
            careless = _retrained(champion, learned, said ^ flips, kind)
            flipped = _auc(careless, judged, truth, kind.category)
            drop = before - _auc(bundle, jigsaw, toxic, "toxicity")
            worst = max(worst, drop)
            won[kind.tuned][0] += found > ngrams
            won[kind.tuned][1] += 1
            result.table.append((
                kind.name, f"{shipped:.3f}", f"{size:,}", f"{ngrams:.3f}", f"{found:.3f}",
                f"{flipped:.3f}", f"{drop:+.4f}",
            ))  # fmt: skip
            print(*result.table[-1], sep="  ", file=sys.stderr, flush=True)
    for tuned, (better, all_sizes) in won.items():
        if all_sizes:
            name = "chosen on" if tuned else "not chosen on"
            result.at_least(
                f"better than n-grams, corpora and sizes that settings were {name}",
                better, all_sizes, "",
            )  # fmt: skip
    result.at_most("most of Jigsaw's AUC lost", worst, _MOST_LOST, "")
    if kinds is KINDS:
        result.at_most("retrain : check, 10,000 comments", _ratio(folder), 20)
    return result


def _rows(folder: Path, kind: Kind) -> tuple[list[str], NDArray[np.bool_]]:
    import pyarrow.parquet as parquet

    table = parquet.read_table(folder / f"{kind.file}.parquet", columns=["text", kind.column])
    rows = [
        (row["text"][:_MAX_CHARS], float(row[kind.column]) > 0.5)
        for row in table.to_pylist()
        if isinstance(row["text"], str) and row["text"].strip() and row[kind.column] is not None
    ]
    order = np.random.default_rng(0).permutation(len(rows)).tolist()
    return [rows[k][0] for k in order], np.array([rows[k][1] for k in order])


def _jigsaw(folder: Path) -> tuple[list[str], NDArray[np.bool_]]:
    """The rows of Jigsaw's corpus that the shipped model did not learn from."""
    import pyarrow.parquet as parquet

    rows = parquet.read_table(folder / "wikipedia_jigsaw2018.parquet").to_pylist()
    rows = [row for row in rows if row["text"].strip() and is_held_out(row["text"])]
    return [row["text"] for row in rows], np.array([row["toxic"] == 1 for row in rows])


def _decisions(
    texts: Sequence[str], rejected: NDArray[np.bool_], category: str
) -> list[ModeratorDecision]:
    return [
        ModeratorDecision(text, Action.REJECT, category) if bad
        else ModeratorDecision(text, Action.PUBLISH)
        for text, bad in zip(texts, rejected.tolist(), strict=True)
    ]  # fmt: skip


def _retrained(
    champion: Bundle, texts: Sequence[str], rejected: NDArray[np.bool_], kind: Kind
) -> Bundle:
    found = retrain(champion, _decisions(texts, rejected, kind.category))
    with tempfile.TemporaryDirectory() as folder:
        return found.write(Path(folder))


def _auc(bundle: Bundle, texts: Sequence[str], truth: NDArray[np.bool_], head: str) -> float:
    """Of the scores that decisions carry; a comment without a score counts as 0."""
    moderator = Moderator(bundle, load_policy(None, known_codes=CODES))
    scores = [decision.scores[head] or 0.0 for decision in moderator.check_many(texts)]
    return float(roc_auc_score(truth, scores))


def _ngrams(
    texts: Sequence[str],
    rejected: NDArray[np.bool_],
    judged: Sequence[str],
    truth: NDArray[np.bool_],
) -> float:
    """The better of two strengths of regularisation, by the judged comments: generous to it."""
    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    matrix, other = union.fit_transform(texts), union.transform(judged)
    models = [LogisticRegression(C=c, solver="liblinear", max_iter=300) for c in (1, 10)]
    return max(
        float(roc_auc_score(truth, model.fit(matrix, rejected).decision_function(other)))
        for model in models
    )


def _ratio(folder: Path) -> float:
    """Seconds of `modfilter retrain` over those of `modfilter check`, whole processes."""
    kind = next(kind for kind in KINDS if kind.file == "trac1_aggression")
    texts, labels = _rows(folder, kind)
    decisions = _decisions(texts[:_TIMED], labels[:_TIMED], kind.category)
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place) / "decisions.jsonl", Path(place) / "model"
        lines = [decision_to_json(decision) + "\n" for decision in decisions]
        source.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, "-m", "modfilter", "retrain", "--decisions", str(source)]
        started = time.monotonic()
        run([*command, "--out", str(out)])
        retrained = time.monotonic() - started
        started = time.monotonic()
        run(check_command("--output", "jsonl", str(source)), stdout=Path(place) / "answers.jsonl")
        checked = time.monotonic() - started
    print(f"retrain {retrained:.1f} s, check {checked:.2f} s", file=sys.stderr)
    return retrained / checked


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and rewrite it in a document."""
    parser = command_line("learning", __doc__)
    parser.add_argument(
        "--champion",
        metavar="BUNDLE",
        help="measure new channels of spam instead, on a model trained `--without sms_spam "
        "--without crypto_x --without spambot_templates --without youtube_spam`",
    )
    options = parser.parse_args(arguments)
    if options.champion is None:
        result = measure(options.folder, load_bundle(default_model_path()))
    else:
        result = measure(options.folder, load_bundle(Path(options.champion)), SPAM_KINDS)
    return show(result, options.markdown)


if __name__ == "__main__":
    sys.exit(main())
