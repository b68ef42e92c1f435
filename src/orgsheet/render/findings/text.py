"""Findings for a person at a terminal: sentence, place, the marked line, why and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.japanese.shorten import one_line
from orgsheet.lint.finding import SEVERITY_WORDS, Finding, Place
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines
from orgsheet.render.display_width import LOG_MARK, Style, printable, width
from orgsheet.render.findings.groups import Group, grouped

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_DIM, _BOLD = "\x1b[2m", "\x1b[1m"
_LABEL_COLUMNS = 8
_WINDOW = 500
_LONGEST_MARK = 12


def render_text(report: LintReport, style: Style) -> str:
    """Return the findings as blocks of text, one blank line between two; "" for none.

    Of many of one rule in one file some are shown by their lines alone, and what is not yet
    written is one block a file, unless these rules were asked for.
    """
    if report.asked:
        return "\n".join(_block(one, report.lines, style) for one in report.findings)
    groups = grouped(report.findings, report.marks)
    return "\n".join(_shown(group, report.lines, style) for group in groups)


def _shown(group: Group, lines: Lines, style: Style) -> str:
    if group.is_mark:
        return _mark(group, style)
    block = _block(group.first, lines, style)
    if not group.others:
        return block
    rule = group.first.rule
    rest = [
        *_labelled(
            "ほか", f"{group.others_count} 件、同じ規則の指摘があります: {group.lines()}", style
        ),
        *_labelled("すべて", f"orgsheet lint --rule {rule}", style),
    ]
    return "\n".join([block, *rest]) + "\n"


def _mark(group: Group, style: Style) -> str:
    """Return one block for all places of a file that are not yet written."""
    one = group.first
    severity = style.paint(_COLOURS[one.severity], SEVERITY_WORDS[one.severity])
    head = f"まだ記入していないところが {group.others_count + one.total} か所あります。"
    lead = " " * (_LABEL_COLUMNS - width(SEVERITY_WORDS[one.severity]))
    out = [f"{severity}{lead}{style.paint(_BOLD, head)}", _where(one.place, style)]
    out += _labelled("ほか", group.lines(), style)
    out += _labelled("直し方", one.fix, style)
    out += _labelled("すべて", f"orgsheet lint --rule {one.rule}", style)
    return "\n".join(out) + "\n"


def _block(finding: Finding, lines: Lines, style: Style) -> str:
    severity = style.paint(_COLOURS[finding.severity], SEVERITY_WORDS[finding.severity])
    head = style.wrap(printable(finding.message), style.columns - _LABEL_COLUMNS)
    lead = width(SEVERITY_WORDS[finding.severity])
    out = [f"{severity}{' ' * (_LABEL_COLUMNS - lead)}{style.paint(_BOLD, head[0])}"]
    out += [f"{' ' * _LABEL_COLUMNS}{style.paint(_BOLD, line)}" for line in head[1:]]
    out.append(_where(finding.place, style) + _item(finding))
    out += _frame(finding.place, lines, style)
    for related in finding.related:
        place = _where(related.place, style)
        out.append(f"{place}（{printable(related.message)}）")
        out += _frame(related.place, lines, style)
    out += _labelled("理由", finding.why, style)
    out += _labelled("直し方", finding.fix, style)
    if finding.paste:
        out += _labelled("書き直し", finding.paste, style, whole=True)
    out += _labelled("詳しく", f"orgsheet explain {finding.rule}", style)
    return "\n".join(out) + "\n"


def _where(place: Place, style: Style) -> str:
    text = f"{printable(place.path)}:{place.line}:{place.column}"
    return f"   --> {style.paint(_DIM, text)}"


def _item(finding: Finding) -> str:
    return f"（{printable(finding.item)}）" if finding.item else ""


def _frame(place: Place, lines: Lines, style: Style) -> list[str]:
    """Return the line with a mark under the place; long lines are cut to the part around it."""
    text = lines(place.path, place.line)
    number = f"{place.line:>4}"
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(text)
    before, marked, after = text[:start], text[start : max(end, start)], text[max(end, start) :]
    # A line may have a million characters, and a thousand findings; far more than is shown is cut.
    near = (before[-_WINDOW:], marked[:_WINDOW], after[:_WINDOW])
    parts = _together(printable(part) for part in near)
    shown, offset, size = _crop(parts, style, style.columns - len(number) - 4)
    bar = style.paint(_DIM, "|")
    mark = style.paint("\x1b[31m", "^" * max(size, 1))
    return [f"{number} {bar} {shown}", f"{' ' * len(number)} {bar} {' ' * offset}{mark}"]


def _together(parts: Iterable[str]) -> list[str]:
    """Return printable parts of a line such that a command of a CI log is none across them."""
    safe: list[str] = []
    for part in parts:
        before = "".join(safe)
        cut = LOG_MARK.search(before[-_LONGEST_MARK:] + part[:_LONGEST_MARK])
        safe.append(f"\\{part}" if cut or "::" in before[-1:] + part[:1] else part)
    return safe


def _crop(parts: list[str], style: Style, columns: int) -> tuple[str, int, int]:
    """Return (text to show, columns before the mark, columns of the mark)."""
    before, marked, after = parts
    if style.width(before + marked + after) > columns:
        marked = style.cut(marked, max(8, columns - 8))
        room = columns - style.width(marked)
        # The end of what stands before the mark is what shows where one is.
        kept = style.cut(before[::-1], max(room // 2, room - style.width(after)))[::-1]
        before, after = kept, style.cut(after, room - style.width(kept))
    return before + marked + after, style.width(before), style.width(marked)


def _labelled(label: str, text: str, style: Style, *, whole: bool = False) -> list[str]:
    """Return a labelled paragraph; `whole` keeps a line to paste in one piece."""
    indent = "   "
    room = style.columns - len(indent) - _LABEL_COLUMNS - 1
    if whole:
        rows = [printable(line) for line in text.split("\n")]
    else:
        rows = style.wrap(printable(one_line(text)), room)
    lead = f"{label}{' ' * (_LABEL_COLUMNS + 1 - width(label))}"
    out = [f"{indent}{style.paint(_DIM, lead)}{rows[0]}"]
    return out + [f"{indent}{' ' * (_LABEL_COLUMNS + 1)}{row}" for row in rows[1:]]
