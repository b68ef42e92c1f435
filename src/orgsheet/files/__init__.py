"""Where bytes come from and go to: the one reader, the one writer, the one judge of names."""

from orgsheet.files.disk import (
    MAX_BYTES,
    TooLargeFileError,
    UnreadableFileError,
    read_beginning,
    read_file,
)
from orgsheet.files.names import NameProblem, name_problem, twin_key
from orgsheet.files.put import Seen, find_twin, make_folders, put_file, put_new, remove_file, see
from orgsheet.files.put_tree import PutTree, put_tree, refuse_foreign
from orgsheet.files.refusals import AlreadyThereError, ChangedMeanwhileError, UnwritableFileError
from orgsheet.files.temporary_files import clear_leftovers

__all__ = [
    "MAX_BYTES",
    "AlreadyThereError",
    "ChangedMeanwhileError",
    "NameProblem",
    "PutTree",
    "Seen",
    "TooLargeFileError",
    "UnreadableFileError",
    "UnwritableFileError",
    "clear_leftovers",
    "find_twin",
    "make_folders",
    "name_problem",
    "put_file",
    "put_new",
    "put_tree",
    "read_beginning",
    "read_file",
    "refuse_foreign",
    "remove_file",
    "see",
    "twin_key",
]
