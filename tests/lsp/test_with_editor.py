"""An editor that talks with the server as a process sees what the command line says."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from editor import Editor, answered, with_editor
from lsprotocol import types
from open_sheet import PATH, SHEET, workspace_at

from orgsheet.cli import run
from orgsheet.lsp.editor_places import EditorPlaces
from orgsheet.source import parse

pytestmark = pytest.mark.slow

HOSTILE = "`x`[押す](command:evil)<img src=x onerror=alert(1)>\u202e$(rm -rf)"


Break = Callable[[str], str]


def _of_command_line(folder: Path, path: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the findings of one file as the command line prints them: place, rule."""
    capsys.readouterr()
    run(["-C", str(folder), "lint", "--no-cache", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    return sorted(
        f"{one['line']}:{one['column']} {one['rule']}" for one in found if one["path"] == path
    )


def _shown(diagnostics: list[types.Diagnostic], text: str) -> list[str]:
    """Return what an editor shows in the same words, its columns counted back."""
    lines = parse(text.encode("utf-8", "surrogatepass"), "x")
    found = []
    for one in diagnostics:
        line = lines.line_text(one.range.start.line + 1)
        column = EditorPlaces().column(line, one.range.start.character)
        found.append(f"{one.range.start.line + 1}:{column + 1} {one.code}")
    return sorted(found)


BREAKS: tuple[Break, ...] = (
    lambda text: text.replace(": ", "：", 1),
    lambda text: text.replace("  - ", "  -", 1),
    lambda text: text.replace("7月", "13月"),
    lambda text: text.replace("○", "◯"),
    lambda text: text.replace("[①]", "[④]"),
    lambda text: text.replace("市民とともに", "市民と"),
    lambda text: text.replace("内容: 調査", "内容: 𠮷野葛󠄀城👩‍👩‍👧 13月に調査"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text + "今: [",
    lambda text: text + "\t部名: あ\n",
    lambda text: text + text,
    lambda text: text.replace("R5", "R6", 1),
    lambda _: "",
)


def test_an_editor_shows_the_findings_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each way to break a sheet gives the same findings at the same places."""
    workspace_at(tmp_path)

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / PATH)
        for version, breaks in enumerate(BREAKS, 2):
            text = breaks(SHEET)
            editor.change(uri, text, version)
            (tmp_path / PATH).write_bytes(text.encode())
            expected = _of_command_line(tmp_path, PATH, capsys)
            await editor.settled(uri, version)
            await editor.until(lambda: _shown(editor.diagnostics[uri][1], text) == expected)  # noqa: B023 - awaited at once
        assert not editor.messages

    with_editor(talk)


def test_the_sheets_of_this_repository_have_the_findings_of_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every sheet, opened beside the others."""
    paths = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("sheets/R5/*/*.yaml"))
    expected = {path: _of_command_line(ROOT, path, capsys) for path in paths[:3]}

    async def talk(editor: Editor) -> None:
        for path, found in expected.items():
            uri = editor.open(ROOT / path)
            text = (ROOT / path).read_text(encoding="utf-8")
            await editor.settled(uri, 1)
            await editor.until(lambda: _shown(editor.diagnostics[uri][1], text) == found)  # noqa: B023 - awaited at once

    with_editor(talk)


def test_what_is_asked_is_answered_and_fixes_are_those_of_the_command_line(tmp_path: Path) -> None:
    """Candidates, meaning, dates, outline, fixes and the canonical form over the wire."""
    workspace_at(tmp_path)
    text = SHEET.replace("裁量有無: ○", "裁量有無: ◯")

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / PATH, text)
        found = await editor.settled(uri, 1)
        client, document = editor.client, types.TextDocumentIdentifier(uri)
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        wrong = next(one for one in found if text.split("\n")[one.range.start.line].endswith("◯"))
        actions = await answered(
            client.text_document_code_action_async(
                types.CodeActionParams(document, wrong.range, types.CodeActionContext([wrong]))
            )
        )
        quick = next(one for one in actions if one.kind == types.CodeActionKind.QuickFix)
        assert [edit.new_text for edit in quick.edit.changes[uri]] == ["○"]
        every = next(one for one in actions if one.kind != types.CodeActionKind.QuickFix)
        every = await answered(client.code_action_resolve_async(every))
        assert "裁量有無: ○" in every.edit.changes[uri][0].new_text
        hints = await answered(
            client.text_document_inlay_hint_async(types.InlayHintParams(document, whole))
        )
        assert [hint.label for hint in hints] == ["2023-07-01～2023-08-31"]
        outline = await answered(
            client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        )
        assert {one.name for one in outline} >= {"年度", "今年度の重点事業"}
        line = text.split("\n").index("    - 市民とともにつくるまち")
        place = types.Position(line, 8)
        told = await answered(client.text_document_hover_async(types.HoverParams(document, place)))
        assert "令和2年度～令和5年度" in told.contents.value
        offers = await answered(
            client.text_document_completion_async(
                types.CompletionParams(document, types.Position(line, 6))
            )
        )
        assert "市民とともにつくるまち" in {item.label for item in offers.items}
        edits = await answered(
            client.text_document_formatting_async(
                types.DocumentFormattingParams(
                    document, types.FormattingOptions(2, insert_spaces=True)
                )
            )
        )
        assert all("白石" in edit.new_text for edit in edits or ())
        assert not editor.messages

    with_editor(talk)


def test_dates_can_be_turned_off(tmp_path: Path) -> None:
    """The one setting, at the start and later."""
    workspace_at(tmp_path)

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / PATH)
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        asked = types.InlayHintParams(types.TextDocumentIdentifier(uri), whole)
        assert not await answered(editor.client.text_document_inlay_hint_async(asked))
        settings = types.DidChangeConfigurationParams({"orgsheet": {"dates": True}})
        editor.client.workspace_did_change_configuration(settings)
        assert await answered(editor.client.text_document_inlay_hint_async(asked))

    with_editor(talk, {"dates": False})


def test_what_hostile_text_says_reaches_the_editor_as_plain_text(tmp_path: Path) -> None:
    """Nothing is markup, no action is a command, no address is of another kind than a file."""
    workspace_at(tmp_path)
    text = SHEET.replace("項目: 文書管理", f"項目: '{HOSTILE}'").replace(
        "7月～8月", f"13月{HOSTILE}"
    )

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / PATH, text)
        found = await editor.settled(uri, 1)
        assert found
        document = types.TextDocumentIdentifier(uri)
        for line in range(text.count("\n")):
            told = await answered(
                editor.client.text_document_hover_async(
                    types.HoverParams(document, types.Position(line, 12))
                )
            )
            assert told is None or told.contents.kind == types.MarkupKind.PlainText
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        actions = await answered(
            editor.client.text_document_code_action_async(
                types.CodeActionParams(document, whole, types.CodeActionContext([]))
            )
        )
        assert all(action.command is None for action in actions)
        assert all(one.code_description is None for one in found)

    with_editor(talk)


def test_settings_that_cannot_be_used_are_told_once_and_mended_by_mending_them(
    tmp_path: Path,
) -> None:
    """A message in the settings' own words; the findings come back with the next save."""
    workspace_at(tmp_path)
    (tmp_path / "orgsheet.yaml").write_text("知らない設定: 1\n", encoding="utf-8")

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / PATH)
        await editor.until(lambda: bool(editor.messages))
        assert "知らない設定" in editor.messages[0]
        (tmp_path / "orgsheet.yaml").unlink()
        change = types.FileEvent(
            (tmp_path / "orgsheet.yaml").as_uri(), types.FileChangeType.Deleted
        )
        editor.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([change])
        )
        editor.change(uri, SHEET.replace("○", "◯"), 2)
        assert await editor.settled(uri, 2)
        assert len(editor.messages) == 1

    with_editor(talk)


def test_after_random_edits_an_editor_shows_what_a_fresh_run_finds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pieces of the sheet cut, doubled and mixed, without a crash."""
    workspace_at(tmp_path)
    chosen = random.Random(5)  # noqa: S311 - no secret

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / PATH)
        text, version = SHEET, 1
        for version in range(2, 62):
            first, last = sorted(chosen.randrange(len(text) + 1) for _ in range(2))
            last = min(last, first + 20)
            piece = chosen.choice(["", "\n", ": ", "- ", "月", "𠮷", "[", text[first:last]])
            text = (text[:first] + piece + text[last:]) if chosen.random() > 0.1 else SHEET
            editor.change(uri, text, version)
        (tmp_path / PATH).write_bytes(text.encode())
        expected = _of_command_line(tmp_path, PATH, capsys)
        await editor.settled(uri, version)
        await editor.until(lambda: _shown(editor.diagnostics[uri][1], text) == expected)
        assert not editor.messages

    with_editor(talk)


NVIM = """
vim.o.swapfile = false
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.SHEET))
vim.lsp.start_client({ cmd = { vim.env.PYTHON, '-m', 'orgsheet', 'lsp' }, root_dir = vim.env.ROOT,
  on_attach = function() end, on_init = function(c) vim.lsp.buf_attach_client(0, c.id) end })
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local function ask(method, params)
  local got = vim.lsp.buf_request_sync(0, method, params, 60000) or {}
  for _, v in pairs(got) do return v.result end
end
local here = { textDocument = vim.lsp.util.make_text_document_params() }
local line = tonumber(vim.env.LINE)
local at = vim.tbl_extend('force', here, { position = { line = line, character = 6 } })
local told = {}
for _, d in ipairs(vim.diagnostic.get(0)) do table.insert(told, d.code) end
local items = {}
for _, i in ipairs(ask('textDocument/completion', at).items) do table.insert(items, i.label) end
local hover = ask('textDocument/hover', at).contents.value
local range = { start = { line = 0, character = 0 }, ['end'] = { line = 99, character = 0 } }
local actions = ask('textDocument/codeAction', vim.tbl_extend('force', here,
  { range = range, context = { diagnostics = {} } }))
local quick = {}
for _, a in ipairs(actions) do if a.kind == 'quickfix' then table.insert(quick, a) end end
vim.lsp.util.apply_workspace_edit(quick[1].edit, 'utf-16')
print(vim.fn.json_encode({ told = told, items = items, hover = hover,
  lines = vim.api.nvim_buf_get_lines(0, 0, -1, false) }))
vim.cmd('qa!')
"""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_neovim_shows_findings_candidates_meaning_and_fixes(tmp_path: Path) -> None:
    """A real editor, by its own client."""
    workspace_at(tmp_path)
    text = SHEET.replace("裁量有無: ○", "裁量有無: ◯")
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    script = tmp_path / "ask.lua"
    script.write_text(NVIM, encoding="utf-8")
    line = text.split("\n").index("    - 市民とともにつくるまち")
    done = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-c", f"luafile {script}"],
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
        env={
            **os.environ,
            "SHEET": str(tmp_path / PATH),
            "ROOT": str(tmp_path),
            "PYTHON": sys.executable,
            "LINE": str(line),
        },
    )
    answer = json.loads((done.stdout + done.stderr).strip().splitlines()[-1])
    assert answer["told"]
    assert "市民とともにつくるまち" in answer["items"]
    assert "令和2年度～令和5年度" in answer["hover"]
    assert "    裁量有無: ○" in answer["lines"]


@pytest.mark.parametrize("closes_first", [False, True])
def test_the_server_ends_without_a_complaint(*, closes_first: bool) -> None:
    """An editor that says goodbye, or is gone without a word, is never told of a fault."""

    def framed(message: dict[str, object]) -> bytes:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    start = {"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}}
    bye = b"" if closes_first else framed({"id": 2, "method": "shutdown"})
    bye += b"" if closes_first else framed({"method": "exit"})
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", "lsp"],
        check=False,
        input=framed(start) + bye,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert "問題" not in done.stderr.decode()
