"""What is known of one file between runs: its findings, and what was taken out of it.

Both stand in the record in a line each, which is read where somebody asks for it, and written again
as it stands: most runs ask for little, and change less.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from orgsheet.lint.finding import Finding, Place, Related
from orgsheet.lint.rule_reads import Read
from orgsheet.lint.rulebook import Rule

BROKEN = (ValueError, LookupError, TypeError, RecursionError)
"""What reading a line raises that this program did not write."""


class Entry:
    """What is known of one file, or of the sheets of a department together.

    `digest` is that of its bytes, `reads` what its checks looked at beside it.
    """

    __slots__ = ("_findings", "_found", "_rules", "_summaries", "_taken", "digest", "reads")

    def __init__(
        self,
        digest: str,
        findings: list[Finding],
        reads: list[Read],
        summaries: dict[str, Any] | None = None,
    ) -> None:
        """Take what was found, and what the workspace-wide checks take out of a sheet, by name."""
        self.digest = digest
        self.reads = reads
        self._findings: list[Finding] | None = findings
        self._summaries: dict[str, Any] | None = summaries or {}
        self._rules: Mapping[str, Rule] = {}
        # The lines, where they are known and hold.
        self._found = self._taken = b""

    @classmethod
    def of_lines(
        cls, digest: str, reads: list[Read], lines: tuple[bytes, bytes], rules: Mapping[str, Rule]
    ) -> Entry:
        """Return an entry as `lines` gave it, with the rules by name; they are read later."""
        entry = cls(digest, [], reads)
        entry._found, entry._taken = lines
        entry._findings = entry._summaries = None
        entry._rules = rules
        return entry

    def with_findings(self, findings: list[Finding], reads: list[Read]) -> Entry:
        """Return the entry of the same file with other findings."""
        entry = Entry(self.digest, findings, reads)
        entry._summaries, entry._taken = self._summaries, self._taken
        return entry

    def is_readable(self) -> bool:
        """Tell whether the findings are such as this program writes."""
        try:
            return type(self.findings) is list
        except BROKEN:
            return False

    @property
    def findings(self) -> list[Finding]:
        """What was found in the file.

        Raises:
            BROKEN: the line it was to be read from is none that this program writes.
        """
        if self._findings is None:
            self._findings = [unpack(one, self._rules) for one in json.loads(self._found)]
        return self._findings

    @property
    def summaries(self) -> dict[str, Any]:
        """What the checks over all sheets took out of the file, by the functions' names.

        Raises:
            BROKEN: as `findings`.
        """
        if self._summaries is None:
            self._summaries = dict(json.loads(self._taken))
        return self._summaries

    def lines(self, rules: Mapping[str, Rule]) -> tuple[bytes, bytes]:
        """Return what the record holds: the findings, and what was taken out of the file."""
        if not self._found:
            self._found = json_line([pack(one, rules) for one in self.findings])
        if not self._taken:
            self._taken = json_line(self.summaries)
        return self._found, self._taken


def json_line(data: object) -> bytes:
    """Return data as JSON in one line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def pack(finding: Finding, rules: Mapping[str, Rule]) -> list[Any]:
    """Return a finding as the cache holds it; what its rule says as it stands is left out."""
    rule = rules.get(finding.rule)
    return [
        finding.rule,
        finding.message,
        finding.fix,
        *_packed(finding.place),
        finding.sheet,
        finding.item,
        finding.pointer,
        finding.fingerprint,
        [[*_packed(related.place), related.message] for related in finding.related],
        finding.paste,
        finding.fixable,
        finding.total,
        "" if rule is not None and rule.why == finding.why else finding.why,
    ]


def unpack(packed: list[Any], rules: Mapping[str, Rule]) -> Finding:
    """Return the finding that `pack` made the list from.

    Raises:
        KeyError, TypeError, ValueError: the list was not made by `pack` with these rules.
    """
    rule_id, message, fix, path, line, column, end_line, end_column, *rest = packed
    sheet, item, pointer, fingerprint, related, paste, fixable, total, why = rest
    rule = rules[rule_id]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        title=rule.title,
        message=message,
        why=why or rule.why,
        fix=fix,
        place=Place(path, line, column, end_line, end_column),
        sheet=sheet,
        item=item,
        pointer=pointer,
        fingerprint=fingerprint,
        related=tuple(Related(Place(*entry[:5]), entry[5]) for entry in related),
        paste=paste,
        fixable=fixable,
        total=total,
    )


def _packed(place: Place) -> list[Any]:
    return [place.path, place.line, place.column, place.end_line, place.end_column]
