"""Where results go: standard output or a file, and files in several formats beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from orgsheet.cli.exits import CommandError, complain
from orgsheet.cli.typed_paths import ResultFile, result_file
from orgsheet.files import UnwritableFileError
from orgsheet.render.reporter import FINDING_FORMATS

_EXAMPLE = "例: orgsheet lint --output html=点検の結果.html --output sarif=点検の結果.sarif"


class Output(NamedTuple):
    """A file to write: the format's name, the file, and what the person called it."""

    format: str
    file: ResultFile
    name: str


def read_outputs(values: Sequence[str], folder: Path) -> list[Output]:
    """Return what the values of `--output` (`sarif=点検.sarif`) ask for.

    Relative files are in `folder`.

    Raises:
        CommandError: a value has no format or file, the format is unknown, or the file may not be
            written (see `result_file`) or is named twice.
    """
    outputs: list[Output] = []
    for value in values:
        format_, mark, name = value.partition("=")
        if not (mark and format_ and name):
            raise CommandError(
                f"--output「{value}」は「形式=ファイル」の形で書いてください。{_EXAMPLE}"
            )
        if format_ not in FINDING_FORMATS:
            raise CommandError(
                f"--output の形式「{format_}」はありません"
                f"（あるのは: {'、'.join(FINDING_FORMATS)}）。"
            )
        file = result_file("--output", folder, name)
        output = Output(format_, file, name)
        refuse_taken([output], [one.file.path for one in outputs])
        outputs.append(output)
    return outputs


def refuse_taken(outputs: Sequence[Output], taken: Iterable[Path]) -> None:
    """Refuse files to write that are one of `taken`, which must not be overwritten.

    Raises:
        CommandError: one of them is.
    """
    places = {_absolute(file) for file in taken}
    for output in outputs:
        if _absolute(output.file.path) in places:
            raise CommandError(
                f"--output のファイル「{output.name}」は、ほかの出力や記録と同じです。"
                "別の名前にしてください。"
            )


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


def put(result: str | bytes, file: ResultFile | None = None, *, is_told: bool = True) -> None:
    """Put a result where it belongs; nothing else of the program writes to standard output so.

    A file is written whole or not at all, and with `is_told` said to be; without one the result
    goes to standard output, where into a file or a pipe its line ends stay.

    Raises:
        UnwritableFileError: the file has changed since it was named, or cannot be written.
    """
    data = result if isinstance(result, bytes) else result.encode("utf-8", "backslashreplace")
    if file is not None:
        file.put(data)
        if is_told:
            complain(f"書き込みました: {file.path}")
    elif isinstance(result, str) and sys.stdout.isatty():
        click.echo(result, nl=False)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _absolute(file: Path) -> str:
    return os.path.normcase(os.path.realpath(file))
