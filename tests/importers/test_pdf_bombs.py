"""PDF files made to grow: refused before anything is made of them, however they are packed."""

from __future__ import annotations

import base64
import re
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from pdf_forms import as_pdf, assembled, laid_out
from pdfminer.pdfdocument import PDFStandardSecurityHandler

from orgsheet.importers import read_pdf
from orgsheet.importers.import_formats import extract
from orgsheet.importers.import_result import ImportFailure

_MIB = 1 << 20
_SIZE = 48 * _MIB
"""Bytes that each file here unpacks to; the limit is set to far fewer."""
_LZW_WIDTHS = {511: 10, 1023: 11, 2047: 12}


def _lzw(data: bytes) -> bytes:
    """Return a run of one byte, packed: each code stands for one byte more than the last one."""
    bits, count, width, made, table = 256, 9, 9, 0, 257
    code, length = data[0], 1
    while made < len(data):
        bits, count = (bits << width) | code, count + width
        made += length
        table += 1
        width = _LZW_WIDTHS.get(table, width)
        if table < 4096:
            code, length = table, length + 1
        if count > 8192:  # an own number for each piece: one for all of them would be slow
            yielded = count // 8 * 8
            _PIECES.append((bits >> (count - yielded)).to_bytes(yielded // 8, "big"))
            count -= yielded
            bits &= (1 << count) - 1
    _PIECES.append((bits << (-count % 8)).to_bytes((count + 7) // 8, "big"))
    packed = b"".join(_PIECES)
    _PIECES.clear()
    return packed


_PIECES: list[bytes] = []
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": lambda data: zlib.compress(data, 9),
    "/Fl": lambda data: zlib.compress(data, 9),
    "/LZWDecode": _lzw,
    "/RunLengthDecode": lambda data: b"\x81" + data[:1] + (b"\x81" + data[:1]) * (len(data) // 128),
    "/ASCII85Decode": lambda data: base64.a85encode(data) + b"~>",
    "/ASCIIHexDecode": lambda data: data.hex().encode() + b">",
}
CHAINS = [
    "/FlateDecode",
    "/Fl",
    "/LZWDecode",
    "/RunLengthDecode",
    "/FlateDecode /FlateDecode",
    "/FlateDecode /RunLengthDecode",
    "/ASCII85Decode /LZWDecode",
    "/ASCIIHexDecode /FlateDecode /FlateDecode",
    "/FlateDecode /ASCII85Decode",
    "/RunLengthDecode /ASCIIHexDecode",
]


def _stream(filters: str, size: int = _SIZE, more: str = "") -> bytes:
    """Return a stream of so many bytes; the last filter is made first."""
    packed = b"0" * size if "ASCIIHexDecode" in filters[1:] else b"\0" * size
    for one in reversed(filters.split()):
        packed = PACKED[one](packed)
    head = f"<< /Length {len(packed)} /Filter [{filters}] {more}>>\nstream\n"
    return head.encode() + packed + b"\nendstream"


_PAGES = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
_ROOT = b"<< /Type /Catalog /Pages 2 0 R >>"


def _page(content: bytes, *more: bytes, resources: str = "", trailer: str = "") -> bytes:
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R "
        f"/Resources << {resources} >> >>"
    )
    return laid_out([_ROOT, _PAGES, page.encode(), content, *more], trailer)


def _refused(data: bytes) -> tuple[str, int]:
    """Return with which words a file is refused, and the most bytes that were held meanwhile."""
    tracemalloc.start()
    try:
        with pytest.raises(ImportFailure) as caught:
            extract(data, "紙.pdf")
        return caught.value.message, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> int:
    """Set the limit to 1 MiB, and return how much memory reading may take then."""
    assert read_pdf._MOST_UNPACKED <= 100 * _MIB
    monkeypatch.setattr(read_pdf, "_MOST_UNPACKED", _MIB)
    extract(as_pdf("一"), "紙.pdf")  # what the libraries hold for all files
    return 12 * _MIB


@pytest.mark.parametrize("filters", CHAINS)
def test_no_filter_unpacks_beyond_the_limit(limit: int, filters: str) -> None:
    """Whatever a page is packed with, alone or one in another, it is refused before it is made."""
    data = _page(_stream(filters))
    words, most = _refused(data)
    assert "大きすぎます" in words
    assert "ください" in words
    assert most < limit + 3 * len(data)


def _without_places(data: bytes) -> bytes:
    """Return a file whose table of places stands elsewhere: its objects are searched for."""
    return re.sub(rb"startxref\n\d+", b"startxref\n7", data)


def _as_object_stream() -> bytes:
    packed = _stream("/FlateDecode", more="/Type /ObjStm /N 1 /First 10 ")
    return _without_places(laid_out([_ROOT, packed]))


def _searched_for() -> bytes:
    return _without_places(_page(_stream("/FlateDecode")))


def _as_letters_of_a_font() -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    content = b"<< /Length 24 >>\nstream\nBT /F1 9 Tf (a) Tj ET    \nendstream"
    letters = _stream("/LZWDecode")
    return _page(content, font, letters, resources="/Font << /F1 5 0 R >>")


def _after_odd_spaces() -> bytes:
    return _page(_stream("/FlateDecode").replace(b"stream\n", b"stream   \r\n", 1))


def _of_another_window() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 12)  # begins with H, as few do
    packed = packer.compress(b"\0" * _SIZE) + packer.flush()
    assert packed[:1] == b"H"
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return _page(head + packed + b"\nendstream")


def _in_cipher() -> bytes:
    """Return a file that is in cipher, and opens without a password."""
    rights, document_id, key = -44, b"0123456789abcdef", b"\1" * 32
    settings = {"V": 1, "R": 2, "P": rights, "Length": 40, "O": key, "U": b"\2" * 32}
    handler = PDFStandardSecurityHandler.__new__(PDFStandardSecurityHandler)
    handler.docid, handler.param, handler.password = [document_id], settings, ""
    handler.init_params()
    secret = handler.compute_encryption_key(b"")
    user = handler.compute_u(secret)
    handler.key = secret
    clear = _stream("/FlateDecode")
    before, _, rest = clear.partition(b"stream\n")
    packed = handler.decrypt_rc4(4, 0, rest.removesuffix(b"\nendstream"))
    trailer = (
        f"/ID [<{document_id.hex()}> <{document_id.hex()}>] /Encrypt << /Filter /Standard /V 1 "
        f"/R 2 /Length 40 /P {rights} /O <{key.hex()}> /U <{user.hex()}> >> "
    )
    return _page(before + b"stream\n" + packed + b"\nendstream", trailer=trailer)


def _drawn_in_drawings() -> bytes:
    """Return a page with a drawing that is ten times in another one, and so on."""
    depth = 9
    forms = []
    for number in range(depth):
        inner = f"/X{number + 1} Do " * 10
        names = f"/XObject << /X{number + 1} {6 + number} 0 R >>" if number < depth - 1 else ""
        head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {names} >> "
        forms.append(f"{head}/Length {len(inner)} >>\nstream\n{inner}\nendstream".encode())
    content = b"<< /Length 7 >>\nstream\n/X0 Do \nendstream"
    return _page(content, *forms, resources="/XObject << /X0 5 0 R >>")


def _predicted() -> bytes:
    more = "/DecodeParms << /Predictor 12 /Columns 1 >> "
    return _page(_stream("/FlateDecode", _MIB * 3 // 4, more))


@pytest.mark.parametrize(
    "made",
    [
        _as_object_stream,
        _searched_for,
        _as_letters_of_a_font,
        _after_odd_spaces,
        _of_another_window,
        _in_cipher,
        _predicted,
    ],
)
def test_no_place_in_a_file_unpacks_beyond_the_limit(limit: int, made: object) -> None:
    """However a stream is found, spaced out, put in cipher or used again: what it makes counts."""
    assert callable(made)
    data = made()
    words, most = _refused(data)
    assert "大きすぎます" in words, words
    assert most < limit + 3 * len(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("BT /F1 9 Tf <" + "3042" * 1_500 + "> Tj ET", "文字が多すぎます"),
        ("0 0 1 1 re S " * 5_000, "線や図形が多すぎます"),
        ("0 0 m " + "1 1 l " * 20_000 + "S", "線や図形が多すぎます"),
    ],
)
def test_what_is_drawn_is_counted_while_it_is_drawn(
    monkeypatch: pytest.MonkeyPatch, content: str, words: str
) -> None:
    """A page of a million characters or lines is refused before it is held as those."""
    monkeypatch.setattr(read_pdf, "MOST_CHARACTERS", 1_000)
    monkeypatch.setattr(read_pdf, "_MOST_DRAWN", 1_000)
    with pytest.raises(ImportFailure, match=rf"{words}.*ください"):
        extract(assembled([content]), "紙.pdf")


def test_a_drawing_in_drawings_is_counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine drawings of ten of the next one each are a thousand million: that is refused soon."""
    monkeypatch.setattr(read_pdf, "_MOST_DRAWN", 50_000)
    with pytest.raises(ImportFailure, match=r"(線や図形が多|大き)すぎます.*ください"):
        extract(_drawn_in_drawings(), "紙.pdf")


def test_a_table_of_places_that_claims_too_much_is_refused() -> None:
    """The objects that it claims to have are not counted one by one."""
    places = b"0" * 12
    number = 10**12
    head = f"<< /Type /XRef /Size {number} /W [1 2 1] /Index [0 {number}] /Root 1 0 R /Length 12 >>"
    begin = b"%PDF-1.5\n"
    data = begin + b"1 0 obj\n" + head.encode() + b"\nstream\n" + places + b"\nendstream\nendobj\n"
    told, _ = _refused(data + f"startxref\n{len(begin)}\n%%EOF\n".encode())
    assert "大きすぎます" in told


@pytest.mark.parametrize("filters", CHAINS)
def test_what_is_no_bomb_is_read_whatever_it_is_packed_with(filters: str) -> None:
    """Each filter gives back what was packed, and pages of it are read as ever."""
    content = b"BT /F1 9 Tf 1 0 0 1 9 9 Tm <3042> Tj ET "
    packed = content
    for one in reversed(filters.split()):
        if one == "/LZWDecode":
            packed = _lzw_of_single_bytes(packed)
        elif one == "/RunLengthDecode":
            packed = b"".join(b"\0" + packed[at : at + 1] for at in range(len(packed))) + b"\x80"
        else:
            packed = PACKED[one](packed)
    plain = assembled([content.decode()])
    stream = f"<< /Length {len(packed)} /Filter [{filters}] >>\nstream\n".encode() + packed
    before = f"<< /Length {len(content)} >>\nstream\n".encode() + content
    assert before in plain
    data = plain.replace(before, stream)
    assert extract(_without_places(data), "a.pdf").text == "あ\n"
    assert extract(plain, "a.pdf").text == "あ\n"


def _lzw_of_single_bytes(data: bytes) -> bytes:
    """Return data packed without any gain: the table is cleared before each byte."""
    bits = 0
    for byte in data:
        bits = ((bits << 9 | 256) << 9) | byte
    bits = bits << 9 | 257
    count = 9 * (2 * len(data) + 1)
    return (bits << (-count % 8)).to_bytes((count + 7) // 8, "big")
