"""Checks of the file as text: what stands in the way of reading it, here or in other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence as Several

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import (
    Document,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    TextEdit,
    find_comments,
    quote,
)
from orgsheet.source.mends import Change, Mend
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.sheet_forms import form_of
from orgsheet.workspace.workspace import Workspace

_VALUES = (
    *("キー", "行", "文字", "記号", "値", "例", "空白", "上限", "大きさ", "バイト位置", "理由"),
    *("相手", "直し方"),
)

_MISPLACED = {
    "bad-indent": "",
    "ideographic-space": "全角の空白を消し、",
    "lost-indent": "",
    "odd-space": "その空白を消し、",
    "tab-indent": "タブを消し、",
}
"""Kinds whose advice is how many spaces belong before a line, with what to do first."""
_ALIGN = (
    "{first}行の初めの半角の空白を、同じ並びの行と同じ数にしてください。"
    "すぐ上の行が「- 」で始まるなら、その中の行は「- 」の分だけ 2 個多くします。"
)
_LONGEST_LINE = 1000
_GUESSED = ("encoding-cp932", "encoding-utf16")
_LINE_END = pattern(r"\r\n?|\n")
_LINE_ENDS = {
    "\n": "LF",
    "\r\n": "Windows の形（CRLF）",
    "\r": "古い Mac の形（CR）",
}
# What YAML 1.1 readers (many programs still are) make of these; YAML 1.2 has them as text.
# https://yaml.org/type/bool.html, int.html, float.html and timestamp.html
_READINGS = (
    (pattern(r"(?i:y|yes|n|no|on|off)"), "「はい・いいえ」"),
    (pattern(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"), "日付"),
    (pattern(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"), "時刻を秒に直した数"),
    (pattern(r"[-+]?0[0-7_]+"), "8進数"),
    (pattern(r"[-+]?0[0-9]+"), "先頭の 0 がない数"),
    (pattern(r"[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+"), "別の数"),
    (pattern(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"), "数"),
)
_BEGINNINGS = frozenset("-+0123456789yYnNoO")
_LONGEST = 40
_JAPANESE = pattern("[\u3041-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_GAP = pattern("[ \\t]*")


@check(values=_VALUES)
def text_problem(document: Document, *, kinds: tuple[str, ...]) -> Iterator[Spot]:
    """Report the document's problems of these kinds (see `source.PROBLEM_KINDS`)."""
    if document.problems:
        from orgsheet.source.rewrite.line_rewrites import mend_problem
    for problem in document.problems:
        if problem.kind in kinds:
            edits = mend_problem(document, problem)
            values = {name: problem.values.get(name, "") for name in _VALUES}
            how, line = _placed(document, problem, edits)
            key = problem.values.get("キー")
            values["相手"] = f"「{key}」の文" if problem.kind == "lost-indent" else "行"
            values["直し方"] = how
            yield Spot(
                start=problem.start,
                end=problem.end,
                values=values,
                about=" ".join((problem.kind, *problem.values.values())),
                related=[(document, (start, end), label) for start, end, label in problem.related],
                mend=Mend(whole="utf-8") if problem.kind in _GUESSED else Mend(edits, None),
                paste=line,
            )


def _placed(document: Document, problem: Problem, edits: Several[TextEdit]) -> tuple[str, str]:
    """Return how to place a line, and the line as it must stand, where its place is wrong."""
    first = _MISPLACED.get(problem.kind)
    if first is None:
        return "", ""
    if not edits or edits[0].replacement.strip(" ") or not _is_line_start(document, edits[0]):
        return _ALIGN.format(first=first), ""
    count = len(edits[0].replacement)
    how = f"{first}行の初めの半角の空白を {count} 個にしてください。"
    if problem.kind == "lost-indent":
        how = (
            f"上の「{problem.values['キー']}」の文の続きなら、{how}"
            "文に入れない覚え書きなら、行の初めに「# 」を付けます。"
        )
    number, column = document.locate(edits[0].end)
    line = edits[0].replacement + document.line_text(number)[column - 1 :].rstrip()
    return how, line if len(line) <= _LONGEST_LINE else ""


def _is_line_start(document: Document, edit: TextEdit) -> bool:
    return document.locate(edit.start)[1] == 1


@check()
def byte_order_mark(document: Document) -> Iterator[Spot]:
    """Report a byte order mark before the text of a UTF-8 file."""
    if document.bom and document.encoding == "utf-8":
        yield Spot(start=0, end=0, mend=Mend(whole="bom"))


@check(values=("改行", "行", "件数", "ほかの改行"))
def line_ends(document: Document, *, mixed: bool) -> Iterator[Spot]:
    """Report line ends other than LF: one spot where all are alike, or where they are mixed.

    Args:
        document: the file.
        mixed: look for files with several kinds, marked at the first line of a rarer kind; else
            for files with one kind throughout.
    """
    if "\r" not in document.text or document.encoding != "utf-8":
        return
    counts = Counter(match.group() for match in _LINE_END.finditer(document.text))
    if mixed != (len(counts) > 1):
        return
    common = counts.most_common(1)[0][0]
    odd = next(
        match for match in _LINE_END.finditer(document.text) if not mixed or match.group() != common
    )
    yield Spot(
        start=odd.start(),
        end=odd.start(),
        values={
            "改行": _LINE_ENDS[odd.group()],
            "行": str(document.locate(odd.start())[0]),
            "件数": str(counts[odd.group()]),
            "ほかの改行": _LINE_ENDS[common],
        },
        mend=Mend(whole="line-ends"),
    )


def _called(document: Document, workspace: Workspace, names: tuple[str, ...]) -> frozenset[str]:
    return form_of(workspace, document).keys_called(names)


@check(values=("値", "読み"))
def unquoted_value(
    document: Document, workspace: Workspace, *, other_keys: tuple[str, ...] = ()
) -> Iterator[Spot]:
    """Report text without quotation marks that other programs read as a date, a number or a yes.

    Args:
        document: the file.
        workspace: gives the form.
        other_keys: never at values of these keys, by role, kind or heading: whose allowed values
            are told elsewhere.
    """
    if document.root is None:
        return
    for node in document.scalars:
        text = node.text
        if text[:1] not in _BEGINNINGS or node.style or type(node.value) is not str:
            continue
        if not text or len(text) > _LONGEST or node.step in other_keys:
            continue
        reading = next((words for form, words in _READINGS if form.fullmatch(text)), None)
        if reading is not None and node.step not in _called(document, workspace, other_keys):
            edit = TextEdit(node.start, node.end, quote(text))
            yield Spot(node=node, values={"値": text, "読み": reading}, mend=Mend((edit,)))


@check(values=("失われた文", "正しい値"))
def comment_cut(document: Document) -> Iterator[Spot]:
    """Report a sheet's text whose end became a comment, because a space stands before its `#`.

    Only words count, no marks for other programs; a comment on a line of its own is meant as one.
    """
    if document.root is None or " #" not in document.text or sheet_id_of(document.path) is None:
        return
    behind = {
        comment.start: comment
        for comment in find_comments(document)
        if not comment.own_line and _JAPANESE.search(comment.text)
    }
    for node in document.scalars if behind else ():
        if node.style or (node.parent and _in_flow(node.parent)):
            continue
        start = _GAP.match(document.text, node.end)
        comment = behind.get(start.end()) if start else None
        # A note in the place of a value is meant as one; that the value is missing is told.
        if comment is not None and (node.text or not comment.text.startswith("# ")):
            text = f"{node.text}{document.text[node.end : comment.start]}{comment.text}".strip()
            edit = TextEdit(node.start, comment.end, _spaced(node, quote(text)), removal=True)
            one_line = "\n" not in document.text[node.start : node.end]
            yield Spot(
                node=node,
                start=comment.start,
                end=comment.end,
                values={"失われた文": comment.text, "正しい値": quote(text)},
                about=comment.text,
                mend=Mend((edit,), (Change(node.pointer(), "value", text),)) if one_line else None,
            )


def _in_flow(node: Node) -> bool:
    return isinstance(node, Mapping | Sequence) and node.flow


def _spaced(node: Scalar, text: str) -> str:
    """Return a text for the place of a value; one that is not written stands right at the colon."""
    return f" {text}" if node.start == node.end else text
