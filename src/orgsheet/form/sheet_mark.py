"""What stands for all that a sheet says: whoever keeps a result keeps it by this."""

from __future__ import annotations

from hashlib import blake2b
from weakref import WeakKeyDictionary

from orgsheet.form.definition import Form
from orgsheet.form.sheet import Sheet

_SIZE = 16
_MARKS: WeakKeyDictionary[Sheet, str] = WeakKeyDictionary()
_FORMS: dict[int, tuple[Form, str]] = {}


def sheet_mark(sheet: Sheet) -> str:
    """Return a digest of a sheet's text, of which sheet it is, and of its form; hexadecimal."""
    known = _MARKS.get(sheet)
    if known is None:
        text = "\0".join((sheet.document.text, repr(tuple(sheet.id)), form_mark(sheet.form)))
        known = _MARKS[sheet] = _digest(text)
    return known


def form_mark(form: Form) -> str:
    """Return a digest of all that a form says; hexadecimal."""
    known = _FORMS.get(id(form))
    if known is None or known[0] is not form:
        known = _FORMS[id(form)] = form, _digest(repr(form))
    return known[1]


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()
