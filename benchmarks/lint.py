"""Speed of orgsheet beside other checkers of YAML, on the same files in one run.

The whole table takes some twenty minutes on an idle machine:

    npm install --prefix /tmp/peers ajv-cli ajv-formats
    pip install -e '.[bench]'
    python benchmarks/lint.py --node-modules /tmp/peers/node_modules --write docs/speed.md

`python benchmarks/lint.py --sheets 20 --runs 1 --skip-large` tries the script in a minute.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from corpus import build
from lint_rows import Bench, Row, Told
from measure import as_installed, corpus_hash, machine

_COLUMNS = ("測ったこと", "CPU 時間", "実時間", "比べる相手", "相手の CPU 時間", "比", "目標", "")


def main() -> None:
    """Measure and print; with `--write`, also put the report into a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--sheets", type=int, default=1_000, help="a multiple of ten")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-large", action="store_true", help="leave out ten times as many")
    parser.add_argument("--note", default="", help="what to say of the machine, such as its load")
    parser.add_argument("--node-modules", type=Path, help="where npm put ajv-cli and ajv-formats")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench") as name, as_installed():
        report = measure(Path(name), arguments)
    print(report)
    if arguments.write:
        arguments.write.write_text(report, encoding="utf-8")


def measure(folder: Path, arguments: argparse.Namespace) -> str:
    """Return the whole report as Markdown."""
    small = folder / "small"
    build(small, arguments.sheets)
    digest = corpus_hash(small)
    bench = Bench(folder, small, arguments.runs, arguments.node_modules)
    rows: list[Row | Told] = [
        *bench.starting(),
        *bench.cold(),
        *bench.recorded(),
        bench.typing(),
        bench.review(),
        *bench.two_years(),
        bench.diff(),
    ]
    if not arguments.skip_large:
        rows += bench.ten_times()
    node = arguments.node_modules
    command = "pip install -e '.[bench]' && python benchmarks/lint.py --write docs/speed.md"
    out = [
        "# 点検の速さ",
        "",
        "この表は次の命令が書いたもので、手では直しません。",
        "",
        "```sh",
        "npm install --prefix /tmp/peers ajv-cli ajv-formats",
        f"{command} --node-modules /tmp/peers/node_modules",
        "```",
        "",
        "```text",
        machine("orgsheet", "yamllint", "check-jsonschema", "ruamel.yaml", "ruamel.yaml.clib"),
        bench.peers,
        (
            f"corpus: {arguments.sheets:,} sheets, hash {digest}; "
            f"median of {arguments.runs} runs (least–most), processor time"
        ),
        "```",
        "",
        *_table(rows),
        "",
        *([arguments.note, ""] if arguments.note else []),
        "比は CPU 時間どうしの比です。「二つのプロセス」（`--jobs 2`）のほかは、",
        "一つのプロセスで点検しています。",
        "速く始めるための控え（規則など）は、一度動かした後の状態で測っています。",
        "yamllint と ryl は行の長さの規則だけを外した既定の設定、check-jsonschema と ajv は",
        "この市の `schema/sheet.schema.json` で、同じファイルを調べています。どれも計画・期限・",
        "部と課のつながりは調べません。",
        "「下限」は、全ファイルを読んで libyaml で組み立てるだけの時間です。",
        "",
        *bench.who_is_faster(),
        *([] if node else ["ajv-cli は、--node-modules がないので測っていません。", ""]),
    ]
    return "\n".join(out)


def _table(rows: list[Row | Told]) -> list[str]:
    lines = [f"| {' | '.join(_COLUMNS)} |", "|" + " --- |" * len(_COLUMNS)]
    return [*lines, *(row.text() for row in rows)]


if __name__ == "__main__":
    main()
