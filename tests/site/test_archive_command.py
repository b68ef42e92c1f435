"""`orgsheet archive`: what is kept of a closed year."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import ROOT, Command

from orgsheet.workspace.layout import REGISTERS, SCALES_PATH, WAIVERS_PATH

pytest.importorskip("typst")
pytestmark = pytest.mark.slow


def test_a_closed_year_is_kept_whole(tmp_path: Path) -> None:
    """The files are kept byte for byte, the list proves each, the PDF is PDF/A, twice the same."""
    run = Command(ROOT)
    assert run("archive", "R5", "--output", str(tmp_path / "保存")).code == 0
    kept = tmp_path / "保存"
    lines = re.findall(r"(?m)^([0-9a-f]{64})  (\d+)  (.+?)\r?$", (kept / "目録.txt").read_text())
    for digest, size, path in lines:
        data = (kept / path).read_bytes()
        assert (sha256(data).hexdigest(), len(data)) == (digest, int(size)), path
        assert path == "R5.pdf" or data == (ROOT / path).read_bytes()
    paths = {path for _, _, path in lines}
    assert {f"sheets/R5/政策推進部/{name}.yaml" for name in ("部", "秘書課")} <= paths
    assert not any(path.startswith("sheets/R4") for path in paths)
    data = (kept / "R5.pdf").read_bytes()
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"StructTreeRoot" in data
    again = run("archive", "R5", "--output", str(kept))
    assert again.code == 0, again.err
    assert (kept / "R5.pdf").read_bytes() == data


def test_every_register_is_kept_beside_the_sheets(workspace: Path) -> None:
    """What the sheets are read by is kept with them, the scales of their ratings among it."""
    (workspace / WAIVERS_PATH).write_text("免除: []\n", encoding="utf-8")
    shutil.copy(ROOT / "tests/cases/evaluation/尺度.yaml", workspace / SCALES_PATH)
    done = Command(workspace)("archive", "R5", "--output", "保存")
    assert done.code == 0, done.err
    for path in REGISTERS:
        assert (workspace / "保存" / path).read_bytes() == (workspace / path).read_bytes()


def test_a_year_with_open_places_is_not_kept(workspace: Path) -> None:
    """A sheet that is not written to its end is named, and nothing is written."""
    sheet = next((workspace / "sheets" / "R5").rglob("秘書課.yaml"))
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("時期: 4月", "時期: 【記入】", 1), encoding="utf-8")
    done = Command(workspace)("archive", "R5", "--output", "保存")
    assert done.code == 2
    assert "秘書課.yaml に【記入】が残っている" in done.err
    assert not (workspace / "保存").exists()
