"""The sections of a policy file, each read by one function that notes what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modfilter.domain import HEADS, Category
from modfilter.policy.audit import AuditShares
from modfilter.policy.policy import Entry, HeadThresholds, Mode, Policy, Threshold
from modfilter.policy.problems import Problems, describe, key_path, nearest
from modfilter.policy.promises import Promise

Table = Mapping[str, Any]
Codes = frozenset[str] | None

HEAD_KEYS = ("review_at", "reject_at", "mode", "own")
"""The keys of a head's table; `own = true` declares a head of the site's own."""

_MODES = tuple(Mode)
# Compiled when first needed, which in most runs is never.
_HOST = r"[^\s/:@?#\"'<>\\]+\.[^\s/:@?#\"'<>\\.]+"
_FAMILIES = {"value": Category.LOW_VALUE}
"""The category of the rule families that the default policy has lines for."""


def build(
    tables: Mapping[str, Table], problems: Problems, codes: Codes, base: Policy | None
) -> Policy:
    """The policy of a file's sections over `base`. Raises PolicyError with all that was noted."""
    head = _texts(tables.get("policy", {}), "policy", problems)
    limits = _limits(tables.get("limits", {}), problems)
    own = _own_heads(tables.get("heads", {}))
    categories = _categories(tables.get("categories", {}), own, problems)
    rules = _rules(tables.get("rules", {}), problems, codes)
    heads = _heads(tables.get("heads", {}), own, problems)
    messages = _messages(tables.get("messages", {}), own, problems, codes)
    audit = _audit(tables.get("audit", {}), problems)
    allow, block = tables.get("allow", {}), tables.get("block", {})
    domains = _entries(allow, ("allow", "domains"), "name", problems)
    allowed = _entries(allow, ("allow", "words"), "word", problems)
    blocked = _entries(block, ("block", "words"), "word", problems)
    if base is not None:
        rules = {**_kept(base.rules, rules, categories), **rules}
        head = {"name": base.name, "guidelines": base.guidelines, **head}
        limits = {"max_chars": base.max_chars, "min_chars": base.min_chars, **limits}
        categories = {**base.categories, **categories}
        heads = {**base.heads, **heads}
        messages = {**base.messages, **messages}
        audit = {"published": base.audit.published, "rejected": base.audit.rejected, **audit}
        domains = base.allowed_domains if domains is None else domains
        allowed = base.allowed_words if allowed is None else allowed
        blocked = base.blocked_words if blocked is None else blocked
    _complete(head, limits, categories, heads, audit, problems)
    _contradictions(limits, allowed or (), blocked or (), problems)
    problems.raise_any()
    return Policy(
        name=head["name"],
        guidelines=head["guidelines"],
        categories={category: categories[category] for category in Category}
        | {name: categories.get(name, Mode.REJECT) for name in own},
        rules=rules,
        heads={head: heads[head] for head in (*HEADS, *own)},
        max_chars=limits["max_chars"],
        min_chars=limits["min_chars"],
        allowed_domains=domains or (),
        allowed_words=allowed or (),
        blocked_words=blocked or (),
        messages=messages,
        audit=AuditShares(audit["published"], audit["rejected"]),
    )


def _kept(
    inherited: Mapping[str, Mode],
    own: Mapping[str, Mode],
    categories: Mapping[Category | str, Mode],
) -> dict[str, Mode]:
    """Inherited rule lines, less those that the file overrules by a family or a category."""
    kept = {}
    for code, mode in inherited.items():
        family = code.partition(".")[0]
        if f"{family}.*" not in own and _FAMILIES.get(family) not in categories:
            kept[code] = mode
    return kept


def _texts(table: Table, section: str, problems: Problems) -> dict[str, str]:
    texts = {}
    for key, value in table.items():
        if isinstance(value, str):
            texts[key] = value.strip()
        else:
            problems.wrong_type((section, key), "a text", value)
    return texts


def _limits(table: Table, problems: Problems) -> dict[str, int]:
    limits = {}
    for key, value in table.items():
        least = 1 if key == "max_chars" else 0
        if not isinstance(value, int) or isinstance(value, bool):
            problems.wrong_type(("limits", key), "a whole number", value)
        elif value < least:
            problems.add(("limits", key), f"must be {least} or more, not {value}")
        else:
            limits[key] = value
    return limits


def _audit(table: Table, problems: Problems) -> dict[str, float]:
    shares = {}
    for key, value in table.items():
        share = _share(("audit", key), value, "a number", problems)
        if share is not None:
            shares[key] = share
    return shares


def _mode(path: tuple[str, ...], value: object, problems: Problems) -> Mode | None:
    if isinstance(value, str) and value in _MODES:
        return Mode(value)
    if isinstance(value, str):
        problems.add(path, f'unknown mode "{value}"; {nearest(value, _MODES)}')
    else:
        wanted = ", ".join(f'"{mode}"' for mode in _MODES)
        problems.wrong_type(path, f"one of {wanted}", value)
    return None


def _own_heads(table: Table) -> tuple[str, ...]:
    """The heads of the site's own that a file declares."""
    declared = (
        name for name, value in table.items() if isinstance(value, dict) and value.get("own")
    )
    return tuple(sorted(name for name in declared if _own_problem(name) is None))


def _own_problem(name: str) -> str | None:
    """What speaks against a head of the site's own by this name."""
    if name in HEADS:
        return "every model has this head; leave the line out"
    if name in tuple(Category):
        return "is one of modfilter's categories, which no head of your own can stand for"
    if not name.isprintable() or name != name.strip() or not name:
        return "must be a name of printable characters, without spaces around it"
    return None


def _categories(
    table: Table, own: tuple[str, ...], problems: Problems
) -> dict[Category | str, Mode]:
    modes: dict[Category | str, Mode] = {}
    for name, value in table.items():
        path = ("categories", name)
        if name in own:
            mode, category = _mode(path, value, problems), name
        elif name in tuple(Category):
            mode, category = _mode(path, value, problems), Category(name)
        else:
            if "." in name:
                problems.add(path, "a rule code stands under [rules], not [categories]")
            else:
                problems.add(path, _unknown("category", name, (*Category, *own)))
            continue
        if mode is not None:
            modes[category] = mode
    return modes


def _unknown(what: str, name: str, valid: tuple[str, ...]) -> str:
    """That a name is unknown, the nearest one, and how a site makes one of its own."""
    table = key_path(("heads", name))
    return f"unknown {what}; {nearest(name, valid)} (one of your own needs [{table}] own = true)"


def _coded(table: Table, section: str, problems: Problems) -> Iterator[tuple[str, Any]]:
    """Code and value, also where the quotes were left out: `value.empty = …` nests in TOML."""
    for key, value in table.items():
        if isinstance(value, dict):
            for rest, inner in value.items():
                if isinstance(inner, dict):
                    problems.wrong_type((section, key, rest), "no table", inner)
                else:
                    yield f"{key}.{rest}", inner
        else:
            yield key, value


def _rules(table: Table, problems: Problems, codes: Codes) -> dict[str, Mode]:
    modes = {}
    for code, value in _coded(table, "rules", problems):
        path = ("rules", code)
        if code in tuple(Category):
            problems.add(path, "a category stands under [categories], not [rules]")
        elif code == "model.language":
            problems.add(path, "is set under [categories], as language")
        elif code.startswith("model."):
            problems.add(path, f"the model's findings are set under [heads.{code[6:]}]")
        elif _known(path, code, problems, codes):
            mode = _mode(path, value, problems)
            if mode is not None:
                modes[code] = mode
    return modes


def _known(path: tuple[str, ...], code: str, problems: Problems, codes: Codes) -> bool:
    if codes is None:
        if _is_code(code, families=True):
            return True
        problems.add(path, 'must be a rule code such as "link.url" or a family such as "link.*"')
        return False
    families = sorted({known.partition(".")[0] + ".*" for known in codes})
    if code in codes or code in families:
        return True
    problems.unknown(path, "rule code", [*sorted(codes), *families])
    return False


def _is_code(code: str, *, families: bool) -> bool:
    """Whether `code` looks like a rule's, for callers who do not know the rules."""
    family, _, name = code.partition(".")
    plain = [part.isascii() and part.isidentifier() and part.islower() for part in (family, name)]
    return all(plain) or (families and plain[0] and name == "*")


def _messages(
    table: Table, own: tuple[str, ...], problems: Problems, codes: Codes
) -> dict[str, str]:
    messages = {}
    valid = [*Category, *own, *(f"model.{head}" for head in (*HEADS, *own, "language"))]
    for key, value in _coded(table, "messages", problems):
        path = ("messages", key)
        if key not in valid:
            if (
                "." not in key
                or key.startswith("model.")
                or (codes is not None and key not in codes)
            ):
                problems.unknown(path, "category or rule code", [*valid, *sorted(codes or ())])
                continue
            if not _is_code(key, families=False):
                problems.add(path, 'must be a category or a rule code such as "link.url"')
                continue
        if not isinstance(value, str):
            problems.wrong_type(path, "a text", value)
        elif not value.strip():
            problems.add(path, "is empty; leave the line out to have modfilter's own sentence")
        else:
            messages[str(key)] = value.strip()
    return messages


def _heads(table: Table, own: tuple[str, ...], problems: Problems) -> dict[str, HeadThresholds]:
    heads = {}
    for name, value in table.items():
        path = ("heads", name)
        if isinstance(value, dict) and not isinstance(value.get("own", False), bool):
            problems.wrong_type((*path, "own"), "true or false", value["own"])
        elif isinstance(value, dict) and value.get("own") and name not in own:
            problems.add((*path, "own"), _own_problem(name) or "")
        elif name not in (*HEADS, *own):
            problems.add(path, _unknown("head", name, HEADS))
        elif not isinstance(value, dict):
            problems.wrong_type(path, f"a section ([heads.{name}])", value)
        else:
            heads[name] = _head(path, value, problems)
    return heads


def _head(path: tuple[str, ...], table: Table, problems: Problems) -> HeadThresholds:
    at: dict[str, Threshold] = {}
    mode: Mode | None = None
    for key, value in table.items():
        if key == "mode":
            mode = _mode((*path, key), value, problems)
        elif key in ("review_at", "reject_at"):
            threshold = _threshold((*path, key), value, problems)
            if threshold is not None:
                at[key] = threshold
        elif key != "own":
            problems.unknown((*path, key), "key", HEAD_KEYS)
    limits = HeadThresholds(at.get("review_at"), at.get("reject_at"), mode or Mode.REJECT)
    _ordered(path, limits, problems)
    return limits


def _threshold(path: tuple[str, ...], value: object, problems: Problems) -> Threshold | None:
    if isinstance(value, dict):
        for key in value:
            if key != "precision":
                problems.unknown((*path, key), "key", ("precision",))
                return None
        if "precision" not in value:
            problems.add(path, "is an empty promise; write { precision = 0.98 }")
            return None
        precision = _share((*path, "precision"), value["precision"], "a number", problems)
        return None if precision is None else Promise(precision)
    return _share(path, value, "a number or { precision = NUMBER }", problems)


def _share(path: tuple[str, ...], value: object, wanted: str, problems: Problems) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.wrong_type(path, wanted, value)
        return None
    if not 0 <= value <= 1:
        cure = f"; write {value / 100:g} for {value:g} %" if 1 < value <= 100 else ""
        problems.add(path, f"must lie between 0 and 1, not {value}{cure}")
        return None
    return float(value)


def _ordered(path: tuple[str, ...], limits: HeadThresholds, problems: Problems) -> None:
    review, reject = limits.review_at, limits.reject_at
    if isinstance(review, Promise) and isinstance(reject, Promise):
        if reject.precision < review.precision:
            problems.add(
                (*path, "reject_at"),
                f"promises less precision ({reject.precision:g}) than review_at "
                f"({review.precision:g}), so nothing would be left to review",
            )
    elif isinstance(review, float) and isinstance(reject, float) and reject < review:
        problems.add(
            (*path, "reject_at"),
            f"{reject:g} is below review_at ({review:g}), so nothing would be left to review",
        )


def _entries(
    section: Table, path: tuple[str, str], name_key: str, problems: Problems
) -> tuple[Entry, ...] | None:
    if path[1] not in section:
        return None
    value = section[path[1]]
    if not isinstance(value, list):
        problems.wrong_type(path, "a list", value)
        return ()
    entries: dict[str, Entry] = {}
    for at, item in enumerate(value):
        place = (path[0], f"{path[1]}[{at}]")
        entry = _entry(place, item, name_key, problems)
        if entry is None:
            continue
        if entry.name in entries:
            problems.add(place, f'"{entry.name}" stands in the list already')
        entries[entry.name] = entry
    return tuple(entries[name] for name in sorted(entries))


def _entry(place: tuple[str, ...], item: object, name_key: str, problems: Problems) -> Entry | None:
    table = {name_key: item} if isinstance(item, str) else item
    if not isinstance(table, dict):
        wanted = f'a text or {{ {name_key} = "…", reason = "…" }}'
        problems.wrong_type(place, wanted, item)
        return None
    for key, value in table.items():
        if key not in (name_key, "reason"):
            problems.unknown((*place, key), "key", (name_key, "reason"))
            return None
        if not isinstance(value, str):
            problems.wrong_type((*place, key), "a text", value)
            return None
    if name_key not in table:
        problems.add(place, f'has no "{name_key}"')
        return None
    name = table[name_key].strip().lower()
    reason = table.get("reason", "").strip()
    if name_key == "name":
        return _domain(place, name, reason, problems)
    if not name or name.split() != [name]:
        problems.add(place, f"must be one word without spaces, not {describe(table[name_key])}")
        return None
    return Entry(name, reason)


def _domain(place: tuple[str, ...], name: str, reason: str, problems: Problems) -> Entry | None:
    bare = name.removeprefix("*.").strip(".")
    if not re.fullmatch(_HOST, bare):
        cure = 'write the bare name, such as "example.org"'
        problems.add(place, f"{describe(name)} is no domain name; {cure}")
        return None
    return Entry(bare.removeprefix("www."), reason)


def _complete(
    head: Mapping[str, str],
    limits: Mapping[str, int],
    categories: Mapping[Category | str, Mode],
    heads: Mapping[str, HeadThresholds],
    audit: Mapping[str, float],
    problems: Problems,
) -> None:
    wanted = (
        ("policy", ("name", "guidelines"), head),
        ("limits", ("max_chars", "min_chars"), limits),
        ("categories", tuple(Category), categories),
        ("heads", HEADS, heads),
        ("audit", ("published", "rejected"), audit),
    )
    for section, keys, have in wanted:
        for key in keys:
            if key not in have:
                problems.missing((section, key))


def _contradictions(
    limits: Mapping[str, int],
    allowed: tuple[Entry, ...],
    blocked: tuple[Entry, ...],
    problems: Problems,
) -> None:
    least, most = limits.get("min_chars", 0), limits.get("max_chars", 0)
    if most and least > most:
        problems.add(("limits", "min_chars"), f"{least} is more than max_chars ({most})")
    for name in sorted({entry.name for entry in allowed} & {entry.name for entry in blocked}):
        problems.add(("block", "words"), f'"{name}" is also in allow.words')
