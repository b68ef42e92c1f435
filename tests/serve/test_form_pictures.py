"""The pictures of the guide are what the pages show on the way that the guide tells."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))

import form_pictures

LARGEST = 120_000
"""Bytes of a picture in the repository."""


def _size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_every_picture_of_the_form_is_shown_in_the_guide_and_small() -> None:
    """No other is kept, and each is described in words."""
    kept = {path.name for path in form_pictures.IMAGES.glob("form-*.png")}
    assert kept == {f"form-{name}.png" for name in form_pictures.NAMES}
    guide = (ROOT / "docs/editing.md").read_text(encoding="utf-8")
    for name in kept:
        alt = guide.partition(f"](images/{name})")[0].rpartition("![")[2]
        assert len(alt) > 15, name
        assert (form_pictures.IMAGES / name).stat().st_size < LARGEST, name


@pytest.mark.slow
def test_the_pages_go_the_way_of_the_guide(tmp_path: Path) -> None:
    """Open, slip, mend, write, save, hand in, approve: a picture at each step, of the same size."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    form_pictures.take(tmp_path)
    for name in form_pictures.NAMES:
        taken, kept = (folder / f"form-{name}.png" for folder in (tmp_path, form_pictures.IMAGES))
        assert _size(taken) == _size(kept), name
