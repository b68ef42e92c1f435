"""The HTML page that findings, diffs and tables are put on: one file, no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.diff.marked_phrases import Piece
from orgsheet.render.display_width import LOG_COMMAND
from orgsheet.render.escape import html_text

_STYLE = """\
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 96rem; padding: 1rem 1.5rem 3rem;
  background: #fff; color: #1a1a1a;
  font-family: "BIZ UDPGothic", "Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP", sans-serif;
  font-size: 1rem; line-height: 1.6; line-break: strict; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #1a1a1a;
  break-after: avoid; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; break-after: avoid; }
.notice { border: 2px solid #1a1a1a; padding: .4rem .8rem; margin: .5rem 0; font-weight: bold; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: 0 0 1rem; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border: 1px solid #555; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #e8e8e8; text-align: center; }
tbody th { background: #f5f5f5; font-weight: normal; }
.value { white-space: pre-wrap; }
.marker { color: #444; }
:focus-visible { outline: 3px solid #0b5fff; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.45; }
  h1 { font-size: 14pt; } h2 { font-size: 11.5pt; margin-top: 5mm; } h3 { font-size: 10pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  tr.long { break-inside: auto; }
  nav { display: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_LONG = 600
"""A row with more characters than this may be divided between two pages."""


def page(title: str, style: str, body: Iterable[str]) -> str:
    """Return a whole HTML document; `style` is added to the common one, `body` is HTML.

    Nothing in it is a command of a CI log, should the page be printed there.
    """
    text = "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="ja">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html_text(title)}</title>",
            f"<style>\n{_STYLE}{style}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )
    return LOG_COMMAND.sub(lambda match: f"{match.group()[:-1]}&#{ord(match.group()[-1])};", text)


def notice_lines(notices: Iterable[str]) -> list[str]:
    """Return what every output shows first, each in a box of its own."""
    return [f'<p class="notice" role="note">{html_text(notice)}</p>' for notice in notices]


def licence_line(licence: str) -> list[str]:
    """Return the last line of what is published: on what terms others may use it, if it is said."""
    return [f"<footer><p>{html_text(licence)}</p></footer>"] if licence else []


def marked_html(pieces: Iterable[Piece], tag: str) -> str:
    """Return pieces of a text, the changed ones inside `<tag>`."""
    return "".join(
        f"<{tag}>{html_text(piece.text)}</{tag}>" if piece.changed else html_text(piece.text)
        for piece in pieces
    )


def is_long(*texts: str) -> bool:
    """Tell whether a table row is so long that it may be divided between pages."""
    return sum(map(len, texts)) > _LONG
