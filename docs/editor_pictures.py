"""Make the picture of docs/editors.md from a real editor: Neovim in a terminal, with the server.

    python docs/editor_pictures.py

Needs `nvim`, `tmux`, `chromium` and a Japanese font (IPAGothic). What is shown is what the
terminal holds; nothing is drawn by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "images" / "editor-nvim.png"
_WIDE, _HIGH = 136, 23
_PIXELS = (1060, 485)
_CHROMIUM = "chromium"
_SHEET = "sheets/R5/政策推進部/文化芸術課.yaml"
_SETTINGS = """
vim.o.swapfile = false
vim.o.number = true
vim.o.wrap = false
vim.o.laststatus = 0
vim.o.shortmess = vim.o.shortmess .. 'F'
vim.diagnostic.config({ virtual_text = { prefix = '■' }, signs = true, underline = true })
vim.cmd('edit ' .. vim.env.SHEET)
vim.lsp.start_client({ cmd = { vim.env.PYTHON, '-m', 'orgsheet', 'lsp' }, root_dir = vim.env.ROOT,
  on_init = function(client) vim.lsp.buf_attach_client(0, client.id) end })
"""
_PAGE = """\
<!doctype html><meta charset="utf-8"><style>
body {{ margin: 12px; overflow: hidden; background: #fff; }}
pre {{ margin: 0; font: 15px/1.35 "IPAGothic", monospace; }}
{stylesheet}
</style><pre>{code}</pre>
"""


def main() -> None:
    """Open the sheet, wait for the findings, and write the picture."""
    for program in ("nvim", "tmux", _CHROMIUM):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "sheets", folder / "sheets")
        script = folder / "open.lua"
        script.write_text(_SETTINGS, encoding="utf-8")
        shown = _terminal(folder, script)
    console = Console(width=_WIDE, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    console.print(Text.from_ansi(shown), soft_wrap=True)
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "page.html"
        page.write_text(console.export_html(code_format=_PAGE), encoding="utf-8")
        size = f"--window-size={_PIXELS[0]},{_PIXELS[1]}"
        words = ["--headless", "--no-sandbox", "--disable-gpu", size, f"--screenshot={TARGET}"]
        subprocess.run([_CHROMIUM, *words, page.as_uri()], check=True, capture_output=True)
    print(TARGET.relative_to(ROOT))


def _terminal(folder: Path, script: Path) -> str:
    """Return what the terminal shows once the findings are there."""
    environment = {"SHEET": _SHEET, "ROOT": str(folder), "PYTHON": sys.executable}
    tmux = ["tmux", "-L", f"orgsheet-{os.getpid()}"]
    words = [f"-e{key}={value}" for key, value in environment.items()]
    size = ["-x", str(_WIDE), "-y", str(_HIGH)]
    start = ["nvim", "-u", "NONE", "-c", f"luafile {script}"]
    subprocess.run(
        [*tmux, "-u", "new-session", "-d", *size, "-c", str(folder), *words, *start], check=True
    )
    try:
        for _ in range(120):
            time.sleep(1)
            shown = subprocess.run(
                [*tmux, "capture-pane", "-p", "-e", "-t", "0"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            if "■" in shown:
                time.sleep(3)
                break
        subprocess.run([*tmux, "send-keys", "-t", "0", "13G"], check=True)
        time.sleep(2)
        done = [*tmux, "capture-pane", "-p", "-e", "-t", "0"]
        return subprocess.run(done, check=True, capture_output=True, text=True).stdout
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)


if __name__ == "__main__":
    main()
