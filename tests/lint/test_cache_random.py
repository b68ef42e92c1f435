"""The cache under edits at random: what is told is what a run without it tells."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_edits import EDITED, FILES, edits
from random_runs import runs

from orgsheet.lint.session import open_session
from orgsheet.render.reporter import render_findings
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.settings import SettingsError
from orgsheet.workspace.workspace import Workspace


@pytest.mark.slow
@settings(
    max_examples=runs(32),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.lists(edits(), min_size=1, max_size=3), st.sets(st.sampled_from(EDITED))),
        min_size=1,
        max_size=3,
    )
)
def test_after_any_edits_a_recorded_run_tells_what_one_without_a_record_does(
    drawn: list[tuple[list[tuple[str, bytes | None]], set[str]]],
) -> None:
    """Registers, settings and sheets changed, and some or all checked: the same to the letter."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in FILES:
            _put(folder / path, FILES[path])
        _told(folder, None, cached=True)
        for changes, chosen in drawn:
            for path, data in changes:
                _put(folder / path, data)
            some = sorted(path for path in chosen if (folder / path).is_file())
            for paths in ([some] if some else []) + [None]:
                assert _told(folder, paths, cached=True) == _told(folder, paths, cached=False)


def _put(file: Path, data: bytes | None) -> None:
    if data is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _told(folder: Path, paths: list[str] | None, *, cached: bool) -> str | tuple[object, ...]:
    """Return all that a run tells, as a person reads it and as it is."""
    try:
        report = open_session(Workspace.open(folder)).judged(paths, cached=cached)
    except (RuleFileError, SettingsError) as error:
        return str(error)
    found = [[one._replace(mend=None) for one in report.findings]]
    found += [[one.finding._replace(mend=None) for one in report.waived]]
    return render_findings(report, "concise", ""), found, report.sheets, report.paths
