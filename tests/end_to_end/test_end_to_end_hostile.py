"""A proposal that tries every trick: it is read as data, and the review says so harmlessly."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from end_to_end import BROKEN, Town, cases, check_comment, check_output
from end_to_end_watch import call, snapshot, tool
from hostile_inputs import cases as hostile_cases
from hostile_inputs import sheet, text_of

from orgsheet.render.escape import visible
from orgsheet.source import MAX_BYTES, emit

MARKS: list[str] = [*hostile_cases("marks"), *cases("marks")]
TEXTS: dict[str, dict[str, Any]] = hostile_cases("texts")
LINKS = "https://host.example/city/blob/abc"
REGISTERS = ("計画台帳", "組織台帳", "免除")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and such names need rights there")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A clone of a remote with the published sheets of R5, on a branch of its own."""
    return Town(tmp_path)


def spelled(mark: str) -> str:
    """Return a mark as a part of a file's name."""
    return mark.replace("/", "／").replace("\0", "␀")


def harmless(town: Town) -> dict[str, Any]:
    """Review a proposal that fails, as a linked comment and as annotations; return the data."""
    town.review("--links", LINKS, code=1)
    assert "### " in town.review("--links", LINKS, code=1, head=None)
    notes = town.review("--format", "github", code=1, head=None)
    assert all(line.startswith("::") for line in notes.splitlines())
    return town.record()


@pytest.mark.slow
def test_marks_in_values_and_keys_are_text(tmp_path: Path) -> None:
    """Whatever keys, values, row names and comments hold is told, as text nobody acts on."""
    path = "sheets/R5/見本部/見本課.yaml"
    row = sheet()["今年度の重点事業"][0]
    names = [f"見本の事業その{number}" for number in range(len(MARKS))]
    before = sheet(今年度の重点事業=[{**row, "項目": name} for name in names])
    town = Town(tmp_path, files={path: emit(before)})
    rows: list[dict[str, object]] = [
        {
            **row,
            "項目": name,
            "行動アクション": f"{row['行動アクション']}{mark}",
            "達成基準": [mark],
        }
        for name, mark in zip(names, MARKS, strict=True)
    ]
    rows += [
        {**row, "項目": mark, mark: mark, "目標期限": [{"時期": mark, "内容": mark}]}
        for mark in MARKS
    ]
    data = sheet(組織目標="".join(MARKS), 今年度の重点事業=rows, **dict.fromkeys(MARKS, "x"))
    comments = "".join(f"# {' '.join(visible(mark).split())}\n" for mark in MARKS)
    town.write(emit(data) + comments, path)
    town.push()
    record = harmless(town)
    said = "".join(json.dumps(record, ensure_ascii=False).split())
    for mark in MARKS:
        assert "".join(json.dumps(mark, ensure_ascii=False)[1:-1].split()) in said


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_a_mark_in_a_line_to_paste_is_text(
    mark: str, town_of_marks: tuple[Town, dict[str, Any]]
) -> None:
    """The recorded result with a mark in every free text gives a comment that is only ours."""
    town, record = town_of_marks

    def marked(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: marked(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [marked(one, key) for one in value]
        return mark if isinstance(value, str) and key in FREE_TEXTS else value

    file = town.place / "review.json"
    file.write_text(json.dumps(marked(record)), encoding="utf-8")
    shown = call(town.workspace, "review", "--render", str(file), "--links", LINKS, here=town.here)
    if mark.startswith(("/", "\\")):  # as a path it would lead out of the repository
        assert (shown.code, shown.out) == (2, "")
        return
    assert (shown.code, shown.err) == (1, "")
    check_output(shown)
    check_comment(shown.out, LINKS)


FREE_TEXTS = {
    *("message", "fix", "paste", "path", "sheet", "item", "title", "text", "label", "heading"),
    *("reason", "approver", "target", "problem", "kind", "notices", "reasons"),
}


@pytest.fixture(scope="module")
def town_of_marks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, dict[str, Any]]:
    """A proposal with changes of every kind, and its review as data."""
    waiver = (
        "免除:\n  - 規則: value-look-alike\n    対象: R5/政策推進部/秘書課\n"
        "    理由: 様式の改定を待っているため\n    承認者: 政策推進課長\n    期限年度: R5\n"
    )
    town = Town(tmp_path_factory.mktemp("印"), files={"sheets/免除.yaml": waiver})
    town.edit(BROKEN, ("項目: 新春賀詞交歓会\n", "項 目: 新春賀詞交歓会\n"))
    town.edit(("裁量有無: ○", "裁量有無: 〇"), ("新春賀詞交歓会を開催し", "賀詞交歓会を開き"))
    town.write("a: [\n", "orgsheet.yaml")
    town.push()
    record = town.record()
    lists = ("findings", "fixed", "changes", "preview", "policy", "waivers", "reasons")
    assert all(record[name] for name in lists)
    return town, record


@pytest.mark.slow
def test_marks_in_names_of_files_and_folders_are_text(town: Town) -> None:
    """Names of sheets, departments, years and rule files are shown as text, links stay ours."""
    text = "年度: R5\n部名: 政策推進部\n課名: 見本課\n裁量: 〇\n"
    for mark in MARKS:
        town.write(text, f"sheets/R5/政策推進部/{spelled(mark)}.yaml")
    for mark in MARKS[::5]:
        town.write(text, f"sheets/R5/{spelled(mark)}/秘書課.yaml")
        town.write(text, f"sheets/{spelled(mark)}/部/課.yaml")
        town.write(text, f"sheets/{spelled(mark)}.txt")
        town.write("x\n", f"lint/{spelled(mark)}.yaml")
        town.write("x\n", f".github/{spelled(mark)}")
    town.push()
    assert harmless(town)["policy"]


@pytest.mark.slow
def test_names_that_are_no_text_are_told(town: Town) -> None:
    """File names of bytes that are no UTF-8, and of the longest kind, are reviewed like others."""
    text = town.read().replace(*BROKEN)
    folder = os.fsencode(town.workspace / "sheets/R5/政策推進部")
    for name in (b"\xff\xfe\x80.yaml", b"\xe7\xa7.yaml", b"a" * 250 + b".yaml"):
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123 - no text
            file.write(text.encode())
    town.push()
    harmless(town)


@pytest.mark.slow
def test_marks_in_registers_and_waivers_are_text(town: Town) -> None:
    """Registers and waivers full of marks are findings of the data they are."""
    for name in REGISTERS:
        rows = [{"名称": mark, mark: [mark], "対象": mark, "規則": mark} for mark in MARKS[::4]]
        key = {"計画台帳": "計画", "組織台帳": "部", "免除": "免除"}[name]
        town.write(emit({key: rows}), f"sheets/{name}.yaml")
    town.push()
    wrong = {one["path"] for one in harmless(town)["findings"]}
    assert wrong >= {f"sheets/{name}.yaml" for name in REGISTERS}


@pytest.mark.slow
@pytest.mark.parametrize(
    "names",
    [
        ["alias bomb", "nested dashes", "too large", "nothing"],
        ["open brackets", "tags", "conflict markers", "one long line"],
    ],
)
def test_texts_made_to_be_slow_are_findings(town: Town, names: list[str]) -> None:
    """Alias bombs, deep nesting and files beyond the limit are errors, each at its file."""
    for name in names:
        file = town.workspace / f"sheets/R5/政策推進部/{name}.yaml"
        file.write_bytes(text_of(TEXTS[name]))
    deep = "".join(f"{' ' * depth}a:\n" for depth in range(1_000))
    town.write(f"{deep}{' ' * 1_000}- {'[' * 3_000}\n", "sheets/R5/政策推進部/深い.yaml")
    town.write(f"# {'大' * (2 * 1024 * 1024 // 3)}\n", "sheets/R5/政策推進部/大きい.yaml")
    assert (town.workspace / "sheets/R5/政策推進部/大きい.yaml").stat().st_size > MAX_BYTES
    town.push()
    town.review(code=1, head=None)
    found = town.record()["findings"]
    wrong = {Path(one["path"]).stem for one in found if one["severity"] == "error"}
    assert wrong >= {*names, "深い", "大きい"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["alias bomb", "nested dashes", "too large"])
def test_registers_and_settings_made_to_be_slow_fail(town: Town, name: str) -> None:
    """The same texts as registers, waivers or settings of the proposal are told, each of them."""
    registers = {f"sheets/{register}.yaml" for register in REGISTERS}
    for path in (*registers, "orgsheet.yaml"):
        (town.workspace / path).write_bytes(text_of(TEXTS[name]))
    town.push()
    told = town.review(code=1)
    assert "orgsheet.yaml: この変更を取り込むと、点検が動かなくなります" in told
    found = town.record(head=None)["findings"]
    assert {one["path"] for one in found if one["severity"] == "error"} >= registers


@pytest.mark.slow
def test_ten_thousand_files_are_reviewed(town: Town) -> None:
    """A proposal of 10,000 files is answered within the limits, with true counts."""
    text = town.read().replace(*BROKEN)
    for number in range(10_000):
        town.write(text if number < 300 else "x\n", f"sheets/R5/部{number % 100}/{number}課.yaml")
    town.push()
    before = snapshot(town.place)
    words = ("orgsheet", "review", "--base", "origin/main", "--head", "HEAD", "--links", LINKS)
    first, second = (tool(town.workspace, *words) for _ in range(2))
    assert (first.returncode, first.stderr) == (1, "")
    assert first.stdout == second.stdout
    assert snapshot(town.place) == before
    check_comment(first.stdout, LINKS)
    count = re.search(r"❌ エラー ([0-9,]+)", first.stdout)
    assert count
    assert int(count.group(1).replace(",", "")) >= 10_000
