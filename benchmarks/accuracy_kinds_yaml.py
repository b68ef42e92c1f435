"""Defects that keep a file from being read as it was meant: indentation, marks, quotes."""

# ruff: noqa: D103, PLR2004 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from accuracy_defects import Injection, defect, line_of, put
from accuracy_kinds_file import keys, plain_values

from orgsheet.form.sheet import Sheet
from orgsheet.source import Document, Mapping, Scalar, Sequence
from orgsheet.workspace.workspace import Workspace


def indented_lines(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each line's indentation, for lines of entries, not of prose."""
    for key, _ in keys(document):
        start, _ = line_of(document, key.start)
        first = start + len(document.text[start:]) - len(document.text[start:].lstrip(" "))
        if first > start and document.text[first : key.start] in ("", "- "):
            yield start, first


@defect("字下げに全角の空白", "file-full-width-space")
def wide_indent(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for start, first in indented_lines(sheet.document):
        if (first - start) % 2 == 0:
            yield put(sheet.document, start, first, "\u3000" * ((first - start) // 2))


@defect("字下げにタブ", "file-tab")
def tab_indent(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for start, first in indented_lines(sheet.document):
        yield put(sheet.document, start, first, "\t" * max(1, (first - start) // 4))


@defect("字下げのずれ", "file-bad-indent")
def shifted_indent(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        start, _ = line_of(sheet.document, key.start)
        previous = sheet.document.text[:start].rsplit("\n", 2)[-2]
        simple = isinstance(value, Scalar) and not value.style
        if simple and key.start > start and previous.strip(" ")[-1:] not in ("", ":", "|"):
            prefix = sheet.document.text[start : key.start]
            text = sheet.document.text[key.start : value.end]
            if prefix.strip(" ") == "" and not previous.startswith(prefix + "- "):
                yield put(
                    sheet.document, start, start, "   ", (len(prefix) + 3, len(prefix + text) + 3)
                )


@defect("見出しのあとの全角コロン", "file-full-width-colon")
def wide_colon(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for key, value in keys(sheet.document):
        at = sheet.document.text.index(":", key.end)
        if isinstance(value, Scalar) and not value.style:
            space = random.choice(["", " "])
            yield put(sheet.document, at, value.start, "：" + space, (0, 1))


@defect("内容の中の半角コロンと空白", "file-colon-in-value")
def colon_in_value(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for value in plain_values(sheet.document):
        if isinstance(value.parent, Mapping):
            yield put(sheet.document, value.start, value.start, "目標: ", (0, 4 + len(value.text)))


@defect("注記になった内容の終わり", "file-comment-cut")
def comment_cut(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        if isinstance(value.parent, Mapping):
            words = random.choice(["#1回目の分", "# 2回目の分", "#追加分"])
            yield put(sheet.document, value.end, value.end, f" {words}", (1, 1 + len(words)))


@defect("全角の「|」", "file-full-width-bar")
def wide_bar(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for _, value in keys(sheet.document):
        if isinstance(value, Scalar) and value.style == "|":
            start, end = value.start, value.start + 1
            # A block's own sign behind the bar (|-) goes on being one.
            yield put(sheet.document, start, end, "｜")


@defect("同じ見出しが二度", "file-duplicate-key")
def duplicate_key(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        if isinstance(value, Scalar) and not value.style:
            _, end = line_of(sheet.document, value.end - 1)
            indent = sheet.document.locate(key.start)[1] - 1
            line = " " * indent + f"{key.text}: 別の内容\n"
            yield put(sheet.document, end, end, line, (indent, indent + len(key.text)))


@defect("変更の食い違いの印", "file-conflict-marker")
def conflict_marker(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        start, _ = line_of(sheet.document, key.start)
        _, end = line_of(sheet.document, max(key.start, value.end - 1))
        old = sheet.document.text[start:end]
        new = f"<<<<<<< HEAD\n{old}=======\n{old}>>>>>>> 変更\n"
        yield put(sheet.document, start, end, new, (0, 7))


@defect(
    "一つのファイルに二枚",
    "file-multiple-documents",
    follows=("cascade-plan-orphan", "cascade-priority-orphan"),
)
def two_documents(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, _ in keys(sheet.document):
        if key.parent is sheet.root and key.text not in ("年度", "部名"):
            yield put(sheet.document, key.start, key.start, "---\n", (0, 3))


@defect("使えない記号で始まる内容", "file-reserved-start")
def reserved_start(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        yield put(sheet.document, value.start, value.start, random.choice("@`"))


@defect("参照の記号", "file-alias")
def alias(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        sign = random.choice(["&a ", "&kyotsu "])
        yield put(sheet.document, value.start, value.start, sign, (0, len(sign) - 1))


@defect("型の指定", "file-tag", "file-reserved-start")
def tag(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        sign = random.choice(["!secret ", "!!python/name:os.system ", "!重要 "])
        yield put(sheet.document, value.start, value.start, sign, (0, len(sign) - 1))


@defect("閉じない引用符", "file-unclosed-quote")
def unclosed_quote(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        quote = random.choice("\"'")
        if quote not in value.text:
            yield put(sheet.document, value.start, value.start, quote)


@defect("引用符のあとの文字", "file-text-after-quote")
def text_after_quote(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for value in plain_values(sheet.document):
        if len(value.text) > 4 and '"' not in value.text and "\\" not in value.text:
            half = len(value.text) // 2
            new = f'"{value.text[:half]}"{value.text[half:]}'
            yield put(sheet.document, value.start, value.end, new, (half + 2, len(new)))


@defect("閉じないかっこ", "file-unclosed-bracket")
def unclosed_bracket(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for _, value in keys(sheet.document):
        if isinstance(value, Sequence) and value.flow and value.items:
            text = sheet.document.text[value.start : value.end - 1]
            yield put(sheet.document, value.start, value.end, text, (0, 1))


@defect("見出しでも一覧でもない行", "file-missing-colon")
def stray_line(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for key, _ in keys(sheet.document):
        if key.parent is sheet.root and key.text != "年度":
            text = random.choice(["ここから下は確認中", "※部長確認済", "以下は昨年と同じ"])
            yield put(sheet.document, key.start, key.start, text + "\n", (0, len(text)))


@defect("文字でない見出し", "file-syntax")
def complex_key(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        if key.parent is sheet.root and isinstance(value, Scalar) and not value.style:
            new = f"? [{key.text}]\n: {value.text}"
            yield put(sheet.document, key.start, value.end, new, (2, 3))


@defect("見出しと内容の間が空白だけ", "file-missing-colon", follows=("key-missing",))
def lost_colon(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        if isinstance(value, Scalar) and not value.style and key.parent is sheet.root:
            yield put(
                sheet.document, key.end, key.end + 1, "", (-len(key.text), 1 + len(value.text))
            )


@defect("コロンのあとに空白なし", "file-missing-space")
def no_space(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        if isinstance(value, Scalar) and not value.style:
            at = sheet.document.text.index(":", key.end)
            yield put(sheet.document, at, value.start, ":")


@defect("コロンのあとに全角の空白", "file-odd-space")
def wide_space(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for key, value in keys(sheet.document):
        if isinstance(value, Scalar) and not value.style:
            at = sheet.document.text.index(":", key.end) + 1
            yield put(sheet.document, at, value.start, random.choice("\u3000\u00a0"))


@defect("中点などの箇条書き", "file-list-mark")
def list_mark(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for key, value in keys(sheet.document):
        if key.text == "達成基準" and isinstance(value, Sequence) and len(value.items) > 1:
            mark = random.choice("・●○■")
            text = sheet.document.text[value.start : value.end].replace("- ", mark)
            yield put(sheet.document, value.start, value.end, text, (0, 1))


@defect("見出しと同じ行の一覧", "file-dash-in-value")
def dash_in_value(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for key, value in keys(sheet.document):
        if key.text == "達成基準" and isinstance(value, Sequence) and len(value.items) == 1:
            text = sheet.document.text[value.start : value.end]
            at = sheet.document.text.index(":", key.end) + 1
            yield put(sheet.document, at, value.end, f" {text}", (1, 1 + len(text)))


@defect("「|」と同じ行の文", "file-text-after-block")
def text_after_block(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for _, value in keys(sheet.document):
        if isinstance(value, Scalar) and value.style == "|":
            first = value.text.splitlines()[0]
            start = sheet.document.text.index(first, value.start)
            new = f"| {first}"
            yield put(sheet.document, value.start, start + len(first), new, (2, len(new)))


@defect("かっこのあとの文字", "file-text-after-bracket")
def text_after_bracket(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for _, value in keys(sheet.document):
        if isinstance(value, Sequence) and value.flow and value.items:
            name = random.choice(["ほか", "佐藤", "（副）"])
            yield put(sheet.document, value.end, value.end, f" {name}", (1, 1 + len(name)))


@defect("引用符の中の円記号", "file-bad-escape")
def bad_escape(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        if len(value.text) > 4 and value.text.isprintable() and '"' not in value.text:
            at = random.randrange(1, len(value.text) - 1)
            if not value.text[at].isascii():
                new = f'"{value.text[:at]}\\{value.text[at:]}"'
                yield put(sheet.document, value.start, value.end, new, (at + 1, at + 3))
