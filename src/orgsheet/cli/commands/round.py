"""`orgsheet round`: open and close a round of the year, by tags that are never moved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from orgsheet.cli.as_of import as_of_option, day_of
from orgsheet.cli.exits import CLEAN, CommandError
from orgsheet.cli.selection import open_workspace
from orgsheet.evaluation.rounds import START, Round, closing_tag_of, rounds_of_year, tag_of
from orgsheet.files.git import open_repository
from orgsheet.files.git.tags import write_tag
from orgsheet.fiscal import FiscalYear
from orgsheet.render.escape import visible
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace

_OPEN, _CLOSE, _SHOW = _DOINGS = ("open", "close", "show")


@click.command(
    "round",
    help="年度の評価の時期（当初、中間、年度末など）を、始め（open）、終え（close）、"
    "一覧にします（show）。例: orgsheet round open R5 中間",
)
@click.argument("doing", metavar="open|close|show", type=click.Choice(_DOINGS))
@click.argument("year", metavar="年度")
@click.argument("name", metavar="[時期]", default="")
@as_of_option()
@click.pass_obj
def command(folder: Path, doing: str, year: str, name: str, as_of: str | None) -> int:
    try:
        meant = FiscalYear.parse(year)
    except ValueError as error:
        raise CommandError(str(error)) from error
    workspace = open_workspace(folder, ())
    known = _names(workspace, meant)
    if doing == _SHOW:
        _show(workspace, meant, known, day_of(as_of, folder, meant))
        return CLEAN
    if name not in (START, *known):
        asked = f"「{name}」という時期はありません。" if name else "どの時期かを書いてください。"
        raise CommandError(
            f"{asked}{meant.label} の時期は {'、'.join((START, *known))} です。"
            f"例: orgsheet round {doing} {meant.label} {(*known, START)[0]}"
        )
    _tag(workspace, meant, name, is_closing=doing == _CLOSE)
    return CLEAN


def _names(workspace: Workspace, year: FiscalYear) -> tuple[str, ...]:
    """Return the rounds of a year: those of the settings, then those of the year's form."""
    form = workspace.forms.of_year(year.label)
    plans = load_settings(workspace).rounds
    return tuple(dict.fromkeys((*plans, *(form.rounds if form else ()))))


def _tag(workspace: Workspace, year: FiscalYear, name: str, *, is_closing: bool) -> None:
    """Write the tag of a round's begin or end at the newest commit; tell what it is for."""
    with open_repository(workspace.root) as repository:
        commit = repository.resolve("HEAD")
        tags = repository.tags(f"{year.label}/")
        if is_closing and tag_of(year, name) not in tags:
            raise CommandError(
                f"{year.label} の{name}は、まだ始めていません（タグ {tag_of(year, name)} が"
                f"ありません）。始めるには: orgsheet round open {year.label} {name}"
            )
        tag = closing_tag_of(year, name) if is_closing else tag_of(year, name)
        write_tag(repository.top, tag, commit)
    what = "終えました" if is_closing else "始めました"
    click.echo(f"{year.label} の{name}を{what}（タグ {tag}、版 {commit[:10]}）。")
    click.echo(f"ほかの人にも伝えるには: git push origin {tag}")


def _show(workspace: Workspace, year: FiscalYear, names: tuple[str, ...], as_of: date) -> None:
    with open_repository(workspace.root) as repository:
        tags = repository.tags(f"{year.label}/")
    found = rounds_of_year(year, load_settings(workspace).rounds, (START, *names), tags, as_of)
    for one in sorted(found, key=lambda one: one.name != START):
        click.echo(visible(_line(one)))


def _line(one: Round) -> str:
    days = [
        f"{day:%Y-%m-%d}{word}" for day, word in ((one.opens, "から"), (one.due, "まで")) if day
    ]
    return "  ".join([one.name, one.state, *days])
