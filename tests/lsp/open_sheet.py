"""A sheet that is open in an editor, without the editor: for the answers to single questions."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.lsp.open_file import OpenFile
from orgsheet.workspace.workspace import Workspace

CURSOR = "▮"
PATH = "sheets/R5/総務部/総務課.yaml"

PLANS = """\
計画:
  - 名称: 第一次青葉市総合計画
    略称: [総合計画]
    区分: 総合計画
    初年度: R2
    最終年度: R5
    後継: 第二次青葉市総合計画
    項目:
      - 市民とともにつくるまち
      - "安全: 災害につよいまち"
    項目は全部か: true
    出典: 例
    確認: 未確認
  - 名称: 第二次青葉市総合計画
    略称: []
    区分: 総合計画
    初年度: R6
    最終年度: R13
    後継: null
    項目: [みどりのまち]
    項目は全部か: true
    出典: 例
    確認: 未確認
  - 名称: 青葉市情報化計画
    略称: []
    区分: 個別計画
    初年度: R3
    最終年度: R7
    後継: null
    項目: []
    項目は全部か: false
    出典: 例
    確認: 未確認
計画関連No.:
  - {番号: ①, 表示名: 基本目標, 計画: 第一次青葉市総合計画, 初年度: R2, 最終年度: R5, 確認: 未確認}
  - {番号: ③, 表示名: 個別の計画, 計画: 個別計画, 初年度: R2, 最終年度: null, 確認: 未確認}
"""
ORGANIZATION = """\
部:
  - ID: 総務部
    名称: 総務部
    初年度: R2
    最終年度: null
    出典: 例
    確認: 未確認
    課は全部か: true
    課:
      - ID: 総務課
        名称: 総務課
        初年度: R5
        最終年度: null
        前身: [{ID: 庶務課, 異動: 改称, 年度: R5}]
        出典: 例
        確認: 未確認
      - ID: 庶務課
        名称: 庶務課
        初年度: R2
        最終年度: R4
        出典: 例
        確認: 未確認
"""
LAST_YEAR = """\
年度: R4
部名: 総務部
課名: 庶務課
組織が果たす役割:
  - 事務事業名称: 旧・文書管理
    担当: [青山]
"""
SHEET = """\
年度: R5
部名: 総務部
課名: 総務課
組織目標: |
  市民に信頼される市役所をつくる。
組織目標と計画等との関連:
  ①:
    - 市民とともにつくるまち
  ③:
    - 青葉市情報化計画
組織が果たす役割:
  - 事務事業名称: 文書管理
    計画関連No.: [①]
    裁量有無: ○
    担当: [白石, 黒田]
今年度の重点事業:
  - 項目: 文書管理
    目標期限:
      - 時期: 7月～8月
        内容: 調査
      - 時期: 随時
        内容: 相談
"""


def workspace_at(folder: Path, sheet: str = SHEET) -> LivingSheets:
    """Return a workspace with one sheet of this year, one of last year, and the registers."""
    files = {
        "sheets/計画台帳.yaml": PLANS,
        "sheets/組織台帳.yaml": ORGANIZATION,
        "sheets/R4/総務部/庶務課.yaml": LAST_YEAR,
        PATH: sheet,
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return LivingSheets(Workspace.open(folder))


def opened(sheets: LivingSheets, text: str) -> tuple[OpenFile, types.Position]:
    """Return the sheet with a text, and the position of the cursor in it (at its start if none)."""
    file = OpenFile((sheets.root / PATH).as_uri(), PATH, sheets.workspace)
    before, _, after = text.partition(CURSOR)
    file.put(before + after, 1)
    last = before.rsplit("\n", 1)[-1]
    return file, types.Position(before.count("\n"), EditorPlaces().units(last))
