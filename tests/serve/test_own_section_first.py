"""The list of sheets begins with those of the section that somebody is of."""

from __future__ import annotations

import re
from pathlib import Path

from desk import browser_of
from git_repository import GitRepository
from office_people import PEOPLE, WHOLE, Staff, client_of, repository_of, settings_of

_HERS = 'id="own"'


def _office(folder: Path) -> GitRepository:
    """Return a repository with three sheets of this year and one of the last."""
    made = repository_of(folder)
    made.git("switch", "-q", "main")
    personnel = WHOLE.replace("課名: 総務課", "課名: 人事課")
    made.write(personnel, "sheets/R5/総務部/人事課.yaml")
    made.write(WHOLE.replace("課名: 総務課\n", ""), "sheets/R5/総務部/部.yaml")
    made.write(WHOLE.replace("年度: R5", "年度: R4"), "sheets/R4/総務部/総務課.yaml")
    archives = WHOLE.replace("年度: R5", "年度: R4").replace("課名: 総務課", "課名: 文書課")
    made.write(archives, "sheets/R4/総務部/文書課.yaml")
    made.commit()
    made.git("switch", "-q", "--detach")
    return made


def _own(page: str) -> tuple[str, list[str]]:
    """Return the heading of what is hers and the sheets below it, "" where there is none."""
    part = page.partition(_HERS)[2].partition("</section>")[0]
    heading = re.search(">(あなたの.)</h2>", part)
    return heading[1] if heading else "", re.findall(r">(R\d [^<]+)</a>", part)


def test_her_own_section_stands_before_everything_else(tmp_path: Path) -> None:
    """Of the newest year in which it has a sheet; all sheets follow as ever, hers too."""
    people = f"{PEOPLE}ono,小野 文,総務部,文書課,記入,,\n"
    settings = settings_of(tmp_path / "設定", people=people)
    with client_of(_office(tmp_path), settings) as client:
        said = {
            key: Staff(client, key).get("/").get_data(as_text=True)
            for key in ("yamada", "tanaka", "ono", "plan", "read")
        }
    assert _own(said["yamada"]) == ("あなたの課", ["R5 総務部 総務課"])
    assert _own(said["ono"]) == ("あなたの課", ["R4 総務部 文書課"])
    assert _own(said["tanaka"]) == (
        "あなたの部",
        ["R5 総務部", "R5 総務部 人事課", "R5 総務部 総務課"],
    )
    assert _own(said["plan"]) == _own(said["read"]) == ("", [])
    for page in (said["yamada"], said["tanaka"]):
        assert page.index(_HERS) < page.index("進み具合") < page.index("<h2>R5</h2>")
        assert page.partition("<h2>R5</h2>")[2].count("総務部 総務課</a>") == 2


def test_on_her_own_pc_the_list_begins_as_ever(tmp_path: Path) -> None:
    """Nobody says there what she is of."""
    with browser_of(_office(tmp_path)) as browser:
        assert _HERS not in browser.get("/").get_data(as_text=True)
