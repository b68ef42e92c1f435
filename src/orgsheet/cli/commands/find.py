"""`orgsheet find`: what stands where in the sheets."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError
from orgsheet.cli.options import sheets_options
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.tell_year import Asked, report_options
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.japanese.search_words import words_of
from orgsheet.japanese.shorten import shorten
from orgsheet.render.reporter import FOUND_FORMATS
from orgsheet.render.web.anchors import anchor_of
from orgsheet.site.addresses import Addresses, address_of
from orgsheet.workspace.settings import load_settings
from orgsheet.yearbook.find_text import find
from orgsheet.yearbook.found_table import found_table
from orgsheet.yearbook.told_tables import YearReport


@click.command(
    "find",
    help="シートの中の言葉を、すべての年度から探します。言葉をいくつも書くと、"
    "同じ行にすべてあるものを示します。例: orgsheet find 市民 アンケート",
)
@click.argument("words", metavar="言葉", nargs=-1, required=True)
@sheets_options()
@report_options(FOUND_FORMATS)
@click.pass_obj
def command(
    folder: Path,
    words: tuple[str, ...],
    wanted: Wanted,
    asked: Asked,
) -> int:
    query = " ".join(words)
    if not words_of(query):
        raise CommandError("探す言葉を書いてください。例: orgsheet find アンケート")
    workspace = open_workspace(folder, ())
    found = asked.sheets(workspace, folder, wanted, all_years=True)
    addresses = Addresses()
    base = load_settings(workspace).publication.address
    for one in reversed(found.years):
        for sheet in one.sheets:
            addresses.sheet(sheet.id)  # in the site's order: of two alike the later is marked
    hits = [
        hit._replace(
            page=address_of(base, addresses.sheet(hit.sheet), anchor_of(hit.row_id or hit.heading))
        )
        for one in reversed(found.years)
        for hit in find(one.sheets if not asked.is_public else one.shown, query, one.gate)
    ]
    title = f"「{shorten(query, 40)}」: {len(hits)} か所"
    latest = found.years[-1].year
    report = YearReport(title, latest, hits, found_table(hits))
    code = asked.tell(report, found, folder)
    if code == USAGE:
        return USAGE
    return CLEAN if hits else FINDINGS
