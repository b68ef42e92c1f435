"""Git as a source of sheets: revisions, their files and settings; the only user of GitPython.

What a user types never reaches git as an option: a revision is resolved to its commit first, and
nothing here clones, fetches or changes the work tree. Git runs with settings that this package
chooses, whatever a repository or its owner has set.
"""

from orgsheet.files.git.call_git import GitError, NoGitError
from orgsheet.files.git.commit_files import GitFiles
from orgsheet.files.git.first_parents import ChangedFile, Step
from orgsheet.files.git.line_merge import merge_lines
from orgsheet.files.git.merged_files import MergedFiles
from orgsheet.files.git.repository import Repository, known_revision, open_repository
from orgsheet.files.git.tree_listing import Entry

__all__ = [
    "ChangedFile",
    "Entry",
    "GitError",
    "GitFiles",
    "MergedFiles",
    "NoGitError",
    "Repository",
    "Step",
    "known_revision",
    "merge_lines",
    "open_repository",
]
