"""Slips among runs of katakana or kanji, kept up to date while the counts of the runs change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, islice

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.term_typos import (
    LONG_VOWEL,
    Limits,
    Slip,
    both_words,
    differing,
    folding,
)

_KATAKANA = pattern("[ァ-ヺー]")
_MANY_SEARCHES = 500
_MANY_TEXTS = 40
_MAX_PAIRS = 40
"""Forms that one odd form is compared with; more differ so only in a text made to be slow."""
_MAX_SINCE = 500
"""Runs that changed since the text of all runs was joined; more, and it is joined anew."""


def run_slips(counts: Mapping[str, int], limits: Limits) -> list[Slip]:
    """Return the slips among counted runs, each odd form once, in order."""
    return counted_runs(counts, limits).slips()


def counted_runs(counts: Mapping[str, int], limits: Limits) -> RunSlips:
    """Return counted runs, to be asked for their slips."""
    return RunSlips(limits, counts)


class RunSlips:
    """The counted runs, by what they become under folding and with one character left out.

    What was found about a rare run is kept until a run it was compared with, or a part it was
    judged by, occurs more or less often.
    """

    def __init__(self, limits: Limits, counts: Mapping[str, int] | None = None) -> None:
        self._limits = limits
        self._table = folding(limits.similar)
        self._counts: dict[str, int] = {}
        self._folded: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        self._totals: dict[str, int] = {}
        self._searched: Counter[int] = Counter()
        # One text of all runs: searching it is far quicker than looking into each run.
        self._text: str | None = None
        self._starts: list[int] = []
        self._joined: list[tuple[str, int]] = []
        self._since: Counter[str] = Counter()
        # Who looked where, to be asked again when something changes there.
        self._asked_totals: dict[str, set[str]] = {}
        self._asked_folded: dict[str, set[str]] = {}
        self._stale: dict[str, None] = {}
        self._is_judged = False
        self._partly = 0
        self._slips: dict[str, Slip] = {}
        """What was found about a run, by that run."""
        if counts:
            self._counts = {run: count for run, count in counts.items() if count}
        self._is_counted = False

    def _begin(self) -> None:
        """Take the runs counted so far: at once, which is far less work than one by one."""
        if self._is_counted:
            return
        self._is_counted = True
        self._stale = dict.fromkeys(self._counts)
        # In order, as `_enter` keeps them.
        runs = sorted(run for run in self._counts if len(run) >= self._limits.shortest)
        folded = "\n".join(runs).translate(self._table).split("\n")
        for key, run in zip(folded, runs, strict=False):
            self._folded.setdefault(key, []).append(run)
        for run in runs:
            if self._counts[run] > 1 and _KATAKANA.match(run):
                for at in range(1, len(run) - 1):
                    self._short.setdefault(run[:at] + run[at + 1 :], []).append(run)

    def change(self, run: str, by: int) -> None:
        """Let a run occur so many times more (or, below zero, less) than before."""
        was = self._counts.get(run, 0)
        now = was + by
        if now:
            self._counts[run] = now
        else:
            self._counts.pop(run, None)
        if not by or not self._is_counted:
            return
        if self._text is not None:
            self._since[run] += by
            self._change_totals(run, by)
        self._stale[run] = None
        if len(run) < self._limits.shortest:
            return
        if not was or not now:
            folded = run.translate(self._table)
            _enter(self._folded, folded, run, is_there=bool(now))
            if self._is_judged:
                self._stale.update(dict.fromkeys(self._folded.get(folded, ())))
                self._stale.update(dict.fromkeys(self._asked_folded.get(folded, ())))
                for at in range(len(run)):
                    self._stale[run[:at] + run[at] + run[at:]] = None
        if (was > 1) != (now > 1) and _KATAKANA.match(run):
            for at in range(1, len(run) - 1):
                short = run[:at] + run[at + 1 :]
                _enter(self._short, short, run, is_there=now > 1)
                self._stale[short] = None

    def slips(self) -> list[Slip]:
        """Return the slips in order, each odd form once, with the best of its usual forms."""
        self._begin()
        for run in self._stale:
            found = self._judged(run) if run in self._counts else None
            if found is not None:
                self._slips[run] = found
            else:
                self._slips.pop(run, None)
        self._stale.clear()
        self._is_judged = True
        return _best(self._slips.values())

    def slips_in(self, *texts: str) -> list[Slip]:
        """Return the slips whose odd form stands in one of the texts, and maybe a few others.

        Only runs that share characters with a text are looked at, which is far less than all;
        where it is asked so often that this no longer pays, all.
        """
        self._begin()
        self._partly += 1
        if self._partly > _MANY_TEXTS:
            return self.slips()
        size = self._limits.shortest
        there = {text[at : at + size] for text in texts for at in range(len(text) - size + 1)}
        found = []
        for run, count in self._counts.items():
            if count > self._limits.most or len(run) < size:
                continue
            parts = [run[at : at + size] for at in range(len(run) - size + 1)]
            if not there.isdisjoint(parts):
                found.append(self._judged(run))
        return _best(filter(None, found))

    def holding(self, part: str) -> list[str]:
        """Return the runs that a part occurs in."""
        self._begin()
        found = {self._joined[at][0] for at in self._places(part)}
        return [run for run in found.union(self._since) if part in run and run in self._counts]

    def _judged(self, run: str) -> Slip | None:
        if self._counts[run] > self._limits.most or len(run) < self._limits.shortest:
            return None
        pairs = islice(self._pairs(run), _MAX_PAIRS)
        found = (slip for odd, usual in pairs if (slip := self._slip(run, odd, usual)))
        return max(found, key=_rank, default=None)

    def _pairs(self, run: str) -> Iterator[tuple[str, str]]:
        """Yield (part of a rare run, run that it may be meant to be)."""
        folded = run.translate(self._table)
        lengths = [len(run)]
        if _KATAKANA.match(run):
            lengths += range(self._limits.shortest + 1, len(run))
            yield from ((run, usual) for usual in self._short.get(run, ()))
        for length in lengths:
            yield from self._pairs_at(run, folded, 0, length)
            if length < len(run):
                yield from self._pairs_at(run, folded, len(run) - length, len(run))
        for at in range(1, len(run)):
            if run[at] == run[at - 1] and (short := run[:at] + run[at + 1 :]) in self._counts:
                yield run, short

    def _pairs_at(self, run: str, folded: str, start: int, end: int) -> Iterator[tuple[str, str]]:
        if end - start < len(run):
            self._asked_folded.setdefault(folded[start:end], set()).add(run)
        for usual in self._folded.get(folded[start:end], ()):
            if usual != run[start:end]:
                yield run[start:end], usual

    def _slip(self, run: str, odd: str, usual: str) -> Slip | None:
        """Return the two forms as a slip where all signs speak for it."""
        place = differing(odd, usual)
        if place is None or (len(odd) < len(usual) and usual[place] == LONG_VOWEL):
            return None
        odd_count = self._total(odd, run)
        if odd_count > self._limits.most:
            return None
        usual_count = self._total(usual, run)
        if not self._limits.dominates(odd_count, usual_count):
            return None
        # Elsewhere side by side, these characters are a part of some other word.
        ahead = 2 if len(odd) == len(usual) else 1
        if self._total(odd[max(0, place - 1) : place + ahead], run) > odd_count:
            return None
        if both_words(odd, usual, place, self._limits.words):
            return None
        return Slip(odd, usual, odd_count, usual_count)

    def _total(self, part: str, asking: str) -> int:
        """Return how often a part occurs within the runs."""
        self._asked_totals.setdefault(part, set()).add(asking)
        if part not in self._totals:
            size = len(part)
            self._searched[size] += 1
            if self._searched[size] == _MANY_SEARCHES:
                self._count_all(size)
            self._totals[part] = (
                self._totals.get(part, 0)
                if self._searched[size] >= _MANY_SEARCHES
                else self._search(part)
            )
        return self._totals[part]

    def _search(self, part: str) -> int:
        total = sum(self._joined[at][1] for at in self._places(part))
        for run, by in self._since.items():
            total += by * sum(run.startswith(part, at) for at in range(len(run)))
        return total

    def _places(self, part: str) -> Iterator[int]:
        """Yield the number of the run in the joined text at each place where a part occurs."""
        if self._text is None or len(self._since) > _MAX_SINCE:
            self._joined = list(self._counts.items())
            self._text = "\n".join(self._counts)
            self._starts = list(accumulate((len(run) + 1 for run in self._counts), initial=0))
            self._since.clear()
        text = self._text
        at = text.find(part)
        while at >= 0:
            yield bisect_right(self._starts, at) - 1
            at = text.find(part, at + 1)

    def _count_all(self, size: int) -> None:
        """Count every part of one length at once, when so many are asked for that it pays."""
        totals: Counter[str] = Counter()
        for run, count in self._counts.items():
            for at in range(len(run) - size + 1):
                totals[run[at : at + size]] += count
        self._totals.update(totals)

    def _change_totals(self, run: str, by: int) -> None:
        """Take into the known totals that a run occurs more or less often."""
        for start in range(len(run)):
            for end in range(start + 1, len(run) + 1):
                part = run[start:end]
                if part in self._totals:
                    self._totals[part] += by
                    self._stale.update(dict.fromkeys(self._asked_totals.get(part, ())))
                elif self._searched[end - start] >= _MANY_SEARCHES:
                    self._totals[part] = by


def _best(slips: Iterable[Slip]) -> list[Slip]:
    """Return the slips in order, each odd form once, with the best of its usual forms."""
    best: dict[str, Slip] = {}
    for slip in slips:
        other = best.get(slip.odd)
        best[slip.odd] = slip if other is None else max(other, slip, key=_rank)
    return sorted(best.values())


def _rank(slip: Slip) -> tuple[int, int, str]:
    return len(slip.usual), slip.usual_count, slip.usual


def _enter(places: dict[str, list[str]], key: str, run: str, *, is_there: bool) -> None:
    """Put a run into a sorted list under a key, or take it out."""
    if is_there:
        insort(places.setdefault(key, []), run)
        return
    there = places[key]
    del there[bisect_left(there, run)]
    if not there:
        del places[key]
