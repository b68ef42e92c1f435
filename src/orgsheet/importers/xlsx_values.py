"""What stands in the cells of an Excel workbook, as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from orgsheet.importers.account import Reason
from orgsheet.importers.number_format import BUILT_IN, GENERAL, general, shown_number, shown_text
from orgsheet.importers.office_package import Package
from orgsheet.importers.office_text import whole_number
from orgsheet.importers.word_names import Node, local

_CHECKBOX = "xfComplement"
_BREAKS = str.maketrans({"\r": "\n"})


class Style(NamedTuple):
    """What a cell's style says that bears on reading."""

    format: str
    is_struck: bool
    is_checkbox: bool


@dataclass(slots=True)
class Seen:
    """What is seen of a cell; `noted` are runs in it that are no text, `problem` is to be asked."""

    text: str = ""
    noted: list[tuple[str, Reason]] = field(default_factory=list)
    problem: str = ""


class Values:
    """The texts and styles that all worksheets of a workbook share."""

    def __init__(self, package: Package, folder: str, *, is_1904: bool) -> None:
        self.is_1904 = is_1904
        self._styles = _styles(package, f"{folder}/styles.xml")
        self._texts: list[Seen] = []
        part = f"{folder}/sharedStrings.xml"
        if package.has(part):
            self._texts = [_rich(one) for one in package.xml(part) if local(one) == "si"]

    def seen(self, cell: Node) -> Seen:
        """Return what is seen of a `c` element."""
        style = self._styles.get(whole_number(cell.get("s")), _PLAIN)
        found = self._seen(cell, style)
        if style.is_struck and found.text:
            return Seen("", [*found.noted, (found.text, Reason.STRUCK)], found.problem)
        return found

    def _seen(self, cell: Node, style: Style) -> Seen:
        kind = cell.get("t", "n")
        parts = {local(one): one for one in cell}
        if kind == "inlineStr":
            return _rich(parts["is"]) if "is" in parts else Seen()
        value = (parts["v"].text or "") if "v" in parts else ""
        if not value:
            return Seen(problem=_NO_RESULT if "f" in parts and kind != "str" else "")
        if kind == "s":
            return self._shared(value, style)
        if kind == "b":
            return Seen(_TRUE[value.strip() == "1", style.is_checkbox])
        if kind in ("str", "e", "d"):
            problem = f"式の結果がエラー（{value}）です。もとの Excel で直してください。"
            text = value.replace("\r\n", "\n").translate(_BREAKS)
            return Seen(text, [], problem if kind == "e" else "")
        return self._number(value, style)

    def _shared(self, value: str, style: Style) -> Seen:
        at = whole_number(value, -1)
        if not 0 <= at < len(self._texts):
            return Seen(problem="この欄の文字が、ファイルの中に見つかりません。")
        one = self._texts[at]
        return Seen(self._in_format(one.text, style), list(one.noted), one.problem)

    def _in_format(self, text: str, style: Style) -> str:
        shown = shown_text(text, style.format)
        return text if shown is None else shown

    def _number(self, value: str, style: Style) -> Seen:
        try:
            number = float(value)
        except ValueError:
            return Seen(value)
        if not isfinite(number):  # what Excel never writes for a number: nan, inf, 1e999
            return Seen(value)
        if style.format == GENERAL:
            return Seen(general(number))
        shown = shown_number(number, style.format, is_1904=self.is_1904)
        if shown is None:
            return Seen(
                general(number),
                [],
                f"表示形式「{style.format}」の見え方が分からないため、値の {general(number)} を"
                "入れました。Excel での見え方と違うなら、書き直してください。",
            )
        if not shown.strip():
            return Seen("", [(general(number), Reason.UNSEEN)])
        return Seen(shown.strip())


_PLAIN = Style(GENERAL, is_struck=False, is_checkbox=False)
_TRUE = {
    (True, True): "☑",
    (False, True): "☐",
    (True, False): "TRUE",
    (False, False): "FALSE",
}
_NO_RESULT = (
    "式の結果がファイルに入っていません。Excel で開き、上書き保存してから取り込んでください。"
)


def _rich(holder: Node) -> Seen:
    """Return the text of a shared or inline string: struck-out runs and readings apart."""
    found = Seen()
    for node in holder:
        tag = local(node)
        text = "".join(one.text or "" for one in node.iter() if local(one) == "t")
        text = text.replace("\r\n", "\n").translate(_BREAKS)
        if tag == "t":
            found.text += (node.text or "").replace("\r\n", "\n").translate(_BREAKS)
        elif tag == "r":
            strikes = [one for one in node.iter() if local(one) == "strike"]
            if any(one.get("val", "1") not in ("0", "false") for one in strikes):
                found.noted.append((text, Reason.STRUCK))
            else:
                found.text += text
        elif tag == "rPh" and text:
            found.noted.append((text, Reason.RUBY))
    return found


def _styles(package: Package, part: str) -> dict[int, Style]:
    if not package.has(part):
        return {}
    root = package.xml(part)
    formats = dict(BUILT_IN)
    fonts: list[bool] = []
    found: dict[int, Style] = {}
    for group in root:
        name = local(group)
        if name == "numFmts":
            for one in group:
                number = whole_number(one.get("numFmtId"), -1)
                if number >= 0:
                    formats[number] = one.get("formatCode", GENERAL)
        elif name == "fonts":
            fonts = [
                any(
                    local(mark) == "strike" and mark.get("val", "1") not in ("0", "false")
                    for mark in font
                )
                for font in group
            ]
    for group in root:
        if local(group) != "cellXfs":
            continue
        for place, one in enumerate(group):
            number = whole_number(one.get("numFmtId"))
            font = whole_number(one.get("fontId"))
            found[place] = Style(
                formats.get(number, f"#{number}"),
                is_struck=font < len(fonts) and fonts[font],
                is_checkbox=any(local(mark) == _CHECKBOX for mark in one.iter()),
            )
    return found
