"""What GitLab's shipped jobs may consist of: all that is not known is told."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import yaml
from workflow_parts import StrictLoader, started_in_the_checkout, unknown_commands

_JOB = {
    *("stage", "image", "timeout", "rules", "variables", "script", "artifacts", "needs"),
}
_RULE, _KEPT = {"if", "when"}, {"when", "expire_in", "paths", "reports"}
_JOBS = {"orgsheet-image", "orgsheet-review", "orgsheet-note", "pages", "orgsheet-site"}
_VALUES = {"GIT_STRATEGY": "none", "GIT_DEPTH": "0"}
_NOTE_IMPORTS = {"json", "os", "pathlib", "re", "sys", "urllib.request"}
_NOTE_CALLS = {
    *("call", "pathlib.Path", "path.is_symlink", "path.is_file", "path.stat", "path.read_text"),
    *("sys.exit", "re.sub", "body.split", "json.dumps", "json.dumps(data).encode", "json.load"),
    *("urllib.request.Request", "urllib.request.urlopen"),
    *("note['body'].split", "note['body'].split('\\n', 1)[0].strip"),
}
_NOTE_READS = {"CI_API_V4_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID", "ORGSHEET_NOTE_TOKEN"}
_NOTE_ADDRESSES = re.compile(r"""f["']\{api\}/user["']|f["']\{request_of\}/notes[^"\n]*["']""")


class _Loader(StrictLoader):
    may_refer = True


def read_gitlab(text: str) -> dict[str, Any]:
    """Return a file of GitLab's; its jobs may share what is written once.

    Raises:
        TwiceError: a key stands twice.
    """
    data: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    return data


def unknown_in_gitlab(data: dict[str, Any]) -> Iterator[str]:
    """Yield the parts of GitLab's jobs, and their commands, that are none of the known ones."""
    yield from data.keys() ^ {"variables", ".orgsheet-site", *_JOBS}
    for name, job in data.items():
        if name == "variables":
            yield from job.keys() ^ {"ORGSHEET_IMAGE"}
            continue
        if not isinstance(job, dict):
            yield name
            continue
        yield from (f"{name}: {key}" for key in job.keys() - _JOB)
        yield from (f"{name}: {rule}" for rule in job.get("rules", []) if rule.keys() - _RULE)
        kept = job.get("artifacts", {})
        yield from (f"{name}: {key}" for key in kept.keys() - _KEPT)
        yield from (f"{name}: {key}" for key in kept.get("reports", {}).keys() - {"codequality"})
        given = job.get("variables", {})
        yield from (f"{one}" for one in given.items() - _VALUES.items())
        if name == "orgsheet-note":
            yield from unknown_in_note(*job["script"])
            continue
        for script in job.get("script", []):
            yield from unknown_commands(script)
        yield from started_in_the_checkout(job.get("script", []))


def unknown_in_note(script: str, *more: str) -> Iterator[str]:
    """Yield what the program that writes GitLab's note does that is not known."""
    yield from more
    match = re.fullmatch(r"python -I - <<'PY'\n(.*)\nPY\n", script, re.DOTALL)
    if match is None:
        yield script
        return
    for node in ast.walk(ast.parse(match[1])):
        if isinstance(node, ast.Import):
            yield from {one.name for one in node.names} - _NOTE_IMPORTS
        elif isinstance(node, ast.ImportFrom):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call):
            yield from {ast.unparse(node.func)} - _NOTE_CALLS
            if ast.unparse(node.func) == "call" and not _NOTE_ADDRESSES.fullmatch(
                ast.unparse(node.args[1])
            ):
                yield ast.unparse(node)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield from {str(ast.literal_eval(node.slice))} - _NOTE_READS
