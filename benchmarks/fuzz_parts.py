"""The parts of the fuzz harness: which files are damaged, which command runs, what must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import fuzz_changes
from fuzz_case import FORMS, REGISTERS, SHEETS, Case, some
from fuzz_mutate import damaged
from fuzz_read import outside
from fuzz_town import BASELINE_PATH, LAST_YEAR_PATH, RULE_PATH, TEXT_PATH
from fuzz_values import VALUES, places, put

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.source import find_comments, parse
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, SETTINGS_PATH, WAIVERS_PATH

READ_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("lint", "--no-cache", "--format", "json"),
    ("lint", "--no-cache", "--format", "html", "--redact"),
    ("lint", "--no-cache", "--fix", "--diff", "--unsafe"),
    ("lint", "--no-cache", "--baseline", BASELINE_PATH, "--format", "text"),
    ("fmt", "--check"),
    ("diff", "R4", "R5", "--all"),
    ("diff", "R4", "R5", "--format", "json"),
    ("diff", "R4", "R5", "--format", "markdown"),
    ("diff", "R4", "R5", "--format", "html", "--profile", "pr"),
    ("diff", "main", "--all"),
    ("log", "見本事業"),
    ("log", "会議資料の電子化", "--format", "json"),
    ("link", "R4", "R5"),
    ("status", "R5", "--format", "json"),
    ("status", "R5"),
    ("new", "R6", "--dry-run"),
    ("review", "--base", "main"),
    ("review", "--base", "main", "--format", "json"),
    ("merge", LAST_YEAR_PATH, DEFAULT_PATH, LAST_YEAR_PATH),
    ("explain", "plan-item-near"),
    ("deadline", "4月", "--year", "R5"),
)
"""Calls that read all there is and write nothing."""


class Part(NamedTuple):
    """A part: its share of the cases, what one case does, and whether the city has own rules."""

    weight: int
    run: Callable[[Case], None]
    own_rules: bool = False


def _places(case: Case) -> None:
    """One odd value in one place of any file, and one command that reads it."""
    path = case.random.choice([path for path in case.town.base if not path.startswith("lint/")])
    data = case.town.base[path]
    place = case.random.choice(places(data))
    case.town.bring({path: put(data, place, case.random.choice(VALUES))})
    case.call(*case.random.choice(READ_COMMANDS))


def _lint(case: Case) -> None:
    case.town.bring(some(case, (*SHEETS, *REGISTERS)))
    form = case.random.choice(("json", "json", "json", *FORMS))
    done = case.call("lint", "--format", form, *case.random.choice(((), ("--no-cache",))))
    if form == "json" and done.code in {0, 1}:
        wrong = outside(done.out, case.town.found())
        case.faults.extend(("place outside", words.split(" ")[0]) for words in wrong)


def _comments(data: bytes) -> Counter[str]:
    return Counter(one.text for one in find_comments(parse(data, DEFAULT_PATH)))


def _years_added(case: Case, path: str, data: bytes) -> bool:
    """Return whether a file is the organization register and only gained years of 確認年度."""
    rest = iter(case.town.found().get(path, b""))
    kept = b"".join(
        line for line in data.splitlines(keepends=True) if "確認年度".encode() not in line
    )
    return path == ORGANIZATION_PATH and all(byte in rest for byte in kept)


def _fix(case: Case) -> None:
    """`lint --fix` keeps every comment, leaves no file worse, and has nothing to do twice."""
    case.town.bring(some(case, SHEETS))
    before = case.town.found()
    words = ("lint", "--no-cache", "--fix", *case.random.choice(((), ("--unsafe",))))
    case.call(*words, writes=True)
    once = case.town.found()
    for path, data in once.items():
        if data == before.get(path):
            continue
        # What became a comment by a slip may be put back as text.
        if parse(before[path], path).root is not None and parse(data, path).root is None:
            case.faults.append(("lost byte", "fix made a file unreadable"))
    if case.random.random() < 0.3:  # noqa: PLR2004 - it takes as long again
        case.call(*words, writes=True)
        if case.town.found() != once:
            case.faults.append(("lost byte", "fix changes again what it fixed"))


def _fmt(case: Case) -> None:
    """`fmt` changes neither data nor comments."""
    case.town.bring(some(case, (*SHEETS, *REGISTERS)))
    before = case.town.found()
    case.call("fmt", writes=True)
    for path, data in case.town.found().items():
        old, new = (parse(one, path) for one in (before[path], data))
        if data == before[path]:
            continue
        same = old.root is not None and new.root is not None and old.root.data() == new.root.data()
        if not same or _comments(before[path]) != _comments(data):
            case.faults.append(("lost byte", "fmt"))


def _in_both_years(case: Case) -> dict[str, bytes]:
    """Return both years' sheets with two near odd values in the same place of each."""
    found = {
        path: {one.name: one for one in places(case.town.base[path])}
        for path in (LAST_YEAR_PATH, DEFAULT_PATH)
    }
    name = case.random.choice(sorted(found[LAST_YEAR_PATH].keys() & found[DEFAULT_PATH].keys()))
    value = case.random.choice(VALUES)
    near = case.random.choice(
        (value, value.replace("9", "8", 1), value + "次", value.replace("[", ""))
    )
    return {
        path: put(case.town.base[path], found[path][name], one)
        for path, one in ((LAST_YEAR_PATH, value), (DEFAULT_PATH, near))
    }


def _diff(case: Case) -> None:
    if case.random.random() < 0.4:  # noqa: PLR2004 - nearly half
        case.town.bring(_in_both_years(case))
    else:
        case.town.bring(some(case, (LAST_YEAR_PATH, DEFAULT_PATH, PLANS_PATH, ORGANIZATION_PATH)))
    sides = case.random.choice((("R4", "R5"), ("R5", "R4"), (LAST_YEAR_PATH, DEFAULT_PATH)))
    form = case.random.choice(("text", "json", "markdown", "html"))
    more = case.random.choice(((), ("--all",), ("--profile", "pr"), ("--no-redact",)))
    if case.random.random() < 0.1:  # noqa: PLR2004 - slower
        table = case.random.choice(("表.html", "表.xlsx", "表.docx"))
        case.call("diff", *sides, "--table", table, writes=True)
    else:
        case.call("diff", *sides, "--format", form, *more)


def _merge(case: Case) -> None:
    """What neither side has is in no merge, and no merge marks an unreadable file as merged."""
    base = case.town.base[DEFAULT_PATH]
    ours, theirs = (damaged(base, case.random) for _ in range(2))
    case.town.bring({"元.yaml": base, "こちら.yaml": ours, "相手.yaml": theirs})
    done = case.call(
        "merge", "元.yaml", "こちら.yaml", "相手.yaml", "--output", "結果.txt", writes=True
    )
    result = case.town.found().get("結果.txt")
    if done.code == 0 and result is not None:
        roots = [parse(one, DEFAULT_PATH).root for one in (ours, theirs, result)]
        if roots[0] and roots[1] and not roots[2]:
            case.faults.append(("lost byte", "merge made a file unreadable"))


def _year(case: Case) -> None:
    """`new`, `link --write`, `status` and `log`: no file that was there loses anything."""
    case.town.bring(some(case, (*SHEETS, PLANS_PATH, ORGANIZATION_PATH)))
    before = case.town.found()
    words = case.random.choice(
        (
            ("new", "R6"),
            ("link", "R4", "R5", "--accept", "--write"),
            ("status", "R5", "--format", "json"),
            ("status", "R5", "--format", "markdown"),
            ("log", "見本事業", "--format", "json"),
            ("log", "紙の会議資料の見直し"),
        )
    )
    case.call(*words, writes=words[0] in {"new", "link"})
    after = case.town.found()
    for path, data in before.items():
        if words[0] == "new" and after.get(path) != data and not _years_added(case, path, data):
            case.faults.append(("lost byte", "new changed a file"))
        if (
            words[0] == "link"
            and after.get(path) != data
            and _comments(data) - _comments(after[path])
        ):
            case.faults.append(("lost byte", "link"))


def _import(case: Case) -> None:
    """`import` overwrites nothing and says where every character went, or refuses."""
    text = case.town.base[DEFAULT_PATH].decode()
    lines = [line.strip(" -") for line in text.splitlines()]
    head = ["令和5年度 組織マネジメントシート", "部名 見本部", "課名 見本課"]
    made = damaged("\n".join([*head, *lines]).encode(), case.random)
    case.town.bring({TEXT_PATH: made})
    case.call("import", TEXT_PATH, *case.random.choice((("--dry-run",), ())), writes=True)
    if any(case.town.found().get(path) != data for path, data in case.town.base.items()):
        case.faults.append(("lost byte", "import changed a file"))


def _settings(case: Case) -> None:
    """Settings, rules, waivers and the record of known findings are used or refused."""
    rule = RULE_PATH if RULE_PATH in case.town.base else WAIVERS_PATH
    case.town.bring(some(case, (SETTINGS_PATH, WAIVERS_PATH, BASELINE_PATH, rule)))
    words = case.random.choice(
        (
            ("lint", "--format", "json"),
            ("lint", "--baseline", BASELINE_PATH),
            ("diff", "R4", "R5"),
            ("review", "--base", "main"),
            ("explain",),
            ("explain", "plan-item-near"),
        )
    )
    case.call(*words)


def _words(case: Case) -> None:
    """Odd words on the command line itself."""
    case.town.bring({})
    word, other = (case.random.choice(VALUES) for _ in range(2))
    if case.random.random() < 0.5:  # noqa: PLR2004 - half
        word += case.random.choice(("月", "～", "年度", "末", " ", "/", "...", "回"))
    words = case.random.choice(
        (
            ("deadline", "--year", "R5", "--", word),
            ("deadline", "--year", "R5", "--format", "json", "--", word),
            ("deadline", "--year", word, "--", "4月"),
            ("log", "--", word),
            ("log", "見本事業", "--section", word),
            ("explain", "--", word),
            ("link", "--", "R4", "R5", word),
            ("status", "--", word),
            ("new", "--dry-run", "--", word),
            ("diff", "--", word, other),
            ("diff", "R4", "R5", "--section", word),
            ("lint", "--year", word),
            ("lint", "--", word),
            ("lint", "--baseline", word),
            ("review", "--base", word),
            ("fmt", "--check", "--", word),
            ("import", "--dry-run", "--", word),
            ("init", "--dry-run", "--department", word, "--section", other),
        )
    )
    case.call(*words)


PARTS = {
    "places": Part(34, _places),
    "lint": Part(20, _lint),
    "fix": Part(8, _fix),
    "fmt": Part(5, _fmt),
    "diff": Part(10, _diff),
    "merge": Part(6, _merge),
    "year": Part(7, _year),
    "import": Part(3, _import),
    "settings": Part(3, _settings, own_rules=True),
    "words": Part(4, _words),
    "review": Part(2, fuzz_changes.review),
    "git": Part(1, fuzz_changes.git),
    "staff": Part(3, fuzz_changes.staff),
}
"""The parts by name."""
