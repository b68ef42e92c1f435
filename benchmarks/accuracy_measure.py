"""Measure: lint clean sheets, inject defects, and see which rule points where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from accuracy_corpus import City, half_of
from accuracy_defects import Injection, Kind

from orgsheet.files.memory import MemoryFiles
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.lint.cache import LintCache
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule, apply_settings
from orgsheet.lint.run_rules import run
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Document
from orgsheet.workspace.layout import PLANS_PATH, sheet_id_of
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one injected defect.

    `hits` are the findings of rules meant for it that point at its line; `covers` says whether one
    of them marks all of it; `others` are new findings of other rules, `elsewhere` those of the
    right rule on other lines.
    """

    kind: Kind
    half: str
    path: str
    line: int
    text: str
    covers: bool
    hits: tuple[Finding, ...]
    others: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]

    @property
    def hit(self) -> bool:
        """Whether the defect was found at its line."""
        return bool(self.hits)


class _Variant(Workspace):
    """A workspace with a few files changed, which takes all other parsed files from the base."""

    def __init__(self, base: Workspace, files: dict[str, bytes], changed: Collection[str]) -> None:
        super().__init__(MemoryFiles(files), base.root)
        self._base = base
        self._changed = changed

    def document(self, path: str) -> Document | None:
        return super().document(path) if path in self._changed else self._base.document(path)

    def sheet(self, identity: SheetId) -> Sheet | None:
        known = identity.path not in self._changed
        return self._base.sheet(identity) if known else super().sheet(identity)

    @property
    def plans(self) -> PlanRegister:
        return super().plans if PLANS_PATH in self._changed else self._base.plans

    @property
    def organization(self) -> OrganizationRegister:
        return self._base.organization


def active_rules(rules: Iterable[Rule], profile: str) -> list[Rule]:
    """Return the rules that are on in a profile."""
    return apply_settings(rules, Settings(profile=profile))


def clean_findings(city: City, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """Return what the rules find in a city's sheets as they are."""
    return run(city.workspace, rules).findings


class Bench:
    """Injects defects into a city's clean sheets under one profile's rules."""

    def __init__(self, city: City, rules: Sequence[Rule]) -> None:
        self.city = city
        self.rules = rules
        self._known = LintCache()
        clean = run(city.workspace, rules, cache=self._known).findings
        self._usual = Counter(_words(finding, finding.place.path) for finding in clean)

    def finds(self, kind: Kind) -> bool:
        """Tell whether a rule meant for a kind of defect is on here."""
        return any(rule.id in kind.rules for rule in self.rules)

    def cases(self, kind: Kind, seed: int, per_half: int) -> list[tuple[str, Injection]]:
        """Return at most so many injections for each half, spread over sheets and places."""
        chosen: list[tuple[str, Injection]] = []
        by_half: dict[str, list[list[Injection]]] = {}
        for path in self.city.sheets:
            if "/R5/" not in path:
                continue  # the year before is there to be compared with
            identity = sheet_id_of(path)
            sheet = None if identity is None else self.city.workspace.sheet(identity)
            assert sheet is not None, "the path was listed as a sheet's"
            random = Random(f"{seed} {kind.name} {path}")  # noqa: S311 - a repeatable choice
            sites = list(kind.sites(sheet, self.city.workspace, random))
            random.shuffle(sites)
            by_half.setdefault(half_of(path), []).append(sites)
        for half, groups in sorted(by_half.items()):
            Random(f"{seed} {kind.name} {half}").shuffle(groups)  # noqa: S311 - the same
            spread = [
                sites[turn]
                for turn in range(max(map(len, groups), default=0))
                for sites in groups
                if turn < len(sites)
            ]
            chosen += [(half, site) for site in spread[:per_half]]
        return chosen

    def judge(self, kind: Kind, half: str, injection: Injection) -> Outcome:
        """Lint the city with one defect injected and compare with the clean sheets."""
        files = self.city.files
        clean = files[injection.path].decode()
        spoiled = injection.spoil(clean)
        path = injection.moved or injection.path
        changed: dict[str, bytes | None] = {injection.path: None}
        changed[path] = injection.encode(spoiled)
        changed |= dict(injection.others)
        spoiled_files = {
            name: data for name, data in {**files, **changed}.items() if data is not None
        }
        workspace = _Variant(self.city.workspace, spoiled_files, changed)
        # What neither changed nor looks at what changed keeps its findings.
        cache = LintCache()
        cache.old = self._known.new
        found = run(workspace, self.rules, cache=cache).findings
        usual = self._usual.copy()
        new = []
        for finding in found:
            words = _words(finding, injection.path if finding.place.path == path else "")
            if usual[words]:
                usual[words] -= 1
            else:
                new.append(finding)
        at = injection.at or path
        document = Document(at, (changed.get(at) or b"").decode("utf-8", "replace"))
        if at == path:
            document = Document(path, spoiled)
        first = document.locate(injection.mark[0])
        last = document.locate(injection.mark[1])
        mine = [finding for finding in new if finding.rule in kind.rules]
        hits = [f for f in mine if _points_at(f, at, first[0], either=kind.either)]
        return Outcome(
            kind=kind,
            half=half,
            path=path,
            line=first[0],
            text=document.line_text(first[0]).strip(),
            covers=any(_covers(finding, first, last) for finding in hits),
            hits=tuple(hits),
            others=tuple(
                f
                for f in new
                if f.rule not in kind.rules
                and f.rule not in kind.follows
                and f.place.path in (path, *self.city.files)
            ),
            elsewhere=tuple(finding for finding in mine if finding not in hits),
        )


def _words(finding: Finding, path: str) -> tuple[str, str, str]:
    """Return what makes two findings the same, wherever its line has moved to.

    `path` stands for the file where that was renamed.
    """
    return finding.rule, finding.message, path or finding.place.path


def _points_at(finding: Finding, path: str, line: int, *, either: bool) -> bool:
    places = [finding.place]
    if either:
        places += [related.place for related in finding.related]
    return any(place.path == path and place.line == line for place in places)


def _covers(finding: Finding, first: tuple[int, int], last: tuple[int, int]) -> bool:
    place = finding.place
    return (place.line, place.column) <= first and last <= (place.end_line, place.end_column)
