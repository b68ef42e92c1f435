"""A report over the sheets of a year, put where it belongs."""

from __future__ import annotations

from pathlib import Path

from orgsheet.cli.exits import CLEAN, USAGE
from orgsheet.cli.output import put
from orgsheet.cli.shown_sheets import Shown
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import result_file
from orgsheet.form.samples import sample_notices
from orgsheet.render.display_width import Style
from orgsheet.render.reporter import Reporter
from orgsheet.yearbook.told_tables import YearReport

_COLUMNS = 80


def tell(
    report: YearReport,
    found: Shown,
    chosen: Reporter,
    folder: Path,
    output: Path | None,
    ambiguous_width: int,
) -> int:
    """Write a report in its format; return the exit code: `USAGE` where a sheet was not read.

    Raises:
        CommandError: the file that was named may not be written.
    """
    file = None if output is None else result_file("--output", folder, output)
    style = Style(columns(_COLUMNS), output is None and has_colour(), ambiguous_width)
    samples = [
        notice for one in found.years for notice in sample_notices(one.year.label, one.shown)
    ]
    told = report._replace(notices=(*samples, *report.notices), licence=found.licence)
    put(chosen.render(told, style) if chosen.is_for_screen else chosen.render(told), file)
    return USAGE if found.is_unread else CLEAN
