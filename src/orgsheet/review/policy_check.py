"""What a change to the policy would do: a baseline that grows, rules that no longer load."""

from __future__ import annotations

from orgsheet.lint.baseline import (
    MAX_RECORD_BYTES,
    BaselineError,
    Entry,
    growth,
    parse_baseline,
)
from orgsheet.lint.rules import RuleFileError, apply_settings, load_rules
from orgsheet.review.inputs import Inputs
from orgsheet.review.model import BaselineCounts
from orgsheet.review.policy import (
    BASELINE_PATH,
    PolicyChange,
    host_changes,
    is_judging,
    policy_changes,
)
from orgsheet.settings import Settings, SettingsError, load_settings
from orgsheet.source import UnreadableFileError
from orgsheet.workspace import REGISTERS, Workspace
from orgsheet.workspace_files import Files, WorkspaceError


def recorded_in(files: Files, baseline: str | None) -> list[Entry]:
    """Return the entries of the baseline at a place; none where there is no file.

    Raises:
        BaselineError, UnreadableFileError: it cannot be read.
    """
    data = None if baseline is None else files.read(baseline, MAX_RECORD_BYTES)
    return [] if data is None or baseline is None else parse_baseline(data, baseline)


def check_policy(
    inputs: Inputs, settings: Settings
) -> tuple[tuple[PolicyChange, ...], BaselineCounts, list[str]]:
    """Return what happens to the policy, to the baseline, and what makes the review fail there.

    Args:
        inputs: the states to look at.
        settings: the base's settings.
    """
    before, after = inputs.before, inputs.after
    # Also where only a command names it, the record may not grow.
    place = settings.baseline or _usual_place(before)
    later = _baseline_of(after) or _usual_place(after)
    names = {name for name in (place, later) if name is not None}
    found = policy_changes(before.files, after.files, names, inputs.cached)
    found += host_changes(inputs.before_top, inputs.after_top)
    problems = {one.path: one.problem for one in found if one.problem}
    if any(is_judging(one.path) for one in found):
        problem = _broken_rules(after)
        if problem:
            problems[next(one.path for one in found if is_judging(one.path))] = problem
    recorded = recorded_in(before.files, place)
    baseline = BaselineCounts(len(recorded), len(recorded), 0, 0)
    broken = []
    if names & {one.path for one in found} or place != later:
        try:
            entries = recorded_in(after.files, later)
        except (BaselineError, UnreadableFileError) as error:
            problems[str(later)] = str(error)
        else:
            added, removed = growth(recorded, entries)
            baseline = BaselineCounts(len(recorded), len(entries), len(added), len(removed))
            # The first record of a city may begin with what there is.
            if added and place is not None:
                broken.append(
                    f"既知の指摘の記録に {len(added)} 件が加わっています。"
                    "記録は減らすだけにし、新しい指摘は直すか、免除を申し出てください。"
                )
    broken += [f"{path}: {problem}" for path, problem in problems.items()]
    told = tuple(
        change._replace(problem=problems.get(change.path, change.problem)) for change in found
    )
    return told, baseline, broken


def _baseline_of(after: Workspace) -> str | None:
    try:
        return load_settings(after).baseline
    except (SettingsError, WorkspaceError):
        return None


def _usual_place(workspace: Workspace) -> str | None:
    return BASELINE_PATH if BASELINE_PATH in workspace.paths else None


def _broken_rules(after: Workspace) -> str:
    """Return why the change's own rules or settings could not be used, "" if they can."""
    try:
        apply_settings(load_rules(after), load_settings(after))
        for name in ("sheet", *REGISTERS.values()):
            after.schema(name)
    except (RuleFileError, SettingsError, WorkspaceError) as error:
        return f"この変更を取り込むと、点検が動かなくなります。{error}"
    return ""
