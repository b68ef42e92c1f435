"""What a row of a sheet says of its results: figures, ratings, direction, reasons, by round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orgsheet.evaluation.attainment import Attainment, Figures, attainment
from orgsheet.evaluation.ratings import Rating, rating
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import is_blank
from orgsheet.form.definition import Field, Form
from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_rows import Entry
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.scales import Scale, ScaleRegister
from orgsheet.source import Mapping, Node, Scalar, Sequence

NAME, VALUE, UNIT, AT = "名称", "値", "単位", "時点"
BASE, TARGET, CATEGORY, SOURCE = "基準値", "目標値", "分類", "出典"


class Indicator(NamedTuple):
    """An indicator of a row as it is written; "" for what it does not say."""

    node: Mapping
    name: str
    unit: str
    category: str
    base: str
    target: str
    at: str


class Achieved(NamedTuple):
    """What an indicator came to in a round.

    `node` is the item of 実績, None where the round has none for the indicator; `indicator` is
    None where the name is no indicator's of the row. `unit` and `at` are those that count: its own,
    else those of the indicator and of the round.
    """

    node: Mapping | None
    indicator: Indicator | None
    name: str
    value: str
    unit: str
    at: str
    reached: Attainment

    @property
    def figures(self) -> Figures:
        """The figures that the attainment was worked out from."""
        one = self.indicator
        base, target, unit = (one.base, one.target, one.unit) if one else ("", "", self.unit)
        return Figures(base, target, self.value, unit)


class Rated(NamedTuple):
    """A value of a scale that stands in a round: field, scale (None: unknown) and place."""

    field: Field
    scale: Scale | None
    value: Scalar

    @property
    def text(self) -> str:
        """The value as it is written."""
        return self.value.text.strip()


class RoundResult(NamedTuple):
    """What a row says in one round (`time`: 中間, 年度末 …) in a group of fields.

    `node` holds them: None where the row says nothing, the row itself where they stand in it.
    `ratings` and `directions` are values of scales; the texts are "" where they are not written.
    """

    field: Field
    node: Mapping | None
    at: str
    achieved: tuple[Achieved, ...]
    ratings: tuple[Rated, ...]
    directions: tuple[Rated, ...]
    status: str
    reason: str
    issue: str

    @property
    def time(self) -> str:
        """The round."""
        return self.field.time

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said but a day; a mark that asks for something says nothing."""
        said = any(self.says(one) for one in self.field.parts if one.kind not in ("日付", "実績"))
        return not said and not any(one.value and not is_blank(one.value) for one in self.achieved)

    def says(self, part: Field) -> bool:
        """Tell whether anything is written in a field of the round."""
        node = None if self.node is None else self.node.entries.get(part.key)
        if isinstance(node, Scalar):
            return node.value is not None and bool(node.text.strip()) and not is_blank(node.text)
        return node is not None and bool(node.data())


def indicators_of(entry: Entry) -> tuple[Indicator, ...]:
    """Return the indicators of a row, in their order."""
    found = []
    for _, node in entry.values("指標"):
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Mapping):
                keys = (NAME, UNIT, CATEGORY, BASE, TARGET, AT)
                found.append(Indicator(item, *(text_of(item, key) for key in keys)))
    return tuple(found)


def rounds_of_row(entry: Entry, scales: ScaleRegister) -> tuple[RoundResult, ...]:
    """Return what a row says in each round that its form has for it, in the form's order."""
    return tuple(_round(entry, field, scales) for field in entry.row.rounds)


def achieved_in(entry: Entry, items: Iterable[Mapping], at: str = "") -> Iterator[Achieved]:
    """Yield the results of the row's indicators in their order, then those of no indicator.

    A row with one indicator has its result also where this does not name it.

    Args:
        entry: the row.
        items: the items of 実績 in a round.
        at: the time that holds for those without one of their own.
    """
    known = indicators_of(entry)
    left = list(items)
    for indicator in known:
        mine = next((one for one in left if _is_of(one, indicator, known)), None)
        if mine is not None:
            left.remove(mine)
        yield _of(mine, indicator, at)
    for item in left:
        yield _of(item, None, at)


def evaluated_rows(sheet: Sheet) -> Iterator[Entry]:
    """Yield what a sheet's form evaluates in some round: rows of its tables, and the sheet."""
    for entry in sheet.rows:
        if entry.table is not None and entry.row.rounds:
            yield entry
    if sheet.root is not None and sheet.form.whole.rounds:
        yield Entry(sheet.root, "", None, sheet.form.whole, 0)


def evaluated_fields(form: Form) -> Iterator[Field]:
    """Yield the groups of fields in which a form evaluates its rows and its sheet."""
    for row in (*(table.row for table in form.lists), form.whole):
        yield from row.rounds


def has_begun(entry: Entry) -> bool:
    """Tell fast whether anything may be said of a row in a round: where not, nothing is."""
    return any(
        key in entry.node.entries
        for field in entry.row.rounds
        for key in ([field.key] if field.key else [part.key for part in field.parts])
    )


def outcome_of(step: Node) -> str:
    """Return what became of a dated step (one of `OUTCOMES`), "" where it is not said."""
    return text_of(step, words.RESULT) if isinstance(step, Mapping) else ""


def is_undone(entry: Entry) -> bool:
    """Tell whether nothing of a row was carried out: every step of it says 未実施 or 中止."""
    steps = [
        item
        for _, node in entry.values("期限")
        for item in (node.items if isinstance(node, Sequence) else ())
    ]
    outcomes = [outcome_of(step) for step in steps]
    return bool(outcomes) and all(one in (words.NOT_DONE, words.GIVEN_UP) for one in outcomes)


def ratings_by_scale(entry: Entry, result: RoundResult, scale: Scale) -> tuple[Rating, ...]:
    """Return what a scale gives for each figure of a round; one without figures where none is."""
    undone = is_undone(entry)
    if undone and scale.undone:
        return (Rating(scale.undone, "予定したことを、何も実施していない"),)
    return tuple(
        rating(scale, one.figures, one.reached) for one in result.achieved if one.indicator
    )


def text_of(node: Node | None, key: str) -> str:
    """Return the value under a key as text on its own, "" where there is none."""
    value = node.entries.get(key) if isinstance(node, Mapping) else None
    return value.text.strip() if isinstance(value, Scalar) and value.value is not None else ""


def _round(entry: Entry, field: Field, scales: ScaleRegister) -> RoundResult:
    found = entry.node.entries.get(field.key) if field.key else entry.node
    node = found if isinstance(found, Mapping) else None
    has_figures = any(part.kind == "実績" for part in field.parts)
    ratings: list[Rated] = []
    directions: list[Rated] = []
    texts = {"状況": "", "理由": "", "課題": ""}
    at = ""
    for part in field.parts:
        value = node.entries.get(part.key) if node is not None else None
        text = text_of(node, part.key)
        if part.kind == "日付":
            at = at or text
        elif part.role in texts:
            texts[part.role] = text
        elif (part.kind == "評価" or part.is_choice) and isinstance(value, Scalar) and text:
            scale = scales.find(part.scale)
            rated = Rated(part, scale, value)
            if scale is None or scale.is_rating:
                ratings.append(rated)
            if scale is not None and scale.directions:
                directions.append(rated)
    return RoundResult(
        field,
        node,
        at,
        tuple(achieved_in(entry, _figures(field, node), at)) if has_figures else (),
        tuple(ratings),
        tuple(directions),
        texts["状況"],
        texts["理由"],
        texts["課題"],
    )


def _figures(field: Field, node: Mapping | None) -> list[Mapping]:
    """Return the items of 実績 in a round."""
    keys = [part.key for part in field.parts if part.kind == "実績"]
    lists = [node.entries.get(key) for key in keys] if node is not None else []
    return [
        item
        for one in lists
        for item in (one.items if isinstance(one, Sequence) else ())
        if isinstance(item, Mapping)
    ]


def _is_of(item: Mapping, indicator: Indicator, known: tuple[Indicator, ...]) -> bool:
    name = text_of(item, NAME)
    is_only = not name and len(known) == 1
    return is_only or (bool(name) and normalize(name) == normalize(indicator.name))


def _of(item: Mapping | None, indicator: Indicator | None, at: str) -> Achieved:
    value = text_of(item, VALUE)
    unit = text_of(item, UNIT) or (indicator.unit if indicator else "")
    base, target = (indicator.base, indicator.target) if indicator else ("", "")
    own = indicator.unit if indicator else unit
    return Achieved(
        item,
        indicator,
        text_of(item, NAME) or (indicator.name if indicator else ""),
        value,
        unit,
        text_of(item, AT) or at,
        attainment(Figures(base, target, value, own)),
    )
