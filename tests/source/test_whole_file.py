"""Marks, line ends and encodings: the bytes of a whole file change, its text never does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from each_row import each_row

from orgsheet.source import Document, EditRefused, parse
from orgsheet.source.rewrite.whole_file import as_utf8, with_lf, without_bom

MARK = b"\xef\xbb\xbf"
UNCERTAIN = "文字コードを確かめられないため、そのままにしました。"
CHANGED = "変えると内容まで変わるため、そのままにしました。"


@each_row(
    ("change", "before", "after"),
    [
        (without_bom, MARK + b"a: 1\r\n", b"a: 1\r\n"),
        (without_bom, MARK + b"a: [\n", b"a: [\n"),
        (without_bom, b"a: 1\n", b"a: 1\n"),
        (with_lf, b"a: 1\n", b"a: 1\n"),
        (with_lf, b"a: 1\r\nb: |\r\n  x\r\n", b"a: 1\nb: |\n  x\n"),
        (with_lf, b"a: 1\rb: 2\r", b"a: 1\nb: 2\n"),
        (with_lf, b"a: 1\r\r\nb: 2\r\n", b"a: 1\n\nb: 2\n"),
        (with_lf, MARK + b"a: 1\r\n", MARK + b"a: 1\n"),
        (with_lf, b'a: "x\r\n  y"\r\n', b'a: "x\n  y"\n'),
        (with_lf, b"a: [\r\n", b"a: [\n"),
        (with_lf, b"a: 1\ra: 2\r", b"a: 1\na: 2\n"),
        (with_lf, "年度：R5\r\n".encode(), "年度：R5\n".encode()),
        (as_utf8, "年度: R5\n".encode("cp932"), "年度: R5\n".encode()),
        (as_utf8, "年度: R5\n".encode("utf-16"), "年度: R5\n".encode()),
        (as_utf8, "年度: R5\r\n".encode("utf-16-le"), "年度: R5\r\n".encode()),
    ],
)
def test_a_whole_file_is_written_otherwise(
    change: Callable[[Document, bytes], bytes], before: bytes, after: bytes
) -> None:
    """The byte order mark goes, line ends become LF, other encodings UTF-8, and nothing else."""
    assert change(parse(before, "x.yaml"), before) == after


@each_row("change", [without_bom, with_lf, as_utf8])
@each_row(
    "data",
    [
        b"a: 1\n\xff\n",
        "年度: R5\n".encode("utf-16") + b"x",
        "年度: R5\n".encode("euc-jp"),
        b"a: 1\r\n#" + b"x" * 8_000_000,
    ],
)
def test_bytes_of_an_uncertain_encoding_stay(
    change: Callable[[Document, bytes], bytes], data: bytes
) -> None:
    """What nobody can say the characters of, or is too large to be read, is not rewritten."""
    with pytest.raises(EditRefused) as refused:
        change(parse(data, "x.yaml"), data)
    assert str(refused.value) == UNCERTAIN


@each_row(
    ("read", "data"),
    [
        (b"a: 1\n", b"a: 2\n"),
        (b"a: 1\n", b"a: 1\n\n"),
        (b"a: 1\n", b"a: [\n"),
        (b"a: [\n", b"a: 1\n"),
        (b'a: "1"\n', b"a: 1\n"),
    ],
)
def test_a_file_that_changed_meanwhile_stays(read: bytes, data: bytes) -> None:
    """Bytes that are not those that were read, and would say something else, are not written."""
    for change in (without_bom, with_lf):
        with pytest.raises(EditRefused) as refused:
            change(parse(read, "x.yaml"), data)
        assert str(refused.value) == CHANGED


def test_bytes_that_are_utf_8_are_not_taken_for_anything_else() -> None:
    """What is UTF-8 already is not read in another encoding."""
    with pytest.raises(EditRefused) as refused:
        as_utf8(parse(b"a: 1\n", "x.yaml"), b"a: 1\n")
    assert str(refused.value) == UNCERTAIN
