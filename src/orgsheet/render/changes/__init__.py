"""A diff in every format."""
