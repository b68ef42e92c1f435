"""What to tell the person whose file is no UTF-8 text, whatever kind of file it is."""

from __future__ import annotations

from orgsheet.source.decode import decode_all
from orgsheet.source.tree import Document, Problem

_SAVE = "メモ帳で開き、「名前を付けて保存」の文字コードで「UTF-8」を選んで保存し直してください。"
_WORDS = {
    "encoding-cp932": f"文字コードが Shift_JIS（CP932）です。{_SAVE}",
    "encoding-utf16": f"文字コードが UTF-16 です。{_SAVE}",
    "encoding-unknown": "文字コードが UTF-8 ではなく、読めません。"
    "テキストを UTF-8 で保存し直してください。",
    "control-character": "目に見えない制御文字（{文字}）があります。消して保存し直してください。",
    "line-separator": "目に見えない改行文字（{文字}）があります。消して改行し直してください。",
}


def encoding_words(problem: Problem) -> str:
    """Return in Japanese why a text is no plain UTF-8 and how to save it anew.

    "" for a problem of another kind.
    """
    words = _WORDS.get(problem.kind, "")
    return words.format(**problem.values) if words else ""


def encoding_problem(document: Document) -> tuple[Problem, str] | None:
    """Return the first problem of a text's encoding with its words, None where there is none."""
    for problem in document.problems:
        words = encoding_words(problem)
        if words:
            return problem, words
    return None


def encoding_fault(data: bytes) -> str:
    """Return why bytes are no UTF-8 text and how to save them anew, "" where they are.

    For files that are no YAML: a byte order mark and odd characters are none, the size does not
    count.
    """
    document = decode_all(data, "")
    if document.encoding == "utf-8" and document.text and "\x00" not in document.text:
        document.problems = [one for one in document.problems if one.kind == "encoding-unknown"]
    found = encoding_problem(document)
    return "" if found is None else found[1]
