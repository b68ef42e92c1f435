"""Checks of the scales (尺度): those that cannot be used, and so rate nothing."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.scales import ScaleRegister
from orgsheet.source import Document
from orgsheet.source.pointers import steps_of
from orgsheet.workspace.layout import REGISTERS, SCALES_PATH
from orgsheet.workspace.workspace import Workspace


@check(values=("尺度", "指摘"))
def scale_faulty(document: Document, workspace: Workspace) -> Iterator[Spot]:
    """Report what is wrong in the file of scales, unless its schema says so at the same place."""
    if document.path != SCALES_PATH or document.problems or document.root is None:
        return
    told = workspace.schema_problems(document, REGISTERS[SCALES_PATH])
    pointers = [one.pointer for one in told]
    for node, message in ScaleRegister.read(document).faults:
        place = document.root if node is None else node
        pointer = place.pointer()
        if any(_is_within(one, pointer) or _is_within(pointer, one) for one in pointers):
            continue
        yield Spot(node=place, values={"尺度": _name(pointer), "指摘": message}, about=message)


def _is_within(pointer: str, other: str) -> bool:
    """Tell whether a place is another one, or in it; the root holds no place that is told."""
    return bool(other) and f"{pointer}/".startswith(f"{other}/")


def _name(pointer: str) -> str:
    """Return the name of the scale that a place is in, "" for the file."""
    return next(iter(steps_of(pointer)[1:]), "")
