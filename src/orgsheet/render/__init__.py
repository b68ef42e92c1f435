"""Every report in every format; it knows no file and no Git."""
