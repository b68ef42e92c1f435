"""Data as JSON text that a terminal or a CI log does not act on."""

from __future__ import annotations

import json
from typing import Any

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.display_width import LOG_MARK

_ACTED_ON = pattern(
    f"{LOG_MARK.pattern}|[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def json_text(data: Any, *, indent: int | None = 2) -> str:  # noqa: ANN401 - whatever JSON holds
    r"""Return data as JSON with a line feed at the end; Japanese stays readable.

    What a terminal or a CI log would act on is written as `\uXXXX`, so that the data is the same:
    controls, direction marks, lone surrogates and the marks of CI commands (`##[` and its like).
    Without `indent` all is one line.
    """
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _ACTED_ON.sub(lambda match: _escaped(match.group()), text) + "\n"


def _escaped(found: str) -> str:
    return json.dumps(found)[1:-1] if found != "##" else "#\\u0023"
