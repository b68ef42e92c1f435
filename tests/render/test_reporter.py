"""Every format of every kind of report stands in one registry, and commands offer what is there."""

from __future__ import annotations

import importlib
import re

import click
import pytest
from conftest import ROOT
from each_row import each_row

from orgsheet.cli.command_names import module_of
from orgsheet.render.reporter import (
    CALENDAR_FORMATS,
    CHANGE_FORMATS,
    COVERAGE_FORMATS,
    DEADLINE_FORMATS,
    FINDING_FORMATS,
    FOUND_FORMATS,
    HISTORY_FORMATS,
    KINDS,
    RESULTS_FORMATS,
    REVIEW_FORMATS,
    STATUS_FORMATS,
    SUMMARY_FORMATS,
    TABLE_FORMATS,
    WORKLOAD_FORMATS,
)

OFFERED = {
    "lint": tuple(FINDING_FORMATS),
    "diff": tuple(CHANGE_FORMATS),
    "review": (*REVIEW_FORMATS, "github"),
    "status": tuple(STATUS_FORMATS),
    "log": tuple(HISTORY_FORMATS),
    "calendar": tuple(CALENDAR_FORMATS),
    "coverage": tuple(COVERAGE_FORMATS),
    "workload": tuple(WORKLOAD_FORMATS),
    "results": tuple(RESULTS_FORMATS),
    "summary": tuple(SUMMARY_FORMATS),
    "find": tuple(FOUND_FORMATS),
    "deadline": tuple(DEADLINE_FORMATS),
}


@each_row(("kind", "name"), [(kind, name) for kind, formats in KINDS.items() for name in formats])
def test_every_format_has_its_renderer(kind: str, name: str) -> None:
    """A row of the registry leads to a function that is there, with its purpose in Japanese."""
    reporter = KINDS[kind][name]
    module = importlib.import_module(f"orgsheet.render.{reporter.module}")
    assert getattr(module, reporter.function).__doc__
    assert reporter.use


@pytest.mark.parametrize("command", OFFERED)
def test_a_command_offers_the_formats_of_its_kind(command: str) -> None:
    """`--format` takes what the registry has: no command keeps a list of its own."""
    params = importlib.import_module(module_of(command)).command.params
    choice = next(one.type for one in params if one.name == "format_")
    assert isinstance(choice, click.Choice)
    assert tuple(choice.choices) == OFFERED[command]


def test_the_page_of_options_names_every_format() -> None:
    """docs/options.md has a row for each command with all its formats; lint's have a page."""
    page = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([a-z -]+) \| ([^|（]+)", page, re.MULTILINE))
    for command, names in OFFERED.items():
        if command != "lint":
            assert rows[command].strip().split("、") == list(names), command
    assert rows["diff --table"].strip().split("、") == list(TABLE_FORMATS)
