"""A copy of a document whose values may be changed while the first one stays as it is."""

from __future__ import annotations

from orgsheet.source.tree import Document, Mapping, Node, Scalar, Sequence


def copy_document(document: Document) -> tuple[Document, dict[int, Node]]:
    """Return a document with a tree of its own, and its nodes by the `id` of the first ones.

    Text and problems are the same ones: they do not change.
    """
    made = Document(document.path, document.text, bom=document.bom, encoding=document.encoding)
    made.problems = document.problems
    made.words = document.words
    nodes: dict[int, Node] = {}
    if document.root is not None:
        made.root = _copy(document.root, nodes)
    return made, nodes


def _copy(node: Node, nodes: dict[int, Node]) -> Node:
    made: Node
    if isinstance(node, Scalar):
        made = Scalar(node.start, node.end, node.value, node.text, node.style)
    elif isinstance(node, Sequence):
        made = Sequence(node.start, flow=node.flow)
        made.items = [_below(item, made, nodes) for item in node.items]
    else:
        assert isinstance(node, Mapping), "there are three kinds of nodes"
        made = Mapping(node.start, flow=node.flow)
        made.entries = {key: _below(value, made, nodes) for key, value in node.entries.items()}
        made.key_places = [_key(key, made, nodes) for key in node.keys.values()]
    made.end, made.step = node.end, node.step
    nodes[id(node)] = made
    return made


def _below(node: Node, parent: Node, nodes: dict[int, Node]) -> Node:
    made = _copy(node, nodes)
    made.parent = parent
    return made


def _key(key: Scalar, parent: Mapping, nodes: dict[int, Node]) -> Scalar:
    made = Scalar(key.start, key.end, key.value, key.text, key.style)
    made.parent, made.step = parent, key.step
    nodes[id(key)] = made
    return made
