"""The book of change rules: what each kind of fact is called, and how grave it is when."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Table
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from orgsheet.japanese.mistyped_word import word_meant
from orgsheet.workspace.book import Book, RuleFile, RuleFileError, placeholders
from orgsheet.workspace.layout import CHANGES
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.workspace.settings import Settings

PROFILES = {"year": "年度の比較", "pr": "同じ年度の中の変更"}
"""The profiles with their Japanese names."""

SILENT = "なし"
"""The level of a rule that is switched off."""

COUNT = "件数"
_FOLDED = "（同じ変更がほかに{件数}か所）"


class ChangeRule(NamedTuple):
    """One rule: what a kind of fact is called and how grave it is in each profile.

    `message` and `folded` (for further facts of the same cause) are filled with the fact's
    values. `mirror` is the rule of the reverse diff, "" where there is none; `waiver` says why a
    rule has no other rule as its mirror. Rules are told in the order of `order`.
    `remark` is what the 備考 of a 新旧対照表 says of it, "" for nothing.
    `set_level` is the level that the settings give it in every profile, "" where they do not.
    """

    id: str
    order: int
    area: str
    title: str
    message: str
    folded: str
    levels: dict[str, str]
    mirror: str
    waiver: str
    reason: str
    path: str
    data: bytes
    set_level: str = ""
    remark: str = ""

    def level(self, profile: str) -> str:
        """Return how grave a fact is in a profile: a level, or なし."""
        return self.set_level or self.levels[profile]

    def examples(self) -> list[dict[str, Any]]:
        """Return the rule's examples.

        Raises:
            RuleFileError: they are not written as examples are.
        """
        examples: list[dict[str, Any]] = BOOK.examples(self.path, self.data)
        return examples


class ChangeRules(Table[str, ChangeRule]):
    """Change rules by id, each read when it is asked for: a diff needs a few of all there are."""

    def __init__(self, own: Table[str, ChangeRule]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> ChangeRule:
        return self._own[name] if name in self._own else _packaged(name)

    def __iter__(self) -> Iterator[str]:
        return iter(BOOK.packaged_ids)

    def __len__(self) -> int:
        return len(BOOK.packaged_ids)


def packaged_change_rules() -> ChangeRules:
    """Return the program's own change rules."""
    return ChangeRules({})


def load_change_rules(workspace: Workspace, settings: Settings) -> ChangeRules:
    """Return the change rules of a workspace.

    They are the packaged ones; a file of the workspace's own `changes/` takes the place of the
    one of its name, and the settings' `changes:` give single ones a level.

    Raises:
        RuleFileError: a file is no change rule, or names no kind of change that there is; or the
            settings name one that there is not.
    """
    own: dict[str, ChangeRule] = {}
    known = packaged_change_rules()
    for path, data in workspace.own_files(CHANGES):
        rule = BOOK.read(path, data)
        if rule.id not in BOOK.packaged_ids:
            raise RuleFileError(path, 1, _unknown(rule.id))
        _require_known_values(rule, known[rule.id])
        own[rule.id] = rule
    for name, level in settings.changes.items():
        if name not in BOOK.packaged_ids:
            said = f"changes の{_unknown(name)}"
            raise RuleFileError(settings.path, settings.change_lines[name], said)
        own[name] = own.get(name, known[name])._replace(set_level=level)
    return ChangeRules(own)


@cache
def _packaged(name: str) -> ChangeRule:
    return BOOK.read(*BOOK.packaged(name))


def _require_known_values(rule: ChangeRule, replaced: ChangeRule) -> None:
    """Refuse an own rule whose texts ask for values that the facts of its kind may lack."""
    texts = placeholders(replaced.message + replaced.folded)
    known = [name for name in dict.fromkeys(texts) if name != COUNT]
    counted = [COUNT] if COUNT in placeholders(replaced.message) else []
    for key, names in (
        ("message", known + counted),
        ("folded", [*known, COUNT]),
        ("remark", known + counted),
    ):
        for name in placeholders(getattr(rule, key)):
            if name not in names:
                usable = "、".join(names) or "なし"
                raise RuleFileError(
                    rule.path,
                    _line_of(rule.data, key),
                    f"{key} の {{{name}}} は使えません（使えるのは: {usable}）。",
                )


def _line_of(data: bytes, key: str) -> int:
    lines = data.decode("utf-8", "replace").split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


def _unknown(name: str) -> str:
    from orgsheet.schema.data_places import quotable

    near = word_meant(name, BOOK.packaged_ids)
    hint = (
        f"「{near}」の誤りではありませんか。"
        if near
        else "名前は、orgsheet diff に --all を付けると、変更の終わりの [ ] に出ます。"
    )
    return f"「{quotable(name)}」という変更の規則はありません。{hint}"


def _change_rule(file: RuleFile) -> ChangeRule:
    file.require_whole("title", "message", "folded", "waiver", "reason", "remark")
    values = file.values
    return ChangeRule(
        id=values["id"],
        order=values["order"],
        area=values["area"],
        title=values["title"],
        message=values["message"],
        folded=values.get("folded", _FOLDED),
        levels=values["level"],
        mirror=values["mirror"] or "",
        waiver=values.get("waiver", ""),
        reason=values["reason"],
        path=file.path,
        data=file.data,
        remark=values.get("remark", ""),
    )


BOOK = Book(CHANGES, "change-rule", "[{before: {}, after: {}, told: ['']}]", _change_rule)
