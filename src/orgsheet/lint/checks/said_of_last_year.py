"""Check of sentences that say of last year what is going to be done."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.deadline.find_dates import FoundDate, find_dates
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.last_year import previous_year, sheets_of_last_year
from orgsheet.lint.checks.words_of_time import AT_THAT_TIME, IN_BRACKETS, SENTENCE
from orgsheet.source import Scalar, text_span
from orgsheet.workspace.workspace import Workspace

# Behind the year: what is said of it. に作成の計画 and に実施した調査 only say which one.
_DEED = (
    "[一-龠ァ-ヶー]{0,6}(?:作成|策定|実施|整備|設置|改正|改定|改訂|開催|購入|建設|建築|採択|認定|導入|開設|開始|制定"
    "|締結|交付|着手|完成|竣工|発生|公表|調査|点検|更新|指定|登録|配布|発行|施行|供用|開校|開館)"
)
_WHEN = pattern(
    "は(?!約?[0-9０-９])|には|では|、|[中内]に|までに|から(?=[^。\n])"
    f"|{AT_THAT_TIME}"
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
    year, previous = sheet.year, previous_year(sheet.year)
    if year is None or previous is None:
        return
    for value in sheet.prose:
        if "年" not in value.text:
            continue
        for sentence in SENTENCE.finditer(value.text):
            text = sentence.group()
            named = _time_said(text, year, previous)
            if named is None:
                continue
            is_year = named.deadline.kind in ("fiscal_year", "fiscal_year_end")
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
        by_the_end = (
            day.kind == "fiscal_year_end"
            and day.last == previous.last
            and sentence.startswith(("まで", "迄"), found.end)
            and not _OF_THEN.search(sentence, found.end)
        )
        if by_the_end and not IN_BRACKETS.search(sentence, 0, found.start):
            return found._replace(end=found.start + sentence[found.start : found.end].rindex("末"))
        if (
            (whole or within or earlier)
            and _WHEN.match(sentence, found.end)
            and not IN_BRACKETS.search(sentence, 0, found.start)
        ):
            return found
    return None
