"""What a change to the policy would do: a baseline that grows, rules that no longer load."""

from __future__ import annotations

from collections.abc import Sequence

from orgsheet.lint.baseline import BaselineError, Entry, growth, parse_baseline
from orgsheet.lint.rules import RuleFileError, apply_settings, load_rules
from orgsheet.review.model import BaselineCounts
from orgsheet.review.policy import SCHEMAS, PolicyChange, policy_changes
from orgsheet.settings import Settings, SettingsError, load_settings
from orgsheet.source import UnreadableFileError
from orgsheet.workspace import REGISTERS, RULES, SETTINGS_PATH, Workspace
from orgsheet.workspace_files import Files, WorkspaceError


def recorded_in(files: Files, settings: Settings) -> list[Entry]:
    """Return the entries of the baseline that the settings name; none where there is no file.

    Raises:
        BaselineError, UnreadableFileError: it cannot be read.
    """
    if settings.baseline is None:
        return []
    data = files.read(settings.baseline)
    return [] if data is None else parse_baseline(data, settings.baseline)


def check_policy(
    before: Workspace, after: Workspace, settings: Settings, recorded: Sequence[Entry]
) -> tuple[tuple[PolicyChange, ...], BaselineCounts, list[str]]:
    """Return what happens to the policy, to the baseline, and what makes the review fail there.

    Args:
        before: the state from which the change started.
        after: the state with the change.
        settings: the base's settings.
        recorded: the entries of the base's baseline.
    """
    found = policy_changes(before.files, after.files, settings.baseline)
    touched = {change.path.partition("/")[0] for change in found}
    problems: dict[str, str] = {}
    if {RULES, SCHEMAS, SETTINGS_PATH} & touched:
        problem = _broken_rules(after)
        if problem:
            problems[_first(found, (RULES, SCHEMAS, SETTINGS_PATH))] = problem
    baseline = BaselineCounts(len(recorded), len(recorded), 0, 0)
    broken = []
    if settings.baseline is not None and any(one.path == settings.baseline for one in found):
        try:
            entries = recorded_in(after.files, settings)
        except (BaselineError, UnreadableFileError) as error:
            problems[settings.baseline] = str(error)
        else:
            added, removed = growth(recorded_in(before.files, settings), entries)
            baseline = BaselineCounts(len(recorded), len(entries), len(added), len(removed))
            if added:
                broken.append(
                    f"既知の指摘の記録に {len(added)} 件が加わっています。"
                    "記録は減らすだけにし、新しい指摘は直すか、免除を申し出てください。"
                )
    broken += [f"{path}: {problem}" for path, problem in problems.items()]
    told = tuple(
        change._replace(problem=problems.get(change.path, change.problem)) for change in found
    )
    return told, baseline, broken


def _first(found: Sequence[PolicyChange], starts: tuple[str, ...]) -> str:
    return next(one.path for one in found if one.path.startswith(starts))


def _broken_rules(after: Workspace) -> str:
    """Return why the change's own rules or settings could not be used, "" if they can."""
    try:
        apply_settings(load_rules(after), load_settings(after))
        for name in ("sheet", *REGISTERS.values()):
            after.schema(name)
    except (RuleFileError, SettingsError, WorkspaceError) as error:
        return f"この変更を取り込むと、点検が動かなくなります。{error}"
    return ""
