"""A diff's report without the names of staff: in its changes, its notices and its sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Sequence as Some
from typing import TYPE_CHECKING

from orgsheet.diff.changes import Change, Report, Spot
from orgsheet.diff.facts.scene import excerpt
from orgsheet.diff.report_copy import SheetCopies
from orgsheet.form.sheet import Sheet
from orgsheet.form.staff import NOT_SHOWN, POSTS, Guard, guard_of, is_staff_key
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Matching
from orgsheet.source import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from orgsheet.diff.history import History

_ROLE_FIELD = 3


def hide_staff(
    report: Report, guard: Guard | None = None, *, kept: Some[Change] | None = None
) -> Report:
    """Return a report without the names under 担当, and without what may be one of them.

    Sheets with such names are copies in which 職員1, 職員2 … take the places of the names, the
    same for the same name, and a sentence that of what may be a name, so that nothing made from
    the report can show one; the sheets of the workspace stay as they are. The values of changes
    keep only how many they are. Words for everybody or for a post stay. Names in sentences are not
    recognised.
    Without a guard, the report's own sheets tell who is staff.

    Of a report about very many sheets `kept` are the changes that will be shown, in their order:
    the report has these alone then, the sheets of these, and nothing of how rows were matched.
    """
    sheets = [sheet for side in (report.before, report.after) for sheet in side.sheets.values()]
    guard = guard or guard_of(sheet.document for sheet in sheets)
    odd = {key for sheet in sheets for key in _odd_keys(sheet, guard)}
    numbers = _numbers(sheets)
    if kept is not None:
        report = _about(report, kept)
        sheets = [sheet for side in (report.before, report.after) for sheet in side.sheets.values()]
    changes = _without_names(report.changes, guard, odd)
    notices = tuple(_without_keys(notice, odd) for notice in report.notices)
    report = report._replace(changes=changes, notices=notices)
    named = [sheet for sheet in sheets if _has_hidden(sheet, guard)]
    if not named:
        return report
    copies = SheetCopies(named)
    hidden = copies.of(report)
    _mask_all(copies.of(tuple(named)), guard, numbers)
    return hidden


def _about(report: Report, changes: Some[Change]) -> Report:
    """Return a report with some of its changes alone, and with the sheets that these are about."""
    spots = [spot for one in changes for spot in (one.before, one.after) if spot is not None]
    named = {id(spot.sheet) for spot in spots}
    before, after = (
        side._replace(sheets={key: one for key, one in side.sheets.items() if id(one) in named})
        for side in (report.before, report.after)
    )
    nothing = Matching((), (), (), ())
    return report._replace(before=before, after=after, matching=nothing, changes=tuple(changes))


def hide_staff_in_history(history: History) -> History:
    """Return a project's history without what may be a name of staff, as `hide_staff` does."""
    rows = [
        row
        for stage in history.stages
        for row in (*stage.rows, *stage.possible, *(r for k in stage.links for r in k[1:3]))
    ]
    sheets = list({id(row.sheet): row.sheet for row in rows}.values())
    guard = guard_of(sheet.document for sheet in sheets)
    odd = {key for sheet in sheets for key in _odd_keys(sheet, guard)}
    copies = SheetCopies(sheets)
    stages = tuple(
        stage._replace(
            rows=copies.of(stage.rows),
            links=copies.of(stage.links),
            possible=copies.of(stage.possible),
            changes=copies.of(_without_names(stage.changes, guard, odd)),
        )
        for stage in history.stages
    )
    notices = tuple(_without_keys(notice, odd) for notice in history.notices)
    _mask_all(copies.of(tuple(sheets)), guard, _numbers(sheets))
    return history._replace(stages=stages, notices=notices)


def _without_names(
    changes: Iterable[Change], guard: Guard, odd: Collection[str]
) -> tuple[Change, ...]:
    """Return the changes without names; `odd` are headings that may be some."""
    hider = _Hider(guard, odd)
    return tuple(map(hider.without_names, changes))


class _Hider:
    """Hides names in changes; what it learns of an item or a row holds for all changes of it."""

    def __init__(self, guard: Guard, odd: Collection[str]) -> None:
        self._guard = guard
        self._odd = odd
        self._items: dict[str, bool] = {}
        self._rows: dict[int, tuple[Mapping, bool]] = {}

    def without_names(self, change: Change) -> Change:
        """Return a change without what may be a name of staff."""
        message = change.message
        told = self._guard.shows_text(message) and not any(key in message for key in self._odd)
        before, is_before_told = self._hidden(change.before)
        after, is_after_told = self._hidden(change.after)
        if not (told and is_before_told and is_after_told):
            message = f"{change.title}{NOT_SHOWN}"
        return change._replace(message=message, before=before, after=after)

    def _hidden(self, spot: Spot | None) -> tuple[Spot | None, bool]:
        """Return a place without names, and whether a sentence may tell of it."""
        if spot is None:
            return None, True
        steps = _steps(spot)
        public = self._guard.public(steps, spot.value)
        told = self._is_shown(spot, steps, is_public=public == spot.value)
        shown = told and not any(key in spot.item for key in self._odd)
        hidden = spot._replace(
            value=public,
            item=spot.item if shown else _place(spot),
            pointer=spot.pointer if shown else self._guard.public_pointer(spot.pointer),
        )
        return hidden, told

    def _is_shown(self, spot: Spot, steps: tuple[str | int, ...], *, is_public: bool) -> bool:
        """Tell whether a sentence may tell of a place; of 担当 itself it tells the number only."""
        if spot.item not in self._items:
            self._items[spot.item] = self._guard.shows_text(spot.item)
        if not self._items[spot.item]:
            return False
        of_staff = len(steps) >= _ROLE_FIELD and self._guard.is_staff(steps[2])
        if not of_staff and not (is_public and self._guard.shows_steps(steps)):
            return False
        row = None if spot.node is None else spot.sheet.row_of(spot.node)
        if row is None:
            return True
        if id(row) not in self._rows:
            name = row.get(_name_key(spot))
            shown = name is None or self._guard.shows(tuple(name.steps()), name.data())
            self._rows[id(row)] = row, shown
        return self._rows[id(row)][1]


def _steps(spot: Spot) -> tuple[str | int, ...]:
    """Return where a place's value stands; that of a whole row is the row's name."""
    steps = () if spot.node is None else tuple(spot.node.steps())
    is_row = isinstance(spot.node, Mapping) and isinstance(spot.node.step, int)
    return (*steps, _name_key(spot)) if is_row and isinstance(spot.value, str) else steps


def _name_key(spot: Spot) -> str:
    """Return the key of the name of the rows that a place stands in."""
    table = spot.sheet.form.list_of.get(spot.pointer.split("/")[1])
    return "" if table is None else table.name


def _place(spot: Spot) -> str:
    """Return the heading of the form below which a place stands."""
    first = spot.pointer.split("/")[1:2]
    return first[0] if first and spot.sheet.get(first[0]) is not None else ""


def _without_keys(text: str, odd: Collection[str]) -> str:
    for key in odd:
        text = text.replace(f"「{key}」", "見出し")
    return text


def _odd_keys(sheet: Sheet, guard: Guard) -> Iterator[str]:
    """Yield the headings that stand twice, where they may be names."""
    for problem in sheet.document.problems:
        if problem.kind == "duplicate-key":
            line, _ = sheet.document.locate(problem.start)
            key = excerpt(problem.values["キー"])
            is_staff = is_staff_key(key) or guard.is_staff(key)
            if not (is_staff or guard.shows_line(sheet.document, line)):
                yield key


def _numbers(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Return what stands for each name under 担当, in the order in which they come."""
    keys = (_counted(person) for one in sheets for role in one.roles for person in role.staff)
    return {key: f"職員{number}" for number, key in enumerate(dict.fromkeys(filter(None, keys)), 1)}


def _counted(person: Scalar) -> str:
    """Return a name, made comparable; "" for words for everybody or for a post."""
    key = normalize(person.text)
    return "" if key.endswith(POSTS) else key


def _mask_all(sheets: Iterable[Sheet], guard: Guard, numbers: dict[str, str]) -> None:
    for sheet in sheets:
        _mask(sheet, guard)
        for person in (person for role in sheet.roles for person in role.staff):
            if key := _counted(person):
                person.text = person.value = numbers[key]


def _has_hidden(sheet: Sheet, guard: Guard) -> bool:
    """Tell whether anything in a sheet is a name or may be one."""
    named = any(_counted(person) for role in sheet.roles for person in role.staff)
    return named or next(_to_mask(sheet, guard), None) is not None


def _mask(sheet: Sheet, guard: Guard) -> None:
    """Put a sentence in the place of all in a sheet that may be a name and is not under 担当."""
    for node in list(_to_mask(sheet, guard)):
        node.text = node.value = NOT_SHOWN


def _to_mask(sheet: Sheet, guard: Guard) -> Iterator[Scalar]:
    """Yield what in a sheet may be a name and is not under 担当."""
    if sheet.root is None:
        return
    kept = {id(person) for role in sheet.roles for person in role.staff}
    # With the way to each node: to climb up from each costs more than the answer.
    left: list[tuple[Node, tuple[str | int, ...]]] = [(sheet.root, ())]
    while left:
        node, steps = left.pop()
        if isinstance(node, Mapping):
            left += [(value, (*steps, key)) for key, value in node.entries.items()]
        elif isinstance(node, Sequence):
            left += [(item, (*steps, number)) for number, item in enumerate(node.items)]
        elif isinstance(node, Scalar) and id(node) not in kept and not _shows(node, steps, guard):
            yield node


def _shows(node: Scalar, steps: tuple[str | int, ...], guard: Guard) -> bool:
    value = node.value
    return not isinstance(value, str) or guard.public(steps, value) == value
