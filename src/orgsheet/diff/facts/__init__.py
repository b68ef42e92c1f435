"""What differs between two sides, fact by fact, without an opinion."""
