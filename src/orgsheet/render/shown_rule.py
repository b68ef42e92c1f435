"""What a page about a rule shows: its sentences filled in, its options, its examples as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.rulebook import Rule
from orgsheet.source import emit

FIXABLE = {
    "none": "",
    "safe": "orgsheet lint --fix で直せます。",
    "unsafe": "orgsheet lint --fix --unsafe で直せます。直したあと、必ず読み直してください。",
}
"""How a rule's findings are mended, in words; "" where only a person can."""

EXAMPLE_WORDS = {"bad": "直す前の例", "good": "よい例"}
"""The two kinds of examples, in words."""

Shows: TypeAlias = Callable[[dict[str, Any]], bool]
"""Tells of an example whether it is shown."""

_INTERNAL = pattern("[a-z_-]+")
"""A word of the program's own, such as a kind of deadline."""


def every_example(_: dict[str, Any]) -> bool:
    """Tell of every example that it is shown."""
    return True


def shown_examples(rule: Rule, is_shown: Shows = every_example) -> dict[str, list[dict[str, Any]]]:
    """Return the rule's examples that are to be shown, by their kind."""
    examples = rule.examples()
    return {kind: [one for one in examples[kind] if is_shown(one)] for kind in EXAMPLE_WORDS}


def filled_sentences(
    rule: Rule, rules: Sequence[Rule], is_shown: Shows = every_example
) -> tuple[str, str]:
    """Return the rule's message and fix; where they have places to fill, as its example has them.

    What the first example finds that is shown is taken; some waivers can be judged only by all
    `rules`. "" stands for what only an example that is not shown could fill.
    """
    if "{" not in rule.message + rule.fix:
        return rule.message, rule.fix
    from orgsheet.lint.examples import examples_of, findings_of

    unfilled = "" if "{" in rule.message else rule.message, "" if "{" in rule.fix else rule.fix
    try:
        examples = zip(rule.examples()["bad"], examples_of(rule, "bad"), strict=True)
        example = next((made for one, made in examples if is_shown(one)), None)
    except ValueError:  # a city's own example that fits no sheet says nothing of its rule
        return rule.message, rule.fix
    if example is None:
        return unfilled
    found = next((f for f in findings_of(example, rules) if f.rule == rule.id), None)
    if found is None:
        return rule.message, rule.fix
    return (
        found.message if "{" not in rule.message else f"例: {found.message}",
        found.fix if "{" not in rule.fix else f"例: {found.fix}",
    )


def shown_options(rule: Rule) -> list[str]:
    """Return the options that settings may change, each as `name = value`."""
    return [f"{name} = {shown}" for name, value in rule.with_.items() if (shown := _option(value))]


def _option(value: object) -> str:
    """Return a limit or a list of words as a page shows it; "" for what only the program knows."""
    if isinstance(value, tuple):
        return "" if any(_INTERNAL.fullmatch(word) for word in value) else "、".join(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def example_lines(example: dict[str, Any]) -> list[str]:
    """Return the lines that an example writes, as a sheet would have them; at least one.

    They may hold any character but a line feed: they are not yet safe for the page they go to.
    """
    text = _written(example).removesuffix("\n")
    return (text or "（どこも悪くない見本のシート）").split("\n")


def _written(example: dict[str, Any]) -> str:
    if "text" in example:
        return str(example["text"])
    parts = []
    if "path" in example:
        parts.append(f"# {example['path']}\n")
    if example.get("sheet"):
        parts.append(emit(example["sheet"]))
    parts += [f"{new}\n" for new in example.get("replace", {}).values()]
    parts += [f"# 「{key}」の見出しがない\n" for key in example.get("remove", ())]
    parts += [f"# {name}がない\n" for name in example.get("without", ())]
    for path, overlay in example.get("files", {}).items():
        parts.append(f"# {path}\n" if overlay else f"# {path}（見本のまま）\n")
        if overlay:
            parts.append(overlay if isinstance(overlay, str) else emit(overlay))
    return "".join(parts)
