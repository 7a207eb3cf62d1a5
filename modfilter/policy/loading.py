"""From a policy file to a `Policy`, or to an error that names place, cause and cure."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from modfilter.domain import HEADS, Category
from modfilter.errors import PolicyError
from modfilter.policy import sections
from modfilter.policy.audit import site_key
from modfilter.policy.policy import Policy
from modfilter.policy.problems import Problems

DEFAULT_FILE = Path(__file__).with_name("default.toml")
"""The policy that ships with modfilter."""

KEYS: dict[str, tuple[str, ...]] = {
    "policy": ("name", "guidelines"),
    "categories": tuple(Category),
    "rules": (),
    "heads": HEADS,
    "heads.NAME": sections.HEAD_KEYS,
    "limits": ("max_chars", "min_chars"),
    "allow": ("domains", "words"),
    "block": ("words",),
    "audit": ("published", "rejected"),
    "messages": (),
}
"""Every section of a policy file and its keys; `rules` and `messages` take codes as keys."""


def load_policy(
    path: str | Path | None = None, *, known_codes: Collection[str] | None = None
) -> Policy:
    """The policy in the file at `path`, or the default policy where that is None.

    What the file leaves out is as in the default policy. Rule codes are checked where
    `known_codes` is given. A policy that audits takes its key from the environment
    (`modfilter.policy.audit.site_key`). Raises PolicyError with every problem of the file.
    """
    if path is None:
        return default_policy()
    policy = parse_policy(_read(Path(path)), source=str(path), known_codes=known_codes)
    return policy.keyed(site_key()) if policy.audit.draws else policy


@functools.cache
def default_policy() -> Policy:
    """The policy that ships with modfilter: the guidelines as settings."""
    return _build(_read(DEFAULT_FILE), DEFAULT_FILE.name, None, None)


def parse_policy(
    text: str, *, source: str = "policy", known_codes: Collection[str] | None = None
) -> Policy:
    """The policy that the TOML `text` states; `source` is what errors call the text.

    As `load_policy` in all else, but without the key of its audit: see `Policy.keyed`.
    """
    return _build(text, source, known_codes, default_policy())


def _build(
    text: str, source: str, known_codes: Collection[str] | None, base: Policy | None
) -> Policy:
    problems = Problems(source)
    tables = _sections(_parse(text, source), problems)
    codes = None if known_codes is None else frozenset(known_codes)
    return sections.build(tables, problems, codes, base)


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PolicyError(f"{path}: there is no such policy file") from None
    except IsADirectoryError:
        raise PolicyError(f"{path}: is a folder; name the policy file in it") from None
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise PolicyError(f"{str(path)!r} is no file name: {error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError(
            f"{path}: line {line}: not UTF-8 (byte {error.start}); save the file as UTF-8"
        ) from None


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{source}: not valid TOML: {error}") from None
    except (RecursionError, ValueError) as error:
        raise PolicyError(f"{source}: not usable TOML: {error}") from None


def _sections(document: dict[str, Any], problems: Problems) -> dict[str, dict[str, Any]]:
    names = [name for name in KEYS if "." not in name]
    tables: dict[str, dict[str, Any]] = {}
    for name, value in document.items():
        if name not in names:
            problems.unknown((name,), "section", names)
        elif not isinstance(value, dict):
            problems.wrong_type((name,), f"a section ([{name}])", value)
        else:
            tables[name] = value
    for name in ("policy", "limits", "allow", "block", "audit"):
        for key in [key for key in tables.get(name, ()) if key not in KEYS[name]]:
            problems.unknown((name, key), "key", KEYS[name])
            del tables[name][key]
    return tables
