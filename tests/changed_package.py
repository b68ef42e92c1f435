"""Office files with something else in their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def changed_package(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a package (.docx, .xlsx) with what `change` makes of each part's name and bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return stream.getvalue()
