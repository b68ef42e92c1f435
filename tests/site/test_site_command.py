"""`orgsheet site`: which pages there are, and what of the sheets is in them."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ROOT, Command

html5lib = pytest.importorskip("html5lib")
pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

SETTINGS = """\
publication:
  samples: 載せる
  site: 架空市 組織マネジメントシート
  address: https://www.example.lg.jp/orgsheet/
  licence: クリエイティブ・コモンズ 表示 4.0 国際（CC BY 4.0）
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clean sheets of a city."""
    folder = tmp_path_factory.mktemp("市")
    shutil.copytree(ROOT / "benchmarks" / "clean" / "架空市" / "sheets", folder / "sheets")
    (folder / "orgsheet.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def public(city: Path) -> Path:
    """The public site of the city."""
    done = Command(city)("site", "--output", "公開", "--as-of", "2023-10-01")
    assert done.code == 0, done.err
    return city / "公開"


def _files(site: Path) -> dict[str, bytes]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_page_is_valid_html(public: Path) -> None:
    """A strict parser finds nothing wrong on any page, and no id stands twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    for path in _pages(public):
        if path.parent.parent.name == "rules" and path.parent.name > "d":
            continue  # of the pages of rules, all made by one template, some are enough
        tree = parser.parse(path.read_text(encoding="utf-8"))
        assert parser.errors == [], (path, parser.errors)
        ids = [node.get("id") for node in tree.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), path
        assert len(tree.findall(".//h1")) == 1, path


def test_every_link_leads_somewhere(public: Path) -> None:
    """Every link and every anchor of a link is there, and none leaves the site."""
    ids: dict[Path, set[str]] = {}
    for path in _pages(public):
        text = path.read_text(encoding="utf-8")
        ids[path.resolve()] = {unquote(one) for one in re.findall(r'\bid="([^"]*)"', text)}
    for path in _pages(public):
        text = path.read_text(encoding="utf-8")
        for found in re.findall(r'(?:href|src)="([^"]*)"', text):
            if found.startswith("https://www.example.lg.jp/orgsheet/"):
                continue  # where the page itself is on the web
            target, _, anchor = found.partition("#")
            place = (path.parent / unquote(target)).resolve() if target else path.resolve()
            assert place.is_file(), (path, found)
            assert not anchor or unquote(anchor) in ids[place], (path, found)


def test_a_row_of_the_data_is_found_on_its_page(public: Path) -> None:
    """The sheet's ID and the row's ID of every table of rows are a page and an anchor of it."""
    rows = 0
    for name in ("roles", "priorities", "milestones", "criteria"):
        table = json.loads((public / "data" / f"{name}.json").read_text(encoding="utf-8"))
        for row in table["rows"]:
            page = public.joinpath(*row["sheet"].split("/"), "index.html")
            assert f' id="{row["row_id"]}"' in page.read_text(encoding="utf-8"), row
            rows += 1
    assert rows > 100


def test_what_is_found_leads_to_its_place_on_the_page(city: Path, public: Path) -> None:
    """`find` names the page and the anchor of each place, and prints the address."""
    base = "https://www.example.lg.jp/orgsheet/"
    run = Command(city)
    found = json.loads(run("find", "議会", "--public", "--format", "json").out)["rows"]
    assert len(found) > 5
    for one in found:
        assert one["page"].startswith(base), one
        page, _, anchor = unquote(one["page"].removeprefix(base)).partition("#")
        text = (public / page / "index.html").read_text(encoding="utf-8")
        assert f' id="{anchor}"' in text, one
    assert base in run("find", "議会", "--public").out


def test_a_calendar_program_reads_the_calendars(public: Path) -> None:
    """Read back, a year's file has each step with its days, and the sheets' files the same."""
    icalendar = pytest.importorskip("icalendar")

    def events(path: Path) -> Counter[tuple[date, date, str]]:
        read = icalendar.Calendar.from_ical(path.read_bytes())
        assert read.errors == []
        return Counter(
            (one.decoded("dtstart"), one.decoded("dtend") - timedelta(days=1), str(one["uid"]))
            for one in read.walk("VEVENT")
        )

    for label in ("R4", "R5"):
        whole = events(public / label / "calendar.ics")
        parts = [events(path) for path in (public / label).glob("*/*/calendar.ics")]
        assert sum(parts, Counter()) == whole
        assert len({uid for _, _, uid in whole}) == sum(whole.values()) > 10
        firsts, lasts = ({one[side] for one in whole} for side in (0, 1))
        rows = json.loads((public / "data" / "milestones.json").read_text(encoding="utf-8"))["rows"]
        dated = [row for row in rows if row["year"] == label and row["months"]]
        assert len(dated) > 10
        for row in dated:
            # What is done several times a year has an event for each: the first and the last day.
            assert date.fromisoformat(row["last_day"]) in lasts, row
            assert date.fromisoformat(row["first_day"] or row["last_day"]) in firsts, row


def test_two_makings_are_the_same(city: Path, public: Path, tmp_path: Path) -> None:
    """The same sheets, settings and day give the same bytes; a second making writes nothing."""
    run = Command(city)
    done = run("site", "--output", str(tmp_path / "別"), "--as-of", "2023-10-01")
    assert done.code == 0, done.err
    assert _files(public) == _files(tmp_path / "別")
    again = run("site", "--output", "公開", "--as-of", "2023-10-01")
    assert "書いた 0、" in again.err
