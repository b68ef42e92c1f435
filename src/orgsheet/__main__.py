"""`python -m orgsheet`."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        # Python puts the current folder first, where a checked repository may keep a `click.py`.
        del sys.path[0]

    from orgsheet.cli import main

    main()
