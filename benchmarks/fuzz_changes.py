"""The parts of the fuzz harness about proposals: reviews, histories, and names that are hidden."""

from __future__ import annotations

from fuzz_case import FORMS, REGISTERS, SHEETS, Case, some
from fuzz_town import BASELINE_PATH, LAST_YEAR_PATH, STAFF

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.workspace.layout import SETTINGS_PATH

_SLIPS = (
    *(
        "担当　{}",
        "担当 [{}]",
        "担当[{}]",
        "担当：{}",
        "担当: {}",
        "担 当: [{}]",
        "担当者: [{}]",
        "{}",
    ),
    *(
        "担当: '{}",
        '担当: "{}',
        "担当: [{}",
        "担当: {{{}}}",
        "? 担当\n    : {}",
        "担当:\n{}",
        "・{}",
    ),
    *(
        "担当: |\n      {}",
        "担当: >\n      {}",
        "担当:\n    - {}",
        "担当:\n      名: {}",
        "坦当: [{}]",
    ),
)


def review(case: Case) -> None:
    """A change in the work tree is reviewed."""
    case.town.bring(some(case, (*SHEETS, *REGISTERS, SETTINGS_PATH, BASELINE_PATH)))
    case.call(
        "review", "--base", "main", "--format", case.random.choice(("markdown", "json", "github"))
    )


def git(case: Case) -> None:
    """A history: changes, moves, merges; review, diff, log and the forecast of a merge."""
    town, random = case.town, case.random
    town.bring({})
    town.git("switch", "-q", "-C", "提案", "main")
    for _ in range(random.randrange(1, 3)):
        town.bring(some(case, (*SHEETS, *REGISTERS, SETTINGS_PATH)))
        if random.random() < 0.3:  # noqa: PLR2004 - now and then
            moved = random.choice(("sheets/R5/見本部/別の課.yaml", "sheets/R5/別部/見本課.yaml"))
            town.git("add", "-A")
            (town.folder / moved).parent.mkdir(parents=True, exist_ok=True)
            town.git("mv", DEFAULT_PATH, moved)
        town.git("add", "-A")
        town.git("commit", "-q", "-m", "変更", "--allow-empty")
    words = random.choice(
        (
            ("review", "--base", "main", "--head", "提案"),
            ("review", "--base", "main", "--head", "提案", "--format", "json"),
            ("diff", "main...提案", "--format", "json"),
            ("diff", "main", "提案", "--all"),
            ("merge", "--check", "--base", "main"),
        )
    )
    case.call(*words)
    town.git("switch", "-q", "-f", "main")
    town.git("clean", "-qfd")
    town.git("reset", "-q", "--hard", "main")
    town.bring({})


def staff(case: Case) -> None:
    """Names of staff are in no output that hides them, whatever slip the line of 担当 has."""
    written = f"担当: [{', '.join(STAFF)}]"
    slip = case.random.choice(_SLIPS).format(case.random.choice((STAFF[0], ", ".join(STAFF))))
    path = case.random.choice((DEFAULT_PATH, LAST_YEAR_PATH))
    data = case.town.base[path].decode().replace(written, slip).encode()
    case.town.bring({path: data if case.random.random() < 0.5 else _lines_damaged(case, data)})  # noqa: PLR2004 - half
    words = case.random.choice(
        (
            ("lint", "--no-cache", "--redact", "--format", case.random.choice(FORMS)),
            ("review", "--base", "main", "--format", "markdown"),
            ("review", "--base", "main", "--format", "json"),
            ("review", "--base", "main", "--format", "github"),
            ("diff", "main", "--format", case.random.choice(("markdown", "json"))),
            (
                "diff",
                "R4",
                "R5",
                "--redact",
                "--format",
                case.random.choice(("html", "text")),
            ),
        )
    )
    done = case.call(*words)
    if any(name in done.out + done.err for name in STAFF):
        case.faults.append(("leak", f"{words[0]}: {slip.partition(chr(10))[0]!r}"))


def _lines_damaged(case: Case, data: bytes) -> bytes:
    """Return a sheet with the indentation of one line near its staff changed."""
    lines = data.split(b"\n")
    near = next(n for n, line in enumerate(lines) if STAFF[0].encode() in line)
    at = max(0, near + case.random.randrange(-1, 2))
    if case.random.random() < 0.5:  # noqa: PLR2004 - half
        lines[at] = b" " * case.random.randrange(7) + lines[at].lstrip(b" ")
    else:
        lines[at] = lines[at].replace(b": ", case.random.choice((b" ", b":", "：".encode())), 1)
    return b"\n".join(lines)
