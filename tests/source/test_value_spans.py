"""What is found in a value is shown where it stands in the file, to the character."""

from __future__ import annotations

from each_row import each_row
from hypothesis import assume, given
from hypothesis import strategies as st
from messy_documents import messy_documents

from orgsheet.source import Scalar, parse, text_span


@each_row(
    ("text", "part", "shown"),
    [
        ("a: 前の語の後\n", "語", "語"),
        ("a: '前の語の後'\n", "語", "語"),
        ('a: "前の語の後"\n', "語", "語"),
        ('a: "語\\t後"\n', "語", '"語\\t後"'),
        ("a: 'それ''語'\n", "語", "'それ''語'"),
        ("a: 前の\n  語の後\n", "語", "前の\n  語の後"),
        ("a: |\n  前の\n  語の後\n", "語", "語"),
        ("a: |\n    前の\n      語の後\n", "語", "語"),
        ("a: |-\n  前\n\n  の\n  語\n", "語", "語"),
        ("a: |\n  前の語\n  後\n", "語\n後", "語\n  後"),
        ("a: |\n  前の語\n  後\n", "語\n", "語\n"),
        ("a: |\n  語\n", "", ""),
        ("a: 語\n", "", ""),
        ("a: |  # 語\n  前の語\n", "語", "語"),
        ("a: >\n  前の\n  語の後\n", "語", ">\n  前の\n  語の後"),
        ("a: |\r\n  前の\r\n  語の後\r\n", "語", "語"),
        ("a: [前, 語の後]\n", "語", "語"),
        ("a: 5\nb: 語\n", "語", "語"),
    ],
)
def test_a_part_of_a_value_is_shown_where_it_stands(text: str, part: str, shown: str) -> None:
    """A part is found in the file; where the value is written otherwise, the whole value is."""
    document = parse(text.encode(), "x")
    assert document.root is not None
    scalar = next(
        one for one in document.root.walk() if isinstance(one, Scalar) and "語" in one.text
    )
    start = scalar.text.index(part)
    first, last = text_span(document, scalar, start, start + len(part))
    assert document.text[first:last] == shown
    if shown == "語":
        assert first == text.rindex("語")


@given(messy_documents(), st.data())
def test_a_part_of_any_value_is_shown_whole_or_as_it_stands(text: str, data: st.DataObject) -> None:
    """Whatever the value, what is shown are the very characters, or the value from end to end."""
    document = parse(text.encode(), "x")
    assert document.root is not None
    scalars = [one for one in document.root.walk() if isinstance(one, Scalar) and one.text.strip()]
    assume(scalars)
    scalar = data.draw(st.sampled_from(scalars))
    line = data.draw(st.sampled_from([one for one in scalar.text.split("\n") if one.strip()]))
    start = scalar.text.index(line)
    span = text_span(document, scalar, start, start + len(line))
    assert document.text[slice(*span)] == line or span == (scalar.start, scalar.end)
    if scalar.style == "|":
        assert document.text[slice(*span)] == line
