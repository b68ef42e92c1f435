"""A real client of the language server: a process of its own, spoken to as an editor does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

LIMIT = 60
"""Seconds that an answer may take on a machine that does much else."""


class Editor:
    """An editor with its server; `diagnostics` are those shown, by address, with their version."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.diagnostics: dict[str, tuple[int | None, list[types.Diagnostic]]] = {}
        self.messages: list[str] = []
        self._told = asyncio.Event()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def _published(params: types.PublishDiagnosticsParams) -> None:
            self.diagnostics[params.uri] = params.version, list(params.diagnostics)
            self._told.set()

        @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
        def _message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self._told.set()

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
        def _registered(_: types.RegistrationParams) -> None:
            return None

    def open(self, file: Path, text: str | None = None) -> str:
        """Open a file, with another text than on disk if asked, and return its address."""
        uri = file.as_uri()
        shown = file.read_bytes().decode("utf-8-sig", "replace") if text is None else text
        item = types.TextDocumentItem(uri, "yaml", 1, shown)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, text: str, version: int) -> None:
        """Show another text."""
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, as the server's messages come in."""
        async with asyncio.timeout(LIMIT):
            while not is_so():
                await self._told.wait()
                self._told.clear()

    async def settled(self, uri: str, version: int) -> list[types.Diagnostic]:
        """Return what is shown of a version of a file, once it is."""
        await self.until(lambda: self.diagnostics.get(uri, (0, []))[0] == version)
        return self.diagnostics[uri][1]


def with_editor(
    talk: Callable[[Editor], Coroutine[Any, Any, None]],
    options: dict[str, Any] | None = None,
    capabilities: types.ClientCapabilities | None = None,
) -> None:
    """Start a server, let somebody talk with it as an editor, and end both."""

    async def run() -> None:
        client = LanguageClient("tests", "1")
        editor = Editor(client)
        await client.start_io(sys.executable, "-m", "orgsheet", "lsp")
        try:
            await client.initialize_async(
                types.InitializeParams(
                    capabilities=capabilities or types.ClientCapabilities(),
                    initialization_options=options,
                )
            )
            client.initialized(types.InitializedParams())
            await talk(editor)
            await answered(client.shutdown_async(None))
        finally:
            client.exit(None)
            await client.stop()  # type: ignore[no-untyped-call]

    asyncio.run(run())


async def answered(question: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever the answer is
    """Return the answer to a question; one that never comes fails the test."""
    async with asyncio.timeout(LIMIT):
        return await question
