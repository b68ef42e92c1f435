"""What the year before decided for its rows (来年度), beside what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.scene import Scene, entry_of, excerpt, key, row_fact
from orgsheet.evaluation.results_of_row import rounds_of_row
from orgsheet.fiscal import FiscalYear
from orgsheet.match.links import RowRef
from orgsheet.registers.scale_values import GOES_ON, IS_DONE, STOPS
from orgsheet.registers.scales import ScaleRegister


def unheeded_directions(scene: Scene, scales: ScaleRegister) -> Iterator[Fact]:
    """Yield the rows that were to end and stand in the next year, or were to go on and are gone.

    A row that may be another one of the next year (asked), and one whose section is gone, is left
    out: what became of it is not known, or told with the section.
    """
    for link in scene.single_links:
        told = _decided(link.before, scales)
        if told and told[0] in (IS_DONE, STOPS) and _follows(link.before, link.after.sheet.year):
            yield row_fact("ended-stands", link.before, link.after, {"方向": told[1]})
    asked = {key(one.before) for one in scene.matching.links if one.band == "asked"}
    for ref in scene.matching.dropped:
        later = scene.later(ref.sheet)
        if later is None or key(ref) in asked or not _follows(ref, later.year):
            continue
        told = _decided(ref, scales)
        if told and told[0] == GOES_ON:
            yield row_fact("continued-gone", ref, None, {"方向": told[1]})


def _decided(ref: RowRef, scales: ScaleRegister) -> tuple[str, str] | None:
    """Return what a row's last direction means and how it is written; None where it has none."""
    for result in reversed(rounds_of_row(entry_of(ref), scales)):
        for said in result.directions:
            if said.scale is not None and said.text in said.scale.directions:
                return said.scale.directions[said.text], excerpt(said.text)
    return None


def _follows(ref: RowRef, year: FiscalYear | None) -> bool:
    """Tell whether a year is the one right after that of a row."""
    own = ref.sheet.year
    return own is not None and own.next == year
