"""The fuzz harness: it finds nothing today, and would find what it is for."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from each_row import each_row

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import fuzz_parts
from fuzz_case import Case, Faults
from fuzz_parts import PARTS
from fuzz_read import fault_of
from fuzz_run import command
from fuzz_town import STAFF, Town, files, rule_book
from fuzz_values import VALUES, places, put

from orgsheet.lint.examples import DEFAULT_PATH

_SAMPLE = 15
"""Groups of cases in the default suite; more of them run by `benchmarks/fuzz.py`."""
_GROUP = 12


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The city to damage."""
    return Town(tmp_path_factory.mktemp("fuzz"), files())


def _run(town: Town, part: str, seed: str) -> Faults:
    faults: Faults = []
    PARTS[part].run(Case(town, Random(seed), faults))  # noqa: S311 - to be repeated
    return faults


@pytest.mark.slow
@pytest.mark.parametrize("group", range(_SAMPLE))
def test_no_value_in_any_place_ends_a_command(town: Town, group: int) -> None:
    """Whatever value stands in whatever place of whatever file, each command answers as it must."""
    for number in range(_GROUP):
        assert _run(town, "places", f"sample/{group}/{number}") == []


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_damage_ends_a_command(town: Town, tmp_path: Path, part: str) -> None:
    """Damaged files end no command, cost no byte, show no name, and outputs can be read."""
    own = Town(tmp_path, {**files(), **rule_book()}) if PARTS[part].own_rules else town
    for number in range(3):
        assert _run(own, part, f"sample/{part}/{number}") == []


@pytest.mark.slow
@pytest.mark.parametrize("words", fuzz_parts.READ_COMMANDS, ids=" ".join)
def test_every_kind_of_value_in_one_place_of_each_file(town: Town, words: tuple[str, ...]) -> None:
    """Every odd value is met by every command that reads, in some place of each file."""
    random = Random(" ".join(words))  # noqa: S311 - to be repeated
    for value in VALUES:
        path = random.choice(list(town.base))
        place = random.choice(places(town.base[path]))
        town.bring({path: put(town.base[path], place, value)})
        done = command(town.folder, *words)
        assert not done.crash, (path, place.name, value[:40], done.err)
        assert not done.hung, (path, place.name, value[:40])


def test_an_internal_error_is_counted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that fails inside is an exit 3 with the name of its place."""

    def broken(text: str) -> bool:
        raise IndexError(text)

    monkeypatch.setattr("orgsheet.lint.checks.prose.normalize", broken)
    faults: Faults = []
    town.bring({})
    Case(town, Random(1), faults).call("lint", "--no-cache")  # noqa: S311 - decides nothing
    assert [kind for kind, _ in faults] == ["exit 3"]
    assert "IndexError" in faults[0][1]


def test_a_hang_is_counted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that does not end is stopped and counted."""

    def endless(text: str) -> bool:
        while text is not None:
            pass
        return True

    monkeypatch.setattr("fuzz_run.HANG_SECONDS", 0.5)
    monkeypatch.setattr("orgsheet.lint.checks.prose.normalize", endless)
    town.bring({})
    assert command(town.folder, "lint", "--no-cache").hung


def test_a_changed_file_and_a_write_outside_are_counted(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that reads and changes a sheet, or writes beside the folder, is counted."""

    def writing(text: str) -> str:
        for file in (town.folder / DEFAULT_PATH, town.place / "よそ.txt"):
            file.write_text(text, encoding="utf-8")
        return text

    monkeypatch.setattr("orgsheet.lint.checks.prose.normalize", writing)
    faults: Faults = []
    town.bring({})
    Case(town, Random(1), faults).call("lint", "--no-cache")  # noqa: S311 - decides nothing
    town.bring({})
    assert {kind for kind, _ in faults} == {"lost byte", "write outside"}


def test_a_shown_name_is_counted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of staff in an output that hides names is a leak."""
    monkeypatch.setattr(
        "fuzz_case.Case.call",
        lambda *_: command(town.folder, "lint")._replace(out=STAFF[0]),
    )
    assert [kind for kind, _ in _run(town, "staff", "x")] == ["leak"]


@each_row(
    ("form", "text"),
    [
        ("json", '{"a": NaN}'),
        ("jsonl", "{}\n{"),
        ("sarif", ""),
        ("junit", "<a>&b</a>"),
        ("csv", "a,b\r\n=1,c\r\n"),
        ("csv", "a,b\r\nc\r\n"),
        ("html", "<p><script>x</script>"),
        ("text", "a\x1b[31m"),
        ("concise", "::error::a"),
        ("github", "a"),
    ],
)
def test_an_output_that_others_cannot_read_is_counted(form: str, text: str) -> None:
    """An output of wrong form, with active content or with control characters is invalid."""
    assert fault_of(form, text)
