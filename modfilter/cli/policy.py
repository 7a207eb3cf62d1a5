"""`modfilter policy`: check a policy file, or show what is in force."""

from __future__ import annotations

import click

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

    Promises such as {precision = 0.98} are checked against the model.
    """
    from modfilter.cli.knowledge import policy_of

    loaded = policy_of(file)
    if loaded.promises or model is not None:
        check_promises(model, file)
    click.echo(f'ok: policy "{loaded.name}", id {loaded.id}')


@policy.command(epilog="Example: modfilter policy show > site.toml")
@click.argument("file", required=False)
def show(file: str | None) -> None:
    """Print the policy in FILE as TOML, complete; without FILE, the shipped policy."""
    from modfilter.cli.knowledge import policy_of
    from modfilter.policy.showing import to_toml

    click.echo(to_toml(policy_of(file)), nl=False)


def check_promises(model: str | None, file: str) -> None:
    """Raise PolicyError where the model cannot keep what the policy promises."""
    from modfilter.moderator import Moderator

    Moderator.load(model, file)
