"""Text to tree: one pass over the parser's events, keeping strings as they were written.

Long because one loop over the events of YAML builds the tree and tells what stands in its way.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any

from orgsheet.japanese.kept_patterns import compiled
from orgsheet.source.canonical_lines import read_canonical
from orgsheet.source.decode import decode
from orgsheet.source.misread.diagnose import conflicts, diagnose
from orgsheet.source.misread.hazards import SUSPECT_START, find_hazards
from orgsheet.source.scalars import NUMBER_START, WORDS, resolve_plain
from orgsheet.source.tree import (
    OFFSETS,
    Document,
    Mapping,
    Problem,
    Scalar,
    ScalarValue,
    Sequence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgsheet.source.vocabulary import Vocabulary

MAX_DEPTH = 64
"""A sheet has five levels."""
MAX_NODES = 50_000
"""A sheet of the real form has about 350 values."""
MAX_LENGTH = 64 * 1024
_UNITS = {"too-deep": "段", "too-many-nodes": "個", "too-long": "文字"}
"""Code points of one value; the longest of the real form has about 600."""

_SHORT = 24
"""Texts up to this many characters are one string in memory wherever they stand."""
_MAX_REPORTED = 20
"""Problems of one kind that are told; more would drown all others."""
_COLON_AHEAD = compiled(r"\s*:")
_CORE_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")
}
FATAL = {
    "too-large",
    "encoding-cp932",
    "encoding-utf16",
    "encoding-unknown",
    "control-character",
    "line-separator",
}
"""Problems after which nothing is read at all."""


def parse(
    data: bytes, path: str, most: int | None = _MAX_REPORTED, words: Vocabulary | None = None
) -> Document:
    """Read the bytes of one YAML file.

    `words` are those of the file's form; without them it is read as one of the standard form.
    Of more than `most` problems of one kind, the first ones are told; None tells every one.

    Never raises on content: what is wrong with the text stands in `Document.problems`, in the
    order of the text, and `Document.root` is None when nothing could be read. Duplicate keys,
    aliases, tags and a second document are problems, but what can be read around them is in the
    tree, and so is text that only looks like a mistake (`年度：R5` on a line of its own).
    Limits: 1 MiB, 64 levels, 50,000 values, 65,536 characters in one value.

    Strings stay as written: dates, `012`, `1_000`, `yes` and `12:30` are strings; only `true`,
    `false`, `null`, plain integers without leading zeros and simple decimals have other types.
    """
    document = decode(data, path)
    if words is not None:
        document.words = words
    if any(problem.kind in FATAL for problem in document.problems):
        return document
    _Builder(document, most).run()
    document.problems.sort(key=lambda problem: problem.start)
    return document


class _Limit(Exception):  # noqa: N818 - a way out of the loop, not an error
    """The text has more than a sheet can need; the problem is reported."""


class _Builder:
    """Builds the tree of one document; keeps its own stack, so depth never meets C recursion."""

    def __init__(self, document: Document, most: int | None) -> None:
        self.document = document
        self.most = most
        self.text = document.text
        self.problems = document.problems
        self.reported: dict[str, int] = {}
        self.suspects: list[Scalar] = []
        self.names: set[str] = set()

    def run(self) -> None:
        document = self.document
        self.problems.extend(conflicts(document))
        document.root = read_canonical(self.text, self.suspects, self.names.add)
        if document.root is not None:
            self._add_hazards()
            return
        self.suspects.clear()
        self.names.clear()
        self._parse()

    def _parse(self) -> None:
        from ruamel.yaml.error import YAMLError

        document = self.document
        try:
            self._read_events(_event_source(self.text))
        except YAMLError as error:
            document.root = None
            self._refused(error)
        except _Limit:
            document.root = None
        else:
            self._finish()

    def _finish(self) -> None:
        root = self.document.root
        if isinstance(root, Scalar) and root.text == root.style == "":
            self.document.root = None
        if self.document.root is None and not self.problems:
            self._report("empty", 0, 0)
        self._add_hazards()

    def _refused(self, error: Exception) -> None:
        """Report why the parser refused the text, and what was odd up to there."""
        if any(problem.kind == "conflict-marker" for problem in self.problems):
            return
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        offset = min(mark.index, len(self.text)) if mark else 0
        found = diagnose(self.document, offset, getattr(error, "context", None) or "")
        before = len(self.problems)
        self._add_hazards()
        hazards = self.problems[before:]
        # A vague answer helps nobody when a certain one stands beside it.
        if found.kind != "syntax" or not hazards:
            self.problems[before:] = [found, *(h for h in hazards if h.start < found.start)]

    def _add_hazards(self) -> None:
        for problem in find_hazards(self.document, self.suspects, self.names):
            self._count(problem)

    def _count(self, problem: Problem) -> None:
        count = self.reported.get(problem.kind, 0)
        self.reported[problem.kind] = count + 1
        if self.most is None or count < self.most:
            self.problems.append(problem)

    def _report(self, kind: str, start: int, end: int, **values: str) -> None:
        self._count(Problem(kind, start, end, values))

    def _read_events(  # noqa: C901, PLR0912, PLR0915 - one loop: it is the cost of every check
        self, next_event: Callable[[], Any]
    ) -> None:
        """Build the tree from parser events (the C parser's, or the same from the Python one)."""
        from ruamel.yaml import events as ev

        scalar_event, mapping_start, sequence_start = (
            ev.ScalarEvent,
            ev.MappingStartEvent,
            ev.SequenceStartEvent,
        )
        collection_ends = (ev.MappingEndEvent, ev.SequenceEndEvent)
        ints, most = OFFSETS, len(OFFSETS)
        words, number_start, suspect_start = WORDS, NUMBER_START, SUSPECT_START
        suspects, add_name = self.suspects, self.names.add
        open_collections: list[tuple[Mapping | Sequence | None, Scalar | None]] = []
        parent: Mapping | Sequence | None = None
        key: Scalar | None = None  # the one that waits for its value
        node: Scalar | Mapping | Sequence
        end = documents = nodes = 0
        while True:
            event: Any = next_event()  # the C classes have no types
            kind = type(event)
            if kind is scalar_event:
                text: str = event.value
                if len(text) <= _SHORT:
                    # Headings and names come again in every sheet: one string for all of them.
                    text = intern(text)
                style: str = event.style or ""
                start: int = event.start_mark.index
                end = event.end_mark.index
                if end < most:
                    start, end = ints[start], ints[end]
                value: ScalarValue = text
                node = Scalar(start, end, value, text, style)
                if style == "":
                    if text in words:
                        node.value = words[text]
                        if not text and key is not None:
                            node.start = node.end = end = self._behind_colon(key)
                    else:
                        if text[0] in number_start:
                            node.value = resolve_plain(text)
                        if (
                            len(text) != end - start
                            or parent is None
                            or text[0] in suspect_start
                            or ":" in text
                            or "：" in text
                        ):
                            suspects.append(node)
                elif style in "|>":
                    node.end = end = self._block_end(start, end, text)
                elif event.start_mark.line != event.end_mark.line:
                    suspects.append(node)
                if event.ctag is not None or event.anchor is not None:
                    self._properties(event.tag, event.anchor, node)
                if len(text) > MAX_LENGTH:
                    self._too_much("too-long", start, MAX_LENGTH)
            elif kind is mapping_start or kind is sequence_start:
                start = event.start_mark.index
                if start < most:
                    start = ints[start]
                if len(open_collections) >= MAX_DEPTH:
                    self._too_much("too-deep", start, MAX_DEPTH)
                node = (Mapping if kind is mapping_start else Sequence)(
                    start, flow=bool(event.flow_style)
                )
                if event.ctag is not None or event.anchor is not None:
                    self._properties(event.tag, event.anchor, node)
            elif kind in collection_ends:
                assert parent is not None, "collections end after they began"
                if parent.flow:
                    end = event.end_mark.index
                parent.end = end
                parent, key = open_collections.pop()
                continue
            elif kind is ev.AliasEvent:
                end = event.end_mark.index
                node = self._alias(event.anchor, event.start_mark.index, end)
            elif kind is ev.DocumentStartEvent:
                documents += 1
                if documents == 2:  # noqa: PLR2004 - the second document is the first too many
                    start = event.start_mark.index
                    self._report("multiple-documents", start, min(start + 3, len(self.text)))
                    return
                continue
            elif event is None or kind is ev.StreamEndEvent:
                return
            else:
                continue

            nodes += 1
            if nodes > MAX_NODES:
                self._too_much("too-many-nodes", node.start, MAX_NODES)
            if parent is None:
                self.document.root = node
            elif type(parent) is Sequence:
                node.parent = parent
                node.step = len(parent.items)
                parent.items.append(node)
            elif key is None:
                key = node if type(node) is Scalar else self._stand_in(node, nodes)
                add_name(key.text)
                if type(node) is Scalar:
                    continue
            else:
                name = key.text
                node.parent = key.parent = parent
                node.step = key.step = name
                if name in parent.entries:
                    self._duplicate(parent, key)
                else:
                    parent.entries[name] = node
                    is_plain = key.value is name and key.end - key.start == len(name)
                    parent.key_places.append(key.start if is_plain and not key.style else key)
                key = None
            if type(node) is not Scalar:
                open_collections.append((parent, key))
                parent, key = node, None

    def _too_much(self, kind: str, start: int, limit: int) -> None:
        self._report(kind, start, start + 1, 上限=f"{limit:,} {_UNITS[kind]}")
        raise _Limit

    def _behind_colon(self, key: Scalar) -> int:
        """Return where a value that is not written stands; the parsers do not agree on it."""
        match = _COLON_AHEAD.match(self.text, key.end)
        return match.end() if match else key.end

    def _block_end(self, start: int, end: int, text: str) -> int:
        """Return the end of a block's last line of text; the parser counts blank lines below."""
        if text.rstrip("\n")[-1:] in (" ", "\t"):
            return start + len(self.text[start:end].rstrip("\r\n"))
        return start + len(self.text[start:end].rstrip(" \t\r\n"))

    def _properties(
        self, tag: str | None, anchor: str | None, node: Scalar | Mapping | Sequence
    ) -> None:
        """Report a tag or an anchor; `!!str` makes a scalar a string."""
        end = node.end if isinstance(node, Scalar) else node.start + 1
        if anchor is not None:
            self._report("alias", node.start, end, 記号=f"&{anchor}")
        if tag is not None and tag not in _CORE_TAGS:
            self._report("tag", node.start, end, 記号=tag)
        if isinstance(node, Scalar) and tag == "tag:yaml.org,2002:str":
            node.value = node.text

    def _alias(self, name: str, start: int, end: int) -> Scalar:
        self._report("alias", start, end, 記号=f"*{name}")
        return Scalar(start, end, None, f"*{name}", "")

    def _stand_in(self, node: Mapping | Sequence, number: int) -> Scalar:
        """Return a key for one that is a collection; it can meet no key of the form."""
        self._report("key-not-text", node.start, node.start + 1)
        return Scalar(node.start, node.start, None, f"\N{REPLACEMENT CHARACTER}{number}", "")

    def _duplicate(self, parent: Mapping, second: Scalar) -> None:
        if self.reported.get("duplicate-key", 0) < _MAX_REPORTED:
            first = parent.key_so_far(second.text)
            line, _ = self.document.locate(first.start)
            related = [(first.start, first.end, "最初に書かれた場所")]
            values = {"キー": second.text, "行": str(line)}
            self._count(Problem("duplicate-key", second.start, second.end, values, related))


def _event_source(text: str) -> Callable[[], Any]:
    """Return a function that gives the next event, from the C parser where it is installed."""
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        from orgsheet.source.fallback import python_events

        return python_events(text)
    get_event: Callable[[], Any] = CParser(text).get_event
    return get_event


def active_parser() -> str:
    """Return "C" or "Python": which YAML parser this installation uses."""
    import importlib.util

    return "C" if importlib.util.find_spec("_ruamel_yaml") else "Python"
