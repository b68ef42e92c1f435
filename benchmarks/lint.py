"""Speed of `orgsheet lint` beside yamllint and check-jsonschema, on the same files in one run.

`python benchmarks/lint.py [--write docs/speed.md]` prints machine, versions, corpus and tables.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus import build
from measure import ROOT, Timing, corpus_hash, machine, peak_memory, run, timed

from orgsheet.lint.live import Live
from orgsheet.workspace.workspace import Workspace

SMALL, LARGE = 1_000, 10_000
_KEYS = 40
_LATE = 25
"""Milliseconds within which nearly every key is to be answered."""
_YAMLLINT = "{extends: default, rules: {line-length: disable}}"
_BIN = Path(sys.executable).parent
_LINT = [str(_BIN / "orgsheet"), "lint", "--format", "concise"]
_SCHEMA = str(ROOT / "schema" / "sheet.schema.json")


def main() -> None:
    """Measure and print; with `--write`, also put the report into a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--skip-large", action="store_true", help="leave out the 10,000 sheets")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report = measure(Path(name), large=not arguments.skip_large)
    print(report)
    if arguments.write:
        arguments.write.write_text(report, encoding="utf-8")


def measure(folder: Path, *, large: bool) -> str:
    """Return the whole report as Markdown."""
    five = folder / "five"
    shutil.copytree(ROOT / "sheets" / "R5", five / "sheets" / "R5")
    for register in (ROOT / "sheets").glob("*.yaml"):
        shutil.copy(register, five / "sheets")
    small = folder / "small"
    build(small, SMALL)
    rows = [*startup(five), *thousand(small), *review(small)]
    if large:
        rows += ten_thousand(folder / "large", small)
    out = [
        "# 点検の速さ",
        "",
        "この表は次の命令が書いたもので、手では直しません。",
        "",
        "```sh",
        "pip install -e '.[bench]' && python benchmarks/lint.py --write docs/speed.md",
        "```",
        "",
        "```text",
        machine("orgsheet", "yamllint", "check-jsonschema", "ruamel.yaml", "ruamel.yaml.clib"),
        f"corpus: {SMALL:,} sheets, hash {corpus_hash(small)}; median of 5 runs (least–most)",
        "```",
        "",
        "| 測ったこと | 時間 | 比べる相手 | 時間 | 比 | 目標 | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        "yamllint は行の長さの規則だけを外した既定の設定、check-jsonschema はこの市の",
        "`schema/sheet.schema.json` で、同じファイルを調べています。どちらも計画・期限・",
        "部と課のつながりは調べません。",
        "「下限」は、全ファイルを読んで libyaml で組み立てるだけの時間です。",
        "",
        "未達の行の理由: 1 枚の点検では、時間の大半が部品（click、ruamel.yaml、本体）の読み込みと",
        "規則のファイル全部の読み取りで、シートの点検そのものではありません",
        "（`python -X importtime -m orgsheet lint` で見られます）。",
        "1,000 枚では、時間の 4 分の 1 ほどが YAML の組み立て、残りは 1 枚に 100 を超える規則を",
        "当てる時間で、特に重い規則はありません（`python -m cProfile -s tottime` で見られます）。",
        "計画を 1 件変えたときに点検し直すのは、その計画の項目を挙げているシートだけです",
        "（`tests/test_cache.py` が数えます）。この資料では各部の政策推進課と部がそうで、",
        "部のシートの点検はその部の課を全部読むため、ほとんどのシートを読み直します。",
        "10,000 枚の比は、1 回だけの測定です。",
        "`orgsheet review` は、全部のシートを見比べる規則（用語のゆれなど）のために、",
        "変わっていないシートも一度ずつ読みます。その読み取りと用語の取り出しが時間の半分を超えます",
        "（前の点検の記録は、提案に紛れ込めるので、読みません）。",
        "",
    ]
    return "\n".join(out)


def startup(five: Path) -> list[str]:
    """Return the rows about starting and about the five real sheets."""
    sheets = [str(path) for path in sorted((five / "sheets" / "R5").rglob("*.yaml"))]
    one = sheets[0]
    got = timed(
        {
            "version": [str(_BIN / "orgsheet"), "--version"],
            "ruamel": [sys.executable, "-c", "import ruamel.yaml"],
            "yamllint version": [str(_BIN / "yamllint"), "--version"],
            "one": [*_LINT, "--no-cache", one],
            "yamllint one": [str(_BIN / "yamllint"), "-d", _YAMLLINT, one],
            "five": [*_LINT, "--no-cache"],
            "schema five": [str(_BIN / "check-jsonschema"), "--schemafile", _SCHEMA, *sheets],
        },
        five,
        runs=9,
    )
    return [
        row("`orgsheet --version`", got["version"], "`import ruamel.yaml`", got["ruamel"], 2),
        row("`orgsheet --version`", got["version"], "yamllint", got["yamllint version"], 1),
        row("1 枚の点検", got["one"], "yamllint", got["yamllint one"], 1),
        row("実物 5 枚の点検", got["five"], "check-jsonschema", got["schema five"], 1),
    ]


def thousand(folder: Path) -> list[str]:
    """Return the rows about 1,000 sheets: cold, warm, one sheet changed, one plan changed."""
    sheets = [str(path) for path in sorted((folder / "sheets" / "R5").rglob("*.yaml"))]
    yamllint = Timing((run([str(_BIN / "yamllint"), "-d", _YAMLLINT, *sheets], folder),), 0)
    schema = Timing(
        (run([str(_BIN / "check-jsonschema"), "--schemafile", _SCHEMA, *sheets], folder),), 0
    )
    both = Timing((yamllint.median + schema.median,), 0)
    got = timed(
        {
            "cold": [*_LINT, "--no-cache"],
            "floor": [sys.executable, str(ROOT / "benchmarks" / "floor.py"), "sheets"],
            "warm": _LINT,
        },
        folder,
    )
    sheet = Path(sheets[500])
    register = folder / "sheets" / "計画台帳.yaml"
    one = after_change(folder, lambda n: _append(sheet, n))
    alone = timed(
        {
            "ours": [*_LINT, str(sheet)],
            "yamllint": [str(_BIN / "yamllint"), "-d", _YAMLLINT, str(sheet)],
        },
        folder,
    )
    plan = after_change(folder, lambda n: _change_plan(register, n))
    return [
        row("1,000 枚、記録なし", got["cold"], "yamllint + check-jsonschema（1 回）", both, 1 / 10),
        row("1,000 枚、記録なし", got["cold"], "下限", got["floor"], 4),
        row("1,000 枚、変更なしの 2 回目", got["warm"], "記録なし", got["cold"], 1 / 5),
        row("1,000 枚、1 枚だけ変更", one, "記録なし", got["cold"], 1 / 4),
        row("1,000 枚、計画 1 件だけ変更", plan, "記録なし", got["cold"], 1 / 4),
        row("1,000 枚のうち 1 枚の点検、記録あり", alone["ours"], "yamllint", alone["yamllint"], 2),
        *typing(folder),
    ]


def typing(folder: Path) -> list[str]:
    """Return the row about a sheet that is replaced at each key, checked by all rules."""
    live = Live(Workspace.open(folder))
    live.over_all()
    chance = random.Random(1)  # noqa: S311 - the same keys every time
    sheets = sorted((folder / "sheets" / "R5").rglob("*.yaml"))
    seconds = []
    for sheet in chance.sample(sheets, 5):
        text = sheet.read_text(encoding="utf-8")
        for _ in range(_KEYS):
            at = chance.choice([m.start() for m in re.finditer("[ぁ-ん一-龠](?=[ぁ-ん])", text)])
            text = text[:at] + chance.choice("計画推進市民、") + text[at + 1 :]
            began = time.process_time()
            live.replace(sheet.relative_to(folder).as_posix(), text.encode())
            live.own(sheet.relative_to(folder).as_posix())
            live.over_all()
            seconds.append(time.process_time() - began)
    late = sorted(seconds)[len(seconds) * 95 // 100] * 1000
    usual = sorted(seconds)[len(seconds) // 2] * 1000
    met = "達成" if late <= _LATE else "未達"
    what = f"1,000 枚のうち 1 枚を 1 文字ずつ変え、全部の規則で点検（{len(seconds)} 回、CPU）"
    got = f"中央値 {usual:.1f} ms、95 % が {late:.1f} ms 以内"
    return [f"| {what} | {got} | | | | {_LATE} ms 以内 | {met} |"]


def review(folder: Path) -> list[str]:
    """Return the row about the review of a one-sheet change among 1,000 sheets."""
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
    for command in (["init", "-q", "-b", "main"], ["add", "sheets"], ["commit", "-q", "-m", "1"]):
        run([*git, *command], folder)
    sheet = sorted((folder / "sheets" / "R5").rglob("秘書課.yaml"))[100]
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("時期: 4月\n", "時期: 13月\n", 1), encoding="utf-8")
    run([*git, "commit", "-q", "-a", "-m", "2"], folder)
    got = timed(
        {
            "review": [str(_BIN / "orgsheet"), "review", "--base", "HEAD~1", "--head", "HEAD"],
            "cold": [*_LINT, "--no-cache"],
        },
        folder,
    )
    what = "1,000 枚のうち 1 枚の変更の `orgsheet review`"
    return [row(what, got["review"], "記録なしの全部の点検", got["cold"], 1 / 3)]


def after_change(folder: Path, change: Callable[[int], None]) -> Timing:
    """Return the time of the run after each of five changes."""
    seconds = []
    for number in range(5):
        change(number)
        seconds.append(run(_LINT, folder))
    return Timing(tuple(seconds), 0)


def _append(sheet: Path, number: int) -> None:
    with sheet.open("a", encoding="utf-8") as file:
        file.write(f"# 変更 {number}\n")


def _change_plan(register: Path, number: int) -> None:
    text = register.read_text(encoding="utf-8")
    old = "最終年度: R6" if number % 2 == 0 else "最終年度: R7"
    new = "最終年度: R7" if number % 2 == 0 else "最終年度: R6"
    head, mark, tail = text.partition("名称: とりで行政経営改革プラン2020")
    register.write_text(head + mark + tail.replace(old, new, 1), encoding="utf-8")


def ten_thousand(folder: Path, small: Path) -> list[str]:
    """Return the rows about 10,000 sheets: time beside 1,000, and memory."""
    build(folder, LARGE - LARGE % 5 - 5)
    got = timed({"small": [*_LINT, "--no-cache"]}, small, runs=3)
    large = Timing((run([*_LINT, "--no-cache"], folder),), 0)
    memory = peak_memory([*_LINT, "--no-cache"], folder)
    ok = "達成" if memory < 600 else "未達"  # noqa: PLR2004 - the goal in MiB
    return [
        row("約 10,000 枚、記録なし", large, "1,000 枚", got["small"], 11),
        f"| 約 10,000 枚の最大メモリ | {memory:.0f} MiB | | | | 600 MiB 未満 | {ok} |",
    ]


def row(what: str, ours: Timing, peer: str, theirs: Timing, goal: float) -> str:
    """Return one row of the table; `goal` is the largest ratio that meets the goal."""
    ratio = ours.median / theirs.median
    words = f"{goal:g} 倍以下" if goal >= 1 else f"1/{1 / goal:g} 以下"
    met = "達成" if ratio <= goal else "未達"
    return f"| {what} | {ours} | {peer} | {theirs} | {ratio:.3f} | {words} | {met} |"


if __name__ == "__main__":
    main()
