"""The rule book: one YAML file a rule, read strictly."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from orgsheet.files.packaged import packaged_folder
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import RegisteredCheck, bound_options, checks, option_problem
from orgsheet.schema import check_schema
from orgsheet.source import Document, Mapping, Node, Plain, Scalar, encoding_problem, parse
from orgsheet.workspace.workspace import RULES, Workspace, packaged_workspace

if TYPE_CHECKING:
    from orgsheet.workspace.settings import Settings

SUBJECTS = {
    "file": "ファイル",
    "structure": "様式のかたち",
    "plans": "計画との関連",
    "deadlines": "目標期限",
    "criteria": "達成基準",
    "names": "名称",
    "cascade": "部と課のつながり",
    "years": "前年度との関係",
    "people": "担当",
    "wording": "用字用語",
    "waivers": "免除",
}
"""The chapters of the rule book, in order, with their Japanese titles."""

PROFILES = ("導入期", "標準", "公開前")

_EXAMPLES = b"\nexamples:\n"
_SHORTEST = b"\nexamples: {bad: [{expect: [{message: '', at: ''}]}], good: [{}]}\n"
_PLACEHOLDER = pattern(r"\{([^{}]{1,30})\}")


class RuleFileError(Exception):
    """A rule file cannot be used; the message is Japanese and names file and line."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


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
        document = parse(self.data, self.path)
        _require_form(document, packaged_workspace().schema("rule"))
        assert isinstance(document.root, Mapping), "the schema asks for a mapping"
        examples: dict[str, Any] = document.root.entries["examples"].data()
        return examples


def load_rules(workspace: Workspace) -> list[Rule]:
    """Read every rule of the workspace's rule book, by id.

    That is the packaged book, in which the workspace's own files replace the rules of their id, or
    of that former name, and add theirs.

    Raises:
        RuleFileError: a file has an unknown key, check or option, an id that is not its file
            name or is used twice, a message with an unknown name, is no rule at all, or weakens
            one that is always on.
    """
    schema = workspace.schema("rule")
    rules: dict[str, Rule] = {}
    names: dict[str, str] = {}
    own = {_id_of(path) for path, _ in workspace.own_rule_files()}
    for path, data in workspace.rule_files():
        rule = _read_rule(path, data, schema)
        if rule.id in own:
            _require_always_on(rule, schema)
        elif not own.isdisjoint(rule.aliases) and not rule.is_always_on:
            continue
        for name in (rule.id, *rule.aliases):
            if name in names:
                raise RuleFileError(path, 1, f"「{name}」は {names[name]} でも使われています。")
            names[name] = path
        rules[rule.id] = rule
    return [rules[name] for name in sorted(rules)]


def rule_ids(workspace: Workspace) -> list[str]:
    """Return the ids of all rules of the rule book, in force or not, without reading them."""
    return sorted(map(_id_of, (path for path, _ in workspace.rule_files())))


def rules_named(workspace: Workspace, names: Collection[str]) -> dict[str, Rule]:
    """Return the rules with these ids or former names, by that name; reads only what it must.

    Raises:
        RuleFileError: one of them cannot be used.
    """
    found: dict[str, Rule] = {}
    for path, data in workspace.rule_files() if names else ():
        if _id_of(path) in names or b"\naliases:" in data:
            rule = _read_rule(path, data, workspace.schema("rule"))
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


def _require_always_on(rule: Rule, schema: dict[str, Plain]) -> None:
    """Refuse an own file that takes the place of a rule that is always on and finds less."""
    packaged = packaged_folder(RULES) / f"{rule.id}.yaml"
    if not packaged.is_file() or (data := packaged.read_bytes()) == rule.data:
        return
    replaced = _read_rule(f"{RULES}/{packaged.name}", data, schema)
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


def fill(template: str, values: dict[str, str]) -> str:
    """Return a message with its `{名前}` places filled; names are checked when rules load."""
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], template)


def fill_with_dots(template: str) -> str:
    """Return a message with nothing but 「…」 in its places, where what it quotes must not show."""
    return _PLACEHOLDER.sub("…", template)


def _plain(options: dict[str, Any]) -> dict[str, Plain]:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in options.items()
    }


def _id_of(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".yaml")


def _without_examples(data: bytes) -> bytes:
    """Return a rule file with its examples replaced by the shortest ones.

    Two thirds of a rule book are examples, and only tests and `explain` read them; they are left
    out only where they stand last, as they do in every rule of ours.
    """
    head, mark, tail = data.partition(_EXAMPLES)
    last = all(line[:1] in (b" ", b"", b"#", b"\r") for line in tail.split(b"\n"))
    return head + _SHORTEST if mark and last else data


def _require_form(document: Document, schema: dict[str, Plain]) -> None:
    path = document.path
    fault = encoding_problem(document)
    if fault is not None:
        raise RuleFileError(path, document.locate(fault[0].start)[0], fault[1])
    for problem in document.problems:
        line, _ = document.locate(problem.start)
        raise RuleFileError(path, line, "規則として読めません。YAML の書き方を確かめてください。")
    for wrong in check_schema(document, schema):
        line, _ = document.locate(wrong.start)
        raise RuleFileError(path, line, _schema_sentence(wrong.keyword, wrong.values))


def _read_rule(path: str, content: bytes, schema: dict[str, Plain]) -> Rule:
    document = parse(_without_examples(content), path)
    _require_form(document, schema)
    root = document.root
    assert isinstance(root, Mapping), "the schema asks for a mapping"
    data: dict[str, Any] = root.data()
    expected = _id_of(path)
    if data["id"] != expected:
        raise _error(
            document, root.entries["id"], f"id はファイル名と同じ「{expected}」にしてください。"
        )
    registered = checks().get(data["check"])
    if registered is None:
        raise _error(
            document, root.entries["check"], f"「{data['check']}」という check はありません。"
        )
    options: dict[str, Plain] = data.get("with", {})
    problem_found = option_problem(registered, options)
    if problem_found is not None:
        name, message = problem_found
        holder = root.entries.get("with", root.entries["check"])
        node = holder.entries.get(name, holder) if isinstance(holder, Mapping) else holder
        raise _error(document, node, message)
    for key in ("title", "message", "why", "fix"):
        if _is_cut(document, root.entries[key]):
            raise _error(
                document,
                root.entries[key],
                f"{key} の「 #」から後ろが注記になっています。全体を半角の引用符で囲んでください。",
            )
    for key in ("message", "fix"):
        for name in _PLACEHOLDER.findall(data[key]):
            if name not in registered.values:
                known = "、".join(registered.values) or "なし"
                raise _error(
                    document,
                    root.entries[key],
                    f"{key} の {{{name}}} は使えません（使えるのは: {known}）。",
                )
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
        path=path,
        data=content,
    )


def _is_cut(document: Document, node: Node) -> bool:
    """Tell whether a comment follows text without quotation marks: words that nobody would see."""
    line, _ = document.locate(node.end)
    behind = document.line_text(line)[node.end - document.line_starts[line - 1] :]
    return isinstance(node, Scalar) and not node.style and behind.lstrip().startswith("#")


def _error(document: Document, node: Node, message: str) -> RuleFileError:
    return RuleFileError(document.path, document.locate(node.start)[0], message)


def _schema_sentence(keyword: str, values: dict[str, str]) -> str:
    key = values.get("キー", "")
    near = values.get("候補", "")
    allowed = values.get("許される値", "")
    sentences = {
        "missing-key": f"「{key}」がありません。",
        "unknown-key": f"「{key}」という項目はありません。"
        + (f"「{near}」の誤りではありませんか。" if near else ""),
        "wrong-value": f"「{values.get('値', '')}」は使えません（使えるのは: {allowed}）。",
        "wrong-type": f"「{key}」は{values.get('書くべき形', '別の形')}で書いてください。",
    }
    return sentences.get(keyword, f"「{key}」の値「{values.get('値', '')}」の書き方が違います。")
