"""The verdict on plain data: the fast acceptor first, then jsonschema, which decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from orgsheet.schema.accept import Acceptor, compile_acceptor
from orgsheet.schema.keywords import SCHEMA_LISTS, SINGLE_SCHEMA
from orgsheet.schema.safe_patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.protocols import Validator

    from orgsheet.schema.data_places import Steps
    from orgsheet.schema.schema_files import Schema
    from orgsheet.source import Plain

_KEPT_SCHEMAS = 16
_UNASKED: Any = object()
_NOTHING: Schema = {"not": {}}


class Fault(NamedTuple):
    """One error of jsonschema.

    `steps` lead to the value `found` in the data. `keyword` ("" for a property whose schema is
    `false`) with its value `limit` stands in `schema`; `path` leads there, without `$ref` and `if`.
    """

    steps: Steps
    keyword: str
    limit: Plain
    found: Plain
    schema: Schema
    path: Steps


class CompiledSchema:
    """What is derived from one schema object: `accept` at once, the validator when it is needed."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.accept: Acceptor = compile_acceptor(schema)
        self._validator: Validator | None = None
        self._quick = _UNASKED

    def faults(self, data: Plain) -> Iterator[Fault]:
        """Yield every error of the data, in jsonschema's order.

        Where the extra `speed` is installed, its validator lets clean data pass: that matters for
        a city's own schema with words (`anyOf` …) that the acceptor leaves to the authority.
        """
        if self._quick is _UNASKED:
            self._quick = _rust_validator(self.schema)
        if self._quick is not None and self._quick.is_valid(data):
            return
        if self._validator is None:
            self._validator = make_validator(self.schema)
        for error in self._validator.iter_errors(data):
            schema = error.schema if isinstance(error.schema, dict) else {}
            known = isinstance(error.validator, str) and schema != _NOTHING
            yield Fault(
                tuple(error.absolute_path),
                str(error.validator) if known else "",
                error.validator_value,
                error.instance,
                schema,
                tuple(error.absolute_schema_path),
            )


_kept: dict[int, CompiledSchema] = {}


def compiled_schema(schema: Schema) -> CompiledSchema:
    """Return what is derived from this schema object; it must not change afterwards."""
    # An entry keeps its schema alive, so no other object can come to have the same id.
    found = _kept.get(id(schema))
    if found is None:
        while len(_kept) >= _KEPT_SCHEMAS:
            del _kept[next(iter(_kept))]
        found = _kept[id(schema)] = CompiledSchema(schema)
    return found


def _rust_validator(schema: Schema) -> Any:  # noqa: ANN401 - the package has no such base class
    """Return a fast validator of the schema, None where its package is missing or refuses it.

    It refuses a `$ref` to a definition with a Japanese name, for one.
    """
    try:
        import jsonschema_rs
    except ImportError:
        return None
    try:
        return jsonschema_rs.Draft202012Validator(schema)
    except ValueError:
        return None


def make_validator(schema: Schema) -> Validator:
    """Return the jsonschema validator that decides; it never fetches anything.

    It differs from the plain one in `pattern` only: see `compile_pattern`.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    def pattern(_: Validator, regex: str, instance: Plain, __: Schema) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not compile_pattern(regex).search(instance):
            yield ValidationError("pattern")

    registry: Registry[Plain] = Registry()
    extended: type[Validator] = extend(  # type: ignore[no-untyped-call] # untyped in the stubs
        Draft202012Validator, {"pattern": pattern}
    )
    return extended(_false_spelt_out(schema), registry=registry)


def _false_spelt_out(part: Plain) -> Plain:
    """Return the schema with `{"not": {}}` for each property that is `false`.

    They mean the same, but jsonschema's error for the latter does not say which property it is.
    """
    if not isinstance(part, dict):
        return part
    written = dict(part)
    for keyword, value in part.items():
        if keyword in {"properties", "$defs"}:
            written[keyword] = {
                key: dict(_NOTHING) if inner is False else _false_spelt_out(inner)
                for key, inner in value.items()
            }
        elif keyword in SINGLE_SCHEMA:
            written[keyword] = _false_spelt_out(value)
        elif keyword in SCHEMA_LISTS:
            written[keyword] = [_false_spelt_out(inner) for inner in value]
    return written
