"""The shapes in which a name of staff may stand in a sheet, and every way a name may be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import yaml

HEAD = """\
年度: R5
部名: 見本部
課名: {課}
組織目標: 市民に分かりやすい行政を進める。
組織使命: 市民の暮らしを支える。
組織目標と計画等との関連:
  ①: [豊かなこころを育むまちづくり]
  ②: [行政運営の効率化]
  ③: []
組織が果たす役割:
  - 事務事業名称: 見本事業
    計画関連No.: [①, ②]
    裁量有無: ○
    協働有無: ×
    組織の役割: 見本となる事業を企画し、関係する課と調整する。
"""
TAIL = """\
今年度の重点事業:
  - 項目: 見本事業
    行動アクション: 市民の意見を聞き、見本となる計画案をまとめる。
    目標期限:
      - 時期: 7月
        内容: 計画案の決定
    達成基準:
      - アンケートの回答を500件以上集める。
"""
REST = """\
業務プロセスの改善: []
職員の育成及び職場活性化の取組み: []
ニーズの把握と成果の検証、評価を把握する取組み: []
"""
FIRST, SECOND = "齉麤", "龘麤"
"""What the names begin and end with: letters that no other text has."""

KNOWN = "驫麤"


class Shape(NamedTuple):
    """A sheet in which a name stands oddly, and the same sheet in order."""

    title: str
    odd: str
    right: str


def shapes() -> list[Shape]:
    """Return every shape of the data file, each as a sheet of its own section."""
    data = yaml.safe_load(
        (Path(__file__).parent / "cases" / "staff-shapes.yaml").read_text("utf-8")
    )
    found = []
    for number, (title, odd) in enumerate(_texts(data)):
        section = f"{number}課"
        names = {"{課}": section, "{名}": f"{FIRST}甲", "{名2}": f"{SECOND}乙", "{既}": KNOWN}
        right = HEAD + "    担当: [{既}, 松澤]\n" + TAIL + REST
        sheets = [_filled(text, names) for text in (odd, right)]
        found.append(Shape(f"{number}: {title}", *sheets))
    return found


def _texts(data: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield what is odd and the whole text of the sheet."""
    for separator in data["separators"]:
        for value in data["values"]:
            yield _line(f"    {data['heading']}{separator}{value}")
    for heading in data["headings"]:
        for separator in data["heading_separators"]:
            for value in data["heading_values"]:
                yield _line(f"    {heading}{separator}{value}")
    for lines in data["lines"]:
        yield _line(lines)
    for row in data["rows"]:
        yield row, HEAD + f"    担当: [高橋]\n{row}\n" + TAIL + REST
    for line in data["elsewhere"]:
        yield line, HEAD + "    担当: [高橋]\n" + TAIL + line + "\n" + REST


def _line(text: str) -> tuple[str, str]:
    return text, HEAD + text + "\n" + TAIL + REST


def _filled(text: str, names: dict[str, str]) -> str:
    for mark, name in names.items():
        text = text.replace(mark, name)
    return text


def names_in(output: str) -> list[str]:
    """Return the letters of names in an output, also where they are escaped or folded."""
    found = []
    escaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), output)
    for text in (output, escaped, unescape(output), unquote(output)):
        folded = unicodedata.normalize("NFKC", text)
        found += [
            text[max(m.start() - 40, 0) : m.end() + 20] for m in re.finditer("[齉龘驫麤]", text)
        ]
        found += [folded[m.start() :][:20] for m in re.finditer("[齉龘驫麤]", folded)]
    return found
