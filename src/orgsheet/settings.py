"""The settings of a workspace: `orgsheet.yaml`, read strictly."""

from __future__ import annotations

import collections.abc
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.source import Mapping, Plain, parse
from orgsheet.workspace import SETTINGS_PATH

if TYPE_CHECKING:
    from orgsheet.schema import SchemaProblem
    from orgsheet.workspace import Workspace

DEFAULT_PROFILE = "標準"


class SettingsError(Exception):
    """`orgsheet.yaml` cannot be used; the message is Japanese and names the line."""


class RuleSetting(NamedTuple):
    """What the settings say of one rule: a severity (or `off`), options, and on which line.

    `lines` are those of the single options.
    """

    severity: str | None
    options: dict[str, Plain]
    line: int
    lines: collections.abc.Mapping[str, int] = MappingProxyType({})


class Settings(NamedTuple):
    """The settings with their defaults.

    `changes` are the levels of change rules by id, `table` what is set of the 新旧対照表 (the
    fields of `TableSettings`).
    """

    profile: str = DEFAULT_PROFILE
    fail_level: str = "error"
    baseline: str | None = None
    rules: collections.abc.Mapping[str, RuleSetting] = MappingProxyType({})
    changes: collections.abc.Mapping[str, str] = MappingProxyType({})
    table: collections.abc.Mapping[str, Plain] = MappingProxyType({})
    path: str = SETTINGS_PATH


def _is_below(root: Path, path: str) -> bool:
    """Tell whether a path stays in a folder, links on the way included."""
    try:
        return (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def _sentence(wrong: SchemaProblem) -> str:
    """Return what is wrong at one place of the settings, and what may stand there."""
    key, written, allowed, near, form = (
        wrong.values[name] for name in ("キー", "値", "許される値", "候補", "書くべき形")
    )
    if not key:
        return f"設定は{form or '見出しと値の組'}で書きます。"
    if wrong.keyword == "unknown-key":
        hint = f"「{near}」の誤りではありませんか。" if near else ""
        return f"「{key}」という項目はありません。{hint}"
    if allowed:
        found = f"に「{written}」は使えません" if written else "に値がありません"
        return f"「{key}」{found}。使えるのは {allowed} です。"
    return f"「{key}」には{form or '別の形の値'}を書きます。"


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
        raise SettingsError(
            f"{SETTINGS_PATH}:{line}: {_sentence(wrong)}書き方は docs/settings.md にあります。"
        )
    root = document.root
    assert isinstance(root, Mapping), "the schema asks for a mapping"
    values = root.data()
    if values.get("baseline") is not None and not _is_below(workspace.root, values["baseline"]):
        line, _ = document.locate(root.keys["baseline"].start)
        raise SettingsError(
            f"{SETTINGS_PATH}:{line}: baseline には、このフォルダの中の場所を書いてください。"
            "例: baseline: sheets/既知の指摘.json"
        )
    rules = {}
    table = root.entries.get("rules")
    if isinstance(table, Mapping):
        for name, entry in table.entries.items():
            setting = entry.data() or {}
            line, _ = document.locate(table.keys[name].start)
            options = entry.entries.get("with") if isinstance(entry, Mapping) else None
            keys = options.keys if isinstance(options, Mapping) else {}
            lines = {key: document.locate(node.start)[0] for key, node in keys.items()}
            rules[name] = RuleSetting(setting.get("severity"), setting.get("with", {}), line, lines)
    return Settings(
        profile=values.get("profile", DEFAULT_PROFILE),
        fail_level=values.get("fail_level", "error"),
        baseline=values.get("baseline"),
        rules=rules,
        changes=values.get("changes") or {},
        table=values.get("table") or {},
    )
