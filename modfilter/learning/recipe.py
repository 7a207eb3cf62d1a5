"""A recipe: which corpora a model is trained from, and what their columns say about each head."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from modfilter.domain import HEADS
from modfilter.errors import CorpusError


@dataclass(frozen=True, slots=True)
class HeadSource:
    """Where a corpus holds a head's label.

    `column` gives a share of annotators in 0..1 (or 0/1); `value` a constant where the whole
    corpus is of one kind. With `addressed`, a positive counts only where the text addresses its
    reader ("you", "@name"); other positives are missing labels, not negatives. With
    `logit_weight`, the column is another classifier's probability: besides counting as a share,
    the raw score is drawn to its logit, by squared distance with that weight.
    """

    column: str | None = None
    value: float | None = None
    addressed: bool = False
    logit_weight: float = 0.0


@dataclass(frozen=True, slots=True)
class CorpusSpec:
    """One corpus of a recipe. `where` keeps only rows with these column values."""

    name: str
    file: str
    licence: str
    heads: dict[str, HeadSource]
    weight: float = 1.0
    text: str = "text"
    where: dict[str, Any] = field(default_factory=dict)
    use: str = "train"
    """"train"; "calibrate" (never trained on); "written" for the project's own comments."""


@dataclass(frozen=True, slots=True)
class LanguageSpec:
    """A corpus in other languages: what the model cannot read is recognised by it.

    A TOML file holds the project's own words and comments by language code; of a parquet file all
    rows are in `language`, or `column` names each row's.
    """

    name: str
    file: str
    licence: str
    language: str = ""
    column: str | None = None
    text: str = "text"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Corpora and settings that make a bundle."""

    corpora: tuple[CorpusSpec, ...]
    languages: tuple[LanguageSpec, ...] = ()
    seed: int = 0
    held_out: float = 0.1
    regularisation: float = 0.3
    iterations: int = 100
    tolerance: float = 1e-4
    orders: tuple[int, ...] = (2, 3, 4, 5)
    gram_bits: int = 19
    pair_bits: int = 18
    clip: dict[str, float] = field(default_factory=dict)
    """Per head, the quantile of its weights' sizes at which larger ones are cut; default none."""
    lend: dict[str, dict[str, float]] = field(default_factory=dict)
    """Per head, shares of other heads' weights that are added to its own: a sum of linear
    classifiers is one too."""
    prevalence: dict[str, float] = field(default_factory=dict)
    """Share of positives a head is calibrated to where no corpus at natural prevalence has it."""

    def without(self, names: set[str]) -> Recipe:
        """The recipe less the named corpora."""
        all_names = [spec.name for spec in self.corpora]
        all_names += [spec.name for spec in self.languages]
        unknown = names - set(all_names)
        if unknown:
            raise CorpusError(
                f"the recipe has no corpus named {', '.join(sorted(unknown))}; it has "
                + ", ".join(all_names)
            )
        kept = tuple(spec for spec in self.corpora if spec.name not in names)
        languages = tuple(spec for spec in self.languages if spec.name not in names)
        return replace(self, corpora=kept, languages=languages)

    @property
    def public(self) -> set[str]:
        """Names of the corpora that are not the project's own."""
        corpora = {spec.name for spec in self.corpora if spec.use != "written"}
        return corpora | {spec.name for spec in self.languages if not spec.file.endswith(".toml")}


_CORPUS_KEYS = {"name", "file", "licence", "heads", "weight", "text", "where", "use"}
_LANGUAGE_KEYS = {"name", "file", "licence", "language", "column", "text"}
_TOP_KEYS = {
    "corpus", "language", "seed", "held_out", "regularisation", "iterations", "tolerance", "orders",
    "gram_bits", "pair_bits", "prevalence", "clip", "lend",
}  # fmt: skip


def load_recipe(path: Path) -> Recipe:
    """Read a recipe file; CorpusError names what is wrong with it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"recipe {path}: {error}") from error
    _only(raw, _TOP_KEYS, str(path))
    corpora = tuple(_corpus(entry, path) for entry in raw.pop("corpus", []))
    if not corpora:
        raise CorpusError(f"recipe {path}: no [[corpus]] to learn from")
    languages = tuple(_language(entry, path) for entry in raw.pop("language", []))
    if "orders" in raw:
        raw["orders"] = tuple(raw["orders"])
    _only(raw.get("lend", {}), set(HEADS), f"{path}: lend")
    for head, shares in raw.get("lend", {}).items():
        _only(shares, set(HEADS), f"{path}: lend.{head}")
    return Recipe(corpora, languages, **raw)


def _language(entry: dict[str, Any], path: Path) -> LanguageSpec:
    place = f"{path}: language {entry.get('name', '?')!r}"
    _only(entry, _LANGUAGE_KEYS, place)
    missing = {"name", "file", "licence"} - entry.keys()
    if missing:
        raise CorpusError(f"{place}: {', '.join(sorted(missing))} is missing")
    spec = LanguageSpec(**entry)
    if not spec.file.endswith(".toml") and bool(spec.language) == bool(spec.column):
        raise CorpusError(f"{place}: give either its language or the column that has it")
    return spec


def _corpus(entry: dict[str, Any], path: Path) -> CorpusSpec:
    place = f"{path}: corpus {entry.get('name', '?')!r}"
    _only(entry, _CORPUS_KEYS, place)
    missing = {"name", "file", "licence"} - entry.keys()
    if missing:
        raise CorpusError(f"{place}: {', '.join(sorted(missing))} is missing")
    heads = {}
    for head, source in entry.pop("heads", {}).items():
        if head not in HEADS:
            raise CorpusError(f"{place}: unknown head {head!r}; heads are {', '.join(HEADS)}")
        if isinstance(source, str):
            heads[head] = HeadSource(column=source)
        elif isinstance(source, int | float):
            heads[head] = HeadSource(value=float(source))
        elif isinstance(source, dict):
            _only(source, {"column", "value", "addressed", "logit_weight"}, f"{place}: {head}")
            heads[head] = HeadSource(**source)
        else:
            raise CorpusError(f"{place}: {head}: must be a column's name, a number or a table")
    return CorpusSpec(heads=heads, **entry)


def _only(entry: dict[str, Any], allowed: set[str], place: str) -> None:
    unknown = sorted(entry.keys() - allowed)
    if unknown:
        raise CorpusError(f"{place}: unknown key {unknown[0]!r}; keys are {sorted(allowed)}")
