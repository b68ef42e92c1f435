"""Pages for a browser: one stylesheet, templates that escape, the page of a sheet, charts."""
