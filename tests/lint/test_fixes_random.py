"""`lint --fix` on real sheets with random defects: what it mends is right, all else stays."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from defects import spoil, with_comments
from hypothesis import given, settings
from hypothesis import strategies as st
from packaged_rules import PACKAGED_RULES
from random_runs import runs, sampled

from orgsheet.files.trees import FolderFiles
from orgsheet.lint.finding import Finding
from orgsheet.lint.fixes import Fixed, fix_file
from orgsheet.lint.rulebook import Rule, apply_settings
from orgsheet.lint.run_rules import check_file
from orgsheet.source import MAX_BYTES, parse
from orgsheet.workspace.settings import RuleSetting, Settings
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
FILES = FolderFiles(ROOT)
SHEETS = sorted(path for path in FILES.paths("sheets") if path.count("/") == 3)
_ALIKE = ("file-tab", "file-full-width-space", "file-bad-indent")
"""Of these, several in one file have the same fingerprint, and some may have to stay."""
LINE_ENDS = {name: RuleSetting("off", {}, 1) for name in ("file-crlf", "file-mixed-line-ends")}


class _Spoilt:
    """The repository's files, one of them with other bytes."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data

    def paths(self, folder: str) -> list[str]:
        return FILES.paths(folder)

    def names(self, folder: str) -> list[str]:
        return FILES.names(folder)

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        return self.data if path == self.path else FILES.read(path, limit)


@cache
def rules(*, keeping_line_ends: bool) -> list[Rule]:
    """Return the rules on by default, with or without those about line ends."""
    given = Settings(rules=LINE_ENDS if keeping_line_ends else {})
    return apply_settings(PACKAGED_RULES, given)


def fix(path: str, data: bytes, active: list[Rule], *, unsafe: bool) -> Fixed:
    """Return what the fixes make of a sheet's bytes."""
    return fix_file(Workspace(_Spoilt(path, data), ROOT), active, path, unsafe=unsafe)


def find(path: str, data: bytes, active: list[Rule]) -> list[Finding]:
    """Return what the rules find in a sheet's bytes."""
    return check_file(Workspace(_Spoilt(path, data), ROOT), active, path, None)


@cache
def sound_sheet(path: str, variant: int, *, keeping: bool, unsafe: bool) -> tuple[bytes, set[str]]:
    """Return a sheet with comments and all its own fixes made, and the errors it still has."""
    active = rules(keeping_line_ends=keeping)
    rng = random.Random(variant)  # noqa: S311 - not for secrets
    text = with_comments((ROOT / path).read_text(encoding="utf-8"), rng)
    sound = fix(path, text.encode(), active, unsafe=unsafe).after
    return sound, {f.rule for f in find(path, sound, active) if f.severity == "error"}


def lines_of(data: bytes) -> list[bytes]:
    """Return the lines without a byte order mark and line ends."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")


def check_one(seed: int) -> None:
    """Spoil a sheet, fix it and check every promise."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    path = rng.choice(SHEETS)
    keeping, unsafe = rng.random() < 0.5, rng.random() < 0.5
    active = rules(keeping_line_ends=keeping)
    sound, known = sound_sheet(path, rng.randrange(5), keeping=keeping, unsafe=unsafe)
    spoilt = spoil(sound.decode(), rng.randint(1, 5), rng)
    fixed = fix(path, spoilt.data, active, unsafe=unsafe)
    before, after = lines_of(spoilt.data), lines_of(fixed.after)

    assert all(f.fixable in ({"safe", "unsafe"} if unsafe else {"safe"}) for f in fixed.mended)
    left = find(path, fixed.after, active)
    assert {f.fingerprint for f in fixed.mended} & {f.fingerprint for f in left} <= {
        f.fingerprint for f in left if f.rule in _ALIKE
    }
    # Lines that had no defect keep every byte, their line ends included.
    assert len(before) == len(after)
    changed = {n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b}
    assert changed <= set(spoilt.lines)
    if keeping:
        assert fixed.after.count(b"\r") == spoilt.data.count(b"\r")
    # What came back is what stood there; a fix makes no new mistake of its own.
    good = lines_of(sound)
    for number, defect in spoilt.lines.items():
        if number in changed:
            assert after[number].decode() == defect.right(good[number].decode(), rng), defect.name
    errors = {f.rule for f in left if f.severity == "error"}
    if parse(fixed.after, path).root is not None and changed == set(spoilt.lines):
        assert errors <= known
    # A second run has nothing left to do.
    assert fix(path, fixed.after, active, unsafe=unsafe).after == fixed.after


@pytest.mark.parametrize("odd", ["\t", "　"])
@pytest.mark.parametrize("path", SHEETS[:3])
def test_a_whole_sheet_indented_by_hand_is_restored(path: str, odd: str) -> None:
    """A sheet with a tab or a full-width space for every step of indentation becomes itself."""
    text = (ROOT / path).read_text(encoding="utf-8")
    lines = [line.lstrip(" ") for line in text.split("\n")]
    steps = [
        (len(line) - len(body)) // 2 for line, body in zip(text.split("\n"), lines, strict=True)
    ]
    data = "\n".join(odd * step + body for step, body in zip(steps, lines, strict=True)).encode()
    active = rules(keeping_line_ends=True)
    wanted = fix(path, text.encode(), active, unsafe=False).after
    assert fix(path, data, active, unsafe=False).after == wanted


@pytest.mark.slow
@settings(max_examples=runs(25))
@given(st.integers(0, 10**9))
def test_fixes_of_random_defects(seed: int) -> None:
    """Fixes restore spoilt lines, leave all others alone, and are done after one run."""
    check_one(seed)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(20))
def test_fixes_of_two_thousand_random_defects(hundred: int) -> None:
    """The same promise for 2,000 sheets, or an eighth of them."""
    for seed in range(100 * hundred, 100 * hundred + runs(100)):
        check_one(seed)


@pytest.mark.slow
def test_nearly_every_defect_can_be_mended() -> None:
    """Of random defects, one in each sheet, the fixes mend at least nine in ten."""
    active = rules(keeping_line_ends=True)
    mended = made = 0
    for seed in sampled(range(200)):
        rng = random.Random(seed)  # noqa: S311 - not for secrets
        path = rng.choice(SHEETS)
        sound, _ = sound_sheet(path, seed % 5, keeping=True, unsafe=True)
        spoilt = spoil(sound.decode(), 1, rng)
        after = lines_of(fix(path, spoilt.data, active, unsafe=True).after)
        made += len(spoilt.lines)
        mended += sum(after[number] != lines_of(spoilt.data)[number] for number in spoilt.lines)
    assert mended >= 0.9 * made
