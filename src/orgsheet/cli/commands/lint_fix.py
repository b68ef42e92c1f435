"""`orgsheet lint --fix`: mend the files, or show how they would be mended."""

from __future__ import annotations

from collections.abc import Sequence

from orgsheet.cli.exits import complain
from orgsheet.cli.output import put
from orgsheet.cli.selection import clear_up
from orgsheet.lint.session import LintSession
from orgsheet.render.display_width import printable


def mend_files(session: LintSession, paths: Sequence[str], *, unsafe: bool, write: bool) -> int:
    """Mend the files, or show how; return how many files could not be written."""
    from orgsheet.files import UnwritableFileError
    from orgsheet.lint.fixes import write_fixed
    from orgsheet.render.findings.patch import render_patch

    workspace, fixer = session.workspace, session.fixer()
    if write:
        clear_up(workspace)
    mended = more = unwritten = 0
    for path in paths:
        fixed = fixer.fix(path, unsafe=unsafe)
        for finding, reason in fixed.refused:
            complain(f"{printable(path)}:{finding.place.line}: {finding.title}: {reason}")
        more += fixed.more
        if fixed.before == fixed.after:
            continue
        if not write:
            mended += len(fixed.mended)
            put(render_patch(path, fixed.before, fixed.after))
            continue
        try:
            write_fixed(workspace, fixed)
        except UnwritableFileError as error:
            unwritten += 1
            complain(f"{printable(path)}: {error}")
            continue
        mended += len(fixed.mended)
        for finding in fixed.mended:
            complain(f"直しました: {printable(path)}:{finding.place.line}: {finding.title}")
    complain(f"{mended} か所を{'直しました' if write else '直せます'}。")
    if more:
        complain(f"ほか {more} 件は --unsafe で直せます。直したあと、読み直してください。")
    return unwritten
