"""The settings of a workspace: `orgsheet.yaml`, read strictly."""

from __future__ import annotations

import collections.abc
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.source import Mapping, Plain
from orgsheet.workspace.layout import SETTINGS_PATH
from orgsheet.workspace.publication import Publication
from orgsheet.workspace.strict_file import SettingsError, read_strictly, refusal

if TYPE_CHECKING:
    from orgsheet.workspace.workspace import Workspace

__all__ = [
    "DEFAULT_PROFILE",
    "RULE_ID",
    "RuleSetting",
    "Settings",
    "SettingsError",
    "load_settings",
]

DEFAULT_PROFILE = "標準"
RULE_ID = "{規則}"
"""Stands in `rule_pages` for the rule whose page it is."""
_NO_PARTS = {"", ".", "..", ".git"}


class RuleSetting(NamedTuple):
    """What the settings say of one rule: a severity (or `off`), options, and on which line.

    `lines` are those of the single options.
    """

    severity: str | None
    options: dict[str, Plain]
    line: int
    lines: collections.abc.Mapping[str, int] = MappingProxyType({})


class RoundPlan(NamedTuple):
    """When a round of the year opens and until when it is due, as written; "" where not said."""

    opens: str = ""
    due: str = ""


class Settings(NamedTuple):
    """The settings with their defaults.

    `rule_pages` is the address of a rule's page, with `RULE_ID` in it for the rule's id; "" where
    no pages are published. `changes` are the levels of change rules by id, each in its line of
    `change_lines`; whether there are such rules is for those to say who read them. `table` is what
    is set of the 新旧対照表 (the fields of `TableSettings`), `publication` what leaves the office,
    `rounds` when results are asked for in the course of a year, by round.
    """

    profile: str = DEFAULT_PROFILE
    fail_level: str = "error"
    baseline: str | None = None
    rule_pages: str = ""
    rules: collections.abc.Mapping[str, RuleSetting] = MappingProxyType({})
    changes: collections.abc.Mapping[str, str] = MappingProxyType({})
    change_lines: collections.abc.Mapping[str, int] = MappingProxyType({})
    table: collections.abc.Mapping[str, Plain] = MappingProxyType({})
    publication: Publication = Publication()
    rounds: collections.abc.Mapping[str, RoundPlan] = MappingProxyType({})
    path: str = SETTINGS_PATH

    def page_of(self, rule_id: str) -> str:
        """Return where the page of a rule is published; "" where the settings do not say."""
        return self.rule_pages.replace(RULE_ID, rule_id)


def _is_place_of_record(root: Path, path: str) -> bool:
    """Tell whether a path may be that of a record: plainly written, JSON, below the folder.

    It must be written as git writes it, for there it is looked up by its name.
    """
    parts = path.split("/")
    if not path.endswith(".json") or "\\" in path or not set(parts).isdisjoint(_NO_PARTS):
        return False
    try:
        return (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def load_settings(workspace: Workspace) -> Settings:
    """Return the workspace's settings; the defaults where it has none or says nothing.

    Raises:
        SettingsError: the file cannot be read or holds an unknown key or value.
    """
    data = workspace.settings()
    if data is None:
        return Settings()
    document = read_strictly(data, SETTINGS_PATH, workspace.schema("settings"))
    if document is None:
        return Settings()
    root = document.root
    assert isinstance(root, Mapping), "the schema asks for a mapping"
    values = root.data()
    if values.get("baseline") is not None and not _is_place_of_record(
        workspace.root, values["baseline"]
    ):
        raise refusal(
            document,
            root.keys["baseline"].start,
            "baseline には、このフォルダの中の .json のファイルを書いてください。"
            "「./」や「../」は使えません。"
            "例: baseline: sheets/既知の指摘.json",
        )
    changes = root.entries.get("changes")
    keys = changes.keys if isinstance(changes, Mapping) else {}
    rules = {}
    table = root.entries.get("rules")
    if isinstance(table, Mapping):
        for name, entry in table.entries.items():
            setting = entry.data() or {}
            line, _ = document.locate(table.keys[name].start)
            options = entry.entries.get("with") if isinstance(entry, Mapping) else None
            named = options.keys if isinstance(options, Mapping) else {}
            lines = {key: document.locate(node.start)[0] for key, node in named.items()}
            rules[name] = RuleSetting(setting.get("severity"), setting.get("with", {}), line, lines)
    return Settings(
        profile=values.get("profile", DEFAULT_PROFILE),
        fail_level=values.get("fail_level", "error"),
        baseline=values.get("baseline"),
        rule_pages=values.get("rule_pages", ""),
        rules=rules,
        changes=values.get("changes") or {},
        change_lines={name: document.locate(key.start)[0] for name, key in keys.items()},
        table=values.get("table") or {},
        publication=Publication(**(values.get("publication") or {})),
        rounds={
            name: RoundPlan(**(plan or {})) for name, plan in (values.get("rounds") or {}).items()
        },
    )
