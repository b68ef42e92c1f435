"""`python -m orgsheet`."""

from orgsheet.cli import main

if __name__ == "__main__":
    main()
