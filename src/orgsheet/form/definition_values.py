"""The values behind the words of a form definition, and what to write where one is wrong."""

from __future__ import annotations

from collections.abc import Callable

from orgsheet.form.kinds import Key
from orgsheet.source import Node, Plain, Scalar, Sequence


def text_of(node: Node | None) -> str:
    """Return a value as text, "" where it is none."""
    return node.text.strip() if isinstance(node, Scalar) and node.value is not None else ""


def names_of(node: Node | None) -> tuple[str, ...]:
    """Return the names behind a word, one or a list of them."""
    if isinstance(node, Sequence):
        return tuple(text_of(item) for item in node.items)
    text = text_of(node)
    return (text,) if text else ()


def values_of(node: Node | None) -> tuple[Plain, ...]:
    """Return the values of a list, none where there is no list."""
    return tuple(node.data()) if isinstance(node, Sequence) else ()


def number_of(node: Node | None) -> int:
    """Return a whole number, 0 where there is none."""
    value = node.value if isinstance(node, Scalar) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def figure_of(node: Node | None) -> float | None:
    """Return a number, None where there is none."""
    value = node.value if isinstance(node, Scalar) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def is_yes(node: Node | None) -> bool:
    """Say whether a value is true."""
    return isinstance(node, Scalar) and node.value is True


def shape_problem(node: Node, key: Key) -> str:
    """Return what must be written instead, "" where the value has the right shape."""
    if key.shape == "one of":
        return "" if text_of(node) in key.choices else "、".join(key.choices) + "のどれか"
    is_right, words = _SHAPES.get(key.shape, (_is_anything, ""))
    return "" if is_right(node) else words


def _is_anything(_: Node) -> bool:
    return True


def _is_text(node: Node) -> bool:
    return bool(text_of(node))


def _is_name(node: Node) -> bool:
    return bool(text_of(node)) and "\n" not in text_of(node)


def _are_names(node: Node) -> bool:
    items = node.items if isinstance(node, Sequence) else [node]
    return bool(items) and all(map(_is_name, items))


def _is_number(node: Node) -> bool:
    return number_of(node) > 0


def _is_figure(node: Node) -> bool:
    return figure_of(node) is not None


def _is_boolean(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, bool)


def _is_list(node: Node) -> bool:
    return isinstance(node, Sequence)


_SHAPES: dict[str, tuple[Callable[[Node], bool], str]] = {
    "text": (_is_text, "文字"),
    "name": (_is_name, "一行の文字"),
    "names": (_are_names, "名前か、[A, B] のような名前のならび"),
    "number": (_is_number, "1 以上の整数"),
    "figure": (_is_figure, "数"),
    "yes": (_is_boolean, " true か false "),
    "values": (_is_list, "[A, B] のようなならび"),
}
