"""Print every page of the repository that is generated, and say which were stale.

    python docs/print_pages.py                 renews them
    python docs/print_pages.py contributors    renews those of one printer (see `PRINTERS`)
    python docs/print_pages.py --check         changes nothing; exit code 1 where one is stale

What is measured (docs/accuracy.md, docs/speed.md …) is not printed here: its numbers come from the
programs in benchmarks/, and only when somebody runs these.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from printed_api import api_page
from printed_architecture import architecture_page
from printed_runs import cycle_page, readme_page

from orgsheet.diff.change_book import packaged_change_rules
from orgsheet.form.definition_page import definition_page
from orgsheet.form.definition_schema import definition_schema
from orgsheet.form.known_forms import packaged_forms
from orgsheet.form.reader_words import vocabulary_of
from orgsheet.lint.rulebook import load_rules
from orgsheet.render.change_pages import render_catalogue, render_change_page
from orgsheet.render.rule_pages import render_rule_page, render_rulebook
from orgsheet.source.vocabulary import WORDS_FILE
from orgsheet.workspace.workspace import packaged_workspace

ROOT = Path(__file__).parent.parent
PRINTED_FOLDERS = ("docs/changes", "docs/rules")
"""Folders in which every page is printed: with those printed today, what is left over goes."""


def rule_pages() -> Iterator[tuple[str, str]]:
    """Yield the index of the rules, and a page a rule."""
    rules = load_rules(packaged_workspace())
    yield "docs/rules.md", render_rulebook(rules, "rules/")
    for rule in rules:
        yield f"docs/rules/{rule.id}.md", render_rule_page(rule, rules, "../rules.md")


def fix_pages() -> Iterator[tuple[str, str]]:
    """Yield the page about mends with today's list of the rules that mend, the safe ones first."""
    rules = load_rules(packaged_workspace())
    rows = [
        f"| {word} | {rule.title.replace('|', chr(92) + '|')} | `{rule.id}` |\n"
        for kind, word in (("safe", "自動"), ("unsafe", "要確認"))
        for rule in rules
        if rule.fixable == kind
    ]
    begin, end = "<!-- 一覧 -->\n", "<!-- 一覧の終わり -->"
    before, _, rest = (ROOT / "docs/fixes.md").read_text("utf-8").partition(begin)
    table = "| 直し | 規則 | 名前 |\n| --- | --- | --- |\n" + "".join(rows)
    yield "docs/fixes.md", f"{before}{begin}{table}{end}{rest.partition(end)[2]}"


def change_pages() -> Iterator[tuple[str, str]]:
    """Yield the index of the change rules, and a page a rule."""
    book = packaged_change_rules()
    yield "docs/changes.md", render_catalogue(book, "changes/")
    for rule in book.values():
        yield f"docs/changes/{rule.id}.md", render_change_page(rule, "../changes.md")


def form_pages() -> Iterator[tuple[str, str]]:
    """Yield the page about form definitions, their schema for editors, and the words of a form."""
    yield "docs/form.md", definition_page()
    schema = json.dumps(definition_schema(), ensure_ascii=False, indent=2)
    yield "schema/forms/form.schema.json", f"{schema}\n"
    words = vocabulary_of(packaged_forms().newest).as_data()
    yield f"schema/{WORDS_FILE}", json.dumps(words, ensure_ascii=False, indent=1) + "\n"


def run_pages() -> Iterator[tuple[str, str]]:
    """Yield the pages that show what commands print."""
    for name in ("README.md", "README.ja.md"):
        yield name, readme_page((ROOT / name).read_text(encoding="utf-8"))
    name = "docs/yearly-cycle.md"
    yield name, cycle_page((ROOT / name).read_text(encoding="utf-8"))


def contributor_pages() -> Iterator[tuple[str, str]]:
    """Yield the pages for those who change the program."""
    yield "docs/architecture.md", architecture_page()
    yield "docs/api.md", api_page()


PRINTERS: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
    "rules": rule_pages,
    "fixes": fix_pages,
    "changes": change_pages,
    "form": form_pages,
    "runs": run_pages,
    "contributors": contributor_pages,
}
"""What prints the pages, by name; each yields paths from the repository's top and their text."""


def stale_pages(root: Path, pages: dict[str, str]) -> list[str]:
    """Return the pages that a repository lacks or has otherwise, and those nobody prints.

    Args:
        root: the repository's top.
        pages: the text of each page, by its path from there.
    """
    stale = [path for path, text in pages.items() if _held(root / path) != text.encode()]
    for folder in {Path(path).parent.as_posix() for path in pages}.intersection(PRINTED_FOLDERS):
        held = sorted(f"{folder}/{file.name}" for file in (root / folder).glob("*"))
        stale += [path for path in held if path not in pages]
    return stale


def renew(root: Path, pages: dict[str, str]) -> list[str]:
    """Write the stale pages, remove those nobody prints; return the paths of both."""
    stale = stale_pages(root, pages)
    for path in stale:
        file = root / path
        if path in pages:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pages[path].encode())
        else:
            file.unlink()
    return stale


def _held(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _main(arguments: list[str]) -> int:
    names = [one for one in arguments if one != "--check"]
    if not set(names) <= set(PRINTERS):
        print(__doc__)
        return 2
    pages = {path: text for name in names or PRINTERS for path, text in PRINTERS[name]()}
    if "--check" in arguments:
        stale = stale_pages(ROOT, pages)
        print("\n".join(f"stale: {path}" for path in stale))
        return 1 if stale else 0
    print("\n".join(f"renewed: {path}" for path in renew(ROOT, pages)))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
