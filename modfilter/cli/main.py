"""The command line's entry: a group that imports a command only when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import Any

import click

from modfilter.cli import exits
from modfilter.cli.sink import ClosedPipeError, silence
from modfilter.errors import ModfilterError

COMMANDS = {
    "check": "modfilter.cli.check",
    "explain": "modfilter.cli.explain",
    "rules": "modfilter.cli.rules",
    "policy": "modfilter.cli.policy",
    "train": "modfilter.cli.train",
    "evaluate": "modfilter.cli.evaluate",
    "retrain": "modfilter.cli.retrain",
    "compare": "modfilter.cli.compare",
    "models": "modfilter.cli.models",
    "decisions": "modfilter.cli.decisions",
    "review": "modfilter.cli.review",
    "backtest": "modfilter.cli.backtest",
    "serve": "modfilter.cli.serve",
    "keys": "modfilter.cli.keys",
    "demo": "modfilter.cli.demo",
}
"""Command names and the modules that define a click command of the same name."""

EPILOG = """\b
Examples:
  modfilter check comments.jsonl           label the comments in a file
  echo "Great read!" | modfilter check     label one comment a line
  modfilter explain "You are an idiot."    show what led to a decision
  modfilter rules show link.url            what a rule looks for, and why
  modfilter policy show > policy.toml      start a policy of your own

`modfilter COMMAND --help` teaches each command.
"""


class LazyGroup(click.Group):
    """A group that knows its commands by name and turns errors into exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer meets them."""
        return [name for name, module in COMMANDS.items() if importlib.util.find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; a full disk ends in one clear line, even under --help."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            silence(sys.stdout)
            place = f'"{error.filename}"' if error.filename else "the output"
            cause = (error.strerror or str(error)).lower()
            click.echo(f"Error: cannot read or write {place}: {cause}", err=True)
            raise SystemExit(exits.IO_ERROR) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong ends in one clear line and an exit status."""
        try:
            return super().invoke(ctx)
        except ModfilterError as error:
            raise exits.Failure(str(error), exits.USAGE) from None
        except (ClosedPipeError, BrokenPipeError):
            silence(sys.stdout)
            raise SystemExit(exits.CLOSED_PIPE) from None
        except KeyboardInterrupt:
            raise SystemExit(130) from None


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="modfilter", message="%(prog)s %(version)s")
def main() -> None:
    """Moderate comments by clear rules and a trained model, with every reason.

    Each comment is labelled publish, review (a person should look) or reject, by a policy that
    your site can change.
    """
