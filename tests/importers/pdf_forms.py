"""PDF pages with ruled tables and Japanese text, written by hand: no font in them, no library."""

from __future__ import annotations

from office_forms import Part, parts_of

_WIDTH, _HEIGHT = 842, 595
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 802, 555, 40
_SIZE = 9
_PITCH = 13
_PAD = 4


class _Pages:
    """Pages under way: what is drawn on each, and how far down the last one is filled."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = float(_TOP)

    def room(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self.pages.append([])
            self.y = float(_TOP)

    def words(self, text: str, x: float, y: float) -> None:
        data = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {_SIZE} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{data}> Tj ET")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        self.pages[-1].append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")


def width_of(text: str) -> float:
    """Return the width of a text in points: wide characters have the size, Latin ones half."""
    return sum(_SIZE / 2 if " " <= char <= "~" else _SIZE for char in text)


def wrapped(text: str, width: float) -> list[str]:
    """Return the lines of a text as a program sets them: full, but never begun with a full stop."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph:
            if (
                line
                and width_of(line + char) > width
                and char not in "、。，．）)」』ー・々ゃゅょっ"
            ):
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


def as_pdf(text: str) -> bytes:
    """Return a PDF of a text in the published form: tables ruled, page numbers at the foot."""
    pages = _Pages()
    for part in parts_of(text):
        if part.kind == "table":
            _table(pages, part)
            continue
        for line in wrapped(part.text, _RIGHT - _LEFT):
            pages.room(_PITCH)
            pages.y -= _PITCH
            pages.words(line, _LEFT, pages.y)
        pages.y -= _PITCH / 2
    for number, page in enumerate(pages.pages, 1):
        data = f"- {number} -".encode("utf-16-be").hex()
        page.append(f"BT /F1 {_SIZE} Tf 1 0 0 1 410 20 Tm <{data}> Tj ET")
    return assembled(["\n".join(page) for page in pages.pages])


def _table(pages: _Pages, part: Part) -> None:
    count = max(len(row) for row in part.rows)
    shares = {2: [1, 3], 3: [2, 4, 3], 6: [1, 3, 1, 1, 6, 2]}.get(count, [1] * count)
    unit = (_RIGHT - _LEFT) / sum(shares)
    widths = [unit * share for share in shares]
    for row in part.rows:
        cells = [wrapped(cell, width - 2 * _PAD) for cell, width in zip(row, widths, strict=True)]
        height = max(len(lines) for lines in cells) * _PITCH + 2 * _PAD
        pages.room(height)
        pages.y -= height
        x = float(_LEFT)
        for lines, width in zip(cells, widths, strict=True):
            pages.box(x, pages.y, width, height)
            for number, line in enumerate(lines, 1):
                pages.words(line, x + _PAD, pages.y + height - _PAD - number * _PITCH + 3)
            x += width
    pages.y -= _PITCH


def assembled(contents: list[str]) -> bytes:
    """Return the bytes of a PDF file with a page for each content."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(contents)))
    widths = " ".join(["500"] * 94)
    descriptor = (
        "<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"
    )
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UTF16-H "
        "/DescendantFonts [4 0 R] >>"
    )
    letters = (
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000 /W [1 [{widths}]] "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> "
        f"/FontDescriptor {descriptor} >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>",
        font,
        letters,
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return laid_out([one.encode() for one in objects])


def laid_out(objects: list[bytes], more: str = "") -> bytes:
    """Return the bytes of a PDF file of objects, the first of which is its root.

    `more` stands in the file's trailer.
    """
    data = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {more}>>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    )
    return data + end.encode()
