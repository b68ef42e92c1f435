"""Checks of the waivers: each has a reason, an end, a rule and a place, and is still needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orgsheet.japanese.likeness import nearest, normalize, within_reach
from orgsheet.lint.check_registry import WAIVERS, Spot, check
from orgsheet.lint.hits import row_names
from orgsheet.lint.rulebook import rule_ids
from orgsheet.lint.waivers import (
    LEAST_REASON,
    WAIVERS_KEY,
    Entry,
    WaiverReview,
    item_keys,
    matched,
    newest_year,
)
from orgsheet.source import Document, Mapping, TextEdit, emit_scalar
from orgsheet.source.list_edits import without_item
from orgsheet.source.mends import Change, Mend


@check(values=("理由", "下限"))
def waiver_reason(waivers: WaiverReview) -> Iterator[Spot]:
    """Report a reason too short, or of too few different characters, to be one."""
    for entry in _flawed(waivers, "reason"):
        yield Spot(
            node=entry.value("理由"),
            values={"理由": entry.waiver.reason, "下限": str(LEAST_REASON)},
            about=_about(entry),
        )


@check(values=("規則", "候補の文"))
def waiver_rule_unknown(waivers: WaiverReview, *, cutoff: float = 0.5) -> Iterator[Spot]:
    """Report a rule that the rule book does not have.

    Args:
        waivers: all of them, and what they were tried on.
        cutoff: how alike (0 to 1) a rule's name must be to be shown.
    """
    flawed = list(_flawed(waivers, "rule"))
    ids = list(within_reach(rule_ids(waivers.workspace), len(flawed))) if flawed else []
    for entry in flawed:
        near = _best(entry.waiver.rule.lower(), ids, cutoff)
        yield Spot(
            node=entry.value("規則"),
            values={"規則": entry.waiver.rule, "候補の文": _hint(near)},
            about=_about(entry),
            paste=f"規則: {near}" if near else "",
        )


@check(values=("わけ",))
def waiver_not_allowed(waivers: WaiverReview) -> Iterator[Spot]:
    """Report a waiver of what nobody may waive."""
    for entry in _flawed(waivers, "closed"):
        key, rule = "規則", entry.rule
        if rule is not None and rule.subject == WAIVERS:
            about = f"免除についての指摘（{rule.id}）"
        elif rule is not None and rule.is_always_on:
            about = f"ファイルを読めないという指摘（{rule.id}）"
        else:
            key, about = "対象", "免除の一覧への指摘"
        yield Spot(node=entry.value(key), values={"わけ": about}, about=_about(entry))


@check(values=("注記", "正しい値"))
def waiver_item_comment(waivers: WaiverReview) -> Iterator[Spot]:
    """Report an item that a space before its `#` made a comment: the whole sheet is left."""
    for entry in _flawed(waivers, "comment"):
        node, comment = entry.value("対象"), entry.comment
        assert node is not None, "the comment is behind it"
        assert comment is not None, "the flaw says so"
        meant = f"{entry.waiver.target}{comment.text}"
        text = emit_scalar(meant, 0)
        edit = TextEdit(node.start, comment.end, text, removal=True)
        yield Spot(
            node=node,
            start=node.start,
            end=comment.end,
            values={"注記": comment.text, "正しい値": text},
            about=_about(entry),
            mend=Mend((edit,), (Change(node.pointer(), "value", meant),)),
        )


@check(values=("種類", "対象", "候補の文"))
def waiver_target_unknown(waivers: WaiverReview, *, cutoff: float = 0.6) -> Iterator[Spot]:
    """Report a target that names no sheet, or no row of it.

    Args:
        waivers: all of them, and what they were tried on.
        cutoff: how alike (0 to 1) a name must be to be shown.
    """
    names = _names(waivers)
    strangers = _strangers(waivers, names)
    sheets = list(within_reach(waivers.sheets, len(strangers)))
    for entry, items in strangers:
        sheet, _ = entry.waiver.place
        written, mark, row = _parts(entry.waiver.target)
        if items is None:
            near = _ending(sheet, names) or _best(written, sheets, cutoff)
            kind, shown, meant = "シート", written, f"{near}{mark}{row}"
        else:
            near = _best(row, within_reach(items, len(strangers)), cutoff)
            kind, shown, meant = "項目", row, f"{names[sheet]}#{near}"
        yield Spot(
            node=entry.value("対象"),
            values={"種類": kind, "対象": shown, "候補の文": _hint(near)},
            about=_about(entry),
            paste=f"対象: {emit_scalar(meant, 0)}" if near else "",
        )


@check(values=("期限年度", "最長"))
def waiver_too_long(waivers: WaiverReview) -> Iterator[Spot]:
    """Report a waiver that is to hold for longer than one may."""
    for entry in _flawed(waivers, "long"):
        assert entry.latest is not None, "the flaw says so"
        yield Spot(
            node=entry.value("期限年度"),
            values={"期限年度": entry.waiver.until, "最長": entry.latest.label},
            about=_about(entry),
            paste=f"期限年度: {entry.latest.label}",
        )


@check(values=("期限年度", "新しい年度", "行"))
def waiver_expired(waivers: WaiverReview) -> Iterator[Spot]:
    """Report a waiver whose last year is over: there are sheets of a later one."""
    newest = newest_year(waivers.workspace)
    for entry in _flawed(waivers, "expired"):
        yield Spot(
            node=entry.value("期限年度"),
            values={
                "期限年度": entry.waiver.until,
                "新しい年度": newest.label if newest else "",
                "行": _lines(waivers.document, entry.node),
            },
            about=_about(entry),
        )


@check(values=("規則", "対象", "行"))
def waiver_twice(waivers: WaiverReview) -> Iterator[Spot]:
    """Report a waiver for the rule and place of an earlier one that holds, too."""
    first: dict[tuple[str, str, str | None], Entry] = {}
    for entry in _holding(waivers):
        earlier = first.setdefault(_key(entry), entry)
        if earlier is entry:
            continue
        same = entry.node.data() == earlier.node.data()
        yield Spot(
            node=entry.node,
            values=_values(waivers, entry),
            about=_about(entry),
            related=[(waivers.document, earlier.node, "先に書かれた同じ免除")],
            mend=without_item(waivers.document, entry.node) if same else None,
        )


@check(values=("規則", "対象", "行"))
def waiver_unused(waivers: WaiverReview) -> Iterator[Spot]:
    """Report a waiver without any finding left for it.

    Only where its rule is in force and its sheet was checked to the end: otherwise nobody knows.
    """
    names = _names(waivers)
    holding = {_key(entry): entry for entry in reversed(list(_holding(waivers)))}
    held = [entry.waiver for entry in holding.values()]
    used = {waiver for _, fitting in matched(waivers.findings, held) for waiver in fitting}
    strangers = {id(entry.node) for entry, _ in _strangers(waivers, names)}
    # Of findings that are only counted nobody knows the rows.
    counted = {(f.rule, normalize(f.sheet)) for f in waivers.findings if f.total > 1}
    for entry in reversed(list(holding.values())):
        rule, sheet, _ = _key(entry)
        was_checked = rule in waivers.rules and waivers.sheets.get(names.get(sheet, "")) in (
            waivers.checked
        )
        if entry.waiver in used or id(entry.node) in strangers or not was_checked:
            continue
        if (rule, sheet) not in counted:
            yield Spot(
                node=entry.node,
                values=_values(waivers, entry),
                about=_about(entry),
                mend=without_item(waivers.document, entry.node),
            )


class _Stranger(NamedTuple):
    """An entry whose target is unknown: no such sheet, or none of its items (then these)."""

    entry: Entry
    items: list[str] | None


def _strangers(waivers: WaiverReview, names: dict[str, str]) -> list[_Stranger]:
    """Return the entries whose targets are unknown; rows of a sheet nobody can read may exist."""
    found = {(normalize(f.sheet), key) for f in waivers.findings for key in item_keys(f)}
    strangers = []
    for entry in waivers.entries:
        sheet, item = entry.waiver.place
        if not sheet or item == "" or entry.comment or sheet == normalize(WAIVERS_KEY):
            continue
        if sheet not in names:
            strangers.append(_Stranger(entry, None))
        elif item is not None and (sheet, item) not in found:
            document = waivers.workspace.document(waivers.sheets[names[sheet]])
            items = _items(document) if document else []
            if items and item not in set(map(normalize, items)):
                strangers.append(_Stranger(entry, items))
    return strangers


def _items(document: Document) -> list[str]:
    """Return what may stand behind `#`: the rows of a file and its headings; none if unread."""
    root = document.root
    return [*row_names(document), *root.entries] if isinstance(root, Mapping) else []


def _names(waivers: WaiverReview) -> dict[str, str]:
    """Return the names of the sheets by their comparison keys."""
    return {normalize(name): name for name in waivers.sheets}


def _flawed(waivers: WaiverReview, flaw: str) -> Iterator[Entry]:
    return (entry for entry in waivers.entries if flaw in entry.flaws)


def _holding(waivers: WaiverReview) -> Iterator[Entry]:
    return (entry for entry in waivers.entries if not entry.flaws)


def _key(entry: Entry) -> tuple[str, str, str | None]:
    return (entry.waiver.rule, *entry.waiver.place)


def _values(waivers: WaiverReview, entry: Entry) -> dict[str, str]:
    return {
        "規則": entry.waiver.rule,
        "対象": entry.waiver.target,
        "行": _lines(waivers.document, entry.node),
    }


def _about(entry: Entry) -> str:
    return f"{entry.waiver.rule} {normalize(entry.waiver.target)}"


def _lines(document: Document, node: Mapping) -> str:
    """Return the lines of an entry in words, as in 5〜9行め."""
    first, last = (document.locate(place)[0] for place in (node.start, node.end))
    return f"{first}行め" if first == last else f"{first}〜{last}行め"


def _parts(target: str) -> tuple[str, str, str]:
    """Return sheet, `#` and item of a target as they are written."""
    sheet, mark, item = target.replace("\uff03", "#").partition("#")
    return sheet.strip(), mark, item.strip()


def _ending(key: str, names: dict[str, str]) -> str:
    """Return the last sheet whose name ends as a target does that lacks year or department."""
    ends = [name for known, name in names.items() if known.endswith(f"/{key}")]
    return ends[-1] if ends and key else ""


def _best(text: str, candidates: Iterable[str], cutoff: float) -> str:
    found = nearest(text, candidates, cutoff)
    return found[0][0] if found else ""


def _hint(near: str) -> str:
    return f"「{near}」の誤りではありませんか。" if near else ""
