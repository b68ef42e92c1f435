"""What the pages for contributors name exists, and is all there is of its kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

PAGES = ["CONTRIBUTING.md", "SECURITY.md", "docs/versions.md", ".github/pull_request_template.md"]
ADDITIONS = ["rule", "form of deadline", "output format", "kind of change", "format to import"]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_path_and_link_of_a_page_leads_somewhere(name: str) -> None:
    """Links, and paths in code marks, are of files and folders that exist."""
    text = _text(name)
    targets = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [one for one in targets if not (ROOT / name).parent.joinpath(one).exists()] == []
    marked = re.findall(r"`([a-z.]+/[\w/.-]*|[A-Z]+\.md|\w+\.toml)`", text)
    commands = re.findall(r"(?:pytest|python) ([\w/. ]+)", text)
    paths = [*marked, *(word for words in commands for word in words.split() if "/" in word)]
    assert [one for one in paths if not (ROOT / one).exists()] == []
    modules = re.findall(r"`orgsheet\.([a-z_.]+)`", text)
    sources = [ROOT / "src/orgsheet" / one.replace(".", "/") for one in modules]
    assert [one for one in sources if not (one.is_dir() or one.with_suffix(".py").is_file())] == []


def test_each_addition_names_four_files_at_most() -> None:
    """The five kinds of addition have a chapter each, with one to four numbered steps."""
    chapters = re.findall(r"\n### An? ([^\n]+)\n(.*?)(?=\n##)", _text("CONTRIBUTING.md"), re.DOTALL)
    assert [title for title, _ in chapters] == ADDITIONS
    for title, chapter in chapters:
        steps = re.findall(r"^(\d)\. `", chapter, re.MULTILINE)
        assert 1 <= len(steps) <= 4, title
        assert "Test: `pytest tests/" in chapter, title


def test_every_folder_of_tests_has_a_place_in_the_map() -> None:
    """A folder of tests is named after a package of the program, or stands in the map itself."""
    rows = set(re.findall(r"^\| `tests/(\w+)/`", _text("CONTRIBUTING.md"), re.MULTILINE))
    folders = {one.name for one in (ROOT / "tests").iterdir() if any(one.glob("*.py"))}
    packages = {one.name for one in (ROOT / "src/orgsheet").iterdir() if one.is_dir()}
    assert sorted(folders - packages - rows) == []
    assert sorted(rows - folders - {"cases"}) == []


FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[0-9]*.yml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_for_issues_asks_and_warns(path: Path) -> None:
    """Each form can be shown by the host, sends holes elsewhere, and asks for what happened."""
    form = yaml.safe_load(path.read_bytes())
    assert {"name", "description", "body"} <= set(form)
    asked = [one for one in form["body"] if one["type"] != "markdown"]
    assert len({one["id"] for one in asked}) == len(asked)
    assert all(one["attributes"]["label"] for one in asked)
    assert any(one.get("validations", {}).get("required") for one in asked)
    said = [one["attributes"]["value"] for one in form["body"] if one["type"] == "markdown"]
    assert "SECURITY.md" in "".join(said)


def test_officials_have_a_form_without_a_word_of_programmers() -> None:
    """The first form is Japanese throughout, but for names of files and commands."""
    form = yaml.safe_load(FORMS[0].read_bytes())
    texts = [form["name"], form["description"]]
    for one in form["body"]:
        texts += [one["attributes"].get(key, "") for key in ("label", "description", "value")]
    words = set(re.findall(r"[A-Za-z][A-Za-z.-]+", " ".join(texts)))
    assert words <= {"SECURITY.md", "orgsheet", "version"}


def test_every_entry_of_the_changelog_stands_under_what_became_of_it() -> None:
    """Each version lists what was added, changed and mended, in this order, and nothing twice."""
    versions = re.split(r"^## .+$", _text("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert versions
    for version in versions:
        headings = re.findall(r"^### (.+)$", version, re.MULTILINE)
        assert headings == [one for one in ("足した", "変えた", "直した") if one in headings]
        assert not version.partition("### ")[0].strip()
        entries = re.findall(r"^- .+$", version, re.MULTILINE)
        assert len(set(entries)) == len(entries)
