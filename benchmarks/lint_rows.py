"""The rows of the speed table: what is measured, beside what, and how fast it should be."""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import diff_large
from corpus import build
from measure import ROOT, Timing, spent, timed, timing

from orgsheet.lint.live import Live
from orgsheet.workspace.workspace import Workspace

_KEYS, _LATE = 40, 25
"""Keys typed in each of five sheets; milliseconds within which nearly every key is answered."""
_MEMORY = 400
_YAMLLINT = "{extends: default, rules: {line-length: disable}}"
_BIN = Path(sys.executable).parent
_ORGSHEET = [sys.executable, "-P", "-c", "from orgsheet.cli import main; main()"]
_LINT = [*_ORGSHEET, "lint", "--format", "concise", "--jobs", "1"]
"""In one process: what several share takes no less processor time."""
_SHARED = 0.13
"""The goal of two processes, on the clock, beside yamllint and check-jsonschema on the same."""
_SCHEMA = ROOT / "schema" / "sheet.schema.json"


class Row(NamedTuple):
    """One row of the table; `goal` is the largest ratio that meets the goal, None for none."""

    what: str
    ours: Timing
    peer: str
    theirs: Timing | None
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as much processor time it takes as the peer."""
        assert self.theirs is not None, "asked only where there is a peer"
        return self.ours.median / self.theirs.median

    def text(self) -> str:
        """Return the row in Markdown."""
        ratio = f"{self.ratio:.3f}" if self.theirs else ""
        goal = "" if self.goal is None else f"{self.goal:g} 倍以下"
        met = "" if self.goal is None else "達成" if self.ratio <= self.goal else "未達"
        theirs = str(self.theirs) if self.theirs else ""
        cells = (self.what, self.ours, f"{self.ours.wall:.3f} s", self.peer, theirs, ratio, goal)
        return f"| {' | '.join(map(str, cells))} | {met} |"


class Told(NamedTuple):
    """A row that is no time beside another's."""

    what: str
    got: str
    goal: str
    met: bool

    def text(self) -> str:
        """Return the row in Markdown."""
        met = "達成" if self.met else "未達"
        return f"| {self.what} | {self.got} | | | | | {self.goal} | {met} |"


class Bench:
    """Measures the rows; all of one row, ours and the peer's, in turn."""

    def __init__(self, folder: Path, small: Path, runs: int, node_modules: Path | None) -> None:
        self._folder = folder
        self._small = small
        self._runs = runs
        self._sheets = [str(path) for path in sorted((small / "sheets" / "R5").rglob("*.yaml"))]
        self._number = f"{len(self._sheets):,} 枚"
        self._cold: Timing | None = None
        self._faster: list[str] = []
        self._ajv = self._ajv_command(node_modules)
        self._ryl = (
            [str(_BIN / "ryl"), "check", "--no-cache", "-d", _YAMLLINT] if _found("ryl") else []
        )

    @property
    def peers(self) -> str:
        """The versions of the peers that need not be there."""
        found = [f"{name} {_found(name)}" for name in ("ryl", "daff") if _found(name)]
        return ", ".join(found) + (", ajv-cli" if self._ajv else "")

    def starting(self) -> Iterator[Row]:
        """Yield the rows about starting, and about one and five real sheets."""
        five = self._folder / "five"
        shutil.copytree(ROOT / "sheets" / "R5", five / "sheets" / "R5")
        for register in (ROOT / "sheets").glob("*.yaml"):
            shutil.copy(register, five / "sheets")
        sheets = [str(path) for path in sorted((five / "sheets" / "R5").rglob("*.yaml"))]
        got = timed(
            {
                "version": [*_ORGSHEET, "--version"],
                "yamllint version": [str(_BIN / "yamllint"), "--version"],
                "yamllint": [str(_BIN / "yamllint"), "-d", _YAMLLINT, sheets[0]],
                "one": [*_LINT, "--no-cache", sheets[0]],
                "help": [*_ORGSHEET, "--help"],
                "explain": [*_ORGSHEET, "explain"],
                "status": [*_ORGSHEET, "status", "R5"],
                "five": [*_LINT, "--no-cache"],
                "schema": [str(_BIN / "check-jsonschema"), "--schemafile", str(_SCHEMA), *sheets],
            },
            five,
            self._runs,
        )
        yield Row("`--version`", got["version"], "yamllint `--version`", got["yamllint version"], 1)
        yield Row("1 枚の点検", got["one"], "yamllint", got["yamllint"], 1)
        for name in ("help", "explain", "status"):
            shown = "`--help`" if name == "help" else f"`{name}`"
            yield Row(shown, got[name], "yamllint（1 枚）", got["yamllint"], 1.5)
        yield Row("5 枚の点検", got["five"], "check-jsonschema", got["schema"], 0.5)

    def cold(self) -> Iterator[Row | Told]:
        """Yield the rows about all sheets without a record, beside every peer."""
        commands: dict[str, Sequence[str]] = {
            "cold": [*_LINT, "--no-cache"],
            "two": [*_LINT, "--no-cache", "--jobs", "2"],
            "floor": [sys.executable, str(ROOT / "benchmarks" / "floor.py"), "sheets"],
        }
        if self._ryl:
            commands["ryl"] = [*self._ryl, *self._sheets]
        if self._ajv:
            commands["ajv-cli"] = [*self._ajv, "sheets/R5/**/*.yaml"]
        got = timed(commands, self._small, self._runs)
        slow = timed(
            {
                "yamllint": [str(_BIN / "yamllint"), "-d", _YAMLLINT, *self._sheets],
                "schema": [
                    str(_BIN / "check-jsonschema"),
                    "--schemafile",
                    str(_SCHEMA),
                    *self._sheets,
                ],
            },
            self._small,
            1,
            warm=False,
        )
        self._cold = cold = got["cold"]
        what = f"{self._number}、記録なし"
        both = slow["yamllint"] + slow["schema"]
        yield Row(what, cold, "yamllint + check-jsonschema（1 回）", both, 0.22)
        yield Row(what, cold, "下限", got["floor"], 2.7)
        shared = got["two"].wall / both.wall
        yield Told(
            f"{what}、二つのプロセス（実時間どうし）",
            f"{got['two'].wall:.3f} s、yamllint + check-jsonschema の {shared:.3f} 倍",
            f"{_SHARED} 倍以下",
            shared <= _SHARED,
        )
        for name in ("ryl", "ajv-cli"):
            if name in got:
                yield Row(what, cold, name, got[name])
                if got[name].median < cold.median:
                    times = cold.median / got[name].median
                    self._faster.append(f"{name}（{times:.0f} 倍）")

    def recorded(self) -> Iterator[Row]:
        """Yield the rows about runs that know the last one: nothing, a sheet, a plan changed."""
        sheet, register = Path(self._sheets[len(self._sheets) // 2]), self._small / _REGISTER
        warm = timed({"warm": _LINT}, self._small, self._runs)["warm"]
        one = self._after(lambda number: _append(sheet, number))
        alone = timed(
            {
                "ours": [*_LINT, str(sheet)],
                "yamllint": [str(_BIN / "yamllint"), "-d", _YAMLLINT, str(sheet)],
            },
            self._small,
            self._runs,
        )
        plan = self._after(lambda number: _change_plan(register, number))
        cold = self._cold
        yield Row(f"{self._number}、変更なしの 2 回目", warm, "記録なし", cold, 0.1)
        yield Row(f"{self._number}、1 枚だけ変更", one, "記録なし", cold, 0.25)
        yield Row(f"{self._number}、計画 1 件だけ変更", plan, "記録なし", cold, 0.35)
        what = f"{self._number}のうち 1 枚の点検、記録あり"
        yield Row(what, alone["ours"], "yamllint（その 1 枚）", alone["yamllint"], 2)

    def typing(self) -> Told:
        """Return the row about a sheet that is replaced at each key, checked by all rules."""
        live = Live(Workspace.open(self._small))
        live.over_all()
        chance = random.Random(1)  # noqa: S311 - the same keys every time
        seconds = []
        for sheet in chance.sample([Path(path) for path in self._sheets], 5):
            text = sheet.read_text(encoding="utf-8")
            path = sheet.relative_to(self._small).as_posix()
            for _ in range(_KEYS):
                at = chance.choice(
                    [m.start() for m in re.finditer("[ぁ-ん一-龠](?=[ぁ-ん])", text)]
                )
                text = text[:at] + chance.choice("計画推進市民、") + text[at + 1 :]
                began = time.process_time()
                live.replace(path, text.encode())
                live.own(path)
                live.over_all()
                seconds.append(time.process_time() - began)
        late = sorted(seconds)[len(seconds) * 95 // 100] * 1000
        usual = sorted(seconds)[len(seconds) // 2] * 1000
        return Told(
            f"{self._number}のうち 1 枚を 1 文字ずつ変え、全部の規則で点検（{len(seconds)} 回）",
            f"中央値 {usual:.1f} ms、95 % が {late:.1f} ms 以内",
            f"{_LATE} ms 以内",
            late <= _LATE,
        )

    def review(self) -> Row:
        """Return the row about the review of a change of one sheet."""
        git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
        for command in (["init", "-q", "-b", "main"], ["add", "sheets"], ["commit", "-qm", "1"]):
            spent([*git, *command], self._small)
        sheet = Path(self._sheets[-1])
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(re.sub("時期: .*\n", "時期: 13月\n", text, count=1), encoding="utf-8")
        spent([*git, "commit", "-qam", "2"], self._small)
        command = [*_ORGSHEET, "review", "--base", "HEAD~1", "--head", "HEAD"]
        got = timed({"review": command}, self._small, self._runs)
        what = f"{self._number}のうち 1 枚の変更の `review`"
        return Row(what, got["review"], "記録なしの全部の点検", self._cold, 0.35)

    def two_years(self) -> Iterator[Row]:
        """Yield the row about sheets of which half are of the year before."""
        folder = self._folder / "years"
        for year in ("R4", "R5"):
            build(folder, len(self._sheets) // 2, year)
        got = timed({"cold": [*_LINT, "--no-cache"]}, folder, self._runs)
        yield Row(f"2 年度で {self._number}、記録なし", got["cold"], "1 年度で同じ枚数", self._cold)

    def diff(self) -> Row:
        """Return the row about whole processes that compare 300 rows with 300."""
        folder = self._folder / "rows"
        before, after, _ = diff_large.rows(diff_large.SMALL)
        diff_large.write_sheets(folder, before, after)
        commands: dict[str, Sequence[str]] = {
            "ours": [*_ORGSHEET, "diff", "R4", "R5", "--format", "json"]
        }
        if find_spec("daff"):
            for year, listed in (("R4", before), ("R5", after)):
                flat = [
                    {key: json.dumps(value, ensure_ascii=False) for key, value in row.items()}
                    for row in listed
                ]
                (folder / f"{year}.json").write_text(json.dumps(flat, ensure_ascii=False), "utf-8")
            commands["daff"] = [sys.executable, "-c", diff_large.DAFF]
        got = timed(commands, folder, self._runs)
        goal = 4 if "daff" in got else None
        return Row("300 行どうしの `diff`", got["ours"], "daff", got.get("daff"), goal)

    def ten_times(self) -> Iterator[Row | Told]:
        """Yield the rows about ten times as many sheets: time beside a tenth, and memory."""
        folder = self._folder / "large"
        build(folder, len(self._sheets) * 10)
        got = timed({"cold": [*_LINT, "--no-cache"]}, folder, 1, warm=False)["cold"]
        what = f"{len(self._sheets) * 10:,} 枚"
        yield Row(f"{what}、記録なし（1 回）", got, self._number, self._cold, 10.7)
        memory = f"{got.peak:.0f} MiB"
        yield Told(f"{what}の最大メモリ", memory, f"{_MEMORY} MiB 以下", got.peak <= _MEMORY)

    def who_is_faster(self) -> list[str]:
        """Return in Japanese which peer is faster, and why."""
        if not self._faster:
            return []
        return [
            f"同じファイルを orgsheet より速く調べるもの: {'、'.join(self._faster)}。",
            "どれも、一つのファイルの書き方か型だけを見て、書いてあることの意味は見ません。",
            "ryl は Rust、ajv は型ごとに作った JavaScript で動きます。orgsheet は、値どうしや、",
            "台帳・ほかのシートと見比べる百を超える規則を Python で一つずつ当てるので、",
            "その速さにはなりません。",
            "",
        ]

    def _after(self, change: Callable[[int], None]) -> Timing:
        """Return what the run after each of some changes takes."""
        found = []
        for number in range(self._runs):
            change(number)
            found.append(spent(_LINT, self._small))
        return timing(found)

    def _ajv_command(self, node_modules: Path | None) -> list[str]:
        """Return how ajv-cli checks files by the sheet's schema, [] where it is not there."""
        if node_modules is None or shutil.which("node") is None:
            return []
        schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        schema.pop("$id", None)  # ajv refuses an address with Japanese in it
        copy = self._folder / "schema.json"
        copy.write_text(json.dumps(schema), encoding="utf-8")
        program = node_modules.resolve() / ".bin" / "ajv"
        formats = node_modules.resolve() / "ajv-formats"
        options = ["--spec=draft2020", "--strict=false", "-c", str(formats), "-s", str(copy), "-d"]
        return [str(program), "validate", *options]


_REGISTER = "sheets/計画台帳.yaml"


def _found(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _append(sheet: Path, number: int) -> None:
    with sheet.open("a", encoding="utf-8") as file:
        file.write(f"# 変更 {number}\n")


def _change_plan(register: Path, number: int) -> None:
    text = register.read_text(encoding="utf-8")
    old = "最終年度: R6" if number % 2 == 0 else "最終年度: R7"
    new = "最終年度: R7" if number % 2 == 0 else "最終年度: R6"
    head, mark, tail = text.partition("名称: とりで行政経営改革プラン2020")
    register.write_text(head + mark + tail.replace(old, new, 1), encoding="utf-8")
