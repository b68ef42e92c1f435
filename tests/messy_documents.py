"""Readable documents in every style but the canonical one, for the tests of edits and format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

KEYS = ["年度", "部名", "組織目標", "担当", "計画関連No.", "達成基準", "備考", "説 明", "a"]
PLAIN = [
    "R5",
    "自主・自律、未来へ",
    "5",
    "-1.50",
    "true",
    "~",
    "x#y",
    "it's",
    "７月～８月",
    "a: b",
    "[",
    "",
]
LINES = ["本文", "　字下げ", "- 箇条", "  深い", "# 注記ではない", "", "末尾"]


class _Writer:
    """Writes a random document line by line, with numbered comments."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.comments = 0

    def one_of(self, *choices: str) -> str:
        chosen: str = self.draw(st.sampled_from(choices))
        return chosen

    def chance(self) -> bool:
        return self.one_of("no", "no", "yes") == "yes"

    def comment(self) -> str:
        self.comments += 1
        return f"# 注{self.comments}"

    def trivia(self, indent: int) -> None:
        while self.chance():
            shift = self.draw(st.integers(0, 3))
            self.lines.append(self.one_of("", " " * (indent + shift) + self.comment()))

    def beside(self) -> str:
        return self.one_of(" ", "   ", "\t") + self.comment() if self.chance() else ""

    def collection(self, indent: int, depth: int, lead: str) -> None:
        """Write a mapping or a list; `lead` stands before its first entry, on the same line."""
        is_list = self.chance()
        names = self.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
        for name in names:
            if not lead:
                self.trivia(indent)
            self.entry("-" if is_list else f"{name}:", indent, depth, lead, is_list=is_list)
            lead = ""

    def entry(self, head: str, indent: int, depth: int, lead: str, *, is_list: bool) -> None:
        start = (lead or " " * indent) + head
        kind = self.one_of("scalar", "scalar", "block", "flow", "wrapped", "below", "below")
        if depth and kind == "below":
            self.below(start, indent, depth, is_list=is_list)
        elif kind == "block":
            self.block(start, indent)
        elif kind == "flow":
            items = self.draw(st.lists(st.sampled_from(["①", '"a, b"', "'全員'"]), max_size=3))
            gap = ",\n" + " " * (indent + 1) if self.chance() else ", "
            self.lines.append(f"{start} [{gap.join(items)}]{self.beside()}")
        elif kind == "wrapped":
            quote = self.one_of("", '"', "'")
            self.lines += [
                f"{start} {quote}一行目",
                " " * (indent + 2) + f"続き{quote}{self.beside()}",
            ]
        else:
            self.lines.append(
                f"{start} {self.scalar()}".rstrip(" ") + self.beside().replace("\t", " ")
            )

    def scalar(self) -> str:
        text: str = self.draw(st.sampled_from(PLAIN))
        style = self.one_of("plain", "single", "double")
        if style == "single" or text in ("a: b", "["):
            return "'" + text.replace("'", "''") + "'"
        return text if style == "plain" else f'"{text}"'

    def below(self, start: str, indent: int, depth: int, *, is_list: bool) -> None:
        deeper = indent + self.draw(st.integers(1, 4))
        if is_list and self.chance():
            gap = " " * self.draw(st.integers(1, 3))
            self.collection(len(start + gap), depth - 1, start + gap)
        else:
            # A tab behind a dash is no space to YAML.
            self.lines.append(start + self.beside().replace("\t", " "))
            self.collection(deeper, depth - 1, "")

    def block(self, start: str, indent: int) -> None:
        mark = self.one_of("|", ">") + self.one_of("", "-", "+")
        margin = " " * (indent + self.draw(st.integers(1, 4)))
        lines = self.draw(st.lists(st.sampled_from(LINES), max_size=4))
        self.lines.append(f"{start} {mark}{self.beside()}")
        self.lines += [margin + line if line else "" for line in ["始め", *lines]]


@st.composite
def messy_documents(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """Draw the text of a document without problems, with comments nearly everywhere."""
    writer = _Writer(draw)
    writer.trivia(0)
    writer.collection(0, 3, "")
    writer.trivia(0)
    end: str = draw(st.sampled_from(["\n", "\r\n"]))
    last: str = draw(st.sampled_from(["\n", "\n", ""]))
    return ("\n".join(writer.lines) + last).replace("\n", end)
