"""`modfilter keys`: API keys of the server."""

from __future__ import annotations

import json

import click

EPILOG = """\b
Examples:
  modfilter keys create --keys keys.json --name blog --scope moderate --scope decide
  modfilter keys list --keys keys.json
  modfilter keys revoke --keys keys.json 3f9a0c51e2d4

A running server takes changes on SIGHUP or at POST /v1/reload.
"""
_SCOPES = ("moderate", "decide", "review", "admin")
_file = click.option(
    "--keys",
    "path",
    envvar="MODFILTER_KEYS",
    show_envvar=True,
    required=True,
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="The file of keys; it holds hashes only.",
)


@click.group(epilog=EPILOG)
def keys() -> None:
    """Create, list and revoke API keys of the server."""


@keys.command(epilog="Example: modfilter keys create --keys keys.json --name blog --scope moderate")
@_file
@click.option("--name", required=True, metavar="TEXT", help="What the key is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(_SCOPES),
    help="moderate: judge comments; decide: send moderators' decisions; review: work on the "
    "queue; admin: everything, reload and metrics. May be repeated.",
)
def create(path: str, name: str, scopes: tuple[str, ...]) -> None:
    """Make a key and print it. It is shown this once: the file keeps its hash."""
    from modfilter.server.keys import KeyFile, Scope

    key, text = KeyFile(path).create(name, [Scope(scope) for scope in scopes])
    click.echo(f'key {key.id} "{key.name}" may {", ".join(key.scopes)}', err=True)
    click.echo(text)


@keys.command("list", epilog="Example: modfilter keys list --keys keys.json")
@_file
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array, less the hashes.")
def list_(path: str, as_json: bool) -> None:
    """List the keys: id, what each may do, since when, and whether it was revoked."""
    from modfilter.cli.terminal import visible
    from modfilter.server.keys import KeyFile

    found = KeyFile(path).read()
    if as_json:
        shown = [
            {
                "id": key.id,
                "name": key.name,
                "scopes": list(key.scopes),
                "created": key.created,
                "revoked": key.revoked,
            }
            for key in found
        ]
        click.echo(json.dumps(shown, indent=1, ensure_ascii=False))
        return
    for key in found:
        state = f"revoked {key.revoked[:16]}" if key.revoked else f"since {key.created[:16]}"
        click.echo(f"{key.id}  {state:24} {','.join(key.scopes):28} {visible(key.name)}")


@keys.command(epilog="Example: modfilter keys revoke --keys keys.json 3f9a0c51e2d4")
@_file
@click.argument("key")
def revoke(path: str, key: str) -> None:
    """Make the key with the id KEY worthless."""
    from modfilter.server.keys import KeyFile

    found = KeyFile(path).revoke(key)
    click.echo(f"key {found.id} is revoked; a running server takes that on SIGHUP")
