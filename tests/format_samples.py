"""What the tests of the formats share: reports made of hostile workspaces and of any texts."""

from __future__ import annotations

from typing import Any

from hostile_inputs import RULES, cases, clean_files, lint, sheet
from hypothesis import strategies as st

from orgsheet.lint.baseline import Entry
from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.finding import SEVERITIES, Finding, Place, Related
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.replacements import DocumentLines
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.waivers import Waived, Waiver
from orgsheet.source import Document, Mapping, emit, parse

MARKS: list[str] = cases("marks")


class _SomeRules(tuple[Rule, ...]):
    """Rules that a failing example does not print in full."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SOME_RULES"


SOME_RULES = _SomeRules(RULES[:20])


def report_of(contents: dict[str, bytes], **changed: Any) -> LintReport:  # noqa: ANN401
    """Return the report of files that exist only in memory; fields may be given instead."""
    result = lint(contents)
    documents = {path: parse(data, path) for path, data in contents.items()}
    report = LintReport(
        findings=result.findings,
        known=(),
        waived=(),
        gone=(),
        rules=tuple(RULES),
        paths=tuple(sorted(path for path in contents if path.endswith(".yaml"))),
        sheets=result.sheets,
        registers=result.registers,
        lines=DocumentLines(documents.get),
    )
    return report._replace(**changed)


def hostile_contents(mark: str) -> dict[str, bytes]:
    """Return a workspace with a mark in keys, values, row names, a comment and file names."""
    name = mark.replace("/", "／")
    row = {**sheet()["今年度の重点事業"][0], "項目": mark, mark: mark, "達成基準": [mark]}
    data = sheet(組織目標=mark, 今年度の重点事業=[row, row], 部名=mark)
    comment = f"# {''.join(mark.split())}\n".replace("\0", "").encode()
    return {
        **clean_files(),
        DEFAULT_PATH: emit(data).encode(),
        f"sheets/R5/{name}/{name}.yaml": emit({**data, mark: [mark]}).encode() + comment,
        f"sheets/{name}.yaml": f"{mark}: [".encode(),
    }


def hostile_report(mark: str) -> LintReport:
    """Return the report of such a workspace, some of its findings waived or known by the mark."""
    report = report_of(hostile_contents(mark))
    waiver = Waiver("x", f"R5/{mark}#{mark}", mark, mark, "R6", 3)
    every = report.findings
    assert len(every) > 3
    return report._replace(
        findings=every[:-3],
        waived=tuple(Waived(finding, waiver) for finding in every[-3:-1]),
        known=every[-1:],
        gone=(Entry("0", "a-rule", mark, mark, mark),),
    )


def mendable_sheet(ends: str = "\n", *, bom: bool = False) -> dict[str, bytes]:
    """Return a workspace in which findings have mends, on lines with wide characters."""
    text = emit(sheet(組織目標="𠮷田🍣が葛󠄀の向上を図る", 部名="ﾐﾎﾝ部", 年度="５"))
    data = text.replace("\n", ends).encode()
    return {**clean_files(), DEFAULT_PATH: b"\xef\xbb\xbf" * bom + data}


def document_of(contents: dict[str, bytes], path: str) -> Document:
    """Return one of the files, parsed."""
    document = parse(contents[path], path)
    assert isinstance(document.root, Mapping)
    return document


ODD = st.sampled_from(MARKS)
TEXTS = st.lists(st.one_of(st.text(max_size=20), ODD), max_size=4).map("".join)
NAMES = TEXTS.map(lambda text: "sheets/" + text.replace("\0", ""))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """Return a finding that says anything at all, about any file."""
    rule = draw(st.sampled_from([rule.id for rule in RULES]))
    line = draw(st.integers(1, 50))
    column = draw(st.integers(1, 30))
    place = Place(draw(NAMES), line, column, line + draw(st.integers(0, 1)), column + 2)
    return Finding(
        rule=rule,
        severity=draw(st.sampled_from(SEVERITIES)),
        title=draw(TEXTS),
        message=draw(TEXTS),
        why=draw(TEXTS),
        fix=draw(TEXTS),
        place=place,
        sheet=draw(TEXTS),
        item=draw(TEXTS),
        pointer=draw(TEXTS),
        fingerprint=draw(st.sampled_from(["0" * 16, "1" * 16, "2" * 16])),
        related=tuple(draw(st.lists(st.builds(Related, st.just(place), TEXTS), max_size=2))),
        paste=draw(TEXTS),
        fixable=draw(st.sampled_from(["none", "safe", "unsafe"])),
        total=draw(st.integers(1, 3)),
    )


@st.composite
def reports(draw: st.DrawFn) -> LintReport:
    """Return a report of such findings, in their order."""
    found = sorted(draw(st.lists(findings(), max_size=6)), key=lambda finding: finding.order)
    waived = sorted(draw(st.lists(findings(), max_size=2)), key=lambda finding: finding.order)
    waiver = Waiver("x", draw(TEXTS), draw(TEXTS), draw(TEXTS), draw(TEXTS), 1)
    line = draw(TEXTS).replace("\n", "").replace("\r", "")
    return LintReport(
        findings=tuple(found),
        known=(),
        waived=tuple(Waived(finding, waiver) for finding in waived),
        gone=tuple(draw(st.lists(st.builds(Entry, *[TEXTS] * 5), max_size=2))),
        rules=SOME_RULES,
        paths=tuple(sorted({finding.place.path for finding in found})),
        sheets=1,
        registers=0,
        lines=lambda path, number: line,  # noqa: ARG005 - every line is this one
    )
