"""What `orgsheet import` tells of a file: where its characters went, and what a person must do."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import complain
from orgsheet.importers.account import Account, Reason
from orgsheet.importers.import_result import ImportResult, LeftOut, Unplaced
from orgsheet.render.display_width import printable, wrap

_LONGEST = 200
_WIDTH = 76


def report(file: Path, result: ImportResult) -> None:
    """Print the loss account, what was left out and not placed; then the notes, gravest first."""
    name = printable(file.name)
    _account(name, result.account)
    listed = [one for one in result.left_out if one.text.strip() or not one.text]
    if listed:
        click.echo("文字として取り込まなかったもの（要るなら、もとのファイルで直してください）")
        for one in listed:
            click.echo(f"  {_left_out(one)}")
    if result.unplaced:
        click.echo("未配置（どの欄にも入れていません。シートに要るなら、書き足してください）")
        _unplaced(result.unplaced)
    for note in result.notes:
        complain(f"{name}{printable(note.where)}: {printable(note.message)}")
    if result.notes:
        complain(f"人が確かめるところが {len(result.notes)} か所あります。上の行をご覧ください。")
    if result.unplaced:
        complain(
            f"{name}: どの欄にも入れていない文字が {len(result.unplaced)} か所あります。"
            "「未配置」の一覧をご覧ください。"
        )


def _account(name: str, account: Account) -> None:
    click.echo(f"\n{name}（{account.total:,} 文字）の行き先")
    click.echo(f"  シートに入った: {account.placed:,} 文字")
    for reason, count, characters in account.summary():
        click.echo(f"  {reason}: {count} か所、{characters} 文字")
    click.echo(f"  失われた文字: {account.lost} 文字")
    joins = list(account.under(Reason.WRAP))
    if joins:
        click.echo(f"{Reason.WRAP}ところ（元の行:桁）")
        places = [":".join(map(str, account.locate(entry.start))) for entry in joins]
        click.echo("\n".join(f"  {row}" for row in wrap("、".join(places), _WIDTH)))


def _unplaced(items: tuple[Unplaced, ...]) -> None:
    """Print what was not placed, each reason once for all that follow it with the same."""
    last = ""
    for item in items:
        click.echo(f"  {_at(item.where)}「{_shown(item.text)}」")
        if item.message != last:
            rows = wrap(printable(item.message), _WIDTH - 6)
            click.echo("\n".join(f"      {row}" for row in rows))
        last = item.message


def _at(where: str) -> str:
    place = printable(where.lstrip(" :"))
    return f"{place} " if place else ""


def _left_out(one: LeftOut) -> str:
    text = f"「{_shown(one.text)}」" if one.text else ""
    return f"{_at(one.place)}{one.reason}{text}"


def _shown(text: str) -> str:
    line = " / ".join(
        part.strip() for part in text.replace("\t", " | ").split("\n") if part.strip()
    )
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]}…（ほか {len(line) - _LONGEST:,} 文字）"
    return printable(line)
