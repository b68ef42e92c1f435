"""The line in `.gitattributes` that gives sheets to the drivers: put in and taken out exactly."""

from __future__ import annotations

LINE = "sheets/*/**/*.yaml diff=orgsheet merge=orgsheet"
"""Sheets only, however deep: the registers beside them are ordinary files to git."""

_FORMER = "sheets/*/*/*.yaml diff=orgsheet merge=orgsheet"
"""What earlier versions wrote: without the sheets of sections that have several."""

_MARK = "# 次の行は orgsheet git install が書きました（消すには orgsheet git uninstall）。"
_MARK_AFTER_NO_END = f"{_MARK}元のファイルの終わりには改行がありませんでした。"


def has_line(content: bytes | None) -> bool:
    """Tell whether a `.gitattributes` file (None: no file) has the line, whoever wrote it."""
    return content is not None and LINE.encode() in (line.strip() for line in content.splitlines())


def add_line(content: bytes | None) -> bytes:
    """Return the file with the line: as it is where it has it, in the place of a former one."""
    if content is None:
        return f"{_MARK}\n{LINE}\n".encode()
    if has_line(content):
        return content
    lines = content.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if line.strip() == _FORMER.encode():
            lines[index] = line.replace(_FORMER.encode(), LINE.encode())
            return b"".join(lines)
    end = "\r\n" if b"\r\n" in content else "\n"
    if content.endswith(b"\n"):
        return content + f"{_MARK}{end}{LINE}{end}".encode()
    lead = end if content else ""
    return content + f"{lead}{_MARK_AFTER_NO_END}{end}{LINE}{end}".encode()


def remove_line(content: bytes | None) -> bytes | None:
    """Return the file as it was before `add_line`; None when it then did not exist.

    A line that a person wrote stays.
    """
    if content is None:
        return None
    lines = content.splitlines(keepends=True)
    for index, line in enumerate(lines[:-1]):
        mark = line.strip()
        if lines[index + 1].strip() not in (LINE.encode(), _FORMER.encode()):
            continue
        before, after = b"".join(lines[:index]), b"".join(lines[index + 2 :])
        if mark == _MARK_AFTER_NO_END.encode():
            return before + after if after else before.removesuffix(b"\n").removesuffix(b"\r")
        if mark == _MARK.encode():
            return before + after or None
    return content
