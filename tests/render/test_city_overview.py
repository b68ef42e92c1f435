"""A whole city on one screen: what a 部長 asks for first, true counts, and how to go on."""

from __future__ import annotations

import re
from collections import Counter

from city_pair import DEPARTMENTS, OFFICES, city_report, sections

from orgsheet.diff.changes import LEVELS, Change
from orgsheet.render.changes.by_project import blocks_of
from orgsheet.render.changes.html import render_html
from orgsheet.render.changes.markdown import render_markdown
from orgsheet.render.changes.text import render_text
from orgsheet.render.display_width import Style, width


def _department(change: Change) -> str:
    spot = change.after or change.before
    return spot.sheet.id.department if spot else ""


def test_a_city_of_fifty_two_sheets_fits_sixty_lines() -> None:
    """However much changed, the text is at most sixty lines of the screen's width."""
    assert len(sections()) == 52
    for columns in (80, 100, 140):
        lines = render_text(city_report(), Style(columns=columns)).splitlines()
        assert len(lines) <= 60
        assert max(map(width, lines)) <= columns


def test_the_overview_counts_every_department_once() -> None:
    """The counts by department are those of all changes, told or not."""
    report = city_report()
    text = re.sub(r"\s", "", render_text(report))
    for name in (*DEPARTMENTS, *OFFICES):
        counts = Counter(change.level for change in report.changes if _department(change) == name)
        if counts:
            assert f"{name}{'／'.join(str(counts[level]) for level in LEVELS[:3])}" in text
    for title, rule in (
        ("年度末を越えた期限", "milestone-past-year"),
        ("なくなった重点事業", "project-dropped"),
    ):
        count = sum(change.rule == rule for change in report.changes)
        assert count
        assert f"■{title}{count}件" in text


def test_one_sheet_is_told_whole_however_long() -> None:
    """An overview by department is for many departments, and not for who asks in other words."""
    report = city_report()
    sheets = dict([*report.after.sheets.items()][:1])
    one = report._replace(
        before=report.before._replace(sheets={}), after=report.after._replace(sheets=sheets)
    )
    for text in (render_text(one), render_text(report, hint="git diff で見ます。")):
        assert "部ごとの件数" not in text
        assert len(text.splitlines()) > 60


def test_what_happened_is_not_cut_for_long_names() -> None:
    """A long name is cut before the months are: both times of a deadline stand on its line."""
    report = city_report()
    long = "旧市民会館の跡地の広場と駐輪場と歩道の一体の整備と管理の見直し"
    changes = tuple(
        one._replace(message=f"「{long}」の「{long}」が3月から令和6年5月へ2か月後ろになった")
        if one.rule == "milestone-past-year"
        else one
        for one in report.changes
    )
    text = render_text(report._replace(changes=changes), Style(columns=100))
    told = [line for line in text.splitlines() if long[:11] in line]
    assert told
    assert all("3月から令和6年5月へ" in line for line in told)


def test_the_overview_says_how_to_go_on() -> None:
    """A department head sees what to type for more, with a name that there is."""
    text = re.sub(r"\s", "", render_text(city_report()))
    assert f"--department{DEPARTMENTS[0]}" in text
    for option in ("--section", "--byproject", "--bysection", "--bylevel", "--all"):
        assert option in text


def test_offices_of_one_name_are_told_with_their_department() -> None:
    """Where two offices are called alike, neither is named without its department."""
    text = render_text(city_report(), by="level")
    told = re.sub(r"\s", "", text)
    assert "監査委員事務局" in told
    assert not re.search(
        "(?<!監査委員)(?<!農業委員会)(?<!選挙管理委員会)(?<!議会)事務局[:「]", told
    )


def test_every_change_is_in_one_block() -> None:
    """By project and by section, each change stands once, in the order of the sheets."""
    report = city_report()
    for by in ("project", "section"):
        blocks = blocks_of(report, by)
        told = [change.fingerprint for block in blocks for change in block.changes]
        assert sorted(told) == sorted(change.fingerprint for change in report.changes)
        units = [block.unit.label for block in blocks if block.unit]
        begun = [unit for n, unit in enumerate(units) if n == 0 or unit != units[n - 1]]
        assert list(dict.fromkeys(units)) == begun


def test_a_project_is_named_once_a_block() -> None:
    """In the block of a project its changes do not say its name again."""
    text = render_text(city_report(), Style(columns=400), by="project")
    blocks = text.split("◆ ")[1:]
    assert blocks
    for block in blocks:
        title, *items = block.splitlines()
        name = title.split("（")[0]
        assert not any(f"「{name}」の" in item for item in items if item.startswith("  ・"))


def test_the_comment_of_a_city_begins_with_what_counts() -> None:
    """The Markdown names the departments and what crossed the year's end before the long lists."""
    text = render_markdown(city_report())
    heads = ("### 部ごとの件数", "**年度末を越えた", "**なくなった重点事業", "### 重要")
    places = [text.index(words) for words in heads]
    assert places == sorted(places)
    one = city_report()._replace(changes=city_report().changes[:5])
    assert "部ごとの件数" not in render_markdown(one)


def test_a_department_stands_once_over_its_table() -> None:
    """Under a department's heading the rows name the section alone."""
    page = render_html(city_report())
    for name in DEPARTMENTS:
        assert f'<th scope="row">{name} ' not in page
        assert f">{name}</h2>" in page


def test_the_counts_of_the_departments_are_printed() -> None:
    """On paper the list of departments stays, and the places of files go."""
    page = render_html(city_report())
    printed = page[page.rindex("@media print") :]
    assert 'nav[aria-label="部ごとの一覧"] { display: block; }' in printed
    assert '<nav aria-label="部ごとの一覧">' in page
    assert ".line { display: none; }" in printed
    assert '<span class="line">sheets/' in page
