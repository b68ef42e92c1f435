"""Which rows are new, gone, renamed, moved, split, merged or merely copied."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.compare_prose import form_fact, plain, text_kind
from orgsheet.diff.facts.scene import (
    Scene,
    SheetPair,
    field_spot,
    key,
    relative_years,
    row_fact,
    sheet_spot,
    subject,
    telling_order,
)
from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.likeness import normalize, within_reach
from orgsheet.japanese.titles import Likeness, nearest
from orgsheet.match.links import Link, RowRef
from orgsheet.source import Plain

_COPIED = {"重点": "project-copied", "改善": "improvement-copied"}
_SEVERAL = 2


def sort_of(ref: RowRef) -> str:
    """Return what a row of a list is called in rule ids: `project`, `role` or `effort`."""
    if ref.row.table.is_first:
        return "project"
    return "role" if ref.row.table.is_duties else "effort"


def _efforts(pair: SheetPair) -> list[str]:
    """Return the headings of the lists of intentions, which come and go as a whole."""
    return [table.key for table in pair.after.form.works if not table.is_first]


def changed_rows(scene: Scene) -> Iterator[Fact]:
    """Yield the facts about whole rows."""
    asked = [link for link in scene.matching.links if link.band == "asked"]
    asked.sort(key=lambda link: telling_order(link.after))
    unsure: set[tuple[str, str, int]] = set()
    for link in asked:
        if key(link.before) not in scene.links_before and key(link.after) not in scene.links_after:
            unsure |= {key(link.before), key(link.after)}
    yield from (_possible(scene, link) for link in asked)
    started = _lists(scene)
    for ref in sorted(scene.matching.dropped, key=telling_order):
        if key(ref) not in unsure:
            yield _one_sided(scene, ref, started, is_new=False)
    for ref in sorted(scene.matching.new, key=telling_order):
        if key(ref) not in unsure:
            yield _one_sided(scene, ref, started, is_new=True)
    yield from _splits(scene)
    for link in scene.single_links:
        yield from _renamed(scene, link)
        yield from _moved(scene, link)


def _possible(scene: Scene, link: Link) -> Fact:
    values = {
        "前": link.before.name,
        "後": link.after.name,
        "一致度": f"{link.score:.0%}",
        "理由": "、".join(link.reasons) or "名称が似ている",
    }
    if key(link.before) in scene.links_before:
        return row_fact("split-possible", link.before, link.after, values)
    if key(link.after) in scene.links_after:
        return row_fact("merge-possible", link.before, link.after, values)
    cause = scene.cause("possible", link.after, subject(link.before.name))
    return row_fact("project-possible", link.before, link.after, values, cause)


def _lists(scene: Scene) -> dict[tuple[str, str], str]:
    """Return the cause of rows in a list that one side left empty, by sheet and list."""
    causes = {}
    for pair in scene.pairs:
        for section in _efforts(pair):
            sizes = [len(sheet.actions_of(section)) for sheet in pair]
            if not sizes[0] and sizes[1]:
                causes[str(pair.after.id), section] = f"list-started\n{section}"
            elif sizes[0] and not sizes[1]:
                causes[str(pair.before.id), section] = f"list-ended\n{section}"
    return causes


def _one_sided(
    scene: Scene, ref: RowRef, lists: dict[tuple[str, str], str], *, is_new: bool
) -> Fact:
    """Return that a row came in or went out."""
    words = ("new", "project-raised", "in") if is_new else ("dropped", "project-lowered", "out")
    became, kept_as_role, way = words
    kind = f"{sort_of(ref)}-{became}"
    other = scene.earlier(ref.sheet) if is_new else scene.later(ref.sheet)
    if other is None:
        cause = f"section-{became}\n{ref.sheet.id}"
    else:
        if ref.row.table.is_first and _has_role(scene, other, ref.name):
            kind = kept_as_role
        cause = lists.get((str(ref.sheet.id), ref.section)) or scene.cause(way, ref)
    return row_fact(kind, None if is_new else ref, ref if is_new else None, cause=cause)


def _has_role(scene: Scene, sheet: Sheet, name: str) -> bool:
    """Say whether a sheet, or for a department's own one any of its sections, has such a role."""
    sheets = scene.sections_of(sheet) if sheet.id.is_department else [sheet]
    roles = [role.name.text for one in sheets for role in one.roles if role.name]
    searches = len(scene.matching.dropped) + len(scene.matching.new)
    return name in roles or nearest(name, within_reach(roles, searches), Likeness()) is not None


def _splits(scene: Scene) -> Iterator[Fact]:
    for links in scene.links_before.values():
        if len(links) >= _SEVERAL:
            parts = sorted(links, key=lambda link: key(link.after))
            names = "」「".join(link.after.name for link in parts)
            values = {"前": parts[0].before.name, "後": names, "件数": str(len(parts))}
            kind = f"{sort_of(parts[0].after)}-split"
            cause = scene.cause("split", parts[0].before)
            yield row_fact(kind, parts[0].before, parts[0].after, values, cause)
    for links in scene.links_after.values():
        if len(links) >= _SEVERAL:
            parts = sorted(links, key=lambda link: key(link.before))
            names = "」「".join(link.before.name for link in parts)
            values = {"前": names, "後": parts[0].after.name, "件数": str(len(parts))}
            kind = f"{sort_of(parts[0].after)}-merged"
            cause = scene.cause("merged", parts[0].after)
            yield row_fact(kind, parts[0].before, parts[0].after, values, cause)


def _renamed(scene: Scene, link: Link) -> Iterator[Fact]:
    before, after = link.before, link.after
    field = after.row.table.name
    how = text_kind(before.name, after.name)
    if how == "same":
        return
    if how != "changed":
        nodes = before.row.node.get(field), after.row.node.get(field)
        if nodes[0] and nodes[1]:
            yield form_fact(
                how, field_spot(before, nodes[0], field), field_spot(after, nodes[1], field)
            )
        return
    if relative_years(before.name, before.sheet.year) == relative_years(
        after.name, after.sheet.year
    ):
        return
    basis = "（似ていることから、続いているとみた）" if link.basis == "similar" else ""
    values = {"前": before.name, "後": after.name, "根拠": basis}
    if not before.name or not after.name:
        yield row_fact("name-removed" if before.name else "name-added", before, after, values)
        return
    cause = scene.cause("renamed", after, normalize(before.name))
    yield row_fact(f"{sort_of(link.after)}-renamed", before, after, values, cause)


def _moved(scene: Scene, link: Link) -> Iterator[Fact]:
    before, after = link.before, link.after
    if (id(before.sheet), id(after.sheet)) in scene.sheet_pairs:
        if before.section != after.section:
            values = {"前": before.section, "後": after.section}
            yield row_fact("row-other-list", before, after, values)
        return
    values = {"前": before.sheet.id.unit, "後": after.sheet.id.unit}
    cause = scene.cause("moved", after, *values.values())
    if (id(before.sheet), id(after.sheet)) in scene.transfers:
        cause = f"transferred\n{before.sheet.id}\n{after.sheet.id}"
    yield row_fact(f"{sort_of(link.after)}-moved", before, after, values, cause)


def list_facts(scene: Scene, pair: SheetPair) -> Iterator[Fact]:
    """Yield the lists of actions that were empty on one side only."""
    for section in _efforts(pair):
        old, new = (sheet.actions_of(section) for sheet in pair)
        if bool(old) == bool(new) or _moved_out(scene, pair, section):
            continue
        kind = "list-started" if new else "list-ended"
        values = {
            "欄": section,
            "組織": pair.after.id.unit,
            "件数": str(len(old) + len(new)),
        }
        spots = [
            sheet_spot(sheet, sheet.get(section), section)._replace(value=None) if rows else None
            for sheet, rows in zip(pair, (old, new), strict=True)
        ]
        yield Fact(kind, spots[0], spots[1], values, f"{kind}\n{section}")


def _moved_out(scene: Scene, pair: SheetPair, section: str) -> bool:
    """Say whether each row of a list that one side lacks stands under another heading there."""
    return all(
        (str(sheet.id), section, number) in links
        for sheet, links in zip(pair, (scene.links_before, scene.links_after), strict=True)
        for number in range(len(sheet.actions_of(section)))
    )


def order_facts(scene: Scene, pair: SheetPair) -> Iterator[Fact]:
    """Yield the lists whose linked rows stand in another order; 重点事業 are numbered by it."""
    rows: dict[str, list[tuple[int, int]]] = {}
    for link in scene.links_of(pair):
        rows.setdefault(link.section, []).append((link.before.number, link.after.number))
    for section, numbers in rows.items():
        old = [before for before, _ in sorted(numbers, key=lambda pair: pair[1])]
        if old == sorted(old):
            continue
        values = {"欄": section, "組織": pair.after.id.unit}
        is_first = section in pair.after.form.list_of and pair.after.form.list_of[section].is_first
        kind = "priority-order" if is_first else "order-changed"
        spots = [sheet_spot(s, s.get(section), section)._replace(value=None) for s in pair]
        yield Fact(
            kind,
            spots[0],
            spots[1],
            values,
            "" if kind == "priority-order" else f"order-changed\n{pair.after.id}",
        )


def copied_facts(scene: Scene, pair: SheetPair) -> Iterator[Fact]:
    """Yield the rows that are last year's word for word, years moved on; one for a whole sheet."""
    if pair.same_year:
        return
    links = [link for link in scene.links_of(pair) if not link.after.row.table.is_duties]
    copied = [link for link in links if _is_copied(link)]
    linked = {key(link.after) for link in copied}
    goal = pair.after.form.role_key("目標")
    goals = [sheet.text(goal) for sheet in pair]
    same_goal = goals[0] and goals[1] and text_kind(goals[0].text, goals[1].text) == "same"
    rows = len(pair.before.actions), len(pair.after.actions)
    whole = (len(copied),) * 2 == rows and len(copied) >= _SEVERAL and bool(same_goal)
    cause = f"copied\n{pair.after.id}" if whole else ""
    if whole:
        values = {"組織": pair.after.id.unit, "件数": str(len(copied))}
        spots = [sheet_spot(sheet, None, "シート全体") for sheet in pair]
        yield Fact("section-all-copied", spots[0], spots[1], values, cause)
    for link in copied:
        kind = _COPIED.get(link.after.row.table.role, "effort-copied")
        own = scene.copied[key(link.after)] = cause or scene.cause(kind, link.after)
        yield row_fact(kind, link.before, link.after, cause=own)
    for link in links:
        if key(link.after) not in linked:
            yield from _text_copied(scene, link)
    if same_goal:
        spots = [sheet_spot(sheet, sheet.get(goal), goal) for sheet in pair]
        values = {"組織": pair.after.id.unit}
        yield Fact("goal-copied", spots[0], spots[1], values, cause or "goal-copied")


def _text_copied(scene: Scene, link: Link) -> Iterator[Fact]:
    old, new = link.before.row, link.after.row
    if not isinstance(old, Action) or not isinstance(new, Action):
        return
    if old.action and new.action and text_kind(old.action.text, new.action.text) == "same":
        values = {"項目": link.after.name, "組織": link.after.sheet.id.unit}
        yield Fact(
            "action-copied",
            field_spot(link.before, old.action, new.table.text),
            field_spot(link.after, new.action, new.table.text),
            values,
            scene.cause("action-copied", link.after),
        )


def _is_copied(link: Link) -> bool:
    """Say whether a row says what it said the year before, and says anything."""
    table = link.after.row.table
    says_anything = False
    for field in filter(None, (*table.texts, table.deadline, table.raw, table.criteria)):
        said = _said(link.before, field)
        if said != _said(link.after, field):
            return False
        says_anything |= said is not None
    return says_anything


def _said(ref: RowRef, field: str) -> str | None:
    """Return what a row says in a field, spaces, widths and the sheet's own year aside."""
    node = ref.row.node.get(field)
    text = "\n".join(_words(node.data())) if node is not None else ""
    return plain(relative_years(text, ref.sheet.year)) if text.strip() else None


def _words(data: Plain) -> list[str]:
    if isinstance(data, dict):
        return [word for name, value in data.items() for word in (name, *_words(value))]
    if isinstance(data, list):
        return [word for value in data for word in _words(value)]
    return [] if data is None else [str(data)]
