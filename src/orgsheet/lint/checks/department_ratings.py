"""Check that a department rates no work better than the sections that did it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.evaluation.results_of_row import Rated, evaluated_rows, rounds_of_row
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line
from orgsheet.japanese.titles import bare
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.cascade import sections_of
from orgsheet.workspace.workspace import Workspace


class _Told(NamedTuple):
    """A rating with what names it on both sheets: the work, the round and the scale."""

    sheet: Sheet
    name: str
    time: str
    rated: Rated
    rank: int

    @property
    def key(self) -> tuple[str, str, str]:
        return bare(self.name), self.time, self.rated.field.scale


@check(values=("項目", "評価の時期", "値", "課の値"))
def rating_above_sections(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a department's rating that is better than that of every section for the same work.

    Work that no section rates in the same round by the same scale is passed over, as is every
    value that the scale does not have.
    """
    if not sheet.id.is_department:
        return
    ours = list(_ratings(sheet, workspace))
    if not ours:
        return
    theirs: dict[tuple[str, str, str], list[_Told]] = {}
    for section in sections_of(sheet, workspace):
        for one in _ratings(section, workspace):
            theirs.setdefault(one.key, []).append(one)
    for one in ours:
        below = theirs.get(one.key, [])
        if below and all(other.rank > one.rank for other in below):
            yield Spot(
                node=one.rated.value,
                values={
                    "項目": one.name,
                    "評価の時期": one.time,
                    "値": one.rated.text,
                    "課の値": "、".join(f"{x.sheet.id.section}「{x.rated.text}」" for x in below),
                },
                related=[
                    (x.sheet.document, x.rated.value, f"{x.sheet.id.section}の評価") for x in below
                ],
            )


def _ratings(sheet: Sheet, workspace: Workspace) -> Iterator[_Told]:
    for entry in evaluated_rows(sheet):
        if entry.name is None or not bare(entry.name.text):
            continue
        name = one_line(entry.name.text)
        for result in rounds_of_row(entry, workspace.scales):
            for rated in result.ratings:
                rank = None if rated.scale is None else rated.scale.rank(rated.text)
                if rank is not None:
                    yield _Told(sheet, name, result.time, rated, rank)
