"""The settings of a workspace: `orgsheet.yaml`, read strictly."""

from __future__ import annotations

import collections.abc
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.source import Mapping, Plain, encoding_problem, parse
from orgsheet.workspace.layout import SETTINGS_PATH
from orgsheet.workspace.publication import Publication

if TYPE_CHECKING:
    from orgsheet.schema import Schema, SchemaProblem
    from orgsheet.source import Document, Problem
    from orgsheet.workspace.workspace import Workspace

DEFAULT_PROFILE = "標準"
RULE_ID = "{規則}"
"""Stands in `rule_pages` for the rule whose page it is."""
_NO_PARTS = {"", ".", "..", ".git"}


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

    `rule_pages` is the address of a rule's page, with `RULE_ID` in it for the rule's id; "" where
    no pages are published. `changes` are the levels of change rules by id, each in its line of
    `change_lines`; whether there are such rules is for those to say who read them. `table` is what
    is set of the 新旧対照表 (the fields of `TableSettings`), `publication` what leaves the office.
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


def _refusal(document: Document, start: int, sentence: str) -> SettingsError:
    line, _ = document.locate(start)
    return SettingsError(f"{SETTINGS_PATH}:{line}: {sentence}")


def _unread(problem: Problem) -> str:
    """Return why a text is no settings."""
    if problem.kind == "duplicate-key":
        from orgsheet.schema.data_places import quotable

        key, line = quotable(problem.values["キー"]), problem.values["行"]
        return f"「{key}」が二度書いてあります（{line} 行目にもあります）。一つだけにしてください。"
    return "設定として読めません。YAML の書き方を確かめてください。"


def _sentence(wrong: SchemaProblem, schema: Schema) -> str:
    """Return what is wrong at one place of the settings, and what may stand there."""
    key, written, allowed, near, form = (
        wrong.values[name] for name in ("キー", "値", "許される値", "候補", "書くべき形")
    )
    if not key:
        return f"設定は{form or '見出しと値の組'}で書きます。"
    if wrong.keyword == "unknown-key":
        from orgsheet.schema.data_places import schema_at

        known = schema_at(schema, tuple(wrong.pointer.split("/")[1:-1]))["properties"]
        hint = (
            f"「{near}」の誤りではありませんか。"
            if near
            else f"書けるのは {'、'.join(known)} です。"
        )
        return f"「{key}」という項目はありません。{hint}"
    if allowed:
        found = f"に「{written}」は使えません" if written else "に値がありません"
        return f"「{key}」{found}。使えるのは {allowed} です。"
    if wrong.keyword == "wrong-pattern":
        from orgsheet.schema.data_places import schema_at

        told = schema_at(schema, tuple(wrong.pointer.split("/")[1:]))["description"]
        return f"「{key}」に「{written}」は使えません。{told}"
    return f"「{key}」には{form or '別の形の値'}を書きます。"


def load_settings(workspace: Workspace) -> Settings:
    """Return the workspace's settings; the defaults where it has none or says nothing.

    Raises:
        SettingsError: the file cannot be read or holds an unknown key or value.
    """
    data = workspace.settings()
    if data is None:
        return Settings()
    from orgsheet.schema import check_schema

    document = parse(data, SETTINGS_PATH)
    if [problem.kind for problem in document.problems] == ["empty"]:
        return Settings()
    fault = encoding_problem(document)
    if fault is not None:
        raise _refusal(document, fault[0].start, fault[1])
    for problem in document.problems:
        raise _refusal(document, problem.start, _unread(problem))
    schema = workspace.schema("settings")
    for wrong in check_schema(document, schema):
        raise _refusal(document, wrong.start, _sentence(wrong, schema))
    root = document.root
    assert isinstance(root, Mapping), "the schema asks for a mapping"
    values = root.data()
    if values.get("baseline") is not None and not _is_place_of_record(
        workspace.root, values["baseline"]
    ):
        raise _refusal(
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
    )
