"""Parts of a page that needs nothing else: its frame, its style, and tables."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1d2025; --soft: #5b626c;
  --grid: #d9dce0; --accent: #1f5fa8; --positive: #b3431c; --negative: #3b7f8c; --box: #f3f3ef; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e6e7ea; --soft: #a2a8b1;
  --grid: #363a41; --accent: #7db2ee; --positive: #f0926b; --negative: #6fb9c6; --box: #1f2228; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 2rem 0 .25rem; font-size: 1.05rem; } p { max-width: 44rem; margin: .5rem 0; }
.soft { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem .25rem 0; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--grid); }
th { font-weight: 600; color: var(--soft); white-space: normal; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; }
.low { color: var(--positive); font-weight: 600; }
.plots { display: grid; gap: 1rem; margin: .75rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); }
.plots svg { width: 100%; height: auto; padding: .6rem .4rem .4rem; background: var(--box);
  border-radius: .5rem; }
svg text { font-family: system-ui, sans-serif !important; }
a { color: var(--accent); } nav a { margin-right: .75rem; }
details { margin: .5rem 0; } summary { cursor: pointer; }
@media (max-width: 32rem) { table { font-size: .75rem; } th, td { padding-right: .35rem; } }
"""


def document(title: str, body: Iterable[str]) -> str:
    """A whole page in the one style, of pieces of HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def figures(columns: Sequence[str], rows: Iterable[Sequence[str]], *, escape: bool = True) -> str:
    """A table with its names to the left and its figures to the right."""
    head = "".join(f'<th scope="col">{escaped(column)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escaped(cell) if escape else cell}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="table"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def escaped(text: str) -> str:
    """`text` as HTML shows it."""
    return html.escape(text)
