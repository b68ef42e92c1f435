"""Checks against last year's sheet: what was carried over, and which row a row continues."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear, outside, read_deadline
from orgsheet.fiscal.deadline.find_dates import FoundDate, find_dates
from orgsheet.form.sheet import DEPARTMENT_SHEET, ROLE_SECTION, Sheet, SheetId
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import difference, nearest, normalize, within_reach
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.organization import Section
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence, text_span
from orgsheet.workspace.workspace import Workspace

_PREVIOUS = "前年度の項目"
_ERA_MONTH = pattern(
    "(?:令和|平成)(?:元|[0-9０-９]{1,2})年(?:1[0-2]|[1-9]|１[０-２]|[１-９])月"
    "(?=末|(?:[0-9０-９]{1,2}日)?(?:まで|$))"
)
_SENTENCE = pattern("[^。\n]+。?")
# Behind the year: what is said of it. に作成の計画 and に実施した調査 only say which one.
_WHEN = pattern(
    "は(?!約?[0-9０-９])|には|では|、|中に|に(?![およ関比対基つ向])(?![一-龠ァ-ヶー]{1,8}(?:の|済|し[たて]|され))"
)

_IN_BRACKETS = pattern("[(（][^)）]*$")


def _last_year(sheet: Sheet, workspace: Workspace) -> list[Sheet]:
    """Return the readable sheets of the year before that this one continues, after renames too."""
    previous = _previous(sheet.year)
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
    found = (workspace.sheet(other) for other in identities)
    return [other for other in found if other is not None and other.root is not None]


def _named(sheet: Sheet) -> str:
    """Return how messages call the year of a sheet, also where the sheet writes another one."""
    year = FiscalYear.read(sheet.id.year)
    return sheet.id.year if year is None else year.kanji


def _previous(year: FiscalYear | None) -> FiscalYear | None:
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
        sections: lists whose 行動アクション are compared.
        keys: texts of the sheet's top level that are compared.
        least: the fewest characters of a text that is looked at.
    """
    earlier = _last_year(sheet, workspace)
    if not earlier:
        return
    texts = [(value, key, key) for key in keys if (value := sheet.text(key)) is not None]
    texts += [
        (action.action, action.section, action.name)
        for action in sheet.actions
        if action.section in sections and action.action is not None
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
                "前年度": _named(other),
            },
            related=[(other.document, before, f"{_named(other)}の文")],
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
    earlier = _last_year(sheet, workspace) if found else []
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
                "前年度": _named(other),
            },
            about=match.group(),
            related=[(other.document, place, f"{_named(other)}の同じ文")],
            replacement="".join(
                (
                    value.text[: match.start()],
                    _a_year_on(match.group(), year, month.month),
                    value.text[match.end() :],
                )
            ),
        )


def _a_year_on(written: str, year: FiscalYear, month: int) -> str:
    """Return the same month in the sheet's year, in the era's words."""
    for number in (year.era_year[1], year.era_year[1] + 1):
        text = f"{year.era_year[0].name}{'元' if number == 1 else number}年{month}月"
        if not outside(read_deadline(text, year), year):
            return text
    return written


@check(values=("書かれた年度", "年度", "文"))
def year_named_wrong(
    sheet: Sheet, *, endings: tuple[str, ...], past: tuple[str, ...]
) -> Iterator[Spot]:
    """Report a sentence that says of last year what is going to be done.

    Args:
        sheet: the sheet.
        endings: how a sentence ends that says what is going to be done.
        past: words that show that the year is rightly spoken of as past.
    """
    year, previous = sheet.year, _previous(sheet.year)
    if year is None or previous is None:
        return
    for value in sheet.prose:
        if "年度" not in value.text:
            continue
        for sentence in _SENTENCE.finditer(value.text):
            text = sentence.group()
            named = _time_said(text, year, previous)
            if named is None:
                continue
            rest = text[: named.start] + text[named.end :].strip().rstrip("。")
            if not rest.endswith(endings) or any(word in rest for word in past):
                continue
            first, last = sentence.start() + named.start, sentence.start() + named.end
            start, end = text_span(sheet.document, value, first, last)
            yield Spot(
                node=value,
                start=start,
                end=end,
                values={
                    "書かれた年度": value.text[first:last],
                    "年度": year.kanji,
                    "文": text.strip(),
                },
                about=text.strip(),
                replacement="".join(
                    (
                        value.text[:first],
                        year.kanji,
                        value.text[last:],
                    )
                ),
            )


def _time_said(sentence: str, year: FiscalYear, previous: FiscalYear) -> FoundDate | None:
    """Return the year before the sheet's as the time of what a sentence says, else None."""
    for found in find_dates(sentence, year):
        whole = found.deadline.kind == "fiscal_year" and found.deadline.first == previous.first
        if (
            whole
            and _WHEN.match(sentence, found.end)
            and not _IN_BRACKETS.search(sentence, 0, found.start)
        ):
            return found
    return None


def _continued(sheet: Sheet) -> Iterator[tuple[Mapping, str, str, Scalar]]:
    """Yield (row, its list, its name, a name it continues) for every 前年度の項目."""
    rows = [(role.node, ROLE_SECTION, role.name) for role in sheet.roles]
    rows += [(action.node, action.section, action.item) for action in sheet.actions]
    for node, section, name in rows:
        listed = node.entries.get(_PREVIOUS)
        for item in listed.items if isinstance(listed, Sequence) else ():
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.text.strip():
                yield node, section, name.text if name else "", item


def _row_names(sheet: Sheet) -> dict[str, Scalar]:
    names = [role.name for role in sheet.roles] + [action.item for action in sheet.actions]
    return {name.text: name for name in names if name is not None}


@check(values=("項目", "前年度の項目", "前年度", "候補", "候補の文"))
def previous_row_unknown(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.6
) -> Iterator[Spot]:
    """Report a 前年度の項目 that no sheet of last year has; the nearest name is shown.

    Args:
        sheet: the sheet.
        workspace: gives last year's sheets; silent where the section had none.
        cutoff: how alike (0 to 1) a name must be to be shown.
    """
    continued = list(_continued(sheet))
    earlier = _last_year(sheet, workspace) if continued else []
    if not earlier:
        return
    names = {name: (other, node) for other in earlier for name, node in _row_names(other).items()}
    keys = {normalize(name) for name in names}
    missing = [entry for entry in continued if normalize(entry[3].text) not in keys]
    if missing:  # a row may have come from any other section
        for other in workspace.sheets(year=earlier[0].id.year):
            keys |= {normalize(name) for name in _row_names(other)}
    compared = within_reach(names, len(missing))
    for _, _, name, item in missing:
        if normalize(item.text) in keys:
            continue
        near = next((found for found, _ in nearest(item.text, compared, cutoff)), "")
        related: list[tuple[Document, Node | tuple[int, int], str]] = []
        if near:
            other, node = names[near]
            related.append((other.document, node, f"{_named(other)}の項目"))
        yield Spot(
            node=item,
            values={
                "項目": name,
                "前年度の項目": item.text,
                "前年度": _named(earlier[0]),
                "候補": near,
                "候補の文": f"近いのは「{difference(item.text, near)[1]}」です。" if near else "",
            },
            related=related,
            replacement=near or None,
        )


@check(values=("項目", "id", "idの項目", "前年度の項目", "前年度"))
def previous_row_contradicted(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a row whose id is that of another of last year's rows than its 前年度の項目 says."""
    continued: dict[tuple[str, str], tuple[str, list[Scalar]]] = {}
    for node, section, name, item in _continued(sheet):
        code = node.entries.get("id")
        if isinstance(code, Scalar) and code.text:
            continued.setdefault((section, code.text), (name, []))[1].append(item)
    for other in _last_year(sheet, workspace) if continued else ():
        rows = [(ROLE_SECTION, role.node, role.name) for role in other.roles]
        rows += [(action.section, action.node, action.item) for action in other.actions]
        for section, node, before in rows:
            code = node.entries.get("id")
            row = continued.get((section, code.text)) if isinstance(code, Scalar) else None
            if row is None or before is None:
                continue
            name, items = row
            if normalize(before.text) in {normalize(item.text) for item in items}:
                continue
            yield Spot(
                node=items[0],
                values={
                    "項目": name,
                    "id": code.text if isinstance(code, Scalar) else "",
                    "idの項目": before.text,
                    "前年度の項目": items[0].text,
                    "前年度": _named(other),
                },
                related=[(other.document, before, f"{_named(other)}で同じ id の行")],
            )
