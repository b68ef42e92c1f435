"""Edits of lines that bring a text back to what it was meant to say, and their proof."""
