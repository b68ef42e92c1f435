"""Rule examples as executable promises: overlays on one minimal valid workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from orgsheet.files.memory import MemoryFiles
from orgsheet.files.packaged import packaged_sample
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import run
from orgsheet.lint.waivers import apply_waivers, load_waivers
from orgsheet.source import Mapping, Plain, emit, parse
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH
from orgsheet.workspace.workspace import Workspace

DEFAULT_PATH = "sheets/R5/見本部/見本課.yaml"

_SECTION, _DEPARTMENT = "課", "部"
_BASES = {PLANS_PATH: "計画台帳", ORGANIZATION_PATH: "組織台帳"}


class Example(NamedTuple):
    """One example of a rule: the files it makes, and what it expects of the first.

    `fixed` are the files after an official did what the findings say; None where that is not told.
    """

    title: str
    path: str
    files: dict[str, bytes]
    expected: tuple[dict[str, Plain], ...]
    fixed: dict[str, bytes] | None


_BASE = "点検の例.yaml"


@cache
def _base() -> dict[str, Any]:
    document = parse(packaged_sample(_BASE), _BASE)
    assert isinstance(document.root, Mapping), "the base is a mapping"
    assert not document.problems, "the base is plain YAML"
    data: dict[str, Any] = document.root.data()
    return data


def examples_of(rule: Rule, kind: str) -> Iterator[Example]:
    """Yield the rule's examples of one kind, `bad` or `good`.

    Raises:
        ValueError: an example replaces a text that is not there.
    """
    for entry in rule.examples()[kind]:
        yield _example(rule, entry)


def findings_of(example: Example, rules: Sequence[Rule]) -> list[Finding]:
    """Return what the rules find in an example's files, without what is waived there."""
    workspace = Workspace(MemoryFiles(example.files), Path())
    return apply_waivers(run(workspace, rules).findings, load_waivers(workspace))[0]


def _example(rule: Rule, entry: dict[str, Any]) -> Example:
    path: str = entry.get("path", DEFAULT_PATH)
    without = entry.get("without", ())
    files = {base: _bytes(_base()[name]) for base, name in _BASES.items() if name not in without}
    text = entry.get("text")
    if text is None:
        text = emit(overlaid(path, entry.get("sheet", {}), entry.get("remove", ())))
    text = _replaced(rule, text, entry.get("replace", {}))
    files[path] = text.encode(entry.get("encoding", "utf-8"), "surrogateescape")
    files.update(_others(entry))
    fixed = entry.get("fixed")
    return Example(
        title=entry.get("title", ""),
        path=path,
        files=files,
        expected=tuple(entry.get("expect", ())),
        fixed=None if fixed is None else _fixed(rule, entry, text, files, path),
    )


def _fixed(
    rule: Rule, entry: dict[str, Any], text: str, files: dict[str, bytes], path: str
) -> dict[str, bytes]:
    """Return an example's files after what `fixed` says was typed: new words, files, a new name.

    The file itself is saved as the program asks for, in UTF-8 with LF.
    """
    fixed = entry["fixed"]
    after = {**files, **_others(fixed)}
    for gone in fixed.get("delete", ()):
        del after[gone]
    if "sheet" in fixed:
        text = emit(overlaid(path, {**entry.get("sheet", {}), **fixed["sheet"]}, ()))
    for old, new in fixed.get("replace", {}).items():
        holder = next((one for one in after if one != path and old.encode() in after[one]), "")
        if old in text or not holder:
            text = _replaced(rule, text, {old: new})
        else:
            after[holder] = after[holder].replace(old.encode(), new.encode(), 1)
    if path in after:
        del after[path]
        after[fixed.get("path", path)] = text.replace("\r\n", "\n").encode()
    return after


def _replaced(rule: Rule, text: str, pairs: dict[str, str]) -> str:
    for old, new in pairs.items():
        if old not in text:
            raise ValueError(f"{rule.id}: the text has no {old!r}")
        text = text.replace(old, new, 1)
    return text


def _others(entry: dict[str, Any]) -> dict[str, bytes]:
    return {
        path: overlay.encode() if isinstance(overlay, str) else _bytes(overlaid(path, overlay, ()))
        for path, overlay in entry.get("files", {}).items()
    }


def overlaid(path: str, overlay: dict[str, Any], removed: Sequence[str]) -> dict[str, Any]:
    """Return the base for a path with the overlay's keys replaced and some keys removed."""
    if path in _BASES:
        base = dict(_base()[_BASES[path]])
    else:
        parts = path.removesuffix(".yaml").split("/")
        department = parts[-1] == DEPARTMENT_SHEET
        base = dict(_base()[_DEPARTMENT if department else _SECTION])
        names = dict(zip(("年度", "部名", "課名"), parts[1:], strict=False))
        base.update({key: value for key, value in names.items() if key in base})
    base.update(overlay)
    return {key: value for key, value in base.items() if key not in removed}


def _bytes(data: dict[str, Any]) -> bytes:
    return emit(data).encode("utf-8")
