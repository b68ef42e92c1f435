"""What a city's repository begins with: the files, and how they are put in place."""

from orgsheet.scaffold.city import HOSTS, City, ScaffoldError, read_units
from orgsheet.scaffold.put_files import Placed, Placement, place_files
from orgsheet.scaffold.templates_filled import (
    editor_files,
    missing_owners,
    owners_path,
    planned_files,
)
from orgsheet.scaffold.unit_list import units_of_list

__all__ = [
    "HOSTS",
    "City",
    "Placed",
    "Placement",
    "ScaffoldError",
    "editor_files",
    "missing_owners",
    "owners_path",
    "place_files",
    "planned_files",
    "read_units",
    "units_of_list",
]
