"""A settings file read strictly: every fault is told with the file, the line and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsheet.source import Mapping, encoding_problem, parse

if TYPE_CHECKING:
    from orgsheet.schema import Schema, SchemaProblem
    from orgsheet.source import Document, Problem


class SettingsError(Exception):
    """A settings file cannot be used; the message is Japanese and names the line."""


def read_strictly(data: bytes, path: str, schema: Schema) -> Document | None:
    """Return a settings file whose root is a mapping that the schema takes; None where it is empty.

    `path` is what the file is called in messages.

    Raises:
        SettingsError: it cannot be read, or holds an unknown key or value.
    """
    from orgsheet.schema import check_schema

    document = parse(data, path)
    if [problem.kind for problem in document.problems] == ["empty"]:
        return None
    fault = encoding_problem(document)
    if fault is not None:
        raise refusal(document, fault[0].start, fault[1])
    for problem in document.problems:
        raise refusal(document, problem.start, _unread(problem))
    for wrong in check_schema(document, schema):
        raise refusal(document, wrong.start, _sentence(wrong, schema))
    assert isinstance(document.root, Mapping), "the schema asks for a mapping"
    return document


def refusal(document: Document, start: int, sentence: str) -> SettingsError:
    """Return the error that says a sentence about an offset of a file."""
    line, _ = document.locate(start)
    return SettingsError(f"{document.path}:{line}: {sentence}")


def _unread(problem: Problem) -> str:
    """Return why a text is no settings."""
    if problem.kind == "duplicate-key":
        from orgsheet.schema.data_places import quotable

        key, line = quotable(problem.values["キー"]), problem.values["行"]
        return f"「{key}」が二度書いてあります（{line} 行目にもあります）。一つだけにしてください。"
    return "設定として読めません。YAML の書き方を確かめてください。"


def _sentence(wrong: SchemaProblem, schema: Schema) -> str:
    """Return what is wrong at one place of the settings, and what may stand there."""
    key, written, allowed, near, form = (
        wrong.values[name] for name in ("キー", "値", "許される値", "候補", "書くべき形")
    )
    if not key:
        return f"設定は{form or '見出しと値の組'}で書きます。"
    if wrong.keyword == "unknown-key":
        from orgsheet.schema.data_places import schema_at

        known = schema_at(schema, tuple(wrong.pointer.split("/")[1:-1]))["properties"]
        hint = (
            f"「{near}」の誤りではありませんか。"
            if near
            else f"書けるのは {'、'.join(known)} です。"
        )
        return f"「{key}」という項目はありません。{hint}"
    if allowed:
        found = f"に「{written}」は使えません" if written else "に値がありません"
        return f"「{key}」{found}。使えるのは {allowed} です。"
    if wrong.keyword == "wrong-pattern":
        from orgsheet.schema.data_places import schema_at

        steps = [int(step) if step.isdecimal() else step for step in wrong.pointer.split("/")[1:]]
        told = schema_at(schema, tuple(steps))["description"]
        return f"「{key}」に「{written}」は使えません。{told}"
    return f"「{key}」には{form or '別の形の値'}を書きます。"
