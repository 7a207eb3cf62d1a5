"""A policy as TOML again, with everything that a site's own file leaves to the default."""

from __future__ import annotations

import json
from collections.abc import Iterable

from modfilter.policy.policy import Policy, content
from modfilter.policy.problems import key_path


def to_toml(policy: Policy) -> str:
    """The whole policy as a policy file; reading it gives a policy with the same id.

    Behind a promise that a model has resolved stands a remark that says what it came to.
    """
    lines: list[str] = []
    for section, table in content(policy).items():
        assert isinstance(table, dict)
        if section == "heads":
            for head, limits in table.items():
                remarks = [policy.kept.get(f"{head}.{key}") for key in limits]
                lines += ["", f"[{key_path(('heads', head))}]"]
                lines += [
                    line if remark is None else f"{line}  # {remark}"
                    for line, remark in zip(_pairs(limits.items()), remarks, strict=True)
                ]
        else:
            lines += ["", f"[{section}]", *_pairs(table.items())]
    return "\n".join(lines[1:]) + "\n"


def _pairs(items: Iterable[tuple[str, object]]) -> list[str]:
    return [f"{key_path([key])} = {_value(value)}" for key, value in items]


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_pairs(value.items())) + " }"
    if isinstance(value, list):
        if not value:
            return "[]"
        return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
    # JSON's texts and numbers are TOML's too, but for the one control character it leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
