"""Workspaces of any size, made from the five real sheets: same shapes and lengths, other names."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from measure import ROOT

_YEAR = "R5"
_FIRST = "青赤白黒金銀東西南北上下中内外山川森林海空風花月星"
_SECOND = "野原田島崎浦沢谷岡坂里町村井口本根戸"
_SEED = 7


def build(folder: Path, sheets: int, year: str = _YEAR) -> None:
    """Write a workspace of `sheets` sheets (a multiple of five) with the real registers.

    Each department is the real one of that year with the city's and the department's names
    replaced, so that texts differ between departments as they do in life. Written for two years,
    the departments of both have the same names.
    """
    random.seed(_SEED)
    real = ROOT / "sheets" / year / "政策推進部"
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(real.glob("*.yaml"))}
    for number in range(sheets // len(sources)):
        city = city_name()
        department = f"{city}部{number:04d}"
        target = folder / "sheets" / year / department
        target.mkdir(parents=True)
        for name, text in sources.items():
            changed = text.replace("部名: 政策推進部", f"部名: {department}").replace("取手", city)
            (target / name).write_text(changed, encoding="utf-8")
    for register in ("計画台帳.yaml", "組織台帳.yaml"):
        shutil.copy(ROOT / "sheets" / register, folder / "sheets" / register)


def city_name() -> str:
    """Return a made-up name of a city, the next one of the seeded series."""
    return random.choice(_FIRST) + random.choice(_SECOND)  # noqa: S311 - a seeded corpus
