"""A site made with what earlier runs kept is, byte for byte, the one that is made from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Command

pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

SECTION = "sheets/R5/議会事務局/議会総務課.yaml"
BEFORE = "sheets/R4/議会事務局/議会総務課.yaml"
PLANS = "sheets/計画台帳.yaml"


def _files(site: Path) -> dict[str, bytes]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


def _replace(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text, old
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def _settings(folder: Path, *lines: str) -> None:
    told = "".join(f"  {line}\n" for line in ("samples: 載せる", *lines))
    (folder / "orgsheet.yaml").write_text(f"publication:\n{told}", encoding="utf-8")


def _nothing(_: Path) -> None:
    """Leave the files as they are: the options differ, or nothing does."""


def _move(folder: Path) -> None:
    text = (folder / SECTION).read_text(encoding="utf-8")
    (folder / SECTION).rename(folder / "sheets/R5/議会事務局/職員課.yaml")
    path = folder / "sheets/R5/議会事務局/職員課.yaml"
    path.write_text(text.replace("課名: 議会総務課", "課名: 職員課"), encoding="utf-8")


def _form(folder: Path) -> None:
    forms = folder / "schema" / "forms"
    forms.mkdir(parents=True)
    form = "様式: 取手市R5\nもと: 取手市R5\n題名: あたらしい題名\n"
    (forms / "市R5.yaml").write_text(form.replace("様式: 取手市R5", "様式: 市R5"), encoding="utf-8")
    _replace(folder, SECTION, "年度:", "様式: 市R5\n年度:")


CHANGES: list[tuple[str, Callable[[Path], object], tuple[str, ...]]] = [
    ("nothing", _nothing, ()),
    ("another day", _nothing, ("--as-of", "2023-12-24")),
    ("a text", lambda folder: _replace(folder, SECTION, "時期: 11月下旬", "時期: 12月"), ()),
    ("a name", lambda folder: _replace(folder, SECTION, "項目: 改選に", "項目: 議員の改選に"), ()),
    ("last year", lambda folder: _replace(folder, BEFORE, "時期: 8月", "時期: 9月"), ()),
    ("one year", _nothing, ("--year", "R5")),
    ("names", lambda folder: _settings(folder, "staff: 姓"), ()),
    ("an address", lambda folder: _settings(folder, "address: https://x.example/y/"), ()),
    ("all inside", _nothing, ("--internal",)),
    ("a form", _form, ()),
    ("a section", _move, ()),
    ("a plan", lambda folder: _replace(folder, PLANS, "名称: ", "名称: 新しい"), ()),
    ("a sheet less", lambda folder: (folder / "sheets/R5/議会事務局/議事調査課.yaml").unlink(), ()),
]


def test_each_change_gives_what_a_making_from_nothing_gives(tmp_path: Path) -> None:
    """After whatever changed, what was kept serves only where it is still what would be made."""
    city = tmp_path / "市"
    shutil.copytree(ROOT / "benchmarks" / "clean" / "架空市" / "sheets", city / "sheets")
    for path in sorted((city / "sheets").rglob("*.yaml")):
        if path.parent.name not in {"議会事務局", "sheets"}:
            path.unlink()
    _settings(city)
    run = Command(city)
    last: dict[str, bytes] = {}
    for number, (name, change, arguments) in enumerate(CHANGES):
        change(city)
        day = () if "--as-of" in arguments else ("--as-of", "2023-10-01")
        made = []
        for cache, place in (("kept", "公開"), (f"none-{number}", "別")):
            folder = tmp_path / cache
            folder.mkdir(exist_ok=True)
            env = {"XDG_CACHE_HOME": str(folder), "LOCALAPPDATA": str(folder)}
            done = run("site", "--output", str(tmp_path / place), *day, *arguments, env=env)
            assert done.code == 0, done.err
            made.append(_files(tmp_path / place))
        assert made[0] == made[1], name
        assert list((tmp_path / "kept" / "orgsheet").glob("pieces-*"))
        assert (made[0] == last) == (name == "nothing" and bool(last)), name
        last = made[0]
