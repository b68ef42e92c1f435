"""The names that Word's XML has for things: where they stand, and what a run's marks say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Node: TypeAlias = Any
"""An element of lxml, which carries no types."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = ("0", "false", "off", "none")
_DEEPEST = 20


def w(tag: str) -> str:
    """Return a tag or attribute of Word's own namespace."""
    return f"{{{W}}}{tag}"


def plain_names(root: Node) -> Node:
    """Bring a document saved as strict Open XML to the usual names, in place; return it."""
    if _STRICT not in root.nsmap.values():
        return root
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.startswith(f"{{{_STRICT}}}"):
            node.tag = w(node.tag.rpartition("}")[2])
        for key in [one for one in node.attrib if one.startswith(f"{{{_STRICT}}}")]:
            node.set(w(key.rpartition("}")[2]), node.attrib.pop(key))
    return root


def local(node: Node) -> str:
    """Return the name of an element without its namespace, "" for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def without_twins(root: Node) -> Iterator[Node]:
    """Yield all elements but those in the second half of a choice whose first was read."""
    has_choice = False
    for node in root:
        name = local(node)
        has_choice |= name == "Choice" and len(node) > 0
        if name == "Fallback" and has_choice:
            continue
        yield node
        yield from without_twins(node)


def is_on(node: Node) -> bool:
    """Tell whether a mark is set: it is there, and does not say no."""
    return node is not None and str(node.get(w("val"), "1")).lower() not in _OFF


class Styles:
    """The styles of a document: what they say that bears on reading."""

    def __init__(self, root: Node | None) -> None:
        self._styles = {}
        self._found: dict[tuple[str, ...], Node | None] = {}
        if root is not None:
            self._styles = {one.get(w("styleId"), ""): one for one in root.iter(w("style"))}

    def find(self, style: str, *path: str) -> Node | None:
        """Return an element that a style has, or one that it is based on."""
        asked = (style, *path)
        if asked not in self._found:  # a style may be large, and is asked for at every run
            self._found[asked] = self._find(style, *path)
        return self._found[asked]

    def _find(self, style: str, *path: str) -> Node | None:
        for _ in range(_DEEPEST):
            node = self._styles.get(style)
            if node is None:
                return None
            found = node.find("/".join(map(w, path)))
            if found is not None:
                return found
            base = node.find(w("basedOn"))
            style = "" if base is None else base.get(w("val"), "")
        return None

    def has_mark(self, properties: Node | None, mark: str, *styles: str) -> bool:
        """Tell whether a run has a mark (`vanish`, `strike`): of its own or by its styles."""
        if properties is not None:
            own = properties.find(w(mark))
            if own is not None:
                return is_on(own)
        return any(is_on(self.find(style, "rPr", mark)) for style in styles if style)
