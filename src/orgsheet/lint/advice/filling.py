"""What to do about a place with nothing in it: fill it in, or leave it out as the form allows."""

from __future__ import annotations

from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import EVENT_HINT, MARK, WHEN_HINT, blank, hint_for
from orgsheet.form.definition import Field, Form, Table
from orgsheet.schema.data_places import schema_at
from orgsheet.source import Document, Mapping, Node, Plain, Scalar, Sequence, emit_scalar
from orgsheet.workspace.layout import REGISTERS, sheet_id_of
from orgsheet.workspace.sheet_forms import form_of, schema_of
from orgsheet.workspace.workspace import Workspace

_MUST = "必ず書くところです。"
_NEVER_EMPTY = frozenset({"重点", "改善", "役割"})


def never_empty(form: Form) -> frozenset[str]:
    """Return the lists that rules want something in, though the schema lets them be empty."""
    lists = {table.key for table in form.lists if table.role in _NEVER_EMPTY}
    return frozenset(lists | {table.staff for table in form.lists if table.staff})


def schema_name(document: Document) -> str | None:
    """Return the name of the schema of a document, None where it has none."""
    return REGISTERS.get(document.path) or ("sheet" if sheet_id_of(document.path) else None)


def leaving_out(document: Document, workspace: Workspace, node: Node) -> str:
    """Return in Japanese how to leave out a value that has nothing to say, or that it must be said.

    What is told leaves the form whole: a key that it requires stays, and so does the dash of a row.
    """
    name = schema_name(document)
    schema = schema_of(workspace, document, name) if name else {}
    vocabulary, form = document.words, form_of(workspace, document)
    while node.parent is not None:
        parent = node.parent
        if isinstance(parent, Sequence) and len(parent.items) > 1:
            return _without_item(parent, node)
        if isinstance(parent, Mapping):
            key = str(node.step)
            if key in _required(schema, parent):
                is_list = schema_at(schema, tuple(node.steps())).get("type") == "array"
                if is_list and key not in never_empty(form):
                    cited = next((table.numbers for table in form.lists if table.numbers), "")
                    also = f"「{cited}」に {key} があれば、それも除きます。"
                    none = f"書くことがなければ「{key}: []」とします。"
                    return none + also if cited and key in form.numbers else none
            elif isinstance(node, Sequence):
                return f"要らなければ、「{key}:」の行から、その下の「- 」の行まで、全部を消します。"
            elif key not in vocabulary.firsts:
                return f"要らなければ、「{key}」の行ごと消します。"
            if key not in vocabulary.firsts or not isinstance(parent.parent, Sequence):
                return _MUST
        node = parent
    return _MUST


def _without_item(rows: Sequence, item: Node) -> str:
    """Return how to leave out one item of several."""
    if isinstance(item, Mapping):
        first = next(iter(item.entries), "")
        return (
            f"この「- {first}」の行から始まる一件が要らなければ、"
            "次の「- 」の行の前まで、全部を消します。"
        )
    return (
        "要らなければ、かっこの中から消します。" if rows.flow else "要らなければ、行ごと消します。"
    )


def _required(schema: dict[str, Plain], mapping: Mapping) -> set[str]:
    part = schema_at(schema, tuple(mapping.steps()))
    required = set(part.get("required", []))
    deciding = part.get("if")
    if isinstance(deciding, dict):
        side = "then" if mapping.entries.keys() >= set(deciding.get("required", [])) else "else"
        chosen = part.get(side)
        required |= set(chosen.get("required", [])) if isinstance(chosen, dict) else set()
    return required


def skeleton(form: Form, section: str) -> str:
    """Return a table of the form with one row to fill in, "" for what is no table.

    What need not be said, or is written later in the year, is left out.
    """
    table = form.list_of.get(section)
    if table is None:
        return ""
    lines = [
        line
        for _, field in table.row.in_sheet()
        if not field.time and (field.kind == "期限" or not field.is_optional)
        for line in _place(field, table)
    ]
    return "\n".join([f"{section}:", f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])])


def _place(field: Field, table: Table) -> list[str]:
    """Return the lines of one field to fill in."""
    key = field.key
    if field.kind == "期限":
        when, event = (f"{words.WHEN}: {blank(WHEN_HINT)}", f"{words.EVENT}: {blank(EVENT_HINT)}")
        return [f"{key}:", f"  - {when}", f"    {event}"]
    if field.kind in ("計画の番号", "計画の名称", "指標"):
        return [f"{key}: []"]
    if field.kind == "職員":
        return [f"{key}: [{blank(hint_for(field))}]"]
    if field.kind == "基準":
        return [f"{key}:", f"  - {blank(hint_for(field))}"]
    if field.kind == "指標の値":
        return [f"{key}:", *(f"  {column}: {MARK}" for column in field.columns)]
    return [f"{key}: {blank(hint_for(field, table))}"]


def as_row(node: Node | None, lines: str) -> str:
    """Return lines to type for an entry, with the dash that stands before it where it has one."""
    row = None if node is None else node.parent
    is_first = (
        isinstance(row, Mapping)
        and isinstance(row.parent, Sequence)
        and next(iter(row.entries), None) == (node.step if node else None)
    )
    return "- " + lines.replace("\n", "\n  ") if is_first and lines else lines


def milestone(when: str, event: str, column: int = 0) -> str:
    """Return the row of a deadline as it is typed, without the part that is not known.

    "" where neither is known.
    """
    parts = [
        f"{key}: {emit_scalar(text, 4)}"
        for key, text in ((words.WHEN, when), (words.EVENT, event))
        if text
    ]
    margin = " " * column
    return f"{margin}- " + f"\n{margin}  ".join(parts) if parts else ""


def is_empty(node: Node | None) -> bool:
    """Whether nothing is written where a value belongs."""
    return isinstance(node, Scalar) and node.value is None


def is_blank(node: Node) -> bool:
    """Whether nothing is written in a value: no text but white space, in no depth."""
    if isinstance(node, Scalar):
        return not node.text.strip()
    if isinstance(node, Sequence):
        return all(map(is_blank, node.items))
    assert isinstance(node, Mapping), "there are three kinds of nodes"
    return all(map(is_blank, node.entries.values()))


def lists_of_empty_rows(document: Document) -> list[Sequence]:
    """Return the outermost lists whose rows are there, but with nothing written in them."""
    found: list[Sequence] = []
    pending = [document.root] if document.root else []
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            pending += [value for value in node.entries.values() if not isinstance(value, Scalar)]
        elif isinstance(node, Sequence):
            rows = any(isinstance(item, Mapping) or item.start == item.end for item in node.items)
            if rows and is_blank(node):
                found.append(node)
            else:
                pending += [item for item in node.items if not isinstance(item, Scalar)]
    return found


def is_inside(node: Node | None, lists: set[int]) -> bool:
    """Whether a value belongs to one of the lists with these identities."""
    while lists and node is not None:
        if id(node) in lists:
            return True
        node = node.parent
    return False
