"""Which names of staff stand in some sheets: what the guard of these sheets knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from orgsheet.form.staff.staff_guard import LONGEST_NAME, POSTS, Guard
from orgsheet.form.staff.staff_words import is_staff_key, names_persons
from orgsheet.japanese.likeness import normalize
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence
from orgsheet.source.vocabulary import Vocabulary

_GROUPS = (*POSTS, "課", "係員", "センター")
_MARKED, _MARKS = ("alias", "tag"), "&*!<>"
"""The problems of a text that quote an anchor or a tag, and what these begin with."""
_PAIR = 2
_UNITS = ("部", "局", "室", "館", "所")
"""Surnames end so, too: two characters of them are a name but for those of `_SHORT_UNITS`."""
_SHORT_UNITS = frozenset(
    (
        *("本部", "支部", "各部", "全部", "本局", "支局", "各局", "本室", "分室", "各室"),
        *("本館", "分館", "別館", "新館", "各館", "本所", "支所", "分所", "各所"),
    )
)
_LONG_SURNAMES = frozenset(
    ("長谷部", "日下部", "曽我部", "曾我部", "諏訪部", "小田部", "長宗我部", "長曽我部")
)


def guard_of(documents: Iterable[Document | None]) -> Guard:
    """Return the guard that knows the names under 担当 in these documents."""
    return guard_of_names(
        (document.words, partial(names_in, document))
        for document in documents
        if document is not None
    )


def guard_of_names(
    sheets: Iterable[tuple[Vocabulary, Callable[[frozenset[str]], Iterable[str]]]],
) -> Guard:
    """Return the guard that knows the names in some sheets, each told by its words and a function.

    The function returns the names that stand below headings, see `names_in`. It is asked once a
    sheet, and again with the headings of all where the sheets are of several forms.
    """
    asked = list(sheets)
    forms = {id(words): words for words, _ in asked}
    names = {name for words, ask in asked for name in ask(words.staff)}
    words = Vocabulary.joined(forms.values())
    if len(forms) > 1:
        names |= {name for _, ask in asked for name in ask(words.staff)}
    return Guard(names, words)


def names_in(document: Document, staff: frozenset[str]) -> set[str]:
    """Return the names that stand below headings of staff in a document, made comparable."""
    names = set[str]()
    if document.root is not None:
        spans: list[tuple[int, int]] = []
        _collect(document.root, names.add, staff, spans)
        for problem in document.problems:
            if problem.kind in _MARKED and any(a <= problem.start <= b for a, b in spans):
                _tell(problem.values["記号"].strip(_MARKS), names.add)
    return names


def _collect(
    node: Node,
    found: Callable[[str], None],
    staff: frozenset[str],
    spans: list[tuple[int, int]],
) -> None:
    """Tell every name among the staff, and where the staff stand."""
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            if key in staff or is_staff_key(key):
                spans.append((value.start, value.end))
                for text in _texts_below(value):
                    _tell(text, found)
            else:
                _collect(value, found, staff, spans)
    elif isinstance(node, Sequence):
        for item in node.items:
            _collect(item, found, staff, spans)


def _texts_below(node: Node) -> Iterator[str]:
    """Yield the texts among the staff, and the headings that may be names themselves."""
    for one in node.walk():
        if isinstance(one, Scalar):
            yield one.text
        elif isinstance(one, Mapping):
            yield from (name for name in one.entries if not names_persons(name))


def _tell(text: str, found: Callable[[str], None]) -> None:
    for part in (text, *text.replace("、", ",").replace("，", ",").split(",")):
        name = normalize(part)
        if 1 < len(name) <= LONGEST_NAME and not _is_group(name):
            found(name)


def _is_group(name: str) -> bool:
    if name.endswith(_UNITS):
        return name not in _LONG_SURNAMES if len(name) > _PAIR else name in _SHORT_UNITS
    return name.endswith(_GROUPS)
