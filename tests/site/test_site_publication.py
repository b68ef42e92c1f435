"""What of the staff, and of the fields that are not published, stands in the files of the site."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command
from token_staff import GIVEN, SURNAME, give_tokens

from orgsheet.workspace.workspace import Workspace

html5lib = pytest.importorskip("html5lib")
pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

CLEAN = ROOT / "benchmarks" / "clean" / "架空市" / "sheets"
HIDDEN = "齉"
"""A letter that stands in no sheet but in a field that is not published."""

FORM = """\
様式: 市R5
もと: 取手市R5
欄:
  内部の覚え: {種類: 文章, 任意: true, 公表: しない}
"""


def _site(folder: Path, staff: str, *arguments: str) -> Path:
    settings = f"publication:\n  samples: 載せる\n  staff: {staff}\n"
    (folder / "orgsheet.yaml").write_text(settings, encoding="utf-8")
    place = f"公開-{staff}"
    done = Command(folder)("site", "--output", place, "--as-of", "2023-10-01", *arguments)
    assert done.code == 0, done.err
    return folder / place


def _holders(site: Path, word: str) -> list[str]:
    """Return the files that hold a word, in any of the ways in which text is written in them."""
    ways = {word, json.dumps(word)[1:-1], "".join(f"%{byte:02X}" for byte in word.encode())}
    found = []
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        # A long line of a calendar is folded wherever its length wants it.
        data = path.read_bytes().replace(b"\r\n ", b"") if path.is_file() else b""
        if word in name or any(way.encode() in data for way in ways):
            found.append(name)
    return found


@pytest.fixture(scope="module", params=["clean", "real"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clean and the real sheets, every name of their staff a token of its own."""
    folder: Path = tmp_path_factory.mktemp("市")
    shutil.copytree(CLEAN if request.param == "clean" else ROOT / "sheets", folder / "sheets")
    for path in (folder / "sheets").glob("*.json"):
        path.unlink()
    give_tokens(folder / "sheets")
    record = ("lint", "--baseline", "known.json", "--update-baseline", "--no-cache")
    assert Command(folder)(*record).code == 0
    return folder


def test_no_file_has_a_name_where_none_is_published(city: Path) -> None:
    """Under なし no name, and no part of one, is in any file, its name, or the index."""
    site = _site(city, "なし", "--baseline", "known.json")
    assert len(list(site.rglob("*.html"))) > 10
    assert _holders(site, SURNAME) == []
    assert _holders(site, GIVEN) == []
    assert not list(site.rglob("workload"))


def _named(page: Path) -> set[str]:
    """Return what the cells of the column of the staff say, each name by itself."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page.read_text(encoding="utf-8"))
    cells = [cell for cell in tree.iter("td") if cell.get("data-label") == "担当"]
    told = [" ".join("、".join(cell.itertext()).split()) for cell in cells]
    return {name.strip() for text in told for name in re.split("、", text) if name.strip()}


@pytest.mark.parametrize("staff", ["姓", "全部"])
def test_names_are_shown_as_the_settings_say(city: Path, staff: str) -> None:
    """姓 shows each surname and no given name, 全部 both, on the sheet's page and in the load."""
    site = _site(city, staff, "--baseline", "known.json")
    shown = 0
    for sheet in Workspace.open(city).sheets():
        page = site.joinpath(*map(str, sheet.id[:3]), "index.html")
        if not page.is_file():
            continue
        wanted = {one.text for role in sheet.staffed for one in role.staff}
        if staff == "姓":
            wanted = {text.split(" ")[0] for text in wanted}
        assert _named(page) == wanted, page
        shown += len(wanted)
    assert shown > 10
    assert bool(_holders(site, GIVEN)) == (staff == "全部")
    holders = _holders(site, SURNAME)
    assert "data/roles.csv" in holders
    assert any(path.endswith("workload/index.html") for path in holders)
    assert not any(path.startswith(("search/", "feed")) for path in holders)


def test_a_field_that_is_not_published_is_nowhere(tmp_path: Path) -> None:
    """What stands in a field with 公表: しない is in no file, and the internal site has it."""
    shutil.copytree(CLEAN, tmp_path / "sheets")
    forms = tmp_path / "schema" / "forms"
    forms.mkdir(parents=True)
    (forms / "市R5.yaml").write_text(FORM, encoding="utf-8")
    for path in (tmp_path / "sheets" / "R5").rglob("*.yaml"):
        told = path.read_text(encoding="utf-8") + f"内部の覚え: {HIDDEN}と書いた{HIDDEN}\n"
        path.write_text(f"様式: 市R5\n{told}", encoding="utf-8")
    site = _site(tmp_path, "全部")
    assert list((site / "R5").rglob("index.html"))
    assert _holders(site, HIDDEN) == []
    inside = Command(tmp_path)("site", "--internal", "--output", "庁内")
    assert inside.code == 0, inside.err
    assert _holders(tmp_path / "庁内", HIDDEN)
