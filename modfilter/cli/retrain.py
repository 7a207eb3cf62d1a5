"""`modfilter retrain`: from moderators' decisions to a corrected model, promoted if better."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modfilter.cli import exits
from modfilter.cli.given_decisions import decision_options, decisions_given
from modfilter.cli.models import name
from modfilter.durable import replace_folder
from modfilter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modfilter.domain import ModeratorDecision
    from modfilter.learning.comparison.compare import Comparison
    from modfilter.learning.comparison.gate import Refusal
    from modfilter.learning.comparison.held_out import Split
    from modfilter.learning.retraining.retrain import Retrained
    from modfilter.model.bundle import Bundle

# Shares of the way to what was learned, tried where all of it spoils what the champion could do.
_GENTLER = (0.7, 0.5, 0.35, 0.25, 0.15)
_SHOWN = 5
_EXCERPT = 60

EPILOG = """\b
Examples:
  modfilter retrain --decisions decisions.jsonl --out models/mine
      correct the shipped model by all decisions in the file
  modfilter check --model models/mine comments.jsonl
      use what was learned
  modfilter retrain --store sqlite:///decisions.db --models models --promote --who anna
      learn from the earlier decisions, and promote the result if the later ones show it better
  modfilter retrain --store sqlite:///decisions.db --models models --promote --who anna \\
      --force --note "the templates are about another kind of site"
      promote it against the gate's reasons, which are written down with the note

\b
Exit status: 0 done, 1 the gate refuses to promote, 2 usage.
"""


@click.command(epilog=EPILOG)
@decision_options
@click.option(
    "--base",
    metavar="MODEL",
    help='Model to correct: a bundle, a models folder, or "default"; default: the champion in the '
    "models folder, else the shipped model.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write the new bundle to; written only when all has gone well.",
)
@click.option(
    "--models",
    envvar="MODFILTER_MODELS",
    type=click.Path(file_okay=False, path_type=Path),
    help="Models folder to promote in; default: MODFILTER_MODELS.",
)
@click.option("--promote", is_flag=True, help="Make the new model champion if the gate allows it.")
@click.option("--force", is_flag=True, help="Promote it whatever the gate says; needs --note.")
@click.option("--note", help="Why it is promoted all the same; kept in the models' history.")
@click.option("--who", metavar="NAME", help="Who promotes; default: your login name.")
@click.option(
    "--held-out",
    type=click.FloatRange(min=0, max=0.9),
    metavar="SHARE",
    help="Share of the decisions, the latest, to judge by and not to learn from; default: 0.3 with "
    "--promote, else 0.",
)
@click.option("--policy", metavar="FILE", help="Policy to judge by; default: the shipped policy.")
@click.option(
    "--moderator-share",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=0.5,
    show_default=True,
    help="The most of all weight that one of three or more moderators may have.",
)
@click.pass_context
def retrain(
    ctx: click.Context,
    files: tuple[Path, ...],
    store: str | None,
    base: str | None,
    out: Path | None,
    models: Path | None,
    promote: bool,
    force: bool,
    note: str | None,
    who: str | None,
    held_out: float | None,
    policy: str | None,
    moderator_share: float,
) -> None:
    """Correct a model by moderators' decisions.

    Needs none of the data that the model was trained from: it learns what to add to the model's
    weights, merges that in, and calibrates the scores anew. Languages that the model cannot read
    and categories of your own are learned once there are enough decisions. The same decisions
    give the same bundle. With --promote the latest decisions are held out, and the new model
    becomes champion only if it is shown to be better on them.
    """
    _check_usage(out, models, promote, force, note)
    from modfilter.learning.comparison.held_out import HELD_OUT_SHARE, split_in_time
    from modfilter.learning.retraining.material import Options
    from modfilter.learning.retraining.retrain import retrain as learn
    from modfilter.model.bundle import load_bundle
    from modfilter.model.choosing import bundle_folder

    champion_folder = _base(base, models, promote)
    champion = load_bundle(champion_folder or bundle_folder(base))
    share = held_out if held_out is not None else HELD_OUT_SHARE if promote else 0.0
    split = split_in_time(decisions_given(files, store), share)
    started = time.monotonic()

    def say(line: str) -> None:
        click.echo(f"{time.monotonic() - started:7.1f} s  {line}", err=True)

    found = learn(champion, split.learn, Options(moderator_share=moderator_share), say)
    found = _with_share(found, split, share)
    _tell(found)
    with tempfile.TemporaryDirectory(prefix="modfilter-") as folder:
        place = Path(folder)
        refusals: Sequence[Refusal] = ()
        if promote:
            gentler = () if force else _GENTLER
            found, refusals = _judge(champion, found, gentler, policy, split.held_out, place, say)
        challenger = found.write(place / "model")
        if out is not None:
            replace_folder(out, found.write)
            click.echo(f"model {challenger.id} written to {out}")
        if promote and models is not None:
            _promote(
                ctx,
                models,
                champion_folder or bundle_folder(base),
                place / "model",
                name(who),
                note,
                refusals,
            )
    sys.stdout.flush()


def _check_usage(
    out: Path | None, models: Path | None, promote: bool, force: bool, note: str | None
) -> None:
    if out is None and not promote:
        raise InputError("say where to write the model (--out FOLDER), or --promote")
    if promote and models is None:
        raise InputError("--promote needs a models folder: --models FOLDER, or MODFILTER_MODELS")
    if force and not (note or "").strip():
        raise InputError("--force needs --note TEXT: why it is promoted against the gate")
    if note is not None and not force:
        raise InputError("--note says why --force is used; without --force leave it out")


def _base(base: str | None, models: Path | None, promote: bool) -> Path | None:
    """The champion's folder where a promotion is wanted and no other base is named."""
    if base is not None or models is None or not promote:
        return None
    from modfilter.model.registry import ModelsFolder
    from modfilter.resources import default_model_path

    folder = ModelsFolder(models)
    return folder.champion_folder() if folder.champion() is not None else default_model_path()


def _with_share(found: Retrained, split: Split, share: float) -> Retrained:
    """`found` with what was held out in its record, for `modfilter compare`."""
    if not share:
        return found
    record = dict(found.bundle.about["retrained"])
    record["held_out_share"] = share
    if split.held_out_from is not None:
        record["held_out_from"] = split.held_out_from.isoformat()
    about = {**found.bundle.about, "retrained": record}
    return replace(found, bundle=replace(found.bundle, about=about))


def _tell(found: Retrained) -> None:
    """What the decisions could not teach, and where moderators disagree."""
    for said, number in found.untaught.items():
        click.echo(f"{said}: {number:,} decisions taught no head", err=True)
    for who, weight in found.lessons.moderator_weight.items():
        number = found.lessons.by_moderator[who]
        click.echo(
            f"moderator {who or 'without a name'}: {number:,} decisions count {weight:.2f} each, "
            "so that one moderator does not outweigh the others",
            err=True,
        )
    contradictions = found.lessons.contradictions
    if contradictions:
        texts = "text was" if len(contradictions) == 1 else "texts were"
        click.echo(
            f"{len(contradictions):,} {texts} published by some, rejected by others:", err=True
        )
    for contradiction in contradictions[:_SHOWN]:
        text = " ".join(contradiction.text.split())
        short = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
        shown = "".join(char if char.isprintable() else "?" for char in short)
        click.echo(
            f"  {contradiction.published} published, {contradiction.rejected} rejected: {shown}",
            err=True,
        )


def _judge(
    champion: Bundle,
    found: Retrained,
    strengths: Sequence[float],
    policy: str | None,
    decisions: Sequence[ModeratorDecision],
    place: Path,
    say: Callable[[str], None],
) -> tuple[Retrained, Sequence[Refusal]]:
    """The challenger, or a gentler one that the gate lets pass, and what speaks against it.

    A challenger that is better on this site's comments may spoil others. One that goes only a
    part of the way often does not; what is not shown better on the site's own is not tried again.
    """
    from modfilter.cli.compare import all_cases, show_comparison
    from modfilter.cli.knowledge import policy_of
    from modfilter.learning.comparison.compare import compare
    from modfilter.learning.comparison.gate import gate, spoils_others_alone

    rules, cases = policy_of(policy), all_cases(())

    def judged(candidate: Retrained, name: str) -> tuple[Comparison, Sequence[Refusal]]:
        bundle = candidate.write(place / name)
        comparison = compare(champion, bundle, rules, decisions, cases)
        return comparison, gate(comparison)

    comparison, refusals = judged(found, "all-the-way")
    against = refusals
    for strength in strengths:
        gentler = found.gentler(strength) if spoils_others_alone(against) else None
        if gentler is None:
            break
        say(f"{against[0].message}; trying {strength:.0%} of the way from the champion")
        tried, against = judged(gentler, f"{strength:.0%}")
        if not against:
            found, comparison, refusals = gentler, tried, against
            break
    show_comparison(comparison, refusals, 0, False)
    return found, refusals


def _promote(
    ctx: click.Context,
    models: Path,
    base: Path,
    fresh: Path,
    who: str,
    note: str | None,
    refusals: Sequence[Refusal],
) -> None:
    from modfilter.model.registry import ModelsFolder

    folder = ModelsFolder(models)
    if folder.champion() is None:
        # So that there is something to roll back to.
        first = folder.add(base, who=who, why="where retraining began")
        folder.promote(first, who=who, why="where retraining began")
    reasons = [refusal.message for refusal in refusals]
    model = folder.add(fresh, who=who, why="retrained on moderators' decisions", reasons=reasons)
    if refusals and note is None:
        click.echo(
            f"model {model} is kept in {models} and not promoted; `modfilter compare` lists the "
            "comments that it would decide otherwise",
            err=True,
        )
        ctx.exit(exits.REFUSED)
    folder.promote(
        model, who=who, why="retrained on moderators' decisions", note=note, reasons=reasons
    )
    click.echo(f"model {model} is the champion of {models} now")
