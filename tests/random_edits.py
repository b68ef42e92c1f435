"""Edits of this repository's sheets, registers, settings and waivers, drawn at random."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, SETTINGS_PATH, WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parents[1]
FOLDER = "sheets/R5/政策推進部"
REPOSITORY = Workspace.open(ROOT)
FILES = {path: REPOSITORY.files.read(path) or b"" for path in REPOSITORY.paths}
SHEETS = [path for path in FILES if path.startswith(FOLDER)]
"""Those of the newer year."""

_LINES = [
    "",
    "組織目標: 「とりで行政経営改革プラン」と「とりで行政経営改善プラン」を進める\n",
    "組織使命: マネジメントとマネジメソトの研修とマネジメントとマネジメント\n",
    "年度: R4\n",
    "年度: [\n",
    "課名: 別の課\n",
    "\t",
]
_REGISTER_LINES = [
    "",
    "# 書き添えたこと\n",
    "    最終年度: R3\n",
    "    初年度: R9\n",
    "    後継: とりで未来創造プラン2020\n",
    "  - 名称: 第五次取手市地域情報化計画\n",
    "      - 市民活動支援と協働の推進と改革\n",
    "    計画: 個別計画\n",
]
_OTHERS: dict[str, list[bytes | None]] = {
    PLANS_PATH: [
        None,
        FILES[PLANS_PATH].replace(b"R6", b"R3"),
        "計画: []\n".encode(),
        b"# \n" + FILES[PLANS_PATH],
        FILES[PLANS_PATH].replace("取手市".encode(), "取出市".encode()),
    ],
    ORGANIZATION_PATH: [
        None,
        FILES[ORGANIZATION_PATH].replace("秘書課".encode(), "広報課".encode()),
    ],
    SETTINGS_PATH: ["規則:\n  name-term-slip: off\n".encode(), "プロファイル: 厳格\n".encode()],
    WAIVERS_PATH: [
        (
            "免除:\n  - 規則: plan-item-unknown\n    対象: R5/政策推進部/秘書課\n"
            "    理由: 計画の所管課に確かめているところのため\n    承認者: 課長\n    期限年度: R5\n"
        ).encode()
    ],
    f"{FOLDER}/新しい課.yaml": ["年度: R5\n部名: 政策推進部\n課名: 新しい課\n".encode(), None],
    f"{FOLDER}/秘書課.txt": [FILES[f"{FOLDER}/秘書課.yaml"], None],
    "sheets/R５/メモ.yml": [b"a: 1\n", None],
    "ORGSHEET.yaml": [b"a: 1\n", None],
}
EDITED = sorted({*SHEETS, *_OTHERS})
"""The files that an edit may change, add or remove."""


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, bytes | None]:
    """Draw a path, and the bytes it gets; None removes it."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        path = draw(st.sampled_from(sorted(_OTHERS)))
        return path, draw(st.sampled_from(_OTHERS[path]))
    if kind == 1:
        path = draw(st.sampled_from([PLANS_PATH, PLANS_PATH, ORGANIZATION_PATH]))
        return path, draw(_changed_lines(path, _REGISTER_LINES))
    path = draw(st.sampled_from(SHEETS))
    if draw(st.integers(0, 5)) == 0:
        return path, None
    return path, draw(_changed_lines(path, _LINES))


@st.composite
def _changed_lines(draw: st.DrawFn, path: str, others: list[str]) -> bytes:
    """Draw the bytes of a file with some lines in a row put aside for one of others or its own."""
    lines = FILES[path].decode().splitlines(keepends=True)
    start = draw(st.integers(0, len(lines) - 1))
    count = draw(st.sampled_from([0, 1, 1, 8]))
    lines[start : start + count] = [
        draw(st.sampled_from([*others, lines[draw(st.integers(0, len(lines) - 1))]]))
    ]
    return "".join(lines).encode()
