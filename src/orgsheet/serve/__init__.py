"""The sheet as a form in the browser, for people who know neither Git nor YAML."""
