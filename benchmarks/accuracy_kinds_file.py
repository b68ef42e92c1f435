"""Defects of the file itself: encoding, invisible characters, size, place and name."""

# ruff: noqa: D103 - a kind is documented by its title; the numbers only choose places

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from accuracy_defects import Injection, defect, put

from orgsheet.form.sheet import Sheet
from orgsheet.source import Document, Mapping, Node, Scalar, Sequence
from orgsheet.workspace.workspace import Workspace


def whole_file(document: Document, start: int = 0) -> Injection:
    """Return the injection of nothing, to be found at the file's beginning."""
    return put(document, start, start, "")


def plain_values(document: Document) -> Iterator[Scalar]:
    """Yield the unquoted one-line texts that stand behind a key or a dash."""
    root = document.root
    assert root is not None, "clean sheets can be read"
    for node in root.walk():
        if (
            isinstance(node, Scalar)
            and isinstance(node.value, str)
            and not node.style
            and not (isinstance(node.parent, Sequence) and node.parent.flow)
        ):
            yield node


def keys(document: Document) -> Iterator[tuple[Scalar, Node]]:
    """Yield every key with its value."""
    root = document.root
    assert root is not None, "clean sheets can be read"
    for node in root.walk():
        if isinstance(node, Mapping):
            for name, key in node.keys.items():
                yield key, node.entries[name]


@defect("文字コードが Shift_JIS", "file-cp932")
def shift_jis(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    try:
        sheet.document.text.encode("cp932")
    except UnicodeEncodeError:
        return
    first = next(at for at, char in enumerate(sheet.document.text) if not char.isascii())
    yield replace(whole_file(sheet.document, first), encode=lambda text: text.encode("cp932"))


@defect("文字コードが UTF-16", "file-utf16")
def utf16(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    encoding = random.choice(["utf-16", "utf-16-le", "utf-16-be"])
    mark = "" if encoding == "utf-16" else "\ufeff"
    yield replace(whole_file(sheet.document), encode=lambda text: (mark + text).encode(encoding))


@defect("文字として読めないバイト", "file-unreadable")
def broken_bytes(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    for value in list(plain_values(sheet.document))[:40:4]:
        yield replace(
            put(sheet.document, value.start, value.start, "\udcff\udcfe", (0, 1)),
            encode=lambda text: text.encode("utf-8", "surrogateescape"),
        )


@defect("先頭の BOM", "file-byte-order-mark")
def byte_order_mark(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield replace(whole_file(sheet.document), encode=lambda text: ("\ufeff" + text).encode())


@defect("改行が CRLF", "file-crlf")
def crlf(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    end = sheet.document.text.index("\n")
    yield replace(
        whole_file(sheet.document, end),
        encode=lambda text: text.replace("\n", "\r\n").encode(),
    )


@defect("改行の混在", "file-mixed-line-ends")
def mixed_line_ends(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    at = random.choice(sheet.document.line_starts[2:-1])
    yield put(sheet.document, at - 1, at, "\r\n", (0, 0))


@defect("見えない制御文字", "file-control-character")
def control_character(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        at = value.start + random.randrange(1, len(value.text) + 1)
        yield put(sheet.document, at, at, random.choice("\x07\x0b\x08\x1b\x01"))


@defect("見えない行区切り", "file-line-separator")
def line_separator(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        if len(value.text) > 1:
            at = value.start + random.randrange(1, len(value.text))
            yield put(sheet.document, at, at, random.choice("\u2028\u2029\u0085"))


@defect("中身のないファイル", "file-empty")
def empty_file(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    yield put(sheet.document, 0, len(sheet.document.text), "# 作成中\n", (0, 0))


@defect("大きすぎるファイル", "file-over-limit")
def too_large(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    value = next(plain_values(sheet.document))
    yield put(sheet.document, value.start, value.end, "[" * 70, (63, 64))


@defect("置き場所が違う", "file-stray")
def stray_file(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    name = sheet.document.path.rsplit("/", 1)[1]
    year, department = sheet.id.year, sheet.id.department
    places = [f"{year}/{name}", f"{year}/{department}/旧/{name}", f"{department}/{name}"]
    yield replace(whole_file(sheet.document), moved=f"sheets/{random.choice(places)}")


@defect("ファイル名の終わり", "file-name-extension")
def wrong_ending(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    ending = random.choice([".yml", ".YAML", ".Yml"])
    moved = sheet.document.path.removesuffix(".yaml") + ending
    yield replace(whole_file(sheet.document), moved=moved)


@defect("終わりが .txt のシート", "file-name-text")
def text_file(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    path = sheet.document.path
    ending = random.choice([".yaml.txt", ".txt", ".yml.TXT"])
    yield replace(whole_file(sheet.document), moved=path.removesuffix(".yaml") + ending)


@defect(
    "年度のフォルダの書き方", "file-name-year", "file-name-collision", follows=("path-mismatch",)
)
def year_folder(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    folder = random.choice(["令和5年度", "2023", "Ｒ５", "r5"])
    moved = sheet.document.path.replace("/R5/", f"/{folder}/")
    yield replace(whole_file(sheet.document), moved=moved)


@defect("ファイル名の濁点が別の文字", "file-name-decomposed", follows=("path-mismatch",))
def decomposed_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    moved = unicodedata.normalize("NFD", sheet.document.path)
    head, _, name = moved.rpartition("/")
    moved = unicodedata.normalize("NFC", head) + "/" + name
    if moved != sheet.document.path:
        yield replace(whole_file(sheet.document), moved=moved)


@defect("ファイル名の前後の空白", "file-name-space", follows=("path-mismatch",))
def space_in_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    space = random.choice([" ", "\u3000"])
    moved = sheet.document.path.removesuffix(".yaml") + f"{space}.yaml"
    yield replace(whole_file(sheet.document), moved=moved)


@defect("ファイル名の全角英数字", "file-name-width", follows=("path-mismatch",))
def wide_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    mark = random.choice(["（１）", "（最新）", "２"])
    moved = sheet.document.path.removesuffix(".yaml") + f"{mark}.yaml"
    yield replace(whole_file(sheet.document), moved=moved)


@defect("Windows で使えない名前", "file-name-windows", follows=("path-mismatch",))
def windows_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    mark = random.choice(["?", "*", ":案", "|", '"'])
    moved = sheet.document.path.removesuffix(".yaml") + f"{mark}.yaml"
    yield replace(whole_file(sheet.document), moved=moved)


@defect("見分けの付かない名前", "file-name-collision", follows=("path-mismatch",))
def colliding_name(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace, random
    stem = sheet.document.path.removesuffix(".yaml")
    data = sheet.document.text.encode()
    head, _, name = stem.rpartition("/")
    apart = unicodedata.normalize("NFD", name)
    twin = f"{head}/{apart}.yaml" if apart != name else f"{stem}.YAML"
    at = max(twin, sheet.document.path)
    yield replace(whole_file(sheet.document), others=((twin, data),), at=at)


@defect("ほかのソフトで変わる値", "file-unquoted-value")
def unquoted_value(sheet: Sheet, workspace: Workspace, random: Random) -> Iterator[Injection]:
    del workspace
    for value in plain_values(sheet.document):
        if value.step == "内容":
            new = random.choice(["2023-10-01", "0120", "12:30", "2024-03-31"])
            yield put(sheet.document, value.start, value.end, new)
