"""A book of rules: one YAML file a rule, packaged or a workspace's own, each read strictly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from functools import cached_property
from typing import Any, Generic, TypeVar

from orgsheet.files.packaged import packaged_folder
from orgsheet.form.built_in_words import MEANINGS
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Document, Mapping, Node, Plain, Scalar, encoding_problem, parse
from orgsheet.workspace.known_rules import KNOWN_RULES
from orgsheet.workspace.workspace import Workspace, packaged_workspace

T = TypeVar("T")
_SHORT = 2
"""Characters of a heading that is a word of every day as well."""
_REGISTERED = "計画台帳の「"
"""Before a heading of a register, which is the same in every city."""

_PLACEHOLDER = pattern(r"\{([^{}]{1,30})\}")


class RuleFileError(Exception):
    """A rule file cannot be used; the message is Japanese and names file and line."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


class RuleFile:
    """A rule file that has the form of its schema, and whose id is its name.

    `values` are its keys' values. Its examples may be the shortest there are: only tests and
    pages show them (see `Book.examples`). With no `document` the values are what an earlier run
    read from the same bytes, and the file is read again only to say where something is wrong.
    """

    def __init__(
        self, path: str, data: bytes, values: dict[str, Any], document: Document | None = None
    ) -> None:
        self.path = path
        self.data = data
        self.values = values
        self._document = document

    @property
    def document(self) -> Document:
        """The file as it was read."""
        if self._document is None:
            self._document = parse(self.data, self.path)
        return self._document

    @property
    def root(self) -> Mapping:
        """The file's keys with their places."""
        root = self.document.root
        assert isinstance(root, Mapping), "the schema asks for a mapping"
        return root

    def refusal(self, node: Node, message: str) -> RuleFileError:
        """Return the error that a place of the file is wrong."""
        return RuleFileError(self.path, self.document.locate(node.start)[0], message)

    def require_whole(self, *keys: str) -> None:
        """Refuse a text of which a comment takes the rest: words that nobody would see.

        Raises:
            RuleFileError: the text of one of the keys, as far as there, is such.
        """
        if self._document is None:
            return  # the run that read it first saw to that
        for key in keys:
            node = self.root.entries.get(key)
            if node is not None and self._is_cut(node):
                raise self.refusal(
                    node,
                    f"{key} の「 #」から後ろが注記になっています。"
                    "全体を半角の引用符で囲んでください。",
                )

    def require_known(self, key: str, known: Table[str, object] | tuple[str, ...]) -> None:
        """Refuse a text with a `{名前}` that nothing fills.

        Raises:
            RuleFileError: the text of the key has a name that is not among the known.
        """
        for name in placeholders(self.values.get(key, "")):
            if name not in known:
                words = "、".join(known) or "なし"
                raise self.refusal(
                    self.root.entries[key],
                    f"{key} の {{{name}}} は使えません（使えるのは: {words}）。",
                )

    def _is_cut(self, node: Node) -> bool:
        document = self.document
        line, _ = document.locate(node.end)
        behind = document.line_text(line)[node.end - document.line_starts[line - 1] :]
        return isinstance(node, Scalar) and not node.style and behind.lstrip().startswith("#")


class Book(Generic[T]):
    """The rules of one kind: where their files are, what each looks like and what it says.

    Args:
        folder: the folder of the files, the packaged one's name as well.
        schema: the name of the packaged schema that every file follows.
        examples: the shortest examples the schema allows, as one line of YAML.
        make: returns the rule that a file says; raises RuleFileError where it says none.
    """

    def __init__(
        self, folder: str, schema: str, examples: str, make: Callable[[RuleFile], T]
    ) -> None:
        self.folder = folder
        self.schema = schema
        self._shortest = f"\nexamples: {examples}\n".encode()
        self._make = make

    def files(self, workspace: Workspace) -> Iterator[tuple[str, str, bytes]]:
        """Yield id, path and bytes of every file: the workspace's own, then the packaged ones."""
        own = workspace.own_files(self.folder)
        # An own file takes the place of the packaged one of its name, and of no other.
        ids = {id_of(path) for path, _ in own}
        packaged = [each for each in packaged_files(self.folder) if id_of(each[0]) not in ids]
        for path, data in own + packaged:
            yield id_of(path), path, data

    def own_ids(self, workspace: Workspace) -> set[str]:
        """Return the ids of the workspace's own files."""
        return {id_of(path) for path, _ in workspace.own_files(self.folder)}

    @cached_property
    def packaged_ids(self) -> tuple[str, ...]:
        """The ids of the packaged rules."""
        return tuple(sorted(id_of(file.name) for file in packaged_folder(self.folder).iterdir()))

    def packaged(self, rule_id: str) -> tuple[str, bytes]:
        """Return path and bytes of a packaged file.

        Raises:
            KeyError: there is no such rule.
        """
        file = packaged_folder(self.folder) / f"{rule_id}.yaml"
        if not file.is_file():
            raise KeyError(rule_id)
        return f"{self.folder}/{file.name}", file.read_bytes()

    def read(self, path: str, data: bytes) -> T:
        """Return the rule that a file says.

        Raises:
            RuleFileError: the file is not written as a rule is, or its id is not its name.
        """
        known = KNOWN_RULES.values(self.schema, path, data)
        if known is None:
            document = parse(self._without_examples(data), path)
            file = RuleFile(path, data, self._require_form(document).data(), document)
        else:
            file = RuleFile(path, data, known)
        if file.values["id"] != id_of(path):
            raise file.refusal(
                file.root.entries["id"], f"id はファイル名と同じ「{id_of(path)}」にしてください。"
            )
        rule = self._make(file)
        if known is None:
            KNOWN_RULES.learn(self.schema, path, data, file.values)
        return rule

    def examples(self, path: str, data: bytes) -> Any:  # noqa: ANN401 - as the schema has them
        """Return the examples of a rule file.

        Raises:
            RuleFileError: they are not written as examples are.
        """
        return self._require_form(parse(data, path)).entries["examples"].data()

    def _without_examples(self, data: bytes) -> bytes:
        """Return a rule file with its examples replaced by the shortest ones.

        Two thirds of a rule book are examples, and only tests and `explain` read them; they are
        left out only where they stand last, as they do in every rule of ours.
        """
        head, mark, tail = data.partition(b"\nexamples:\n")
        last = all(line[:1] in (b" ", b"", b"#", b"\r") for line in tail.split(b"\n"))
        return head + self._shortest if mark and last else data

    def _require_form(self, document: Document) -> Mapping:
        from orgsheet.schema import check_schema

        path = document.path
        fault = encoding_problem(document)
        if fault is not None:
            raise RuleFileError(path, document.locate(fault[0].start)[0], fault[1])
        for problem in document.problems:
            line, _ = document.locate(problem.start)
            raise RuleFileError(
                path, line, "規則として読めません。YAML の書き方を確かめてください。"
            )
        for wrong in check_schema(document, _schema(self.schema)):
            line, _ = document.locate(wrong.start)
            raise RuleFileError(path, line, _schema_sentence(wrong.keyword, wrong.values))
        assert isinstance(document.root, Mapping), "the schema asks for a mapping"
        return document.root


def packaged_files(folder: str) -> list[tuple[str, bytes]]:
    """Return path and bytes of every rule file that came with the program, in their order."""
    return [
        (f"{folder}/{entry.name}", entry.read_bytes())
        for entry in sorted(packaged_folder(folder).iterdir())
    ]


def id_of(path: str) -> str:
    """Return the id that the name of a rule file says."""
    return path.rsplit("/", 1)[-1].removesuffix(".yaml")


def placeholders(template: str) -> list[str]:
    """Return the names in a text's `{名前}` places."""
    return _PLACEHOLDER.findall(template)


def fill(template: str, values: Table[str, str]) -> str:
    """Return a message with its `{名前}` places filled; names are checked when rules load."""
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], template)


def put_in_words(template: str, said: Table[str, str]) -> str:
    """Return a rule's text with the headings of the standard form as another form writes them.

    A short one is a word of every day: only in 「…」 and before a colon is it a heading. What is
    put in words already stays, also where a heading of the form holds one of the standard form.
    """
    if not said:
        return template
    words = [word for word in said if len(word) > _SHORT]
    kept = {own for own in said.values() if any(word in own for word in words)}
    long = sorted({*words, *kept}, key=len, reverse=True)
    short = [re.escape(word) for word in said if len(word) <= _SHORT]
    parts = [rf"(?<!{{)(?<!{_REGISTERED})(?:{'|'.join(map(_heading, long))})(?!}})"] if long else []
    parts += [rf"(?<=「)(?:{'|'.join(short)})(?=[」:])"] if short else []
    return re.sub("|".join(parts), lambda match: said.get(match[0], match[0]), template)


def _heading(word: str) -> str:
    """Return a heading as a pattern; where it opens a list, it is the register's own."""
    return re.escape(word) + (r"(?!:\n)" if word == MEANINGS else "")


def fill_with_dots(template: str) -> str:
    """Return a message with nothing but 「…」 in its places, where what it quotes must not show."""
    return _PLACEHOLDER.sub("…", template)


_SCHEMAS: dict[str, dict[str, Plain]] = {}


def _schema(name: str) -> dict[str, Plain]:
    """Return a packaged schema: what a rule looks like no workspace changes."""
    if name not in _SCHEMAS:
        _SCHEMAS[name] = packaged_workspace().schema(name)
    return _SCHEMAS[name]


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
