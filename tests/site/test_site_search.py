"""The search of the site finds what a text holds and nothing else, run as the page runs it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command

from orgsheet.render.web.anchors import anchor_of, row_anchors
from orgsheet.site.addresses import quoted
from orgsheet.workspace.workspace import Workspace

pytest.importorskip("jinja2")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None, reason="node runs the page's script"),
]

PIECES = 500
STUB = """
const nodes = {};
const node = (name) => nodes[name] ??= {
  value: '', addEventListener() {}, appendChild(one) { return one; }, hidden: true };
globalThis.document = { getElementById: node, createElement: () => node('made') };
globalThis.window = globalThis;
const fs = require('fs');
for (const path of process.argv.slice(1)) (0, eval)(fs.readFileSync(path, 'utf8'));
const pieces = JSON.parse(fs.readFileSync(0, 'utf8'));
console.log(JSON.stringify(pieces.map(orgsheetFind)));
"""


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("〜", "~").lower().split())


def _scalars(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in {"担当", "id", "前年度の項目"}:
                yield from _scalars(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _scalars(one, key)
    elif value is not None:
        yield str(value)


def _truth(folder: Path) -> dict[str, list[str]]:
    """Return the texts of every place that can be found, by its address, read from the sheets."""
    found: dict[str, list[str]] = {}
    for sheet in Workspace.open(folder).sheets():
        assert sheet.root is not None
        assert sheet.year is not None
        data, anchors = sheet.root.data(), row_anchors(sheet)
        page = f"R5/{quoted(sheet.id.department)}/{quoted(sheet.id.section)}/index.html#"
        where = [sheet.year.kanji, sheet.id.department]
        where += [] if sheet.id.is_department else [sheet.id.section]
        for entry in sheet.rows:
            address = page + quoted(anchors[id(entry.node)].anchor)
            found[address] = [*where, entry.heading, *_scalars(entry.node.data())]
        for key in sheet.form.fields:
            if key in data and key not in sheet.form.list_of:
                name = f"{sheet.id.unit}（部のシート）" if sheet.id.is_department else sheet.id.unit
                found[page + quoted(anchor_of(key))] = [
                    *where,
                    key,
                    f"{name} {key}",
                    *_scalars(data[key]),
                ]
    return found


def test_the_search_finds_every_piece_and_nothing_else(tmp_path: Path) -> None:
    """Of random pieces of the texts each is found wherever it stands, and nowhere else."""
    shutil.copytree(ROOT / "sheets", tmp_path / "sheets")
    shutil.rmtree(tmp_path / "sheets" / "R4")
    done = Command(tmp_path)("site", "--internal", "--output", "公開")
    assert done.code == 0, done.err
    truth = _truth(tmp_path)
    texts = {address: [_folded(one) for one in found] for address, found in truth.items()}
    chosen = random.Random(1)  # noqa: S311 - the same pieces each time
    pool = sorted({text for found in truth.values() for text in found if len(text) > 1})
    pieces = []
    for _ in range(PIECES):
        text = chosen.choice(pool)
        start = chosen.randrange(len(text) - 1)
        piece = text[start : start + chosen.randint(1, 8)]
        if _folded(piece):
            pieces.append("".join(piece.split()))
    site = tmp_path / "公開" / "search"
    ran = subprocess.run(
        ["node", "-e", STUB, str(site / "search.js"), str(site / "index-all.js")],
        input=json.dumps(pieces),
        capture_output=True,
        text=True,
        check=True,
    )
    for piece, found in zip(pieces, json.loads(ran.stdout), strict=True):
        wanted = {
            address for address, some in texts.items() if any(_folded(piece) in x for x in some)
        }
        assert set(found) == wanted, piece
        assert len(found) == len(wanted)
