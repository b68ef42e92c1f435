"""One file of a form definition, its words checked one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from collections.abc import Sequence as Sequenced

from orgsheet.form.definition import Field, FormError, Row
from orgsheet.form.definition_values import (
    figure_of,
    is_yes,
    names_of,
    number_of,
    shape_problem,
    text_of,
    values_of,
)
from orgsheet.form.kinds import FIELD_KEYS, FORM_KEYS, KIND_KEYS, KINDS, ROLES, ROW_KEYS, Key
from orgsheet.japanese.mistyped_word import word_meant
from orgsheet.source import Document, Node, Plain, Scalar, Sequence, encoding_problem, parse
from orgsheet.source import Mapping as Tree
from orgsheet.source.vocabulary import Vocabulary

_PARTS = ("欄", "行", "選択")
Options = tuple[tuple[Plain, str], ...]
"""Values to choose from, each with what it means."""


class DefinitionFile:
    """One file of a form definition, its words checked one by one."""

    def __init__(self, data: bytes, path: str) -> None:
        self.document: Document = parse(data, path, words=Vocabulary())
        fault = encoding_problem(self.document)
        if fault is not None:
            raise FormError(path, self.document.locate(fault[0].start)[0], fault[1])
        for problem in self.document.problems:
            line = self.document.locate(problem.start)[0]
            raise FormError(path, line, "様式として読めません。YAML の書き方を確かめてください。")
        if not isinstance(self.document.root, Tree):
            raise FormError(path, 1, "様式は「様式: 名前」から始まる、見出しと値の組で書きます。")
        self.root: Tree = self.document.root
        for key in self.root.entries:
            if key not in FORM_KEYS and key not in _PARTS:
                raise self._unknown(self.root, key, [*FORM_KEYS, *_PARTS])
        for key, shape in FORM_KEYS.items():
            self._check(self.root, key, shape)
        for part in _PARTS:
            node = self.root.get(part)
            if node is not None and not isinstance(node, Tree):
                raise self.error(node, f"「{part}」は、名前と中身の組で書きます。")

    def node(self, *steps: str) -> Node | None:
        """Return the value at these keys, None where there is none."""
        found: Node | None = self.root
        for step in steps:
            found = found.get(step) if isinstance(found, Tree) else None
        return found

    def text(self, key: str) -> str:
        """Return the text of a word of the form, "" where it is not said."""
        return text_of(self.root.get(key))

    def names(self, key: str) -> tuple[str, ...]:
        """Return the names behind a word of the form."""
        return names_of(self.root.get(key))

    def error(self, node: Node, message: str) -> FormError:
        """Return the error about a place of this file."""
        return FormError(self.document.path, self.document.locate(node.start)[0], message)

    def error_at(self, key: str, message: str) -> FormError:
        """Return the error about a word of the form."""
        return self.error(self.root.entries[key], message)

    def choices(self) -> dict[str, Options]:
        """Return the lists of values to choose from, by name."""
        part = self.root.get("選択")
        if not isinstance(part, Tree):
            return {}
        return {name: self._options(node) for name, node in part.entries.items()}

    def rows(
        self, choices: Mapping[str, Options], below: Sequenced[DefinitionFile] = ()
    ) -> dict[str, Row]:
        """Return the rows of this file; `below` are its bases, nearest first."""
        part = self.root.get("行")
        found = {}
        for name, node in part.entries.items() if isinstance(part, Tree) else ():
            if not isinstance(node, Tree):
                raise self.error(node, f"行「{name}」は、欄の名前と中身の組で書きます。")
            for key, shape in ROW_KEYS.items():
                if isinstance(node.get(key), Scalar):
                    self._check(node, key, shape)
            found[name] = Row(
                name,
                text_of(node.get("題")),
                text_of(node.get("説明")),
                text_of(node.get("前年度の例"))
                if isinstance(node.get("前年度の例"), Scalar)
                else "",
                self._fields(("行", name), node, choices, below),
                text_of(node.get("もと")) if isinstance(node.get("もと"), Scalar) else "",
            )
        return found

    def fields(
        self, choices: Mapping[str, Options], below: Sequenced[DefinitionFile] = ()
    ) -> dict[str, Field]:
        """Return the fields of the sheet itself; `below` as for `rows`."""
        node = self.root.get("欄")
        return self._fields(("欄",), node, choices, below) if isinstance(node, Tree) else {}

    def _fields(
        self,
        where: tuple[str, ...],
        node: Tree,
        choices: Mapping[str, Options],
        below: Sequenced[DefinitionFile],
    ) -> dict[str, Field]:
        found = {}
        for key, entry in node.entries.items():
            if where[0] == "行" and key in ROW_KEYS and isinstance(entry, Scalar):
                continue
            name = node.keys[key]
            if not isinstance(entry, Tree):
                raise self.error(name, f"欄「{key}」は「{{種類: 文章}}」のように書きます。")
            said = self.words_of((*where, key), below)
            found[key] = self._field(key, entry, name, said, choices)
        return found

    def words_of(
        self, where: tuple[str, ...], below: Sequenced[DefinitionFile]
    ) -> Mapping[str, Node]:
        """Return the words of a field; one without a kind says what differs from its base's."""
        node = self.node(*where)
        own = node.entries if isinstance(node, Tree) else {}
        if "種類" in own or not below:
            return own
        for name in (where[-1], *names_of(own.get("旧名"))):
            said = below[0].words_of((*where[:-1], name), below[1:])
            if "種類" in said:
                return {**said, **own}
        return own

    def _field(
        self,
        key: str,
        own: Tree,
        name: Node,
        node: Mapping[str, Node],
        choices: Mapping[str, Options],
    ) -> Field:
        kind_name = text_of(node.get("種類"))
        kind = KINDS.get(kind_name)
        if kind is None:
            near = _near(kind_name, KINDS)
            raise self.error(
                node.get("種類") or name,
                (
                    f"「{kind_name}」という種類はありません。"
                    if kind_name
                    else f"欄「{key}」に種類がありません。"
                    + ("もとの様式にも、この欄はありません。" if self.text("もと") else "")
                )
                + (
                    f"「{near}」の誤りではありませんか。"
                    if near
                    else f"種類は {'、'.join(KINDS)} です。"
                ),
            )
        known = {**FIELD_KEYS, **{word: KIND_KEYS[word] for word in kind.keys}}
        for word in own.entries:
            if word not in known:
                raise self._unknown(own, word, known, f"種類「{kind_name}」の欄には、")
            self._check(own, word, known[word])
        for word in kind.needs:
            if word not in node:
                raise self.error(
                    name, f"種類「{kind_name}」の欄「{key}」には「{word}」が要ります。"
                )
        role = text_of(node.get("役"))
        if role and role not in ROLES:
            raise self.error(
                node["役"],
                f"「{role}」という役はありません。役は {'、'.join(ROLES)} です。",
            )
        printed = text_of(node.get("印刷")) or key
        optional = node.get("任意")
        time = text_of(node.get("時"))
        return Field(
            key=key,
            kind=kind_name,
            printed=printed,
            title=text_of(node.get("題")) or _title(printed),
            help=text_of(node.get("説明")),
            examples=values_of(node.get("例")),
            aliases=names_of(node.get("別名")),
            former=names_of(node.get("旧名")),
            width=number_of(node.get("幅")),
            joined=text_of(node.get("同じ欄")),
            writer=text_of(node.get("書く人")),
            is_optional=kind.is_open or bool(time) if optional is None else optional.data() is True,
            limit=number_of(node.get("上限")),
            is_public=text_of(node.get("公表")) != "しない",
            time=time,
            role=role,
            first=text_of(node.get("初年度")),
            last=text_of(node.get("最終年度")),
            numbers=names_of(node.get("番号")),
            raw=text_of(node.get("原文")),
            columns=names_of(node.get("列")),
            has_times=is_yes(node.get("時点")),
            choices=self._chosen(node, choices),
            is_several=is_yes(node.get("いくつでも")),
            row=text_of(node.get("行")),
            prefix=text_of(node.get("前置き")),
            unit=text_of(node.get("単位")),
            low=figure_of(node.get("下")),
            high=figure_of(node.get("上")),
            scale=text_of(node.get("尺度")),
        )

    def _chosen(self, node: Mapping[str, Node], choices: Mapping[str, Options]) -> Options:
        given = node.get("選択")
        if given is None:
            return ()
        if not isinstance(given, Scalar):
            return self._options(given)
        name = text_of(given)
        if name not in choices:
            near = _near(name, choices)
            raise self.error(
                given,
                f"選択「{name}」が、「選択」にありません。"
                + (f"「{near}」の誤りではありませんか。" if near else ""),
            )
        return choices[name]

    def _options(self, node: Node) -> Options:
        found: list[tuple[Plain, str]] = []
        if isinstance(node, Tree):
            found = [(key, text_of(value)) for key, value in node.entries.items()]
        elif isinstance(node, Sequence):
            found = [(item.value, "") for item in node.items if isinstance(item, Scalar)]
        if not found or any(value in (None, "") for value, _ in found):
            raise self.error(node, "選択は、[A, B, C] か「値: 意味」の組で、一つ以上書きます。")
        if len({str(value) for value, _ in found}) < len(found):
            raise self.error(node, "選択に、同じ値が二度あります。")
        return tuple(found)

    def _unknown(
        self, holder: Tree, word: str, known: Mapping[str, Key] | list[str], where: str = ""
    ) -> FormError:
        near = _near(word, known)
        hint = (
            f"「{near}」の誤りではありませんか。"
            if near
            else f"書けるのは {'、'.join(known)} です。"
        )
        return self.error(holder.keys[word], f"{where}「{word}」は書けません。{hint}")

    def _check(self, holder: Tree, word: str, key: Key) -> None:
        """Refuse a word whose value has not the shape that it must have."""
        node = holder.get(word)
        if node is None:
            return
        problem = shape_problem(node, key)
        if problem:
            raise self.error(node, f"「{word}」には{problem}を書きます。")


def _near(word: str, known: Mapping[str, object] | list[str]) -> str:
    return word_meant(word, known, 0.5)


def _title(printed: str) -> str:
    """Return printed words as a message writes them: no spaces, brackets in full width."""
    folded = "".join(unicodedata.normalize("NFC", printed).split())
    return folded.replace("(", "（").replace(")", "）")
