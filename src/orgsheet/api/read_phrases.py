"""Deadline phrases read in the light of a fiscal year."""

from __future__ import annotations

from orgsheet.api.refused import year_of


def read_deadline(text: str, year: str) -> dict[str, str | None]:
    """Return how a phrase such as `7月～8月` is read; nothing is guessed.

    Args:
        text: the phrase.
        year: the fiscal year of the sheet it stands in, such as `R5`.

    Returns:
        `text`, `kind` (`unreadable` where it cannot be read), `from` and `to` as ISO 8601 dates
        or None where the phrase does not say, `certainty`, and `note` in Japanese, "" for none.

    Raises:
        OrgsheetError: the year is none.
    """
    from orgsheet.fiscal.deadline.read_phrase import read_deadline as read

    return read(text, year_of(year)).as_json()
