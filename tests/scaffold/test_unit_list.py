"""A city begins from the list of departments and sections that its office has, as CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.cli import run
from orgsheet.scaffold import ScaffoldError, units_of_list
from orgsheet.workspace.workspace import Workspace

UNITS = st.dictionaries(
    st.sampled_from(("総務部", "市民部", "教育委員会事務局", "水道局", "建設部")),
    st.lists(st.sampled_from(("秘書課", "人事課", "窓口課", "学校教育課", "道路課")), unique=True),
    min_size=1,
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "utf-16")


def table(rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return rows as a spreadsheet writes them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


@given(UNITS, st.sampled_from(ENCODINGS), st.sampled_from(",;\t"), st.booleans())
def test_any_list_of_a_spreadsheet_gives_its_units(
    units: dict[str, list[str]],
    encoding: str,
    delimiter: str,
    has_order: bool,  # noqa: FBT001
) -> None:
    """Whatever encoding and delimiter a list has, its units come in its order, none lost."""
    rows = [[one, section] for one, of_it in units.items() for section in of_it or [""]]
    head = ["部名", "課名"]
    if has_order:
        head = ["順", *head]
        rows = [[str(number), *row] for number, row in enumerate(rows, 1)][::-1]
    found = units_of_list(table([head, *rows], encoding, delimiter), "一覧.csv")
    assert {one.department: list(one.sections) for one in found} == units
    assert [one.department for one in found] == list(units)
    assert all(one.has_own_sheet for one in found)


def test_a_line_without_a_department_is_a_section_of_none() -> None:
    """A section whose 部 is empty stands for itself, and asks for no department's sheet."""
    units = units_of_list(table([["部", "課"], ["総務部", "総務課"], ["", "会計課"]]), "一覧.csv")
    assert [(one.department, one.sections, one.has_own_sheet) for one in units] == [
        ("総務部", ("総務課",), True),
        ("会計課", ("会計課",), False),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["部署", "課"], ["総務部", "総務課"]], "「部」という列がありません"),
        ([["部", "課"], ["総務部", "人事/給与課"]], "2 行目 の「人事/給与課」"),
        ([["部", "課"], ["総務部", "総務課"], ["総務部", "総務課"]], "3 行目: 「総務課」が二度"),
        ([["部", "課", "順"], ["総務部", "総務課", "先頭"]], "順「先頭」は数ではありません"),
        ([["部", "課"], ["", "..\\会計課"]], "2 行目"),
        ([["部", "課"], ["総務部", "部"]], "2 行目"),
        (
            [["部", "課"], ["会計課", ""], ["会計課", "出納係"], ["", "会計課"]],
            "部のない課にも部にも",
        ),
        ([], "何も書かれていません"),
    ],
)
def test_what_is_no_list_is_refused_by_its_line(rows: list[list[str]], said: str) -> None:
    """A list that cannot be followed is refused in words that name the line and the cell."""
    with pytest.raises(ScaffoldError) as error:
        units_of_list(table(rows), "一覧.csv")
    assert said in str(error.value)


@pytest.mark.slow
def test_a_city_of_sixty_sections_begins_from_its_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command makes all files; `new` then writes the next year into the register."""
    monkeypatch.chdir(tmp_path)
    rows = [[f"{one}部", f"{one}第{number}課"] for one in "甲乙丙丁戊己" for number in range(1, 10)]
    rows += [["", name] for name in ("会計課", "議会事務局", "監査事務局")]
    Path("部と課.csv").write_bytes(table([["部", "課"], *rows], "cp932"))
    assert run(["init", "市", "--from-list", "部と課.csv", "--year", "R6"]) == 0
    workspace = Workspace.open(tmp_path / "市")
    names = [one.unit for one in workspace.sheet_ids if not one.is_department]
    assert names == [row[1] for row in rows]
    assert sum(one.is_department for one in workspace.sheet_ids) == len("甲乙丙丁戊己")
    owners = (tmp_path / "市/.github/CODEOWNERS").read_text("utf-8")
    assert len(re.findall(r"^/sheets/\*/", owners, re.MULTILINE)) == len("甲乙丙丁戊己") + 3
    capsys.readouterr()
    assert run(["-C", "市", "new", "R7", "--from", "R6"]) == 0
    assert "確認年度に R7。66 の部と課" in capsys.readouterr().out
    register = yaml.safe_load((tmp_path / "市/sheets/組織台帳.yaml").read_text("utf-8"))
    units = [unit for one in register["部"] for unit in (one, *one["課"])]
    assert {tuple(unit["確認年度"]) for unit in units} == {("R6", "R7")}
    assert len({unit["ID"] for unit in units}) == len(units)
