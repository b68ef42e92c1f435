"""Renderers, one a format; they see only findings and the lines to show."""
