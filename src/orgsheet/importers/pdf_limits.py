"""A PDF file that cannot grow beyond a limit: its streams are unpacked, and its pages drawn, here.

pdfminer unpacks a stream when it is asked for, whatever that makes of it; so each stream of the
file counts what comes out of each of its filters before the next one gets it. It does not matter
how the stream was found: behind a table of places, in a file that has none, or in cipher.
"""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from typing import Any

from pdfminer import pdftypes
from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfdocument import PDFDocument, PDFXRefStream
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF

from orgsheet.importers.pdf_budget import Budget

_LIST_ITEM = 8
"""Bytes that pdfminer needs for each byte while it takes a predictor away."""
_POINTS = 10
"""Points of a line that cost as much memory as one thing more."""
_FIGURE = 20
"""A drawing within a page is read anew: that takes as long as so many other things."""
_OF_ONE_LETTER = 4
"""Bytes that one letter may stand for."""
_LITERAL, _END = range(128), 128


class LimitedPdf(PDF):
    """A document of pdfplumber whose streams and pages count on a budget."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        self.stream = io.BytesIO(data)
        self.stream_is_external, self.path, self.pages_to_parse = True, None, None
        self.laparams, self.password, self.unicode_norm = None, "", None
        self.raise_unicode_errors = False
        self.doc = PDFDocument(_Parser(self.stream, budget))
        for places in self.doc.xrefs:
            if isinstance(places, PDFXRefStream):
                # A table may claim more objects than anybody can count.
                claimed = sum(count for _, count in places.ranges)
                budget.require(claimed if claimed > len(places.data or b"") else 0)
        self.rsrcmgr = PDFResourceManager()
        self.metadata: dict[str, Any] = {}

    def lay_out(self, page: Any) -> None:  # noqa: ANN401 - pdfplumber carries no types
        """Let a page know what is drawn on it.

        Raises:
            GrownTooLargeError: it is more than a page has.
        """
        self._budget.begin_page()
        device = _Device(self.rsrcmgr, pageno=page.page_number, laparams=None)
        device.budget = self._budget
        PDFPageInterpreter(self.rsrcmgr, device).process_page(page.page_obj)
        page._layout = device.get_result()  # noqa: SLF001 - where pdfplumber looks first


class _Parser(PDFParser):
    """Gives streams that count; every stream of a file is made by its parser."""

    def __init__(self, stream: io.BytesIO, budget: Budget) -> None:
        super().__init__(stream)
        self._budget = budget

    def push(self, *objs: Any) -> None:  # noqa: ANN401 - what stands in a file
        super().push(*((place, self._counted(one)) for place, one in objs))

    def _counted(self, one: Any) -> Any:  # noqa: ANN401
        if isinstance(one, PDFStream) and one.rawdata is not None:
            return _Stream(one, self._budget)
        return one


class _Stream(PDFStream):
    """A stream that counts what it unpacks to, and what is read of it again."""

    def __init__(self, made: PDFStream, budget: Budget) -> None:
        super().__init__(made.attrs, made.rawdata or b"", made.decipher)
        self._budget = budget

    def get_data(self) -> bytes:
        if self.data is not None:
            # A drawing that is drawn within drawings costs its size each time.
            self._budget.unpack(len(self.data))
        return super().get_data()

    def decode(self) -> None:
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for name, settings in self.get_filters():
            data = _filtered(name, data, self._budget)
            if isinstance(settings, dict) and "Predictor" in settings:
                data = _predicted(settings, data, self._budget)
        self.data, self.rawdata = data, None


def _filtered(name: object, data: bytes, budget: Budget) -> bytes:
    """Return what a filter makes of some bytes; a picture is left as it is, and says nothing."""
    if name in pdftypes.LITERALS_FLATE_DECODE:
        data = _inflated(data, budget.bytes)
    elif name in pdftypes.LITERALS_LZW_DECODE:
        return _of_lzw(data, budget)
    elif name in pdftypes.LITERALS_RUNLENGTH_DECODE:
        data = _of_runs(data, budget.bytes)
    elif name in pdftypes.LITERALS_ASCII85_DECODE:
        budget.require(_OF_ONE_LETTER * data.count(b"z"))
        data = ascii85decode(data)
    elif name in pdftypes.LITERALS_ASCIIHEX_DECODE:
        data = asciihexdecode(data)
    elif name in _PICTURES:
        return data
    else:
        kind = name.name if isinstance(name, PSLiteral) else name
        raise pdftypes.PDFNotImplementedError(f"Unsupported filter: {kind!r}")
    budget.unpack(len(data))
    return data


_PICTURES = (
    *pdftypes.LITERALS_CCITTFAX_DECODE,
    *pdftypes.LITERALS_DCT_DECODE,
    *pdftypes.LITERALS_JBIG2_DECODE,
    *pdftypes.LITERALS_JPX_DECODE,
)


def _inflated(data: bytes, most: int) -> bytes:
    """Return what some bytes unpack to, of damaged ones what comes before the damage.

    Of more than `most` bytes, some more than that many are made.
    """
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, most + 1)
    unpacker, out = zlib.decompressobj(), bytearray()
    with suppress(zlib.error):
        for at in range(len(data)):
            out += unpacker.decompress(data[at : at + 1])
            if len(out) > most:
                break
    return bytes(out)


def _of_lzw(data: bytes, budget: Budget) -> bytes:
    pieces = []
    for piece in LZWDecoder(io.BytesIO(data)).run():
        budget.unpack(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


def _of_runs(data: bytes, most: int) -> bytes:
    out, at = bytearray(), 0
    while at < len(data) and data[at] != _END and len(out) <= most:
        count = data[at]
        if count in _LITERAL:
            out += data[at + 1 : at + 2 + count]
            at += 2 + count
        else:
            out += data[at + 1 : at + 2] * (257 - count)
            at += 2
    return bytes(out)


def _predicted(settings: dict[str, Any], data: bytes, budget: Budget) -> bytes:
    """Return data without the predictor that it was packed with."""
    kind, colors, columns, bits = (
        pdftypes.int_value(settings.get(name, usual))
        for name, usual in (
            ("Predictor", 1),
            ("Colors", 1),
            ("Columns", 1),
            ("BitsPerComponent", 8),
        )
    )
    if kind == 1:
        return data
    if not 0 < colors * columns * bits <= 8 * len(data):
        return b""  # a line longer than all lines
    budget.unpack(_LIST_ITEM * len(data))
    if kind == 2:  # noqa: PLR2004 - as the format numbers them
        return apply_tiff_predictor(colors, columns, bits, data)
    return apply_png_predictor(kind, colors, columns, bits, data)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Takes what is drawn on a page, and counts it before it is kept."""

    budget: Budget

    def render_char(self, *given: Any, **named: Any) -> float:  # noqa: ANN401
        self.budget.draw(characters=1)
        width: float = super().render_char(*given, **named)
        return width

    def paint_path(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        path = named["path"] if "path" in named else given[-1]
        self.budget.draw(others=1 + len(path) // _POINTS)
        self.budget.outline(len(path))
        super().paint_path(*given, **named)

    def begin_figure(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        self.budget.draw(others=_FIGURE)
        super().begin_figure(*given, **named)
