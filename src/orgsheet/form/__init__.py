"""The form as data, and a sheet read through it."""
