"""What the tests of the yearly cycle share: a year's sheets, one filled in as sections do."""

from __future__ import annotations

import re
from pathlib import Path

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.workspace.workspace import Workspace


def sheets_of(folder: Path, year: str) -> dict[SheetId, Sheet]:
    """Return the sheets of a year that a workspace holds."""
    workspace = Workspace.open(folder)
    return {one.id: one for one in workspace.sheets(year)}


def filled(text: str) -> str:
    """Return a begun sheet as a section would hand it in: all marked places filled in."""
    text = re.sub(r"    - 【記入】前の年度は.*\n", "", text).replace("  ②:\n  ③", "  ②: []\n  ③")
    text = text.replace("[①, ②]", "[①]").replace("計画関連No.: [②]", "計画関連No.: [①]")
    text = text.replace("時期: 【記入】令和6年度のいつまでに", "時期: 9月")
    text = text.replace("【記入】その時期に行うこと", "関係機関との打合せ")
    text = text.replace("【記入】どうなれば達成か", "打合せを年4回以上行う。")
    text = text.replace("【記入】今年度、新しく改めること", "打合せの記録を一つの台帳にまとめる。")
    return text.replace("[【記入】]", "[全員]")
