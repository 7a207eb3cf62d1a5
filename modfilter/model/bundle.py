"""A model bundle: a folder of plain arrays and a description, checked before it is believed.

Nothing in a bundle can execute: arrays are .npy files read without pickle, the rest is JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modfilter.domain import HEADS
from modfilter.errors import BundleError
from modfilter.model.features import FeatureSpace
from modfilter.model.language import Language
from modfilter.model.words import ENTRY

FORMAT = 1
DESCRIPTION = "model.json"
LEVELS = 4096
"""Steps of the calibration table."""
LEVELS_PER_UNIT = 128
"""Steps of the calibration table per unit of a raw score; the table is centred on zero."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a bundle within another one is for.

    `taught` names the columns that mean something, in the order of the arrays' columns; the others
    are None. `reads` (gram buckets, packed bits) marks the n-grams of the comments that it learned
    from: it reads a comment of whose n-grams a share of `least` or more is marked, all where
    `least` is 0.
    """

    taught: tuple[str | None, ...]
    least: float
    reads: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A trained model, h heads wide.

    `grams` and `pairs` hold a weight per bucket and head (buckets x h, int8). A text's raw score
    for a head is `bias + scale * sum(weights) / sqrt(features + PRIOR_FEATURES)`; the sums are
    integers, so they are the same on every machine. `calibration` (h x LEVELS, uint16) gives
    10,000 x the probability of a raw score's level. `window_penalty` is taken off the raw score
    of a part before it competes with the whole.
    """

    space: FeatureSpace
    grams: NDArray[np.int8]
    pairs: NDArray[np.int8]
    calibration: NDArray[np.uint16]
    bias: NDArray[np.float64]
    scale: NDArray[np.float64]
    window_penalty: NDArray[np.float64]
    about: dict[str, Any]
    words: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, ENTRY))
    """Common words with what the arrays give for them (see words.py): speed, never a score."""
    language: Language | None = None
    """How to tell which comments the model can read; None: it reads them all."""
    part: Part | None = None
    """What this bundle is for where it is part of another one."""
    parts: Mapping[str, Bundle] = field(default_factory=dict)
    """Bundles within this one, by the names in `PARTS`: what a site taught beside the heads."""

    @property
    def id(self) -> str:
        """Hash of the content that decides scores."""
        return str(self.about["id"])

    @property
    def tags_version(self) -> int | None:
        """The version of the code that tagged `words`."""
        version = self.about.get("words", {}).get("tags_version")
        return version if isinstance(version, int) else None

    @property
    def own_heads(self) -> tuple[str, ...]:
        """The heads of the site's own that this model was taught, by their columns."""
        own = self.parts.get(OWN_HEADS)
        if own is None or own.part is None:
            return ()
        return tuple(head for head in own.part.taught if head is not None)

    @property
    def curves(self) -> dict[str, list[tuple[float, ...]]]:
        """The curve of each head that this model has, those of the site's own too."""
        return {head: self.curve(head) for head in (*HEADS, *self.own_heads)}

    def curve(self, head: str) -> list[tuple[float, ...]]:
        """A head's points on its calibration data, by rising score.

        (score, precision, recall, low, high, comments): the interval of the precision, and how
        many comments scored that much or more; bundles of the first versions lack these three.
        """
        about = self.parts[OWN_HEADS].about if head in self.own_heads else self.about
        points = about.get("curves", {}).get(head, [])
        return [tuple(map(float, point)) for point in points]


OTHER_LANGUAGES = "other_languages"
"""Part that scores comments which the bundle itself cannot read, in languages a site taught it."""
OWN_HEADS = "own_heads"
"""Part that scores every comment for categories of the site's own."""
PARTS = (OTHER_LANGUAGES, OWN_HEADS)

_WORDS = "words.npy"
_READS = "reads"
_LANGUAGE = "language.npy"
_OPTIONAL = ("language", "parts")
_ARRAYS = {"grams": "int8", "pairs": "int8", "calibration": "uint16"}


def save_bundle(folder: Path, bundle: Bundle) -> Bundle:
    """Write `bundle` into `folder` (made if missing) and return it with its id filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for name in _ARRAYS:
        path = folder / f"{name}.npy"
        np.save(path, getattr(bundle, name), allow_pickle=False)
        files[path.name] = _sha256(path)
    language: dict[str, Any] = {}
    if bundle.language is not None:
        np.save(folder / _LANGUAGE, bundle.language.weights, allow_pickle=False)
        files[_LANGUAGE] = _sha256(folder / _LANGUAGE)
        language = {"language": {"bias": bundle.language.bias}}
    parts = _save_parts(folder, bundle.parts, files)
    core = {
        "format": FORMAT,
        "heads": list(HEADS),
        **_numbers(bundle),
        "files": files,
        **language,
        **parts,
    }
    about = {key: value for key, value in bundle.about.items() if key not in _OPTIONAL}
    about = {**about, **core, "id": _id(core)}
    if len(bundle.words):
        np.save(folder / _WORDS, bundle.words, allow_pickle=False)
        about["words"] = {**about.get("words", {}), "sha256": _sha256(folder / _WORDS)}
    text = json.dumps(about, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
    return load_bundle(folder)


def load_bundle(folder: Path) -> Bundle:
    """Read and check a bundle; BundleError says what is wrong with it and what to do."""
    about = read_description(folder)
    core = {
        key: about.get(key)
        for key in ("format", "heads", "features", "bias", "scale", "window_penalty", "files")
    }
    core |= {key: about[key] for key in _OPTIONAL if key in about}
    space, numbers = _described(folder, about)
    if about.get("heads") != list(HEADS):
        raise BundleError(f"model {folder}: its heads are not modfilter's ({', '.join(HEADS)})")
    try:
        files = dict(about["files"])
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"model {folder}: {DESCRIPTION} lacks or garbles {error}") from error
    arrays = {name: _array(folder, name, files) for name in _ARRAYS}
    _check_shapes(folder, space, arrays)
    if about.get("id") != _id(core):
        raise BundleError(
            f"model {folder}: its id does not fit its content; {DESCRIPTION} was changed by hand "
            "or by accident. Restore the folder from where it came."
        )
    return Bundle(
        space=space,
        grams=arrays["grams"],
        pairs=arrays["pairs"],
        calibration=arrays["calibration"],
        bias=numbers["bias"],
        scale=numbers["scale"],
        window_penalty=numbers["window_penalty"],
        about=about,
        words=_words(folder, about),
        language=_language(folder, about, files, space),
        parts=_parts(folder, about, files),
    )


def _save_parts(folder: Path, parts: Mapping[str, Bundle], files: dict[str, str]) -> dict[str, Any]:
    described = {}
    for name in PARTS:
        bundle = parts.get(name)
        if bundle is None or bundle.part is None:
            continue
        for array in (*_ARRAYS, _READS):
            path = folder / f"{name}-{array}.npy"
            values = bundle.part.reads if array == _READS else getattr(bundle, array)
            np.save(path, values, allow_pickle=False)
            files[path.name] = _sha256(path)
        part: dict[str, Any] = {"taught": list(bundle.part.taught), "least": bundle.part.least}
        if "curves" in bundle.about:
            part["curves"] = bundle.about["curves"]
        described[name] = {**_numbers(bundle), **part}
    return {"parts": described} if described else {}


def _parts(folder: Path, about: dict[str, Any], files: dict[str, str]) -> dict[str, Bundle]:
    described = about.get("parts", {})
    if not isinstance(described, dict) or not set(described) <= set(PARTS):
        raise BundleError(
            f"model {folder} has parts that this modfilter does not know; upgrade modfilter"
        )
    return {
        name: _part(folder, name, {**part, "id": about.get("id")}, files)
        for name, part in sorted(described.items())
    }


def _part(folder: Path, name: str, about: dict[str, Any], files: dict[str, str]) -> Bundle:
    space, numbers = _described(folder, about)
    arrays = {array: _array(folder, array, files, f"{name}-{array}") for array in _ARRAYS}
    _check_shapes(folder, space, arrays, f"{name}-")
    reads: NDArray[np.uint8] = _array(folder, _READS, files, f"{name}-{_READS}", "uint8")
    try:
        taught = tuple(None if head is None else str(head) for head in about["taught"])
        least = float(about["least"])
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"model {folder}: {DESCRIPTION}: {name} lacks {error}") from None
    if len(taught) != len(HEADS) or reads.shape != (space.gram_buckets // 8,):
        raise BundleError(
            f"model {folder}: {name}-{_READS}.npy or what {DESCRIPTION} says of it is garbled; "
            "restore the folder from where it came"
        )
    return Bundle(
        space=space,
        grams=arrays["grams"],
        pairs=arrays["pairs"],
        calibration=arrays["calibration"],
        bias=numbers["bias"],
        scale=numbers["scale"],
        window_penalty=numbers["window_penalty"],
        about=about,
        part=Part(taught, least, reads),
    )


def _numbers(bundle: Bundle) -> dict[str, Any]:
    return {
        "features": {
            "orders": list(bundle.space.orders),
            "gram_bits": bundle.space.gram_bits,
            "pair_bits": bundle.space.pair_bits,
        },
        "bias": [float(value) for value in bundle.bias],
        "scale": [float(value) for value in bundle.scale],
        "window_penalty": [float(value) for value in bundle.window_penalty],
    }


def _described(
    folder: Path, about: dict[str, Any]
) -> tuple[FeatureSpace, dict[str, NDArray[np.float64]]]:
    """The feature space and the numbers by head that a description holds."""
    try:
        space = FeatureSpace(
            tuple(about["features"]["orders"]),
            int(about["features"]["gram_bits"]),
            int(about["features"]["pair_bits"]),
        )
        numbers = {
            key: np.array(about[key], np.float64) for key in ("bias", "scale", "window_penalty")
        }
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f"model {folder}: {DESCRIPTION} lacks or garbles {error}") from error
    if any(len(values) != len(HEADS) for values in numbers.values()):
        raise BundleError(f"model {folder}: its heads are not modfilter's ({', '.join(HEADS)})")
    return space, numbers


def _check_shapes(
    folder: Path, space: FeatureSpace, arrays: Mapping[str, NDArray[Any]], prefix: str = ""
) -> None:
    shapes = {
        "grams": (space.gram_buckets, len(HEADS)),
        "pairs": (space.pair_buckets, len(HEADS)),
        "calibration": (len(HEADS), LEVELS),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise BundleError(
                f"model {folder}: {prefix}{name}.npy has shape {arrays[name].shape}, not {shape}; "
                "restore the folder from where it came"
            )


def _language(
    folder: Path, about: dict[str, Any], files: dict[str, str], space: FeatureSpace
) -> Language | None:
    described = about.get("language")
    if described is None and _LANGUAGE not in files:
        return None
    bias = described.get("bias") if isinstance(described, dict) else None
    weights: NDArray[np.int8] = _array(folder, "language", files, kind="int8")
    size = len(weights)
    if (
        weights.ndim != 1
        or size & (size - 1)
        or not 0 < size <= space.gram_buckets
        or not isinstance(bias, int)
        or abs(bias) >= 1 << 15
    ):
        raise BundleError(
            f"model {folder}: {_LANGUAGE} or what {DESCRIPTION} says of it is garbled; "
            "restore the folder from where it came"
        )
    return Language(weights, bias)


def _words(folder: Path, about: dict[str, Any]) -> NDArray[np.void]:
    """The word memory, if the bundle has one. It is no part of the id: it decides no score."""
    described = about.get("words")
    if not isinstance(described, dict):
        return np.zeros(0, ENTRY)
    words: NDArray[np.void] = _array(
        folder, "words", {_WORDS: str(described.get("sha256"))}, kind=ENTRY
    )
    if words.ndim != 1:
        raise BundleError(f"model {folder}: {_WORDS} is no list of words; restore it")
    return words


def read_description(folder: Path) -> dict[str, Any]:
    """What a bundle says of itself, unchecked; BundleError where there is none to read."""
    path = folder / DESCRIPTION
    if not path.exists():
        what = "is not a folder" if not folder.is_dir() else f"holds no {DESCRIPTION}"
        raise BundleError(f"model {folder} {what}; name a folder that `modfilter train` wrote")
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"model {folder}: {DESCRIPTION} cannot be read: {error}") from error
    if not isinstance(about, dict) or not isinstance(about.get("format"), int):
        raise BundleError(f"model {folder}: {DESCRIPTION} describes no modfilter model")
    if about["format"] > FORMAT:
        raise BundleError(
            f"model {folder} has format {about['format']}, made by a newer modfilter; this one "
            f"reads up to format {FORMAT}. Upgrade modfilter, or use an older model."
        )
    return about


def _array(
    folder: Path, name: str, files: dict[str, str], file: str | None = None, kind: Any = None
) -> Any:
    path = folder / f"{file or name}.npy"
    try:
        digest = _sha256(path)
        if digest != files.get(path.name):
            raise BundleError(
                f"model {folder}: {path.name} is damaged (its sha256 is not the one that "
                f"{DESCRIPTION} names); restore it from where it came"
            )
        # The plain view of the mapping: the mapping's own class makes every small step dear.
        array = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except (OSError, ValueError, EOFError) as error:
        raise BundleError(f"model {folder}: {path.name} cannot be read: {error}") from error
    kind = np.dtype(kind if kind is not None else _ARRAYS[name])
    if array.dtype != kind:
        raise BundleError(f"model {folder}: {path.name} holds {array.dtype}, not {kind}")
    return array


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _id(core: dict[str, Any]) -> str:
    canonical = json.dumps(core, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
