"""A value of a sheet as a page shows it: paragraphs, lists, dated steps, choices with words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.form.built_in_words import DONE_ON, EVENT, GROUP, RESULT, WHEN
from orgsheet.form.definition import Field
from orgsheet.form.field_shapes import INDICATOR
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Plain

PARAGRAPHS, LIST, STEPS, PAIRS, SHORT, NOTHING = (
    "paragraphs",
    "list",
    "steps",
    "pairs",
    "short",
    "nothing",
)


class Step(NamedTuple):
    """A dated step: what heads it, when, and what is done then; "" for what it does not say."""

    group: str
    when: str
    event: str


class ValuePart(NamedTuple):
    """What stands in the place of a value; `kind` says which of the others counts.

    `texts` are the paragraphs or the items of a list (one text where it is short), `steps` the
    dated steps, `pairs` names and texts.
    """

    kind: str
    texts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return not (self.texts or self.steps or self.pairs)


def value_part(field: Field, value: Plain) -> ValuePart:
    """Return how a value is shown; one of the wrong kind is shown as it is written."""
    found = ValuePart(NOTHING)
    if value in (None, "", [], {}):
        return found
    if field.kind == "選択":
        found = ValuePart(SHORT, (_with_words(field, value),))
    elif field.kind in ("計画の番号", "職員"):
        joint = "" if field.kind == "計画の番号" else "、"
        found = ValuePart(SHORT, (joint.join(_texts(value)),))
    elif field.kind in ("指標", "実績") and isinstance(value, list):
        found = ValuePart(LIST, tuple(map(figure_text, value)))
    elif field.parts and isinstance(value, dict):
        found = ValuePart(PAIRS, pairs=tuple(_evaluation(field, value)))
    elif isinstance(value, list):
        found = _list_part(field, value)
    elif isinstance(value, dict):
        found = ValuePart(PAIRS, pairs=tuple((key, plain_text(one)) for key, one in value.items()))
    elif field.kind in ("文章", "期限") or "\n" in str(value):
        found = ValuePart(PARAGRAPHS, tuple(_lines(plain_text(value))))
    else:
        found = ValuePart(SHORT, (plain_text(value),))
    return found


def _list_part(field: Field, value: list[Plain]) -> ValuePart:
    if field.kind == "期限":
        return ValuePart(STEPS, steps=tuple(map(_step, value)))
    if all(isinstance(one, dict) for one in value):
        pairs = [(key, plain_text(part)) for one in value for key, part in _items(one)]
        return ValuePart(PAIRS, pairs=tuple(pairs))
    return ValuePart(LIST, tuple(_texts(value)))


def figure_text(value: Plain) -> str:
    """Return an indicator, or what it came to, on one line: its name, then what is said of it."""
    if not isinstance(value, dict):
        return plain_text(value)
    parts = {key: one_line(plain_text(one)) for key, one in value.items()}
    name, *_ = INDICATOR
    rest = [f"{key} {text}" for key, text in parts.items() if text and key != name]
    return "　".join(filter(None, (parts.get(name, ""), "、".join(rest))))


def _evaluation(field: Field, value: dict[str, Plain]) -> Iterator[tuple[str, str]]:
    """Yield title and text of what was said at a round, in the order of the form, then others."""
    known = {part.key: part for part in field.parts}
    for key in (
        *(one for one in known if one in value),
        *(one for one in value if one not in known),
    ):
        part = known.get(key)
        told = value_part(part, value[key]).texts if part is not None else (plain_text(value[key]),)
        yield (key if part is None else part.title), "、".join(told)


def plain_text(value: Plain) -> str:
    """Return any value as one text: the items of a list and the parts of a mapping a line each."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(map(plain_text, value))
    if isinstance(value, dict):
        return "\n".join(f"{key}：{plain_text(one)}" for key, one in value.items())
    return str(value).rstrip("\n")


def _items(value: Plain) -> Iterator[tuple[str, Plain]]:
    if isinstance(value, dict):
        yield from value.items()


def _texts(value: Plain) -> list[str]:
    found = [plain_text(one) for one in value] if isinstance(value, list) else [plain_text(value)]
    return [text for text in found if text]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _with_words(field: Field, value: Plain) -> str:
    words = {str(one): word for one, word in field.choices}
    return "、".join(
        f"{text}（{words[text]}）" if words.get(text) not in ("", None, text) else text
        for text in _texts(value)
    )


def _step(value: Plain) -> Step:
    if not isinstance(value, dict):
        return Step("", "", plain_text(value))
    parts = {key: one_line(plain_text(one)) for key, one in value.items()}
    group, when = parts.pop(GROUP, ""), parts.pop(WHEN, "")
    event = parts.pop(EVENT, "")
    outcome = "、".join(filter(None, (parts.pop(RESULT, ""), parts.pop(DONE_ON, ""))))
    if outcome:
        event = f"{event}（{outcome}）"
    rest = [f"{key}：{text}" for key, text in parts.items() if text]
    return Step(group, when, "　".join(filter(None, (event, *rest))))
