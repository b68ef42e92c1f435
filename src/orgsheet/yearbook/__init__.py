"""Tables over the sheets of a year: what is due when, who serves which plan, who carries what."""
