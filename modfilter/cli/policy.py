"""`modfilter policy`: check a policy file, or show what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from modfilter.policy.policy import Policy

EPILOG = """\b
Examples:
  modfilter policy show > site.toml      start from the shipped policy
  modfilter policy check site.toml       before it goes live
  modfilter policy show site.toml        with everything it leaves to the default
"""


@click.group(epilog=EPILOG)
def policy() -> None:
    """Check a policy file, or show the policy in force."""


@policy.command(epilog="Exit status: 0 where the policy can be used, 2 where it cannot.")
@click.argument("file")
@click.option(
    "--model",
    metavar="FOLDER",
    help="Model bundle that has to keep the policy's promises; default: the shipped model.",
)
def check(file: str, model: str | None) -> None:
    """Say whether the policy in FILE can be used, or what is wrong with it and where.

    Promises such as {precision = 0.95} are checked against the model, and shown with the score,
    the interval and the number of comments that they rest on.
    """
    from modfilter.cli.knowledge import policy_of
    from modfilter.cli.terminal import visible

    loaded = policy_of(file)
    if loaded.promises or model is not None:
        loaded, _ = resolved(loaded, model)
    click.echo(f'ok: policy "{loaded.name}", id {loaded.id}')
    if loaded.audit.draws and loaded.audit.key is None:
        click.echo("  audit: draws comments by the key in MODFILTER_KEY, which is not set here")
    if loaded.own_heads and not loaded.kept and model is None:
        names = ", ".join(visible(head) for head in loaded.own_heads)
        click.echo(f"  heads of your own: {names}; --model FOLDER checks that a model has them")
    for threshold, kept in loaded.kept.items():
        click.echo(f"  heads.{threshold}: {kept}")


@policy.command(epilog="Example: modfilter policy show site.toml --model default")
@click.argument("file", required=False)
@click.option(
    "--model",
    metavar="FOLDER",
    help='Model bundle to resolve promises by; "default" is the shipped model.',
)
def show(file: str | None, model: str | None) -> None:
    """Print the policy in FILE as TOML, complete; without FILE, the shipped policy.

    With --model, each promise has a remark that says what it comes to: the score, how often the
    model was right from there on, the interval of that, and how many comments it rests on.
    """
    from modfilter.cli.knowledge import policy_of
    from modfilter.policy.showing import to_toml

    loaded = policy_of(file)
    if model is not None:
        loaded, model_id = resolved(loaded, model)
        click.echo(f"# What promises come to is by model {model_id}.")
    click.echo(to_toml(loaded), nl=False)


def resolved(policy: Policy, model: str | None) -> tuple[Policy, str]:
    """The policy with its promises as scores, and the model's id; PolicyError where it cannot."""
    from modfilter.cli.knowledge import model_folder
    from modfilter.model.bundle import load_bundle

    bundle = load_bundle(model_folder(model))
    return policy.resolved(bundle.curves), bundle.id
