"""Findings as JUnit XML: a test suite for each file, a test case for each rule run on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import DOCUMENT
from orgsheet.lint.finding import Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.waivers import Waived
from orgsheet.render.display_width import LOG_MARK
from orgsheet.workspace.layout import sheet_id_of

# What XML 1.0 has no way to write.
_ILLEGAL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What XML itself, a reader of it, a terminal or a CI log would act on. Written by number, all of
# it reads back as it was.
_ACTED_ON = pattern(
    '[&<>"\t\n\r\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb'
    f"\U000e0000-\U000e007f]|(?={LOG_MARK.pattern})#|:(?=:)"
)


class _Case(NamedTuple):
    """A test case: the rule, what it found, and what of that is waived."""

    rule: str
    found: Sequence[Finding]
    waived: Sequence[Waived]


def render_junit(report: LintReport) -> str:
    """Return the XML.

    Every finding that counts is a failure, so is its rule's test case; a case whose findings are
    all waived is skipped. Characters that XML cannot hold are left out.
    """
    found: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    waived: dict[str, dict[str, list[Waived]]] = defaultdict(lambda: defaultdict(list))
    for finding in report.findings:
        found[finding.place.path][finding.rule].append(finding)
    for one in report.waived:
        waived[one.finding.place.path][one.finding.rule].append(one)
    suites = [
        (path, list(_cases(path, report.rules, found[path], waived[path])))
        for path in dict.fromkeys((*report.paths, *sorted({*found, *waived})))
    ]
    every = [case for _, cases in suites for case in cases]
    out = ['<?xml version="1.0" encoding="UTF-8"?>']
    out.append(f'<testsuites name="orgsheet lint" {_counts(every)}>')
    for path, cases in suites:
        out.append(f'  <testsuite name="{_xml(path)}" {_counts(cases)}>')
        out += [line for case in cases for line in _case_lines(path, case)]
        out.append("  </testsuite>")
    out.append("</testsuites>")
    return "\n".join(out) + "\n"


def _cases(
    path: str,
    rules: Sequence[Rule],
    found: dict[str, list[Finding]],
    waived: dict[str, list[Waived]],
) -> Iterator[_Case]:
    """Yield the cases of a file by name; where a rule has both kinds, the waived ones are apart."""
    is_sheet = sheet_id_of(path) is not None
    names = {rule.id for rule in rules if is_sheet or rule.check.scope == DOCUMENT}
    for name in sorted({*names, *found, *waived}):
        if found.get(name) and waived.get(name):
            yield _Case(name, found[name], ())
            yield _Case(f"{name}（免除）", (), waived[name])
        else:
            yield _Case(name, found.get(name, ()), waived.get(name, ()))


def _counts(cases: Sequence[_Case]) -> str:
    failures = sum(bool(case.found) for case in cases)
    skipped = sum(bool(case.waived) for case in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}" time="0"'


def _case_lines(path: str, case: _Case) -> Iterator[str]:
    head = f'    <testcase classname="{_xml(path)}" name="{_xml(case.rule)}" time="0"'
    if case.found:
        first = case.found[0]
        body = _xml("\n".join(_sentence(finding) for finding in case.found))
        yield f"{head}>"
        yield (
            f'      <failure message="{_xml(first.message)}" type="{first.severity}">'
            f"{body}</failure>"
        )
        yield "    </testcase>"
    elif case.waived:
        words = _xml("\n".join(_waived_sentence(waived) for waived in case.waived))
        yield f"{head}>"
        yield f'      <skipped message="{words}"/>'
        yield "    </testcase>"
    else:
        yield f"{head}/>"


def _sentence(finding: Finding) -> str:
    place = finding.place
    return f"{place.path}:{place.line}:{place.column}: {finding.message}\n直し方: {finding.fix}" + (
        f"\n書き直し: {finding.paste}" if finding.paste else ""
    )


def _waived_sentence(waived: Waived) -> str:
    place, waiver = waived.finding.place, waived.waiver
    return (
        f"免除（{waiver.until} まで、{waiver.approver}）: {waiver.reason} "
        f"{place.path}:{place.line}:{place.column}: {waived.finding.message}"
    )


def _xml(text: str) -> str:
    """Return text for an element or a quoted attribute."""
    return _ACTED_ON.sub(lambda match: f"&#{ord(match.group())};", _ILLEGAL.sub("", text))
