"""`orgsheet form`: the forms there are, what they say, and sheets brought to another form."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from orgsheet.cli.commands.form_guess import guess
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.output import put
from orgsheet.cli.selection import chosen_paths, clear_up, open_workspace
from orgsheet.cli.typed_paths import given_path
from orgsheet.files import UnwritableFileError, put_file
from orgsheet.files.trees import WorkspaceError
from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import FOLDER, Field, Form, FormError, Row
from orgsheet.form.known_forms import KnownForms
from orgsheet.form.migrate import migrate
from orgsheet.form.staff import fields_for_people
from orgsheet.render.display_width import printable
from orgsheet.source import EditRefused, bytes_of
from orgsheet.workspace.workspace import Workspace, packaged_workspace

ACTIONS = ("show", "schema", "check", "migrate", "guess")
_TWO = 2


@click.command(
    "form",
    help="様式（シートにどの欄があるか）を調べます。show で様式の一覧と欄を、schema で編集の"
    "ソフトが読む定義を示し、check で市の様式を確かめ、migrate で、シートの見出しを別の年度の"
    "様式に直します。guess は、いまある Word や Excel のファイルの見出しから、市の様式の下書きを"
    "作ります。様式は、名前でも年度（R6 など）でも書けます。",
)
@click.argument("action", default="show", metavar="[show|schema|check|migrate|guess]")
@click.argument("words", nargs=-1, metavar="[様式…] [シート…] [ファイル…]")
@click.option(
    "--dry-run", is_flag=True, help="migrate と guess で、書き込まずに、どうなるかだけを見る。"
)
@click.pass_obj
def command(folder: Path, action: str, words: tuple[str, ...], dry_run: bool) -> int:
    if action not in ACTIONS:
        near = difflib.get_close_matches(action, ACTIONS, 1)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        raise CommandError(
            f"「{action}」はできません。{hint}使えるのは {'、'.join(ACTIONS)} です。"
        )
    try:
        if action == "migrate":
            return _migrate(folder, words, dry_run=dry_run)
        if action == "guess":
            return guess(folder, words, dry_run=dry_run)
        known = _forms(folder)
        if action == "check":
            return _check(known)
        if len(words) > 1:
            raise CommandError(
                f"様式は一つだけ書いてください。例: orgsheet form {action} {words[0]}"
            )
        if action == "schema":
            return _schema(known, words)
        return _show(known, words)
    except FormError as error:
        raise CommandError(str(error)) from error


def _forms(folder: Path) -> KnownForms:
    """Return the forms of the workspace around a folder, the packaged ones where there is none."""
    try:
        workspace = Workspace.open(folder)
    except WorkspaceError:
        workspace = packaged_workspace()
    return workspace.forms


def _named(known: KnownForms, word: str) -> Form:
    """Return the form that a name or a year means."""
    form = known.form(word)
    if form is None and _is_year(word):
        form = known.of_year(word)
    if form is None:
        near = difflib.get_close_matches(word, known.names, 1, 0.5)
        hint = f"「{near[0]}」ではありませんか。" if near else ""
        raise CommandError(
            f"「{word}」という様式はありません。{hint}あるのは {'、'.join(known.names)} です。"
        )
    return form


def _is_year(word: str) -> bool:
    try:
        FiscalYear.parse(word)
    except ValueError:
        return False
    return True


def _show(known: KnownForms, words: tuple[str, ...]) -> int:
    if not words:
        for name in known.names:
            form = _named(known, name)
            click.echo(printable(f"{name}　{form.title}（{_years(form)}、{_origin(known, name)}）"))
        click.echo(f"欄を見るには: orgsheet form show {printable(known.names[0])}")
        return CLEAN
    form = _named(known, words[0])
    lines = [f"{form.name}　{form.title}（{_years(form)}、{_origin(known, form.name)}）"]
    lines += [f"部と課に当たる見出し: {'、'.join(form.units)}", "", "■ 欄"]
    lines += [_field_line(field) for field in form.fields.values()]
    for row in form.rows.values():
        lines += ["", f"■ 行「{row.name}」（{_holders(form, row)}）"]
        lines += [_field_line(field) for field in row.fields.values()]
    click.echo("\n".join(map(printable, lines)))
    return CLEAN


def _years(form: Form) -> str:
    if form.first and form.last:
        return form.first if form.first == form.last else f"{form.first} から {form.last} まで"
    return f"{form.first} から" if form.first else "すべての年度"


def _origin(known: KnownForms, name: str) -> str:
    return f"{FOLDER}/{name}.yaml" if name in known.own_names else "付属の様式"


def _holders(form: Form, row: Row) -> str:
    return "、".join(field.key for field in form.fields.values() if field.row == row.name)


def _field_line(field: Field) -> str:
    notes = [field.kind]
    notes += [f"役: {field.role}"] if field.role else []
    notes += [f"{field.writer}だけ"] if field.writer else []
    notes += ["なくてもよい"] if field.is_optional else []
    notes += ["公表しない"] if not field.is_public else []
    notes += [f"旧名: {'、'.join(field.former)}"] if field.former else []
    return f"  {field.key}（{'、'.join(notes)}）"


def _schema(known: KnownForms, words: tuple[str, ...]) -> int:
    from orgsheet.form.json_schema import sheet_schema
    from orgsheet.render.json_text import json_text

    put(json_text(sheet_schema(_named(known, words[0] if words else known.names[0]))))
    return CLEAN


def _check(known: KnownForms) -> int:
    """Read every own form; all that cannot be used are told, not only the first."""
    if not known.own_names:
        click.echo(f"この置き場に、市の様式（{FOLDER}/*.yaml）はありません。付属の様式を使います。")
        return CLEAN
    faults = 0
    for name in known.own_names:
        try:
            form = known.form(name)
        except FormError as error:
            complain(str(error))
            faults += 1
            continue
        assert form is not None, "an own name is one of a form"
        click.echo(printable(f"使えます: {form.path}（{_years(form)}、欄 {len(form.fields)} 個）"))
        for key in fields_for_people(form):
            complain(
                printable(f"{form.path}: 「{key}」は、人の名前を書く欄のようです。")
                + "職員の名前なら、「公表: しない」と書き足すか、種類を「職員」にしてください。"
            )
    return USAGE if faults else CLEAN


def _migrate(folder: Path, words: tuple[str, ...], *, dry_run: bool) -> int:
    if len(words) < _TWO:
        raise CommandError("前の様式と新しい様式を書いてください。例: orgsheet form migrate R5 R6")
    paths = tuple(given_path(word) for word in words[_TWO:])
    workspace = open_workspace(folder, paths)
    known = workspace.forms
    before, after = (_named(known, word) for word in words[:_TWO])
    if before.name == after.name:
        raise CommandError(
            f"「{words[0]}」と「{words[1]}」は、どちらも様式「{after.name}」です。"
            f"直すところはありません。様式の一覧: orgsheet form"
        )
    chosen = chosen_paths(workspace, folder, paths)
    if not paths:
        chosen = [path for path in chosen if _has_form(workspace, known, path, after)]
        if not chosen:
            raise CommandError(
                f"様式「{after.name}」のシートがありません。シートを名指ししてください。"
                f"例: orgsheet form migrate {words[0]} {words[1]} sheets/R6"
            )
    if not dry_run:
        clear_up(workspace)
    counts = [_migrate_one(workspace, path, before, after, dry_run=dry_run) for path in chosen]
    changed, left, refused = (
        (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    )
    done = "直します" if dry_run else "直しました"
    complain(f"様式「{after.name}」のシート {len(chosen)} 件のうち {changed} 件の見出しを{done}。")
    if refused:
        return USAGE
    return FINDINGS if left else CLEAN


def _has_form(workspace: Workspace, known: KnownForms, path: str, form: Form) -> bool:
    """Tell whether a file is a sheet of a form."""
    document = workspace.document(path)
    parts = path.split("/")
    if document is None or path not in workspace.sheet_ids.values():
        return False
    found = known.of_sheet(document.root, parts[1])
    return found is not None and found.name == form.name


def _migrate_one(
    workspace: Workspace, path: str, before: Form, after: Form, *, dry_run: bool
) -> tuple[int, int, int]:
    """Bring one sheet to another form; return whether it changed, has keys left, was refused."""
    document = workspace.document(path)
    if document is None:
        return 0, 0, 0
    try:
        made = migrate(document, before, after)
        if made.data is not None and not dry_run:
            put_file(workspace.root / path, made.data, bytes_of(document), below=workspace.root)
    except (EditRefused, UnwritableFileError) as error:
        complain(f"{path}: {error}")
        return 0, 0, 1
    if made.data is not None:
        click.echo(printable(f"{'直す予定' if dry_run else '直しました'}: {path}"))
        for old, new in made.renamed:
            click.echo(printable(f"  {old} → {new}"))
    for line, key in made.unknown:
        complain(
            f"{path}:{line}: 見出し「{key}」は、様式「{after.name}」にありません。"
            "様式に「旧名」を書くか、シートから除いてください。"
        )
    return int(made.data is not None), int(bool(made.unknown)), 0
