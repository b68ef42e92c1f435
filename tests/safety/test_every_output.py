"""Whatever names and values say, no output of any command in any format acts on anything."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import click
import pytest
from conftest import ROOT, Command, Result
from end_to_end import check_output
from format_readers import CHECKS
from git_repository import GitRepository
from markdown_reader import MARKDOWN, MENTION, leaves

from orgsheet.cli.command_names import COMMANDS, group
from orgsheet.cli.exits import USAGE
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.render.reporter import TABLE_FORMATS
from orgsheet.source import Mapping, emit, parse

pytestmark = pytest.mark.skipif(os.name == "nt", reason="such names cannot exist there")

TOKENS = [
    *("##[error]x", "::error::x", "##vso[task.setvariable variable=a]x", "##teamcity[x]"),
    *("<script>alert(1)</script>", "<img src=x onerror=y>", "=1+1", "\u202ex", "\x1b[31mx"),
    *("@user", "#1", "0123456789abcdef" * 2 + "01234567", "owner/repo@abcdef1", "GH-1"),
    *("a@b.example", "https://evil.example/x", "```x", "--> x", "|x|", "![x](y)"),
]
TEXTS = [
    *TOKENS,
    *("=cmd|' /C calc'!A1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "x\n=1", "\r=1", '"=1', "]]>"),
    *("</script><script>x", "javascript:alert(1)", "\u2028=1", "\u0085=1", "\x07", "\x9b31m"),
    *("\u200b=1", "\u3000=1", "＝1", "\nBEGIN:VEVENT", "\u2066x", "長" * 5_000),
]
"""What a text may begin with, though no file may be named so."""
KEPT = {
    *("年度", "部名", "課名", "計画関連No.", "裁量有無", "協働有無"),
    *("ID", "区分", "初年度", "最終年度", "確認年度", "確認"),
}
"""Values without which a sheet or a row would be compared with no other, or a register not read."""
REGISTERS = ("sheets/計画台帳.yaml", "sheets/組織台帳.yaml")
PUBLISHED = {"site": f"</script>{TOKENS[4]}=1]]>", "licence": "=1<img src=x onerror=y>\u202e@user"}

SHEET = "sheets/R5/政策推進部/秘書課.yaml"
SPOILT = "sheets/R5/政策推進部/政策推進課.yaml"


def _named(token: str) -> str:
    return token.replace("/", "／")


def _marked(value: Any, tokens: Iterator[str], key: str = "") -> Any:  # noqa: ANN401 - plain data
    """Return data with a token before every text of it."""
    if isinstance(value, dict):
        return {name: _marked(one, tokens, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_marked(one, tokens, key) for one in value]
    return f"{next(tokens)}{value}" if isinstance(value, str) and key not in KEPT else value


def _data(path: str) -> dict[str, Any]:
    root = parse((ROOT / path).read_bytes(), path).root
    assert isinstance(root, Mapping)
    return root.data()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """A repository whose main is the published one; on its branch every name and value is hostile.

    One sheet has a token before every text, one before every row's text and in keys of its own, as
    have both registers, and what the settings say to the public is hostile too;
    and for each token there is a department and a section of that name, in both years.
    """
    repository = GitRepository(tmp_path_factory.mktemp("hostile"))
    for path in (ROOT / "sheets").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        repository.write(text, path.relative_to(ROOT).as_posix())
    repository.commit()
    repository.git("switch", "-q", "-c", "提案")
    repository.write(emit(_marked(_data(SHEET), cycle(TEXTS))), SHEET)
    spoilt = {**_data(SPOILT), **dict.fromkeys(TOKENS, "x")}
    repository.write(emit(_marked(spoilt, cycle(TEXTS[3:]), "年度")), SPOILT)
    for number, register in enumerate(REGISTERS):
        repository.write(emit(_marked(_data(register), cycle(TEXTS[number:]))), register)
    repository.write(emit({"publication": PUBLISHED}), "orgsheet.yaml")
    for token in TOKENS:
        name = _named(token)
        sheet = {**_data(SHEET), "部名": name, "課名": name, "組織目標": token}
        for year in ("R4", "R5"):
            own = {**sheet, "年度": year, "使命": f"{token}{year}", year: token}
            repository.write(emit(own), f"sheets/{year}/{name}/{name}.yaml")
    repository.write(emit(_data(SHEET)).replace("：", "##[error]"), "文字 ##[error].txt")
    repository.commit()
    return repository


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and each of its attributes, with the beginning of where a link leads."""
        self.found.add(tag)
        for name, value in attrs:
            self.found.add(f"{tag}.{name}={(value or '')[:1] if name == 'href' else ''}")


HTML = (
    "html html.lang= head meta meta.charset= meta.http-equiv= meta.content= meta.name= title style "
    "body main h1 h2 h2.id= h2.class= p p.class= p.role= nav nav.aria-label= ul li a a.href=# del "
    "section section.aria-labelledby= h1.id= h3 sup sup.class= a.title= "
    "ins u table caption colgroup col col.style= thead tr tr.id= tr.class= th th.scope= "
    "th.colspan= footer tbody td td.class= br span span.class= strong code dl dt dd pre "
    "ul.class= td.data-side= tfoot figure svg svg.aria-labelledby= svg.role= svg.viewbox= "
    "svg.width= svg.height= title.id= rect rect.fill= rect.height= rect.stroke= rect.width= "
    "rect.x= rect.y= text text.class= text.fill= text.font-size= text.text-anchor= text.x= text.y="
)


def _html(text: str) -> None:
    tags = _Tags()
    tags.feed(text)
    assert tags.found <= {*HTML.split()}, tags.found - {*HTML.split()}


def _markdown(text: str) -> None:
    own = re.compile(
        r"</?(?:details|summary|ins|del|pre|br)>|<!-- (?:orgsheet-review|[0-9a-f]{16}) -->"
    )
    for token in leaves(MARKDOWN.parse(text)):
        assert token.type not in {"link_open", "image"}, token
        if token.type in {"html_block", "html_inline"}:
            assert "<" not in own.sub("", token.content), token.content
        if token.type in {"text", "text_special"} and "元の版" not in token.content:
            assert not MENTION.search(token.content), token.content


def _csv(text: str) -> None:
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        assert not any(re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", cell) for cell in row), row


def _json(text: str) -> None:
    json.loads(text)


def _lines(text: str) -> None:
    for line in text.splitlines():
        json.loads(line)


def _anything(text: str) -> None:
    assert text is not None


def _ics(text: str) -> None:
    """Every line, its folds joined, is a property that the program writes: no text begins one."""
    own = re.compile(
        r"(?:BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|X-WR-CALNAME|X-WR-CALDESC|UID|DTSTAMP"
        r"|DTSTART;VALUE=DATE|DTEND;VALUE=DATE|SUMMARY|DESCRIPTION|CATEGORIES|TRANSP):"
    )
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    assert all(map(own.match, lines))


READERS: dict[str, Callable[[str], None]] = {
    **dict.fromkeys(("text", "concise", "github"), _anything),
    **dict.fromkeys(("json", "sarif", "gitlab", "rdjson"), _json),
    **dict.fromkeys(("jsonl", "rdjsonl"), _lines),
    "junit": lambda text: _anything(ET.fromstring(text).tag),  # noqa: S314 - our own output
    "markdown": _markdown,
    "html": _html,
    "csv": _csv,
    "ics": _ics,
}
"""What a format is to its readers, where `CHECKS` does not say it; all are asked about the log."""

COMMANDS_RUN: dict[str, list[list[str]]] = {
    "lint": [[], ["--redact"], ["--fix", "--diff"]],
    "fmt": [["--check"]],
    "import": [["文字 ##[error].txt", "--dry-run"]],
    "export": [
        ["--output", "出力.html"],
        ["--output", "##[error].html", "--section", "##[error]x"],
        ["--output", "表 ##[error]", "--format", "csv", "--internal"],
    ],
    "site": [["--output", "公開", "--internal"], ["--output", "##[error]x"]],
    "round": [["show", "R5"], ["open", "R5", "##[error]x"]],
    "archive": [["R5", "--output", "保存"], ["##[error]x", "--output", "保存"]],
    "explain": [[], ["text-unfilled"], ["##[error]x"]],
    "deadline": [[token, "--year", "R5"] for token in TOKENS[:3]],
    "diff": [["R4", "R5"], ["R4", "R5", "--all", "--show-staff"], ["main", "HEAD", "--all"]],
    "link": [["R4", "R5"]],
    "log": [["秘書事務", "--section", "##[error]x"], ["##[error]x"]],
    "git": [["doctor"]],
    "merge": [["--check", "--base", "main"]],
    "review": [["--base", "main", "--head", "HEAD"], ["--base", "main", "--no-redact"]],
    "new": [["R6", "--from", "R5", "--dry-run"]],
    "status": [["R5"]],
    "calendar": [["--year", "R5"], ["--section", "##[error]x", "--only", "期限切れ"]],
    "coverage": [["--year", "R5", "--internal"]],
    "workload": [["--year", "R5", "--internal"]],
    "results": [["R5", "--internal"], ["R5", "--at", "##[error]x"]],
    "summary": [["R5", "--internal"], ["R5", "--since", "##[error]x"]],
    "hearing": [["R5", "--output", "聞き取り.html"], ["##[error]x", "--output", "x.html"]],
    "find": [["x"], ["##[error]x"]],
    "init": [["##[error]x", "--department", "##[error]x", "--dry-run"]],
    "upgrade": [["--check"]],
    "lsp": [[]],
    "serve": [["--base", "##[error]x"]],
    "form": [
        [],
        ["show", "##[error]x"],
        ["check"],
        ["migrate", "R6", "R5", "--dry-run"],
        ["guess", "文字 ##[error].txt", "--dry-run"],
    ],
}


def _formats(name: str) -> list[str]:
    """Return the choices of a command's `--format`, as the command itself declares them."""
    command = group(rich_help=False).get_command(click.Context(click.Group()), name)
    assert command is not None
    return [
        choice
        for option in command.params
        if option.name == "format_" and isinstance(option.type, click.Choice)
        for choice in option.type.choices
    ]


CASES = [
    (name, *words, *(("--format", format_) if format_ else ()))
    for name, runs in COMMANDS_RUN.items()
    for words in runs
    for format_ in (_formats(name) if "--fix" not in words else []) or [""]
]


def test_every_command_and_format_is_tried() -> None:
    """Each command there is runs here, and each of its formats has a reader here."""
    assert COMMANDS_RUN.keys() == COMMANDS.keys()
    assert {one for name in COMMANDS for one in _formats(name)} <= {*READERS, *CHECKS}


@pytest.mark.slow
@pytest.mark.parametrize("words", CASES, ids=lambda words: ascii(" ".join(words)))
def test_no_output_acts(hostile: GitRepository, words: tuple[str, ...]) -> None:
    """Nothing that a terminal, a CI log or the reader of the format acts on is printed."""
    done = Command(hostile.folder)(*words)
    assert done.code in {0, 1, 2}, done.err
    if done.out or done.code != USAGE:
        READERS.get(words[-1] if "--format" in words else "text", _anything)(done.out)
    check_output(Result(done.code, done.out.removeprefix("\ufeff"), done.err))


@pytest.mark.slow
@pytest.mark.parametrize("end", TABLE_FORMATS)
def test_no_table_acts(hostile: GitRepository, tmp_path: Path, end: str) -> None:
    """A table has no formula, link, field or foreign tag, whatever its texts are."""
    file = tmp_path / f"表{end}"
    done = Command(hostile.folder)("diff", "R4", "R5", "--table", str(file))
    assert done.code in {0, 2}, done.err
    if end == ".html":
        text = file.read_text(encoding="utf-8")
        _html(text)
        assert not re.search(r"##(?:vso|teamcity)?\[|\x1b|\u202e", text)
        return
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                text = archive.read(name).decode()
                ET.fromstring(text)  # noqa: S314 - our own output
                own = "fldSimple" if "footer" in name else "-"  # the number of the page
                text = text.replace(own, "")
                assert not re.search(r"<f>|<w:hyperlink|fldSimple|instrText|=\"External\"", text), (
                    name
                )
                assert not re.search("[\x1b\u202e]", text), name


@pytest.mark.slow
@pytest.mark.parametrize("end", PRINT_FORMATS)
def test_no_printed_sheet_acts(hostile: GitRepository, tmp_path: Path, end: str) -> None:
    """A printed sheet has no formula, foreign link or tag; a PDF has no script and no action."""
    if end == "pdf":
        pytest.importorskip("typst")
    file = tmp_path / f"シート.{end}"
    done = Command(hostile.folder)("export", "--with-findings", "--output", str(file))
    assert done.code in {0, 2}, done.err
    check_output(Result(done.code, done.out, done.err))
    if end == "pdf" and done.code == USAGE and not file.exists():
        assert "字形" in done.err
        return
    data = file.read_bytes()
    if end == "html":
        _html(data.decode())
    elif end == "pdf":
        assert not re.search(rb"/(?:JavaScript|JS|Launch|URI|EmbeddedFile)\b", data)
    else:
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist()}
        for name, text in parts.items():
            ET.fromstring(text)  # noqa: S314 - our own output
            assert not re.search('<f>|instrText|="External"|[\x1b\u202e]', text), name
            own = re.sub(r" (?:PAGE|NUMPAGES|PAGEREF sheet[0-9]+ \\h) ", "", text)
            assert set(re.findall(r'w:instr="([^"]*)"', own)) <= {""}, name
            assert all(re.findall(r'<w:hyperlink (w:anchor="sheet[0-9]+")?', text)), name
