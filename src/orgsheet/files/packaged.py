"""What came with the program: rules, schemas and forms, beside the code or in the checkout."""

from __future__ import annotations

from pathlib import Path


def packaged_folder(name: str) -> Path:
    """Return the folder `schema`, `lint` or `changes` that came with the program.

    An installed wheel carries them beside the code; in a source checkout they are the
    repository's own.
    """
    here = Path(__file__).resolve().parent.parent
    installed = here / "data" / name
    return installed if installed.is_dir() else here.parent.parent / name
