"""Sentences of officials: each with a mistake is told by its rule, each right one by none.

`cases/lint/sentences.tsv` has the sentences of the accuracy measurement, `cases/lint/told.tsv` rows
of a sheet, each with what one rule marks in it, says of it and offers. `PYTHONPATH=tests python
tests/lint/test_sentences.py` completes lines of rule and row that it reads.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import pytest
from each_row import each_row
from packaged_rules import PACKAGED_RULES
from sheet_findings import row

from orgsheet.lint.examples import _example, findings_of

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import accuracy_by_kind
from accuracy_by_kind import Sentence

BY_ID = {rule.id: rule for rule in PACKAGED_RULES}
SENTENCES = list(accuracy_by_kind.sentences())
with (Path(__file__).parents[1] / "cases/lint/told.tsv").open(encoding="utf-8", newline="") as file:
    TOLD = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@each_row("sentence", [one for one in SENTENCES if one.is_wrong and one.rule])
def test_every_sentence_is_told_by_its_rule(sentence: Sentence) -> None:
    """Each sentence with a mistake is told by the rule of its kind, in whatever words it comes."""
    assert accuracy_by_kind.untold(BY_ID[sentence.rule], [sentence]) == []


@pytest.mark.slow
@each_row("sentence", [one for one in SENTENCES if not one.is_wrong][::3])
def test_right_sentences_that_look_like_mistakes_are_no_warning(sentence: Sentence) -> None:
    """A right sentence that looks like a mistake is told as a hint at most, each third tried."""
    found = accuracy_by_kind.told(sentence, tuple(PACKAGED_RULES))
    assert [one.rule for one in found if one.severity != "info"] == []


def sheet_of(text: str) -> dict[str, Any]:
    """Return the sheet of a row of the table: `行動=…｜基準=…｜予定=7月:…`; ⏎ ends a line."""
    values: dict[str, Any] = {}
    sheet: dict[str, Any] = {}
    for part in text.replace("⏎", "\n").split("｜"):
        key, _, said = part.partition("=")
        when, _, event = said.partition(":")
        if key == "予定":
            step = {"時期": when} | ({"内容": event} if event else {})
            values.setdefault("目標期限", []).append(step)
        elif key == "基準":
            values.setdefault("達成基準", []).append(said)
        elif key == "使命":
            sheet["組織使命"] = said
        else:
            values[{"行動": "行動アクション", "原文": "期限原文"}.get(key, key)] = said
    return row(**values) | sheet


def told(rule_id: str, text: str) -> tuple[str, str, str]:
    """Return what a rule marks in a row, the values of its message, and what it offers to type."""
    rule = BY_ID[rule_id]
    said = rule._replace(message="/".join(f"{{{name}}}" for name in rule.check.values))
    example = _example(rule, {"sheet": sheet_of(text)})
    lines = example.files[example.path].decode().split("\n")
    marked, values, offered = [], [], []
    for found in findings_of(example, [said]):
        place = found.place
        line = lines[place.line - 1]
        end = place.end_column - 1 if place.end_line == place.line else len(line)
        marked.append(line[place.column - 1 : end])
        values.append(found.message)
        offered.append(found.paste)
    every = ("；".join(one).replace("\n", "⏎") for one in (marked, values, offered))
    return next(every), next(every), next(every)


@each_row("case", TOLD, ids=lambda case: f"{case['rule']} {case['row']}")
def test_a_row_is_told_in_these_words_or_not_at_all(case: dict[str, str]) -> None:
    """In each row the rule marks, says and offers these words; where none stand, nothing."""
    assert told(case["rule"], case["row"]) == (case["marked"], case["values"], case["offered"])


if __name__ == "__main__":
    for rule_id, text in (line.rstrip("\n").split("\t")[:2] for line in sys.stdin):
        sys.stdout.write("\t".join((rule_id, text, *told(rule_id, text))) + "\n")
