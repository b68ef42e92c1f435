"""A diff as JSON, in the form of `schema/changes.schema.json`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from orgsheet.diff.change_book import SILENT
from orgsheet.diff.changes import Change, Report, Spot
from orgsheet.match.links import Link, RowRef, Side
from orgsheet.render.json_text import json_text

VERSION = 1

LEVEL_FIELDS = {"重": "important", "注": "attention", "参": "information", "雑": "noise"}
"""The levels' names as JSON fields."""


def render_json(report: Report) -> str:
    """Return the report, a line for each link and change; Japanese stays readable."""
    record = {
        "version": VERSION,
        "profile": report.profile,
        "notices": list(report.notices),
        "before": _side(report.before),
        "after": _side(report.after),
        "links": [_link(link) for link in report.matching.links],
        "changes": [_change(change) for change in report.changes],
        "summary": _summary(report),
    }
    fields = (f"  {_compact(name)}: {_field(value)}" for name, value in record.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _field(value: object) -> str:
    """Return a value of the whole: a list of records with one of them on each line."""
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n    " + ",\n    ".join(map(_compact, value)) + "\n  ]"


def _compact(value: object) -> str:
    return json_text(value, indent=None).removesuffix("\n")


def _side(side: Side) -> dict[str, Any]:
    return {
        "label": side.label,
        "sheets": [str(identity) for identity in side.sheets],
        "samples": [str(identity) for identity, sheet in side.sheets.items() if sheet.get("見本")],
        "unreadable": [str(identity) for identity in side.unreadable],
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "list": link.section,
        "before": _row(link.before),
        "after": _row(link.after),
        "basis": link.basis,
        "band": link.band,
        "score": round(link.score, 4),
        "reasons": list(link.reasons),
    }


def _row(ref: RowRef) -> str:
    return str(ref)


def _change(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "level": change.level,
        "area": change.area,
        "title": change.title,
        "message": change.message,
        "before": _spot(change.before),
        "after": _spot(change.after),
        "folded": change.folded,
        "fingerprint": change.fingerprint,
    }


def _spot(spot: Spot | None) -> dict[str, Any] | None:
    if spot is None:
        return None
    place: dict[str, int | None] = dict.fromkeys(("line", "column", "endLine", "endColumn"))
    if spot.node is not None:
        document = spot.sheet.document
        line, column = document.locate(spot.node.start)
        end_line, end_column = document.locate(spot.node.end)
        place = {"line": line, "column": column, "endLine": end_line, "endColumn": end_column}
    return {
        "sheet": str(spot.sheet.id),
        "path": spot.sheet.document.path,
        **place,
        "pointer": spot.pointer,
        "item": spot.item,
        "value": spot.value,
    }


def _summary(report: Report) -> dict[str, Any]:
    counts = Counter(change.level for change in report.changes)
    links = Counter(link.band for link in report.matching.links)
    hidden = {field: report.hidden.get(level, 0) for level, field in LEVEL_FIELDS.items()}
    return {
        "changes": {field: counts[level] for level, field in LEVEL_FIELDS.items()},
        "folded": sum(change.folded for change in report.changes),
        "hidden": {**hidden, "off": report.hidden.get(SILENT, 0)},
        "rows": {
            "continued": links["accepted"],
            "asked": links["asked"],
            "new": len(report.matching.new),
            "dropped": len(report.matching.dropped),
        },
    }
