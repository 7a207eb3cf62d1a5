"""Which model is meant: a bundle, a models folder's champion, or the one that ships."""

from __future__ import annotations

import os
from pathlib import Path

from modfilter.errors import ModelsError
from modfilter.model.registry import ModelsFolder, is_models_folder
from modfilter.resources import default_model_path

MODEL = "MODFILTER_MODEL"
"""Environment variable: the model to use where none is named."""
MODELS = "MODFILTER_MODELS"
"""Environment variable: the models folder whose champion is used where no model is named."""
SHIPPED = "default"
"""The name of the model that ships with modfilter."""


def bundle_folder(model: str | Path | None = None) -> Path:
    """The folder of the bundle that `model` means.

    A bundle's folder means itself, a models folder its champion, "default" the shipped model, and
    an id the model with that id in the folder that MODFILTER_MODELS names. None means
    MODFILTER_MODEL; without that the champion in MODFILTER_MODELS; without that, and where nothing
    has been promoted there yet, the shipped model.
    Raises ModelsError or BundleError where there is no such model.
    """
    if model is None:
        return _unnamed()
    path = Path(model)
    if path.exists():
        return ModelsFolder(path).champion_folder() if is_models_folder(path) else path
    if str(model) == SHIPPED:
        return default_model_path()
    if os.environ.get(MODELS):
        kept = Path(os.environ[MODELS]) / path.name
        if path.name == str(model) and kept.is_dir():
            return kept
    return path


def _unnamed() -> Path:
    if os.environ.get(MODEL):
        return bundle_folder(os.environ[MODEL])
    if not os.environ.get(MODELS):
        return default_model_path()
    folder = ModelsFolder(os.environ[MODELS])
    if not folder.path.is_dir():
        raise ModelsError(
            f"{MODELS} names {folder.path}, which is no folder; `modfilter models add` makes it"
        )
    return default_model_path() if folder.champion() is None else folder.champion_folder()
