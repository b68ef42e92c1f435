"""A reader of Markdown as hosts read it, and texts that must not act in it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

HOSTILE = [
    *("@toride", "#12", "GH-3", "a/b#4", "![x](http://a.example/)", "[x](y)", "www.a.example"),
    *(
        "https://a.example/b",
        "a@b.example",
        "</details>",
        "<script>",
        "<!-- x -->",
        "`code`",
        "```",
    ),
    *("| a | b |", "- 一", "1. 一", "# 見出し", "> 引用", "***", "---", "===", "    code", "~~x~~"),
    *("*強調*", "_x_", "\\", "&amp;", "&#64;x", "$x$", ":smile:", "[ ] x", "\x1b[31m", "\u202e"),
    *("市民の意見", "500円。", " ", "\n", "\t", "!1", "\u200b", "\ud800"),
    # A block of HTML begins with a tag that need not end.
    *("<div x", "<pre", "<script x", "</details", "<details", "<?x", "<!X"),
    *("deadbeef" * 5, "a/b@deadbeef1", "abcdef1", "%1", "&1", "~x", '~"x"', "$1", "^a"),
]

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])

MENTION = re.compile(
    r"(?:[@#!%&~$^]|\bGH-|https?://)[0-9A-Za-z]|\bwww\.|[0-9a-f]{7}", re.IGNORECASE
)
"""What GitHub or GitLab makes a link of: names, numbers, addresses, commits."""


def leaves(tokens: list[Token]) -> list[Token]:
    """Return the tokens that hold text or markup, without those that only group."""
    found: list[Token] = []
    for token in tokens:
        found += leaves(token.children) if token.children else [token]
    return found
