"""Which findings of the last run still hold: by content, by what was read, by what is cited."""

from __future__ import annotations

import json
from collections.abc import Callable, Container
from hashlib import blake2b
from typing import Any

from orgsheet.form import built_in_words as words
from orgsheet.japanese.likeness import similarity
from orgsheet.japanese.mentions import NameScanner
from orgsheet.lint.cache import Entry, LintCache
from orgsheet.lint.finding import Finding
from orgsheet.source import Mapping, Plain
from orgsheet.workspace.alike_paths import look_alikes_of
from orgsheet.workspace.layout import PLANS_PATH
from orgsheet.workspace.workspace import Workspace

_CITED_AT = 0.5
"""How alike a listed item and a changed plan's name must be for the plan to matter to the sheet.

Lower than the cutoff of any rule that names a nearest plan, so that none is missed.
"""


_READ = (".yaml", ".yml", ".txt", ".text")
"""How the names of files end that a check over all sheets may read."""

_MANY = 20
"""Changed plans that are looked up one by one; above that, every sheet is checked anew."""


class History:
    """Answers from the cache, and takes the new answers into it.

    A change to one plan of the register matters to the sheets that list it or something near it,
    that name it or nearly name it, and, where it is what ①②③ stand for, to those that list an
    item under that number. Any other change to the register matters to all.
    """

    def __init__(self, workspace: Workspace, cache: LintCache) -> None:
        self._workspace = workspace
        self._cache = cache
        register = _register(workspace)
        cache.new_register = register
        self._changed = _changed_plans(cache.old_register, register) if cache.old else []
        self._scanner = (
            NameScanner((name, None) for plan in self._changed for name in _names(plan))
            if self._changed
            else None
        )

    def unchanged(self, path: str) -> Entry | None:
        """Return the last run's entry of a file if its findings still hold."""
        entry = self._cache.old.get(path)
        if entry is None or entry.digest != (self._workspace.digest(path) or ""):
            return None
        if any(self._workspace.digest(other) != was for other, was in entry.reads.items()):
            return None
        if entry.plans and self._plans_matter(path, entry):
            return None
        return entry

    def keep(self, path: str, entry: Entry) -> None:
        """Take an entry into this run's cache."""
        self._cache.new[path] = entry
        self._workspace.known_summaries[path] = entry.summaries

    def keep_others(self, chosen: Container[str]) -> None:
        """Take into this run's cache what is still known of the files that are not checked now.

        Their summaries spare the checks over all sheets from reading them.
        """
        for path, entry in self._cache.old.items():
            if path not in chosen and entry.digest == self._workspace.digest(path):
                self._workspace.known_summaries[path] = entry.summaries
                if not self._changed:
                    self._cache.new[path] = entry

    def is_sheet(self, path: str) -> bool:
        """Whether a file that was looked at is a sheet."""
        return self._cache.new[path].is_sheet

    def whole(self, check: Callable[[], list[Finding]]) -> list[Finding]:
        """Return the findings of the checks over all sheets, anew only if any file changed."""
        digest = blake2b(digest_size=16)
        for path in self._workspace.paths:
            if not path.lower().endswith(_READ):
                continue
            line = f"{path}\0{self._workspace.digest(path)}\n"
            digest.update(line.encode("utf-8", "surrogatepass"))
        for one in look_alikes_of(self._workspace):
            digest.update(f"{one.path}\n".encode("utf-8", "surrogatepass"))
        name = digest.hexdigest()
        old_name, old = self._cache.old_whole
        found = old if old_name == name else check()
        self._cache.new_whole = (name, found)
        return found

    def _plans_matter(self, path: str, entry: Entry) -> bool:
        if not self._changed:
            return False
        if self._scanner is None or any(plan is None for plan in self._changed):
            return True
        for number, item in entry.cites:
            for plan in self._changed:
                meant = number in plan.get("番号", ())
                if meant or any(similarity(item, name) >= _CITED_AT for name in _names(plan)):
                    return True
        data = self._workspace.files.read(path) or b""
        # A name may stand in a value and not in the file: "\u7dcf\u5408計画".
        return b"\\" in data or bool(self._scanner.scan(data.decode("utf-8", "replace")))


def _register(workspace: Workspace) -> list[Any]:
    """Return the plan register as plain data: what the numbers mean, then the plans."""
    document = workspace.document(PLANS_PATH)
    root = None if document is None else document.root
    if not isinstance(root, Mapping):
        return []
    data = root.data()
    rest = {key: value for key, value in data.items() if key != "計画"}
    plans = data.get("計画")
    return [rest, *(plans if isinstance(plans, list) else [])]


def _changed_plans(old: list[Any], new: list[Any]) -> list[Any]:
    """Return the plans that are not the same in both, each as it was and as it is.

    A None in the list says that something else changed, which matters to every sheet.
    """
    if old == new:
        return []
    if not old or not new or old[0] != new[0]:
        return [None]
    before, after = ({json.dumps(plan): plan for plan in plans[1:]} for plans in (old, new))
    changed = [plan for text, plan in before.items() if text not in after]
    changed += [plan for text, plan in after.items() if text not in before]
    if not 0 < len(changed) <= _MANY or not all(isinstance(plan, dict) for plan in changed):
        return [None]
    meanings = new[0].get(words.MEANINGS)
    return [_with_numbers(plan, meanings if isinstance(meanings, list) else []) for plan in changed]


def _with_numbers(plan: dict[str, Plain], meanings: list[Any]) -> dict[str, Plain]:
    numbers = [
        meaning.get("番号")
        for meaning in meanings
        if isinstance(meaning, dict) and meaning.get("計画") == plan.get("名称")
    ]
    return {**plan, "番号": numbers}


def _names(plan: dict[str, Plain] | None) -> list[str]:
    if plan is None:
        return []
    names = [plan.get("名称")]
    for key in ("略称", "項目", "本文のみの項目"):
        value = plan.get(key)
        names += value if isinstance(value, list) else []
    return [name for name in names if isinstance(name, str)]
