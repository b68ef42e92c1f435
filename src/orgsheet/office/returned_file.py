"""What a file says that was printed here and comes back: its sheets, and what stands in none."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgsheet.files import name_problem
from orgsheet.form.definition import Form
from orgsheet.form.known_forms import KnownForms
from orgsheet.office.lay_out_sheet import Source, lay_out
from orgsheet.office.origin import Made, OriginError, values_at
from orgsheet.office.page_values import PageTexts
from orgsheet.office.printed_book import Page
from orgsheet.registers.plans import PlanRegister
from orgsheet.workspace.layout import sheet_id_of


class ReturnError(Exception):
    """A file that was printed here cannot be taken back; the message is Japanese, with a place."""


@dataclass
class ReturnedSheet:
    """A sheet in a file that comes back: what it was printed from, how, and what it says now.

    `unplaced` are texts that belong to no value, each with its place in words; `notes` are
    sentences about places where a person should look.
    """

    made: Made
    source: Source
    page: Page
    texts: PageTexts = field(default_factory=PageTexts)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def form(self) -> Form:
        """The form that it was printed in."""
        return self.source.form

    def require_whole(self) -> None:
        """Refuse a sheet of which a part is not there: that may be a slip, and is no value.

        Raises:
            ReturnError: a heading, or the line of a value, was taken away.
        """
        missing = []
        for grid in self.page.grids:
            if grid.kind == "rows" and grid.key not in self.texts.tables:
                missing.append(grid.heading)
            elif grid.kind == "plans":
                found = self.texts.plans.get(grid.key, {})
                numbers = [row[0].text for row in grid.rows if str(row[-1].steps[1]) not in found]
                missing += [f"{grid.heading} の {words}" for words in numbers]
            elif grid.kind in ("text", "values"):
                missing += [
                    grid.heading or row[0].text
                    for row in grid.rows
                    if str(row[-1].steps[0]) not in self.texts.values
                ]
        if missing:
            named = "、".join(f"「{one}」" for one in dict.fromkeys(missing))
            raise ReturnError(
                f"{self.made.sheet.label} の {named} が見つかりません。見出しや表が消されたか、"
                "書き換えられています。書き出したときのとおりに戻してください（中身だけを消すのは"
                "かまいません）。"
            )


def expected_sheets(
    made: list[Made], forms: KnownForms, plans: PlanRegister | None
) -> list[ReturnedSheet]:
    """Return the sheets that a file was printed from, laid out as they were.

    Raises:
        ReturnError: a form is no longer there, or what the file says of itself is damaged.
    """
    found = []
    for one in made:
        parts = one.sheet if one.sheet.name else one.sheet[:-1]
        problems = [wrong for part in parts if (wrong := name_problem(part))]
        is_unusable = any(wrong.kind == "unusable" for wrong in problems)
        if is_unusable or sheet_id_of(one.sheet.path) != one.sheet:
            raise ReturnError("ファイルの中の、もとのシートの控えが壊れています。")
        form = forms.form(one.form)
        if form is None:
            raise ReturnError(
                f"このファイルを書き出したときの様式「{one.form}」がありません。"
                "様式の定義（schema/forms）を戻すか、シートを書き出し直してください。"
            )
        try:
            data = values_at(one)
        except OriginError as error:
            raise ReturnError(str(error)) from error
        source = Source(one.sheet, form, data, plans, returns=True)
        found.append(ReturnedSheet(one, source, lay_out(source)))
    return found
