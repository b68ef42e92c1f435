"""How long an editor waits for the language server, in this repository and beside 1,000 sheets.

    python benchmarks/lsp.py             # a real client over stdio; 200 changes each
    python benchmarks/lsp.py 50

Prints the machine and, for each size, milliseconds from a question to its answer as the client
sees them: median and 95th percentile. Where `npm` is there, yaml-language-server's diagnostics by
schema are measured on the same file in the same run; it checks no meaning, so it is the floor of
an editor's wait and no rival. Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from corpus import build
from lsprotocol import types
from measure import ROOT, machine
from pygls.lsp.client import LanguageClient

CHANGE_GOAL, QUESTION_GOAL = 60, 20
"""Milliseconds: a change to its diagnostics, a question to its answer, 95th percentile."""
_PEER = "yaml-language-server"
_QUESTIONS = ("completion", "hover", "outline", "dates")


def main() -> int:
    """Measure and print."""
    changes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(machine())
    missed = 0
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        city = Path(name) / "city"
        build(city, 1000)
        places = [("this repository", ROOT), ("beside 1,000 sheets", city)]
        for title, folder in places:
            sheet = min(folder.glob("sheets/R5/*/*課*.yaml"))
            found = asyncio.run(_measure(_own(), folder, sheet, _text(sheet), changes))
            missed += _print(f"orgsheet lsp, {title}", found)
        peer = _peer(Path(name))
        if peer is not None:
            sheet = min(ROOT.glob("sheets/R5/*/*課*.yaml"))
            _print(_PEER, asyncio.run(_measure(peer, ROOT, sheet, _text(sheet), changes)))
    return int(bool(missed))


def _text(sheet: Path) -> str:
    return sheet.read_text(encoding="utf-8")


def _own() -> list[str]:
    return [sys.executable, "-m", "orgsheet", "lsp"]


def _peer(folder: Path) -> list[str] | None:
    """Install the peer beside the corpus; None where that cannot be done."""
    if shutil.which("npm") is None:
        return None
    done = subprocess.run(
        ["npm", "install", "--silent", "--prefix", str(folder), _PEER], check=False
    )
    program = folder / "node_modules/.bin" / _PEER
    return [str(program), "--stdio"] if done.returncode == 0 and program.exists() else None


def _print(title: str, found: dict[str, list[float]]) -> int:
    """Print the times of a server and return how many goals it misses."""
    print(title)
    missed = 0
    for what, times in found.items():
        if not times:
            continue
        median, late = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        goal = CHANGE_GOAL if what == "change" else QUESTION_GOAL if what in _QUESTIONS else 0
        missed += bool(goal) and late > goal
        wanted = f"  (goal {goal})" if goal else ""
        print(f"  {what:10} median {median:7.1f} ms  p95 {late:7.1f} ms{wanted}")
    return missed


async def _measure(
    command: list[str], folder: Path, sheet: Path, text: str, changes: int
) -> dict[str, list[float]]:
    client = LanguageClient("bench", "1")
    shown: dict[int | None, float] = {}
    told = asyncio.Event()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def _published(params: types.PublishDiagnosticsParams) -> None:
        shown.setdefault(params.version, time.perf_counter())
        told.set()

    @client.feature(types.WORKSPACE_CONFIGURATION)  # type: ignore[untyped-decorator]
    def _settings(params: types.ConfigurationParams) -> list[Any]:
        schemas = {str(ROOT / "schema/sheet.schema.json"): "**/*.yaml"}
        return [
            {"schemas": schemas, "validate": True} if item.section == "yaml" else None
            for item in params.items
        ]

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def _registered(_: types.RegistrationParams) -> None:
        return None

    begun = time.perf_counter()
    await client.start_io(*command)
    await client.initialize_async(
        types.InitializeParams(
            process_id=os.getpid(),
            root_uri=folder.as_uri(),
            capabilities=types.ClientCapabilities(
                workspace=types.WorkspaceClientCapabilities(configuration=True),
                text_document=types.TextDocumentClientCapabilities(
                    publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
                        version_support=True
                    )
                ),
            ),
        )
    )
    client.initialized(types.InitializedParams())
    found: dict[str, list[float]] = {"start": [(time.perf_counter() - begun) * 1000]}
    uri = sheet.as_uri()
    begun = time.perf_counter()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text))
    )
    versioned = await _until(shown, told, 1)
    found["open"] = [(shown[1 if versioned else None] - begun) * 1000]
    await asyncio.sleep(10)
    lines = text.split("\n")
    row = max(range(len(lines)), key=lambda number: len(lines[number]))
    found["change"] = []
    for version in range(2, changes + 2):
        shown.clear()
        lines[row] += "あ" if version % 10 else ""
        begun = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument("\n".join(lines))],
            )
        )
        versioned = await _until(shown, told, version)
        found["change"].append((shown[version if versioned else None] - begun) * 1000)
        await asyncio.sleep(0.02)
    document = types.TextDocumentIdentifier(uri)
    place = types.Position(next(n for n, one in enumerate(lines) if one.startswith("    - ")), 6)
    whole = types.Range(types.Position(0, 0), types.Position(len(lines), 0))
    asked: dict[str, Callable[[], Awaitable[object]]] = {
        "completion": lambda: client.text_document_completion_async(
            types.CompletionParams(document, place)
        ),
        "hover": lambda: client.text_document_hover_async(types.HoverParams(document, place)),
        "outline": lambda: client.text_document_document_symbol_async(
            types.DocumentSymbolParams(document)
        ),
    }
    if client.protocol is not None and _PEER not in command[0]:
        asked["dates"] = lambda: client.text_document_inlay_hint_async(
            types.InlayHintParams(document, whole)
        )
    for what, ask in asked.items():
        found[what] = []
        for _ in range(50):
            begun = time.perf_counter()
            await ask()
            found[what].append((time.perf_counter() - begun) * 1000)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return found


async def _until(shown: dict[int | None, float], told: asyncio.Event, version: int) -> bool:
    """Wait for the diagnostics of a version; tell whether they say which version they are of."""
    async with asyncio.timeout(120):
        while version not in shown and None not in shown:
            await told.wait()
            told.clear()
    return version in shown


if __name__ == "__main__":
    sys.exit(main())
