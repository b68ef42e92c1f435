"""Which sheet is which, and which row is which."""
