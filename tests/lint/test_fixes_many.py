"""`lint --fix` on thousands of spots: each is proven, the work grows with the file alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Command
from counted_calls import counted_calls
from hypothesis import given, settings
from hypothesis import strategies as st
from packaged_rules import PACKAGED_RULES
from random_runs import runs

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint import fixes
from orgsheet.lint.fixes import fix_file
from orgsheet.lint.rulebook import apply_settings
from orgsheet.lint.run_rules import check_file
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
RULES = apply_settings(PACKAGED_RULES, Settings())
SHEET = "sheets/R5/政策推進部/文化芸術課.yaml"
TEXT = (ROOT / SHEET).read_text(encoding="utf-8")
REGISTER = "sheets/計画台帳.yaml"
PLANS = (ROOT / REGISTER).read_text(encoding="utf-8")
CITED = "    - 豊かなところと個性を育むまちづくり\n"
LISTED = "      - 豊かなこころと個性を育むまちづくり\n"


def _items(count: int) -> list[str]:
    """Return plan items of which no two are alike."""
    return [
        "".join(chr(0x4E00 + (number * 7919 + place * 104_729) % 5000) for place in range(10))
        for number in range(count)
    ]


def _near(item: str) -> str:
    return item[:5] + "々" + item[6:]


def _citing(items: list[str], cited: list[str]) -> dict[str, bytes]:
    """Return a sheet that cites these, and a register that has those items."""
    listed = LISTED + "".join(f"      - {item}\n" for item in items)
    lines = "".join(f"    - {item}\n" for item in cited)
    return {
        REGISTER: PLANS.replace(LISTED, listed).encode(),
        SHEET: TEXT.replace(CITED, lines).encode(),
    }


def _all_mended(count: int) -> dict[str, bytes]:
    items = _items(count)
    return _citing(items, [_near(item) for item in items])


def _none_mended(count: int) -> dict[str, bytes]:
    """Every near item stands behind the right one, so that mended it would stand there twice."""
    items = _items(count)
    return _citing(items, [text for item in items for text in (item, _near(item))])


def _none_mended_above(count: int) -> dict[str, bytes]:
    """As `_none_mended`, but the near item comes first: the new error is told elsewhere."""
    items = _items(count)
    return _citing(items, [text for item in items for text in (_near(item), item)])


def _every_other_mended(count: int) -> dict[str, bytes]:
    items = _items(count)
    cited = [[_near(item)] if n % 2 else [item, _near(item)] for n, item in enumerate(items)]
    return _citing(items, [text for some in cited for text in some])


def _events(count: int, event: str) -> dict[str, bytes]:
    old = "      - 時期: 通年\n        内容: 取手アートプロジェクト事業\n"
    new = "".join(event.replace("N", str(n)) for n in range(count))
    return {REGISTER: PLANS.encode(), SHEET: TEXT.replace(old, new, 1).encode()}


def _colons(count: int) -> dict[str, bytes]:
    """Lists of which every text can be read, but surely was to be an entry."""
    return _events(count, "      - 内容：催しN\n")


def _katakana(count: int) -> dict[str, bytes]:
    return _events(count, "      - 時期: ４月\n        内容: ｲﾍﾞﾝﾄN\n")


def _unreadable(event: str) -> Callable[[int], dict[str, bytes]]:
    """Return what makes a sheet that stops its reader at each of many events."""
    return lambda count: _events(count, event)


_STOPPING = (
    "      - 時期：4月\n        内容: 催しN\n",
    "      - 時期: 4月\n        内容：催しN\n",
    "      - 時期: 4月\n        内容: @催しN\n",
    "      - 時期: 4月\n        内容: 催し: N\n",
    '      - 時期: "4月" から\n        内容: 催しN\n',
    "      - 時期 4月\n        内容: 催しN\n",
    "      - 時期: 4月\n        内容\u3000: 催しN\n",
    "      - 時期:\t4月\n        内容: 催しN\n",
)
_CLEAN = "      - 時期: 4月\n        内容: 催しN\n"
_SPACED = (
    "      - 時期:\u30004月\n        内容: 催しN\n",
    "      -\u3000時期: 4月\n        内容: 催しN\n",
    "      -\u3000時期:\u30004月\n        内容:\u3000催しN\n",
    "      - 時期: 4月\n      \u3000内容: 催しN\n",
    "      - 時期: 4月\n\u3000\u3000\u3000\u3000内容: 催しN\n",
    "      - 時期: 4月\n\t\t内容: 催しN\n",
    "      -\t時期: 4月\n        内容: 催しN\n",
    "      - 時期:\u00a04月\n        内容: 催しN\n",
    "      - 時期: 4月\n        \u00a0\u00a0内容: 催しN\n",
)
"""Each is `_CLEAN` with other spaces than ordinary ones."""
_MANY = [
    _all_mended,
    _none_mended,
    _none_mended_above,
    _every_other_mended,
    _colons,
    _katakana,
]


@pytest.mark.slow
@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("make", [*_MANY, *map(_unreadable, (*_STOPPING, *_SPACED))])
def test_fixing_is_a_few_checks_however_many_spots_there_are(
    make: Callable[[int], dict[str, bytes]], *, unsafe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is checked equally often for 20 and for 80 spots, whether mended or refused."""
    checks: list[str] = []

    def counted(workspace: Workspace, rules: object, path: str, most: int | None) -> object:
        checks.append(path)
        return check_file(workspace, rules, path, most)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(fixes, "check_file", counted)
    counts = []
    for count in (20, 80):
        checks.clear()
        fix_file(Workspace(MemoryFiles(make(count)), Path()), RULES, SHEET, unsafe=unsafe)
        counts.append(len(checks))
    assert counts[0] == counts[1] <= 5


@pytest.mark.slow
@pytest.mark.parametrize("make", _MANY)
def test_fixing_costs_a_few_times_what_checking_does(
    make: Callable[[int], dict[str, bytes]],
) -> None:
    """All calls of fixing a file are some times those of checking it."""
    contents = make(80)

    def workspace() -> Workspace:
        return Workspace(MemoryFiles(contents), Path())

    fix_file(workspace(), RULES, SHEET, unsafe=True)  # what is worked out once is not counted
    checking = counted_calls(lambda: check_file(workspace(), RULES, SHEET, None))
    fixing = counted_calls(lambda: fix_file(workspace(), RULES, SHEET, unsafe=True))
    assert fixing < 5 * checking


@pytest.mark.slow
@given(st.lists(st.sampled_from([*_STOPPING, _CLEAN, *_SPACED[:3]]), max_size=8))
@settings(max_examples=runs(20))
def test_all_at_once_is_mended_as_one_after_the_other(events: list[str]) -> None:
    """What stands in the way of reading is mended as if the file were read anew after each."""
    text = "".join(event.replace("N", str(n)) for n, event in enumerate(events))
    contents = _events(1, text)
    results = []
    for is_alone in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if is_alone:
                patch.setattr(fixes, "further_mistakes", lambda _: [])
            fixed = fix_file(Workspace(MemoryFiles(contents), Path()), RULES, SHEET, unsafe=True)
        results.append((fixed.after, sorted(f.place for f in fixed.mended)))
    assert results[0] == results[1]


@pytest.mark.slow
@given(st.lists(st.sampled_from([*_SPACED, _CLEAN]), max_size=8))
@settings(max_examples=runs(20))
def test_odd_spaces_of_all_kinds_are_mended_to_what_was_meant(events: list[str]) -> None:
    """Whichever odd spaces stand among each other, what is left is the text with ordinary ones."""

    def made(events: list[str]) -> dict[str, bytes]:
        return _events(1, "".join(event.replace("N", str(n)) for n, event in enumerate(events)))

    fixed = fix_file(Workspace(MemoryFiles(made(events)), Path()), RULES, SHEET, unsafe=False)
    meant = fix_file(
        Workspace(MemoryFiles(made([_CLEAN] * len(events))), Path()), RULES, SHEET, unsafe=False
    )
    assert fixed.after.decode() == meant.after.decode()
    assert not fixed.refused


def test_what_can_be_mended_is_mended_beside_what_cannot() -> None:
    """Of many fixes made at once those that would do harm are left out, and only those."""
    fixed = fix_file(
        Workspace(MemoryFiles(_every_other_mended(40)), Path()), RULES, SHEET, unsafe=True
    )
    items = _items(40)
    after = fixed.after.decode()
    assert all(after.count(f"- {item}\n") == 1 for item in items)
    assert [_near(item) in after for item in items] == [n % 2 == 0 for n in range(40)]
    assert len(fixed.refused) == 20
    assert {reason for _, reason in fixed.refused} == {
        "直すと別の誤りになるため、そのままにしました。"
    }


@pytest.mark.slow
@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
@settings(max_examples=runs(20))
def test_random_mixtures_are_mended_once_and_for_all(kinds: list[int]) -> None:
    """Right, near, both and both in the other order: no new error, and a second run is idle."""
    items = _items(len(kinds))
    cited = [
        text
        for kind, item in zip(kinds, items, strict=True)
        for text in (
            [item],
            [_near(item)],
            [item, _near(item)],
            [_near(item), item],
        )[kind]
    ]
    contents = _citing(items, cited)
    before = check_file(Workspace(MemoryFiles(contents), Path()), RULES, SHEET, None)
    fixed = fix_file(Workspace(MemoryFiles(contents), Path()), RULES, SHEET, unsafe=True)
    again = {**contents, SHEET: fixed.after}
    after = check_file(Workspace(MemoryFiles(again), Path()), RULES, SHEET, None)
    errors = [{f.rule for f in found if f.severity == "error"} for found in (before, after)]
    assert errors[1] <= errors[0]
    assert "plan-item-repeated" not in errors[1]
    assert len(fixed.refused) == sum(kind > 1 for kind in kinds)
    second = fix_file(Workspace(MemoryFiles(again), Path()), RULES, SHEET, unsafe=True)
    assert second.after == fixed.after


WAIVED = """\
免除:
  - 規則: plan-item-near
    対象: R5/政策推進部/文化芸術課
    理由: 計画を担当する課に字句を尋ねている。回答のあとに直す
    承認者: 政策推進部長
    期限年度: R5
"""


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--diff", None])
def test_a_waived_finding_is_never_rewritten(orgsheet: Command, option: str | None) -> None:
    """What 免除.yaml lets stand is left alone by the command, shown or written."""
    (orgsheet.folder / "sheets" / "免除.yaml").write_text(WAIVED, encoding="utf-8")
    words = ["lint", "--fix", "--unsafe", *([option] if option else []), SHEET]
    result = orgsheet(*words)
    assert "-    - 豊かなところ" not in result.out
    assert CITED in (orgsheet.folder / SHEET).read_text(encoding="utf-8")
