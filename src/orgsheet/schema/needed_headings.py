"""The headings that the program reads in a sheet or register: an own schema must keep them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsheet.schema.keywords import REF_PREFIX, SCHEMA_LISTS

if TYPE_CHECKING:
    from orgsheet.schema.schema_files import Schema
    from orgsheet.source import Plain

_NOTES = frozenset({"備考"})
"""Headings that are for people alone: nothing reads them."""
_LATER = frozenset({"施行日", "廃止日", "部のシート", "指標", "中間", "年度末", "結果", "実施日"})
"""Headings that came after the first schemas were copied: one without them refuses them aloud."""


def missing_headings(own: Schema, packaged: Schema) -> list[str]:
    """Return the headings that an own schema lacks where the packaged one has them.

    Under another name what stands there would be checked by no rule and compared by nobody, and
    the result would look clean. Inner ones are named with those above (`重点の事業／項目`);
    those below a heading that is lacking itself are left out.
    """
    there = set(_headings(own, own, ()))
    lacking = [
        path for path in dict.fromkeys(_headings(packaged, packaged, ())) if path not in there
    ]
    names = set(lacking)
    return [
        "／".join(path)
        for path in lacking
        if path[:-1] not in names and path[-1] not in _NOTES | _LATER
    ]


def _headings(part: Plain, whole: Schema, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the path of every heading that a schema allows by its name; lists add no step."""
    if not isinstance(part, dict):
        return
    reference = part.get("$ref")
    if isinstance(reference, str):
        yield from _headings(whole["$defs"][reference.removeprefix(REF_PREFIX)], whole, above)
    for key, inner in part.get("properties", {}).items():
        if inner is not False:
            yield (*above, key)
            yield from _headings(inner, whole, (*above, key))
    for keyword in ("items", "then", "else"):
        yield from _headings(part.get(keyword), whole, above)
    for keyword in sorted(SCHEMA_LISTS):
        for inner in part.get(keyword, ()):
            yield from _headings(inner, whole, above)
