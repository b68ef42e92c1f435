"""Sheets out to Word and Excel, edited by a person there and by another one in Git, and back.

In each case a sheet of the corpus gets comments and is exported; in the file three cells are
edited, a row is added, one deleted and one moved; meanwhile another field is edited in the sheet.
What comes back must hold both, the comments and the bytes of all other lines.

    python benchmarks/office_return.py --cases 200 --seed 1

With `--libreoffice` every sheet of the corpora is exported, read back, saved again by LibreOffice
and read back once more.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from office_edits import Excel, Word

from orgsheet.form.sheet import Sheet
from orgsheet.office.cell_texts import column_text
from orgsheet.office.lay_out_sheet import Source, printed_columns
from orgsheet.office.make_book import book_of, origin_of, printed
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.return_trip import merged, read_returned
from orgsheet.source import Document, Mapping, Scalar, Sequence, parse, replace_scalar
from orgsheet.source.edit import splice
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parent.parent
CORPORA = (ROOT, ROOT / "benchmarks" / "clean" / "架空市")
WORDS = ("見直しを行う", "市民の声を聴く", "研修を開く", "手順書を改める", "台帳を整える")
_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "docx": "docx:MS Word 2007 XML"}
"""What LibreOffice is told to save, by the ending of the file."""
TABLES = ("組織が果たす役割", "今年度の重点事業")


class Case:
    """One case: a sheet, what both persons do to it, and what must come of it."""

    def __init__(
        self, workspace: Workspace, sheet: Sheet, choose: random.Random, name: str
    ) -> None:
        self._workspace = workspace
        self._sheet = sheet
        self._choose = choose
        self._format = name
        self._said = 0

    def run(self) -> str:
        """Return how it ended: `right`, `asked`, or what is wrong."""
        path = self._sheet.document.path
        base = self._commented(self._sheet.document.text)
        document = parse(base.encode(), path)
        assert document.root is not None, "the corpus can be read"
        data = document.root.data()
        sheet = Sheet(document, self._sheet.id, self._sheet.form)
        page = printed(sheet, self._workspace.plans, returns=True)
        file = PRINT_FORMATS[self._format].write(book_of([page], (), {}), origin_of([page]))
        meant = deepcopy(data)
        edited = self._edit_file(file, meant)
        current = self._edit_sheet(document, data, meant)
        forms = self._workspace.forms
        returned = read_returned(edited, f"a.{self._format}", forms, self._workspace.plans)
        if returned is None:
            return "not recognised"
        outcome = merged(returned.sheets[0], current.encode(), forms)
        if outcome.conflicts:
            return "asked"
        root = parse(outcome.data, path).root
        if root is None or root.data() != meant:
            return "wrong data"
        if Counter(_comments(outcome.data.decode())) != Counter(_comments(current)):
            return "comments lost"
        return self._bytes_kept(current, outcome.data.decode())

    def _commented(self, text: str) -> str:
        """Return a sheet with comments of a person between its lines."""
        lines = text.split("\n")
        places = [n for n, line in enumerate(lines) if line and line[0] not in " #-"]
        for place in sorted(self._choose.sample(places, min(3, len(places))), reverse=True):
            lines.insert(place, f"# 確認 {place}")
        return "\n".join(lines)

    def _edit_file(self, file: bytes, meant: dict[str, Any]) -> bytes:
        editor = (Excel if self._format == "xlsx" else Word)(file)
        tables = [key for key in TABLES if len(meant.get(key) or []) > 1]
        for _ in range(3):
            self._edit_cell(editor, meant, self._choose.choice(tables))
        for edit in (self._add, self._delete, self._move):
            edit(editor, meant, self._choose.choice(tables))
        return editor.saved()

    def _new_words(self) -> str:
        self._said += 1
        return f"{self._choose.choice(WORDS)}（{self._said}）。"

    def _line(self, editor: Any, key: str, row: dict[str, Any]) -> Any:  # noqa: ANN401 - XML
        name = row[self._name(key)].split("\n")[0]
        found = [one for one in editor.rows(name) if self._is_row(editor, one, key, row)]
        assert len(found) == 1, (key, name, len(found))
        return found[0]

    def _is_row(self, editor: Any, line: Any, key: str, row: dict[str, Any]) -> bool:  # noqa: ANN401
        """Tell whether a line of the file is a row: its name and its sentence stand in it."""
        table = self._sheet.form.list_of[key]
        texts = editor.texts(line)
        names = [text.split("\n", 1)[-1] if table.field.prefix else text for text in texts]
        return row[table.name] in names and str(row.get(table.text, "")).rstrip("\n") in texts

    def _name(self, key: str) -> str:
        return self._sheet.form.list_of[key].name

    def _edit_cell(self, editor: Any, meant: dict[str, Any], key: str) -> None:  # noqa: ANN401
        table = self._sheet.form.list_of[key]
        row = self._choose.choice(meant[key])
        line = self._line(editor, key, row)
        if table.staff and not self._choose.randrange(3):
            old = list(row[table.staff])
            new = [*old, f"新人{self._said}"]
            self._said += 1
            if editor.set(line, "\u3000".join(old), "\u3000".join(new)):
                row[table.staff] = new
                return
        if table.deadline and self._choose.randrange(2) and row.get(table.deadline):
            column = next(
                one
                for one in printed_columns(self._source(meant), table.row)
                if one.field.key == table.deadline
            )
            old_text = column_text(column, row, self._sheet.year, returns=True)
            steps = row[table.deadline]
            last = steps[-1]
            if table.raw not in row and "\n" not in last.get("内容", "\n"):
                event = self._new_words()
                changed = {**row, table.deadline: [*steps[:-1], {**last, "内容": event}]}
                new_text = column_text(column, changed, self._sheet.year, returns=True)
                if editor.set(line, old_text, new_text):
                    row[table.deadline] = changed[table.deadline]
                    return
        old_words = row.get(table.text, "").rstrip("\n")
        words = self._new_words()
        if old_words and editor.set(line, old_words, words):
            row[table.text] = words + row[table.text][len(old_words) :]

    def _source(self, data: dict[str, Any]) -> Source:
        return Source(self._sheet.id, self._sheet.form, data, self._workspace.plans, returns=True)

    def _add(self, editor: Any, meant: dict[str, Any], key: str) -> None:  # noqa: ANN401 - XML
        """Copy a row, and write another work over the copy's name and sentence."""
        table = self._sheet.form.list_of[key]
        rows = meant[key]
        place = self._choose.randrange(len(rows))
        row = rows[place]
        line = self._line(editor, key, row)
        copy = editor.copy_below(line, is_new=bool(self._choose.randrange(2)))
        name, words = f"新しい事業その{self._said}", self._new_words()
        shown = [text for text in editor.texts(copy) if text.endswith(row[table.name])]
        assert editor.set(copy, shown[0], shown[0].replace(row[table.name], name))
        new = {**row, table.name: name}
        old_words = row.get(table.text, "").rstrip("\n")
        if old_words and editor.set(copy, old_words, words):
            new[table.text] = words + row[table.text][len(old_words) :]
        for hidden in ("id", "前年度の項目"):
            new.pop(hidden, None)
        rows.insert(place + 1, new)

    def _delete(self, editor: Any, meant: dict[str, Any], key: str) -> None:  # noqa: ANN401
        rows = meant[key]
        place = self._choose.randrange(len(rows))
        line = self._line(editor, key, rows[place])
        line.getparent().remove(line)
        del rows[place]

    def _move(self, editor: Any, meant: dict[str, Any], key: str) -> None:  # noqa: ANN401 - XML
        rows = meant[key]
        if len(rows) == 1:
            return
        place, target = self._choose.sample(range(len(rows)), 2)
        line = self._line(editor, key, rows[place])
        other = self._line(editor, key, rows[target])
        line.getparent().remove(line)
        other.addnext(line) if target > place else other.addprevious(line)
        rows.insert(target, rows.pop(place))

    def _edit_sheet(self, document: Document, data: dict[str, Any], meant: dict[str, Any]) -> str:
        """Edit a value in the sheet that the file does not touch, and what must come of it."""
        words = self._new_words()
        places: list[tuple[str | int, ...]] = [
            (key,) for key in self._sheet.form.texts if data.get(key)
        ]
        for key in TABLES if self._choose.randrange(4) else ():
            table = self._sheet.form.list_of[key]
            known = [row[table.name] for row in meant.get(key) or []]
            for number, row in enumerate(data.get(key) or []):
                same = row in meant[key] and known.count(row[table.name]) == 1
                places += [(key, number, table.text)] if same and row.get(table.text) else []
        steps = self._choose.choice(places[-8:])
        node, here, there = document.root, data, meant
        for step in steps:
            if isinstance(node, Mapping):
                node = node.get(str(step))
            elif isinstance(node, Sequence):
                node = node.items[int(step)]
        if len(steps) > 1:
            here = data[str(steps[0])][steps[1]]
            there = meant[str(steps[0])][meant[str(steps[0])].index(here)]
        assert isinstance(node, Scalar), "a text"
        value = words + here[str(steps[-1])]
        there[str(steps[-1])] = value
        return splice(document, [replace_scalar(document, node, value)]).decode()

    def _bytes_kept(self, current: str, result: str) -> str:
        """Tell whether all lines of the sheet that nobody changed are there as they were."""
        lost = Counter(current.split("\n")) - Counter(result.split("\n"))
        changed = sum(lost.values())
        # Six edits: a text, a list or the lines of one row each.
        return "right" if changed <= _MOST_CHANGED else "lines rewritten"


_MOST_CHANGED = 60


def _comments(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip().startswith("#")]


def run(cases: int, seed: int, formats: tuple[str, ...] = ("xlsx", "docx")) -> Counter[str]:
    """Return how often cases ended in which way."""
    choose = random.Random(seed)  # noqa: S311 - no secret
    sheets = []
    for root in CORPORA:
        workspace = Workspace.open(root, upwards=False)
        sheets += [
            (workspace, sheet)
            for sheet in workspace.sheets()
            if any(len(sheet.listed(key)) > 1 for key in TABLES)
        ]
    ends: Counter[str] = Counter()
    for number in range(cases):
        workspace, sheet = choose.choice(sheets)
        name = formats[number % len(formats)]
        end = Case(workspace, sheet, choose, name).run()
        ends[end] += 1
        if end not in ("right", "asked"):
            print(f"{number} {name} {sheet.id}: {end}", file=sys.stderr)
    return ends


def saved_again(name: str, corpora: tuple[Path, ...] = CORPORA) -> tuple[int, int]:
    """Return how many sheets say the same after LibreOffice saved their files again, and of all."""
    identical = count = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = list(_files(name, corpora, place))
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        words = ("soffice", profile, "--headless", "--convert-to", _FILTERS[name], "--outdir")
        subprocess.run(
            [*words, str(place / "again"), *(str(file) for _, file in files)],
            check=True,
            capture_output=True,
        )
        for workspace, file in files:
            data = (place / "again" / file.name).read_bytes()
            found = read_returned(data, file.name, workspace.forms, workspace.plans)
            for one in found.sheets if found else ():
                sheet = workspace.sheet(one.made.sheet)
                assert sheet is not None, "it was printed"
                assert sheet.root is not None, "it was printed"
                is_same = one.values == sheet.root.data() and not one.unplaced
                identical += is_same
                if not is_same:
                    print(f"{name} {one.made.sheet}: not the same", file=sys.stderr)
            own = read_returned(file.read_bytes(), file.name, workspace.forms, workspace.plans)
            assert own is not None, "it was just written"
            count += len(own.sheets)
    return identical, count


def _files(name: str, corpora: tuple[Path, ...], place: Path) -> Iterator[tuple[Workspace, Path]]:
    """Write a file for each year of each corpus."""
    for number, root in enumerate(corpora):
        workspace = Workspace.open(root, upwards=False)
        for year in dict.fromkeys(one.year for one in workspace.sheet_ids):
            sheets = [workspace.sheet(one) for one in workspace.sheet_ids if one.year == year]
            pages = [printed(one, workspace.plans, returns=True) for one in sheets if one]
            file = place / f"{number}-{year}.{name}"
            file.write_bytes(PRINT_FORMATS[name].write(book_of(pages, (), {}), origin_of(pages)))
            yield workspace, file


def main() -> None:
    """Print how often cases ended in which way."""
    parser = argparse.ArgumentParser(description="Edits in Word and Excel merged into sheets.")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--libreoffice", action="store_true")
    options = parser.parse_args()
    if options.libreoffice:
        for name in _FILTERS:
            identical, count = saved_again(name)
            print(f"{name}: {identical} of {count} sheets identical")
        return
    ends = run(options.cases, options.seed)
    for end, count in ends.most_common():
        print(f"{end}: {count}")
    sys.exit(0 if set(ends) <= {"right", "asked"} else 1)


if __name__ == "__main__":
    main()
