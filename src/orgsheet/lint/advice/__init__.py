"""What to type instead, as far as it can be known."""
