"""The façade: what a program asks about comments, and the models and policies behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from modfilter.domain import Comment, Decision, Finding
from modfilter.engine import MAX_READ, Engine, Folders, Piece
from modfilter.errors import BundleError, ModfilterError
from modfilter.model.bundle import Bundle, load_bundle
from modfilter.model.choosing import bundle_folder
from modfilter.policy.loading import load_policy
from modfilter.policy.policy import Policy
from modfilter.rules import flood
from modfilter.rules.catalogue import RULES
from modfilter.rules.warming import compile_patterns

_BATCH_COMMENTS = 512
_BATCH_CHARS = 200_000

CODES = frozenset({*(rule.code for rule in RULES), flood.CODE})
"""The rule codes that a policy may name."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision with what made each head's score: pieces by falling weight."""

    decision: Decision
    pieces: Mapping[str, tuple[Piece, ...]]


class Moderator:
    """Judges comments by one policy and one model. Safe to share between threads, and to fork.

    Pickled, a moderator from `load` is the policy and its models' folders and ids: small, and for
    processes that see the same files. Another process opens each model once; one that is not
    what it was raises BundleError.

    >>> from modfilter import Moderator
    >>> moderator = Moderator.load()
    >>> decision = moderator.check("The minutes are at https://council.example.org/2024.")
    >>> print(decision.action, [reason.finding.code for reason in decision.reasons])
    reject ['link.url']
    >>> print(decision.reasons[0].finding.suggestion)
    visit the Example website
    """

    def __init__(
        self, bundle: Bundle, policy: Policy, *, shadow: Bundle | None = None, audit: bool = True
    ) -> None:
        """A moderator over a loaded model and a policy; promises are resolved by the model.

        `shadow` is a model on trial: what it would decide is kept beside each decision, and decides
        nothing. `audit=False` draws no comments for the policy's audit, for those who measure.
        """
        self._engine = Engine(bundle, policy, shadow, audit=audit)
        self._loaded_from: _Sources | None = None

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        policy: str | Path | Policy | None = None,
        *,
        shadow: str | Path | None = None,
        audit: bool = True,
    ) -> Moderator:
        """Load a model and a policy file; None means the ones that ship with modfilter.

        `model` is a bundle or a models folder, whose champion is taken; `choosing.bundle_folder`
        has more names for models. `shadow` names a model on trial; `audit=False` draws no comments
        for the policy's audit. Raises BundleError, ModelsError or PolicyError, which say what is
        wrong and what to do about it.
        """
        sources = _Sources(model, policy, shadow, audit)
        moderator = cls.__new__(cls)
        moderator._engine = sources.load()
        moderator._loaded_from = sources
        return moderator

    def __reduce__(self) -> tuple[Any, ...]:
        engine = self._engine
        shadow = None if engine.shadow is None else engine.shadow.bundle
        if engine.folders is not None:
            model, trial = (folder and folder.absolute() for folder in engine.folders)
            ids = engine.bundle.id, shadow and shadow.id
            opened = (model, trial), ids, engine.policy, engine.draws
            return _reopened, (type(self), opened, self._loaded_from)
        made_of = engine.bundle, engine.policy, shadow, engine.draws
        return _restored, (type(self), made_of, self._loaded_from)

    def reload(self) -> bool:
        """Load models and policy anew from where they came: True where one of them has changed.

        Other threads go on meanwhile. A call that has begun is answered wholly by the old model
        and policy, one that begins later wholly by the new. What cannot be loaded raises as in
        `load`, and everything stays as it was.
        """
        if self._loaded_from is None:
            raise ModfilterError(
                "this moderator was made from a bundle and a policy; only one from "
                "Moderator.load() knows where to load them from again"
            )
        engine = self._loaded_from.load(self._engine)
        if engine is self._engine:
            return False
        self._engine = engine
        return True

    @property
    def bundle(self) -> Bundle:
        """The model."""
        return self._engine.bundle

    @property
    def policy(self) -> Policy:
        """The policy, its promises resolved."""
        return self._engine.policy

    @property
    def shadow_id(self) -> str | None:
        """The id of the model on trial, or None."""
        shadow = self._engine.shadow
        return None if shadow is None else shadow.bundle.id

    @property
    def model_id(self) -> str:
        """The id of the model, as decisions carry it."""
        return self._engine.bundle.id

    @property
    def policy_id(self) -> str:
        """The id of the policy, as decisions carry it."""
        return self._engine.policy.id

    def warm_up(self) -> None:
        """Do now what is put off until a comment needs it, so that no comment waits for it.

        For servers, at their start: it takes a quarter of a second, where `load` alone is quick
        for the sake of the command line. Answers are the same without it.
        """
        compile_patterns()
        # The rules fill their tables with the first words that they look up.
        engine = self._engine
        comments = [Comment(text) for rule in RULES for text in (rule.bad, rule.good)]
        engine.check_batch(comments, None)

    def check(self, comment: str | Comment) -> Decision:
        """Judge one comment: the same answer as in any batch."""
        return self._engine.check_batch([_comment(comment)], None)[0]

    def check_many(
        self,
        comments: Iterable[str | Comment],
        *,
        extra: Sequence[Sequence[Finding] | None] | None = None,
    ) -> list[Decision]:
        """Judge comments in order. `extra` gives each comment further findings (flooding, say)."""
        everything = [_comment(comment) for comment in comments]
        if extra is not None and len(extra) != len(everything):
            raise ValueError(f"{len(extra)} lists of extra findings for {len(everything)} comments")
        engine = self._engine
        decisions: list[Decision] = []
        first = 0
        while first < len(everything):
            last = first
            chars = 0
            end = min(first + _BATCH_COMMENTS, len(everything))
            while last < end and chars < _BATCH_CHARS:
                chars += min(len(everything[last].text), MAX_READ)
                last += 1
            decisions += engine.check_batch(
                everything[first:last], extra[first:last] if extra is not None else None
            )
            first = last
        return decisions

    def explain(self, comment: str | Comment) -> Explanation:
        """The decision on one comment, and the pieces that made each head's score."""
        comment = _comment(comment)
        engine = self._engine
        decision = engine.check_batch([comment], None)[0]
        return Explanation(decision, engine.pieces(comment.text, decision))


class _Sources(NamedTuple):
    """Where a moderator was loaded from."""

    model: str | Path | None
    policy: str | Path | Policy | None
    shadow: str | Path | None
    audit: bool

    def load(self, running: Engine | None = None) -> Engine:
        """The model, the policy and the model on trial, as they are now.

        `running` itself where these are what it has.
        """
        folder = bundle_folder(self.model)
        bundle = load_bundle(folder)
        policy = self.policy
        if not isinstance(policy, Policy):
            policy = load_policy(policy, known_codes=CODES)
        trial_folder = None if self.shadow is None else bundle_folder(self.shadow)
        trial = None if trial_folder is None else load_bundle(trial_folder)
        if running is not None and running.ids == (bundle.id, policy.id, trial and trial.id):
            return running
        engine = Engine(bundle, policy, trial, audit=self.audit)
        engine.folders = folder, trial_folder
        return engine


_Opened = tuple[Folders, tuple[str, str | None], Policy, bool]
_REOPENED: dict[tuple[object, ...], Engine] = {}
"""What this process has opened for moderators that came pickled: one may come with every task."""
_MOST_REOPENED = 4


def _reopened(kind: type[Moderator], opened: _Opened, sources: _Sources | None) -> Moderator:
    folders, ids, policy, audit = opened
    key = folders, ids, policy.id, policy.audit, audit
    engine = _REOPENED.get(key)
    if engine is None:
        bundle, trial = (
            None if folder is None else _unchanged(folder, expected)
            for folder, expected in zip(folders, ids, strict=True)
        )
        assert bundle is not None
        engine = Engine(bundle, policy, trial, audit=audit)
        engine.folders = folders
        if len(_REOPENED) >= _MOST_REOPENED:
            _REOPENED.clear()
        _REOPENED[key] = engine
    moderator = kind.__new__(kind)
    moderator._engine = engine
    moderator._loaded_from = sources
    return moderator


def _unchanged(folder: Path, expected: str | None) -> Bundle:
    bundle = load_bundle(folder)
    if bundle.id != expected:
        raise BundleError(
            f"model {folder} is {bundle.id}, and the moderator that came pickled has {expected}: "
            "load a new moderator, and keep models side by side (modfilter models)"
        )
    return bundle


def _restored(
    kind: type[Moderator],
    made_of: tuple[Bundle, Policy, Bundle | None, bool],
    sources: _Sources | None,
) -> Moderator:
    bundle, policy, shadow, audit = made_of
    moderator = kind(bundle, policy, shadow=shadow, audit=audit)
    moderator._loaded_from = sources
    return moderator


def _comment(comment: str | Comment) -> Comment:
    return comment if type(comment) is Comment else Comment(str(comment))
