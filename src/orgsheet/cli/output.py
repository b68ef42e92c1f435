"""Where the findings go: standard output in one format, and files in several."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from orgsheet.cli.exits import CommandError, complain
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import ResultFile, result_file
from orgsheet.files import UnwritableFileError
from orgsheet.lint.lint_report import LintReport
from orgsheet.render.findings.concise import render_concise
from orgsheet.render.findings.summary import summary_lines
from orgsheet.render.findings.text import Style, render_text
from orgsheet.render.formats import FORMATS, render

_EXAMPLE = "例: orgsheet lint --output html=点検の結果.html --output sarif=点検の結果.sarif"


class Output(NamedTuple):
    """A file to write: the format's name, the file, and what the person called it."""

    format: str
    file: ResultFile
    name: str


def read_outputs(values: Sequence[str], folder: Path, taken: Iterable[Path]) -> list[Output]:
    """Return what the values of `--output` (`sarif=点検.sarif`) ask for.

    Relative files are in `folder`; `taken` are files that must not be overwritten.

    Raises:
        CommandError: a value has no format or file, the format is unknown, or the file may not be
            written (see `result_file`), is one of `taken` or named twice.
    """
    outputs: list[Output] = []
    seen = {_absolute(file) for file in taken}
    for value in values:
        format_, mark, name = value.partition("=")
        if not (mark and format_ and name):
            raise CommandError(
                f"--output「{value}」は「形式=ファイル」の形で書いてください。{_EXAMPLE}"
            )
        if format_ not in FORMATS:
            raise CommandError(
                f"--output の形式「{format_}」はありません（あるのは: {'、'.join(FORMATS)}）。"
            )
        file = result_file("--output", folder, name)
        if _absolute(file.path) in seen:
            raise CommandError(
                f"--output のファイル「{name}」は、ほかの出力や記録と同じです。"
                "別の名前にしてください。"
            )
        seen.add(_absolute(file.path))
        outputs.append(Output(format_, file, name))
    return outputs


def show(report: LintReport, format_: str, prefix: str, ambiguous_width: int) -> None:
    """Print the report; for a person the summary follows on standard error."""
    if format_ == "text":
        style = Style(columns(), has_colour(), ambiguous_width)
        click.echo(render_text(report.findings, report.lines, style), nl=False)
    elif format_ == "concise":
        click.echo(render_concise(report.findings), nl=False)
    else:
        put(render(report, format_, prefix))
        return
    for line in summary_lines(report):
        complain(line)


def write(rendered: Callable[[str], str], outputs: Sequence[Output]) -> int:
    """Write the files, each whole or not at all; return how many could not be written.

    `rendered` gives the text for the name of a format.
    """
    unwritten = 0
    for output in outputs:
        text = rendered(output.format)
        try:
            output.file.put(text.encode("utf-8", "backslashreplace"))
        except UnwritableFileError as error:
            unwritten += 1
            complain(f"--output {output.format}={output.name}: {error}")
    return unwritten


def put(text: str) -> None:
    """Write a text to standard output; into a file or a pipe, its line ends stay."""
    if sys.stdout.isatty():
        click.echo(text, nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()


def _absolute(file: Path) -> str:
    return os.path.normcase(os.path.realpath(file))
