"""`orgsheet init`: begin a city's repository, in an empty folder or beside what is there.

Long because the many choices, and the advice for each, are told in short functions.
"""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError, complain
from orgsheet.cli.typed_paths import given_path
from orgsheet.files.trees import FolderFiles, WorkspaceError
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.render.display_width import printable
from orgsheet.scaffold import (
    HOSTS,
    City,
    Placed,
    Placement,
    ScaffoldError,
    editor_files,
    missing_owners,
    owners_path,
    place_files,
    planned_files,
    read_units,
    units_of_list,
)
from orgsheet.scaffold.city import MAIN, Unit
from orgsheet.scaffold.main_branch import main_branch
from orgsheet.scaffold.templates_filled import OwnForm
from orgsheet.workspace.layout import ORGANIZATION_PATH
from orgsheet.workspace.workspace import Workspace


@click.command(
    "init",
    help="自分の市のシートの置き場を作ります。空のフォルダでも、すでにある置き場でも使えます。"
    "すでにあるファイルには触れません。例: orgsheet init 〇〇市シート --department 総務部"
    " --section 総務課 --section 人事課",
)
@click.argument("target", required=False, type=given_path, metavar="[フォルダ]")
@click.option(
    "--department", "departments", multiple=True, metavar="部名", help="部。いくつでも書ける。"
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="課名",
    help="課。部が二つ以上あるときは 部名/課名 と書く。",
)
@click.option(
    "--from-list",
    "list_",
    type=given_path,
    metavar="ファイル.csv",
    help="部と課の一覧（CSV）から作る。1 行目は列の名前: 部,課 と、あれば 順。"
    "部の欄が空の行は、部のない課になる。",
)
@click.option(
    "--year",
    metavar="年度",
    help="初めの年度。書かなければ、シートのあるいちばん新しい年度、なければ今の年度。例: R7",
)
@click.option(
    "--host",
    type=click.Choice(HOSTS),
    metavar="場所",
    help="Git を置くところ: github、gitlab、none（自動の点検を置かない）。"
    "書かなければ、.gitlab-ci.yml があって .github がないときは gitlab、ほかは github。",
)
@click.option(
    "--editor",
    type=click.Choice(["vscode"]),
    metavar="エディター",
    help="シートを点検する拡張を、このフォルダの設定に置く: vscode。",
)
@click.option("--dry-run", is_flag=True, help="書き込まずに、どうなるかだけを見る。")
@click.pass_obj
def command(
    folder: Path,
    target: Path | None,
    departments: tuple[str, ...],
    sections: tuple[str, ...],
    list_: Path | None,
    year: str | None,
    host: str | None,
    editor: str | None,
    dry_run: bool,
) -> int:
    root = _folder(folder / target if target is not None else folder)
    if list_ is not None and (departments or sections):
        raise CommandError(
            "--from-list には部と課が全部書かれているので、--department と --section は書きません。"
            f"例: orgsheet init 〇〇市シート --from-list {list_.name}"
        )
    try:
        units = read_units(departments, sections) if list_ is None else _listed(folder / list_)
        known = _years(root)
        source = "" if list_ is None else f"部と課の一覧（{list_.name}）"
        branch = main_branch(root)
        if not branch:
            complain(
                "既定の枝の名前に記号があるため、自動点検のファイルには main と書きます。"
                "「branches:」の行を書き換えてください。"
            )
        city = City(_year(year, known), units, host or _host(root), source, branch or MAIN)
        owners = owners_path(city, root)
        own = _own_form(root, city.year)
        files = planned_files(city, with_example=not known, owners=owners, own=own)
        files |= _editor_files(editor) if editor else {}
        placed = place_files(root, files, write=not dry_run)
    except (ScaffoldError, WorkspaceError) as error:
        raise CommandError(str(error)) from error
    _show(placed)
    if placed and placed[-1].placement is Placement.FAILED:
        complain(placed[-1].reason)
        complain(
            "ここまでに作成したファイルはそのまま残っています。直してから、もう一度実行すると続きを作ります。"
        )
        return USAGE
    lacking = [] if owners is None else missing_owners(files[owners], _owners(root / owners))
    _advise(root, city, placed, lacking, dry_run=dry_run)
    return CLEAN


def _editor_files(editor: str) -> dict[str, bytes]:
    files = editor_files(editor)
    if not files:
        raise CommandError(
            "この orgsheet には、エディターの拡張が入っていません。配布の「orgsheet-（版）.vsix」を"
            "もらい、VS Code の「拡張機能」の「…」から「VSIX からのインストール」で入れてください。"
        )
    complain(
        "拡張を使うには: VS Code でこのフォルダを開いて信頼し、"
        "「拡張機能」の「推奨」にある「組織シート（orgsheet）」を入れてください。"
    )
    return files


def _listed(path: Path) -> tuple[Unit, ...]:
    """Return the units of a list, and say which of its sections belong to no department."""
    from orgsheet.files import UnreadableFileError, read_file

    try:
        units = units_of_list(read_file(path), printable(path.name))
    except FileNotFoundError as error:
        raise CommandError(
            f"「{path}」がありません。一覧のファイルの名前を書いてください。"
        ) from error
    except UnreadableFileError as error:
        raise CommandError(str(error)) from error
    alone = [unit.department for unit in units if not unit.has_own_sheet]
    if alone:
        complain(
            f"部の欄が空なので、部のない課とします: {printable('、'.join(alone))}。"
            "上の行と同じ部なら、部の欄に書いてください。"
        )
    return units


def _folder(wanted: Path) -> Path:
    """Return the folder to fill, with the links that the person named resolved."""
    try:
        root = wanted.resolve()
        if root.exists() and not root.is_dir():
            raise CommandError(
                f"「{wanted}」はフォルダではありません。フォルダの名前を書いてください。"
                "例: orgsheet init 〇〇市シート"
            )
    except (OSError, ValueError, RuntimeError) as error:
        raise CommandError(
            f"「{wanted}」を開けません。フォルダの名前を確かめてください。"
            "例: orgsheet init 〇〇市シート"
        ) from error
    return root


def _own_form(root: Path, year: FiscalYear) -> OwnForm | None:
    """Return what a form in the folder's `schema/forms/` gives for a year's sheets, if one does."""
    forms = Workspace(FolderFiles(root), root).forms
    form = forms.of_year(year.label)
    if form is None or form.name not in forms.own_names:
        return None
    from orgsheet.cycle.sheet_start import start_sheet
    from orgsheet.cycle.successors import Target, first_of
    from orgsheet.form.json_schema import sheet_schema
    from orgsheet.registers.plans import PlanRegister
    from orgsheet.render.json_text import json_text

    plans = PlanRegister.read(None)

    def begin(identity: SheetId) -> str:
        target = Target(identity)
        return start_sheet(target, {}, plans, source=None, year=year, forms=forms).text

    complain(printable(f"市の様式「{form.name}」のシートにします。"))
    return OwnForm(partial(first_of, form=form), begin, json_text(sheet_schema(form)))


def _years(root: Path) -> list[FiscalYear]:
    """Return the years of which there are sheets."""
    identities = Workspace(FolderFiles(root), root).sheet_ids
    return sorted(set(filter(None, (FiscalYear.read(one.year) for one in identities))))


def _year(text: str | None, known: list[FiscalYear]) -> FiscalYear:
    """Return the year asked for; else the last one there are sheets of; else today's."""
    if text is not None:
        try:
            return FiscalYear.parse(text)
        except ValueError as error:
            raise CommandError(f"--year: {error}") from error
    return known[-1] if known else FiscalYear.containing(date.today())  # noqa: DTZ011 - local day


def _host(root: Path) -> str:
    on_gitlab = (root / ".gitlab-ci.yml").is_file() and not (root / ".github").is_dir()
    return "gitlab" if on_gitlab else "github"


def _show(placed: list[Placed]) -> None:
    for one in placed:
        click.echo(f"{one.placement.value}: {printable(one.path)}")


def _owners(path: Path) -> bytes:
    """Return what a file of owners holds; nothing where it cannot be read."""
    from orgsheet.files import UnreadableFileError, read_file

    try:
        return read_file(path)
    except UnreadableFileError:
        return b""


def _advise(
    root: Path, city: City, placed: list[Placed], lacking: list[str], *, dry_run: bool
) -> None:
    """Print what was done in numbers and what to do next.

    `lacking` are the lines that a file of owners that is there does not have.
    """
    made = [one.path for one in placed if one.placement is Placement.MADE]
    kept = [one.path for one in placed if one.placement is Placement.KEPT]
    doing = "作成します（まだ書き込んでいません）" if dry_run else "作成しました"
    complain(f"{printable(str(root))} に {len(made)} 件を{doing}。そのまま {len(kept)} 件。")
    if not made:
        complain("足りないものはありません。何も変えていません。")
        return
    if kept:
        complain(
            "「そのまま」のファイルには触れていません。足すとよい内容は、空のフォルダで"
            " orgsheet init を実行したものと見比べてください。"
        )
    if ".gitlab-ci.yml" in kept and ".gitlab/orgsheet.yml" in made:
        complain(".gitlab-ci.yml の include: に「- local: .gitlab/orgsheet.yml」を足してください。")
    if city.units and ORGANIZATION_PATH in kept:
        complain(f"{ORGANIZATION_PATH} に、新しい部や課を書き足してください。")
    if lacking:
        complain(
            "確かめる人は、すでにある CODEOWNERS で決まります（新しくは作りません）。"
            "その終わりに、次の行を足してください:"
        )
        for line in lacking:
            complain(f"  {printable(line)}")
    _advise_steps(root, city)
    if city.host != "none":
        image = "、.gitlab/orgsheet.yml" if city.host == "gitlab" else ""
        complain(
            f"CODEOWNERS、orgsheet-requirements.txt{image} の「書き換える」ところも直してください。"
        )


def _advise_steps(root: Path, city: City) -> None:
    """Print what to type next; inside another repository, that the folder is to be moved first."""
    top = _repository_top(root)
    is_inside = top is not None and top != root
    if is_inside:
        name = printable(str(top))
        complain(
            f"このフォルダは、別のリポジトリ「{name}」の中にあります。"
            "そのままでは、シートがそちらに記録され、自動の点検も働きません。"
            f"「{name}」の外へ移してから、次に進んでください。"
            f"「{name}」にシートを置くのなら、そこで orgsheet init を実行してください。"
        )
    complain("次にすること:")
    place = "移した先のフォルダ" if is_inside else _quoted(root)
    steps = [f"cd {place}"] if is_inside or root != Path.cwd() else []
    steps += ["orgsheet lint", f"orgsheet status {city.year.label}"]
    if top != root:
        steps.append("git init -b main")
    steps.append("git add -A && git commit -m シートの置き場を作る")
    for step in steps:
        complain(f"  {step}")


def _repository_top(folder: Path) -> Path | None:
    """Return the nearest folder upwards that has a `.git` of its own."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def _quoted(folder: Path) -> str:
    import shlex

    return f'"{folder}"' if os.name == "nt" else shlex.quote(str(folder))
