"""The options that several commands share: one name, one meaning, one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

import click

from orgsheet.cli.exits import CommandError
from orgsheet.cli.typed_paths import given_path
from orgsheet.fiscal import FiscalYear
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.reporter import Reporter

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class _Renamed(click.Option):
    """An option that is also read by names it had before, which no help page shows.

    Args:
        old: the earlier names, `("--a/--no-a",)` for those of a flag with two sides.
    """

    def __init__(self, *arguments: Any, old: Iterable[str] = (), **options: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*arguments, **options)
        self.old = [tuple(name.split("/")) for name in old]

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:  # noqa: ANN401 - click's own
        """See `click.Option`; the earlier names are known to the parser alone."""
        shown = self.opts, self.secondary_opts
        self.opts = [*self.opts, *(one[0] for one in self.old)]
        self.secondary_opts = [*self.secondary_opts, *(one[1] for one in self.old if len(one) > 1)]
        try:
            super().add_to_parser(parser, ctx)
        finally:
            self.opts, self.secondary_opts = shown


def format_option(formats: Mapping[str, Reporter], default: str = "text") -> _Decorator:
    """Return `--format`, the argument `format_`: the names of formats and what each is for."""
    told = " ".join(f"{name}（{one.use}）" for name, one in formats.items())
    return click.option(
        "--format",
        "format_",
        type=click.Choice(tuple(formats)),
        default=default,
        metavar="形式",
        help=f"出力の形: {told}",
    )


def output_option() -> _Decorator:
    """Return `--output` of a command with one result, the argument `output`."""
    return click.option(
        "--output", type=given_path, metavar="ファイル", help="結果を画面でなくファイルに書く。"
    )


def outputs_option(example: str, more: str = "") -> _Decorator:
    """Return `--output` of a command that writes several formats, the argument `outputs`."""
    return click.option(
        "--output",
        "outputs",
        multiple=True,
        metavar="形式=ファイル",
        help=f"結果をファイルにも書く。何度でも書ける。{more}例: --output {example}",
    )


def redact_option(words: str, default: bool | None) -> _Decorator:
    """Return `--redact/--no-redact`, the argument `redact`: whether values are hidden."""
    return click.option(
        "--redact/--no-redact",
        "redact",
        cls=_Renamed,
        old=("--redact-staff/--show-staff",),
        default=default,
        help=words,
    )


def fail_on_option(levels: Iterable[str], words: str) -> _Decorator:
    """Return `--fail-on`, the argument `fail_on`: from where on the exit code is 1."""
    return click.option(
        "--fail-on",
        "fail_on",
        cls=_Renamed,
        old=("--fail-level",),
        type=click.Choice(tuple(levels)),
        metavar="重さ",
        help=words,
    )


def ambiguous_width_option() -> _Decorator:
    """Return `--ambiguous-width`, the argument `ambiguous_width`."""
    return click.option(
        "--ambiguous-width",
        type=click.IntRange(1, 2),
        default=1,
        metavar="桁",
        help="①○×→ を何桁で描く画面か。古い画面で桁がずれるときは 2。",
    )


def sheets_options(*, has_year: bool = True) -> _Decorator:
    """Return `--section`, `--department` and `--year`, which choose sheets: the argument `wanted`.

    Without `has_year` the command says its years otherwise.
    """

    def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def narrowed(
            *arguments: Any,  # noqa: ANN401 - the command's own
            section: str | None,
            department: str | None,
            year_of_sheets: str | None = None,
            **options: Any,  # noqa: ANN401 - the command's own
        ) -> object:
            wanted = Wanted(
                _named("--section", section),
                _named("--department", department),
                year_label(_named("--year", year_of_sheets)),
            )
            return function(*arguments, wanted=wanted, **options)

        chosen = narrowed
        if has_year:
            words = "この年度のシートだけを対象にする。例: R5"
            chosen = click.option("--year", "year_of_sheets", metavar="年度", help=words)(chosen)
        words = "この部のシートをすべて対象にする。例: 総務部"
        chosen = click.option("--department", metavar="部名", help=words)(chosen)
        words = "この課のシートだけを対象にする。部名を書くと部のシート。例: 総務課"
        return click.option("--section", metavar="課名", help=words)(chosen)

    return with_options


def year_label(year: str | None) -> str | None:
    """Return `R5` for R5, 令和5年度, 令和5, 2023 …; what is no year stays, to be told as such."""
    found = None if year is None else FiscalYear.read(year)
    return year if found is None else found.label


def _named(option: str, name: str | None) -> str | None:
    """Return the name behind an option.

    Raises:
        CommandError: it is empty, which would name nothing.
    """
    if name is not None and not name.strip():
        word = "年度" if option == "--year" else "名前"
        example = {"--year": "R5", "--section": "総務課"}.get(option, "総務部")
        raise CommandError(f"{option} のあとに{word}を書いてください。例: {option} {example}")
    return name
