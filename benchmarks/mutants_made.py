"""Mutants: one small mistake each in the body of a function."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ROOT = Path(__file__).parent.parent
_LONGEST = 70
_SAME_LENGTH = ("zip", "strict")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Mutant(NamedTuple):
    """A mistake: where it is, as a person and as a program finds it."""

    path: str
    line: int
    function: str
    mistake: str
    node: int
    change: int
    text: str

    def row(self, between: str = "\t") -> str:
        """Return place, function and mistake as they stand in the list."""
        place = f"{Path(self.path).relative_to(_ROOT / 'src/orgsheet').as_posix()}:{self.line}"
        return between.join((place, self.function, self.mistake))

    def codes(self) -> dict[tuple[str, int], CodeType]:
        """Return the code of every function of the module, by its name and first line."""
        tree = ast.parse(self.text)
        node = next(one for number, one in enumerate(ast.walk(tree)) if number == self.node)
        change = list(_changes(node))[self.change]
        _Exchange(node, change.make(node)).generic_visit(tree)
        return codes_of(tree, self.path)


def codes_of(tree: ast.Module, path: str) -> dict[tuple[str, int], CodeType]:
    """Return the code of every function of a module's tree, by its name and first line."""
    ast.fix_missing_locations(tree)
    found: dict[tuple[str, int], CodeType] = {}
    open_codes = [compile(tree, path, "exec")]
    while open_codes:
        for one in open_codes.pop().co_consts:
            if isinstance(one, CodeType):
                found[one.co_qualname, one.co_firstlineno] = one
                open_codes.append(one)
    return found


def made(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    numbers = {id(node): number for number, node in enumerate(ast.walk(tree))}
    for name, function in functions(tree):
        spared = _spared(function)
        for node in ast.walk(ast.Module(list(function.body), [])):
            if id(node) in spared or not hasattr(node, "lineno"):
                continue
            old = " ".join(ast.unparse(node).split())
            old = old if len(old) <= _LONGEST else f"{old[:_LONGEST]}…"
            for number, change in enumerate(_changes(node)):
                mistake = f"{change.mistake}: {old}"
                yield Mutant(str(path), node.lineno, name, mistake, numbers[id(node)], number, text)


class _Exchange(ast.NodeTransformer):
    """Puts another node in the place of one."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the other node for the one, and any else with what it holds."""
        return self._new if node is self._old else self.generic_visit(node)


def functions(tree: ast.AST, name: str = "") -> Iterator[tuple[str, Function]]:
    """Yield the outermost functions: methods, and functions of the module."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{name}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{name}{node.name}.")


def _spared(function: Function) -> set[int]:
    """Return the nodes in which a mistake would change nothing that can be tested."""
    spared: set[int] = set()
    for node in ast.walk(function):
        parts: list[ast.AST | None] = []
        if isinstance(node, Function | ast.Lambda):
            parts += [node.args, getattr(node, "returns", None)]
        if isinstance(node, ast.AnnAssign):
            parts.append(node.annotation)
        if isinstance(node, ast.Assert):
            parts.append(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            parts += [one for one in node.args[:1] if node.func.id in {"cast", "TypeVar"}]
            # It asserts that what is taken together is equally long.
            parts += [one.value for one in node.keywords if (node.func.id, one.arg) == _SAME_LENGTH]
        for part in parts:
            spared |= {id(one) for one in ast.walk(part)} if part is not None else set()
    return spared


class _Change(NamedTuple):
    """What a node is told to be, in words, and how it becomes that."""

    mistake: str
    make: Callable[[ast.AST], ast.AST]


def _changes(node: ast.AST) -> Iterator[_Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        turned = _TURNED[type(node.ops[0])]
        yield _Change("comparison turned", lambda one: _with(one, ops=[turned()]))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield _Change("and/or exchanged", lambda one: _with(one, op=other()))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _Change("not left out", lambda _: node.operand)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        opposite = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield _Change("+/- exchanged", lambda one: _with(one, op=opposite()))
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Return) and not _is_no(node.value):
        yield _Change("nothing returned", lambda one: _with(one, value=ast.Constant(None)))
    elif isinstance(node, ast.AugAssign | ast.Continue | ast.Break) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield _Change("left out", lambda one: ast.copy_location(ast.Pass(), one))


def _constants(node: ast.Constant) -> Iterator[_Change]:
    value = node.value
    if isinstance(value, bool):
        yield _Change("constant changed", lambda one: _with(one, value=not value))
    elif isinstance(value, int):
        yield _Change("constant changed", lambda one: _with(one, value=value + 1))
    elif isinstance(value, str) and value:
        yield _Change("constant changed", lambda one: _with(one, value=f"{value}X"))


def _is_no(value: ast.expr | None) -> bool:
    """Tell whether None in this value's place is no other answer; True for False is made anyhow."""
    if value is None:
        return True
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return a node with some of its fields changed, where it was."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
