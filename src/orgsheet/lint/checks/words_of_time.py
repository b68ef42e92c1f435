"""What stands around a date and tells what it is to the sentence."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern

SENTENCE = pattern("[^。\n]+。?")
"""A sentence of a text, with its mark where it has one."""

IN_BRACKETS = pattern("[(（][^)）]*$")
"""Before a date: it stands in brackets that are still open."""

AT_THAT_TIME = (
    "に(?!お[けい]|及|よ[るりっ]|係|関[しすわ連]|比[べしすら較]|対[しす]|基(?:づ|き|い)|つ[いきなけ]"
    "|向[けかう])"
)
"""A に that says when: 10月に対策を公表する, but not 10月に対する and 10月に向けて."""
