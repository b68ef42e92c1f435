"""Random edits of sheets as the browser form makes them, and two persons who save at once: counted.

    python benchmarks/serve_edits.py              # 2,000 edits, 500 pairs, seed 1
    python benchmarks/serve_edits.py 200 50 7

Each edit is made on a real sheet with comments put in at random, with Unix or Windows line ends
and with or without a mark at the start. Counted are: data as meant, comments lost, diff lines of
an edit of one value, saves that were refused, and for pairs: other fields both in, the same field
asked, anything lost. Exit code 1 where something is wrong or lost.
"""

from __future__ import annotations

import copy
import difflib
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orgsheet.merge.three_way import MergeRefused
from orgsheet.merge.tree_merge import Side
from orgsheet.serve.write_back import WrittenBack, data_of, write_back
from orgsheet.source.edit import is_same

ROOT = Path(__file__).parent.parent
MOST_LINES = 4
"""Lines that an edit of one value of one line may change in a diff."""
_TEXTS = (
    "市民の声を聞く。",
    "○",
    "7月～8月",
    "重点: 1位",
    "# 記号",
    "a: b",
    "",
    "- 項目",
    "２０２３年度",
    "'",
)


class Sheet:
    """One version of a sheet with comments of its own, and what it says."""

    def __init__(self, path: Path, chosen: random.Random) -> None:
        self.path = f"sheets/{path.parent.parent.name}/{path.parent.name}/{path.name}"
        text = _commented(path.read_text(encoding="utf-8"), chosen)
        if chosen.random() < 0.3:  # noqa: PLR2004 - a third as Windows saves it
            text = text.replace("\n", "\r\n")
        mark = b"\xef\xbb\xbf" if chosen.random() < 0.2 else b""  # noqa: PLR2004
        self.bytes = mark + text.encode()
        self.data = data_of(self.bytes, self.path, None)


def _commented(text: str, chosen: random.Random) -> str:
    """Return a sheet with comment lines before some of its entries."""
    out = []
    block = -1
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= block:
            block = -1
        if block < 0 and line.strip() and chosen.random() < 0.04:  # noqa: PLR2004
            out.append(f"{' ' * indent}# 覚え {chosen.randrange(10**6)}")
        out.append(line)
        if line.rstrip().endswith(("|", ">", "|-", "|+")):
            block = indent
    return "\n".join(out) + "\n"


def sheets(chosen: random.Random) -> Iterator[Sheet]:
    """Yield real sheets without end, each with other comments."""
    paths = sorted(ROOT.glob("sheets/R*/*/*.yaml"))
    while True:
        yield Sheet(chosen.choice(paths), chosen)


def leaves(data: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Yield where the texts of a sheet stand, but for those that say whose sheet it is."""
    if isinstance(data, dict):
        for key, value in data.items():
            if steps or key not in ("年度", "部名", "課名"):
                yield from leaves(value, (*steps, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*steps, number))
    elif isinstance(data, str):
        yield steps


def at(data: Any, steps: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a part of a sheet
    """Return the part of a sheet's data at some steps."""
    for step in steps:
        data = data[step]
    return data


def put(data: Any, steps: tuple[Any, ...], value: Any) -> None:  # noqa: ANN401 - the same
    """Put a value at a place of a sheet's data."""
    at(data, steps[:-1])[steps[-1]] = value


def edit(data: dict[str, Any], chosen: random.Random) -> str:
    """Make one edit of a sheet's data as the form does; return its kind."""
    tables = [key for key, value in data.items() if isinstance(value, list) and len(value) > 1]
    rows = data[chosen.choice(tables)] if tables else []
    kind = chosen.choice(("value", "value", "value", "text", "move", "delete", "add", "item"))
    if kind in ("move", "delete", "add") and not (rows and isinstance(rows[0], dict)):
        kind = "value"
    if kind == "move":
        rows.insert(chosen.randrange(len(rows)), rows.pop(chosen.randrange(len(rows))))
    elif kind == "delete":
        rows.pop(chosen.randrange(len(rows)))
    elif kind == "add":
        row = copy.deepcopy(chosen.choice(rows))
        name = next(iter(row))
        row[name] = f"新しい事業{chosen.randrange(10**6)}"
        rows.insert(chosen.randrange(len(rows) + 1), row)
    elif kind == "item":
        lists = [one[:-1] for one in leaves(data) if isinstance(one[-1], int)]
        if lists:
            at(data, chosen.choice(lists)).append(f"項目{chosen.randrange(10**6)}")
    else:
        places = list(leaves(data))
        wanted = [one for one in places if ("\n" in at(data, one)) == (kind == "text")] or places
        place = chosen.choice(wanted)
        tail = "\n" if at(data, place).endswith("\n") else ""
        words = f"{chosen.choice(_TEXTS)}{chosen.randrange(10**6)}"
        put(data, place, words + tail)
    return kind


def comments(content: bytes) -> Counter[str]:
    """Return the comment lines that were put into a sheet."""
    lines = content.decode("utf-8-sig").splitlines()
    return Counter(line.strip() for line in lines if line.strip().startswith("# 覚え"))


def changed_lines(before: bytes, after: bytes) -> int:
    """Return how many lines a diff takes out and puts in."""
    pairs = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, *pairs, autojunk=False)
    return sum(
        max(b - a, 0) + max(d - c, 0) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
    )


def run_edits(count: int, seed: int) -> Counter[str]:
    """Make random edits and count what becomes of them."""
    chosen = random.Random(seed)  # noqa: S311 - to be had again
    found: Counter[str] = Counter()
    given = sheets(chosen)
    for _ in range(count):
        sheet = next(given)
        wanted = copy.deepcopy(sheet.data)
        kind = edit(wanted, chosen)
        found["edits"] += 1
        try:
            made = write_back(sheet.bytes, sheet.bytes, wanted, sheet.path, None)
        except MergeRefused:
            found["refused"] += 1
            continue
        if made.conflicts:
            found["asked for a comment's sake"] += 1
            sides: list[Side] = ["theirs"] * len(made.conflicts)
            made = write_back(sheet.bytes, sheet.bytes, wanted, sheet.path, None, sides)
            is_right = is_same(data_of(made.data, sheet.path, None), wanted)
            found["then as meant" if is_right else "wrong after the choice"] += 1
            continue
        is_right = is_same(data_of(made.data, sheet.path, None), wanted)
        found["as meant" if is_right else "wrong"] += 1
        lost = comments(sheet.bytes) - comments(made.data)
        found["comments lost"] += lost.total()
        lines = changed_lines(sheet.bytes, made.data)
        if kind == "value" and lines > MOST_LINES:
            found["value edits of too many lines"] += 1
    return found


def run_pairs(count: int, seed: int) -> Counter[str]:
    """Let two persons save edits of one sheet, half of them of one field, and count."""
    chosen = random.Random(seed)  # noqa: S311 - to be had again
    found: Counter[str] = Counter()
    given = sheets(chosen)
    for number in range(count):
        sheet = next(given)
        places = chosen.sample(list(leaves(sheet.data)), 2)
        one, other = places[0], places[number % 2]
        first, second = copy.deepcopy(sheet.data), copy.deepcopy(sheet.data)
        put(first, one, f"一人目{number}")
        put(second, other, f"二人目{number}")
        found["pairs"] += 1
        try:
            saved = write_back(sheet.bytes, sheet.bytes, first, sheet.path, None).data
            merged = write_back(sheet.bytes, saved, second, sheet.path, None)
        except MergeRefused:
            found["refused"] += 1
            continue
        found[_verdict(sheet, saved, merged, (first, second), is_same_place=one == other)] += 1
    return found


def _verdict(
    sheet: Sheet,
    saved: bytes,
    merged: WrittenBack,
    wanted: tuple[dict[str, Any], dict[str, Any]],
    *,
    is_same_place: bool,
) -> str:
    """Return what became of the second save."""
    first, second = wanted
    if merged.conflicts:
        if not is_same_place:
            return "asked although the fields differ"
        own = write_back(sheet.bytes, saved, second, sheet.path, None, ["theirs"])
        kept = write_back(sheet.bytes, saved, second, sheet.path, None, ["ours"])
        is_right = is_same(data_of(own.data, sheet.path, None), second) and is_same(
            data_of(kept.data, sheet.path, None), first
        )
        return "same field asked, and each choice right" if is_right else "wrong after the choice"
    said = {
        leaf: at(data, leaf)
        for data in (data_of(merged.data, sheet.path, None),)
        for leaf in leaves(data)
    }
    values = list(said.values())
    marks = [
        value
        for data in wanted
        for value in (at(data, leaf) for leaf in leaves(data))
        if value.startswith(("一人目", "二人目"))
    ]
    if any(mark not in values for mark in marks):
        return "lost"
    return "same field not asked" if is_same_place else "other fields both in"


def main() -> int:
    """Run both and print the counts."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 500  # noqa: PLR2004 - the second argument
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1  # noqa: PLR2004 - the third one
    wrong = 0
    for title, found in (("edits", run_edits(edits, seed)), ("pairs", run_pairs(pairs, seed))):
        print(f"{title}, seed {seed}: {', '.join(f'{k} {v:,}' for k, v in found.items())}")
        wrong += sum(found[one] for one in BAD)
    return int(bool(wrong))


BAD = (
    "wrong",
    "comments lost",
    "value edits of too many lines",
    "wrong after the choice",
    "lost",
    "same field not asked",
    "asked although the fields differ",
)
"""What must not be counted even once."""


if __name__ == "__main__":
    raise SystemExit(main())
