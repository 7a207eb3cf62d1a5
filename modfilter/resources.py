"""Where the files that ship with modfilter lie, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path

from modfilter.errors import BundleError, ModfilterError

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data" / "models" / "default"
_CHECKOUT = _PACKAGE.parent / "models" / "default"
_TRAINING_DATA = _PACKAGE.parent / "training_data"
_INSTALLED_NEWSROOM = _PACKAGE / "_data" / "newsroom"
_INSTALLED_CASES = _PACKAGE / "_data" / "cases"
_INSTALLED_TEMPLATES = _PACKAGE / "_data" / "templates.toml"


def default_model_path() -> Path:
    """The folder of the model bundle that ships with modfilter.

    A wheel carries it inside the package; a checkout or an editable install has it beside the
    package. Raises BundleError where neither is there.
    """
    for folder in (_INSTALLED, _CHECKOUT):
        if (folder / "model.json").is_file():
            return folder
    raise BundleError(
        f"the default model is in neither {_INSTALLED} nor {_CHECKOUT}: reinstall modfilter, "
        "or name a model bundle yourself (--model FOLDER)"
    )


def identity_templates_path() -> Path | None:
    """The project's identity templates, None where they were taken away."""
    for path in (_INSTALLED_TEMPLATES, _TRAINING_DATA / "identity" / "templates.toml"):
        if path.is_file():
            return path
    return None


def case_files() -> list[Path]:
    """The files that hold the project's regression cases: comments with what should happen to them.

    A wheel carries the held-out comments only (see hatch_build.py), a checkout has all of them;
    rows with `"split": "held_out"` are the cases.
    """
    for folder in (_INSTALLED_CASES, _TRAINING_DATA / "comments"):
        found = sorted(folder.glob("*.jsonl"))
        if found:
            return found
    return []


def newsroom_path() -> Path:
    """The folder of the example newsroom, a package by the name `newsroom`.

    Raises ModfilterError where it was taken away.
    """
    for folder in (_INSTALLED_NEWSROOM, _PACKAGE.parent / "examples" / "newsroom"):
        if (folder / "demo.py").is_file():
            return folder
    raise ModfilterError(f"the newsroom is not in {_INSTALLED_NEWSROOM}: reinstall modfilter")
