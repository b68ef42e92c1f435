"""What somebody names as the two sides of a comparison, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from each_row import each_row

from orgsheet.files.memory import MemoryFiles
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import Side
from orgsheet.match.pair_sheets import pair_sheets
from orgsheet.match.path_sides import file_side, path_sides
from orgsheet.match.public_sides import left_out_notice
from orgsheet.match.sides import (
    SideError,
    Sides,
    side_of,
    unreadable_sentences,
    workspace_sides,
    year_sides,
)
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.source import parse
from orgsheet.workspace.workspace import Workspace

CASES = Path(__file__).parents[1] / "cases"
BROKEN = "目標: [\n"
ONLY_SHEETS = "も変わっています。この比較はシートの中身だけを示します。"
NOT_READ = "は読めないため、比べていません。orgsheet lint で読めない行を確かめてください。"


def _sheet(year: str = "R5", section: str = "秘書課", goal: str = "甲") -> str:
    return f"年度: {year}\n部名: 総務部\n課名: {section}\n組織目標: {goal}\n"


def _city(**files: str) -> Workspace:
    """Return a workspace of files that are called as below `sheets/`, with ／ for the slash."""
    named = {f"sheets/{name.replace('／', '/')}": text for name, text in files.items()}
    return Workspace(MemoryFiles({name: text.encode() for name, text in named.items()}), Path())


def _named(folder: Path, files: dict[str, str], before: str, after: str) -> Sides:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path_sides(folder / before, folder / after)


def _held(side: Side) -> list[str]:
    """Return the sheets of a side; an unreadable one stands in brackets."""
    return [*map(str, side.sheets), *(f"[{identity}]" for identity in side.unreadable)]


@pytest.mark.parametrize(
    ("files", "named", "held", "profile", "notices"),
    [
        (
            {"a.yaml": _sheet("R4"), "b.yaml": _sheet()},
            ("a.yaml", "b.yaml"),
            (["R4/総務部/秘書課"], ["R5/総務部/秘書課"]),
            "year",
            [],
        ),
        (
            {"a.yaml": _sheet(), "b.yaml": _sheet(section="人事課")},
            ("a.yaml", "b.yaml"),
            (["R5/総務部/秘書課"], ["R5/総務部/人事課"]),
            "pr",
            ["別の課のシートどうしを比べています: R5/総務部/秘書課 と R5/総務部/人事課。"],
        ),
        (
            {"a.yaml": BROKEN, "b.yaml": "部名: 総務部\n"},
            ("a.yaml", "b.yaml"),
            (["[（不明）/（不明）/a]"], ["（不明）/総務部/部"]),
            "pr",
            [],
        ),
        (
            {"a.yaml": "年度: 令和5年度\n部名: 総務部\n", "b.yaml": "年度: 来年\n課名:  秘書課 \n"},
            ("a.yaml", "b.yaml"),
            (["R5/総務部/部"], ["来年/（不明）/秘書課"]),
            "year",
            ["別の課のシートどうしを比べています: R5/総務部/部 と 来年/（不明）/秘書課。"],
        ),
        (
            {
                "a/x.yaml": _sheet("R4"),
                "a/y.yml": _sheet("R4", "人事課"),
                "b/.git/z.yaml": _sheet(section="人事課"),
                "b/x.yaml": _sheet(),
                "b/メモ.txt": _sheet(),
            },
            ("a", "b"),
            (["R4/総務部/人事課", "R4/総務部/秘書課"], ["R5/総務部/秘書課"]),
            "year",
            [],
        ),
        (
            {"a/x.yaml": _sheet(), "a/y.yaml": _sheet(goal="乙"), "b/x.yaml": _sheet()},
            ("a", "b"),
            (["R5/総務部/秘書課"], ["R5/総務部/秘書課"]),
            "pr",
            ["R5/総務部/秘書課 のシートが「{0}/a」に二つあります。「y.yaml」は比べていません。"],
        ),
        (
            {
                "a/sheets/R4/総務部/秘書課.yaml": "年度: R9\n",
                "a/sheets/組織台帳.yaml": "部: []\n",
                "b/sheets/R4/総務部/秘書課.yaml": BROKEN,
            },
            ("a", "b"),
            (["R4/総務部/秘書課"], ["[R4/総務部/秘書課]"]),
            "pr",
            [f"組織台帳（sheets/組織台帳.yaml）{ONLY_SHEETS}"],
        ),
        (
            {
                "a/sheets/R4/総務部/秘書課.yaml": _sheet("R4"),
                "a/sheets/組織台帳.yaml": "部: []\n",
                "b/sheets/R5/総務部/秘書課.yaml": _sheet(),
                "b/sheets/組織台帳.yaml": "部: []\n",
                "b/sheets/計画台帳.yaml": "計画: []\n",
            },
            ("a/sheets", "b/sheets"),
            (["R4/総務部/秘書課"], ["R5/総務部/秘書課"]),
            "year",
            [f"計画台帳（sheets/計画台帳.yaml）{ONLY_SHEETS}"],
        ),
    ],
)
def test_two_paths_are_two_sides(
    tmp_path: Path,
    files: dict[str, str],
    named: tuple[str, str],
    held: tuple[list[str], list[str]],
    profile: str,
    notices: list[str],
) -> None:
    """Files and folders give the sheets in them, and what is left out or changed is told."""
    sides = _named(tmp_path, files, *named)
    assert (_held(sides.before), _held(sides.after)) == held
    assert sides.profile == profile
    assert list(sides.notices) == [one.replace("{0}", str(tmp_path)) for one in notices]
    assert sides.before.is_file is sides.after.is_file is named[1].endswith(".yaml")
    assert (sides.before.label, sides.after.label) == tuple(str(tmp_path / one) for one in named)
    assert not sides.trouble


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        (
            ("a.yaml", "b"),
            "ファイルとフォルダは比べられません。どちらかにそろえてください。",
        ),
        (
            ("a.yaml", "c.yaml"),
            "「{0}/c.yaml」がありません。ファイルの名前と場所を確かめてください。",
        ),
        (
            ("b", "b"),
            "「{0}/b」にシート（.yaml）がありません。シートか、そのフォルダを書いてください。",
        ),
    ],
)
def test_what_cannot_be_compared_is_told(
    tmp_path: Path, named: tuple[str, str], sentence: str
) -> None:
    """A path that is missing, empty or of another kind is answered with what to do."""
    with pytest.raises(SideError) as told:
        _named(tmp_path, {"a.yaml": _sheet(), "b/メモ.txt": ""}, *named)
    assert str(told.value) == sentence.replace("{0}", str(tmp_path))


def test_a_file_that_cannot_be_read_is_a_sheet_that_is_not_compared(tmp_path: Path) -> None:
    """A link in a folder is not followed, and its sheet is told as one that was not read."""
    (tmp_path / "秘密.txt").write_text(_sheet(), encoding="utf-8")
    sheet = tmp_path / "b" / "sheets" / "R5" / "総務部" / "秘書課.yaml"
    sheet.parent.mkdir(parents=True)
    sheet.symlink_to(tmp_path / "秘密.txt")
    sides = _named(tmp_path, {"a/x.yaml": _sheet("R4")}, "a", "b")
    assert _held(sides.after) == ["[R5/総務部/秘書課]"]
    assert unreadable_sentences(sides.after) == (f"{tmp_path}/b の R5/総務部/秘書課 {NOT_READ}",)


def test_the_registers_around_the_later_path_are_asked(tmp_path: Path) -> None:
    """Two sheets of a workspace are compared by its registers, and trouble with them is told."""
    files = {
        "orgsheet.yaml": "",
        "sheets/R4/総務部/秘書課.yaml": _sheet("R4"),
        "sheets/R5/総務部/秘書課.yaml": _sheet(),
        "sheets/計画台帳.yaml": "計画:\n  - 名称: 緑の計画\n",
        "sheets/組織台帳.yaml": "部: [\n",
    }
    sides = _named(tmp_path, files, "sheets/R4", "sheets/R5")
    assert [plan.name for plan in sides.plans.plans] == ["緑の計画"]
    assert len(sides.trouble) == 1
    assert "orgsheet lint sheets/組織台帳.yaml" in sides.trouble[0]
    assert sides.scales is not None


@each_row(
    ("path", "data", "held"),
    [
        ("x/sheets/R5/総務部/秘書課.yaml", None, []),
        ("x/sheets/R5/総務部/秘書課.yaml", b"\xe5", ["[R5/総務部/秘書課]"]),
        ("x/sheets/R5/総務部/秘書課.yaml", "年度: R6\n".encode(), ["R5/総務部/秘書課"]),
        ("x/秘書課.yaml", "年度: R6\n部名: 総務部\n".encode(), ["R6/総務部/部"]),
        ("x/秘書課.yaml", BROKEN.encode(), ["[（不明）/（不明）/秘書課]"]),
    ],
)
def test_a_file_is_the_sheet_that_its_place_says(
    path: str, data: bytes | None, held: list[str]
) -> None:
    """A file below `sheets` is what its path says, any other one what stands in it."""
    side = file_side("版", path, data)
    assert _held(side) == held
    assert side.is_file is (data is not None)


def test_two_years_of_a_workspace_are_two_sides() -> None:
    """Each year gives its sheets; one that cannot be read is told and not taken for missing."""
    city = _city(
        **{
            "R4／総務部／秘書課.yaml": _sheet("R4"),
            "R5／総務部／秘書課.yaml": BROKEN,
            "R5／総務部／人事課.yaml": _sheet(section="人事課"),
        }
    )
    sides = year_sides(city, FiscalYear.parse("R4"), FiscalYear.parse("R5"))
    assert (sides.before.label, _held(sides.before)) == ("R4", ["R4/総務部/秘書課"])
    assert (sides.after.label, _held(sides.after)) == (
        "R5",
        ["R5/総務部/人事課", "[R5/総務部/秘書課]"],
    )
    assert (sides.profile, sides.notices, sides.trouble) == ("year", (), ())
    assert sides.scales is not None
    assert unreadable_sentences(sides.after) == (f"R5/総務部/秘書課 {NOT_READ}",)
    for label, owner in (("main", "main の "), ("版", "版の ")):
        told = unreadable_sentences(side_of(city, label))
        assert told == (f"{owner}R5/総務部/秘書課 {NOT_READ}",)
    asked = side_of(city, "版", "R5", "人事課")
    assert _held(asked) == ["R5/総務部/人事課"]
    assert _held(side_of(city, "版", "R4", "人事課")) == []
    assert _held(side_of(city, "版", section="秘書課")) == [
        "R4/総務部/秘書課",
        "[R5/総務部/秘書課]",
    ]


@each_row("years", [("R5", "R6"), ("R6", "R5")])
def test_two_years_stand_under_the_headings_of_the_newer_form(years: tuple[str, str]) -> None:
    """Where a form says what it calls a heading of before, both years are read under its own."""
    forms = CASES / "form" / "port"
    files = {f"schema/forms/{path.name}": path.read_bytes() for path in forms.glob("港市*.yaml")}
    for year in ("R5", "R6"):
        data = (forms / f"{year}.yaml").read_bytes()
        files[f"sheets/{year}/港湾局/管理室.yaml"] = data
        files[f"sheets/{year}/港湾局/工事室.yaml"] = data.replace("管理室".encode(), b"")
    sides = year_sides(Workspace(MemoryFiles(files), Path()), *map(FiscalYear.parse, years))
    for side in (sides.before, sides.after):
        assert len(side.sheets) == 2
        for sheet in side.sheets.values():
            assert sheet.root is not None
            assert {"めざす姿", "今年の仕事"} <= sheet.root.entries.keys()


@each_row(
    ("files", "years", "sentence"),
    [
        (
            {"R4／総務部／秘書課.yaml": _sheet("R4")},
            ("R4", "R4"),
            "同じ年度どうしです。違う年度を二つ書いてください。例: orgsheet diff R4 R5",
        ),
        (
            {"R4／総務部／秘書課.yaml": _sheet("R4"), "R5／総務部／秘書課.yaml": _sheet()},
            ("R4", "R6"),
            "R6（令和6年度）のシートがありません（ある年度: R4、R5）。",
        ),
        ({}, ("R4", "R5"), "R4（令和4年度）のシートがありません（ある年度: まだありません）。"),
    ],
)
def test_years_that_cannot_be_compared_are_told(
    files: dict[str, str], years: tuple[str, str], sentence: str
) -> None:
    """A year that is missing is answered with those that there are."""
    with pytest.raises(SideError) as told:
        year_sides(_city(**files), *map(FiscalYear.parse, years))
    assert str(told.value) == sentence


def test_headings_that_are_not_published_are_named() -> None:
    """Whoever reads what is published is told which headings are left out of it."""
    assert left_out_notice({"内部評価", "予算"}) == (
        "公表しない欄（「予算」、「内部評価」）は載せていません。",
    )
    assert left_out_notice(set()) == ()


_SHEETS = dict[str, str | None]


def _written(sheets: _SHEETS) -> Side:
    """Return a side of sheets with a line for each letter; None for one that cannot be read."""
    found: dict[SheetId, Sheet] = {}
    unreadable = []
    for name, letters in sheets.items():
        identity = SheetId(*name.split("/"))
        if letters is None:
            unreadable.append(identity)
            continue
        text = "".join(f"欄{letter}: {letter}\n" for letter in letters)
        found[identity] = Sheet(parse(text.encode(), identity.path), identity)
    return Side("版", found, tuple(unreadable))


@each_row(
    ("before", "after", "pairs"),
    [
        ({"R5/甲/子": "abcd"}, {"R5/甲/丑": "abxy"}, ["R5/甲/子 R5/甲/丑"]),
        ({"R5/甲/子": "abcd"}, {"R5/甲/丑": "axyz"}, []),
        ({"R5/甲/子": "abcd"}, {"R5/甲/部": "abcd"}, []),
        ({"R5/甲/子": "abcd"}, {"R4/甲/丑": "abcd", "R5/甲/寅": "x"}, []),
        (
            {"R5/甲/子": "abcd", "R5/甲/丑": "efgh"},
            {"R5/甲/寅": "efgx", "R5/甲/卯": "abcx"},
            ["R5/甲/丑 R5/甲/寅", "R5/甲/子 R5/甲/卯"],
        ),
        (
            {"R5/甲/子": "abcd", "R5/甲/丑": "abce"},
            {"R5/甲/寅": "abcd"},
            ["R5/甲/子 R5/甲/寅"],
        ),
        (
            {"R5/甲/子": "abcd", "R5/甲/丑": "ab"},
            {"R5/甲/子": "xyz", "R5/甲/卯": "abcd"},
            ["R5/甲/子 R5/甲/子", "R5/甲/丑 R5/甲/卯"],
        ),
        ({"R5/甲/子": "abcd"}, {"R5/甲/子": None, "R5/甲/丑": "abcd"}, []),
        ({"R5/甲/子": "abcd", "R5/甲/丑": None}, {"R5/甲/丑": "abcd"}, []),
        ({"R4/甲/子": "a"}, {"R5/甲/子": "b"}, ["R4/甲/子 R5/甲/子"]),
        ({"R4/甲/子": "a"}, {"R5/乙/子": "b"}, ["R4/甲/子 R5/乙/子"]),
        ({"R4/甲/子": "a", "R4/丙/子": "c"}, {"R5/乙/子": "b"}, []),
        ({"R4/甲/部": "a"}, {"R5/乙/部": "b"}, []),
        (
            {"R4/甲/子/一": "a", "R4/甲/子/二": "a"},
            {"R5/甲/子/二": "a", "R5/甲/子/一": "a"},
            ["R4/甲/子/二 R5/甲/子/二", "R4/甲/子/一 R5/甲/子/一"],
        ),
        (
            {"R4/甲/子": "a", "R5/甲/子": "b"},
            {"R5/甲/子": "b", "R6/甲/子": "b"},
            ["R5/甲/子 R5/甲/子"],
        ),
    ],
)
def test_a_sheet_is_followed_to_its_new_name(
    before: _SHEETS, after: _SHEETS, pairs: list[str]
) -> None:
    """Within a year half the lines make a file the same, between years its section's name."""
    found = pair_sheets(_written(before), _written(after), OrganizationRegister())
    assert [f"{one} {other}" for one, other in found] == pairs


def _version(workspace: Workspace, path: str) -> object:
    return workspace.read(path) if path in workspace.paths else None


def test_two_states_of_a_workspace_are_what_differs() -> None:
    """Sheets that are the same are left out; what else changed is told, file by file."""
    before = _city(
        **{
            "R4／総務部／秘書課.yaml": _sheet("R4"),
            "R5／総務部／秘書課.yaml": BROKEN,
            "R5／総務部／人事課.yaml": _sheet(section="人事課"),
        }
    )
    after = _city(
        **{
            "R4／総務部／秘書課.yaml": _sheet("R4"),
            "R5／総務部／人事課.yaml": _sheet(section="人事課", goal="乙"),
            "計画台帳.yaml": "計画: []\n",
            "R5／メモ.yaml": "甲: 1\n",
            "R5／メモ.txt": "甲",
        }
    )
    sides = workspace_sides(("前", before), ("後", after), _version)
    assert (sides.before.label, _held(sides.before)) == (
        "前",
        ["R5/総務部/人事課", "[R5/総務部/秘書課]"],
    )
    assert (sides.after.label, _held(sides.after)) == ("後", ["R5/総務部/人事課"])
    register = f"計画台帳（sheets/計画台帳.yaml）{ONLY_SHEETS}"
    memo = (
        "sheets/R5/メモ.yaml も変わっていますが、シートの置き場所（sheets/年度/部名/課名.yaml）では"
        "ないため、比べていません。"
    )
    assert (sides.profile, sides.notices, sides.trouble) == ("pr", (register, memo), ())
    none = workspace_sides(("前", _city()), ("後", after), _version)
    assert none.notices == (
        "前 にはシートがありません（sheets/年度/部名/課名.yaml）。",
        register,
        memo,
    )
