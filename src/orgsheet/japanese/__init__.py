"""How Japanese text is folded, compared, cut and found; it knows no YAML and no form."""
