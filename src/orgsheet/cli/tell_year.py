"""A report over the sheets of a year: the options that each has, and where it is put."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from orgsheet.cli.exits import CLEAN, USAGE
from orgsheet.cli.options import ambiguous_width_option, format_option, output_option
from orgsheet.cli.output import put
from orgsheet.cli.shown_sheets import Shown, audience_options, shown_sheets
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import result_file
from orgsheet.form.samples import sample_notices
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.display_width import Style
from orgsheet.render.reporter import Reporter
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.told_tables import YearReport

_COLUMNS = 80


class Asked(NamedTuple):
    """How a report over the sheets of a year is asked for: for whom, in which format, where to."""

    reporter: Reporter
    output: Path | None
    is_public: bool
    is_internal: bool
    ambiguous_width: int

    def sheets(
        self, workspace: Workspace, folder: Path, wanted: Wanted, *, all_years: bool = False
    ) -> Shown:
        """Return the sheets that are meant, with what may be shown of them; see `shown_sheets`.

        Raises:
            CommandError: as `shown_sheets`.
        """
        return shown_sheets(
            workspace,
            folder,
            wanted,
            is_public=self.is_public,
            is_internal=self.is_internal,
            all_years=all_years,
        )

    def tell(self, report: YearReport, found: Shown, folder: Path) -> int:
        """Write a report in its format; return the exit code: `USAGE` where a sheet was not read.

        Raises:
            CommandError: the file that was named may not be written.
        """
        file = None if self.output is None else result_file("--output", folder, self.output)
        style = Style(columns(_COLUMNS), self.output is None and has_colour(), self.ambiguous_width)
        samples = [
            notice for one in found.years for notice in sample_notices(one.year.label, one.shown)
        ]
        told = report._replace(notices=(*samples, *report.notices), licence=found.licence)
        chosen = self.reporter
        put(chosen.render(told, style) if chosen.is_for_screen else chosen.render(told), file)
        return USAGE if found.is_unread else CLEAN


def report_options(
    formats: Mapping[str, Reporter],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the options that every report over a year has: the argument `asked`."""

    def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def packed(
            *arguments: Any,  # noqa: ANN401 - the command's own
            format_: str,
            output: Path | None,
            is_public: bool,
            is_internal: bool,
            ambiguous_width: int,
            **options: Any,  # noqa: ANN401 - the command's own
        ) -> object:
            asked = Asked(formats[format_], output, is_public, is_internal, ambiguous_width)
            return function(*arguments, asked=asked, **options)

        chosen = audience_options()(ambiguous_width_option()(packed))
        return format_option(formats)(output_option()(chosen))

    return with_options
