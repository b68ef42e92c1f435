"""Addresses of a site whose sections were split and merged in a year."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import Command
from first_site import FOLDER, town_with_site
from git_repository import GitRepository

from orgsheet.source import Mapping, emit, parse

pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

TABLE = "今年度の重点事業"


def _read(made: GitRepository, section: str) -> dict[str, Any]:
    root = parse(made.read(f"{FOLDER}/{section}.yaml").encode(), section).root
    assert isinstance(root, Mapping)
    data: dict[str, Any] = root.data()
    return data


def _write(made: GitRepository, section: str, data: dict[str, Any]) -> None:
    made.write(emit({**data, "課名": section}), f"{FOLDER}/{section}.yaml")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site before, and after a section was split in two and another went into a third."""
    made = town_with_site(tmp_path_factory.mktemp("市"), "publication:\n  samples: 載せる\n")
    run = Command(made.folder)
    record = ("lint", "--baseline", "known.json", "--update-baseline", "--no-cache")
    staff = _read(made, "人事課")
    half = len(staff[TABLE]) // 2
    assert half
    _write(made, "研修課", {**staff, TABLE: staff[TABLE][half:]})
    _write(made, "職員課", {**staff, TABLE: staff[TABLE][:half]})
    made.git("rm", "-q", f"{FOLDER}/人事課.yaml")
    made.commit("人事課を二つに分けた")
    assets, general = _read(made, "管財課"), _read(made, "総務課")
    _write(made, "総務課", {**general, TABLE: [*general[TABLE], *assets[TABLE]]})
    made.git("rm", "-q", f"{FOLDER}/管財課.yaml")
    made.commit("管財課を総務課に合わせた")
    # Two sheets that began as one say the same of their duties, which is a finding.
    assert run(*record).code == 0
    done = run("site", "--output", "公開2", "--baseline", "known.json")
    assert done.code == 0, done.err
    return made.folder / "公開1", made.folder / "公開2"


def _rows(page: Path) -> list[str]:
    """Return the anchors of a page's rows, those that lead to a row besides included."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r'<(?:tr role="row"|span) id="([^"]+)"', text)


@pytest.mark.parametrize("section", ["人事課", "管財課", "総務課"])
def test_every_address_of_a_row_still_leads_to_it(sites: tuple[Path, Path], section: str) -> None:
    """Each anchor of a sheet that was split, merged or took others in is on the page it had."""
    first, second = (one / "R5" / "総務部" / section / "index.html" for one in sites)
    wanted = _rows(first)
    assert len(wanted) > 5
    text = second.read_text(encoding="utf-8")
    assert [one for one in wanted if f' id="{one}"' not in text] == []


@pytest.mark.parametrize(
    ("section", "successors"), [("人事課", {"研修課", "職員課"}), ("管財課", {"総務課"})]
)
def test_a_row_that_went_elsewhere_is_followed(
    sites: tuple[Path, Path], section: str, successors: set[str]
) -> None:
    """The page of a section that is no more leads to its successors, and each row to its place."""
    place = sites[1] / "R5" / "総務部" / section
    text = (place / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<li id="([^"]+)">.*?<a href="([^"#]+)#([^"]+)"', text)
    first = (sites[0] / "R5" / "総務部" / section / "index.html").read_text(encoding="utf-8")
    for anchor, target, to in found:
        page = (place / unquote(target)).resolve()
        assert page.is_file()
        assert f' id="{unquote(to)}"' in page.read_text(encoding="utf-8")
        assert f' id="{anchor}"' in first
    assert successors <= {Path(unquote(target)).parent.name for _, target, _ in found}
    # Of what came first each row is led to the very same one.
    table = first[first.index(f'<h2 id="{TABLE}"') :]
    names = re.findall(r'<tr role="row" id="([^"]+)"', table[: table.index("</table>")])
    assert set(names) <= {anchor for anchor, _, _ in found}
