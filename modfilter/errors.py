"""Errors a caller can act on; every message names the place, the cause and the cure."""

from __future__ import annotations


class ModfilterError(Exception):
    """Base of all errors that modfilter raises on purpose."""


class PolicyError(ModfilterError):
    """A policy file that cannot be used: unknown key, wrong type, impossible threshold."""


class BundleError(ModfilterError):
    """A model bundle that is missing, damaged, foreign or made by a newer modfilter."""


class CorpusError(ModfilterError):
    """Training data that is missing or cannot be read."""


class InputError(ModfilterError):
    """Input that holds no comment where one was expected."""


class ModelsError(ModfilterError):
    """A models folder that cannot do what is asked: unknown id, no champion, locked."""


class LockedError(ModfilterError):
    """Another process is changing the same files and is not done in time."""


class PromotionRefusedError(ModelsError):
    """A model that may not become champion unless somebody insists and says why."""

    def __init__(self, message: str, reasons: tuple[str, ...]) -> None:
        super().__init__(message)
        self.reasons = reasons
        """What speaks against the model, a sentence each."""


class StoreError(ModfilterError):
    """A decision store that cannot be opened, read or written."""


class UnknownCommentError(StoreError):
    """A comment that the store does not have, or whose text was taken away."""


class NotPossibleError(StoreError):
    """What a store cannot do as things stand: nothing was refused, or it was done before."""


class DecisionsError(ModfilterError):
    """Moderators' decisions that a model cannot be learned from."""
