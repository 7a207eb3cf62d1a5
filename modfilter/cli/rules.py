"""`modfilter rules`: what the rules look for."""

from __future__ import annotations

import difflib
import sys

import click

from modfilter.cli.terminal import (
    fitted,
    is_terminal,
    styled,
    terminal_width,
    visible,
    wants_colour,
)
from modfilter.errors import InputError

EPILOG = """\b
Examples:
  modfilter rules
  modfilter rules --policy site.toml
  modfilter rules show link.bare_domain
"""


@click.group(invoke_without_command=True, epilog=EPILOG)
@click.option("--policy", metavar="FILE", help="Policy file (TOML); default: the shipped policy.")
@click.pass_context
def rules(ctx: click.Context, policy: str | None) -> None:
    """List the rules: code, category, what the policy does, and what each looks for."""
    ctx.obj = policy
    if ctx.invoked_subcommand is not None:
        return
    from modfilter.cli.knowledge import known_rules, policy_of

    loaded = policy_of(policy)
    colour = wants_colour(sys.stdout)
    known = known_rules()
    code_width = max((len(rule.code) for rule in known), default=4)
    category_width = max((len(rule.category) for rule in known), default=8)
    head = f"{'CODE':{code_width}} {'CATEGORY':{category_width}} {'POLICY':7} LOOKS FOR"
    click.echo(styled(head, "bold", colour))
    for rule in known:
        mode, _ = loaded.rule_mode(rule.code, rule.category)
        before = f"{rule.code:{code_width}} {rule.category:{category_width}} "
        sentence = rule.moderator
        if is_terminal(sys.stdout):
            sentence = fitted(sentence, terminal_width() - len(before) - 8)
        shown = f"{mode!s:7}"
        if str(mode) in ("review", "reject"):
            shown = styled(shown, str(mode), colour)
        click.echo(f"{before}{shown} {sentence}")


@rules.command(epilog="Example: modfilter rules show attack.insult")
@click.argument("code")
@click.pass_obj
def show(policy: str | None, code: str) -> None:
    """Show one rule in full: the guideline it serves, its sentences, and examples both ways."""
    from modfilter.cli.knowledge import known_rules, policy_of

    by_code = {rule.code: rule for rule in known_rules()}
    rule = by_code.get(code)
    if rule is None:
        near = difflib.get_close_matches(code, by_code, 1, 0.5)
        hint = f'did you mean "{near[0]}"?' if near else "`modfilter rules` lists them."
        raise InputError(f'there is no rule "{visible(code)}": {hint}')
    mode, line = policy_of(policy).rule_mode(rule.code, rule.category)
    colour = wants_colour(sys.stdout)
    click.echo(styled(rule.code, "bold", colour) + f"  ({rule.category})")
    for name, value in (
        ("Guideline", rule.guideline),
        ("Looks for", rule.moderator),
        ("Tells the author", rule.author),
        ("Policy", f"{mode}, by {line}"),
        ("Applies to", rule.bad),
        ("Leaves alone", rule.good),
    ):
        click.echo(f"  {name + ':':18}{visible(value)}")
