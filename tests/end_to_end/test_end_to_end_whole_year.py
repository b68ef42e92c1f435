"""One whole year on real Git: begun, filled in, settled, evaluated twice and handed on."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from end_to_end_watch import tool
from git_repository import GitRepository

from orgsheet.source import Mapping, Plain, emit, parse

CITY = ROOT / "tests" / "cases" / "evaluated"
SETTINGS = """\
publication: {samples: 載せる}
rounds:
  中間: {opens: 9月20日, due: 10月13日}
  年度末: {opens: 3月15日, due: 翌年4月12日}
"""
SHEET = "sheets/R6/福祉部/こども若者課.yaml"
ELDERLY = "sheets/R6/福祉部/高齢福祉課.yaml"
DEPARTMENT = "sheets/R6/福祉部/部.yaml"
REGISTER = "sheets/組織台帳.yaml"
ENDED = "保育の待機の解消"
"""Its direction of R5 is 廃止: the next year's sheet proposes to drop it."""
KEPT = "一時預かりと相談の拡大"


class City(GitRepository):
    """A city's repository with two evaluated years, in which a year is played."""

    def say(self, *words: str, code: int = 0) -> str:
        """Run orgsheet, check how it ended, and return all that it said."""
        done = tool(self.folder, "orgsheet", *words)
        told = done.stdout + done.stderr
        assert done.returncode == code, (words, told)
        assert "Traceback" not in told
        return told

    def data(self, path: str = SHEET) -> dict[str, Plain]:
        """Return what a sheet says."""
        root = parse((self.folder / path).read_bytes(), path).root
        assert isinstance(root, Mapping)
        found: dict[str, Plain] = root.data()
        return found

    def put(self, data: dict[str, Plain], path: str = SHEET) -> None:
        """Write a sheet as a person hands it in."""
        self.write(emit(data), path)
        self.say("fmt", path)


@pytest.fixture
def city(tmp_path: Path) -> City:
    """The invented city at the end of R5, with settings that say when the rounds are."""
    made = City(tmp_path / "架空市")
    shutil.copytree(CITY / "sheets", made.folder / "sheets")
    made.write(SETTINGS, "orgsheet.yaml")
    made.commit("令和5年度まで")
    return made


def _rename(city: City) -> None:
    """Write into the register that こども課 is こども若者課 from R6 on."""
    text = city.read(REGISTER)
    begin = text.index("        名称: こども課\n")
    end = text.index("  - ID: d2", begin)
    unit = text.rindex("      - ID: ", 0, begin)
    own = re.search(r"ID: (\S+)", text[unit:begin])
    assert own is not None
    block = text[unit:end].replace("最終年度: null\n", "最終年度: R5\n", 1)
    later = (
        "      - ID: d1-s9\n        名称: こども若者課\n        初年度: R6\n        最終年度:\n"
        "        確認年度: [R6]\n"
        f"        前身:\n          - {{ID: {own[1]}, 関係: 改称}}\n"
        "        出典: 架空\n        確認: 確認済\n        備考: 架空\n"
    )
    city.write(text[:unit] + block + later + text[end:], REGISTER)
    city.say("fmt", REGISTER)


def _filled(city: City, path: str, names: list[str]) -> dict[str, Plain]:
    """Return a begun sheet with every marked place filled in, and the rows of these names alone."""
    text = city.read(path)
    text = re.sub(r"\n *#[^\n]*", "", text)
    text = re.sub(r"時期: 【記入】[^\n]*", "時期: 9月", text)
    text = re.sub(r"内容: 【記入】[^\n]*", "内容: 中間のまとめ", text)
    text = re.sub(r"【記入】[^\n\]]*", "打合せを12回行う。", text)
    city.write(text, path)
    data = city.data(path)
    rows = data["今年度の重点事業"]
    assert isinstance(rows, list)
    kept = [row for row in rows if isinstance(row, dict) and row["項目"] in names]
    for row in kept:
        row["指標"] = [
            {"名称": "利用の件数", "単位": "件", "分類": "成果", "基準値": 1655, "目標値": 1800}
        ]
        row["目標期限"] = [{"時期": "9月", "内容": "中間のまとめ"}]
    return {**data, "今年度の重点事業": kept}


def _row(data: dict[str, Plain]) -> dict[str, Plain]:
    rows = data["今年度の重点事業"]
    assert isinstance(rows, list)
    row = rows[0]
    assert isinstance(row, dict)
    return row


def _begin(city: City) -> None:
    """March: the register says that a section is renamed; the year is begun."""
    _rename(city)
    begun = city.say("new", "R6", "--from", "R5", "--department", "福祉部")
    assert "こども若者課" in begun
    text = city.read(SHEET)
    assert "実績" not in re.sub(r"\n *#[^\n]*", "", text), "no result is carried"
    assert f"{ENDED}を知らない人がまだ多い。" in text, "every 課題 is a hint"


def _fill_in(city: City) -> None:
    """April to June: filled in, checked, proposed on a branch, merged, and settled by a tag."""
    city.git("add", "-A")
    city.commit("令和6年度の始め")
    city.git("switch", "-q", "-c", "記入")
    city.put(_filled(city, SHEET, [KEPT]))
    city.put(_filled(city, DEPARTMENT, ["通いの場づくり"]), DEPARTMENT)
    city.put(
        _filled(city, "sheets/R6/福祉部/高齢福祉課.yaml", ["通いの場づくり"]),
        "sheets/R6/福祉部/高齢福祉課.yaml",
    )
    told = city.say("lint", SHEET, DEPARTMENT)
    assert "エラー 0 件" in told
    city.commit("記入")
    city.git("switch", "-q", "main")
    city.git("merge", "-q", "--no-ff", "-m", "取り込み", "記入")
    assert "を" in city.say("round", "open", "R6", "当初")


def _lower_a_target(city: City) -> None:
    """July: a target is lowered after the year was settled; the comparison tells it."""
    data = city.data()
    indicators = _row(data)["指標"]
    assert isinstance(indicators, list)
    assert isinstance(indicators[0], dict)
    indicators[0]["目標値"] = 1700
    city.put(data)
    city.commit("目標の変更")
    assert "目標が1,800件から1,700件に下がった" in city.say("diff", "R6/当初", "HEAD")


def _middle_of_the_year(city: City) -> None:
    """Autumn: the mid-year round, its lacks, its due date."""
    city.say("round", "open", "R6", "中間")
    lacking = city.say("results", "R6", "--at", "中間", "--as-of", "2024-10-01", "--internal")
    assert "中間（すべて）" in lacking
    assert "期限の結果 1 件" in lacking
    data = city.data()
    row = _row(data)
    row["目標期限"] = [
        {"時期": "9月", "内容": "中間のまとめ", "結果": "遅れて実施", "実施日": "令和6年10月4日"}
    ]
    row["中間"] = {
        "時点": "令和6年9月30日",
        "実績": [{"名称": "利用の件数", "値": 1660}],
        "進捗": "やや遅れ",
        "状況": "夏の利用が少なかった。",
    }
    city.put(data)
    city.commit("中間の評価")
    status = json.loads(city.say("status", "R6", "--as-of", "2024-10-20", "--format", "json"))
    middle = next(one for one in status["rounds"] if one["round"] == "中間")
    assert (middle["state"], middle["due"], middle["whole"]) == ("締切を過ぎた", "2024-10-13", 1)
    city.say("round", "close", "R6", "中間")


def _end_of_the_year(city: City) -> None:
    """March: the year's end, with a figure that reaches the lowered target alone."""
    city.say("round", "open", "R6", "年度末")
    data = city.data()
    _row(data)["年度末"] = {
        "時点": "令和7年3月31日",
        "実績": [{"名称": "利用の件数", "値": 1700}],
        "評価": "A",
        "理由": "目標に届いた。",
        "課題": "土曜日の利用に応えられていない。",
        "来年度": "拡充",
    }
    city.put(data)
    city.commit("年度末の評価")
    rows = json.loads(
        city.say("results", "R6", "--section", "こども若者課", "--internal", "--format", "json")
    )["rows"]
    mine = next(one for one in rows if one["row_name"] == KEPT)
    assert (mine["complete"], mine["rating"], mine["own_rating"]) == (True, "A", "A")


def _budget_talk(city: City, tmp_path: Path) -> None:
    """The city's table and the page for the budget talk."""
    counts = json.loads(city.say("summary", "R6", "--internal", "--format", "json"))["rows"]
    lowered = [one["count"] for one in counts if one["subject"] == "引き下げた目標"]
    assert lowered == [1, 1], "of the department, and of the whole city"

    page = tmp_path / "聞き取り.html"
    city.say("hearing", "R6", "--section", "こども若者課", "--output", str(page))
    told = page.read_text(encoding="utf-8")
    for words in (
        KEPT,
        "遅れて実施",
        "達成率 100%",
        "目標が1,800件から1,700件に下がった",
        "来年度　拡充",
        "令和5年度　A",
        "令和4年度",
        "福祉部 こども課",
    ):
        assert words in told, words


def _hand_on(city: City, tmp_path: Path) -> None:
    """April: the results are published; the sheet of next year begins with what was learned."""
    public = tmp_path / "公開"
    city.say("site", "--output", str(public), "--internal")
    results = (public / "R6" / "results" / "index.html").read_text(encoding="utf-8")
    assert KEPT in results
    assert "100%" in results
    history = next(public.glob(f"projects/{KEPT}*/index.html")).read_text(encoding="utf-8")
    assert "達成率の移り変わり" in history
    assert "令和5年度" in history

    city.say("new", "R7", "--from", "R6", "--section", "こども若者課")
    text = city.read("sheets/R7/福祉部/こども若者課.yaml")
    assert "土曜日の利用に応えられていない。" in text
    left = city.data("sheets/R7/福祉部/こども若者課.yaml")
    said = json.dumps(left, ensure_ascii=False)
    for word in ("年度末", "中間評価", "実績", "遅れて実施", "1700", "目標に届いた"):
        assert word not in said.replace("中間のまとめ", ""), word


@pytest.mark.slow
def test_a_whole_year_is_played(city: City, tmp_path: Path) -> None:
    """From the first sheet of R6 to the first of R7: nothing is lost, no result slips on."""
    _begin(city)
    _fill_in(city)
    _lower_a_target(city)
    _middle_of_the_year(city)
    _end_of_the_year(city)
    _budget_talk(city, tmp_path)
    _hand_on(city, tmp_path)
