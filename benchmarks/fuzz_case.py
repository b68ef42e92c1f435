"""One case of the fuzz harness: the city, chance, a command, and what no command may do."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from fuzz_mutate import damaged
from fuzz_read import fault_of
from fuzz_run import Done, command
from fuzz_town import DEPARTMENT_PATH, LAST_YEAR_PATH, Town

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.render.reporter import FINDING_FORMATS
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, WAIVERS_PATH

Faults = list[tuple[str, str]]
"""What went wrong: the kind, and words that are the same for the same fault."""

FORMS = tuple(FINDING_FORMATS)
SHEETS = (DEFAULT_PATH, LAST_YEAR_PATH, DEPARTMENT_PATH)
REGISTERS = (PLANS_PATH, ORGANIZATION_PATH, WAIVERS_PATH)


class Case(NamedTuple):
    """One case: the city, what chance decides by, and where its faults go."""

    town: Town
    random: Random
    faults: Faults

    def call(self, *words: str, writes: bool = False) -> Done:
        """Run a command and note what no command may do; without `writes`, nor change a file."""
        before = self.town.found()
        done = command(self.town.folder, *words)
        after = self.town.found()
        changed = {
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        }
        self.town.changed(changed)
        name = " ".join(words[:1])
        if done.hung:
            self.faults.append(("hang", name))
        if done.crash:
            self.faults.append(("exit 3", f"{name} {done.crash}"))
        if done.wrote:
            self.faults.append(("write outside", name))
        if changed and not writes:
            self.faults.append(("lost byte", f"{name} changed a file"))
        form = words[words.index("--format") + 1] if "--format" in words else "text"
        if done.code in {0, 1} and (wrong := fault_of(form, done.out)):
            self.faults.append(("invalid output", f"{name} {form}: {wrong}"))
        return done


def some(case: Case, paths: tuple[str, ...]) -> dict[str, bytes]:
    """Return one to three of these files, damaged."""
    chosen = case.random.sample(paths, case.random.randrange(1, min(3, len(paths)) + 1))
    return {path: damaged(case.town.base[path], case.random) for path in chosen}
