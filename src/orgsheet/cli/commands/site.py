"""`orgsheet site`: the sheets as pages that a citizen can read and search."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsheet.cli.as_of import as_of_option, typed_day
from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.progress_bar import progress_bar
from orgsheet.cli.selection import open_workspace, tell_unread_registers
from orgsheet.cli.typed_paths import direct, given_path, within
from orgsheet.diff.change_book import load_change_rules
from orgsheet.files import UnwritableFileError, put_tree, refuse_foreign, twin_key
from orgsheet.files.disk import link_on_the_way
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.files.packaged import program_stamp
from orgsheet.lint.session import open_session
from orgsheet.lint.unbound_rules import bound_rules
from orgsheet.render.display_width import printable
from orgsheet.review.policy import host_places
from orgsheet.workspace.alike_paths import PLACES

if TYPE_CHECKING:
    from orgsheet.site.addresses import PageFile

_EXAMPLE = "例: orgsheet site --output public"
_NO_PLACE = frozenset(map(twin_key, (".git", *PLACES, *host_places())))


@click.command(
    "site",
    help="シートを、市民が読んで探せる頁（サイト）にします。できたフォルダは、そのまま"
    f"ウェブサーバーに置けます。{_EXAMPLE}",
)
@click.option(
    "--output",
    type=given_path,
    required=True,
    metavar="フォルダ",
    help="頁を書くフォルダ。前に作ったものなら、変わった頁だけを書き直す。",
)
@click.option("--year", metavar="年度", help="この年度のシートだけを載せる。例: R5")
@as_of_option()
@click.option(
    "--internal", is_flag=True, help="庁内用に作る。公表しない欄や職員の名前も、すべて載せる。"
)
@click.option(
    "--pdf",
    is_flag=True,
    help="年度ごとに、すべてのシートを一つにした PDF も作る（部品 pdf が要る）。",
)
@click.option(
    "--baseline",
    type=given_path,
    metavar="ファイル",
    help="既知の指摘の記録。ここにあるエラーでは、シートを公表から外さない。",
)
@click.pass_obj
def command(
    folder: Path,
    output: Path,
    year: str | None,
    as_of: str | None,
    internal: bool,
    pdf: bool,
    baseline: Path | None,
) -> int:
    from orgsheet.cli.commands.site_book import year_book
    from orgsheet.cli.commands.site_edition import read_edition
    from orgsheet.render.web.templates import (
        SiteMissingError,
        require_templates,
        templates_stamp,
    )
    from orgsheet.site.make_site import make_site
    from orgsheet.site.past_changes import past_changes

    try:
        require_templates()
    except SiteMissingError as error:
        raise CommandError(str(error)) from error
    place = place_for(folder, output)
    day = typed_day(as_of)
    session = open_session(open_workspace(folder, ()))
    rules = bound_rules(session.rules, session.workspace)
    changes = load_change_rules(session.workspace, session.settings)
    kept = KeptPieces(os.fsencode(folder), program_stamp() + templates_stamp())
    with ExitStack() as stack:
        edition, past = read_edition(
            session,
            folder,
            stack,
            year=year,
            day=day,
            baseline=baseline,
            is_internal=internal,
            kept=kept,
        )
        if not any(one.sheets for one in edition.years):
            raise CommandError(
                "載せられるシートがありません。書き終えていないシート、エラーのあるシート、見本の"
                "シートは載せません。orgsheet status で、どこまでできたかを見てください。"
            )
        publication = None if internal else session.settings.publication
        books = []
        if pdf:
            told = past_changes(edition, past, changes).corrections if past else {}
            books = [year_book(one, edition, publication, told) for one in edition.years]
        table = session.settings.table
        pages = make_site(edition, rules, changes, table, past, books, kept)
        done = put_tree(place, _told(pages))
        kept.save()
    complain(
        f"「{printable(str(output))}」に作りました: 書いた {done.written:,}、"
        f"そのまま {done.same:,}、消した {done.removed:,}"
    )
    return USAGE if tell_unread_registers(session.workspace) else CLEAN


def _told(pages: Iterator[PageFile]) -> Iterator[tuple[str, bytes]]:
    """Yield the files, and tell a person at a terminal how many there are."""
    tell = progress_bar("頁を作っています")
    for number, page in enumerate(pages):
        if tell is not None:
            tell(number, number + 1)
        yield page.path, page.data


def place_for(folder: Path, output: Path) -> Path:
    """Return the folder to write to.

    Raises:
        CommandError: it holds something else, or lies behind a link or among the sheets.
    """
    place = direct(folder / output)
    below = within(place, direct(folder))
    if below is not None and link_on_the_way(place / "x", below) is not None:
        raise CommandError(f"--output「{output}」はリンクの先なので、中に書きません。")
    inner = place.relative_to(below).parts if below is not None else ("x",)
    if not inner or twin_key(inner[0]) in _NO_PLACE:
        raise CommandError(
            f"--output「{output}」は、シートや設定のあるところです。別のフォルダにしてください。"
            f"{_EXAMPLE}"
        )
    try:
        refuse_foreign(place)
    except UnwritableFileError as error:
        raise CommandError(f"--output: {error}") from error
    return place
