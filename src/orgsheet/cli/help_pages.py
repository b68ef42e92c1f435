"""Help pages that wrap by display width, with Japanese headings."""

from __future__ import annotations

import copy
import string
from itertools import pairwise
from typing import Any

import click

from orgsheet.cli.command_names import COMMANDS, HELP, OPTIONS
from orgsheet.cli.terminal import columns

_COLUMNS, _LEAST_COLUMNS = 80, 40

_BREAK = "\x1f"
"""A space without width to the library, which breaks lines only at spaces; no page shows it."""

_CLOSING, _OPENING = frozenset("、。，．：；？！）」』】〉》ー"), frozenset("（「『【〈《")
_WORD = frozenset(string.ascii_letters + string.digits + string.punctuation)


def _breakable(text: str | None) -> str:
    """Return a text that may be broken between any two characters but inside a Latin word.

    Closing marks stay with what is before them, opening ones with what is behind.
    """
    text = text or ""
    marked = [
        char
        if (char in _WORD and after in _WORD) or char in _OPENING or after in _CLOSING
        else char + _BREAK
        for char, after in pairwise(text)
    ]
    return "".join(marked) + text[-1:]


class _Drawn(click.Command):
    """A command whose help page breaks its lines where Japanese may be broken."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*arguments, **options)
        self.help = _breakable(self.help)
        self.short_help = _breakable(self.short_help)
        self.params = [_breakable_option(one) for one in self.params]

    def get_help(self, ctx: click.Context) -> str:
        """Return the page, with the marks for the library taken out."""
        return super().get_help(ctx).replace(_BREAK, "")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line, of which the library has an English word."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, "使い方:")


def _breakable_option(parameter: click.Parameter) -> click.Parameter:
    if isinstance(parameter, click.Option):
        parameter = copy.copy(parameter)  # what it is drawn from is also what it is read by
        parameter.help = _breakable(parameter.help)
    return parameter


def _help_option() -> click.Option:
    def show(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            click.echo(context.get_help(), color=context.color)
            context.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help=HELP,
        callback=show,
    )


def wrapped(base: type[click.Group]) -> type[click.Group]:
    """Return `base` as a class whose help (and its commands') is drawn by rich-click."""
    import rich_click
    from rich_click import rich_click as settings

    settings.OPTIONS_PANEL_TITLE = "指定"
    settings.COMMANDS_PANEL_TITLE = "命令"
    settings.ARGUMENTS_PANEL_TITLE = "対象"
    settings.WIDTH = max(columns(_COLUMNS), _LEAST_COLUMNS)
    settings.REQUIRED_LONG_STRING = "（必ず書く）"

    class HelpOfCommand(_Drawn, rich_click.RichCommand):
        """A command with drawn help."""

    class Help(_Drawn, base, rich_click.RichGroup):  # type: ignore[misc, valid-type]
        """The group with drawn help."""

        lists = False

        def get_help(self, ctx: click.Context) -> str:
            """Return the page; to list the commands none of their modules is loaded."""
            self.lists = True
            try:
                return super().get_help(ctx)
            finally:
                self.lists = False

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            if self.lists and cmd_name in COMMANDS:
                return HelpOfCommand(name=cmd_name, short_help=COMMANDS[cmd_name])
            command = super().get_command(ctx, cmd_name)
            if command is not None and not isinstance(command, click.Group):
                return HelpOfCommand(
                    name=command.name,
                    options_metavar=OPTIONS,
                    params=[*command.params, _help_option()],
                    help=command.help,
                    short_help=command.short_help,
                    add_help_option=False,
                    callback=command.callback,
                    context_settings=command.context_settings,
                )
            return command

    return Help
