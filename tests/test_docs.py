"""What has a public name is explained, and what is explained exists."""

from __future__ import annotations

import ast
import importlib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from modfilter.domain import HEADS, Category
from modfilter.policy.loading import KEYS, default_policy, parse_policy
from modfilter.wire import comment_from_object

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "modfilter").rglob("*.py"))

COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install . "
    "&& .venv/bin/modfilter check examples/comments.jsonl",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
)


def _public(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Public functions, classes and methods, without looking inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if child.name.startswith("_") or _is_overload(child):
                continue
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from _public(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.If | ast.Try):
            yield from _public(child, prefix)


def _is_overload(node: ast.AST) -> bool:
    return any("overload" in ast.unparse(d) for d in getattr(node, "decorator_list", ()))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_names_have_docstrings(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    without = [name for name, node in _public(tree) if not ast.get_docstring(node)]
    if tree.body and not ast.get_docstring(tree):
        without.insert(0, "the module")
    assert not without


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_imports_the_root_package(path: Path) -> None:
    if path in (ROOT / "modfilter" / "__main__.py", ROOT / "modfilter" / "__init__.py"):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert "modfilter" not in [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.module != "modfilter", f"line {node.lineno}"


def test_package_inits_are_empty_but_for_the_roots() -> None:
    full = [path for path in MODULES if path.name == "__init__.py" and path.read_text().strip()]
    # Django's comments package looks for `get_form` in the other one.
    django = ROOT / "modfilter" / "backends" / "django" / "__init__.py"
    assert set(full) <= {ROOT / "modfilter" / "__init__.py", django}


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None, f"{name} {child} is listed and missing"
            yield from _commands(found, f"{name} {child}")


def test_commands_and_options_have_help() -> None:
    main = importlib.import_module("modfilter.cli.main").main
    for name, command in _commands(main, "modfilter"):
        assert command.help, f"{name} has no help"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.opts[0]} has no help"


def test_the_readme_has_the_commands_on_lines_of_their_own() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    for command in COMMANDS:
        assert command in lines


def test_ci_finds_the_readmes_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    endings = re.findall(r"readme_command '([^']+)'", script)
    assert len(endings) == 2
    for ending, command in zip(sorted(endings), sorted(COMMANDS), strict=True):
        assert command.endswith(ending)


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def _sections() -> dict[str, str]:
    text = (ROOT / "docs" / "policy.md").read_text("utf-8")
    parts = re.split(r"^## `\[(.+)\]`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_policy_page_has_every_section_and_key() -> None:
    sections = _sections()
    assert [name for name in KEYS if name != "heads"] == list(sections)
    for name, text in sections.items():
        rows = tuple(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))
        assert rows == KEYS[name], name
    for head in HEADS:
        assert f"`{head}`" in sections["heads.NAME"]


def test_the_policy_page_gives_the_defaults() -> None:
    policy = default_policy()
    for name, default in re.findall(
        r"^\| `(\w+)` \| (\w+) \|", _sections()["categories"], re.MULTILINE
    ):
        assert policy.categories[Category(name)] == default
    for code in policy.rules:
        assert f'`"{code}"`' in _sections()["rules"]
    assert f"| {policy.max_chars} |" in _sections()["limits"]
    assert f"| {policy.min_chars} |" in _sections()["limits"]


@pytest.mark.parametrize("name", ["README.md", "docs/policy.md"])
def test_policies_in_the_documents_are_valid(name: str) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        parse_policy(block, source=name)


def test_examples_in_the_default_policys_remarks_are_valid() -> None:
    text = (ROOT / "modfilter" / "policy" / "default.toml").read_text("utf-8")
    shown = re.findall(r"^#   (\S+ = .+)$", text, re.MULTILINE)
    assert len(shown) >= 5
    for line in shown:
        tomllib.loads(line)


def test_the_example_comments_are_comments() -> None:
    lines = (ROOT / "examples" / "comments.jsonl").read_text("utf-8").splitlines()
    comments = [comment_from_object(json.loads(line)) for line in lines]
    assert 20 <= len(comments) <= 25
    assert len({comment.id for comment in comments}) == len(comments)
    for comment in comments:
        for host in re.findall(r"(?:https?://|@)([\w.-]+)", comment.text):
            assert re.search(r"(?:^|\.)example\.(?:com|org|net)$", host)
