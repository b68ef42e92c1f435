"""Open data: the tables say what the sheets say, in every format, and nothing acts in them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Command
from jsonschema import Draft202012Validator

from orgsheet.office.data_formats import DATA_FORMATS
from orgsheet.office.write_parquet import parquet_bytes, parquet_files
from orgsheet.source import Mapping, emit, parse
from orgsheet.yearbook.data_table import Column
from orgsheet.yearbook.figure_table import number_of

FORM = """\
様式: 市R5
もと: 取手市R5
欄:
  内部の覚え: {種類: 文章, 任意: true, 公表: しない}
  年度末: {種類: 評価, 行: 評価, 任意: true}
行:
  行動:
    成果: {種類: 指標, 任意: true}
    推移: {種類: 指標の値, 列: [基準値, 目標値, 実績値], 時点: true, 任意: true}
    予算: {種類: 金額, 任意: true}
    メモ: {種類: 文字, 任意: true, 公表: しない}
  評価:
    所見: {種類: 文章, 任意: true}
"""
HOSTILE = ("=1+1", "<b>x</b>", "##[error]x", "\u202ex", 'a,"b"\nc', "'x", "＝SUM(A1)", "\t|x|")
TABLES = {
    "attainments",
    "evaluations",
    "changes",
    "criteria",
    "goals",
    "indicators",
    "milestones",
    "plan_items",
    "plans",
    "priorities",
    "roles",
}

FIGURES = (
    *("indicator", "base_value", "target_value", "result_value", "result", "measured_on"),
    *("attainment", "reason", "formula"),
)
ATTAINED = [
    ("=利用者", 1500, 1800, None, "", "2024-03-31", None, "実績がありません。", ""),
    ("待ち時間", 1200, 15, -3, "△3", "2024-03-31", 101.5, "", "(−3 − 1,200) ÷ (15 − 1,200)"),
    *[
        (
            "=1+1",
            None,
            80,
            None,
            "集計中",
            "2024-03-31",
            None,
            "実績「集計中」が数ではありません。",
            "",
        )
    ],
]


def _shown(text: str) -> str:
    """Return a text as it is told where characters that nobody sees are written as escapes."""
    return text.replace("\u202e", r"\u202e")


@pytest.fixture
def city(workspace: Path) -> Command:
    """Two years of sheets in a form with indicators; one sheet is a sample with hostile texts."""
    shutil.copytree(ROOT / "sheets" / "R4", workspace / "sheets" / "R4")
    form = workspace / "schema" / "forms" / "市R5.yaml"
    form.parent.mkdir(parents=True)
    form.write_text(FORM, "utf-8")
    sheet = workspace / "sheets" / "R5" / "政策推進部" / "秘書課.yaml"
    root = parse(sheet.read_bytes(), "x").root
    assert isinstance(root, Mapping)
    data: dict[str, Any] = {**root.data(), "様式": "市R5", "見本": "架空", "内部の覚え": "極秘"}
    rows = data["今年度の重点事業"]
    rows[0] |= {
        "項目": "\n".join(HOSTILE),
        "行動アクション": "".join(HOSTILE),
        "目標期限": [{"時期": "7月～8月", "内容": token, "区分": token} for token in HOSTILE],
        "達成基準": [*HOSTILE],
        "メモ": "極秘",
        "予算": 1200,
        "成果": [
            {"名称": "=利用者", "単位": "人", "時点": "R5.4", "基準値": 1500, "目標値": "1,800"}
        ],
        "指標": [
            {"名称": "待ち時間", "単位": "分", "基準値": "1,200", "目標値": "１５分"},
            {"名称": HOSTILE[0], "単位": "人", "目標値": 80},
        ],
        "年度末": {
            "時点": "令和6年3月31日",
            "実績": [{"名称": "待ち時間", "値": "△3"}, {"名称": HOSTILE[0], "値": "集計中"}],
            "評価": "A",
            "理由": HOSTILE[1],
            "課題": HOSTILE[3],
        },
        "推移": {"基準値": {"数値": 10, "時点": "R4"}, "目標値": {"数値": "未定"}},
    }
    for row, token in zip(data["組織が果たす役割"], HOSTILE, strict=False):
        row["組織の役割"] = token
    sheet.write_text(emit(data), "utf-8")
    return Command(workspace)


def _export(city: Command, name: str, *more: str) -> Path:
    folder = city.folder / f"出力-{name}-{''.join(more)}"
    folder.mkdir()
    done = city("export", "--format", name, "--output", str(folder), *more)
    assert done.code == 0, done.err
    return folder


def _tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for file in folder.glob("*.json"):
        told = json.loads(file.read_bytes())
        if "table" in told:
            found[file.stem] = told["rows"]
    return found


def _of(rows: list[dict[str, Any]], section: str) -> list[dict[str, Any]]:
    return [row for row in rows if row.get("section") == section and row["year"] == "R5"]


def _read(place: str) -> duckdb.DuckDBPyRelation:
    return duckdb.read_parquet(place, hive_partitioning=True)


def test_the_tables_say_what_the_sheets_say(city: Command) -> None:
    """Rows, numbers, dates, yes and no, figures: as they stand in the sheet; 見本 in every row."""
    folder = _export(city, "json", "--internal")
    tables = _tables(folder)
    assert tables.keys() == TABLES
    schema = json.loads((ROOT / "schema" / "table.schema.json").read_bytes())
    for name in TABLES:
        told = json.loads((folder / f"{name}.json").read_bytes())
        assert not list(Draft202012Validator(schema).iter_errors(told))
        own = _of(told["rows"], "秘書課")
        assert all(row["sample"] for row in own)
        assert {row["sample"] for row in own} <= {"架空"} or name == "changes"
        assert own or name == "plan_items"
    steps = [row for row in tables["milestones"] if row["event"] == _plain("=1+1")]
    assert [(one["first_day"], one["last_wareki"], one["months"]) for one in steps] == [
        ("2023-07-01", "令和5年8月31日", ["7", "8"])
    ]
    figures = [
        (
            one["indicator"],
            one["figure"],
            one["value"],
            one["value_text"],
            one["unit"],
            one["measured_at"],
        )
        for one in tables["indicators"]
        if one["field"] in {"成果", "推移"}
    ]
    name = " ".join("\n".join(HOSTILE).split())
    assert figures == [
        ("=利用者", "基準値", 1500.0, "1500", "人", "R5.4"),
        ("=利用者", "目標値", 1800.0, "1,800", "人", "R5.4"),
        (name, "基準値", 10.0, "10", "", "R4"),
        (name, "目標値", None, "未定", "", ""),
    ]
    assert [{key: one[key] for key in FIGURES} for one in tables["attainments"]] == [
        dict(zip(FIGURES, row, strict=True)) for row in ATTAINED
    ]
    (said,) = tables["evaluations"]
    assert (said["round"], said["rating"], said["reason"]) == ("年度末", "A", HOSTILE[1])
    (row,) = [one for one in tables["priorities"] if one["row_name"] == name]
    other = {one.partition(": ")[0]: one for one in row["other"]}
    assert other.keys() == {"予算", "メモ", "年度末"}
    assert (other["予算"], other["メモ"]) == ("予算: 1200", "メモ: 極秘")
    roles = _of(tables["roles"], "文化芸術課")
    written = (city.folder / "sheets/R5/政策推進部/文化芸術課.yaml").read_text("utf-8")
    assert sum(one["collaboration"] for one in roles) == written.count("協働有無: ○")
    assert sum(not one["collaboration"] for one in roles) == written.count("協働有無: ×")
    assert {one["before_year"] for one in tables["changes"]} == {"R4"}
    keys = {(one["sheet"], one["row_id"]) for one in tables["priorities"]}
    assert {(one["sheet"], one["row_id"]) for one in tables["milestones"]} <= keys
    assert len(keys) == len(tables["priorities"])


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_csv_is_the_same_tables_and_no_formula(city: Command) -> None:
    """Every cell read back is the value of the JSON; none is a formula, markup or a command."""
    tables = _tables(_export(city, "json"))
    folder = _export(city, "csv")
    for name, rows in tables.items():
        text = (folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
        cells = [*csv.reader(io.StringIO(text, newline=""))]
        assert len(cells) == len(rows) + 1
        for line, row in zip(cells[1:], rows, strict=True):
            for cell, value in zip(line, row.values(), strict=True):
                is_number = isinstance(value, int | float)
                assert is_number or not re.match(r"\s*[=+\-@＝＋－＠]", cell)
                assert not re.search("##\\[|\u202e", cell)
                plain = cell.removeprefix("'").replace("##\\[", "##[")
                assert plain == _shown(_cell(value)), name
    page = (folder / "列の説明.md").read_text("utf-8")
    assert all(f"\n## {name}（" in page for name in TABLES)
    assert "裁量有無" in page


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "；".join(value)
    return "" if value is None else str(value)


def test_parquet_is_the_same_tables(city: Command) -> None:
    """DuckDB reads every row of every table back with its types; the year is in the folder."""
    tables = _tables(_export(city, "json"))
    folder = _export(city, "parquet")
    for name, rows in tables.items():
        place = f"{folder}/{name}/*/*.parquet"
        found = _read(place)
        keys = found.columns
        read = [dict(zip(keys, row, strict=True)) for row in found.fetchall()]
        plain = [
            {key: one.isoformat() if isinstance(one, date) else one for key, one in row.items()}
            for row in read
        ]
        assert sorted(map(_sortable, plain)) == sorted(map(_sortable, rows)), name
        assert set(folder.joinpath(name).iterdir()) <= {
            folder / name / f"fiscal_year={year}" for year in (2022, 2023)
        }


def _sortable(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def test_a_folder_of_any_name_serves_for_what_is_written_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of a user's own folder is no part of what the database is told to do."""
    columns = [Column("a", "あ", "text", "言葉。")]
    expected = parquet_bytes(columns, [("x",)])
    for name in ("O'Brien", "a' (FORMAT csv); --", 'b"c'):
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        assert parquet_bytes(columns, [("x",)]) == expected
        assert list(folder.iterdir()) == []


def test_the_same_rows_give_the_same_bytes() -> None:
    """A table is written twice alike, also an empty one, which has no file."""
    from orgsheet.yearbook.data_table import table_of
    from orgsheet.yearbook.plan_tables import PLANS

    row = (
        "R5",
        2023,
        "部",
        "課",
        "",
        "R5/部/課",
        "",
        "①",
        "",
        "",
        "項目",
        True,
        False,
        "",
        ("甲",),
    )
    tables = [table_of("plans", "計画", PLANS, [row] * 3) for _ in range(2)]
    assert parquet_files(tables[0]) == parquet_files(tables[1])
    assert parquet_files(table_of("plans", "計画", PLANS, [])) == []


def test_whole_sheets_fit_their_schema(city: Command) -> None:
    """sheets.json has every sheet under the headings of its form, with the ids of its rows."""
    told = json.loads((_export(city, "json") / "sheets.json").read_bytes())
    schema = json.loads((ROOT / "schema" / "sheets.schema.json").read_bytes())
    assert not list(Draft202012Validator(schema).iter_errors(told))
    assert len(told["sheets"]) == 10
    (own,) = [one for one in told["sheets"] if one["sheet"] == "R5/政策推進部/秘書課"]
    assert own["data"]["今年度の重点事業"][0]["予算"] == 1200
    assert "/今年度の重点事業/0" in own["row_ids"]


def _everything(folder: Path) -> str:
    """Return all texts of all files, those of Parquet read by DuckDB."""
    out = ""
    for file in folder.rglob("*"):
        if file.suffix == ".parquet":
            out += str(_read(str(file)).fetchall())
        elif file.is_file():
            out += file.read_text("utf-8")
    return out


def test_no_name_and_nothing_private_leaves_by_any_format(city: Command) -> None:
    """Under なし no token of a name, under 姓 the surname alone; a private field never does."""
    tokens: list[str] = []
    for sheet in (city.folder / "sheets").glob("*/*/*.yaml"):
        root = parse(sheet.read_bytes(), "x").root
        assert isinstance(root, Mapping)
        data = root.data()
        for row in data.get("組織が果たす役割", []):
            tokens.append(f"鬼塚{len(tokens):03d} 花子{len(tokens):03d}")
            row["担当"] = [tokens[-1], "全員"]
        sheet.write_text(emit(data), "utf-8")
    for name in DATA_FORMATS:
        told = _everything(_export(city, name))
        assert len(told) > 40_000
        assert not re.search("鬼塚|花子|極秘", told), name
        inside = _everything(_export(city, name, "--internal"))
        assert all(token in inside for token in tokens)
    (city.folder / "orgsheet.yaml").write_text("publication: {staff: 姓, sheets: タグ}\n", "utf-8")
    told = _everything(_export(city, "csv", "--year", "R5"))
    assert "鬼塚" in told
    assert not re.search("花子|極秘", told)


def test_only_what_may_be_published_is_in_public_tables(city: Command) -> None:
    """Samples and drafts are told and left out; a part of a year says nothing of what is served."""
    folder = city.folder / "公表"
    folder.mkdir()
    words = ("--format", "csv", "--output", str(folder))
    done = city("export", *words, "--public", "--year", "R5")
    assert "秘書課.yaml は公表しません" in done.err
    assert "秘書課" not in (folder / "milestones.csv").read_text("utf-8-sig")
    own = _export(city, "csv", "--section", "文化芸術課")
    assert not (own / "plan_items.csv").exists()
    assert (own / "plans.csv").exists()
    assert city("export", *words, "--with-findings").code == 2
    assert city("export", *words, "--public", "--internal").code == 2


def test_what_is_no_number_is_none() -> None:
    """Only a figure alone is a number; words, ranges and units are told as they are written."""
    read = ["1,800", "１２．５", "-3", "0", "未定", "90%以上", "1～2", "", "1e9", "３割"]
    assert [number_of(text) for text in read] == [1800, 12.5, -3, 0, *[None] * 6]
