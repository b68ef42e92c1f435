"""The draft of a form's definition as text, with 【記入】 where a person decides."""

from __future__ import annotations

from orgsheet.form.blanks import MARK
from orgsheet.importers.guess_form import GuessedField, GuessedForm
from orgsheet.importers.guess_kind import Guess
from orgsheet.japanese.shorten import one_line
from orgsheet.source.emit import emit_scalar

_TOP = f"""\
# ファイルの見出しと列名から作った様式の下書きです。
# {MARK}の行を見て種類などを直し、{MARK}の言葉を消してください。種類の一覧は
# docs/form.md にあります。
# 直したら「orgsheet form check」で確かめ、「orgsheet import ファイル」で取り込みます。
"""

_ONE = ("単位", "時")
"""What a definition says in one word, not in a list."""


def definition_text(form: GuessedForm) -> str:
    """Return the text of a definition file for a draft."""
    lines = [f"様式: {_word(form.name)}"]
    lines.append(f"題名: {_word(form.title)}" if form.title else f"題名: {_word(MARK)}")
    if form.units != ("部", "課"):
        lines.append(f"単位: [{', '.join(map(_word, form.units))}]")
    if form.year is not None:
        lines.append(f"初年度: {form.year.label}")
    lines.append("欄:" if form.fields else f"欄: {{}} # {MARK}見出しが見つかりません")
    rows: dict[tuple[str, ...], str] = {}
    tables: list[tuple[str, GuessedField]] = []
    for field in form.fields:
        row = ""
        if field.columns:
            names = tuple(key for key, _, _ in field.columns)
            if names not in rows:
                rows[names] = field.key
                tables.append((field.key, field))
            row = rows[names]
        lines += _field(field, row)
    if tables:
        lines.append("行:")
    for name, field in tables:
        lines.append(f"  {_word(name)}:")
        lines += _columns(field)
    return _TOP + "\n".join(lines) + "\n"


def questions_in(form: GuessedForm) -> int:
    """Return how many lines of a draft a person has to look at."""
    return definition_text(form).count(f"# {MARK}") - 1 + (not form.title)


def _field(field: GuessedField, row: str) -> list[str]:
    lines = [f"  {_word(field.key)}:", *_kind(field.guess, "    ")]
    if row:
        lines.append(f"    行: {_word(row)}")
    if field.prefix:
        lines.append(f"    前置き: {_word(field.prefix)}")
    if field.printed != field.key:
        lines.append(f"    印刷: {_word(field.printed)}")
    return lines


def _columns(field: GuessedField) -> list[str]:
    """Return the columns of a table; those of an indicator's values are one field."""
    lines: list[str] = []
    figures = [key for key, _, guess in field.columns if guess.kind == "指標の値"]
    is_done = False
    for key, printed, guess in field.columns:
        if guess.kind == "指標の値":
            if not is_done:
                lines += ["    値:", "      種類: 指標の値", f"      列: [{_words(figures)}]"]
            is_done = True
            continue
        lines += [f"    {_word(key)}:", *_kind(guess, "      ")]
        if guess.kind == "期限":
            lines.append(f"      原文: {_word(f'{key}の原文')}")
        if printed != key:
            lines.append(f"      印刷: {_word(printed)}")
    return lines


def _kind(guess: Guess, indent: str) -> list[str]:
    mark = f"  # {MARK}{guess.question}" if guess.question else ""
    lines = [f"{indent}種類: {guess.kind}{mark}"]
    for word, values in guess.more:
        said = _word(values[0]) if word in _ONE else f"[{_words(values)}]"
        lines.append(f"{indent}{word}: {said}")
    return lines


def _words(values: list[str]) -> str:
    return ", ".join(_word(value, "flow") for value in values)


def _word(text: str, style: str = "plain") -> str:
    """Return a text as it stands in the file, in one line."""
    line = one_line(text)
    return emit_scalar(line, 0, "flow" if style == "flow" else "plain")
