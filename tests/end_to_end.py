"""A city's repository beside its remote, and the promises that every review of it keeps."""

from __future__ import annotations

import atexit
import functools
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT, Result
from end_to_end_watch import call, snapshot
from git_repository import GitRepository
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

from orgsheet.render.changes.markdown import LIMIT, units
from orgsheet.render.review.markdown import MARKER

HISHO = "sheets/R5/政策推進部/秘書課.yaml"
SEISAKU = "sheets/R5/政策推進部/政策推進課.yaml"
PLANS = "sheets/計画台帳.yaml"
BROKEN = ("時期: 4月\n", "時期: 13月\n")
"""An edit that breaks one deadline of the sheet `HISHO`."""

_CASES = Path(__file__).parent / "cases" / "end_to_end"
_SCHEMA = json.loads((ROOT / "schema" / "review.schema.json").read_bytes())
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_TAG = re.compile(r"<br>|</?(?:ins|del|details)>|<summary>[^<>]*</summary>")
_HEADINGS = {
    mark + title
    for file in (ROOT / "src" / "orgsheet" / "render" / "review").glob("*.py")
    for mark, title in re.findall(r'"(##+ )([^"{}]+)"', file.read_text(encoding="utf-8"))
}
"""The headings that a comment has of itself."""

_ACTED_ON_BY_HOST = re.compile(
    r"[@#][0-9A-Za-z]|\bGH-[0-9]|https?://|\bwww\.|:[a-z0-9_+-]+:", re.IGNORECASE
)
_ANNOTATION = re.compile(
    r"::(?:error|warning|notice) [a-zA-Z]+=[^:,\r\n]*(?:,[a-zA-Z]+=[^:,\r\n]*)*::[^\r\n]*"
)
_LOG_MARK = re.compile(r"##(?:vso|teamcity)?\[")
_WORKFLOW_COMMAND = re.compile(rf"^\s*::|{_LOG_MARK.pattern}")


def cases(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return the data of a file of end-to-end cases."""
    return yaml.safe_load((_CASES / f"{name}.yaml").read_text(encoding="utf-8"))


class Town(GitRepository):
    """A clone, on the branch 提案, of a bare remote whose main holds the published sheets of R5.

    `place` holds everything of the test: the clone, the remote and an empty folder to work from;
    `inner` is the folder of the repository that holds the sheets, "" for its top.
    """

    sheet = HISHO

    def __init__(self, place: Path, inner: str = "", files: dict[str, str] | None = None) -> None:
        self.place = place
        self.remote = place / "遠く の.git"
        self.here = place / "ここ"
        self.inner = inner
        self.folder = place / "取手市 シート"
        if inner or files or place == _template_place():
            self._make(files or {})
        else:
            shutil.copytree(_template().place, place, dirs_exist_ok=True)

    def _make(self, files: dict[str, str]) -> None:
        super().__init__(self.folder)
        self.here.mkdir()
        self.git("init", "-q", "--bare", "-b", "main", str(self.remote))
        self.git("remote", "add", "origin", f"../{self.remote.name}")
        shutil.copytree(ROOT / "sheets" / "R5", self.workspace / "sheets" / "R5")
        for register in (ROOT / "sheets").glob("*.yaml"):
            shutil.copy(register, self.workspace / "sheets")
        for path, text in files.items():
            self.write(text, path)
        self.commit("元")
        self.git("push", "-q", "-u", "origin", "main")
        self.git("switch", "-q", "-c", "提案")

    @property
    def workspace(self) -> Path:
        """The folder that holds `sheets`."""
        return self.folder / self.inner

    def write(self, text: str, path: str = sheet) -> None:
        """Write a file of the workspace."""
        super().write(text, f"{self.inner}/{path}" if self.inner else path)

    def read(self, path: str = sheet) -> str:
        """Return a file of the workspace."""
        return super().read(f"{self.inner}/{path}" if self.inner else path)

    def edit(self, *pairs: tuple[str, str], path: str = sheet) -> None:
        """Replace texts in a file, each once."""
        text = self.read(path)
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        self.write(text, path)

    def push(self) -> str:
        """Commit everything, push the branch and return the commit's id."""
        commit = self.commit()
        self.git("push", "-q", "-f", "origin", "HEAD:refs/heads/proposal")
        return commit

    def review(
        self, *arguments: str, code: int, folder: Path | None = None, head: str | None = "HEAD"
    ) -> str:
        """Review HEAD (the work tree with `head=None`) and return what was printed.

        Every promise is checked on the way: the exit code, that nothing but git was started and
        nothing written, that a second run of the revision prints the same, and that the output is
        harmless.
        """
        before = snapshot(self.place)
        words = ("review", "--base", "origin/main", *(("--head", head) if head else ()))
        runs = [
            call(folder or self.workspace, *words, *arguments, here=self.here)
            for _ in range(2 if head else 1)
        ]
        first = runs[0]
        assert first.code == code, (first.out, first.err)
        assert runs[-1] == first
        assert snapshot(self.place) == before, "the review left something behind"
        check_output(first)
        if code == 2:
            assert first.out == ""
            assert first.err.strip()
        elif "--format" not in arguments:
            assert first.err == ""
            links = arguments[arguments.index("--links") + 1] if "--links" in arguments else ""
            check_comment(first.out, links)
        return first.out or first.err

    def record(self, *, head: str | None = "HEAD") -> dict[str, Any]:
        """Return the review as data, in the form of its schema."""
        words = ("review", "--base", "origin/main", "--format", "json")
        done = call(self.workspace, *words, *(("--head", head) if head else ()), here=self.here)
        check_output(done)
        found: dict[str, Any] = json.loads(done.out)
        Draft202012Validator(_SCHEMA).validate(found)
        return found


@functools.cache
def _template_place() -> Path:
    folder = tempfile.mkdtemp(prefix="orgsheet-town-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@functools.cache
def _template() -> Town:
    """Return the town that others are copies of: most tests begin with the same."""
    return Town(_template_place())


def check_output(result: Result) -> None:
    """Fail where an output tells of a crash, or where a CI log or a terminal would act on it."""
    assert "Traceback" not in result.out + result.err
    assert "内部で問題が起きました" not in result.err
    for line in re.split("[\r\n]", result.out + result.err):
        if not _ANNOTATION.fullmatch(line):
            assert not _WORKFLOW_COMMAND.search(line), ascii(line)
        assert not _LOG_MARK.search(line), ascii(line)
        shown = re.sub("[\t\u3000\ufe00-\ufe0f\U000e0100-\U000e01ef]", "", line)
        assert shown.isprintable(), ascii(line)


def check_comment(text: str, links: str = "") -> None:
    """Fail where a comment is too long, or where a host shows more in it than our own layout.

    `links` is the one beginning that a link may have.
    """
    assert units(text) <= LIMIT
    assert text.startswith(f"{MARKER}\n")
    assert text.endswith("\n")
    tokens = _MARKDOWN.parse(text.removeprefix(MARKER))
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag != "h4":
            assert f"{token.markup} {tokens[number + 1].content}" in _HEADINGS
        if token.type == "fence":
            assert token.info == "yaml"
    assert sum(token.type == "heading_open" and token.tag == "h2" for token in tokens) == 1
    markup = "".join(token.content for token in _leaves(tokens) if "html" in token.type)
    assert markup.count("<details>") == markup.count("</details>")
    for token in _leaves(tokens):
        if token.type in {"html_inline", "html_block"}:
            assert not _TAG.sub("", token.content).strip(), token.content
        elif token.type == "link_open":
            assert links
            assert str(token.attrs["href"]).startswith(links)
        else:
            assert token.type not in {"image", "code_inline", "code_block"}, token.content
        if token.type in {"text", "text_special"}:
            assert not _ACTED_ON_BY_HOST.search(token.content), token.content


def _leaves(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children:
            yield from _leaves(token.children)
        else:
            yield token


def clone(town: Town, name: str, *options: str) -> GitRepository:
    """Return a further clone of the town's remote, beside the first."""
    folder = town.place / name
    made = object.__new__(GitRepository)
    made.folder = town.place
    town.git("clone", "-q", *options, town.remote.as_uri(), str(folder))
    made.folder = folder
    return made
