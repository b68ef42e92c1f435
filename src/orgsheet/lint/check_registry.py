"""Check functions by name: what each looks at, which options it takes, which values it yields."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import Document, Node, Plain
from orgsheet.source.mends import Mend

if TYPE_CHECKING:
    from orgsheet.workspace.workspace import Workspace

DOCUMENT = "document"
SHEET = "sheet"
DEPARTMENT = "department"
WORKSPACE = "workspace"
WAIVERS = "waivers"
OVER_SHEETS = "over_sheets"
OVER_ALL = frozenset({WORKSPACE, OVER_SHEETS})
"""The scopes of checks that look at all sheets together."""
_OFFERED = {
    DOCUMENT: {WORKSPACE},
    SHEET: {WORKSPACE},
    DEPARTMENT: {WORKSPACE},
    WORKSPACE: set[str](),
    WAIVERS: set[str](),
}
"""What a check may name: its subject first, and what a run has at hand beside that."""


@dataclass(slots=True)
class Spot:
    """A place that a check found.

    `node` is the value in question. What is marked is the node, or the stretch from `start` to
    `end` where a part of it, its key or no node at all is meant. `values` fill the rule's message;
    `about` tells two findings at one node apart; `replacement` is the right value of a scalar node,
    where it can be computed, and `mend` any other way to mend the finding. `paste` are the right
    lines to type instead, where they follow from neither: without indentation, unless that is what
    was wrong.
    """

    node: Node | None = None
    values: dict[str, str] = field(default_factory=dict)
    about: str = ""
    related: list[tuple[Document, Node | tuple[int, int], str]] = field(default_factory=list)
    replacement: str | None = None
    mend: Mend | None = None
    paste: str = ""
    start: int | None = None
    end: int | None = None
    document: Document | None = None


class OverSheets(Protocol):
    """A check over all sheets that is told of each sheet, and again when one changes.

    What it finds is in single sheets, and follows from the extract of each sheet alone.
    """

    def put(self, identity: SheetId, extract: Plain) -> None:
        """Take what the check's extract says of a sheet; None where there is no such sheet."""
        ...

    def found(self) -> Mapping[SheetId, Hashable]:
        """Return what is to be reported, by the sheet it is in."""
        ...

    def spots(self, sheet: Sheet, found: Any, workspace: Workspace) -> Iterator[Spot]:  # noqa: ANN401 - what `found` gave
        """Return the places of what was found in a sheet."""
        ...


Check = Callable[..., Iterator[Spot]] | Callable[..., OverSheets]
_C = TypeVar("_C", bound=Check)


class RegisteredCheck(NamedTuple):
    """A check function with what a rule may ask of it.

    `scope` is what the check looks at: one of the scopes above. `receives` are the names of what
    the function is given; the first is the scope, and a check over all sheets is given nothing.
    """

    name: str
    function: Callable[..., Any]
    scope: str
    receives: tuple[str, ...]
    values: tuple[str, ...]
    options: dict[str, str]
    required: frozenset[str]
    extracts: tuple[Callable[[Sheet], Plain], ...] = ()
    choices: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def spots(self, offered: Mapping[str, object], options: Mapping[str, Any]) -> Iterator[Spot]:
        """Return what the check finds, given what it names of `offered` and a rule's options."""
        found: Iterator[Spot] = self.function(*map(offered.__getitem__, self.receives), **options)
        return found

    def over_sheets(self, options: Mapping[str, Any]) -> OverSheets:
        """Return what is to be told of every sheet; only where that is the scope."""
        told: OverSheets = self.function(**options)
        return told


_CHECKS: dict[str, RegisteredCheck] = {}
_OPTION_TYPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    # Every number counts something, or is a likeness.
    "int": (lambda value: type(value) is int and value >= 0, "0以上の整数"),
    "float": (lambda value: type(value) in (int, float) and 0 <= value <= 1, "0から1までの数"),
    "str": (lambda value: isinstance(value, str), "文字"),
    "bool": (lambda value: isinstance(value, bool), "true か false"),
    "tuple[str, ...]": (
        lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
        "文字の一覧",
    ),
    "dict[str, str]": (
        lambda value: (
            isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
        ),
        "見出しと文字の組",
    ),
}


def check(
    *,
    values: tuple[str, ...] = (),
    extracts: tuple[Callable[[Sheet], Plain], ...] = (),
    choices: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Callable[[_C], _C]:
    """Register a check function under its own name.

    The function gets what its parameters name: first its subject, which is a `sheet` (Sheet), a
    `document` (Document), a `department` (a year with a department's name), the `workspace`
    (Workspace: the check looks at all sheets together) or the `waivers` (WaiverReview, when all
    other checks are done); then the `workspace`, where it needs that too. A function that gets
    nothing returns an `OverSheets`, which is told of the sheets one by one. Its keyword-only
    parameters are the options a rule may set.

    Args:
        values: the names that a rule's message may use; every spot gives all of them.
        extracts: the functions a check of several sheets hands to `Workspace.summaries`, so that
            their answers can be taken while each sheet is at hand and kept between runs.
        choices: for an option that is one word or a list of words, the words there are.
    """

    def register(function: _C) -> _C:
        # Asked of the code itself: `inspect` costs every start-up, and so would its signatures.
        name, code = function.__name__, function.__code__
        receives = code.co_varnames[: code.co_argcount]
        named = code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]
        options = {option: str(function.__annotations__[option]) for option in named}
        unknown = set(options.values()) - set(_OPTION_TYPES)
        assert not unknown, f"{name}: no option type {unknown}"
        # What is told of the sheets one by one is told what its one extract takes out of each.
        told = set[str]() if len(extracts) == 1 else None
        offered = _OFFERED.get(receives[0]) if receives else told
        assert offered is not None, f"{name}: nobody offers {receives}"
        assert offered.issuperset(receives[1:]), f"{name}: nobody offers {receives}"
        assert name not in _CHECKS, f"two checks are named {name}"
        _CHECKS[name] = RegisteredCheck(
            name,
            function,
            receives[0] if receives else OVER_SHEETS,
            receives,
            values,
            options,
            frozenset(named) - set(function.__kwdefaults__ or ()),
            extracts,
            {option: tuple(words) for option, words in choices.items()},
        )
        return function

    return register


def checks() -> dict[str, RegisteredCheck]:
    """Return all check functions by name."""
    from orgsheet.lint import checks as modules  # the import registers them

    assert modules
    return _CHECKS


def option_problem(
    registered: RegisteredCheck, options: dict[str, Plain]
) -> tuple[str, str] | None:
    """Return (option, Japanese message) of the first option that does not fit, None if all do."""
    for name, value in options.items():
        if name not in registered.options:
            known = "、".join(registered.options) or "なし"
            missing = f"check「{registered.name}」に「{name}」という設定はありません"
            return name, f"{missing}（あるのは: {known}）。"
        fits, words = _OPTION_TYPES[registered.options[name]]
        if not fits(value):
            return name, f"「{name}」は{words}で書いてください。"
        choices = registered.choices.get(name, ())
        written = [value] if isinstance(value, str) else value
        for word in written if choices and isinstance(written, list) else ():
            if word not in choices:
                known = "、".join(filter(None, choices))
                return name, f"「{name}」に「{word}」は使えません（使えるのは: {known}）。"
    for name in sorted(registered.required - set(options)):
        return name, f"check「{registered.name}」には with に「{name}」が必要です。"
    return None


def bound_options(options: dict[str, Plain]) -> dict[str, Any]:
    """Return options as the check functions take them: lists become tuples."""
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in options.items()
    }
