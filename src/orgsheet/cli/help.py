"""Help pages that wrap by display width, with Japanese headings."""

from __future__ import annotations

import click

from orgsheet.cli.commands import HELP, OPTIONS


def _in_japanese(page: str) -> str:
    """Return a help page with the one word that cannot be set put into Japanese."""
    return page.replace("Usage:", "使い方:", 1)


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
    settings.MAX_WIDTH = 80
    settings.REQUIRED_LONG_STRING = "（必ず書く）"

    class HelpOfCommand(rich_click.RichCommand):
        """A command with drawn help."""

        def get_help(self, ctx: click.Context) -> str:
            return _in_japanese(super().get_help(ctx))

    class Help(base, rich_click.RichGroup):  # type: ignore[misc, valid-type]
        """The group with drawn help."""

        def get_help(self, ctx: click.Context) -> str:
            return _in_japanese(super().get_help(ctx))

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
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
