"""Long lists: the matching's time and memory beside other tools, and one whole process.

`python benchmarks/diff_large.py 3000` compares two sheets of that many rows once, from their files
to the JSON, and prints its memory and hits.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stdout
from functools import partial
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from random import Random
from statistics import median

from diff_corpus import read_all
from diff_page import Goal, table
from diff_peers import SCRIPT, Peer, Rows
from form_headings import PRIORITY_SECTION
from measure import run

from orgsheet.cli import run as run_command
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import Matching, Side
from orgsheet.match.match_rows import match
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Plain, emit, parse

SMALL, LARGE = 300, 3_000
_RATIO, _MEMORY, _PROCESS = 50, 400, 4
_FIRST = "青赤白黒金銀東西南北上下中内外山川森林海"
_SECOND = "野原田島崎浦沢谷岡坂里町村井口本根戸瀬平"
DAFF = (
    f"import sys, json; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    "from diff_peers import daff_links\n"
    "files = (open(f'{year}.json', encoding='utf-8') for year in ('R4', 'R5'))\n"
    "daff_links(by_name=False)(*map(json.load, files))"
)
"""What compares the two lists of a folder with daff."""
_SLOW = {"deepdiff", "graphtage"}


def rows(number: int) -> tuple[Rows, Rows, list[int]]:
    """Return so many rows of two years, the later ones shuffled, and which each of them was.

    They are the labelled links of one row with one, with names of places put before them.
    """
    earlier = {row.place: row for pair in read_all() for row in pair.before}
    known = [
        (earlier[row.continues[0]], row)
        for pair in read_all()
        for row in pair.after
        if len(row.continues) == 1 and row.place[2] == PRIORITY_SECTION
    ]
    before: Rows = []
    after: Rows = []
    for index in range(number):
        round_, choice = divmod(index, len(known))
        first, second = divmod(round_, len(_SECOND))
        place = f"{_FIRST[first % len(_FIRST)]}{_SECOND[second]}地区の" if round_ else ""
        for row, listed in zip(known[choice], (before, after), strict=True):
            data = row.data()
            listed.append(
                {
                    **data,
                    "項目": place + data["項目"],
                    "行動アクション": place + data["行動アクション"],
                }
            )
    order = list(range(number))
    Random(7).shuffle(order)  # noqa: S311 - a seeded measurement
    return before, [after[index] for index in order], order


def side(year: str, listed: Rows) -> Side:
    """Return a side with one sheet that holds these rows."""
    identity = SheetId(year, "架空部", "架空課")
    data: dict[str, Plain] = {"年度": year, PRIORITY_SECTION: list(listed)}
    sheet = Sheet(parse(emit(data).encode(), identity.path), identity)
    assert len(sheet.actions) == len(listed), "every row is read"
    return Side(year, {identity: sheet})


def matched(sides: Sequence[Side]) -> Matching:
    """Match two sides without registers."""
    return match(sides[0], sides[1], organization=OrganizationRegister(), plans=PlanRegister())


def measure(peers: Sequence[Peer], node_modules: Path | None) -> tuple[list[Goal], list[str]]:
    """Return the goals of speed and the lines about it."""
    before, after, _ = rows(SMALL)
    sides = side("R4", before), side("R5", after)
    own = min(_seconds(lambda: matched(sides)) for _ in range(3))
    lines = [[f"orgsheet（対応づけだけ、{SMALL} 行）", f"{own:.2f} 秒", ""]]
    goals = []
    for peer in peers:
        if peer.tool in _SLOW and (peer.tool != "deepdiff" or peer.setting != "設定なし"):
            took = _seconds(partial(peer.links, [(before, after)]))
            lines.append([f"{peer.tool}（{SMALL} 行）", f"{took:.1f} 秒", f"{took / own:.0f} 倍"])
            goals.append(
                Goal(
                    f"{SMALL} 行どうしで、{peer.tool} の {_RATIO} 分の1以下の時間",
                    f"{took / own:.0f} 分の1",
                    own * _RATIO <= took,
                )
            )
    goals += _process(before, after, node_modules, lines)
    command = [sys.executable, __file__, str(LARGE)]
    started = cpu_seconds()
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took, peak = cpu_seconds() - started, float(told.split()[0])
    lines.append([f"orgsheet（{LARGE:,} 行、プロセス全体）", f"{took:.1f} 秒", f"{peak:.0f} MB"])
    goals.append(
        Goal(
            f"{LARGE:,} 行どうしで {_MEMORY} MB 未満",
            f"{took:.1f} 秒、{peak:.0f} MB",
            peak < _MEMORY,
        )
    )
    return goals, ["### 長いリスト", "", *table(("測ったもの", "CPU 時間", ""), lines)]


def write_sheets(folder: Path, before: Rows, after: Rows) -> None:
    """Write the rows of two years as the sheets of a workspace."""
    for year, listed in (("R4", before), ("R5", after)):
        text = emit({"年度": year, "部名": "架空部", "課名": "架空課", PRIORITY_SECTION: listed})
        path = folder / "sheets" / year / "架空部" / "架空課.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")


@contextmanager
def _byte_code() -> Iterator[None]:
    """Let the processes started inside keep byte code, as those of installed programs do."""
    forbidden = os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        try:
            yield
        finally:
            del os.environ["PYTHONPYCACHEPREFIX"]
            if forbidden is not None:
                os.environ["PYTHONDONTWRITEBYTECODE"] = forbidden


def _process(
    before: Rows, after: Rows, node_modules: Path | None, lines: list[list[str]]
) -> list[Goal]:
    """Measure whole processes that compare two files of many rows, after one that warms up."""
    with tempfile.TemporaryDirectory() as name, _byte_code():
        folder = Path(name)
        write_sheets(folder, before, after)
        for year, listed in (("R4", before), ("R5", after)):
            flat = [
                {key: json.dumps(value, ensure_ascii=False) for key, value in row.items()}
                for row in listed
            ]
            (folder / f"{year}.json").write_text(json.dumps(flat, ensure_ascii=False), "utf-8")
        asked = [{"before": before, "after": after, "key": None}]
        (folder / "both.json").write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
        commands = _commands(node_modules)
        for command in commands.values():
            run(command, folder)
        timings = {
            tool: median(_seconds(partial(run, command, folder)) for _ in range(5))
            for tool, command in commands.items()
        }
    lines += [
        [f"{tool}（{SMALL} 行、プロセス全体）", f"{seconds:.2f} 秒", ""]
        for tool, seconds in timings.items()
    ]
    own = timings["orgsheet"]
    tool, peer = min(
        ((tool, seconds) for tool, seconds in timings.items() if tool != "orgsheet"),
        key=itemgetter(1),
        default=("ほかの道具がない", 0.0),
    )
    return [
        Goal(
            f"{SMALL} 行どうしのプロセス全体で、いちばん速い道具の {_PROCESS} 倍以下",
            f"{own / peer:.1f} 倍（{tool}）" if peer else tool,
            own <= _PROCESS * peer if peer else None,
        )
    ]


def _commands(node_modules: Path | None) -> dict[str, Sequence[str]]:
    """Return what compares the files of a folder, by tool."""
    commands: dict[str, Sequence[str]] = {
        "orgsheet": [sys.executable, "-m", "orgsheet", "diff", "R4", "R5", "--format", "json"]
    }
    if find_spec("daff"):
        commands["daff"] = [sys.executable, "-c", DAFF]
    if node_modules is not None and shutil.which("node"):
        package = node_modules.resolve() / "jsondiffpatch"
        commands["jsondiffpatch"] = [
            "sh",
            "-c",
            'node "$0" "$1" < both.json',
            str(SCRIPT),
            str(package),
        ]
    return commands


def cpu_seconds() -> float:
    """Return the processor time of this process and of those it started and waited for."""
    return sum(os.times()[:4])


def _seconds(work: Callable[[], object]) -> float:
    started = cpu_seconds()
    work()
    return cpu_seconds() - started


def main() -> None:
    """Compare long lists once."""
    before, after, order = rows(int(sys.argv[1]))
    names = {row["項目"]: before[order[number]]["項目"] for number, row in enumerate(after)}
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, chdir(folder), redirect_stdout(written):
        write_sheets(Path(folder), before, after)
        run_command(["diff", "R4", "R5", "--format", "json"])
    peak = _peak()
    accepted = [
        tuple(link[side].rpartition("#")[2] for side in ("before", "after"))
        for link in json.loads(written.buffer.getvalue())["links"]
        if link["band"] == "accepted"
    ]
    right = sum(names[later] == earlier for earlier, later in accepted)
    print(f"{peak:.1f} MB, {len(accepted)} accepted, {right} of {len(order)} right")


def _peak() -> float:
    """Return the largest resident memory of this process so far, in MB.

    Not `getrusage`, which counts what the parent had when it started this process.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


if __name__ == "__main__":
    main()
