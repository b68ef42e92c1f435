"""What a change to the policy would do: a baseline that grows, rules that no longer load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orgsheet.diff.change_book import load_change_rules
from orgsheet.files import UnreadableFileError
from orgsheet.files.trees import Files, WorkspaceError
from orgsheet.lint.baseline import (
    MAX_RECORD_BYTES,
    BaselineError,
    Entry,
    growth,
    parse_baseline,
)
from orgsheet.lint.own_rules import own_policy
from orgsheet.lint.session import open_session
from orgsheet.lint.waivers import WAIVERS_PATH, Waiver
from orgsheet.review.known_grounds import Grounds
from orgsheet.review.policy import (
    BASELINE_PATH,
    PolicyChange,
    host_changes,
    is_folder_of_policy,
    is_judging,
    policy_changes,
)
from orgsheet.review.review_data import BaselineCounts
from orgsheet.review.states import Inputs
from orgsheet.schema.data_places import quotable
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import REGISTERS
from orgsheet.workspace.settings import Settings, SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace

_MOST_NAMED = 5


def recorded_in(files: Files, baseline: str | None) -> list[Entry]:
    """Return the entries of the baseline at a place; none where there is no file.

    Raises:
        BaselineError, UnreadableFileError: it cannot be read.
    """
    data = None if baseline is None else files.read(baseline, MAX_RECORD_BYTES)
    return [] if data is None or baseline is None else parse_baseline(data, baseline)


def check_policy(
    inputs: Inputs, settings: Settings, grounds: Grounds
) -> tuple[tuple[PolicyChange, ...], BaselineCounts, list[str]]:
    """Return what happens to the policy, to the baseline, and what makes the review fail there.

    Args:
        inputs: the states to look at.
        settings: the base's settings.
        grounds: what a record or a waiver may name.
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
            unfounded = grounds.unfounded(recorded, entries)
            if unfounded:
                broken.append(_unfounded(str(later), unfounded))
    if any(one.path == WAIVERS_PATH for one in found):
        broken += map(_pointless, grounds.pointless((inputs.base, before)))
    broken += [f"{path}: {problem}" for path, problem in problems.items()]
    told = tuple(
        change._replace(problem=problems.get(change.path, change.problem)) for change in found
    )
    return told, baseline, broken


def own_notice(changes: Iterable[PolicyChange], after: Workspace) -> str:
    """Return what rules and form of its own a change brings, "" where it changes none."""
    if not any(is_folder_of_policy(one.path) for one in changes):
        return ""
    try:
        own = own_policy(after)
    except WorkspaceError:
        return ""  # told as a problem of the policy itself
    return (
        f"この変更は、規則か様式の定義を変えます（取り込んだ後は {own or '付属のものだけ'}）。"
        "この点検は、取り込む先の版のもので行いました。"
    )


def _unfounded(record: str, entries: Sequence[Entry]) -> str:
    named = "、".join(
        f"「{quotable(entry.sheet)}」の {quotable(entry.rule)}" for entry in entries[:_MOST_NAMED]
    )
    rest = f" ほか {len(entries) - _MOST_NAMED} 件" if len(entries) > _MOST_NAMED else ""
    return (
        f"{record} に、変更の前のシートにはない指摘が {len(entries)} 件書かれています"
        f"（{named}{rest}）。記録できるのは、取り込む先にすでにある指摘だけです。"
        "手で書き換えたものは元に戻し、シートの変更が取り込まれてから、次の命令で"
        f"記録し直してください: orgsheet lint --baseline {record} --update-baseline"
    )


def _pointless(waiver: Waiver) -> str:
    place = f"{WAIVERS_PATH}:{waiver.line}"
    return (
        f"{place}: 「{quotable(waiver.target)}」に「{waiver.rule}」の指摘がないため、"
        "この免除は加えられません。"
        "免除できるのは、変更の前か後のシートに実際に出ている指摘だけです。"
        "対象の書き方を確かめるか、この免除を消してください。"
    )


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
        session = open_session(after)
        load_change_rules(after, session.settings)
        for name in {*after.schemas.own_names, *REGISTERS.values()}:
            after.schema(name)
        after.schemas.require_own()
    except (RuleFileError, SettingsError, WorkspaceError) as error:
        return f"この変更を取り込むと、点検が動かなくなります。{error}"
    return ""
