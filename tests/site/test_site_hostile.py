"""Whatever the texts and names of sheets say, the pages show it and nothing of it acts."""

from __future__ import annotations

import os
import re
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from conftest import ROOT, Command

from orgsheet.source import Mapping, emit, parse

html5lib = pytest.importorskip("html5lib")
pytest.importorskip("jinja2")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there"),
]

TOKENS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=y>',
    "' onclick='x",
    "{{ 7 * 7 }}{% if %}",
    "javascript:alert(1)",
    "</title><b>",
    "]]>&amp;<!--",
    "=1+1",
    "\u202ex\u0007",
    "../../x#?%2e",
]
SHEET = "examples/一年/sheets/R5/政策推進部/秘書課.yaml"
KEPT = {"年度", "部名", "課名", "計画関連No.", "裁量有無", "協働有無"}
ATTRIBUTES = {
    *("href", "id", "class", "lang", "charset", "name", "content", "rel", "src", "role"),
    *("scope", "colspan", "http-equiv", "data-label", "tabindex", "type", "autocomplete", "hidden"),
    *("for", "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "rx", "d", "title"),
    *(
        "style",
        "stroke",
        "fill",
        "font-size",
        "stroke-dasharray",
        "rowspan",
        "text-anchor",
        "aria-label",
        "aria-labelledby",
        "aria-current",
    ),
}
DRAWN = {"svg", "title", "desc", "g", "rect", "line", "path", "text", "tspan", "style"}


def _marked(value: Any, tokens: Any, key: str = "") -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        return {name: _marked(one, tokens, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_marked(one, tokens, key) for one in value]
    if isinstance(value, str) and key == "名称":
        # An indicator and its result are found by one name.
        return f"{TOKENS[len(value) % len(TOKENS)]}{value}"
    return f"{next(tokens)}{value}" if isinstance(value, str) and key not in KEPT else value


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's own site of sheets in which every text, and some names, are hostile."""
    folder = tmp_path_factory.mktemp("市")
    root = parse((ROOT / SHEET).read_bytes(), SHEET).root
    assert isinstance(root, Mapping)
    data = root.data()
    for year in ("R4", "R5"):
        for number, token in enumerate(TOKENS):
            name = token.replace("/", "／").replace("\0", "")
            sheet = _marked({**data, "年度": year}, cycle(TOKENS[number:] + TOKENS[:number]))
            sheet |= {"部名": name, "課名": name, token: token, "見本": token}
            place = folder / "sheets" / year / name / f"{name}.yaml"
            place.parent.mkdir(parents=True)
            place.write_text(emit(sheet), encoding="utf-8")
    done = Command(folder)("site", "--internal", "--output", "公開")
    assert done.code == 0, done.err
    return folder / "公開"


def test_no_text_is_markup(site: Path) -> None:
    """Every page is what a strict parser expects, with no tag, attribute or script of a text."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    shown = set[str]()
    for path in site.rglob("*.html"):
        if path.relative_to(site).parts[0] == "rules":
            continue
        tree = parser.parse(path.read_text(encoding="utf-8"))
        assert parser.errors == [], (path, parser.errors)
        shown.update("".join(one.itertext()) for one in tree.iter("td"))
        for node in tree.iter():
            assert set(node.attrib) <= ATTRIBUTES, (path, node.tag, node.attrib)
            assert re.fullmatch(r"(width: [0-9.]+%)?", node.get("style", "")), path
            assert node.tag not in {"img", "b", "iframe", "object", "base", "form.action"}
            if node.tag == "script":
                assert re.fullmatch(r"(search|index-[A-Za-z0-9]+)\.js", node.get("src", ""))
                assert not (node.text or "").strip()
            address = node.get("href", "")
            assert re.match(r"(\.\./|#|[^:]*$)", address), address
    text = "\n".join(shown)
    for token in (TOKENS[0], TOKENS[1], TOKENS[3], TOKENS[5]):
        assert token in text
    assert not re.search("[\u202e\u0007]", text)


def test_how_a_year_went_is_shown_and_nothing_of_it_acts(site: Path) -> None:
    """実績と評価, a sheet's results and a project's years hold the texts, drawings too, as text."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    drawn = {"chart-0": 0, "chart-results": 0, "chart-history": 0}
    told = dict.fromkeys(drawn, "")
    for path in site.rglob("index.html"):
        page = path.read_text(encoding="utf-8")
        tree = parser.parse(page)
        for kind in drawn:
            if not any(one.get("id", "").startswith(kind) for one in tree.iter()):
                continue
            drawn[kind] += 1
            told[kind] += "".join(tree.itertext())
            assert not re.search("[\u202e\u0007]", page)
            for svg in tree.iter("svg"):
                assert {node.tag for node in svg.iter()} <= DRAWN, path
    assert min(drawn.values()) >= 2, drawn
    for kind, text in told.items():
        for token in (TOKENS[0], TOKENS[1], TOKENS[3], TOKENS[5], TOKENS[7]):
            assert token in text, (kind, token)
    went = told["chart-results"]
    assert "182" in went or "192" in went
    assert "%" in told["chart-history"]


def test_no_name_leads_out_of_the_site(site: Path) -> None:
    """Every file has a name that every system can have, below the folder."""
    for path in site.rglob("*"):
        for part in path.relative_to(site).parts:
            assert not re.search(r'[\\:*?"<>|\u202e\u0007#%]', part), path


def test_other_files_hold_no_markup(site: Path) -> None:
    """The index is data in one call, and XML is XML."""
    index = (site / "search" / "index-all.js").read_text(encoding="utf-8")
    assert re.fullmatch(r"orgsheetIndex\(\[\[.*\]\]\)\n", index, re.DOTALL)
    for path in site.rglob("*.xml"):
        ET.parse(path)  # noqa: S314 - our own output
