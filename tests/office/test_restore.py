"""Only what a person changed on a printed sheet comes into the values it was printed from."""

from __future__ import annotations

from orgsheet.office.restore import restored

NAMES = ("項目",)


def test_an_empty_table_that_the_sheet_does_not_have_stays_away() -> None:
    """The page shows every table of the form; one that is still empty is no edit."""
    base = {"組織目標": "目標\n"}
    shown = {"組織目標": "目標", "重点": [], "改善": []}
    given = {"組織目標": "新しい目標", "重点": [], "改善": [{"項目": "受付の電子化"}]}
    assert restored(base, shown, given, NAMES) == {
        "組織目標": "新しい目標\n",
        "改善": [{"項目": "受付の電子化"}],
    }


def test_a_table_that_was_emptied_is_an_edit() -> None:
    """Rows that are no more on the page are taken out of the sheet."""
    base = {"重点": [{"項目": "受付の電子化", "id": "a"}]}
    shown = {"重点": [{"項目": "受付の電子化"}]}
    assert restored(base, shown, {"重点": []}, NAMES) == {"重点": []}
