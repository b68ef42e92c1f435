"""Checks against last year's sheet: texts, deadlines and years that were carried over."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear, outside, read_deadline
from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.form.sheet_in_form import in_form
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.organization import Section
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

_ERA_MONTH = pattern(
    "(?:(?:令和|平成)(?:元|[0-9０-９]{1,2})|(?:20|２０)[0-9０-９]{2})年"
    "(?:1[0-2]|[1-9]|１[０-２]|[１-９])月"
    "(?=末|[上中下初]旬(?:まで|$)|(?:中|[0-9０-９]{1,2}日)?(?:まで|迄|$)"
    "|を?(?:目途|めど|目処|目標|期限)|中に|[一-龠]{0,4}予定)"
)


def sheets_of_last_year(sheet: Sheet, workspace: Workspace) -> list[Sheet]:
    """Return the readable sheets of the year before that this one continues, after renames too."""
    previous = previous_year(sheet.year)
    if sheet.year is None or previous is None:
        return []
    identity, register = sheet.id, workspace.organization
    unit = register.unit_of(sheet.year, identity)
    if unit is None:
        identities = [SheetId(previous.label, identity.department, identity.section)]
    else:
        identities = [
            SheetId(previous.label, before.department, before.name)
            if isinstance(before, Section)
            else SheetId(previous.label, before.name, DEPARTMENT_SHEET)
            for before in register.predecessors(unit.id, previous, sheet.year)
        ]
    found = (workspace.sheet(other._replace(name=identity.name)) for other in identities)
    words = sheet.document.words
    return [
        in_form(other, sheet.form, words)
        for other in found
        if other is not None and other.root is not None
    ]


def year_called(sheet: Sheet) -> str:
    """Return how messages call the year of a sheet, also where the sheet writes another one."""
    year = FiscalYear.read(sheet.id.year)
    return sheet.id.year if year is None else year.kanji


def previous_year(year: FiscalYear | None) -> FiscalYear | None:
    """Return the year before; None before the first there is."""
    try:
        return None if year is None else year.previous
    except ValueError:
        return None  # nothing comes before the first year there is


@check(values=("項目", "欄", "前年度"))
def text_unchanged(
    sheet: Sheet,
    workspace: Workspace,
    *,
    sections: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    least: int = 20,
) -> Iterator[Spot]:
    """Report a text that stands word for word in last year's sheet.

    Args:
        sheet: the sheet.
        workspace: gives last year's sheet; silent where there is none.
        sections: lists whose actions are compared, by their roles or headings.
        keys: texts of the sheet's top level that are compared, by their roles or headings.
        least: the fewest characters of a text that is looked at.
    """
    earlier = sheets_of_last_year(sheet, workspace)
    if not earlier:
        return
    keys = tuple(sorted(sheet.form.keys_called(keys)))
    texts = [(value, key, key) for key in keys if (value := sheet.text(key)) is not None]
    texts += [
        (action.action, action.section, action.name)
        for action in sheet.actions
        if action.table.is_called(sections) and action.action is not None
    ]
    old: dict[str, tuple[Sheet, Scalar]] = {}
    for other in earlier:
        values = [(key, other.text(key)) for key in keys]
        values += [(action.section, action.action) for action in other.actions]
        for group, value in values:
            if value is not None:
                old.setdefault(f"{group} {normalize(value.text)}", (other, value))
    for value, group, name in texts:
        key = normalize(value.text)
        found = old.get(f"{group} {key}")
        if found is None or len(key) < least:
            continue
        other, before = found
        yield Spot(
            node=value,
            values={
                "項目": name,
                "欄": group,
                "前年度": year_called(other),
            },
            related=[(other.document, before, f"{year_called(other)}の文")],
        )


@check(values=("期限", "正しい期限", "年度", "前年度"))
def deadline_unmoved(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a text with a deadline of last year that stands word for word in last year's sheet.

    A 時期 before the year is left to the rule about deadlines outside the year.
    """
    year = sheet.year
    if year is None:
        return
    found = [
        (value, match, month)
        for value in sheet.prose
        for match in (_ERA_MONTH.finditer(value.text) if "月" in value.text else ())
        if (month := read_deadline(match.group(), year).last) is not None and month < year.first
    ]
    earlier = sheets_of_last_year(sheet, workspace) if found else []
    old = {normalize(value.text): (other, value) for other in earlier for value in other.prose}
    values = {id(value): value for value, _, _ in found}
    keys = {name: normalize(value.text) for name, value in values.items()}
    for value, match, month in found:
        before = old.get(keys[id(value)])
        if before is None:
            continue
        other, place = before
        if other.year is None or month not in other.year:
            continue
        start, end = text_span(sheet.document, value, *match.span())
        yield Spot(
            node=value,
            start=start,
            end=end,
            values={
                "期限": match.group(),
                "正しい期限": _a_year_on(match.group(), year, month.month),
                "年度": year.kanji,
                "前年度": year_called(other),
            },
            about=match.group(),
            related=[(other.document, place, f"{year_called(other)}の同じ文")],
            replacement="".join(
                (
                    value.text[: match.start()],
                    _a_year_on(match.group(), year, month.month),
                    value.text[match.end() :],
                )
            ),
        )


def _a_year_on(written: str, year: FiscalYear, month: int) -> str:
    """Return the same month in the sheet's year, as the year is written: 令和6年3月, 2024年3月."""
    if written.startswith(("20", "２０")):
        return f"{year.calendar_year(month)}年{month}月"
    for number in (year.era_year[1], year.era_year[1] + 1):
        text = f"{year.era_year[0].name}{'元' if number == 1 else number}年{month}月"
        if not outside(read_deadline(text, year), year):
            return text
    return written
