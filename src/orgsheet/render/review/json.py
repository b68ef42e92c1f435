"""A review as JSON, in the form of `schema/review.schema.json`, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from orgsheet.render.json_text import json_text
from orgsheet.review.linked_paths import leads_outside
from orgsheet.review.policy import PolicyChange
from orgsheet.review.review_data import (
    VERSION,
    BaselineCounts,
    Block,
    Review,
    ReviewChange,
    ReviewFinding,
    ReviewWaiver,
)

MAX_BYTES = 8 * 1024 * 1024
"""A review that this program wrote is smaller; what is larger is not read."""

_UPPER = re.compile("[A-Z]")
_WITH_PATHS = ("findings", "fixed", "effects", "policy")


class ReviewFileError(Exception):
    """A file is no review; the message is Japanese."""


def render_review_json(review: Review) -> str:
    """Return a review as JSON; what a CI log would act on is escaped, the data is the same."""
    return json_text({"version": VERSION, **_record(review)})


def read_review(data: bytes, schema: dict[str, Any]) -> Review:
    """Return the review that a JSON file holds.

    Args:
        data: the file's bytes; they may come from anywhere.
        schema: `review.schema.json`.

    Raises:
        ReviewFileError: it is too large, not of the schema's form, or names a file that no
            repository holds.
    """
    from jsonschema import Draft202012Validator

    if len(data) > MAX_BYTES:
        raise ReviewFileError("結果のファイルが大きすぎます。点検をもう一度実行してください。")
    try:
        record = json.loads(data, parse_float=_refused, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise ReviewFileError(
            "結果のファイルを読めません。orgsheet review --format json で作り直してください。"
        ) from error
    if not Draft202012Validator(schema).is_valid(record) or not _is_of_one_repository(record):
        raise ReviewFileError(
            "結果のファイルの形が違います。同じ版の orgsheet review --format json で"
            "作り直してください。"
        )
    del record["version"]
    values = {_snake(key): value for key, value in record.items()}
    lists: dict[str, Callable[..., object]] = {
        "findings": ReviewFinding,
        "fixed": ReviewFinding,
        "effects": ReviewFinding,
        "changes": _change,
        "preview": _block,
        "policy": PolicyChange,
        "waivers": ReviewWaiver,
    }
    for name, make in lists.items():
        values[name] = tuple(make(**_fields(one)) for one in values[name])
    values["baseline"] = BaselineCounts(**values["baseline"])
    for name in ("reasons", "notices"):
        values[name] = tuple(values[name])
    for name in ("counts", "left_out", "merged"):
        values[name] = _fields(values[name])
    return Review(**values)


def _refused(text: str) -> object:
    """Refuse a number that no review holds; to the schema `1e5` would be an integer."""
    raise ValueError(text)


def _is_of_one_repository(record: dict[str, Any]) -> bool:
    """Tell whether no path leaves the repository, and commits are ids with nothing behind them."""
    paths = [one["path"] for name in _WITH_PATHS for one in record[name]]
    ids = (record["baseCommit"], record["headCommit"])
    return not any(map(leads_outside, paths)) and not any(one.endswith("\n") for one in ids)


def _change(**values: Any) -> ReviewChange:  # noqa: ANN401 - checked against the schema
    for side in ("before", "after"):
        values[side] = tuple((one["text"], one["changed"]) for one in values[side])
    return ReviewChange(**values)


def _block(**values: Any) -> Block:  # noqa: ANN401 - checked against the schema
    values["values"] = tuple((one["label"], one["text"]) for one in values["values"])
    return Block(**values)


def _record(value: NamedTuple) -> dict[str, Any]:
    return {_camel(name): _plain(name, one) for name, one in value._asdict().items()}


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a review holds
    if hasattr(value, "_asdict"):
        return _record(value)
    if isinstance(value, dict):
        return {_camel(key): one for key, one in value.items()} if name != "levels" else value
    if isinstance(value, tuple):
        if name in ("before", "after"):
            return [{"text": text, "changed": changed} for text, changed in value]
        if name == "values":
            return [{"label": label, "text": text} for label, text in value]
        return [_plain("", one) for one in value]
    return value


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    return {_snake(key): value for key, value in record.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _snake(name: str) -> str:
    return _UPPER.sub(lambda match: f"_{match.group().lower()}", name)
