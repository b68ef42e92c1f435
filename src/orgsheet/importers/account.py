"""The loss account: where every character of an input went, and the proof that it did."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.source.pointers import pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from orgsheet.source import Plain


class Reason(StrEnum):
    """The named normalisations: why a character of the input does not stand in a sheet as it was.

    Two more name characters that a sheet has and the input has not: `FINAL` and, in part, `YEAR`.
    """

    BOM = "BOMを除いた"
    FORM = "様式の語（表題・見出し・列名）をキーにした"
    YEAR = "年度を短い形にした"
    BLANK = "空行を除いた"
    LINE = "行の終わり"
    CELL = "表の区切り（タブ）"
    EDGE = "前後の空白を除いた"
    NEWLINE = "改行の種類をそろえた"
    TAG = "タグを除いた"
    PARAGRAPH = "段落のタグを改行にした"
    BULLET = "箇条書きの点を除いた"
    BULLET_LINE = "箇条書きの前の空白を改行にした"
    WRAP = "行の折返しをつないだ"
    LABEL = "欄の名前（重点事業①・目標期限・達成基準など）を除いた"
    GROUP = "区分のかっこを除いた"
    COLON = "時期のあとのコロンを除いた"
    SEPARATOR = "区切りの空白を除いた"
    FINAL = "文章の終わりに改行を足した"
    JOINED = "結合された欄の中身を改行でつないだ"
    REPEATED = "年度・部名・課名のくり返しを除いた"
    TAB = "文中のタブを空白にした"
    DIGIT = "数の書き方をそろえた"
    NAMED = "様式の名前を足した"
    CHOICE = "選ぶ値を様式の書き方にした"
    HINT = "入力欄の案内の文字"
    DELETED = "変更履歴で削除された文字"
    MOVED = "変更履歴の移動元の文字"
    HIDDEN = "隠し文字"
    STRUCK = "取り消し線の文字"
    RUBY = "ふりがな"
    NUMBER = "自動で付く番号"
    SYMBOL = "記号（特別な書体の文字）"
    CIRCLED = "囲み文字の囲み"
    FIELD = "フィールドの命令"
    COMMENT = "コメント"
    FOOTNOTE = "脚注"
    DRAWN = "図・グラフの中の文字"
    PAGE = "頁番号と頁の区切り"
    MARGIN = "ヘッダー・フッターの文字"
    COVERED = "結合で隠れた欄の文字"
    HIDDEN_ROW = "隠し行・隠し列の文字"
    HIDDEN_SHEET = "隠しシートの文字"
    UNSEEN = "表示形式で見えない値"
    UNSEEN_HTML = "頁の題やスクリプトなど、画面に出ない文字"
    PROTECTED = "シートの保護"
    UNREAD = "読み方の分からない場所の文字"
    UNPLACED = "未配置（どの欄にも入れていない）"


class AccountError(Exception):
    """The account does not add up: a fault of the importer, never of its input."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value: the sheet's path and the value's JSON pointer (RFC 6901)."""

    path: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Placed:
    """The characters stand unchanged in these values (more than one for a group's name)."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Normalised:
    """The characters were replaced by `text` (often nothing) under the name `name`.

    `places` are the values that hold `text`; empty where `text` is.
    """

    name: str
    text: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of the input's code points from `start` to `end` (from 0, end exclusive).

    An entry of no width is a character that the sheet has and the input has not.
    """

    start: int
    end: int
    fate: Placed | Normalised


class Tally(NamedTuple):
    """How often a normalisation was made and how many characters of the input it took."""

    name: str
    times: int
    characters: int


class Account:
    """The fate of every code point of `text`.

    `entries` are in the order of the text and do not overlap.
    """

    def __init__(self, text: str, entries: list[Entry]) -> None:
        """Sort the entries.

        Raises:
            AccountError: two entries claim the same character.
        """
        self.text = text
        self.entries = sorted(entries, key=lambda entry: (entry.start, entry.end))
        end = 0
        for entry in self.entries:
            if entry.start < end:
                raise AccountError(f"{self.locate(entry.start)}: claimed twice")
            end = entry.end

    @property
    def total(self) -> int:
        """The number of code points in the input."""
        return len(self.text)

    @property
    def placed(self) -> int:
        """The number of code points that stand unchanged in a sheet."""
        return sum(e.end - e.start for e in self.entries if isinstance(e.fate, Placed))

    @property
    def lost(self) -> int:
        """The number of code points with no entry: 0, or the import is not to be used."""
        return self.total - sum(entry.end - entry.start for entry in self.entries)

    def summary(self) -> list[Tally]:
        """Return one line for each normalisation that was made, in the order of `Reason`."""
        return [
            Tally(reason, len(entries), sum(entry.end - entry.start for entry in entries))
            for reason in Reason
            if (entries := self.under(reason))
        ]

    def under(self, name: str) -> list[Entry]:
        """Return the entries of one normalisation, in the order of the text."""
        return [
            entry
            for entry in self.entries
            if isinstance(entry.fate, Normalised) and entry.fate.name == name
        ]

    def locate(self, offset: int) -> tuple[int, int]:
        """Return line and column of a code point, both from 1; LF, CRLF and CR end a line."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def verify(self, sheets: Mapping[str, Plain]) -> None:
        """Prove that the sheets hold what the account says, and nothing else.

        `sheets` maps each path to the data read back from its YAML text. For every value, the
        characters the account places in it are put together again and compared.

        Raises:
            AccountError: a character is lost, misplaced, changed or invented.
        """
        if self.lost:
            raise AccountError(f"{self.lost} characters have no entry")
        expected: dict[Place, list[str]] = {}
        for entry in self.entries:
            fate = entry.fate
            text = self.text[entry.start : entry.end] if isinstance(fate, Placed) else fate.text
            if text and not fate.places:
                raise AccountError(f"{self.locate(entry.start)}: placed nowhere")
            for place in fate.places:
                expected.setdefault(place, []).append(text)
        for path, data in sheets.items():
            for pointer, value in leaves(data):
                parts = expected.pop(Place(path, pointer), [])
                if _as_text(value) != "".join(parts):
                    raise AccountError(f"{path}{pointer}: {value!r} is not what was placed there")
        if expected:
            raise AccountError(f"placed in no sheet: {next(iter(expected))}")

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for index, char in enumerate(self.text):
            if char == "\n" or (char == "\r" and self.text[index + 1 : index + 2] != "\n"):
                starts.append(index + 1)
        return starts


def _as_text(value: Plain) -> Plain:
    """Return a number as it was written before it became one; other values as they are."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def leaves(data: Plain, pointer: str = "") -> Iterator[tuple[str, Plain]]:
    """Yield every scalar below `data` with its JSON pointer."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, pointer + step(key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, pointer + step(index))
    else:
        yield pointer, data


def step(key: str | int) -> str:
    """Return one step of a JSON pointer with its slash."""
    return pointer_to((key,))
