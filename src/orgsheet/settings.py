"""The settings of a workspace: `orgsheet.yaml`, read strictly."""

from __future__ import annotations

import collections.abc
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.source import Mapping, Plain, parse
from orgsheet.workspace import SETTINGS_PATH

if TYPE_CHECKING:
    from orgsheet.workspace import Workspace

DEFAULT_PROFILE = "標準"


class SettingsError(Exception):
    """`orgsheet.yaml` cannot be used; the message is Japanese and names the line."""


class RuleSetting(NamedTuple):
    """What the settings say of one rule: a severity (or `off`), options, and on which line."""

    severity: str | None
    options: dict[str, Plain]
    line: int


class Settings(NamedTuple):
    """The settings with their defaults."""

    profile: str = DEFAULT_PROFILE
    fail_level: str = "error"
    baseline: str | None = None
    rules: collections.abc.Mapping[str, RuleSetting] = MappingProxyType({})
    path: str = SETTINGS_PATH


def load_settings(workspace: Workspace) -> Settings:
    """Return the workspace's settings; the defaults where it has none.

    Raises:
        SettingsError: the file cannot be read or holds an unknown key or value.
    """
    data = workspace.settings()
    if data is None:
        return Settings()
    from orgsheet.schema import check_schema

    document = parse(data, SETTINGS_PATH)
    for problem in document.problems:
        line, _ = document.locate(problem.start)
        raise SettingsError(
            f"{SETTINGS_PATH}:{line}: 設定として読めません。YAML の書き方を確かめてください。"
        )
    for wrong in check_schema(document, workspace.schema("settings")):
        line, _ = document.locate(wrong.start)
        key = wrong.values.get("キー", "")
        near = wrong.values.get("候補", "")
        hint = f"「{near}」の誤りではありませんか。" if near else ""
        raise SettingsError(
            f"{SETTINGS_PATH}:{line}: 「{key}」の書き方が違います。{hint}"
            "書き方は docs/settings.md にあります。"
        )
    root = document.root
    assert isinstance(root, Mapping), "the schema asks for a mapping"
    values = root.data()
    rules = {}
    table = root.entries.get("rules")
    if isinstance(table, Mapping):
        for name, entry in table.entries.items():
            setting = entry.data() or {}
            line, _ = document.locate(table.keys[name].start)
            rules[name] = RuleSetting(setting.get("severity"), setting.get("with", {}), line)
    return Settings(
        profile=values.get("profile", DEFAULT_PROFILE),
        fail_level=values.get("fail_level", "error"),
        baseline=values.get("baseline"),
        rules=rules,
    )
