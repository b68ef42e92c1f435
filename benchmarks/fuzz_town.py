"""The little city that the fuzz harness damages: its files, on disk and in git."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from orgsheet.lint.examples import DEFAULT_PATH, examples_of
from orgsheet.lint.rulebook import load_rules
from orgsheet.workspace.book import packaged_files
from orgsheet.workspace.layout import SETTINGS_PATH, WAIVERS_PATH
from orgsheet.workspace.workspace import packaged_workspace

LAST_YEAR_PATH = "sheets/R4/見本部/見本課.yaml"
DEPARTMENT_PATH = "sheets/R5/見本部/部.yaml"
BASELINE_PATH = "sheets/既知の指摘.json"
RULE_PATH = "lint/plan-item-near.yaml"
TEXT_PATH = "写し.txt"
STAFF = ("乙武藏七", "丙野ゞ八")
"""Names that no word of the form or of a rule holds: where one is shown, it is from 担当."""

_RULES = load_rules(packaged_workspace())
_ROW = "    - 項目: 会議資料の電子化\n"
_MORE = """\
      id: denshi
      前年度の項目: [紙の会議資料の見直し]
      期限原文: 9月から順に
"""
_SETTINGS = """\
# 設定
profile: 標準
fail_level: error
baseline: sheets/既知の指摘.json
rules:
  plan-item-near: {severity: warning}
  text-too-short:
    with: {least: 12}
changes:
  goal-changed: 重
table: {title: 新旧対照表, order: old-left, whole: true, remarks: true}
"""
_WAIVERS = """\
免除:
  - 規則: text-too-short
    対象: R5/見本部/見本課#見本事業
    理由: 短くても意味が通じるため、このままとする。
    承認者: 政策推進課
    期限年度: R6
"""
_BASELINE = """\
{"version": 1, "findings": [
{"fingerprint": "0123456789abcdef", "rule": "text-empty", "sheet": "R5/見本部/見本課", "item": "", \
"message": "x"}
]}
"""


def files() -> dict[str, bytes]:
    """Return the files of the city by path: two years, registers, waivers, settings, record."""
    good = next(
        one for rule in _RULES for one in examples_of(rule, "good") if one.path == DEFAULT_PATH
    )
    made = dict(good.files)
    sheet = made[DEFAULT_PATH].decode()
    names = f"担当: [{', '.join(STAFF)}]"
    sheet = sheet.replace("担当: [全員]", names)
    indent = sheet.index("項目: 会議資料の電子化\n") + len("項目: 会議資料の電子化\n")
    margin = sheet[indent:].split("行動", 1)[0]
    more = "".join(f"{margin}{line.strip()}\n" for line in _MORE.splitlines())
    sheet = "# 様式の説明\n" + sheet[:indent] + more + sheet[indent:]
    made[DEFAULT_PATH] = sheet.replace("裁量有無: ○", "裁量有無: ○ # 上の決裁による").encode()
    last = sheet.replace(more, "").replace("年度: R5", "年度: R4").replace("令和6年", "令和5年")
    last = last.replace("会議資料の電子化", "紙の会議資料の見直し").replace("500件", "400件")
    made[LAST_YEAR_PATH] = last.replace("裁量有無: ○", "裁量有無: ×").encode()
    department = next(
        one for rule in _RULES for one in examples_of(rule, "good") if DEPARTMENT_PATH in one.files
    )
    made[DEPARTMENT_PATH] = department.files[DEPARTMENT_PATH]
    made[WAIVERS_PATH] = _WAIVERS.encode()
    made[SETTINGS_PATH] = _SETTINGS.encode()
    made[BASELINE_PATH] = _BASELINE.encode()
    return made


def rule_book() -> dict[str, bytes]:
    """Return the packaged rule book as a city's own."""
    return dict(packaged_files("lint"))


class Town:
    """The city's folder, and beside it what no command may touch."""

    def __init__(self, place: Path, base: dict[str, bytes]) -> None:
        self.place = place
        self.base = base
        self.folder = place / "市 シート"
        self._dirty: set[str] = set()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for path, data in base.items():
            self._write(path, data)
        for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "元")):
            self.git(*words)

    def git(self, *words: str) -> str:
        """Run git in the folder, with no settings of the machine, and return what it said."""
        environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        author = ("-c", "user.name=x", "-c", "user.email=x@example.invalid", "-c", "gc.auto=0")
        done = subprocess.run(
            ["git", *author, *words], cwd=self.folder, capture_output=True, env=environment,
            check=False,
        )  # fmt: skip
        return done.stdout.decode("utf-8", "replace").strip()

    def _write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def bring(self, files: dict[str, bytes]) -> None:
        """Bring the folder to the base with these files changed or added, and nothing else."""
        for path in self.found().keys() - self.base.keys() - files.keys():
            (self.folder / path).unlink()
        for path in self._dirty - files.keys():
            if path in self.base:
                self._write(path, self.base[path])
        for path, data in files.items():
            self._write(path, data)
        self._dirty = set(files)

    def changed(self, paths: set[str]) -> None:
        """Note that a command wrote these files, so that the next `bring` puts them back."""
        self._dirty |= paths

    def found(self) -> dict[str, bytes]:
        """Return the files of the folder but git's own and the cache's."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for top in self.folder.iterdir()
            if top.name not in {".git", ".orgsheet-cache"}
            for file in ([top] if top.is_file() else top.rglob("*"))
            if file.is_file()
        }
