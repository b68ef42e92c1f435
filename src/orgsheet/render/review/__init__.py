"""A review in every format."""
