"""Where the files that ship with modfilter lie, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path

from modfilter.errors import BundleError

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data" / "models" / "default"
_CHECKOUT = _PACKAGE.parent / "models" / "default"
_IDENTITY_TEMPLATES = _PACKAGE.parent / "training_data" / "identity" / "templates.toml"


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
    """The project's identity templates, in a checkout; an installed modfilter has none."""
    return _IDENTITY_TEMPLATES if _IDENTITY_TEMPLATES.is_file() else None
