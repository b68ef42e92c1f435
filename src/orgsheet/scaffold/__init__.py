"""What a city's repository begins with: the files, and how they are put in place."""

from orgsheet.scaffold.city import HOSTS, City, ScaffoldError, read_units
from orgsheet.scaffold.files import planned_files
from orgsheet.scaffold.place import Placed, Placement, place_files

__all__ = [
    "HOSTS",
    "City",
    "Placed",
    "Placement",
    "ScaffoldError",
    "place_files",
    "planned_files",
    "read_units",
]
