"""The rules about names of files and folders: one cause, one finding, at the first file."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.check_registry import DOCUMENT, WORKSPACE
from orgsheet.lint.examples import DEFAULT_PATH, examples_of
from orgsheet.workspace.workspace import Workspace

RULES = [rule for rule in PACKAGED_RULES if rule.id.startswith("file-name-")]
SHEET = next(example.files[DEFAULT_PATH] for rule in RULES for example in examples_of(rule, "good"))
NFD = unicodedata.normalize("NFD", "デザイン")


def _found(*paths: str, section: str = "見本課") -> list[tuple[str, str]]:
    """Return (rule, file) of what is found in a workspace of files at these paths."""
    data = SHEET.replace("課名: 見本課".encode(), f"課名: {section}".encode())
    workspace = Workspace(MemoryFiles(dict.fromkeys(paths, data)), Path())
    found = []
    for rule in RULES:
        if rule.check.scope == DOCUMENT:
            documents = map(workspace.document, workspace.yaml_paths)
            spots = [
                (document, spot)
                for document in documents
                for spot in rule.check.spots({DOCUMENT: document, WORKSPACE: workspace}, rule.with_)
            ]
            found += [(rule.id, document.path) for document, _ in spots if document]
        else:
            for spot in rule.check.spots({WORKSPACE: workspace}, rule.with_):
                assert spot.document is not None
                found.append((rule.id, spot.document.path))
    return sorted(found)


@each_row(
    ("paths", "expected"),
    [
        (["sheets/R5/見本部/見本課.yaml", "sheets/計画台帳.yaml"], []),
        (
            [f"sheets/R5/{NFD}部/一課.yaml", f"sheets/R5/{NFD}部/二課.yaml"],
            [("file-name-decomposed", f"sheets/R5/{NFD}部/一課.yaml")],
        ),
        (
            ["sheets/R5/見本部/一課.yaml", "sheets/Ｒ５/見本部/二課.yaml"],
            [("file-name-collision", "sheets/Ｒ５/見本部/二課.yaml")],
        ),
        (
            ["sheets/R5/見本部/ICT課.yaml", "sheets/R5/見本部/Ict課.yaml"],
            [("file-name-collision", "sheets/R5/見本部/Ict課.yaml")],
        ),
        (
            [f"sheets/R5/見本部/{NFD}課.yaml", "sheets/R5/見本部/デザイン課.yaml"],
            [("file-name-collision", "sheets/R5/見本部/デザイン課.yaml")],
        ),
        (["sheets/2023/見本部/一課.yaml"], [("file-name-year", "sheets/2023/見本部/一課.yaml")]),
        (["sheets/資料/見本部/一課.yaml"], []),
        (["sheets/R5/見本部/課?.yaml"], [("file-name-windows", "sheets/R5/見本部/課?.yaml")]),
        (["sheets/R5/見本部/LPT1.yaml"], [("file-name-windows", "sheets/R5/見本部/LPT1.yaml")]),
        (["sheets/R5/見本部/LPT課.yaml"], []),
        (["sheets/R5/見本部/一課.YAML"], [("file-name-extension", "sheets/R5/見本部/一課.YAML")]),
        (["sheets/計画台帳.yml"], [("file-name-extension", "sheets/計画台帳.yml")]),
        (["sheets/R5/メモ.yml"], []),
    ],
)
def test_a_name_is_reported_once(paths: list[str], expected: list[tuple[str, str]]) -> None:
    """Every odd name gives one finding, at the first file below it; ordinary names give none."""
    assert _found(*paths) == expected


def test_a_section_may_be_named_in_full_width_letters() -> None:
    """Full-width letters in a name are right where the sheet itself writes them."""
    path = "sheets/R5/見本部/ＩＣＴ課.yaml"
    assert _found(path, section="ＩＣＴ課") == []
    assert _found(path, section="ICT課") == [("file-name-width", path)]
