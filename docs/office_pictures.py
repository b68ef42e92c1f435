"""Draw the pictures of docs/office.md from an invented city: a page as PDF, and one as Excel.

    python docs/office_pictures.py

It needs LibreOffice and poppler (`pdftoppm`), and BIZ UDゴシック or another Japanese font.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
CITY = ROOT / "benchmarks" / "clean" / "架空市"
IMAGES = ROOT / "docs" / "images"
SECTION = "消防総務課"
_DOTS = "70"


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        wanted = ("-C", str(CITY), "export", "--year", "R4", "--section", SECTION)
        _run("orgsheet", *wanted, "--with-findings", "--output", str(place / "pdf.pdf"))
        _run("orgsheet", *wanted, "--output", str(place / "excel.xlsx"))
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        _run(
            *("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder),
            str(place / "excel.xlsx"),
        )
        for name in ("pdf", "excel"):
            picture = IMAGES / f"office-{name}"
            _run(
                *("pdftoppm", "-png", "-gray", "-r", _DOTS, "-f", "1", "-l", "1", "-singlefile"),
                *(str(place / f"{name}.pdf"), str(picture)),
            )
            print(picture.with_suffix(".png").relative_to(ROOT))


if __name__ == "__main__":
    main()
