"""The data beside the pages, calendars and printed sheets hold hostile texts as what they are."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command

from orgsheet.source import Mapping, emit, parse

icalendar: Any = pytest.importorskip("icalendar")
html5lib: Any = pytest.importorskip("html5lib")
pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

EVIL = "よそ者"
TOKENS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "＝1",
    f"x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:{EVIL}",
    "</script><script>alert(1)</script>",
    "\u202e\u2028逆",
    '#eval("1")#link("https://x.example")[a] $x$ \\u{41} `a`',
    "../../x",
    "x" * 300,
]
SHEET = "examples/一年/sheets/R5/政策推進部/秘書課.yaml"
KEPT = {"年度", "部名", "課名", "計画関連No.", "裁量有無", "協働有無", "時期", "名称"}
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9.]+")


def _marked(value: Any, tokens: Any, key: str = "") -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        return {name: _marked(one, tokens, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_marked(one, tokens, key) for one in value]
    return f"{next(tokens)}{value}" if isinstance(value, str) and key not in KEPT else value


def _city(folder: Path, *, hostile: bool) -> Path:
    root = parse((ROOT / SHEET).read_bytes(), SHEET).root
    assert isinstance(root, Mapping)
    for number in range(0, len(TOKENS), 4):
        data = root.data()
        if hostile:
            data = _marked(data, cycle(TOKENS[number:] + TOKENS[:number]))
        data |= {"部名": "部", "課名": f"課{number}"}
        place = folder / "sheets" / "R5" / "部" / f"課{number}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(emit(data), encoding="utf-8")
    name = "</title><script>alert(1)</script>" if hostile else "市"
    settings = json.dumps({"publication": {"site": name}}, ensure_ascii=False)
    (folder / "orgsheet.yaml").write_text(settings, encoding="utf-8")
    done = Command(folder)("site", "--internal", "--output", "公開")
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The office's own site of hostile sheets, and of the same sheets as they were."""
    folder = tmp_path_factory.mktemp("市")
    return _city(folder / "a", hostile=True), _city(folder / "b", hostile=False)


def test_no_text_makes_an_entry_of_a_calendar(cities: tuple[Path, Path]) -> None:
    """Calendars of hostile sheets have the entries of the sheets without, and none of a text."""
    count = []
    for city in cities:
        raw = (city / "公開" / "R5" / "calendar.ics").read_bytes()
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
        assert not re.search("[\u202e\u2028]", raw.decode())
        entries = icalendar.Calendar.from_ical(raw).walk("VEVENT")
        assert EVIL not in {str(one.get("SUMMARY")) for one in entries}
        count.append(len(entries))
    assert count[0] == count[1] > 0


def test_no_cell_of_the_data_is_a_formula(cities: tuple[Path, Path]) -> None:
    """Also behind a tab or a line end; the JSON beside is JSON."""
    site = cities[0] / "公開"
    tables = [*site.rglob("*.csv")]
    assert tables
    shown = ""
    for path in tables:
        text = path.read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert _NUMBER.fullmatch(cell) or not _FORMULA.match(cell), (path, cell)
            shown += "".join(row)
    for token in (TOKENS[0], TOKENS[3], TOKENS[7]):
        assert token in shown
    for path in site.rglob("*.json"):
        json.loads(path.read_bytes())


def test_the_name_of_the_site_is_text(cities: tuple[Path, Path]) -> None:
    """What the settings call the site stands in the title of its pages, and is no markup."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse((cities[0] / "公開" / "index.html").read_text(encoding="utf-8"))
    assert parser.errors == []
    assert "<script>alert(1)" in "".join(tree.find(".//title").itertext())
    assert not [one for one in tree.iter("script") if (one.text or "").strip()]


def test_no_text_acts_in_a_printed_sheet(cities: tuple[Path, Path]) -> None:
    """A PDF holds what looks like its source language as text, and no link or action."""
    pytest.importorskip("typst")
    pdfium: Any = pytest.importorskip("pypdfium2")
    city = cities[0]
    done = Command(city)("export", "--section", "課0", "--output", "課.pdf")
    assert done.code == 0, done.err
    data = (city / "課.pdf").read_bytes()
    for mark in (b"/URI", b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile"):
        assert mark not in data
    pages = pdfium.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in pages)
    shown = re.sub(r"\s", "", text)
    assert '#eval("1")#link("https://x.example")[a]' in shown
