"""A paragraph of a Word file: the text that a person sees, and what is beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as kept

from orgsheet.importers.account import Reason
from orgsheet.importers.word_names import MC, Node, Styles, local, w

_TEXTS = {"t", "delText", "instrText", "delInstrText"}
_CIRCLED = re.compile(
    r"^\s*eq\s+\\o(?:\\a[clrd])?\s*\((?P<parts>.*)\)\s*$", re.IGNORECASE | re.DOTALL
)
_PAGE = re.compile(r"^\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_ENOUGH = 20
"""More characters than the longest name of a field has."""
_SKIPPED = {"pPr", "rPr", "sdtPr", "sdtEndPr", "rubyPr", "tblPr", "trPr", "tcPr", "sectPr"}


@dataclass(slots=True)
class Found:
    """What a paragraph holds: its text, runs that are no text, and the text boxes anchored in it.

    `joins_next` says that its end was deleted: the next paragraph goes on in the same line.
    """

    text: str = ""
    noted: list[tuple[str, Reason]] = kept(default_factory=list)
    boxes: list[Node] = kept(default_factory=list)
    remarks: list[str] = kept(default_factory=list)
    joins_next: bool = False


class _Field:
    """A field that has begun: what it tells Word to do, and whether that is a page's number."""

    __slots__ = ("_head", "code", "has_result", "is_page")

    def __init__(self) -> None:
        self.code: list[str] = []
        self.has_result = self.is_page = False
        self._head = ""

    def add(self, text: str) -> None:
        """Add a part of the code; its first words alone say what it is."""
        self.code.append(text)
        if len(self._head) < _ENOUGH:
            self._head = (self._head + text).lstrip()[:_ENOUGH]
            self.is_page = _PAGE.match(self._head) is not None


class ParagraphReader:
    """Reads paragraphs; `seen` collects every element whose text was taken or noted."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.seen: set[Node] = set()
        self._found = Found()
        self._texts: list[str] = []
        self._noted: list[tuple[list[str], Reason]] = []
        self._fields: list[_Field] = []
        self._pages = 0
        self._style = ""

    def read(self, paragraph: Node, *, deleted: Reason | None = None) -> Found:
        """Return what a `w:p` holds; `deleted` is the reason why all of it is no text, if it is."""
        self._found = found = Found()
        self._texts, self._noted = [], []
        properties = paragraph.find(w("pPr"))
        self._style = ""
        if properties is not None:
            style = properties.find(w("pStyle"))
            self._style = "" if style is None else style.get(w("val"), "")
            marks = properties.find(w("rPr"))
            found.joins_next = marks is not None and any(
                marks.find(w(one)) is not None for one in ("del", "moveFrom")
            )
        self._children(paragraph, deleted)
        found.text = "".join(self._texts)
        found.noted = [("".join(texts), reason) for texts, reason in self._noted]
        return found

    def _children(self, node: Node, reason: Reason | None) -> None:
        for child in node:
            self._walk(child, reason)

    def _walk(self, node: Node, reason: Reason | None) -> None:  # noqa: C901, PLR0912
        tag = local(node)
        if not tag or tag in _SKIPPED:
            return
        if tag in _TEXTS:
            self._take(node, tag, reason)
        elif tag == "r":
            self._run(node, reason)
        elif tag in ("del", "moveFrom"):
            self._children(node, Reason.DELETED if tag == "del" else Reason.MOVED)
        elif tag == "ruby":
            for part in node:
                if local(part) == "rt":
                    self._children(part, reason or Reason.RUBY)
                else:
                    self._walk(part, reason)
        elif tag == "AlternateContent" and node.tag.startswith(MC):
            for one in chosen_half(node):
                self._children(one, reason)
        elif tag == "txbxContent":
            self._found.boxes.append(node)
        elif tag == "sdt":
            self._control(node, reason)
        elif tag == "sym":
            self._noted.append(([_symbol(node)], reason or Reason.SYMBOL))
        elif tag == "fldChar":
            self._field(node, reason)
        elif tag == "fldSimple":
            page = _PAGE.match(node.get(w("instr"), ""))
            self._children(node, reason or (Reason.PAGE if page else None))
        elif tag in _MARKS:
            self._add(_MARKS[tag], reason)
        elif tag == "textpath" and node.get("string"):
            self._add(node.get("string"), reason)
        elif tag == "pic":
            self._found.remarks.append("画像があります。画像の中の文字は読めません。")
        elif tag in ("OLEObject", "altChunk"):
            self._found.remarks.append(
                "ほかのファイルが埋め込まれています。中は読んでいません。要るなら、別に取り込んでください。"
            )
        else:
            self._children(node, reason)

    def _run(self, node: Node, reason: Reason | None) -> None:
        properties = node.find(w("rPr"))
        style = None if properties is None else properties.find(w("rStyle"))
        styles = ("" if style is None else style.get(w("val"), ""), self._style)
        if reason is None and self.styles.has_mark(properties, "vanish", *styles):
            reason = Reason.HIDDEN
        elif reason is None and any(
            self.styles.has_mark(properties, mark, *styles) for mark in ("strike", "dstrike")
        ):
            reason = Reason.STRUCK
        self._children(node, reason)

    def _take(self, node: Node, tag: str, reason: Reason | None) -> None:
        self.seen.add(node)
        text = node.text or ""
        if tag in ("t", "delText"):
            fate = Reason.DELETED if tag == "delText" else Reason.PAGE if self._pages else None
            self._add(text, reason or fate)
        elif self._fields and not self._fields[-1].has_result:
            field = self._fields[-1]
            self._pages -= field.is_page
            field.add(text)
            self._pages += field.is_page
        elif text:
            self._noted.append(([text], reason or Reason.FIELD))

    def _add(self, text: str, reason: Reason | None) -> None:
        if reason is None:
            self._texts.append(text)
        elif text:
            noted = self._noted
            if noted and noted[-1][1] is reason and reason is not Reason.SYMBOL:
                noted[-1][0].append(text)
            else:
                noted.append(([text], reason))

    def _field(self, node: Node, reason: Reason | None) -> None:
        kind = node.get(w("fldCharType"))
        if kind == "begin":
            self._fields.append(_Field())
            box = node.find(f"{w('ffData')}/{w('checkBox')}")
            if box is not None:
                mark = box.find(w("checked"))
                mark = box.find(w("default")) if mark is None else mark
                is_set = mark is not None and mark.get(w("val"), "1") not in ("0", "false")
                self._add("☑" if is_set else "☐", reason)
        elif self._fields and kind == "separate":
            self._fields[-1].has_result = True
        elif self._fields and kind == "end":
            field = self._fields.pop()
            self._pages -= field.is_page
            code = "".join(field.code)
            circled = _CIRCLED.match(code)
            if circled:
                text = _last_part(circled["parts"])
                at = code.rindex(text) if text else len(code)
                self._add(text, reason)
                rest = code[:at] + code[at + len(text) :]
                self._noted.append(([rest], reason or Reason.CIRCLED))
            elif code:
                self._noted.append(([code], reason or Reason.FIELD))

    def _control(self, node: Node, reason: Reason | None) -> None:
        properties = node.find(w("sdtPr"))
        hint = properties is not None and properties.find(w("showingPlcHdr")) is not None
        content = node.find(w("sdtContent"))
        if content is not None:
            self._children(content, reason or (Reason.HINT if hint else None))


_MARKS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "",
}


def chosen_half(node: Node) -> list[Node]:
    """Return the half of a choice that is read: the first that holds something, else all."""
    chosen = next((one for one in node if local(one) == "Choice" and len(one)), None)
    return list(node) if chosen is None else [chosen]


def _symbol(node: Node) -> str:
    try:
        code = int(node.get(w("char"), ""), 16)
    except ValueError:
        return "?"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "?"  # noqa: PLR2004


def _last_part(parts: str) -> str:
    """Return what is overprinted last: in `○,囲` the character within the circle."""
    return parts.rpartition(",")[2].strip() if "," in parts else parts.strip()
