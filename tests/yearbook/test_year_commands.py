"""The tables of a year in every format: the same in each, and nobody's name in any."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command
from each_row import each_row
from icalendar import Calendar as IcsCalendar
from jsonschema import Draft202012Validator

from orgsheet.source import Mapping, emit, parse

SCHEMA = json.loads((ROOT / "schema" / "table.schema.json").read_bytes())
DAY = ("--as-of", "2023-10-01")
RUNS = {
    "calendar": DAY,
    "coverage": (),
    "workload": (),
    "find": ("する", "を"),
}
FORMATS = {"calendar": ("text", "json", "csv", "html", "ics")}
TABLES = ("text", "json", "csv", "html")
HOSTILE = ("=1+1", "<b>x</b>", "##[error]x", "\u202ex", "a;b,c\\n", "'x", "＝SUM(A1)", "\ufeffx")


def _read_csv(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]


def _as_cell(value: Any) -> str:  # noqa: ANN401 - plain data
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "；".join(value)
    return "" if value is None else str(value)


@pytest.fixture
def city(workspace: Path) -> Command:
    """The published sheets of R5, one of them a sample with hostile texts."""
    sheet = workspace / "sheets" / "R5" / "政策推進部" / "秘書課.yaml"
    root = parse(sheet.read_bytes(), "x").root
    assert isinstance(root, Mapping)
    data = root.data()
    rows = data["今年度の重点事業"]
    rows[0]["目標期限"] = [
        {"時期": "7月、9月", "内容": f"{token}をする", "区分": token} for token in HOSTILE
    ]
    rows[1]["項目"] = "".join(HOSTILE)
    for row, token in zip(data["組織が果たす役割"], HOSTILE, strict=False):
        row["事務事業名称"] = token
        row["組織の役割"] = f"{token} をする"
    data["組織目標と計画等との関連"]["①"] = [*HOSTILE]
    sheet.write_text(emit({**data, "見本": "=架空"}), "utf-8")
    return Command(workspace)


@each_row("name", RUNS)
def test_every_format_tells_the_same(name: str, city: Command) -> None:
    """JSON fits its schema; CSV read back is its rows, without a formula; HTML has no other tag."""
    told = json.loads(city(name, *RUNS[name], "--format", "json").out)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(told))
    titles = {column["key"]: column["title"] for column in told["columns"]}
    assert len(set(titles.values())) == len(titles)
    text = city(name, *RUNS[name], "--format", "csv").out
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == text.count("\n") == len(told["rows"]) + 1
    for cells, row in zip(_read_csv(text), told["rows"], strict=True):
        assert list(cells) == list(titles.values())
        for key, title in titles.items():
            cell = cells[title]
            assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)
            plain = cell.removeprefix("'")
            assert plain.replace("##\\[", "##[").replace(r"\u202e", "\u202e").replace(
                r"\ufeff", "\ufeff"
            ) == _as_cell(row[key])
    assert any(row["sample"] == "=架空" for row in told["rows"])
    page = city(name, *RUNS[name], "--format", "html").out
    assert not re.search(r"<(?:b|script|img)\b|##\[|\u202e", page)
    assert told["notices"] == ["見本: R5 の1枚は見本です（=架空）。"]


def test_the_terminal_shows_no_line_of_more_than_80_columns(city: Command) -> None:
    """Every table fits, whatever the texts are; nothing acts on the terminal."""
    from orgsheet.render.display_width import width

    for name, words in RUNS.items():
        for more in ((), ("--internal",)):
            out = city(name, *words, *more).out
            assert out.count("\n") > 5
            assert max(map(width, out.splitlines())) <= 80
            assert not re.search(r"##\[|\u202e|\x1b", out)


def test_the_calendar_file_is_read_by_another_reader(city: Command) -> None:
    """Every stretch of days is an event with its own days and words; nothing without a month is."""
    told = json.loads(city("calendar", *DAY, "--format", "json").out)["rows"]
    text = city("calendar", *DAY, "--format", "ics").out
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events: list[Any] = IcsCalendar.from_ical(text).walk("VEVENT")
    dated = [row for row in told if row["months"]]
    hostile = [one for one in events if "をする" in one["SUMMARY"]]
    assert len(hostile) == 2 * len(HOSTILE)
    lists = sum(row["when_text"] == "7月、9月" for row in dated)
    assert len(events) == len(dated) + lists
    assert len({str(one["UID"]) for one in events}) == len(events)
    spans = {(one["DTSTART"].dt, one["DTEND"].dt) for one in hostile}
    assert spans == {
        (date(2023, 7, 1), date(2023, 8, 1)),
        (date(2023, 9, 1), date(2023, 10, 1)),
    }
    for token in HOSTILE[:5]:
        shown = token.replace("\u202e", r"\u202e")
        assert any(f"{shown}をする" in one["SUMMARY"] for one in hostile), token
    assert all(one["SUMMARY"].startswith("【見本】") for one in hostile)
    (whole,) = IcsCalendar.from_ical(text).walk("VCALENDAR")
    assert "入っていません" in str(whole["X-WR-CALDESC"])


def test_only_what_is_asked_for_is_told(orgsheet: Command) -> None:
    """This month's steps, or those that are late, as of a day; a section alone; never the clock."""
    late = orgsheet("calendar", "--only", "期限切れ", "--as-of", "2023-05-01", "--format", "json")
    assert {row["last_day"] for row in json.loads(late.out)["rows"]} == {"2023-04-30"}
    now = orgsheet("calendar", "--only", "今月", "--as-of", "2024-01-31", "--format", "json")
    assert all("1" in row["months"] for row in json.loads(now.out)["rows"])
    assert "2023-04-01" in orgsheet("calendar", "--format", "json").out
    away = orgsheet("calendar", "--only", "今月", "--as-of", "2025-01-31")
    assert (away.code, "--as-of" in away.err) == (2, True)
    assert orgsheet("calendar", "--as-of", "昨日").code == 2
    own = orgsheet("calendar", "--section", "秘書課", "--format", "json")
    assert {row["section"] for row in json.loads(own.out)["rows"]} == {"秘書課"}
    nobody = orgsheet("coverage", "--section", "秘書課").out
    assert "どのシートも挙げていない項目: 0 件" in nobody


def test_words_are_found_whatever_their_width(orgsheet: Command) -> None:
    """All words in one row, with file and line; staff is found inside the office alone."""
    found = orgsheet("find", "ＪＯＢＡＮ", "アート　ライン", "--format", "json")
    rows = json.loads(found.out)["rows"]
    assert found.code == 0
    for row in rows:
        line = (orgsheet.folder / row["path"]).read_text("utf-8").splitlines()[row["line"] - 1]
        assert row["section"] in {"", "文化芸術課"}
        assert line.strip()
    assert orgsheet("find", "この言葉はどこにもない").code == 1
    assert orgsheet("find", "　").code == 2
    assert orgsheet("find", "海老原").code == 1
    assert orgsheet("find", "海老原", "--internal").code == 0


def _with_tokens(folder: Path) -> list[str]:
    """Replace every name of staff by a token of its own; return the tokens."""
    tokens: dict[str, str] = {}
    for sheet in (folder / "sheets" / "R5").rglob("*.yaml"):
        root = parse(sheet.read_bytes(), "x").root
        assert isinstance(root, Mapping)
        data = root.data()
        for row in data.get("組織が果たす役割", []):
            row["担当"] = [
                name
                if name == "全員"
                else tokens.setdefault(name, f"鬼塚{len(tokens):02d} 花子{len(tokens):02d}")
                for name in row["担当"]
            ]
        sheet.write_text(emit(data), "utf-8")
    return [*tokens.values()]


def test_no_name_of_staff_is_in_any_table(workspace: Path) -> None:
    """Under なし no token, under 姓 no given name; 全部 and --internal have them whole."""
    tokens = _with_tokens(workspace)
    assert len(tokens) > 15
    run = Command(workspace)

    def told(*more: str) -> str:
        out = ""
        for name, words in RUNS.items():
            for format_ in FORMATS.get(name, TABLES):
                out += run(name, *words, "--format", format_, *more).out
        return out

    out = told()
    assert len(out) > 20_000
    assert {run("find", token).code for token in tokens[:3]} == {1}
    assert not re.search("鬼塚|花子", out)
    out = told("--internal")
    assert all(token in out for token in tokens)
    settings = workspace / "orgsheet.yaml"
    settings.write_text("publication: {staff: 姓}\n", "utf-8")
    out = told()
    assert all(token.split()[0] in out for token in tokens)
    assert "花子" not in out
    settings.write_text("publication: {staff: 全部}\n", "utf-8")
    out = told()
    assert all(token in out for token in tokens)


def test_what_is_not_published_is_in_no_table(workspace: Path) -> None:
    """A field that the form does not publish is not told; in public only what may leave is."""
    form = workspace / "schema" / "forms" / "市R5.yaml"
    form.parent.mkdir(parents=True)
    form.write_text(
        "様式: 市R5\nもと: 取手市R5\n"
        "欄:\n  内部の覚え: {種類: 文章, 任意: true, 公表: しない}\n"
        "行:\n  行動:\n    目標期限: {種類: 期限, 原文: 期限原文, 公表: しない}\n",
        "utf-8",
    )
    sheet = workspace / "sheets" / "R5" / "政策推進部" / "秘書課.yaml"
    text = sheet.read_text("utf-8") + "内部の覚え: 極秘をする\n"
    sheet.write_text(text.replace("市長・副市長の秘書事務", "【記入】"), "utf-8")
    run = Command(workspace)
    assert run("find", "極秘").code == 1
    assert run("find", "極秘", "--internal").code == 0
    assert json.loads(run("calendar", "--format", "json").out)["rows"] == []
    settings = workspace / "orgsheet.yaml"
    settings.write_text("publication: {staff: 全部}\n", "utf-8")
    assert json.loads(run("calendar", "--format", "json").out)["rows"] == []
    assert len(json.loads(run("calendar", "--internal", "--format", "json").out)["rows"]) > 50
    out = run("coverage", "--public", "--format", "csv")
    assert "秘書課" not in out.out
    assert "秘書課" in out.err
