"""Templates of pages: every text is escaped, and what nobody would see in it is shown."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsheet.render.escape import visible
from orgsheet.render.web.anchors import fragment

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).with_name("templates")


class SiteMissingError(Exception):
    """The optional library is not installed; the message is Japanese and says what to type."""


def render(name: str, /, **values: object) -> str:
    """Return a page: the template of that name filled in.

    A text is never markup, whatever it holds; a name that the template misses is an error.

    Raises:
        SiteMissingError: Jinja2 is not installed.
    """
    text: str = _environment().get_template(name).render(**values)
    return text


def asset(name: str) -> bytes:
    """Return a file that pages refer to as it is: the stylesheet, the script of the search."""
    return (_FOLDER.parent / name).read_bytes()


def templates_stamp() -> bytes:
    """Return a digest that changes with the templates and with what fills them.

    Raises:
        SiteMissingError: Jinja2 is not installed.
    """
    import jinja2

    escaping = metadata.version("markupsafe")
    digest = blake2b(f"{sys.version} {jinja2.__version__} {escaping}".encode())
    for path in sorted(_FOLDER.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def require_templates() -> None:
    """Make sure that pages can be made.

    Raises:
        SiteMissingError: Jinja2 is not installed.
    """
    _environment()


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise SiteMissingError(
            "サイトの頁を作る部品が入っていません。次を実行してから、もう一度試してください。\n"
            "  pip install 'orgsheet[site]'"
        ) from error
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["fragment"] = fragment
    return made


def _shown(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    """Return a value as it is printed; markup that a template made stays what it is."""
    return visible(value) if type(value) is str else value
