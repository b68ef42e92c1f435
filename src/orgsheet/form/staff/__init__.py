"""Whether a text of a sheet may hold the name of a member of staff: asked here, by every output.

Names stand where the form says (its kind 職員), or under 担当; everywhere else in a sheet text is
harmless. Where a line cannot be read, or a row is odd, nobody knows what are names, so there only
what is known to be harmless counts as harmless.
"""

from orgsheet.form.staff.known_names import guard_of, guard_of_names, names_in
from orgsheet.form.staff.staff_guard import NOT_SHOWN, POSTS, Guard
from orgsheet.form.staff.staff_words import fields_for_people, is_staff_key, names_persons

__all__ = [
    "NOT_SHOWN",
    "POSTS",
    "Guard",
    "fields_for_people",
    "guard_of",
    "guard_of_names",
    "is_staff_key",
    "names_in",
    "names_persons",
]
