"""Words behind a date that tell what it is to the sentence."""

AT_THAT_TIME = (
    "に(?!お[けい]|及|よ[るりっ]|係|関[しすわ連]|比[べしすら較]|対[しす]|基(?:づ|き|い)|つ[いきなけ]"
    "|向[けかう])"
)
"""A に that says when: 10月に対策を公表する, but not 10月に対する and 10月に向けて."""
