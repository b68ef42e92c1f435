"""A living workspace: whatever is replaced, the findings are those of a whole run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_edits import EDITED, FILES, FOLDER, REPOSITORY, ROOT, SHEETS, edits
from random_runs import runs

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.definition import FormError
from orgsheet.lint import live as live_module
from orgsheet.lint.finding import Finding
from orgsheet.lint.live import Live
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import run
from orgsheet.lint.session import open_session
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, SETTINGS_PATH, WAIVERS_PATH
from orgsheet.workspace.settings import SettingsError
from orgsheet.workspace.workspace import Workspace

RULES = open_session(Workspace(MemoryFiles(FILES), ROOT)).rules


def _found(workspace: Workspace) -> list[object] | str:
    try:
        return [
            one._replace(mend=None)
            for one in run(workspace, open_session(workspace).rules).findings
        ]
    except (FormError, SettingsError, RuleFileError) as error:
        return str(error)


def _lives(live: Live) -> list[object] | str:
    try:
        return [one._replace(mend=None) for one in live.findings()]
    except (FormError, SettingsError, RuleFileError) as error:
        return str(error)


@pytest.mark.slow
@settings(
    max_examples=runs(6),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(edits() | st.sampled_from(EDITED), min_size=1, max_size=5))
def test_after_any_edits_the_findings_are_those_of_a_whole_run(
    drawn: list[tuple[str, bytes | None] | str],
) -> None:
    """Sheets, registers, settings and waivers replaced, removed, added, restored: as read anew."""
    files: dict[str, bytes | None] = {**FILES}
    live = Live(Workspace(MemoryFiles(FILES), ROOT))
    live.findings()
    for edit in drawn:
        if isinstance(edit, str):
            live.restore(edit)
            files[edit] = FILES.get(edit)
        else:
            live.replace(*edit)
            files[edit[0]] = edit[1]
        assert _lives(live) == _found(Workspace(MemoryFiles(files), ROOT))


_LAST_YEAR = f"sheets/R4/{FOLDER.rpartition('/')[2]}/秘書課.yaml"


def _otherwise() -> Iterator[tuple[str, bytes | None]]:
    """Yield a file of every kind with bytes that change what is found of it or of others."""
    for path, old, new in (
        (PLANS_PATH, "名称: ", "名称: 別の"),
        (f"{FOLDER}/部.yaml", "項目: ", "項目: 別の"),
        (f"{FOLDER}/秘書課.yaml", "4月", "13月"),
        (f"{FOLDER}/秘書課.yaml", "名称: 秘書事務", "名称: 組織マネジメントの推進"),
        (f"{FOLDER}/秘書課.yaml", "内容: ", "内容: シティプロモーションサイトの"),
        (_LAST_YEAR, "項目: ", "項目: 別の"),
        (PLANS_PATH, "番号: ③", "番号: ⑨"),
        (ORGANIZATION_PATH, "課", "係"),
        (ORGANIZATION_PATH, "名称: 秘書課", "名称: 広報課"),
    ):
        yield path, FILES[path].decode().replace(old, new).encode()
    yield f"{FOLDER}/部.yaml", None
    yield f"{FOLDER}/新しい課.yaml", "年度: R5\n部名: 政策推進部\n課名: 新しい課\n".encode()
    yield _LAST_YEAR, None
    yield "sheets/R５/メモ.yml", b"a: 1\n"
    yield f"{FOLDER}/秘書課.txt", FILES[f"{FOLDER}/秘書課.yaml"]
    yield "ORGSHEET.yaml", b"a: 1\n"
    found = run(REPOSITORY, RULES).findings
    rule = next(one for one in found if one.place.path in SHEETS).rule
    yield SETTINGS_PATH, f"rules:\n  {rule}:\n    severity: off\n".encode()
    yield WAIVERS_PATH, "免除:\n  - 規則: ない規則\n".encode()
    yield "lint/own.yaml", b"id: own\n"
    yield "schema/forms/市.yaml", b"a: 1\n"


@pytest.mark.slow
def test_what_rests_on_a_file_is_asked_again_when_that_is_another() -> None:
    """A register, settings, waivers, a rule, a sheet of above or of last year: each, then back."""
    live = Live(Workspace(MemoryFiles(FILES), ROOT))
    before = _lives(live)
    for path, data in _otherwise():
        live.replace(path, data)
        now = _lives(live)
        assert now == _found(Workspace(MemoryFiles({**FILES, path: data}), ROOT)), path
        assert now != before, path
        live.restore(path)
        assert _lives(live) == before, path


@pytest.mark.slow
def test_what_is_told_of_all_sheets_follows_each_of_them() -> None:
    """A number that the register lacks is told as long as one sheet uses it, and names that one."""
    files = {**FILES, PLANS_PATH: FILES[PLANS_PATH].replace("番号: ③".encode(), b"a: 1")}
    live = Live(Workspace(MemoryFiles(files), ROOT), lambda _: RULES)
    told = [{one.message + one.fix for one in live.over_all() if one.rule == _UNDEFINED}]
    for path in sorted(FILES):
        without = re.sub(
            "  ③:\n(?:    - .*\n)+", "  ③: []\n", FILES[path].decode("utf-8", "replace")
        )
        if without.encode() != FILES[path] and path.startswith("sheets/R"):
            files[path] = without.encode()
            live.replace(path, files[path])
            assert _lives(live) == _found(Workspace(MemoryFiles(files), ROOT))
            told.append(
                {one.message + one.fix for one in live.over_all() if one.rule == _UNDEFINED}
            )
    assert len(set(map(frozenset, told))) > 2
    assert not told[-1]


_UNDEFINED = "plan-number-undefined"


def test_what_a_department_s_check_looks_at_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A check of a department that reads a register is asked again when that is another one."""
    asked = []

    def reads_the_register(
        workspace: Workspace, _: Sequence[Rule], department: tuple[str, str]
    ) -> list[Finding]:
        asked.append((department, len(workspace.plans.plans)))
        return []

    monkeypatch.setattr(live_module, "check_department", reads_the_register)
    live = Live(Workspace(MemoryFiles(FILES), ROOT), lambda _: RULES)
    live.findings()
    before = [*asked]
    live.replace(f"{FOLDER}/新しい課.txt", b"")
    live.findings()
    assert asked == before
    live.replace(PLANS_PATH, "計画: []\n".encode())
    live.findings()
    assert asked[len(before) :] == [(department, 0) for department, _ in before]


def test_one_sheet_is_answered_alone_and_then_with_all() -> None:
    """The findings of a sheet's own rules and of those over all sheets make up a whole run's."""
    live = Live(Workspace(MemoryFiles(FILES), ROOT), lambda _: RULES)
    path = f"{FOLDER}/秘書課.yaml"
    live.replace(path, FILES[path].replace("開催".encode(), "開睡".encode()))
    parts = [one for other in FILES if other.endswith(".yaml") for one in live.own(other)]
    parts += live.over_all()
    whole = live.findings()
    assert sorted(parts, key=lambda one: one.order) == sorted(whole, key=lambda one: one.order)
    assert any(one.place.path == path for one in live.own(path))


def test_what_is_kept_of_texts_is_what_another_process_finds(tmp_path: Path) -> None:
    """After texts came and went, the findings are those of a program that has just begun."""
    live = Live(Workspace(MemoryFiles(FILES), ROOT), lambda _: RULES)
    last = {}
    for slip in (
        "円滑に",
        "経営改善プラン」と「とりで",
        "のの",
        "市民かが",
        "090-1234-5678",
        "（仮",
    ):
        for path in SHEETS:
            text = FILES[path].decode()
            last[path] = text.replace("する。", f"{slip}する。", 9).replace("課", f"課{slip}", 1)
            live.replace(path, last[path].encode())
        live.findings()
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(last[path].encode() if path in last else data)
    asked = [sys.executable, "-c", _ANEW, str(tmp_path)]
    told = subprocess.run(asked, capture_output=True, check=True, encoding="utf-8").stdout
    assert told == _as_text(live.findings())
    assert len(told) > len(_as_text(list(run(REPOSITORY, RULES).findings)))


_ANEW = """
import sys
from pathlib import Path
from orgsheet.lint.run_rules import run
from orgsheet.lint.session import open_session
from orgsheet.workspace.workspace import Workspace
session = open_session(Workspace.open(Path(sys.argv[1])))
sys.stdout.reconfigure(encoding="utf-8")
for one in run(session.workspace, session.rules).findings:
    print(one._replace(mend=None))
"""


def _as_text(findings: list[Finding]) -> str:
    return "".join(f"{one._replace(mend=None)}\n" for one in findings)


@pytest.mark.slow
def test_threads_do_not_see_each_others_edits_half_done() -> None:
    """Several people type in several sheets at once; what is said in the end is all true."""
    live = Live(Workspace(MemoryFiles(FILES), ROOT), lambda _: RULES)

    def types(path: str) -> None:
        for number in range(3):
            live.replace(path, FILES[path] + f"# {number}\n別の見出し: あ\n".encode())
            assert any("別の見出し" in one.message for one in live.own(path))
            live.over_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(types, SHEETS[:3]))
    files = {path: data + "# 2\n別の見出し: あ\n".encode() for path, data in FILES.items()}
    files = {**FILES, **{path: files[path] for path in SHEETS[:3]}}
    assert live.findings() == list(run(Workspace(MemoryFiles(files), ROOT), RULES).findings)


@pytest.mark.slow
def test_rules_that_cannot_be_read_stop_nothing_afterwards() -> None:
    """While the settings are broken the error is told; restored, all findings are back."""
    live = Live(Workspace(MemoryFiles(FILES), ROOT))
    before = live.findings()
    live.replace(SETTINGS_PATH, "規則: [\n".encode())
    with pytest.raises(SettingsError):
        live.own(f"{FOLDER}/秘書課.yaml")
    live.restore(SETTINGS_PATH)
    assert live.findings() == before
