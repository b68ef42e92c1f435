"""`orgsheet lsp`: answer an editor while a sheet is written in it."""

from __future__ import annotations

import click

from orgsheet.cli.exits import CLEAN, CommandError

_MISSING = (
    "エディターと話すための部品が入っていません。"
    "次を実行してから、エディターを開き直してください。\n"
    "  pip install 'orgsheet[lsp]'"
)


@click.command(
    "lsp",
    help="エディターの中で点検と候補を示します。エディターが起動するもので、手では使いません。",
)
def command() -> int:
    try:
        from orgsheet.lsp.language_server import serve_stdio
    except ImportError as error:
        if error.name and error.name.startswith("orgsheet"):
            raise
        raise CommandError(_MISSING) from error
    serve_stdio()
    return CLEAN
