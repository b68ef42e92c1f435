"""Indicators and evaluations in the browser form: real fields, shown when their time has come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from git_repository import GitRepository
from served import Form, served

pytestmark = pytest.mark.slow

CASES = ROOT / "tests" / "cases" / "evaluated"
PATH = "R5/市民部/市民課"
FILE = f"sheets/{PATH}.yaml"
SETTINGS = "rounds:\n  中間: {}\n  年度末: {}\n"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository of an invented city with two evaluated years."""
    made = GitRepository(tmp_path / "市")
    for path in sorted(CASES.rglob("*.yaml")):
        made.write(path.read_text(encoding="utf-8"), path.relative_to(CASES).as_posix())
    made.commit()
    return made


@pytest.fixture
def form(repository: GitRepository) -> Iterator[Form]:
    """Start the server as a person does, and open the printed address."""
    with served(repository) as made:
        yield made


def test_every_evaluated_sheet_reads_back_from_its_form_as_it_was_read(form: Form) -> None:
    """Indicators, figures, words in the place of figures, results of steps: nothing changes."""
    for path in sorted((form.repository.folder / "sheets").glob("*/*/*.yaml")):
        form.open(path.relative_to(form.repository.folder / "sheets").as_posix()[: -len(".yaml")])
        assert form.page.evaluate("() => JSON.stringify(root.read()) === JSON.stringify(seen)"), (
            path
        )
        assert form.page.locator(".row pre.raw").count() == 0, path


def test_a_result_is_typed_chosen_and_saved_as_a_number_and_a_value_of_the_scale(
    form: Form,
) -> None:
    """In its own lines of the file, and nowhere else; a number is one however it was typed."""
    form.open(PATH)
    row = form.page.locator("details.row").nth(2)
    row.locator(":scope > summary").click()
    row.get_by_label("実績 値").last.fill("１，４６５．５")
    row.locator("fieldset", has=form.page.locator("legend", has_text="評価")).last.get_by_label(
        "C（"
    ).check()
    row.get_by_label("目標期限 結果").last.select_option("中止")
    form.page.get_by_role("button", name="保存").click()
    form.said("保存しました")
    branch = form.repository.git("for-each-ref", "--format=%(refname)", "refs/heads/提案").stdout
    changed = form.repository.git("diff", "-U0", "main", branch.strip()).stdout.splitlines()
    added = [line[1:].strip() for line in changed if line.startswith("+") and "+++" not in line]
    taken = [line[1:].strip() for line in changed if line.startswith("-") and "---" not in line]
    assert added == ["結果: 中止", "値: 1465.5", "評価: C"]
    assert taken == ["結果: 実施", "値: 16.5", "評価: B"]


def test_words_in_the_place_of_a_figure_stay_words(form: Form) -> None:
    """What is not known yet is said as it is typed."""
    form.open(PATH)
    row = form.page.locator("details.row").nth(2)
    row.locator(":scope > summary").click()
    row.get_by_label("実績 値").last.fill("集計中")
    said = form.data()["今年度の重点事業"][0]["年度末"]["実績"]
    assert said == [{"名称": "平均の待ち時間", "値": "集計中"}]


def test_fields_are_shown_when_their_time_has_come(form: Form) -> None:
    """Before the tag of a round its fields are not asked for; what stands there is shown always."""
    repository = form.repository
    repository.write(SETTINGS, "orgsheet.yaml")
    text = repository.read(FILE)
    begin = text.index("    中間:")
    end = text.index("  - 項目:", begin)
    repository.write(text[:begin] + text[end:], FILE)
    repository.commit()
    form.open(PATH)
    first = form.page.locator("details.row").nth(2)
    first.locator(":scope > summary").click()
    assert first.get_by_label("実績 値").count() == 0
    second = form.page.locator("details.row").nth(3)
    assert second.locator("legend", has_text="年度末").count() == 1
    repository.git("tag", "R5/中間")
    form.open(PATH)
    first = form.page.locator("details.row").nth(2)
    first.locator(":scope > summary").click()
    assert first.locator("legend", has_text="中間").count() == 1
    assert first.locator("legend", has_text="年度末").count() == 0
