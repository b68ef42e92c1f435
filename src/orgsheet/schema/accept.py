"""Fast yes: tells valid data from data that needs the full check, without importing jsonschema.

An acceptor may say no to valid data, never yes to invalid data. A keyword it does not know makes
it say no there, so that the authority in `check` decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from orgsheet.schema.safe_patterns import UnsafePatternError, compile_pattern
from orgsheet.source import Plain

if TYPE_CHECKING:
    from orgsheet.schema.schema_files import Schema

Acceptor: TypeAlias = Callable[[Plain], bool]

ANNOTATIONS = frozenset({"$comment", "title", "description", "examples", "default", "deprecated"})
KNOWN_KEYWORDS = frozenset(
    {
        *("$ref", "type", "enum", "const", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "items", "minItems", "maxItems"),
        *("properties", "required", "additionalProperties", "propertyNames"),
        *("if", "then", "else", "allOf"),
    }
)
_ROOT_ONLY = frozenset({"$schema", "$id", "$defs"})
_OBJECT = frozenset({"properties", "required", "additionalProperties", "propertyNames"})
_PLAIN = frozenset({str, int, float, bool, type(None), list, dict})
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "array": (list,),
    "object": (dict,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def compile_acceptor(schema: Schema) -> Acceptor:
    """Return a function from plain data to bool: True only when the data certainly is valid.

    `schema` is never changed and must not change afterwards. Types are exact: `bool` is no
    integer, and subclasses of the plain types are not accepted.
    """
    return _Compiler(schema).schema(schema)


def _never(_: Plain) -> bool:
    return False


def _plain(value: Plain) -> bool:
    return type(value) in _PLAIN


class _Compiler:
    def __init__(self, root: Schema) -> None:
        self.root = root
        self.named: dict[str, Acceptor] = {}
        self.open: set[str] = set()

    def schema(self, part: Plain) -> Acceptor:
        if part is True:
            return _plain
        if not isinstance(part, dict):
            return _never
        keywords = {
            keyword
            for keyword in part
            if not keyword.startswith("x-")
            and keyword not in ANNOTATIONS
            and not (part is self.root and keyword in _ROOT_ONLY)
        }
        if not keywords <= KNOWN_KEYWORDS:
            return _never
        tests = self._tests(part, keywords)
        return _all_of(tests)

    def _tests(self, part: Schema, keywords: set[str]) -> list[Acceptor]:
        tests: list[Acceptor] = []
        if "$ref" in keywords:
            tests.append(self._reference(part["$ref"]))
        if "enum" in keywords:
            tests.append(_one_of(part["enum"]))
        if "const" in keywords:
            tests.append(_one_of([part["const"]]))
        if keywords & {"pattern", "minLength", "maxLength"}:
            tests.append(_text(part))
        if keywords & {"minimum", "maximum"}:
            tests.append(_number(part))
        if keywords & {"items", "minItems", "maxItems"}:
            tests.append(self._list(part))
        if keywords & _OBJECT:
            tests.append(self._object(part))
        tests += [self.schema(inner) for inner in part.get("allOf", ())]
        if "if" in keywords:
            tests.append(self._condition(part))
        # The keyword tests of one type say the type themselves, so that it is asked only once.
        if "type" in keywords and not (keywords & {"items"} and part["type"] == "array"):
            tests.insert(0, _typed(part["type"]))
        return tests

    def _reference(self, reference: str) -> Acceptor:
        defs = self.root.get("$defs", {})
        name = reference.removeprefix("#/$defs/")
        if name == reference or name not in defs or name in self.open:
            return _never
        if name not in self.named:
            self.open.add(name)
            self.named[name] = self.schema(defs[name])
            self.open.discard(name)
        return self.named[name]

    def _list(self, part: Schema) -> Acceptor:
        item = self.schema(part.get("items", True))
        least: int = part.get("minItems", 0)
        most: float = part.get("maxItems", float("inf"))
        others = part.get("type") != "array"

        def accept(value: Plain) -> bool:
            if type(value) is not list:
                return others and _plain(value)
            if not least <= len(value) <= most:
                return False
            for inner in value:  # noqa: SIM110 - all() with a generator takes twice as long
                if not item(inner):
                    return False
            return True

        return accept

    def _object(self, part: Schema) -> Acceptor:
        tests = {key: self.schema(inner) for key, inner in part.get("properties", {}).items()}
        required = frozenset(part.get("required", ()))
        extra = part.get("additionalProperties", True)
        other = None if extra is False else self.schema(extra)
        name = self.schema(part["propertyNames"]) if "propertyNames" in part else None

        def accept(value: Plain) -> bool:
            if type(value) is not dict:
                return _plain(value)
            if not required <= value.keys():
                return False
            for key, inner in value.items():
                test = tests.get(key, other)
                if test is None or not test(inner) or (name is not None and not name(key)):
                    return False
            return True

        return accept

    def _condition(self, part: Schema) -> Acceptor:
        """Compile if/then/else; `if` must be exact, so only the presence of keys is known."""
        question = part["if"]
        if not isinstance(question, dict) or not set(question) - ANNOTATIONS <= {"required"}:
            return _never
        required = frozenset(question.get("required", ()))
        then, otherwise = self.schema(part.get("then", True)), self.schema(part.get("else", True))

        def accept(value: Plain) -> bool:
            present = type(value) is not dict or required <= value.keys()
            return then(value) if present else otherwise(value)

        return accept


def _all_of(tests: list[Acceptor]) -> Acceptor:
    if not tests:
        return _plain
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - the commonest number deserves the shortest way
        first, second = tests
        return lambda value: first(value) and second(value)
    return lambda value: all(test(value) for test in tests)


def _typed(names: str | list[str]) -> Acceptor:
    names = [names] if isinstance(names, str) else names
    types = frozenset(kind for name in names for kind in _PYTHON_TYPES.get(name, ()))
    if types == {str}:
        return lambda value: type(value) is str
    return lambda value: type(value) in types


def _one_of(values: list[Plain]) -> Acceptor:
    if all(type(value) is str for value in values):
        texts = frozenset(values)
        return lambda value: type(value) is str and value in texts
    if not all(type(value) in _PLAIN - {list, dict} for value in values):
        return _never
    tagged = frozenset((type(value), value) for value in values)
    return lambda value: type(value) not in {list, dict} and (type(value), value) in tagged


def _text(part: Schema) -> Acceptor:
    least: int = part.get("minLength", 0)
    most: float = part.get("maxLength", float("inf"))
    try:
        search = compile_pattern(part.get("pattern", "")).search
    except UnsafePatternError:
        return _never

    def accept(value: Plain) -> bool:
        if type(value) is not str:
            return _plain(value)
        return least <= len(value) <= most and search(value) is not None

    return accept


def _number(part: Schema) -> Acceptor:
    least: float = part.get("minimum", float("-inf"))
    most: float = part.get("maximum", float("inf"))

    def accept(value: Plain) -> bool:
        if type(value) not in {int, float}:
            return _plain(value)
        return bool(least <= value <= most)

    return accept
