"""Addresses, corrections and the feed of a site whose sheets were renamed and changed in a year."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from conftest import Command
from first_site import FOLDER, town_with_site

pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

SETTINGS = """\
publication:
  samples: 載せる
  address: https://www.example.lg.jp/orgsheet/
"""
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site as it was first, and as it is after a year of renames, splits and a correction."""
    made = town_with_site(tmp_path_factory.mktemp("市"), SETTINGS)
    run = Command(made.folder)
    staff = f"{FOLDER}/人事課.yaml"
    text = made.read(staff)
    made.write(text.replace("項目: 時間外勤務の縮減", "項目: 残業の縮減"), staff)
    made.commit("名称を直した")
    person = re.search(r"担当: \[([^,\]]+)", text)
    assert person is not None
    made.write(made.read(staff).replace("年末調整の電子化", "年末調整のオンライン化"), staff)
    made.commit(f"{person[1]}さんの申し出\n\n訂正: 名称の誤りを直した")
    made.git("mv", f"{FOLDER}/管財課.yaml", f"{FOLDER}/資産活用課.yaml")
    kept = f"{FOLDER}/資産活用課.yaml"
    made.write(made.read(kept).replace("課名: 管財課", "課名: 資産活用課"), kept)
    made.commit("改称")
    done = run("site", "--output", "公開2")
    assert done.code == 0, done.err
    return made.folder / "公開1", made.folder / "公開2"


def test_every_old_address_leads_somewhere(sites: tuple[Path, Path]) -> None:
    """Every page and every anchor of a row that was there is there, or leads to what it became."""
    first, second = sites
    for path in (first / "R5").rglob("*.html"):
        later = second / path.relative_to(first)
        assert later.is_file(), later
        if path.parts[-3] != "総務部" or path.parent.name == "calendar":
            continue
        rows = re.findall(r'<tr role="row" id="([^"]+)"', path.read_text(encoding="utf-8"))
        text = later.read_text(encoding="utf-8")
        assert rows
        assert {f'id="{one}"' in text for one in rows} == {True}, path
    moved = (second / "R5/総務部/管財課/index.html").read_text(encoding="utf-8")
    for target in re.findall(r'<li id="[^"]+">.*?<a href="([^"#]+)#([^"]+)"', moved):
        page = (second / "R5/総務部/管財課" / target[0]).resolve().read_text(encoding="utf-8")
        assert f'id="{unquote(target[1])}"' in page


def test_a_correction_shows_its_date_the_old_text_and_the_reason(
    sites: tuple[Path, Path],
) -> None:
    """What a commit calls a correction stands on the sheet's page, and nobody's name with it."""
    text = (sites[1] / "R5/総務部/人事課/index.html").read_text(encoding="utf-8")
    part = text[text.index('id="corrections"') :]
    assert "理由: 名称の誤りを直した" in part
    assert ">年末調整の電子化<" in part
    assert ">年末調整のオンライン化<" in part
    assert "申し出" not in text


def test_the_feed_tells_each_merge(sites: tuple[Path, Path]) -> None:
    """The feed has an entry for each commit that changed sheets, in the words of diff."""
    root = ET.parse(sites[1] / "feed.xml").getroot()  # noqa: S314 - our own output
    titles = [one.findtext(f"{ATOM}title") or "" for one in root.iter(f"{ATOM}entry")]
    assert len(titles) == 4
    assert all(title.startswith("（見本）") for title in titles)
    told = "".join(one.findtext(f"{ATOM}content") or "" for one in root.iter(f"{ATOM}entry"))
    assert "「時間外勤務の縮減」が「残業の縮減」に名称を変えた" in told
    links = [one.get("href") or "" for one in root.iter(f"{ATOM}link")]
    assert all(one.startswith("https://www.example.lg.jp/orgsheet/") for one in links)


def test_a_feed_reader_reads_the_feed(sites: tuple[Path, Path]) -> None:
    """A reader finds nothing wrong with the feed: ids, days, addresses and texts are all there."""
    feedparser = pytest.importorskip("feedparser")
    read = feedparser.parse((sites[1] / "feed.xml").read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.title
    assert read.feed.id == "https://www.example.lg.jp/orgsheet/"
    assert len(read.entries) == len({one.id for one in read.entries}) == 4
    for one in read.entries:
        assert one.title
        assert one.updated_parsed
        assert one.content[0].type == "text/plain"
        address = unquote(one.link.removeprefix("https://www.example.lg.jp/orgsheet/"))
        assert (sites[1] / address / "index.html").is_file(), one.link
    days = [one.updated_parsed for one in read.entries]
    assert days == sorted(days, reverse=True)
