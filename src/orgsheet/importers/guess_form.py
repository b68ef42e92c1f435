"""A draft of a form's definition from files in that form: headings, columns, and what they may be.

What a heading or column means is a person's to say: the draft takes the kind that keeps any text as
it is where nothing tells more, and marks the line with 【記入】.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.importers.blocks import BLANKS, Cell, Extraction, Line
from orgsheet.importers.guess_head import guess_label, labels_of, units_of
from orgsheet.importers.guess_kind import LATER, RESULT, Guess, guess_column
from orgsheet.importers.labels import HEADING_MARK, fold_words, without_number
from orgsheet.japanese.shorten import one_line

_YEAR = re.compile(
    r"(?:令和|平成|昭和)[ \u3000]?(?:元|[0-9０-９〇一二三四五六七八九十]{1,3})[ \u3000]?年度?"
    r"|[0-9０-９]{4}[ \u3000]?年度|(?<![A-Za-z])[RH][0-9]{1,2}(?![0-9])"
)
_NUMBER = re.compile(r"(?:第?([0-9０-９]{1,2})|([①-⑳]))[)）.．、 \u3000]")
_MARKS = f"{HEADING_MARK}◆□◇▼●★【〔"
_PLAN_NUMBER = re.compile(r"([①-⑳]|[甲乙丙丁])")
_EXPLAINED = re.compile(r"[ \u3000]*[(（].*[)）]\s*$", re.DOTALL)
_HEAD = 8
_LONGEST = 40
_LONGEST_NAME = 20
_PAIR = 2


class _Heading(NamedTuple):
    words: str
    line: int
    rest: tuple[Cell, ...]


@dataclass(slots=True)
class GuessedField:
    """A field of the draft: its printed words, its guess, and the columns of a table."""

    key: str
    printed: str
    guess: Guess
    columns: list[tuple[str, str, Guess]] = field(default_factory=list)
    prefix: str = ""


@dataclass(slots=True)
class GuessedForm:
    """The draft: title, first year, units, and fields; what was not found is empty."""

    title: str = ""
    year: FiscalYear | None = None
    units: tuple[str, str] = ("部", "課")
    fields: list[GuessedField] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of the form and of its file."""
        title = re.sub(r"[\s/\\:*?\"<>|.]", "", self.title)[:_LONGEST_NAME] or "市の様式"
        return title + (self.year.label if self.year is not None else "")


def guess_form(extractions: Sequence[Extraction]) -> GuessedForm:
    """Return a draft of the form that some files are in; fields in the order of the first file."""
    form = GuessedForm()
    for extraction in extractions:
        _Reader(extraction, form).read()
    if all(one.guess.kind != "計画の項目" for one in form.fields):
        _without_plans(form)
    return form


def _without_plans(form: GuessedForm) -> None:
    """Take columns of plans' numbers as text: no heading lists what the numbers stand for."""
    asked = Guess("文字", "計画の番号なら、計画の項目の欄を足して「計画の番号」に")
    for one in form.fields:
        one.columns = [
            (key, printed, asked if guess.kind == "計画の番号" else guess)
            for key, printed, guess in one.columns
        ]


class _Reader:
    """Adds to a draft what one file shows."""

    def __init__(self, extraction: Extraction, form: GuessedForm) -> None:
        self.text = extraction.text
        self.tables: list[tuple[list[range], list[tuple[str, str, Guess]]]] = []
        self.lines = [
            line for line in extraction.lines if line.filled(extraction.text) and not line.is_margin
        ]
        self.form = form

    def read(self) -> None:
        headings = self._headings()
        first = headings[0].line if headings else min(_HEAD, len(self.lines))
        self._head(self.lines[:first])
        if not headings:
            self._list(self.lines)
            return
        for number, heading in enumerate(headings):
            stop = headings[number + 1].line if number + 1 < len(headings) else len(self.lines)
            body = self.lines[heading.line + 1 : stop]
            if heading.rest:
                body = [self.lines[heading.line]._replace(cells=heading.rest), *body]
            self._field(heading.words, [line for line in body if not self._is_title(line)])

    def _words(self, cell: Cell) -> str:
        return self.text[cell.start : cell.end].strip(BLANKS)

    def _cells(self, line: Line) -> list[str]:
        return [self._words(cell) for cell in line.filled(self.text)]

    def _is_title(self, line: Line) -> bool:
        return any(
            fold_words(self.form.title) in fold_words(one) and _YEAR.search(one)
            for one in self._cells(line)
            if self.form.title
        )

    def _head(self, lines: list[Line]) -> None:
        """Find the title with its year, the words for department and section, and other labels."""
        labels: list[tuple[str, str]] = []
        for line in lines:
            cells = [words for words in self._cells(line) if not self._take_title(words)]
            labels += labels_of(cells)
        self.form.units = units_of(labels) or self.form.units
        for label, _ in labels:
            is_known = any(one.key == label for one in self.form.fields)
            if label.removesuffix("名") not in (*self.form.units, "年度") and not is_known:
                self.form.fields.append(GuessedField(label, label, guess_label(label)))

    def _take_title(self, words: str) -> bool:
        """Tell whether words are the form's title, with its year."""
        year = _YEAR.search(words)
        if year is None or self.form.title or len(words) > _LONGEST:
            return False
        self.form.year = FiscalYear.read("".join(year[0].split()))
        title = _EXPLAINED.sub("", _YEAR.sub("", words))
        self.form.title = title.strip(BLANKS + "（）()「」")
        return True

    def _headings(self) -> list[_Heading]:
        """Return the headings: lines with a mark, else numbered ones, else those so called."""
        for find in (self._marked, self._numbered, self._styled):
            found = [
                heading for index, line in enumerate(self.lines) if (heading := find(index, line))
            ]
            if len(found) >= _PAIR:
                return found
        return []

    def _heading(self, index: int, line: Line, words: str) -> _Heading:
        rest = tuple(cell for cell in line.filled(self.text)[1:])
        return _Heading(words.strip(BLANKS + "】〕"), index, rest)

    def _marked(self, index: int, line: Line) -> _Heading | None:
        words = self._words(line.filled(self.text)[0])
        if words[0] not in _MARKS or len(words) > _LONGEST + _LONGEST:
            return None
        return self._heading(index, line, words[1:])

    def _numbered(self, index: int, line: Line) -> _Heading | None:
        words = self._words(line.filled(self.text)[0])
        match = _NUMBER.match(words)
        rest = without_number(words)
        if match is None or rest == words or len(words) > _LONGEST or words.endswith("。"):
            return None
        return self._heading(index, line, rest)

    def _styled(self, index: int, line: Line) -> _Heading | None:
        words = self._words(line.filled(self.text)[0])
        is_title = _YEAR.search(words) is not None
        return self._heading(index, line, words) if line.is_heading and not is_title else None

    def _field(self, words: str, body: list[Line]) -> None:
        """Add the field of a heading, by what stands below it."""
        key = _key(words)
        if any(one.key == key for one in self.form.fields):
            return
        rows = [line for line in body if len(line.filled(self.text)) >= _PAIR]
        if rows and self._is_header(rows[0]):
            self._table(key, words, rows)
            return
        before = next(
            (
                columns
                for places, columns in self.tables
                if rows and places == [cell.columns for cell in rows[0].cells]
            ),
            None,
        )
        if before is not None:
            guess = Guess("表", "列名の行がないので、上の表と同じ列とした。それでよいか")
            self.form.fields.append(GuessedField(key, words, guess, before))
            return
        plans = [
            match[1]
            for line in body
            if (match := _PLAN_NUMBER.match(self._cells(line)[0])) is not None
        ]
        if len(plans) >= _PAIR and len(plans) == len(set(plans)) >= len(body) - 1:
            guess = Guess("計画の項目", "計画の番号が、これで全部か", (("番号", plans),))
            self.form.fields.append(GuessedField(key, words, guess))
            return
        texts = [cell for line in body for cell in self._cells(line)]
        guess = _prose(texts)
        guess = guess._replace(more=(LATER,)) if RESULT.search(key) else guess
        self.form.fields.append(GuessedField(key, words, guess))

    def _is_header(self, line: Line) -> bool:
        words = self._cells(line)
        return all(
            len(one) <= _LONGEST_NAME and not one.endswith("。") and not _PLAN_NUMBER.match(one)
            for one in words
        )

    def _table(self, key: str, words: str, rows: list[Line]) -> None:
        """Add a table: its columns by the row of names, what they hold by the rows below."""
        head = rows[0].filled(self.text)
        values: list[list[str]] = [[] for _ in head]
        for line in rows[1:]:
            for cell in line.filled(self.text):
                for number, one in enumerate(head):
                    if one.column <= cell.column < one.column + one.width:
                        values[number].append(self._words(cell))
        columns = self._columns([self._words(cell) for cell in head], values)
        self.tables.append(
            ([cell.columns for cell in rows[0].cells], [column for column, _ in columns])
        )
        names = next((cells for (_, _, one), cells in columns if one.kind == "名称"), [])
        prefixes = {match[1].strip(BLANKS) for one in names if (match := _PREFIX.match(one))}
        self.form.fields.append(
            GuessedField(
                key,
                words,
                Guess("表"),
                [column for column, _ in columns],
                prefixes.pop() if len(prefixes) == 1 else "",
            )
        )

    def _columns(
        self, heads: list[str], values: list[list[str]]
    ) -> list[tuple[tuple[str, str, Guess], list[str]]]:
        found: list[tuple[tuple[str, str, Guess], list[str]]] = []
        has_name = False
        for words, cells in zip(heads, values, strict=True):
            guess = guess_column(words, cells, has_name=has_name)
            has_name |= guess.kind == "名称"
            found.append(((_key(words), one_line(words), guess), cells))
        return found

    def _list(self, lines: list[Line]) -> None:
        """Add the table of a list whose first row names the columns."""
        if not lines or not self._is_header(lines[0]):
            return
        own = {"年度", "区分", *(f"{unit}名" for unit in self.form.units), *self.form.units}
        head = lines[0].filled(self.text)
        group = next((cell for cell in head if self._words(cell) == "区分"), None)
        words = sorted(
            {
                self._words(cell)
                for line in lines[1:]
                for cell in line.filled(self.text)
                if group is not None and cell.column == group.column
            }
        )
        kept = tuple(cell for cell in head if self._words(cell) not in own)
        for one in words or [MARK]:
            if kept:
                self._table(_key(one), one, [lines[0]._replace(cells=kept), *lines[1:]])


_PREFIX = re.compile(r"(.{2,12}?)[ \u3000]?[①-⑳]")


def _prose(texts: list[str]) -> Guess:
    """Return what the texts below a heading may be, where they are no table."""
    lines = [line for text in texts for line in text.splitlines() if line.strip(BLANKS)]
    if lines and all("計画" in line and not line.endswith("。") for line in lines):
        return Guess("計画の名称", "計画の名称のならびでよいか。文なら「文章」に")
    if lines and any(line.endswith("。") for line in lines):
        return Guess("文章")
    return Guess("文章", "何を書く欄か。文でなければ種類を直す")


def _key(words: str) -> str:
    """Return printed words as a key: without explanation in brackets and without spaces."""
    return "".join(_EXPLAINED.sub("", words).split()) or MARK
