"""The rule book: one YAML file a rule, read strictly."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from orgsheet.lint.check_registry import RegisteredCheck, bound_options, checks, option_problem
from orgsheet.source import Mapping, Plain
from orgsheet.workspace.book import Book, RuleFile, RuleFileError, put_in_words
from orgsheet.workspace.layout import RULES
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.workspace.settings import Settings

SUBJECTS = {
    "file": "ファイル",
    "structure": "様式のかたち",
    "plans": "計画との関連",
    "deadlines": "期限",
    "criteria": "基準",
    "names": "名称",
    "cascade": "部と課のつながり",
    "years": "前年度との関係",
    "people": "職員",
    "wording": "用字用語",
    "evaluation": "評価",
    "waivers": "免除",
}
"""The chapters of the rule book, in order, with their Japanese titles."""

PROFILES = ("導入期", "標準", "公開前")


class Rule(NamedTuple):
    """One rule of the book; `with_` holds the options its check is called with.

    `page` is where its page is published: https and harmless in any format; "" for nowhere.
    """

    id: str
    subject: str
    title: str
    severity: str
    status: str
    check: RegisteredCheck
    with_: dict[str, Any]
    message: str
    why: str
    fix: str
    fixable: str
    clause: tuple[str, ...]
    source: str
    aliases: tuple[str, ...]
    profiles: tuple[str, ...]
    path: str
    data: bytes
    page: str = ""

    @property
    def is_always_on(self) -> bool:
        """Whether settings must leave the rule alone: without it an unreadable file looks clean."""
        return (self.subject, self.severity, self.check.name) == ("file", "error", "text_problem")

    def examples(self) -> dict[str, Any]:
        """Return the rule's `bad` and `good` examples.

        Raises:
            RuleFileError: they are not written as examples are.
        """
        examples: dict[str, Any] = BOOK.examples(self.path, self.data)
        return examples


def load_rules(workspace: Workspace) -> list[Rule]:
    """Read every rule of the workspace's rule book, by id.

    Their titles speak of the newest form's headings.

    It is the packaged book, in which the workspace's own files replace the rules of their id, or
    of that former name, and add theirs.

    Raises:
        RuleFileError: a file has an unknown key, check or option, an id that is not its file
            name or is used twice, a message with an unknown name, is no rule at all, or weakens
            one that is always on.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, str] = {}
    own = BOOK.own_ids(workspace)
    for _, path, data in BOOK.files(workspace):
        rule = BOOK.read(path, data)
        if rule.id in own:
            _require_always_on(rule)
        elif not own.isdisjoint(rule.aliases) and not rule.is_always_on:
            continue
        for name in (rule.id, *rule.aliases):
            if name in names:
                raise RuleFileError(path, 1, f"「{name}」は {names[name]} でも使われています。")
            names[name] = path
        rules[rule.id] = rule
    own_forms = workspace.forms.own_names
    said = workspace.forms.words(workspace.forms.newest).said if own_forms else {}
    return [
        rules[name]._replace(title=put_in_words(rules[name].title, said)) for name in sorted(rules)
    ]


def rule_ids(workspace: Workspace) -> list[str]:
    """Return the ids of all rules of the rule book, in force or not, without reading them."""
    return sorted(name for name, _, _ in BOOK.files(workspace))


def rules_named(workspace: Workspace, names: Collection[str]) -> dict[str, Rule]:
    """Return the rules with these ids or former names, by that name; reads only what it must.

    Raises:
        RuleFileError: one of them cannot be used.
    """
    found: dict[str, Rule] = {}
    for rule_id, path, data in BOOK.files(workspace) if names else ():
        if rule_id in names or b"\naliases:" in data:
            rule = BOOK.read(path, data)
            # The workspace's own come first.
            found = {name: rule for name in (rule.id, *rule.aliases) if name in names} | found
    return found


def apply_settings(rules: Iterable[Rule], settings: Settings) -> list[Rule]:
    """Return the rules that are on, with the severities and options of the settings.

    Raises:
        RuleFileError: the settings name a rule or option that does not exist, or change a rule
            that is always on.
    """
    active: list[Rule] = []
    known: set[str] = set()
    for rule in rules:
        known |= {rule.id, *rule.aliases}
        setting = next(
            (settings.rules[name] for name in (rule.id, *rule.aliases) if name in settings.rules),
            None,
        )
        if setting is None:
            if rule.status != "retired" and settings.profile in rule.profiles:
                active.append(rule._replace(page=settings.page_of(rule.id)))
            continue
        if rule.is_always_on and (setting.severity not in {None, "error"} or setting.options):
            raise RuleFileError(
                settings.path,
                setting.line,
                f"「{rule.id}」は変えられません。読めないシートが見過ごされるのを防ぐ規則です。",
            )
        problem = option_problem(rule.check, {**_plain(rule.with_), **setting.options})
        if problem is not None:
            line = setting.lines.get(problem[0], setting.line)
            raise RuleFileError(settings.path, line, problem[1])
        if setting.severity == "off":
            continue
        active.append(
            rule._replace(
                severity=setting.severity or rule.severity,
                with_={**rule.with_, **bound_options(setting.options)},
                page=settings.page_of(rule.id),
            )
        )
    for name, setting in settings.rules.items():
        if name not in known:
            raise RuleFileError(
                settings.path,
                setting.line,
                f"「{name}」という規則はありません。規則の一覧: orgsheet explain",
            )
    return active


def _require_always_on(rule: Rule) -> None:
    """Refuse an own file that takes the place of a rule that is always on and finds less."""
    if rule.id not in BOOK.packaged_ids:
        return
    path, data = BOOK.packaged(rule.id)
    if data == rule.data:
        return
    replaced = BOOK.read(path, data)
    if replaced.is_always_on and _judging(rule) != _judging(replaced):
        raise RuleFileError(
            rule.path,
            1,
            f"「{rule.id}」で変えられるのは、題と文（title、message、why、fix）と例だけです。"
            "読めないシートが見過ごされるのを防ぐ規則です。"
            "このファイルを消すと、付属の規則が使われます。",
        )


def _judging(rule: Rule) -> tuple[object, ...]:
    """Return what decides whether a rule finds something, and how grave that is."""
    is_on = rule.status != "retired"
    return rule.subject, rule.severity, is_on, rule.check.name, rule.with_, rule.profiles


def _plain(options: dict[str, Any]) -> dict[str, Plain]:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in options.items()
    }


def _rule_of(file: RuleFile) -> Rule:
    data = file.values
    registered = checks().get(data["check"])
    if registered is None:
        raise file.refusal(
            file.root.entries["check"], f"「{data['check']}」という check はありません。"
        )
    options: dict[str, Plain] = data.get("with", {})
    problem_found = option_problem(registered, options)
    if problem_found is not None:
        name, message = problem_found
        entries = file.root.entries
        holder = entries.get("with", entries["check"])
        node = holder.entries.get(name, holder) if isinstance(holder, Mapping) else holder
        raise file.refusal(node, message)
    file.require_whole("title", "message", "why", "fix")
    file.require_known("message", registered.values)
    file.require_known("fix", registered.values)
    return Rule(
        id=data["id"],
        subject=data["subject"],
        title=data["title"],
        severity=data["severity"],
        status=data["status"],
        check=registered,
        with_=bound_options(options),
        message=data["message"].strip(),
        why=data["why"].strip(),
        fix=data["fix"].strip(),
        fixable=data.get("fixable", "none"),
        clause=tuple(data.get("clause", ())),
        source=data.get("source", ""),
        aliases=tuple(data.get("aliases", ())),
        profiles=tuple(data.get("profiles", PROFILES)),
        path=file.path,
        data=file.data,
    )


BOOK = Book(RULES, "rule", "{bad: [{expect: [{message: '', at: ''}]}], good: [{}]}", _rule_of)
