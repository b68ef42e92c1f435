"""`orgsheet new`: begin next year's sheets with what this year's hand on."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.options import sheets_options
from orgsheet.cli.selection import clear_up, open_workspace
from orgsheet.cycle.confirm_years import confirmed, units_to_confirm
from orgsheet.cycle.sheet_places import existing, put, taken
from orgsheet.cycle.successors import is_named, years_with_sheets
from orgsheet.cycle.year_start import Begun, Season, begin
from orgsheet.files import UnwritableFileError, put_file
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.display_width import printable
from orgsheet.source import bytes_of
from orgsheet.source.edit import EditRefused
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.workspace import Workspace


@click.command(
    "new",
    help="前の年度のシートから、新しい年度のシートを作ります。書きかけのシートには触れません。"
    "例: orgsheet new R6 --from R5",
)
@click.argument("year", metavar="新しい年度")
@click.option("--from", "source", metavar="年度", help="もとにする年度。書かなければ一つ前の年度。")
@sheets_options(has_year=False)
@click.option("--dry-run", is_flag=True, help="書かずに、何を作るかだけを示す。")
@click.pass_obj
def command(folder: Path, year: str, source: str | None, wanted: Wanted, dry_run: bool) -> int:
    workspace = open_workspace(folder, ())
    new_year, old_year = _years(workspace, year, source, wanted)
    trouble = register_trouble(workspace)
    if trouble:
        raise CommandError("\n".join(trouble))
    season = begin(workspace, new_year, old_year)
    chosen = _chosen(season, wanted)
    files = existing(workspace)
    if not dry_run:
        clear_up(workspace)
    made: list[Begun] = []
    left = failed = 0
    for one in chosen:
        path = one.target.id.path
        there = taken(files, one.target.id)
        if there is not None:
            left += 1
            click.echo(f"もうあるので、そのままです: {printable(there)}")
        elif one.start is None:
            failed += 1
            complain(_unread(one))
        elif dry_run or _put(workspace, one):
            made.append(one)
            click.echo(
                f"{'作ります' if dry_run else '作りました'}: {printable(path)}{_origin(one)}"
            )
        else:
            failed += 1
    if wanted.is_all:
        failed += _tell_without_successor(season, new_year)
    if made and old_year.next != new_year:
        complain(
            f"{old_year.kanji}は{new_year.kanji}のすぐ前の年度ではないので、"
            "前年度の項目は書いていません。"
        )
    existing_now = [one for one in chosen if one in made or taken(files, one.target.id) is not None]
    is_confirmed = _confirm(workspace, new_year, existing_now, dry_run=dry_run)
    for note in _notes(workspace, new_year, made):
        complain(f"確かめてください: {note}")
    complain(_summary(new_year, made, left=left, failed=failed, dry_run=dry_run))
    return CLEAN if is_confirmed and not failed else USAGE


def _years(
    workspace: Workspace, year: str, source: str | None, wanted: Wanted
) -> tuple[FiscalYear, FiscalYear]:
    """Return the new year and the one its sheets are made from.

    Raises:
        CommandError: they cannot be read, are in the wrong order, or the earlier has no sheets.
    """
    try:
        new_year = FiscalYear.parse(year)
        old_year = new_year.previous if source is None else FiscalYear.parse(source)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if old_year >= new_year:
        same = "同じ年度" if old_year == new_year else "後の年度"
        raise CommandError(
            f"--from に{same}が書かれています。前の年度を書いてください。"
            f"例: orgsheet new {new_year.label} --from {new_year.previous.label}"
        )
    known = years_with_sheets(workspace)
    if old_year not in known:
        years = "、".join(one.label for one in known) or "まだありません"
        raise CommandError(
            f"{old_year.label}（{old_year.kanji}）のシートがありません（ある年度: {years}）。\n"
            f"{_other_beginning(new_year, known, wanted)}"
        )
    return new_year, old_year


def _other_beginning(year: FiscalYear, known: list[FiscalYear], wanted: Wanted) -> str:
    """Return how sheets of a year are begun where those of the year before are not there."""
    earlier = [one for one in known if one < year]
    if earlier:
        named = (("--section", wanted.section), ("--department", wanted.department))
        only = "".join(f" {option} {name}" for option, name in named if name)
        words = f"orgsheet new {year.label} --from {earlier[-1].label}{only}"
        return f"ある年度をもとにするには: {words}"
    department, _, name = (wanted.section or "課名").rpartition("/")
    department = department or wanted.department or ""
    return (
        "前の年度のシートがない課の、空の様式を作るには: "
        f"orgsheet init --year {year.label} --host none"
        f" --department {department or '部名'} --section {name}"
    )


def _chosen(season: Season, wanted: Wanted) -> list[Begun]:
    chosen = [one for one in season.begun if is_named(one.target, wanted)]
    if not chosen and not wanted.is_all:
        known = dict.fromkeys(one.target.id.unit for one in season.begun)
        names = "、".join(known) or "ありません"
        raise CommandError(f"{wanted}という課のシートは作れません。作れる課: {names}")
    return chosen


def _tell_without_successor(season: Season, year: FiscalYear) -> int:
    """Say which earlier sheets are not continued; return of how many nobody knows where to."""
    for identity in season.ended:
        complain(f"{identity} は{year.kanji}にない部や課なので、作っていません（組織台帳）。")
    for identity in season.lost:
        complain(
            f"{identity} の移った先の部が組織台帳で決まらないので、作っていません。"
            "組織台帳の「前身」を書き足してください。"
        )
    return len(season.lost)


def _put(workspace: Workspace, one: Begun) -> bool:
    assert one.start is not None, "only what could be made is written"
    try:
        put(workspace.root, one.target.id, one.start.text)
    except UnwritableFileError as error:
        complain(f"{printable(one.target.id.path)}: {error}")
        return False
    return True


def _confirm(workspace: Workspace, year: FiscalYear, begun: list[Begun], *, dry_run: bool) -> bool:
    """Write the year into the 確認年度 of the units whose sheets are there, and say so.

    False where it should stand there and could not be written.
    """
    document = workspace.document(ORGANIZATION_PATH)
    units = units_to_confirm(workspace.organization, year, [one.target.id for one in begun])
    if document is None or not units:
        return True
    try:
        data = confirmed(document, units, year)
        if not dry_run:
            place = workspace.root / ORGANIZATION_PATH
            put_file(place, data, bytes_of(document), below=workspace.root)
    except (EditRefused, UnwritableFileError) as error:
        complain(f"{ORGANIZATION_PATH} の確認年度に {year.label} を書いていません。{error}")
        return False
    doing = "書き足します" if dry_run else "書き足しました"
    click.echo(
        f"{doing}: {ORGANIZATION_PATH}（確認年度に {year.label}。{len(units)} の部と課。"
        "この年度にないものがあれば、消して最終年度を書く）"
    )
    return True


def _unread(one: Begun) -> str:
    names = "、".join(identity.path for identity in one.unread)
    return (
        f"{one.target.id.path} を作っていません。もとのシートに読めない行があります。"
        f"先に直してください: orgsheet lint {names}"
    )


def _origin(one: Begun) -> str:
    assert one.start is not None, "only what could be made is shown"
    change = one.target.change
    words = []
    if not one.target.sources:
        words.append("前の年度のシートがないので、空の様式")
    elif change != "継続":
        words.append(f"{change}: {'、'.join(map(str, one.target.sources))} から")
    words.append(f"記入するところ {one.start.open}")
    return printable(f"（{'、'.join(words)}）")


def _notes(workspace: Workspace, year: FiscalYear, made: list[Begun]) -> list[str]:
    """Return what a person should look at, each once; behind it how many sheets it is about."""
    count: dict[str, int] = {}
    for one in made:
        for note in one.start.notes if one.start else ():
            count[note] = count.get(note, 0) + 1
    notes = [note if times == 1 else f"{note}（{times} 枚）" for note, times in count.items()]
    split = [str(one.target.id) for one in made if one.target.is_split]
    if split:
        notes.append(
            f"{'、'.join(split)} には、分かれる前の課の行が全部入っています。"
            "それぞれの課で、担当しない行を消してください。"
        )
    register = workspace.organization
    unsure = [
        str(one.target.id)
        for one in made
        if not one.target.is_certain and register.unit_of(year, one.target.id) is None
    ]
    if unsure:
        more = f" ほか {len(unsure) - 1} 枚" if len(unsure) > 1 else ""
        notes.append(
            f"{unsure[0]}{more}の部や課は組織台帳にないので、この年度にあるかを確かめられません。"
            "組織台帳に書き足してください。"
        )
    for path, words in ((ORGANIZATION_PATH, "部や課の異動"), (PLANS_PATH, "計画の入れ替わり")):
        if made and workspace.document(path) is None:
            notes.append(f"{path} がないので、{words}は見ていません。")
    return notes


def _summary(year: FiscalYear, made: list[Begun], *, left: int, failed: int, dry_run: bool) -> str:
    counts = [f"{len(made)} 枚を{'作れます' if dry_run else '作りました'}"] if made else []
    counts += [f"{left} 枚はもうあります"] if left else []
    counts += [f"{failed} 枚は作れません"] if failed else []
    lines = [f"{year.kanji}のシート: {'、'.join(counts) or '作るものがありません'}。"]
    if made:
        places = sum(one.start.open for one in made if one.start)
        lines[0] += f"記入するところ（{MARK}）は {places} か所です。"
    if dry_run:
        lines.append("まだ何も書いていません。書くには --dry-run を外します。")
    else:
        lines.append(f"進み具合を見るには: orgsheet status {year.label}")
    return "\n".join(lines)
