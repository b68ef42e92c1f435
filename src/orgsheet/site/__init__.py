"""The public pages: what there is to see of a city's sheets, as files that need nothing else."""
