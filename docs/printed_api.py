"""The page docs/api.md: what is promised to other programs, printed from the docstrings."""

from __future__ import annotations

import inspect
from typing import get_type_hints

from orgsheet import api

_HEAD = """\
# The API

This page is printed by `python docs/print_pages.py` from the docstrings of `orgsheet.api`.
Everything here keeps its meaning as [versions.md](versions.md) says (Japanese); every other module
of the package may change without a word.

```python
from orgsheet import api

report = api.lint(".")
print(report["summary"])
print(api.read_deadline("7月～8月", "R5")["to"])  # 2023-08-31
```
"""


def api_page() -> str:
    """Return the page: a chapter for each name of `orgsheet.api.__all__`, in their order."""
    return _HEAD + "".join(_chapter(name, getattr(api, name)) for name in api.__all__)


def _chapter(name: str, value: object) -> str:
    shown = inspect.cleandoc(value.__doc__ or "")
    if inspect.isfunction(value):
        head = "def " + name + str(inspect.signature(value)).replace("'", "")
    elif isinstance(value, type) and issubclass(value, Exception):
        head = f"class {name}(Exception)"
    else:
        assert isinstance(value, type), "functions and classes are promised, nothing else"
        kinds = get_type_hints(value).items()
        fields = ", ".join(f"{field}: {inspect.formatannotation(kind)}" for field, kind in kinds)
        head = f"class {name}({fields})"
    return f"\n## {name}\n\n```text\n{head}\n\n{shown}\n```\n"
