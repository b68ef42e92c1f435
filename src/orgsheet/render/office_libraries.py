"""The libraries that write Word and Excel files: loaded when needed, missed in plain words."""

from __future__ import annotations

import importlib
from datetime import datetime
from typing import Any

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook: a text stays a text, whatever it begins with."""

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the files know no time zones
"""When a file says it was made: no date, so that the same content gives the same bytes."""


class OfficeMissingError(Exception):
    """The optional libraries are not installed; the message is Japanese and says what to type."""


def office_module(name: str, product: str) -> Any:  # noqa: ANN401 - whatever the library has
    """Return a library's module.

    Args:
        name: the module.
        product: what is to be written, for the message (`Excel`, `Word` or `PDF`).

    Raises:
        OfficeMissingError: the library is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        extra = "pdf" if product == "PDF" else "office"
        raise OfficeMissingError(
            f"{product} のファイルを作る部品が入っていません。"
            "次を実行してから、もう一度試してください。\n"
            f"  pip install 'orgsheet[{extra}]'\n"
            "入れずに済ませるには、ファイルの終わりを .html にしてください。"
        ) from error
