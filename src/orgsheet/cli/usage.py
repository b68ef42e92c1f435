"""Mistakes on the command line, said in Japanese with what to type instead."""

from __future__ import annotations

import click

from orgsheet.cli.typed_paths import EMPTY
from orgsheet.japanese.mistyped_word import word_meant


def usage_sentence(error: click.UsageError) -> str:
    """Return what is wrong with the command line and what to type next."""
    help_hint = f"使い方: {error.ctx.command_path if error.ctx else 'orgsheet'} --help"
    return f"{_cause(error)}\n{help_hint}"


def _cause(error: click.UsageError) -> str:  # noqa: PLR0911 - one return a kind of mistake
    if isinstance(error, click.NoSuchOption):
        near = word_meant(error.option_name, error.possibilities or [])
        hint = f"「{near}」ではありませんか。" if near else ""
        return f"「{error.option_name}」という指定はありません。{hint}"
    if isinstance(error, click.MissingParameter):
        example = _example(error.ctx)
        if isinstance(error.param, click.Option):
            option = f"{error.param.opts[0]} と、その値（{error.param.metavar}）"
            return f"{option}を書いてください。{example}"
        called = _called(error.param)
        if "|" in called:
            called = f"{called.replace('|', '、')} のどれか"
        return f"{called}を書いてください。{example}"
    if isinstance(error, click.BadParameter):
        return _wrong_value(error)
    message = error.format_message()
    if message.startswith("No such command"):
        name = message.split("'")[1] if "'" in message else ""
        return f"「{name}」という命令はありません。{_near_command(name, error.ctx)}"
    if "unexpected extra argument" in message:
        return f"余分な言葉があります。{_extra_hint(error.ctx, message)}"
    if isinstance(error, click.BadOptionUsage):
        if "does not take a value" in message:
            return f"「{error.option_name}」には値を書きません。"
        return f"「{error.option_name}」のあとに値を書いてください。"
    return "命令の書き方が正しくありません。"


def _example(context: click.Context | None) -> str:
    """Return the example that closes a command's help; empty where its help has none."""
    written = (context.command.help if context else None) or ""
    example = written.partition("例: ")[2]
    return f"例: {example}" if example else ""


def _wrong_value(error: click.BadParameter) -> str:
    if error.message == EMPTY:
        return f"{_called(error.param)}の名前が空です。名前を書いてください。"
    name = error.param.opts[0] if error.param else ""
    if isinstance(error.param, click.Option) and isinstance(error.param.type, click.Choice):
        choices = "、".join(str(choice) for choice in error.param.type.choices)
        return f"{name} に使えるのは {choices} です。"
    if error.param and isinstance(error.param.type, click.IntRange):
        numbers = error.param.type
        return f"{name} に使えるのは {numbers.min} から {numbers.max} までの数です。"
    return f"{name} の値が正しくありません。"


def _called(param: click.Parameter | None) -> str:
    """Return what the help calls the value of a parameter."""
    word = ((param.metavar if param else None) or "").strip("[]…")
    return f"{param.opts[0]} の{word}" if isinstance(param, click.Option) else word


def _extra_hint(context: click.Context | None, message: str) -> str:
    """Return how to say the year that people write behind the new one.

    `message` is click's; the words that are too many stand in its brackets.
    """
    if context is None or context.command.name != "new":
        return ""
    words = message.rpartition("(")[2].rstrip(").").split()
    year, source = context.params.get("year") or "R6", words[0] if words else "R5"
    return f"もとにする年度は --from で書きます。例: orgsheet new {year} --from {source}"


def _near_command(name: str, context: click.Context | None) -> str:
    if context is None or not isinstance(context.command, click.Group):
        return ""
    known = context.command.list_commands(context)
    near = word_meant(name, known)
    return f"「{near}」ではありませんか。" if near else f"あるのは: {'、'.join(known)}"
