"""Checks of a file against its schema: keys, types and allowed values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from orgsheet.form.blanks import MARK
from orgsheet.form.definition import Form
from orgsheet.lint.advice.filling import (
    as_row,
    is_empty,
    is_inside,
    leaving_out,
    lists_of_empty_rows,
    never_empty,
    schema_name,
    skeleton,
)
from orgsheet.lint.advice.form_advice import (
    FORM_VALUES,
    advice_for,
    is_month,
    is_number,
    values_of_form,
)
from orgsheet.lint.check_registry import Spot, check
from orgsheet.schema import KEYWORDS, VALUE_NAMES, SchemaProblem
from orgsheet.source import (
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    TextEdit,
    quote,
    rename_key,
)
from orgsheet.source.list_edits import replaced, split_value
from orgsheet.source.mends import Change, Mend
from orgsheet.source.vocabulary import Vocabulary
from orgsheet.workspace.sheet_forms import form_of
from orgsheet.workspace.workspace import Workspace

_MISREAD = frozenset(
    {
        *("full-width-colon", "ideographic-space", "key-not-text", "multiple-documents"),
        *("missing-space", "odd-space", "list-mark", "dash-in-value"),
    }
)
"""After these the keys are not the author's: what the schema would say follows from them."""


_TEXT = "文字"
_LIST = "一覧"
_NONE: dict[str, str] = {}
_EITHER = "wrong-value-or-type"
_FLAG_WORDS = frozenset({"有", "無"})
_MOST_ON_A_LINE = 20
_BETWEEN = " \u3000、,，・"


def _problems(document: Document, workspace: Workspace) -> list[SchemaProblem]:
    name = schema_name(document)
    misread = any(problem.kind in _MISREAD for problem in document.problems)
    if name is None or document.root is None or misread:
        return []
    return workspace.schema_problems(document, name)


@check(
    values=(*VALUE_NAMES, "候補の文", "いまの値", "指摘", "直し方", *FORM_VALUES),
    choices={"keyword": (*KEYWORDS, _EITHER)},
)
def schema_problem(
    document: Document,
    workspace: Workspace,
    *,
    keyword: str,
    units: dict[str, str] = _NONE,
    keys: tuple[str, ...] = (),
    other_keys: tuple[str, ...] = (),
    other_form: bool = False,
) -> Iterator[Spot]:
    """Report where the file departs from its schema in one way, unless a nearer check does.

    Look-alikes of an allowed value, numbers run together and rows without any content have
    checks of their own.

    Args:
        document: the file.
        workspace: gives the schema.
        keyword: one of `missing-key`, `unknown-key`, `wrong-type`, `wrong-value`, or
            `wrong-value-or-type` for both.
        units: keys whose value lacks this unit where it is a bare number.
        keys: only at values of these keys, by role, kind or heading (all, when empty).
        other_keys: never at values of these keys.
        other_form: for `unknown-key`, the keys that only the other kind of sheet has, or (by
            default) all others.
    """
    wanted = {"wrong-value", "wrong-type"} if keyword == _EITHER else {keyword}
    problems = [p for p in _problems(document, workspace) if p.keyword in wanted]
    empty = set(map(id, lists_of_empty_rows(document))) if problems else set()
    form = form_of(workspace, document)
    called, others = form.keys_called(keys), form.keys_called(other_keys)
    for problem in problems:
        key = problem.values["キー"]
        if (keys and key not in called) or key in others:
            continue
        if keyword == "unknown-key" and other_form != bool(problem.values["様式の種類"]):
            continue
        node = document.at(problem.pointer)
        if isinstance(node, Scalar) and MARK in node.text:
            continue  # what is still to be filled in has a rule of its own
        if _is_look_alike(problem) or _is_joined(problem, document.words) or is_inside(node, empty):
            continue
        values = {name: problem.values.get(name, "") for name in VALUE_NAMES}
        near, owner = values["候補"], values["本来の場所"]
        home = f"「{owner}」に書く見出しです。" if owner else ""
        values["候補の文"] = f"「{near}」の誤りではありませんか。" if near else home
        unit = units.get(key, "") if is_number(node) else ""
        advice = advice_for(problem, node, document.path, document.words, has_unit=bool(unit))
        unit = unit if is_month(node) else ""
        values |= values_of_form(form, key, values)
        values["いまの値"] = _present(problem)
        values["指摘"] = "が空です" if is_empty(node) else f"には{values['書くべき形']}を書きます"
        values["直し方"] = advice.how or _how(problem, unit, never_empty(form))
        if is_empty(node) and node is not None and not advice.paste:
            values["直し方"] += leaving_out(document, workspace, node)
        yield Spot(
            node=node,
            start=problem.start,
            end=problem.end,
            values=values,
            about=f"{key} {values['値']}",
            replacement=_meant(problem),
            mend=(
                _renamed(document, node, near)
                if keyword == "unknown-key"
                else _as_text(node, near)
                if keyword == "wrong-type" and not unit and not advice.how
                else None
            ),
            paste=_paste(problem, node, advice.paste, unit, form),
        )


def _paste(problem: SchemaProblem, node: Node | None, advised: str, unit: str, form: Form) -> str:
    """Return the lines to type for what is missing or has another form."""
    key, shape, written = (problem.values[name] for name in ("キー", "書くべき形", "値"))
    if problem.keyword == "missing-key" and not advised:
        if shape == _TEXT:
            return f"{key}: "
        if not shape.startswith(_LIST):
            return ""
        return skeleton(form, key) if key in never_empty(form) else f"{key}: []"
    return as_row(node, advised or (f"{key}: {written}{unit}" if unit else ""))


def _present(problem: SchemaProblem) -> str:
    """Return what stands there, in words."""
    written, form = problem.values["値"], problem.values["書かれた形"]
    return form if form == "空" or not written else f"「{written}」"


def _how(problem: SchemaProblem, unit: str, filled: Collection[str]) -> str:
    """Return what to type where a key is missing or a value has another form."""
    key, form, allowed, example, written, near = (
        problem.values[name] for name in ("キー", "書くべき形", "許される値", "例", "値", "候補")
    )
    if problem.keyword == "missing-key":
        if allowed:
            choices = "か".join(f"「{key}: {value}」" for value in allowed.split("、"))
            return f"{choices}の行を足してください。"
        if form.startswith(_LIST):
            none = "" if key in filled else f"書くことがなければ「{key}: []」とします。"
            return f"「{key}: 」の行を足し、その下に「- 」で始めて並べてください。{none}"
        return f"「{key}: 」の行を足して内容を書いてください。"
    if unit:
        return f"単位を付けて「{written}{unit}」のように書いてください。"
    if near:
        return f"数のままでよければ、{near} のように半角の引用符で囲んでください。"
    return f"{form}に書き直してください。" + (f"例: {example}" if example else "")


def _as_text(node: Node | None, near: str) -> Mend | None:
    """Return the mend that quotes a number where the schema wants its text."""
    if not isinstance(node, Scalar) or node.style or near[:1] != '"':
        return None
    edit = TextEdit(node.start, node.end, quote(node.text))
    return Mend((edit,), (Change(node.pointer(), "value", node.text),))


def _renamed(document: Document, node: Node | None, key: str) -> Mend | None:
    """Return the mend that gives an unknown key's value the key that was evidently meant."""
    holder = None if node is None else node.parent
    if node is None or not key or not isinstance(holder, Mapping) or key in holder.entries:
        return None
    edit = rename_key(document, holder.keys[str(node.step)], key)
    return Mend((edit,), (Change(node.pointer(), "key", key),))


def _meant(problem: SchemaProblem) -> str | None:
    """Return the allowed value that a wrong one evidently stands for."""
    near = problem.values["候補"]
    # Where text belongs and a number stands, the schema proposes the number in quotation marks.
    known = problem.keyword in {"wrong-value", "wrong-type"} and near[:1] not in {"", '"'}
    return near if known else None


def _is_look_alike(problem: SchemaProblem) -> bool:
    """Whether a wrong value is one of the allowed ones in other characters, not in a word."""
    return _meant(problem) is not None and problem.values["値"] not in _FLAG_WORDS


def _is_joined(problem: SchemaProblem, words: Vocabulary) -> bool:
    """Whether several numbers of plans, each of one character, stand in one value."""
    if problem.keyword not in {"wrong-value", "wrong-type"}:
        return False
    if problem.values["キー"] not in words.numbers:
        return False
    text = problem.values["値"]
    single = [char for char in text if char not in _BETWEEN]
    several = len(single) > 1 and text[:1] not in _BETWEEN and text[-1:] not in _BETWEEN
    return several and all(words.parts.get(char) == "plans" for char in single)


@check(values=("キー", "値", "正しい値"))
def look_alike_value(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report a value that is one of the allowed ones in other characters (〇 or o for ○)."""
    problems = [one for one in _problems(document, workspace) if _is_look_alike(one)]
    nodes = [document.at(problem.pointer) for problem in problems]
    together: dict[int, list[tuple[Scalar, str]]] = defaultdict(list)
    for problem, node in zip(problems, nodes, strict=True):
        if isinstance(node, Scalar):
            together[_line_of(node)].append((node, problem.values["候補"]))
    for problem, node in zip(problems, nodes, strict=True):
        key, written, right = (problem.values[name] for name in ("キー", "値", "候補"))
        yield Spot(
            node=node,
            start=problem.start,
            end=problem.end,
            values={"キー": key, "値": written, "正しい値": right},
            mend=replaced(document, together[_line_of(node)]) if node else None,
        )


def _line_of(node: Node) -> int:
    """Return what tells values apart, but not those of one short list on one line."""
    rows = node.parent
    is_short = isinstance(rows, Sequence) and rows.flow and len(rows.items) <= _MOST_ON_A_LINE
    return id(rows if is_short else node)


@check(values=("値", "正しい値"))
def joined_numbers(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report numbers of plans that stand in one value, as in `①②`."""
    for problem in _problems(document, workspace):
        if _is_joined(problem, document.words):
            written = problem.values["値"]
            single = [char for char in written if char not in _BETWEEN]
            node = document.at(problem.pointer)
            yield Spot(
                node=node,
                start=problem.start,
                end=problem.end,
                values={"値": written, "正しい値": f"[{', '.join(single)}]"},
                mend=split_value(document, node, single) if isinstance(node, Scalar) else None,
            )


@check(values=("見出し", "件数", "直し方"))
def empty_rows(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report a list in whose rows nothing is written at all."""
    filled = never_empty(form_of(workspace, document))
    for rows in lists_of_empty_rows(document):
        keys = rows.parent.keys if isinstance(rows.parent, Mapping) else {}
        key = keys.get(str(rows.step))
        place = key or rows
        yield Spot(
            node=rows,
            start=place.start,
            end=place.end,
            values={
                "見出し": key.text if key else "",
                "件数": str(len(rows.items)),
                "直し方": leaving_out(document, workspace, rows),
            },
            paste=f"{key.text}: []" if key and key.text not in filled else "",
        )
