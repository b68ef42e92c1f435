"""Sheets out in the city's own layout as Word, Excel, PDF and HTML, and back from a person."""
