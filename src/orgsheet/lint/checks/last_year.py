"""Checks against last year's sheet: texts, deadlines and years that were carried over."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear, outside, read_deadline
from orgsheet.fiscal.deadline.find_dates import FoundDate, find_dates
from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.form.sheet_in_form import in_form
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.organization import Section
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

_ERA_MONTH = pattern(
    "(?:令和|平成)(?:元|[0-9０-９]{1,2})年(?:1[0-2]|[1-9]|１[０-２]|[１-９])月"
    "(?=末|(?:[0-9０-９]{1,2}日)?(?:まで|$))"
)
_SENTENCE = pattern("[^。\n]+。?")
# Behind the year: what is said of it. に作成の計画 and に実施した調査 only say which one.
_DEED = (
    "[一-龠ァ-ヶー]{0,6}(?:作成|策定|実施|整備|設置|改正|改定|改訂|開催|購入|建設|建築|採択|認定|導入|開設|開始|制定"
    "|締結|交付|着手|完成|竣工|発生|公表|調査|点検|更新|指定|登録|配布|発行|施行|供用|開校|開館)"
)
_WHEN = pattern(
    "は(?!約?[0-9０-９])|には|では|、|中に|までに|から(?=[^。\n])|に(?![およ関比対基つ向])"
    f"(?![一-龠ァ-ヶー]{{1,8}}(?:済|し[たて]|され))(?!{_DEED}の)"
)

_GOING_ON = pattern(
    "継続|続[けいく]|て(?:い|き|お)|中の|から(?:の|実施|施行|開始|始|供用|導入|運用|運行|稼[働動])|通算|累計"
)
# What was done by then, said of something: 平成27年3月までに建てた住宅.
_OF_THEN = pattern("[ただ](?=[一-龠々ァ-ヶーのもこ])|て(?:い|お)")
_YEARS_BACK = 4
# How things are, not what is going to be done.
_STATE_NOW = pattern(
    "(?<!予定し)(?<!計画し)て(?:いる|ある)$|(?<!予定)である$|[がもはに]ある$|(?:ない|できる|なる|いえる|言える)$"
    "|(?:見込|望|求め|行わ|考え|思わ|課さ|含)(?:ま|ら)?れる$"
)
_IN_BRACKETS = pattern("[(（][^)）]*$")


def sheets_of_last_year(sheet: Sheet, workspace: Workspace) -> list[Sheet]:
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
    """Return the same month in the sheet's year, in the era's words."""
    for number in (year.era_year[1], year.era_year[1] + 1):
        text = f"{year.era_year[0].name}{'元' if number == 1 else number}年{month}月"
        if not outside(read_deadline(text, year), year):
            return text
    return written


@check(values=("書かれた年度", "年度", "文"))
def year_named_wrong(
    sheet: Sheet, workspace: Workspace, *, endings: tuple[str, ...], past: tuple[str, ...]
) -> Iterator[Spot]:
    """Report a sentence that says of last year what is going to be done.

    A month in a 基準, and one in a text that is word for word last year's, are left to the rules
    about those.

    Args:
        sheet: the sheet.
        workspace: where last year's sheets are.
        endings: how a sentence ends that says what is going to be done.
        past: words that show that the year is rightly spoken of as past.
    """
    year, previous = sheet.year, _previous(sheet.year)
    if year is None or previous is None:
        return
    for value in sheet.prose:
        if "年" not in value.text:
            continue
        for sentence in _SENTENCE.finditer(value.text):
            text = sentence.group()
            named = _time_said(text, year, previous)
            if named is None:
                continue
            is_year = named.deadline.kind == "fiscal_year"
            behind = text[named.end :].strip().rstrip("。")
            if not is_year and behind.startswith("から") and not _GOING_ON.search(behind):
                behind = behind[2:]  # past knows it as said of what goes on
            rest = text[: named.start] + behind
            if (
                not rest.endswith(endings)
                or _STATE_NOW.search(rest)
                or any(w in rest for w in past)
            ):
                continue
            if not is_year and _is_told_otherwise(sheet, workspace, value):
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
                replacement=value.text[:first] + year.kanji + value.text[last:]
                if is_year
                else None,
            )


def _is_told_otherwise(sheet: Sheet, workspace: Workspace, value: Scalar) -> bool:
    """Tell whether another rule speaks of a month of last year in a value."""
    if any(value is one for action in sheet.actions for one in action.criteria):
        return True
    key = normalize(value.text)
    earlier = sheets_of_last_year(sheet, workspace)
    return any(normalize(one.text) == key for other in earlier for one in other.prose)


MONTHS_AND_DAYS = frozenset(
    {"month", "wareki_month", "date", "wareki_date", "month_end", "part_of_month"}
)


def _time_said(sentence: str, year: FiscalYear, previous: FiscalYear) -> FoundDate | None:
    """Return the year before the sheet's, or a month or day of it, as the time of a sentence."""
    for found in find_dates(sentence, year):
        day = found.deadline
        # Of a year further back only what is to be done in it tells the slip: 令和3年度に…する.
        whole = day.kind == "fiscal_year" and (
            day.first == previous.first
            or (
                day.first is not None
                and _YEARS_BACK > previous.first.year - day.first.year > 0
                and sentence.startswith("に", found.end)
                and not _OF_THEN.search(sentence, found.end)
            )
        )
        within = (
            found.dated
            and day.kind in MONTHS_AND_DAYS
            and day.last is not None
            and day.last in previous
        )
        earlier = (
            found.dated
            and day.kind in MONTHS_AND_DAYS
            and day.last is not None
            and day.last < previous.first
            and sentence.startswith("までに", found.end)
            and not _OF_THEN.search(sentence, found.end)
        )
        if (
            (whole or within or earlier)
            and _WHEN.match(sentence, found.end)
            and not _IN_BRACKETS.search(sentence, 0, found.start)
        ):
            return found
    return None
