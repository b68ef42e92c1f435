"""What rows are compared by: keys of their names, and the character pairs of their texts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from itertools import product
from sys import intern

from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Action
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import neighbours, normalize
from orgsheet.match.links import Row, RowRef
from orgsheet.match.match_data import match_data
from orgsheet.source import Scalar

_YEAR = pattern("(?:令和|平成|R|H)(?:元|[0-9]{1,2})(?:年度分?|年)?|20[0-9]{2}年度?")
_ASIDE = pattern(r"[(\[【](?:仮称?|新規|継続|拡充|重点|再掲|新)[)\]】]")
_TAIL = pattern(
    "(?:に関すること|に係る事務|について|の実施|の取組み?|の取り組み|事務事業|事業|事務)$"
)
_MARKS = pattern(
    r"""[\s、。，．「」『』【】〔〕()\[\]<>〈〉《》'"：:；;/／~]+"""
    # Between digits they are part of the number: 3・4・5号線, 1-2号線, 1.5倍.
    r"""|(?<![0-9])[-・.,]+|[-・.,]+(?![0-9])"""
)
_ALIKE = {"及び": "", "並びに": "", "又は": "", "および": "", "ならびに": "", "または": ""}
_JOINING = pattern("|".join(_ALIKE))

_CLAUSES = pattern("[、。，．\n]")

_SHORTEST = 2
"""A name is not cut below this many characters."""
LONGEST_NAME = 200
"""Longer names are no names: they are compared as they are, and looked into to this point."""
_LONGEST = 4000
"""Characters of a row's text that count; longer texts are compared by their beginning."""

_BREAK = "\0"
"""Stands between texts of which the keys are made together."""
_NO_OTHER_PAIRS = pattern("(?<![^\0])(?:[ぁ-ん]+|[^\0])(?![^\0])")
"""A key among others that has no pair, or none but of hiragana."""


def plain_name(text: str) -> str:
    """Return the key by which two names are the same: widths, marks, case and 及び do not count."""
    return _JOINING.sub("", _MARKS.sub("", normalize(text).casefold()))


def core_name(text: str) -> str:
    """Return `plain_name` also without a fiscal year, (仮称) and endings such as 事業.

    What would leave less than two characters stays, and so does a name of more than 200.
    """
    if len(text) > LONGEST_NAME:
        return plain_name(text)
    plain = _ASIDE.sub("", normalize(text))
    dated = _YEAR.sub("", plain)
    core = plain_name(dated if len(dated) >= _SHORTEST else plain)
    while len(shorter := _TAIL.sub("", core)) >= _SHORTEST and shorter != core:
        core = shorter
    return core or plain_name(text)


def pairs_of(text: str) -> frozenset[str]:
    """Return the character pairs of a key, without those of hiragana alone.

    A key of one character is its own pair.
    """
    if len(text) < _SHORTEST:
        return frozenset((text,)) if text else frozenset()
    return _without_hiragana(set(neighbours(text)))


def _without_hiragana(pairs: set[str]) -> frozenset[str]:
    """Return pairs without those of hiragana alone, all where there are no others."""
    # One string for each pair in memory, however many rows hold it.
    return frozenset(map(intern, pairs - _of_hiragana() or pairs))


@cache
def _of_hiragana() -> frozenset[str]:
    """Return all pairs of hiragana."""
    signs = [chr(code) for code in range(ord("ぁ"), ord("ん") + 1)]
    return frozenset(map("".join, product(signs, signs)))


def is_written(pair: str) -> bool:
    """Say whether a pair has no hiragana."""
    return not ("ぁ" <= pair[0] <= "ん" or "ぁ" <= pair[-1] <= "ん")


_WORKED_OUT = {
    "name_pairs",
    "body",
    "body_pairs",
    "deed_pairs",
    "text_pairs",
    "event_pairs",
    "said_pairs",
    "content",
}


_DATE_ONLY = 20
_ANY_YEAR = FiscalYear(2024)


class RowText:
    """A row made ready for comparison; `number` is its place in the list of all rows."""

    def __init__(self, ref: RowRef, number: int) -> None:
        self.ref = ref
        self.number = number
        self.name = ref.name
        self.plain = plain_name(self.name)
        core = core_name(self.name)
        self.core = self.plain if core == self.plain else core
        self.id = _id_of(ref)
        """The row's `id`, "" where it has none."""

    def forget(self) -> None:
        """Let go of what was worked out of the row's texts, which takes more memory than these."""
        for name in _WORKED_OUT & self.__dict__.keys():
            del self.__dict__[name]

    @cached_property
    def name_pairs(self) -> frozenset[str]:
        """The character pairs of the core name, without those of the own department and section."""
        return self._name_pairs()

    def _name_pairs(self) -> frozenset[str]:
        pairs = pairs_of(self.core)
        return pairs - self._own or pairs

    @property
    def _own(self) -> frozenset[str]:
        identity = self.ref.sheet.id
        return _own_pairs(identity.department, identity.section)

    @cached_property
    def body(self) -> str:
        """What the row says beside its name: duty, or action, events and criteria."""
        return self._joined_body()

    def _joined_body(self) -> str:
        return "\n".join(text.text for text in _body(self.ref.row) if text is not None)

    @cached_property
    def body_pairs(self) -> frozenset[str]:
        """The character pairs of the body."""
        return self.deed_pairs | self.event_pairs if self.event_pairs else self.deed_pairs

    @cached_property
    def deed_pairs(self) -> frozenset[str]:
        """The character pairs of what the row does, beside its name and its deadlines."""
        return _pairs_of_texts(_deed(self.ref.row)) - self._own

    @cached_property
    def text_pairs(self) -> frozenset[str]:
        """The character pairs of the core name and of the body."""
        return self.name_pairs | self.body_pairs

    @cached_property
    def event_pairs(self) -> frozenset[str]:
        """The character pairs of what the row's deadlines say."""
        return _pairs_of_texts(_events(self.ref.row)) - self._own

    @cached_property
    def said_pairs(self) -> frozenset[str]:
        """The pairs of what the row says of itself: `text_pairs` without what it builds on."""
        clauses = _CLAUSES.split(self.body[:_LONGEST])
        citing = match_data().words.citing
        said = [clause for clause in clauses if not citing.search(clause)]
        if len(said) == len(clauses):
            return self.text_pairs
        return self.name_pairs | (_pairs_of_body("\n".join(said)) - self._own)

    def body_pairs_once(self) -> frozenset[str]:
        """Return `body_pairs` without keeping them."""
        if "body_pairs" in self.__dict__:
            return self.body_pairs
        return _pairs_of_texts(_body(self.ref.row)) - self._own

    def pairs_once(self) -> frozenset[str]:
        """Return `text_pairs` without keeping them, for a row that may never be asked again."""
        if "text_pairs" in self.__dict__:
            return self.text_pairs
        return self._name_pairs() | self.body_pairs_once()

    @cached_property
    def content(self) -> str:
        """Everything the row holds, the same for two rows only when nothing differs."""
        return self._content()

    @cached_property
    def digest(self) -> bytes:
        """A digest of `content`, which takes less memory than the row itself."""
        return self.digest_once()

    def digest_once(self) -> bytes:
        """Return `digest` without keeping it: what a row keeps at all is thrice its own size."""
        return blake2b(self._content().encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _content(self) -> str:
        return repr(sorted(self.ref.row.node.data().items(), key=lambda entry: str(entry[0])))

    def denies(self, other: RowText) -> bool:
        """Say whether the rows' ids tell them apart."""
        return bool(self.id and other.id and self.id != other.id)


def _id_of(ref: RowRef) -> str:
    node = ref.row.node.entries.get("id")
    return node.text.strip() if isinstance(node, Scalar) and node.value is not None else ""


@lru_cache(maxsize=1_000)
def _own_pairs(department: str, section: str) -> frozenset[str]:
    """Return the character pairs of the names of a section and its department.

    All rows of the section can have them: sharing them says nothing.
    """
    return pairs_of(plain_name(department)) | pairs_of(plain_name(section))


def _key_of_body(body: str) -> str:
    return _MARKS.sub("", normalize(body).casefold())


def _pairs_of_body(body: str) -> frozenset[str]:
    return pairs_of(_key_of_body(body[:_LONGEST]))


def _pairs_of_texts(texts: Iterable[Scalar | None]) -> frozenset[str]:
    # A mark that is still to be filled in says nothing of the row.
    written = [text.text for text in texts if text is not None and not is_blank(text.text)]
    if len(written) <= 1 or any(_BREAK in text for text in written):
        return frozenset().union(*map(_pairs_of_body, written))
    # All at once: most texts are short, and what it takes to begin with one counts.
    keys = _key_of_body(_BREAK.join([text[:_LONGEST] for text in written]))
    if _NO_OTHER_PAIRS.search(keys):
        return frozenset().union(*map(pairs_of, keys.split(_BREAK)))
    found: set[str] = set()
    for key in keys.split(_BREAK):
        found.update(neighbours(key))
    return _without_hiragana(found)


def _body(row: Row) -> list[Scalar | None]:
    return [*_deed(row), *_events(row)]


def _deed(row: Row) -> list[Scalar | None]:
    return [row.action, *row.criteria] if isinstance(row, Action) else [row.duty]


def _events(row: Row) -> list[Scalar | None]:
    if not isinstance(row, Action):
        return []
    raw = row.raw_deadline
    # A deadline that says nothing but when says nothing of what is done.
    if raw is not None and len(raw.text) <= _DATE_ONLY and _is_date(raw.text):
        raw = None
    return [*(step.event for step in row.milestones), raw]


@lru_cache(maxsize=1024)
def _is_date(text: str) -> bool:
    return read_deadline(text.strip(), _ANY_YEAR).traits.is_readable
