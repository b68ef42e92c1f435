"""Random edits through the language server: no crash, and what it shows is what a fresh run finds.

    python benchmarks/lsp_edits.py               # 10,000 edits, compared at every hundredth
    python benchmarks/lsp_edits.py 500 3         # so many, with another seed

Edits cut, double and mix pieces of the sheets of `benchmarks/clean` and of this repository, add
characters that editors count as two, and break the text. Prints how many were made and compared;
exit code 1 where something differs or the server said that it stopped.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from measure import ROOT
from pygls.lsp.client import LanguageClient

from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.workspace.workspace import Workspace

_USUAL = (10_000, 1)
_EVERY = 100
_BEGUN_ANEW = 0.05
_PIECES = (
    "",
    "\n",
    ": ",
    "- ",
    "  ",
    "月",
    "13月",
    "𠮷",
    "葛󠄀",
    "👩‍👧",
    "[",
    '"',
    "#",
    "\t",
    "　",
    "R6",
)


def main() -> int:
    """Make the edits and print what came of them."""
    edits, seed = [*map(int, sys.argv[1:]), *_USUAL[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "benchmarks" / "clean" / "架空市" / "sheets", folder / "sheets")
        compared, wrong, messages = asyncio.run(_edit(folder, edits, seed))
    print(f"{edits:,} edits (seed {seed}), {compared} compared, {len(wrong)} differ")
    for line in (*wrong[:10], *messages):
        print(f"  {line}")
    return int(bool(wrong or messages))


async def _edit(folder: Path, edits: int, seed: int) -> tuple[int, list[str], list[str]]:
    chosen = random.Random(seed)  # noqa: S311 - repeatable, no secret
    client = LanguageClient("bench", "1")
    shown: dict[tuple[str, int | None], list[str]] = {}
    messages: list[str] = []
    told = asyncio.Event()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def _published(params: types.PublishDiagnosticsParams) -> None:
        shown[params.uri, params.version] = _words(params.diagnostics)
        told.set()

    @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
    def _message(params: types.ShowMessageParams) -> None:
        messages.append(params.message)

    await client.start_io(sys.executable, "-m", "orgsheet", "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    texts = _texts(folder)
    paths = list(texts)
    compared, wrong = 0, []
    path, text = paths[0], texts[paths[0]]
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "yaml", 1, text))
    )
    version = 1
    for number in range(1, edits + 1):
        if number % (3 * _EVERY) == 1 and number > 1:
            _close(client, path)
            path = chosen.choice(paths)
            text = texts[path]
            version = number
            client.text_document_did_open(
                types.DidOpenTextDocumentParams(
                    types.TextDocumentItem(path.as_uri(), "yaml", version, text)
                )
            )
        version = number + 1
        text = _edited(text, texts[path], chosen)
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, path.as_uri()),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        if number % _EVERY == 0:
            compared += 1
            expected = _fresh(folder, path, text)
            if not await _shows(shown, told, (path.as_uri(), version), expected):
                wrong.append(f"edit {number} of {path.name}")
        elif number % 10 == 0:
            await asyncio.sleep(0)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return compared, wrong, messages


def _texts(folder: Path) -> dict[Path, str]:
    paths = sorted(folder.glob("sheets/*/*/*.yaml"))
    return {path: path.read_text(encoding="utf-8") for path in paths}


def _close(client: LanguageClient, path: Path) -> None:
    client.text_document_did_close(
        types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(path.as_uri()))
    )


def _edited(text: str, original: str, chosen: random.Random) -> str:
    if chosen.random() < _BEGUN_ANEW:
        return original
    first = chosen.randrange(len(text) + 1)
    last = min(len(text), first + chosen.choice((0, 0, 1, 3, 20)))
    piece = chosen.choice((*_PIECES, text[first : first + 30]))
    return text[:first] + piece + text[last:]


def _words(diagnostics: Sequence[types.Diagnostic]) -> list[str]:
    return sorted(f"{one.range.start.line + 1} {one.code}" for one in diagnostics)


def _fresh(folder: Path, path: Path, text: str) -> list[str]:
    """Return what a run that knows nothing yet finds in the file with that text."""
    sheets = LivingSheets(Workspace.open(folder))
    place = path.relative_to(folder).as_posix()
    sheets.put(place, text.encode("utf-8", "surrogatepass"))
    while sheets.has_unread:
        sheets.read_ahead()
    return sorted(f"{one.place.line} {one.rule}" for one in sheets.findings(place))


async def _shows(
    shown: dict[tuple[str, int | None], list[str]],
    told: asyncio.Event,
    key: tuple[str, int],
    expected: list[str],
) -> bool:
    try:
        async with asyncio.timeout(120):
            while shown.get(key) != expected:
                await told.wait()
                told.clear()
    except TimeoutError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
