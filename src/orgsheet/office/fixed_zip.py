"""Packages of Office files with the same bytes for the same content: no clock, a fixed order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that a package can say."""


def packed(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    """Return a package that holds parts by name, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return buffer.getvalue()
