"""One file of a workspace replaced: all that was read follows, and nothing else changes."""

from __future__ import annotations

import gc
import json
import re
from pathlib import Path

import pytest
from each_row import each_row

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.lint.rulebook import load_rules
from orgsheet.lint.run_rules import run
from orgsheet.workspace import loaded_files
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, SETTINGS_PATH, WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace, packaged_workspace

ROOT = Path(__file__).parents[2]
FOLDER = "sheets/R5/政策推進部"
SECTION = f"{FOLDER}/秘書課.yaml"
RULES = load_rules(Workspace.open(ROOT))


def _files() -> dict[str, bytes]:
    repository = Workspace.open(ROOT)
    return {path: repository.files.read(path) or b"" for path in repository.paths}


def _seen(workspace: Workspace) -> list[object]:
    """Return what a workspace says it holds."""
    return [
        workspace.paths,
        workspace.yaml_paths,
        sorted(map(str, workspace.sheet_ids)),
        [sheet.document.text for sheet in workspace.sheets()],
        [plan.name for plan in workspace.plans.plans],
        [department.name for department in workspace.organization.departments],
        workspace.settings(),
        workspace.own_files("lint"),
        workspace.schema("plans"),
        [workspace.names(folder) for folder in ("", "sheets", FOLDER)],
        [workspace.digest(path) for path in (SECTION, WAIVERS_PATH, "sheets/R5/政策推進部/")],
        [
            [problem.start for problem in workspace.schema_problems(document, "plans")]
            for document in [workspace.document(PLANS_PATH)]
            if document is not None
        ],
    ]


CHANGES: dict[str, bytes | None] = {
    SECTION: "年度: R5\n部名: 政策推進部\n課名: 秘書課\n".encode(),
    f"{FOLDER}/文化芸術課.yaml": None,
    f"{FOLDER}/新しい課.yaml": "年度: R5\n".encode(),
    PLANS_PATH: "計画:\n  - 名称: 別の計画\n    はじまり: R5\n".encode(),
    ORGANIZATION_PATH: None,
    SETTINGS_PATH: "規則: {}\n".encode(),
    WAIVERS_PATH: "免除: []\n".encode(),
    "lint/own.yaml": b"id: own\n",
    "schema/plans.schema.json": json.dumps(
        {**packaged_workspace().schema("plans"), "maxProperties": 1}
    ).encode(),
}


@pytest.mark.slow
@each_row("path", CHANGES)
def test_a_replaced_file_is_seen_as_if_it_had_been_read_so(path: str) -> None:
    """Whatever was read before, a workspace with a file replaced says what a new one says."""
    files: dict[str, bytes | None] = {**_files()}
    living = Workspace(MemoryFiles(files), ROOT)
    before = _seen(living)
    living.replace(path, CHANGES[path])
    assert _seen(living) == _seen(Workspace(MemoryFiles({**files, path: CHANGES[path]}), ROOT))
    living.restore(path)
    assert _seen(living) == before


def test_a_fork_and_its_origin_do_not_see_what_the_other_replaces() -> None:
    """What is replaced in one of two workspaces stays out of the other, before and after."""
    living = Workspace(MemoryFiles(_files()), ROOT)
    living.replace(SECTION, b"a: 1\n")
    fork = living.fork()
    living.replace(PLANS_PATH, b"b: 1\n")
    fork.replace(SECTION, b"c: 1\n")
    texts = [one.document(path) for one in (living, fork) for path in (SECTION, PLANS_PATH)]
    assert [text.text[:1] for text in texts if text] == ["a", "b", "c", "#"]
    fork.restore(SECTION)
    document = fork.document(SECTION)
    assert document is not None
    assert document.text == "a: 1\n"


@pytest.mark.parametrize("path", ["", "/etc/passwd", "sheets/../x.yaml", "sheets//x", "./x"])
def test_no_file_outside_can_be_replaced(path: str) -> None:
    """A path that does not lead to a place below the workspace is refused, and nothing changes."""
    living = Workspace(MemoryFiles(_files()), ROOT)
    with pytest.raises(ValueError, match=f"^{re.escape(path)}$"):
        living.replace(path, b"")
    assert _seen(living) == _seen(Workspace(MemoryFiles(_files()), ROOT))


@pytest.mark.slow
def test_checks_find_the_same_when_few_trees_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a check holds is whole until it is done, though a department has more sheets."""
    usual = run(Workspace.open(ROOT), RULES)
    monkeypatch.setattr(loaded_files, "_KEPT", 1)
    few = Workspace.open(ROOT)
    held = few.sheet(SheetId("R5", "政策推進部", "秘書課"))
    assert run(few, RULES).findings == usual.findings
    assert isinstance(held, Sheet)
    assert held.roles
    assert held.root is not None
    assert held.root.entries


def test_a_check_leaves_the_garbage_collector_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that checks in one thread collects garbage in all others as before."""
    for name in ("disable", "freeze", "set_threshold"):
        monkeypatch.setattr(gc, name, lambda *_: pytest.fail("the whole process is touched"))
    assert run(Workspace.open(ROOT), RULES, [SECTION]).sheets == 1


def test_what_is_noted_of_a_stretch_is_what_was_looked_at_in_it() -> None:
    """What was read before belongs to the whole, never to what is noted of a part."""
    workspace = Workspace.open(ROOT)
    with workspace.recording() as whole:
        workspace.read(PLANS_PATH)
        with workspace.recording() as part:
            workspace.read(SECTION)
        workspace.read(ORGANIZATION_PATH)
    assert part == {SECTION}
    assert whole == {PLANS_PATH, SECTION, ORGANIZATION_PATH}
