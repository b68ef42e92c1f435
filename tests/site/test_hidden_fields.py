"""Of a field that is not published the site says nothing, nor that nothing is written there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Command

pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

CITY = ROOT / "tests" / "cases" / "evaluated"
DAY = "2024-04-01"
FORM = (ROOT / "schema" / "forms" / "取手市R5.yaml").read_text(encoding="utf-8")
RATING = "    評価: {種類: 評価, 選択: [済み, まだ], 任意: true, 公表: しない}\n"


def _hiding(*fields: str) -> str:
    """Return the form with some fields not published: `欄/組織目標`, `行動/項目`."""
    lines = FORM.replace("様式: 取手市R5", "様式: 市R5").splitlines(keepends=True)
    for one in fields:
        part, key = one.split("/")
        start = lines.index(f"{part}:\n" if part == "欄" else f"  {part}:\n")
        margin = "  " if part == "欄" else "    "
        place = lines.index(f"{margin}{key}:\n", start)
        lines.insert(place + 1, f"{margin}  公表: しない\n")
    return "".join(lines)


def _site(folder: Path, form: str) -> Mapping[str, str]:
    """Return the texts of the pages and files of the site, with something more in the form."""
    shutil.copytree(CITY / "sheets", folder / "sheets")
    forms = folder / "schema" / "forms"
    forms.mkdir(parents=True)
    (forms / "市R5.yaml").write_text(form, encoding="utf-8")
    (folder / "orgsheet.yaml").write_text("publication: {samples: 載せる}\n", encoding="utf-8")
    record = ("lint", "--baseline", "known.json", "--update-baseline", "--no-cache")
    assert Command(folder)(*record).code == 0
    done = Command(folder)(
        "site", "--output", "公開", "--baseline", "known.json", "--as-of", DAY, "--year", "R5"
    )
    assert done.code == 0, done.err
    place = folder / "公開"
    found = (path for path in place.rglob("*") if path.is_file())
    return {
        path.relative_to(place).as_posix(): path.read_text(encoding="utf-8-sig") for path in found
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The site of the form in which everything is published."""
    return _site(tmp_path_factory.mktemp("全部"), _hiding())


def _holders(site: Mapping[str, str], word: str) -> set[str]:
    return {name for name, text in site.items() if word in text}


def _headings(page: str) -> set[str]:
    return set(re.findall(r"<h[2-4][^>]*>(.*?)</h[2-4]>", page))


def test_hidden_figures_are_not_called_missing(whole: Mapping[str, str], tmp_path: Path) -> None:
    """Neither that there is no figure, nor what the scale would give, and all else stays."""
    site = _site(tmp_path, _hiding("年度末評価/実績", "中間評価/実績"))
    assert _holders(whole, "達成率")
    assert not _holders(site, "実績がありません")
    assert not _holders(site, "（尺度では")
    for name, text in site.items():
        if name.endswith(".html") and name.startswith("R5/"):
            assert "言えない" not in text, name
    assert "attainments" in str(_holders(site, "指標"))
    sheets = [name for name in whole if name.startswith("R5/") and "年度末" in whole[name]]
    assert sheets
    for word in ("理由", "来年度", "評価"):
        told = {name for name in sheets if f">{word}<" in whole[name]}
        assert told == {name for name in sheets if f">{word}<" in site[name]}, word


def test_hidden_plan_items_are_not_called_unserved(tmp_path: Path) -> None:
    """The page of the plans says that it is not known; no table calls an item unserved."""
    site = _site(tmp_path, _hiding("欄/組織目標と計画等との関連"))
    page = site["R5/coverage/index.html"]
    assert "どのシートも挙げていない項目は分かりません" in page
    assert "挙げたシートはありません" not in page
    assert "どのシートも挙げていない項目は 0 件" not in page
    assert site["data/plan_items.csv"].count("\n") == 1


def test_hidden_deadlines_are_not_called_absent(whole: Mapping[str, str], tmp_path: Path) -> None:
    """The calendar of a department says that they are not published; actions stay as they are."""
    site = _site(tmp_path, _hiding("行動/目標期限"))
    pages = [name for name in site if re.fullmatch("R5/[^/]+/calendar/index.html", name)]
    assert pages
    assert all("期限の欄は公表していません" in site[name] for name in pages)
    assert not _holders(site, "期限のある取組みはありません")
    assert not _holders(site, "（尺度では")
    for name in ("data/priorities.csv", "data/goals.csv", "data/roles.csv"):
        assert site[name].count("\n") == whole[name].count("\n"), name


def test_a_hidden_result_makes_no_step_overdue(whole: Mapping[str, str], tmp_path: Path) -> None:
    """Where what became of a row is not published, no step of it stands among the late ones."""
    site = _site(tmp_path, _hiding().replace("  評価する行動:\n", f"{RATING}  評価する行動:\n"))
    late = "期限を過ぎて、結果の書かれていないもの"
    page = "R5/calendar/index.html"
    assert late in whole[page]
    assert late not in site[page]
    assert site["data/milestones.csv"].count("\n") == whole["data/milestones.csv"].count("\n")


@pytest.mark.parametrize(
    "fields",
    [
        ("行動/項目", "行動/達成基準"),
        ("役割/計画関連No.", "役割/事務事業名称"),
        ("欄/今年度の重点事業", "欄/組織目標"),
        ("評価する行動/指標", "評価する行動/年度末", "役割/組織の役割"),
    ],
)
def test_the_site_stands_whatever_is_hidden(fields: tuple[str, ...], tmp_path: Path) -> None:
    """Names, numbers, evaluations and whole tables may be hidden together, and nothing breaks."""
    site = _site(tmp_path, _hiding(*fields))
    pages = [name for name in site if name.startswith("R5/") and name.endswith(".html")]
    assert len(pages) > 10
    for one in fields:
        key = one.split("/")[1]
        if key not in {"指標", "項目"}:
            assert not [name for name in pages if f">{key}<" in site[name]], key
