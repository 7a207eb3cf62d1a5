"""The figures of a trial, on the half of the judging rows that steers, or on the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from benchmarks.trials.damage import damaged
from benchmarks.trials.material import HEAD, Learned, Material, is_final, templates

_FLAGGED = (0.04, 0.003)


@dataclass(frozen=True, slots=True)
class Judge:
    """Counted rows that judge, of one half."""

    jigsaw: sparse.csr_matrix
    toxic: NDArray[np.bool_]
    misspelt: sparse.csr_matrix
    talk: sparse.csr_matrix
    perspective: NDArray[np.float32]
    news: sparse.csr_matrix
    insults: sparse.csr_matrix
    insult: NDArray[np.bool_]
    unhealthy: sparse.csr_matrix
    hostile: NDArray[np.bool_]
    written: sparse.csr_matrix
    written_labels: NDArray[np.float32]
    youtube: sparse.csr_matrix
    spam: NDArray[np.bool_]
    sentences: sparse.csr_matrix
    sentence_hostile: NDArray[np.bool_]
    sentence_terms: NDArray[np.str_]

    def figures(self, learned: Learned) -> dict[str, float]:
        """What is measured of a trial, by name."""
        toxicity = HEAD["toxicity"]
        jigsaw = learned.raw(self.jigsaw)[:, toxicity]
        misspelt = learned.raw(self.misspelt)[:, toxicity]
        news = learned.raw(self.news)
        talk = learned.raw(self.talk)[:, toxicity]
        spam = HEAD["spam"]
        written = learned.raw(self.written)
        found = {
            "Jigsaw AUC": _auc(self.toxic, jigsaw),
            "Spearman": float(spearmanr(talk, self.perspective)[0]),
            "Impermium, by insult": _auc(self.insult, learned.raw(self.insults)[:, HEAD["insult"]]),
            "UCC hostile": _auc(self.hostile, learned.raw(self.unhealthy)[:, toxicity]),
        }
        for share in _FLAGGED:
            least = np.quantile(news[:, toxicity], 1 - share)
            found[f"found at {share:.1%}"] = float((jigsaw[self.toxic] > least).mean())
            found[f"misspelt at {share:.1%}"] = float((misspelt[self.toxic] > least).mean())
        found["misspelt AUC"] = _auc(self.toxic, misspelt)
        is_spam = self.written_labels[:, spam] > 0.5
        found["written spam"] = _auc(is_spam, written[:, spam])
        youtube = learned.raw(self.youtube)[:, spam]
        found["YouTube"] = _auc(self.spam, youtube)
        least = np.quantile(news[:, spam], 1 - 0.003)
        found["written spam at 0.3%"] = float((written[is_spam, spam] > least).mean())
        sentences = learned.raw(self.sentences)[:, toxicity]
        found |= self._identity(sentences)
        return found

    def _identity(self, scores: NDArray[np.float64]) -> dict[str, float]:
        subgroup, bpsn = [], []
        for term in np.unique(self.sentence_terms):
            own, hostile = self.sentence_terms == term, self.sentence_hostile
            subgroup.append(_auc(hostile[own], scores[own]))
            against = (own & ~hostile) | (~own & hostile)
            bpsn.append(_auc(hostile[against], scores[against]))
        return {"worst subgroup": min(subgroup), "worst BPSN": min(bpsn)}


def judge(material: Material, final: bool) -> Judge:
    """The half of the judging rows that steers, or the final one."""

    def half(texts: list[str]) -> NDArray[np.intp]:
        return np.flatnonzero([is_final(text) == final for text in texts])

    def held_out(corpus: str) -> NDArray[np.intp]:
        rows = material.corpus(corpus, "held_out")
        return rows[half([material.data.texts[k] for k in rows.tolist()])]

    def of(rows: NDArray[np.intp]) -> sparse.csr_matrix:
        return material.counts[rows]

    def file(name: str) -> tuple[list[dict[str, object]], sparse.csr_matrix]:
        rows = [row for row in material.rows(name) if isinstance(row["text"], str)]
        rows = [row for row in rows if is_final(row["text"]) == final]
        return rows, material.count([row["text"][:3000] for row in rows])

    jigsaw, talk = held_out("jigsaw"), held_out("wikipedia_talk")
    written, youtube = held_out("written"), held_out("youtube_spam")
    labels = material.data.labels
    # The newspaper's halves are those that thresholds were and were not chosen on.
    news = [row["text"][:3000] for row in material.rows("news_comments_c3")][int(final) :: 2]
    insults, insult_counts = file("impermium_insults")
    unhealthy, unhealthy_counts = file("unhealthy_comments")
    sentences, hostile, terms = templates()
    random = np.random.default_rng(17)
    return Judge(
        jigsaw=of(jigsaw),
        toxic=labels[jigsaw, HEAD["toxicity"]] > 0.5,
        misspelt=material.count(
            [damaged(material.data.texts[k], random, 0.4, foreign=True) for k in jigsaw.tolist()]
        ),
        talk=of(talk),
        perspective=labels[talk, HEAD["toxicity"]],
        news=material.count(news),
        insults=insult_counts,
        insult=np.array([row["insult"] == 1 for row in insults]),
        unhealthy=unhealthy_counts,
        hostile=np.array([float(str(row["hostile"])) > 0.5 for row in unhealthy]),
        written=of(written),
        written_labels=labels[written],
        youtube=of(youtube),
        spam=labels[youtube, HEAD["spam"]] > 0.5,
        sentences=material.count(sentences),
        sentence_hostile=hostile,
        sentence_terms=np.array(terms),
    )


def _auc(positive: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    return float(roc_auc_score(positive, scores))
