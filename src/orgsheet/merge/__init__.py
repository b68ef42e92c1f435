"""Three versions of a sheet merged by meaning."""
