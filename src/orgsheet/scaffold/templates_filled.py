"""The files of a new repository: templates filled in, and the schemas that editing needs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from orgsheet import __version__
from orgsheet.files.packaged import packaged_folder, packaged_sample
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import MARK
from orgsheet.form.sheet import DEPARTMENT_SHEET, SheetId
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.scaffold.city import City, Unit
from orgsheet.source import Plain, emit, emit_scalar
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, SETTINGS_PATH

SCHEMAS = ("sheet", "plans", "organization", "settings", "waivers")
"""The schemas an editor needs; one that the program does not have is left out."""

_SHEET_SCHEMA = "schema/sheet.schema.json"


class OwnForm(NamedTuple):
    """What a form of the city's own gives: the text that a sheet begins with, and its schema.

    `place` says which sheet is the first of a section, which may have several.
    """

    place: Callable[[SheetId], SheetId]
    begin: Callable[[SheetId], str]
    schema: str


_COMMON = {
    "README.md": "common/README.md",
    SETTINGS_PATH: "common/orgsheet.yaml",
    "orgsheet-requirements.txt": "common/requirements.txt",
    ".gitignore": "common/gitignore",
    ".gitattributes": "common/gitattributes",
    ".pre-commit-config.yaml": "common/pre-commit-config.yaml",
    ".vscode/settings.json": "common/vscode-settings.json",
    ".vscode/extensions.json": "common/vscode-extensions.json",
}
_OF_HOST = {
    "github": {
        ".github/workflows/orgsheet-review.yml": "github/orgsheet-review.yml",
        ".github/workflows/orgsheet-comment.yml": "github/orgsheet-comment.yml",
        ".github/workflows/orgsheet-site.yml": "github/orgsheet-site.yml",
        ".github/pull_request_template.md": "common/request_template.md",
        ".github/CODEOWNERS": "common/CODEOWNERS",
    },
    "gitlab": {
        ".gitlab-ci.yml": "gitlab/gitlab-ci.yml",
        ".gitlab/orgsheet.yml": "gitlab/orgsheet.yml",
        ".gitlab/merge_request_templates/Default.md": "common/request_template.md",
        ".gitlab/CODEOWNERS": "common/CODEOWNERS",
    },
    "none": {},
}
_OWNERS = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    "none": (),
}
"""Where each host looks for owners, in its order: it takes the first file and no other."""
_WORDS = {
    "github": {
        "置き場": "GitHub",
        "選び方": (
            "（「Create a new branch … and start a pull request」）。"
            "これでプルリクエスト（変更の提案）ができます"
        ),
        "点検の結果": (
            "しばらく待つと、点検の結果がコメントで付きます。「まず直すところ」から直します。"
        ),
        "提案のあと": "出したあと、しばらくすると点検の結果がコメントで付きます。",
    },
    "gitlab": {
        "置き場": "GitLab",
        "選び方": (
            "（ターゲットブランチに新しい名前を書きます）。"
            "これでマージリクエスト（変更の提案）ができます"
        ),
        "点検の結果": (
            "しばらく待つと、点検で見つかった誤りがマージリクエストの画面に出ます。"
            "とりまとめの部署が `ORGSHEET_NOTE_TOKEN` を設定してあれば、"
            "コメントも付くので、「まず直すところ」から直します。"
        ),
        "提案のあと": (
            "出したあと、しばらくすると点検で見つかった誤りが画面に出ます"
            "（ORGSHEET_NOTE_TOKEN を設定してあれば、コメントも付きます）。"
        ),
    },
    "none": {
        "置き場": "Git を置くサービス",
        "選び方": "",
        "点検の結果": (
            "自動の点検は置いていません。確かめる人が、"
            "下の「手元で点検するには」のとおりに点検します。"
        ),
    },
}
_MACHINERY = {"github": ("/.github/",), "gitlab": ("/.gitlab/", "/.gitlab-ci.yml"), "none": ()}
_OWNER = "@書き換えてください"
"""No account can have this name, so a host says that the line is not filled in yet."""
_EXAMPLE = Unit("見本部", ("見本課",))
_BLANK = pattern("@@([^@\n]+)@@")
_BRANCHES = pattern(r"(?m)^(    branches: \[)([^\]\n]*)\]")
# In CODEOWNERS a space ends the pattern and these have, or lack, a meaning of their own.
_ODD_IN_PATTERN = pattern(r"[\s\\\[\]!#*]")


def planned_files(
    city: City,
    *,
    with_example: bool = True,
    owners: str | None = None,
    own: OwnForm | None = None,
) -> dict[str, bytes]:
    """Return the content of every file by its path from the repository's top, sorted by path.

    `own` is the form of the city's own that the year's sheets have, where there is one.

    Where the city names no department there is one example sheet of each kind, unless
    `with_example` is False. `owners` is where the owners stand instead of their usual place.
    """
    units = city.units or ((_EXAMPLE,) if with_example else ())
    values = {
        **_WORDS[city.host],
        "年度": city.year.label,
        "年度の名": city.year.kanji,
        "版": __version__,
        "記入": MARK,
        "部の一覧": _organization(city, units),
        "計画の一覧": _plans(city, is_example=not city.units and with_example),
        "部の持ち主": "".join(_owners(units)),
        "仕組みの持ち主": "".join(
            f"{path}  {_OWNER}/とりまとめ\n" for path in _MACHINERY[city.host]
        ),
    }
    found = {
        PLANS_PATH: fill(_template("sheets/計画台帳.yaml"), values),
        ORGANIZATION_PATH: fill(_template("sheets/組織台帳.yaml"), values),
    }
    for path, name in {**_COMMON, **_OF_HOST[city.host]}.items():
        place = owners if owners is not None and path.endswith("/CODEOWNERS") else path
        found[place] = with_branches(fill(_template(name), values), city.branch)
    for unit in units:
        found.update(_sheets(city, unit, own, is_example=not city.units))
    encoded = {path: text.encode() for path, text in found.items()}
    schemas = _schemas() | ({_SHEET_SCHEMA: own.schema.encode()} if own else {})
    return dict(sorted((encoded | schemas).items()))


def owners_path(city: City, folder: Path) -> str | None:
    """Return the file in `folder` from which the host takes the owners; None if there is none.

    What lies behind a link is no file to a host.
    """
    for path in _OWNERS[city.host]:
        place = folder / path
        if place.is_file() and not (place.is_symlink() or place.parent.is_symlink()):
            return path
    return None


def missing_owners(planned: bytes, present: bytes) -> list[str]:
    """Return the lines of planned owners for paths of which a file that is there says nothing.

    The line for everything is left out: at the end of a file it would win over all above it.
    """
    known = {b"*", *(line.split()[0] for line in present.splitlines() if line.split())}
    lines = [line for line in planned.splitlines() if line and not line.startswith(b"#")]
    return [line.decode() for line in lines if line.split()[0] not in known]


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return a template with each `@@name@@` replaced, once: values are not looked into.

    Raises:
        KeyError: the template asks for a value there is none of.
    """
    return _BLANK.sub(lambda match: values[match.group(1)], template)


def branches_of(text: str) -> str:
    """Return the branches that a workflow names, as they are written there; "" for none."""
    found = _BRANCHES.search(text)
    return found[2] if found else ""


def with_branches(text: str, branches: str) -> str:
    """Return a workflow that names these branches; any other text as it is."""
    return _BRANCHES.sub(lambda found: f"{found[1]}{branches}]", text)


def _sheets(
    city: City, unit: Unit, form: OwnForm | None, *, is_example: bool
) -> Iterator[tuple[str, str]]:
    kind = "見本" if is_example else ""
    own = (DEPARTMENT_SHEET,) if unit.has_own_sheet else ()
    for section in (*own, *unit.sections):
        identity = SheetId(city.year.label, unit.department, section)
        if form is not None:
            first = form.place(identity)
            yield first.path, form.begin(first)
            continue
        name = DEPARTMENT_SHEET if identity.is_department else "課"
        values = {
            "年度": emit_scalar(city.year.label, 0),
            "部名": emit_scalar(unit.department, 0),
            "課名": emit_scalar(section, 0),
            "記入": MARK,
            "次の年": city.year.next.kanji.removesuffix("度"),
        }
        yield identity.path, fill(packaged_sample(f"{kind}{name}.yaml").decode(), values)


def _organization(city: City, units: tuple[Unit, ...]) -> str:
    """Return the register's list; what is not known stays open."""
    departments: list[Plain] = []
    for number, unit in enumerate(units, 1):
        sections: list[Plain] = [
            _unit(city, f"bu-{number}-ka-{place}", name)
            for place, name in enumerate(unit.sections, 1)
        ]
        department = _unit(city, f"bu-{number}", unit.department)
        if not unit.has_own_sheet:
            department["部のシート"] = False
        departments.append({**department, "課は全部か": bool(city.source), "課": sections})
    # In a register an empty value is written as nothing at all.
    return emit({"部": departments}).replace(": null\n", ":\n")


def _unit(city: City, identity: str, name: str) -> dict[str, Plain]:
    source = city.source or "市の組織規則（名称と年度を確かめて、ここを書き直す）"
    return {
        "ID": identity,
        "名称": name,
        "初年度": None,
        "最終年度": None,
        "確認年度": [city.year.label],
        "前身": [],
        "出典": source if city.units else "見本",
        "確認": "未確認",
    }


def _plans(city: City, *, is_example: bool) -> str:
    if is_example:
        return fill(packaged_sample("見本の計画.yaml").decode(), {"年度": city.year.label})
    return emit({"計画": [], words.MEANINGS: []})


def _owners(units: tuple[Unit, ...]) -> Iterator[str]:
    for number, unit in enumerate(units, 1):
        folder = _ODD_IN_PATTERN.sub("?", unit.department)
        yield f"/sheets/*/{folder}/  {_OWNER}/部{number}\n"


def _schemas() -> dict[str, bytes]:
    folder = packaged_folder("schema")
    return {
        f"schema/{name}.schema.json": path.read_bytes()
        for name in SCHEMAS
        if (path := folder / f"{name}.schema.json").is_file()
    }


def editor_files(editor: str) -> dict[str, bytes]:
    """Return the files that teach an editor (`vscode`) to check sheets, by their places.

    Nothing where the program was installed without them: they are built for a release.
    """
    folder = packaged_folder(editor)
    return {
        f".vscode/extensions/orgsheet/{path.name}": path.read_bytes()
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
    }


@functools.cache
def _template(name: str) -> str:
    return own_text(f"templates/{name}")


def own_text(name: str) -> str:
    """Return a file that came with this package, as text."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
