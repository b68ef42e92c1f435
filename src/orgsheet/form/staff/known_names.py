"""Which names of staff stand in some sheets: what the guard of these sheets knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from orgsheet.form.staff.staff_guard import LONGEST_NAME, POSTS, Guard
from orgsheet.form.staff.staff_words import is_staff_key
from orgsheet.japanese.likeness import normalize
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence
from orgsheet.source.vocabulary import Vocabulary

_GROUPS = (*POSTS, "課", "部", "局", "室", "館", "所", "係員", "センター")


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
        _collect(document.root, names.add, staff)
    return names


def _collect(node: Node, found: Callable[[str], None], staff: frozenset[str]) -> None:
    """Tell every name among the staff."""
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            if key in staff or is_staff_key(key):
                for one in value.walk():
                    if isinstance(one, Scalar):
                        _tell(one.text, found)
            else:
                _collect(value, found, staff)
    elif isinstance(node, Sequence):
        for item in node.items:
            _collect(item, found, staff)


def _tell(text: str, found: Callable[[str], None]) -> None:
    for part in (text, *text.replace("、", ",").replace("，", ",").split(",")):
        name = normalize(part)
        if 1 < len(name) <= LONGEST_NAME and not name.endswith(_GROUPS):
            found(name)
