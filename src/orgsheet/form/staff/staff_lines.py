"""Which lines of a sheet may hold names of staff, by their look: YAML need not be able to read it.

Between the heading of the roles and the next heading of the form, and below anything that says
担当, only lines known to be harmless are shown; elsewhere all lines are but those that say 担当.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orgsheet.form.staff.staff_words import Headings, is_sentence, is_staff_key, says_staff
from orgsheet.form.staff.written_lines import as_meant, is_marked_by_name, lines_written_otherwise
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Document
from orgsheet.source.vocabulary import ROOT

_ENTRY = pattern(
    r"([ \t\u3000\u00a0]*)((?:[-?・－*●■][ \t\u3000\u00a0]*){0,8})"
    r"""["']?([^\s:："'#\[\]{}][^:："']{0,40})["']?[ \t]{0,8}[:：](.*)"""
)
_SPACES = " \t\u3000\u00a0"
_COMMENT = pattern(r"(?:^|\s)#.*")
_CONFLICT = pattern(r"(?:<{7}|>{7}|\|{7}|={7})(.*)")
_SIDES = frozenset({"", "HEAD", "main", "master", "ours", "theirs", "Updated upstream"})
_BLOCK = pattern(r"[|>｜＞][0-9+-]*")


_ODD_STARTS = tuple("#[{-・?&*!\"'")
_BEGINNING = 8
"""Characters within which a line that begins with 担当 has it."""

IsName = Callable[[str], bool]


class _State(NamedTuple):
    """What stands above a line.

    `strict` says that names may stand here; `depth` is the column of the heading above, `key`
    that heading as the form has it ("" for others), `shown` whether its value is shown, `block`
    whether it is a text of several lines.
    """

    strict: bool = False
    depth: int = 0
    key: str = ""
    shown: bool = True
    block: bool = False


def hidden_lines(document: Document, is_name: IsName, headings: Headings) -> frozenset[int]:
    """Return the numbers (from 1) of the lines that may hold names.

    `is_name` tells whether a text is the name of somebody who stands among the staff elsewhere.
    """
    found = lines_written_otherwise(document, is_name, headings)
    state = _State()
    for number in range(1, len(document.line_starts) + 1):
        text = document.line_text(number)
        if not text.strip(_SPACES):
            continue
        before, meant = state, as_meant(text)
        state, is_shown = _next(before, text, is_name, headings)
        if meant != text:
            # Neither what is written nor what it stands for may show a name.
            other, is_meant_shown = _next(before, meant, is_name, headings)
            state, is_shown = other if other.strict else state, is_shown and is_meant_shown
        is_shown = is_shown and not is_marked_by_name(text, is_name)
        if not is_shown:
            found.add(number)
    return frozenset(found)


def _next(state: _State, text: str, is_name: IsName, headings: Headings) -> tuple[_State, bool]:
    """Return what stands above the next line, and whether this line is shown."""
    conflict = _CONFLICT.match(text)
    if conflict is not None:
        return state, conflict[1].strip() in _SIDES
    entry = _ENTRY.match(text)
    if entry is None:
        return _without_key(state, text, is_name, headings)
    indent, marks, key, value = entry.groups()
    depth, known = len(indent) + len(marks), headings.of_form(key)
    if state.block and state.shown and depth > state.depth and not is_staff_key(key):
        return state, not says_staff(text)  # a line of a text that has a colon
    if headings.is_for_people(key):
        return _State(strict=True, depth=depth, shown=False), False
    value = value.strip(_SPACES)
    words = headings.words
    is_root = not indent and not marks and words.parts.get(known) == ROOT
    is_of_people = words.parts.get(known) in words.people_rows
    strict = known in words.people if is_root else state.strict or is_of_people
    if strict:
        shown = headings.is_harmless(key)
        is_shown = _shows_entry(known, key, value, is_name, headings)
    else:
        shown, is_shown = True, not says_staff(text) and not _is_named(value, is_name)
    return _State(strict, depth, known if shown else "", shown, _is_text(value)), is_shown


def _is_named(value: str, is_name: IsName) -> bool:
    """Tell whether a value is a name, or what is noted behind it."""
    noted = _COMMENT.search(value)
    if noted is None:
        return is_name(value)
    return is_name(value[: noted.start()]) or is_name(noted.group().strip(f"#{_SPACES}"))


def _shows_entry(known: str, key: str, value: str, is_name: IsName, headings: Headings) -> bool:
    """Tell whether a heading among the roles, and what stands behind it, may be shown."""
    words = headings.words
    if not headings.is_harmless(key) or _COMMENT.search(value) or "{" in value:
        return False
    if known in words.lists:
        return not any(char.isalpha() for char in value)
    bare = value.strip("\"'" if known in words.texts else "\"'[]")
    parts = [bare] if known in words.texts else bare.split(",")
    return _is_text(value) or all(
        headings.is_harmless_value(known, part) and not is_name(part) for part in parts
    )


def _is_text(value: str) -> bool:
    return _BLOCK.fullmatch(value) is not None


def _without_key(
    state: _State, text: str, is_name: IsName, headings: Headings
) -> tuple[_State, bool]:
    """Judge a line without a heading: it belongs to the heading above, or to nothing."""
    bare = text.strip(_SPACES)
    depth = len(text) - len(text.lstrip(_SPACES))
    if says_staff(text):
        begins = is_staff_key(bare[:_BEGINNING])
        return (_State(strict=True, depth=depth, shown=False) if begins else state), False
    if not any(char.isalpha() for char in bare):
        return state, True
    if not state.strict:
        return state, not any(map(is_name, bare.lstrip("-・").replace("、", ",").split(",")))
    continues = state.shown and state.key in headings.words.texts and depth > state.depth
    if not continues or bare.startswith(_ODD_STARTS) or _COMMENT.search(bare):
        return state, False
    return state, state.block or is_sentence(bare)
