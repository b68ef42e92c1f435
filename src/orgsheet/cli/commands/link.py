"""`orgsheet link`: propose 前年度の項目 for similar rows of two years, and write chosen ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.options import sheets_options
from orgsheet.cli.selection import clear_up, open_workspace
from orgsheet.diff.judge import sample_notices
from orgsheet.diff.scope import unreadable_notices
from orgsheet.files import UnwritableFileError, put_file
from orgsheet.fiscal import FiscalYear
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Matching, Side
from orgsheet.match.match_rows import match
from orgsheet.match.proposals import Proposal, Written, denied, is_clear, named, proposals, write
from orgsheet.match.sides import SideError, Sides, year_sides
from orgsheet.render.display_width import printable
from orgsheet.source import bytes_of, emit
from orgsheet.workspace.workspace import Workspace

_BANDS = {"accepted": "同じ事業とみてよい", "asked": "同じ事業の可能性がある"}
_CONTESTED = "同じ事業のようだが、ほかにも似た行がある"


@click.command(
    "link",
    help="前の年度の行と似ている行を示し、「前年度の項目」に書く内容を提案します。"
    "--write を付けて選んだものだけを書きます。"
    "例: orgsheet link R4 R5 ／ orgsheet link R4 R5 見本計画の策定 --write",
)
@click.argument("before", metavar="前の年度")
@click.argument("after", metavar="後の年度")
@click.argument("names", nargs=-1, metavar="[後の年度の項目…]")
@sheets_options(has_year=False)
@click.option(
    "--accept",
    is_flag=True,
    help="「同じ事業とみてよい」もののうち、ほかに似た行のないものを、すべて選ぶ。",
)
@click.option(
    "--no",
    "denials",
    metavar="後の年度の項目",
    multiple=True,
    help="この項目は新しい事業で、前の年度のどの行の続きでもないと決める（何度でも書ける）。",
)
@click.option("--write", "writes", is_flag=True, help="選んだものをシートに書く。")
@click.pass_obj
def command(
    folder: Path,
    before: str,
    after: str,
    names: tuple[str, ...],
    wanted: Wanted,
    accept: bool,
    denials: tuple[str, ...],
    writes: bool,
) -> int:
    if writes and not (names or accept or denials):
        raise CommandError(
            "何を書くかを選んでください。項目を書くか、--accept を付けます。\n"
            f"例: orgsheet link {before} {after} --accept --write"
        )
    workspace = open_workspace(folder, ())
    sides = _sides(workspace, _year(before), _year(after), wanted)
    matching = _match(sides, sides.after)
    found = [one for one in proposals(matching) if _is_of(one, wanted)]
    (chosen, wrong), (against, unknown) = named(found, names), named(found, denials)
    if wrong or unknown:
        said = _unclear(found, (*wrong, *unknown)[0])
        raise CommandError(f"{said}\n一覧を見るには: orgsheet link {before} {after}")
    chosen += [one for one in found if accept and is_clear(one) and one not in chosen]
    new = {one.link.after for one in against}
    chosen = [one for one in chosen if one.link.after not in new] + [*map(denied, against)]
    shown = chosen if names or accept or denials else found
    for notice in sample_notices(sides.before, sides.after):
        click.echo(f"{printable(notice)}\n")
    for number, proposal in enumerate(shown, start=1):
        sheet = proposal.link.after.sheet.id
        if number == 1 or shown[number - 2].link.after.sheet.id != sheet:
            click.echo(f"── {printable(str(sheet))}\n")
        click.echo(_shown(number, proposal))
    unread = unreadable_notices(sides)
    errors = (*unread, *(one.message for one in matching.contradictions))
    for sentence in (*errors, *matching.limits):
        complain(sentence)
    written = write(chosen, sides.after, lambda side: _match(sides, side))
    for sentence in written.refused:
        complain(sentence)
    unwritten = _save(workspace, written, sides.after) if writes else 0
    if unwritten:
        complain(
            f"{len(written.files) - unwritten} 件のシートに書き、{unwritten} 件には書いていません。"
            "もう一度実行すると、書いていないものだけを書きます。"
        )
    else:
        complain(_summary(found, chosen, written, writes=writes, years=(before, after)))
    if errors or unwritten:
        return USAGE
    return FINDINGS if written.refused else CLEAN


def _unclear(found: Iterable[Proposal], name: str) -> str:
    """Return why a name means no proposal: none has it, or several different ones do."""
    rows = list(dict.fromkeys(str(one.link.after) for one in found))
    items = {row: row.rpartition("#")[2] for row in rows}
    same = [row for row in rows if normalize(name) in map(normalize, (row, items[row]))]
    if len(same) == 1:
        return (
            f"「{same[0]}」には、前の年度の違う項目が提案されています。"
            "一覧を見て、シートの「前年度の項目」に手で書いてください。"
        )
    if same:
        return (
            f"「{name}」という項目への提案が {len(same)} つあります。"
            f"課まで書いて選んでください: {'、'.join(same)}"
        )
    near = difflib.get_close_matches(name, dict.fromkeys((*items.values(), *rows)), 1)
    hint = f"「{near[0]}」ではありませんか。" if near else ""
    return f"「{name}」という項目への提案はありません。{hint}"


def _year(text: str) -> FiscalYear:
    try:
        return FiscalYear.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from error


def _sides(workspace: Workspace, before: FiscalYear, after: FiscalYear, wanted: Wanted) -> Sides:
    if after < before:
        raise CommandError(
            "年度の順が逆です。前の年度を先に書いてください。"
            f"例: orgsheet link {before.previous.label} {before.label}"
        )
    if after.previous != before:
        raise CommandError(
            f"「前年度の項目」は、続く二つの年度の間のものです。"
            f"例: orgsheet link {after.previous.label} {after.label}"
        )
    try:
        sides = year_sides(workspace, before, after)
    except SideError as error:
        raise CommandError(str(error)) from error
    if several := wanted.several(sides.after.sheets):
        raise CommandError(several)
    return sides


def _match(sides: Sides, after: Side) -> Matching:
    return match(sides.before, after, organization=sides.organization, plans=sides.plans)


def _is_of(proposal: Proposal, wanted: Wanted) -> bool:
    return any(wanted.holds(row.sheet.id) for row in (proposal.link.before, proposal.link.after))


def _shown(number: int, proposal: Proposal) -> str:
    link = proposal.link
    is_contested = link.band == "accepted" and link.contested
    found = _CONTESTED if is_contested else _BANDS[link.band]
    lines = [
        f"{number}. {found}（一致度 {link.score:.0%}、{link.section}）",
        f"   {printable(str(link.before))}",
        f"   → {printable(str(link.after))}",
        f"   理由: {printable('、'.join(link.reasons) or '文章が似ている')}",
        "   書く内容:",
    ]
    for row, names in proposal.entries:
        if row is not link.after:
            lines.append(f"     （{printable(str(row))} にも書く）")
        text = emit({"前年度の項目": list(names)}).splitlines()
        lines += [f"     {printable(line)}" for line in text]
    return "\n".join(lines) + "\n"


def _save(workspace: Workspace, written: Written, after: Side) -> int:
    """Write the sheets; return how many could not be written."""
    clear_up(workspace)
    unwritten = 0
    for identity, data in written.files.items():
        path = workspace.sheet_ids[identity]
        before = bytes_of(after.sheets[identity].document)
        try:
            put_file(workspace.root / path, data, before, below=workspace.root)
        except UnwritableFileError as error:
            unwritten += 1
            complain(f"{printable(path)}: {error}")
            continue
        click.echo(f"書きました: {printable(path)}")
    return unwritten


def _summary(
    found: Iterable[Proposal],
    chosen: list[Proposal],
    written: Written,
    *,
    writes: bool,
    years: tuple[str, str],
) -> str:
    count = len(list(found))
    if not count:
        return "似ている行はありません。「前年度の項目」に書き加えるものはありません。"
    if writes:
        return (
            f"{count} 組のうち {written.stated} 組を {len(written.files)} 件のシートに書きました。"
        )
    if chosen:
        return (
            f"{count} 組のうち {len(chosen)} 組を選びました。まだ何も書いていません。"
            "書くには --write を付けます。"
        )
    return (
        f"{count} 組あります。まだ何も書いていません。\n"
        f"一つを書くには: orgsheet link {years[0]} {years[1]} 項目 --write\n"
        f"ほかに似た行のない「同じ事業とみてよい」ものをすべて書くには: "
        f"orgsheet link {years[0]} {years[1]} --accept --write\n"
        f"新しい事業で、どの行の続きでもないと決めるには: "
        f"orgsheet link {years[0]} {years[1]} --no 項目 --write"
    )
