"""The words that are the published sheets' city's own: no other city may ever read one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from conftest import ROOT

SHORTEST = 4
"""Characters; shorter names are words of every day as well (予算編成 is one, 契約 another)."""
OF_EVERY_CITY = {"総合教育会議"}
"""Of the names in the sheets those that a law gives to every city."""
FORMS = ("取手市R5", "取手市R6")
"""A packaged form is called after the city whose form it is."""


@cache
def words_of_the_city() -> frozenset[str]:
    """Return the words of the published sheets and registers that are one city's own."""
    sheets = [_load(path) for path in (ROOT / "sheets" / "R5").rglob("*.yaml")]
    found = {
        text
        for sheet in sheets
        for key, text in _names(sheet)
        if key in {"項目", "事務事業名称", "部名", "課名", "①", "②", "③"}
    }
    plans = _load(ROOT / "sheets" / "計画台帳.yaml")
    found |= {text for key, text in _names(plans) if key in {"名称", "略称", "項目"}}
    long = {word for word in found if len(word) > SHORTEST} - OF_EVERY_CITY
    return frozenset(long) | {"取手", "とりで"}


def words_in(text: str) -> list[str]:
    """Return the words of the city that a text has; the names of the packaged forms are none."""
    for name in FORMS:
        text = text.replace(name, "")
    return sorted(word for word in words_of_the_city() if word in text)


def _load(path: Path) -> object:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes texts only


def _names(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with the heading above it."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _names(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, key)
    elif isinstance(value, str):
        yield key, value.strip()
