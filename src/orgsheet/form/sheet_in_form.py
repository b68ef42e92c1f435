"""A sheet of one form read as one of another: under the headings that its fields have there."""

from __future__ import annotations

from orgsheet.form.definition import Form
from orgsheet.form.sheet import Sheet
from orgsheet.source import EditRefused, parse
from orgsheet.source.vocabulary import Vocabulary


def in_form(sheet: Sheet, form: Form, words: Vocabulary | None = None) -> Sheet:
    """Return a sheet under the headings of a form, itself where nothing is called otherwise.

    Lines keep their numbers. What cannot be renamed (the sheet has a heading twice, or cannot be
    read) stays as it is, under the sheet's own form. `words` are those of the form.
    """
    before = sheet.form
    if before is form or sheet.root is None:
        return sheet
    from orgsheet.form.migrate import migrate, renames

    if not renames(before, form):
        return sheet
    try:
        data = migrate(sheet.document, before, form, names_form=False).data
    except EditRefused:
        return sheet
    if data is None:
        return Sheet(sheet.document, sheet.id, form)
    private = sheet.document.words.private
    if words is not None and not private <= words.private:
        words = words._replace(private=words.private | private)
    return Sheet(parse(data, sheet.document.path, words=words), sheet.id, form)
