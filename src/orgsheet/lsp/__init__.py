"""The language server: what an editor is told of a sheet while somebody writes it."""
