"""A repository that an older version made brought up to this one: what is to be written anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from orgsheet.files import read_file
from orgsheet.lint.baseline import Entry, entry_of, parse_baseline, record_text
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.session import LintSession, open_session
from orgsheet.scaffold.older_files import older_files
from orgsheet.scaffold.schema_to_form import form_of_schema
from orgsheet.source import Document, Mapping, Scalar, parse
from orgsheet.source import Sequence as Items
from orgsheet.source.edit import EditRefused, TextEdit, apply_edits, rename_key, replace_scalar
from orgsheet.workspace.layout import SETTINGS_PATH, WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace

_SHEET_SCHEMA = "schema/sheet.schema.json"
_MOVED = "足した欄を様式の定義に移します。欄の種類が合っているかを確かめてください"


class Renewal(NamedTuple):
    """A file to write anew: from which bytes (None: it is new) to which, and why, in Japanese."""

    path: str
    was: bytes | None
    now: bytes
    reason: str


class Upgrade(NamedTuple):
    """What is to be written anew, and what a person has to look at, in Japanese."""

    renewals: tuple[Renewal, ...]
    left: tuple[str, ...]


def upgrade(session: LintSession) -> Upgrade:
    """Return what brings a repository up to this version; nothing is written.

    Files that the program made and nobody changed become those of today. Former names of rules
    give way to today's in the settings and the waivers, and the record of known findings gets
    today's fingerprints for what it already held. All else is a person's, and stays.

    Raises:
        UnreadableFileError: a file cannot be read.
        BaselineError: the record is none.
        RuleFileError, WorkspaceError: the rules or the form cannot be used.
    """
    root = session.workspace.root
    renewals: list[Renewal] = []
    left: list[str] = []
    for old in older_files(root):
        if old.path == _SHEET_SCHEMA and old.is_own:
            if session.workspace.schemas.own_form_names:
                continue  # made from the city's own form, for editors alone
            made = form_of_schema(old.was, partial(_texts_under, session.workspace))
            if made is not None:
                path, form, schema = made
                renewals.append(Renewal(path, None, form, _MOVED))
                renewals.append(Renewal(old.path, old.was, schema, "その様式から作り直します"))
                continue
        if old.is_own:
            left.append(_own_sentence(old.path))
        else:
            renewals.append(Renewal(old.path, old.was, old.now, "この版のものにします"))
    names = {alias: rule.id for rule in session.book for alias in rule.aliases}
    for path in (SETTINGS_PATH, WAIVERS_PATH):
        data = session.workspace.files.read(path)
        if data is not None:
            renewals += _renamed(parse(data, path), data, names, left)
    if session.settings.baseline is not None:
        # Judged as it will be then: what an older version made may be no schema of today.
        ahead = session.workspace.fork()
        for one in renewals:
            ahead.replace(one.path, one.now)
        renewals += _recorded(open_session(ahead), session.settings.baseline, names)
    return Upgrade(tuple(renewals), tuple(left))


def _texts_under(workspace: Workspace, key: str) -> list[str]:
    """Return the texts that sheets have under a heading."""
    return [
        value.text
        for sheet in workspace.sheets()
        for value in sheet.document.scalars
        if value.step == key
    ]


def _own_sentence(path: str) -> str:
    if path == _SHEET_SCHEMA:
        return (
            f"{path} は手で直されています。足した欄は、様式の定義（schema/forms/様式名.yaml）に"
            "移すと、比較や新しい年度のシートでも働きます。書き方は docs/form.md にあります。"
        )
    return (
        f"{path} は手で直されています。この版のものは、空のフォルダで orgsheet init を"
        "実行したものと見比べてください。"
    )


def _renamed(
    document: Document, data: bytes, names: dict[str, str], left: list[str]
) -> Iterator[Renewal]:
    """Yield a file with today's names for former names of rules."""
    if document.root is None:
        return
    expected = document.root.data()
    edits: list[TextEdit] = []
    said = []
    for alias, edit in _former(document, expected, names):
        edits.append(edit)
        said.append(f"{alias} → {names[alias]}")
    try:
        now = apply_edits(document, edits, expected) if edits else data
    except EditRefused as error:
        left.append(f"{document.path}: {error}")
        return
    if now != data:
        yield Renewal(document.path, data, now, f"規則の今の名前にします（{'、'.join(said)}）")


def _former(
    document: Document, expected: object, names: dict[str, str]
) -> Iterator[tuple[str, TextEdit]]:
    """Yield the edits of former names, and bring the data that is expected along."""
    root = document.root
    if isinstance(root, Mapping) and isinstance(expected, dict):
        rules = root.entries.get("rules")
        if isinstance(rules, Mapping):
            table = expected["rules"]
            for name, key in rules.keys.items():
                if name in names and names[name] not in rules.entries:
                    yield name, rename_key(document, key, names[name])
            expected["rules"] = {
                names[name] if name in names and names[name] not in table else name: value
                for name, value in table.items()
            }
    for node in _waived_rules(root):
        if node.text in names:
            target = expected
            *steps, last = node.steps()
            for step in steps:
                target = target[step]  # type: ignore[index]
            target[last] = names[node.text]  # type: ignore[index]
            yield node.text, replace_scalar(document, node, names[node.text])


def _waived_rules(root: object) -> Iterator[Scalar]:
    """Yield the names of rules in a list of waivers."""
    lists = root.entries.values() if isinstance(root, Mapping) else ()
    for items in lists:
        for item in items.items if isinstance(items, Items) else ():
            rule = item.entries.get("規則") if isinstance(item, Mapping) else None
            if isinstance(rule, Scalar):
                yield rule


def _recorded(session: LintSession, path: str, names: dict[str, str]) -> Iterator[Renewal]:
    """Yield the record with today's fingerprints, where it holds others of the same findings."""
    try:
        data = read_file(session.workspace.root / path, below=session.workspace.root)
    except FileNotFoundError:
        return
    entries = parse_baseline(data, path)
    found = session.judged().findings
    renewed = renewed_entries(entries, found, session.book, names)
    changed = sum(one != other for one, other in zip(entries, renewed, strict=True))
    if changed:
        now = record_text(renewed)
        yield Renewal(path, data, now, f"記録した指摘 {changed} 件を、この版の見分け方にします")


def renewed_entries(
    entries: Sequence[Entry],
    findings: Iterable[Finding],
    book: Iterable[Rule],
    names: dict[str, str],
) -> list[Entry]:
    """Return the entries of a record, those of today's findings with today's fingerprints.

    An entry is a finding's where rule, sheet and item are the same and as many entries as
    findings are left of them; it is never guessed which of several a finding was. No entry is
    added and none taken away, so that nothing is let stand that was not.
    """
    known = {rule.id for rule in book}
    recorded = {entry.fingerprint for entry in entries}
    there: set[str] = set()
    fresh: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for finding in findings:
        there.add(finding.fingerprint)
        if finding.fingerprint not in recorded:
            fresh[finding.rule, finding.sheet, finding.item].append(entry_of(finding))
    gone: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        rule = names.get(entry.rule, entry.rule)
        if entry.fingerprint not in there and rule in known:
            gone[rule, entry.sheet, entry.item].append(entry)
    now: dict[Entry, Entry] = {}
    for key, old in gone.items():
        if len(old) == len(fresh[key]):
            now |= zip(old, fresh[key], strict=True)
    return [now.get(entry, entry) for entry in entries]
