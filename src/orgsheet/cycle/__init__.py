"""The yearly cycle: next year's sheets from this year's, and how far a year's sheets are."""
