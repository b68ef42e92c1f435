"""Data as JSON text that a terminal or a CI log does not act on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.display_width import LOG_MARK

_ACTED_ON = pattern(
    f"{LOG_MARK.pattern}|[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

_BETWEEN = ",\n    "
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def json_text(data: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401 - whatever JSON holds
    r"""Return data as JSON with a line feed at the end; Japanese stays readable.

    What a terminal or a CI log would act on is written as `\uXXXX`, so that the data is the same:
    controls, direction marks, lone surrogates and the marks of CI commands (`##[` and its like).
    Without `indent` all is one line.
    """
    return _harmless(json.dumps(data, ensure_ascii=False, indent=indent)) + "\n"


def json_table(head: Mapping[str, Any], key: str, items: Iterable[str]) -> str:
    """Return an object as `json_text` does, with a long list at its end, an item a line.

    Args:
        head: what stands before the list; it is not empty.
        key: the heading of the list.
        items: texts of no, one or several items each, as `json_items` writes them.
    """
    first = _harmless(json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}"))
    lines = _BETWEEN.join(filter(None, items))
    told = f"[\n    {lines}\n  ]" if lines else "[]"
    return f"{first},\n  {json.dumps(key)}: {told}\n}}\n"


def json_items(items: Iterable[Any]) -> str:
    """Return items as they stand in the list of a `json_table`, each on a line."""
    # An encoder that writes no lines is the fast one; `dumps` would make one an item.
    return _harmless(_BETWEEN.join(map(_ENCODER.encode, items)))


def _harmless(text: str) -> str:
    return _ACTED_ON.sub(lambda match: _escaped(match.group()), text)


def _escaped(found: str) -> str:
    return json.dumps(found)[1:-1] if found != "##" else "#\\u0023"
