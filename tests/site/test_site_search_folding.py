"""The script of the site's search folds texts as `orgsheet find` does, in a real browser."""

from __future__ import annotations

import random
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from browser import page_of_chromium
from conftest import ROOT, Command

from orgsheet.japanese.search_words import fold_with_places, folded, words_of

pytest.importorskip("jinja2")
pytestmark = pytest.mark.slow

TEXTS = 4000
LARGEST = 2048
"""Bytes of the script, with what it folds by."""
KINDS = [
    "aZ09-~()/ ",
    "ａＺ０９－～（）／\u3000",
    "〜～∼˜゠・･。｡",
    "かがハバパヤｶﾞﾊﾟｳﾞ゛゜ﾞﾟ\u3099\u309a",
    "市民会館㈱①㍻㌔髙塚晴神",
    "ΑΣςσİıẞßÅéＳΣ",
    "ᄒ\u1161ᆫ한글ﾡￂ",
    " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u2003\u2028\u202f\ufeff\u200b",
    "e\u0301\u0323o\u0308\u0316\u0345ק\u05bc",
    "𝐀𝟗𠮷🏛👨\u200d👩",
]


def _texts(seed: int) -> list[str]:
    """Return every letter that Python knows, and random texts of the kinds that meet in sheets."""
    chosen = random.Random(seed)  # noqa: S311 - the same texts each time
    known = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) not in {"Cn", "Co", "Cs"}
    ]
    every = ["".join(known[at : at + 64]) for at in range(0, len(known), 64)]
    mixed = [
        "".join(chosen.choice(chosen.choice(KINDS)) for _ in range(chosen.randint(1, 14)))
        for _ in range(TEXTS)
    ]
    return every + mixed


def _search_page(folder: Path) -> Path:
    """Return the page of the search of a small site."""
    place = folder / "sheets" / "R5" / "政策推進部"
    place.mkdir(parents=True)
    shutil.copy(ROOT / "sheets" / "R5" / "政策推進部" / "秘書課.yaml", place)
    done = Command(folder)("site", "--internal", "--output", "公開")
    assert done.code == 0, done.err
    return folder / "公開" / "search" / "index.html"


def test_the_page_folds_and_finds_as_the_command_does(tmp_path: Path) -> None:
    """Each text is folded alike, and a query finds the same texts in the page as in Python."""
    address = _search_page(tmp_path)
    assert len((address.parent / "search.js").read_bytes()) <= LARGEST
    texts = _texts(1)
    own = texts[-TEXTS:]
    queries = [text[:6] for text in own[:300]] + [f"{text[2:4]}\u3000{text[5:6]}" for text in own]
    with page_of_chromium() as page:
        page.goto(address.as_uri())
        told = _asked(page, "texts => texts.map(orgsheetFold)", texts)
        wrong = [
            (text, ours, theirs)
            for text, theirs in zip(texts, told, strict=True)
            if (ours := folded(text)) != theirs
        ]
        assert wrong == []
        page.evaluate(
            "texts => orgsheetIndex(texts.map((text, at) => [`x${at}`, '', [], text]))", own[:400]
        )
        found = _asked(page, "all => all.map(one => orgsheetFind(one))", queries)
    keys = [folded(text) for text in own[:400]]
    some = 0
    for query, addresses in zip(queries, found, strict=True):
        words = words_of(query)
        wanted = [
            f"x{at}" for at, key in enumerate(keys) if words and all(word in key for word in words)
        ]
        assert [one for one in addresses if one.startswith("x")] == wanted, query
        some += bool(wanted)
    assert some > 300


def _asked(page: Any, script: str, value: list[str]) -> list[Any]:  # noqa: ANN401 - Playwright's
    told: list[Any] = page.evaluate(script, value)
    return told


def test_each_folded_letter_leads_back_to_its_own() -> None:
    """The stretch of the text behind a folded letter, folded by itself, holds that letter."""
    for text in _texts(2)[-TEXTS:]:
        found = fold_with_places(text)
        assert len(found.origins) == len(found.text)
        assert list(found.origins) == sorted(found.origins)
        for number, start in enumerate(found.origins):
            later = [one for one in found.origins[number:] if one > start]
            stretch = text[start : later[0] if later else len(text)]
            assert found.text[number] in folded(stretch), (text, stretch)
