"""The second half of the year: how far figures came, what ratings follow, which round is open."""
