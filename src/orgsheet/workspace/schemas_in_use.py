"""The schemas in use: those of the workspace and of its forms, else the packaged ones."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING

from orgsheet.files.packaged import packaged_folder
from orgsheet.files.trees import WorkspaceError
from orgsheet.form import built_in_words as words
from orgsheet.form.definition import FOLDER as FORMS

if TYPE_CHECKING:
    from orgsheet.form.definition import Form
    from orgsheet.source import Document, Plain
    from orgsheet.workspace.loaded_files import LoadedFiles

OWN_SCHEMAS = frozenset({"sheet", "plans", "organization"})
"""The schemas of which a workspace may have its own."""

CIRCLED = [chr(ord("①") + count) for count in range(9)]
"""The numbers of plans that may be registered whatever numbers the forms have."""
_NUMBERED = "plans of the forms"


class SchemasInUse:
    """The schemas by name and by form, read once when asked for."""

    def __init__(self, files: LoadedFiles) -> None:
        self._files = files
        self._schemas: dict[str, dict[str, Plain]] = {}

    def fork(self, files: LoadedFiles) -> SchemasInUse:
        """Return the schemas of other files that are the same so far."""
        other = SchemasInUse(files)
        other._schemas.update(self._schemas)
        return other

    def named(self, name: str) -> dict[str, Plain]:
        """Return the schema `<name>.schema.json`: the workspace's own, else the packaged one.

        What rules, settings and waivers look like is the program's to say: no workspace changes it.

        Raises:
            WorkspaceError: the workspace's own schema file is broken, or lacks a heading that the
                program reads.
        """
        if name not in self._schemas:
            path = f"schema/{name}.schema.json"
            own = self._files.read_own(path) if name in OWN_SCHEMAS else None
            self._schemas[name] = _packaged_schema(name) if own is None else _own_schema(own, path)
        return self._schemas[name]

    @cached_property
    def own_form_names(self) -> tuple[str, ...]:
        """The names of the workspace's own forms that differ from the packaged ones, sorted."""
        return self._files.forms.own_names

    @property
    def own_names(self) -> tuple[str, ...]:
        """The schemas of which files are checked by the workspace's own, where it has one."""
        return tuple(sorted(OWN_SCHEMAS - ({"sheet"} if self.own_form_names else set())))

    def of_sheet(self, document: Document) -> dict[str, Plain]:
        """Return the schema of a sheet: that of its form where the workspace has own forms.

        With own forms the workspace's `schema/sheet.schema.json` is for editors alone.

        Raises:
            WorkspaceError: the form or the schema cannot be used; see `named`.
        """
        if not self.own_form_names:
            return self.named("sheet")
        year = document.path.split("/")[1] if document.path.count("/") > 1 else ""
        form = self._files.forms.of_sheet(document.root, year)
        return self._of_form(form or self._files.forms.newest)

    def _of_form(self, form: Form) -> dict[str, Plain]:
        from orgsheet.form.json_schema import sheet_schema

        name = f"{FORMS}/{form.name}"
        if name not in self._schemas:
            schema = sheet_schema(form)
            # A name that is no form's would leave the sheet to the form of its year, silently.
            schema["properties"][words.FORM]["enum"] = list(self._files.forms.names)
            self._schemas[name] = schema
        return self._schemas[name]

    def of_plans(self) -> dict[str, Plain]:
        """Return the schema of the register of plans: its numbers are those of forms, or circled.

        The file itself leaves them open: editors know no forms.

        Raises:
            WorkspaceError: the schema or a form cannot be used; see `named`.
        """
        if _NUMBERED not in self._schemas:
            self._schemas[_NUMBERED] = self._with_numbers(deepcopy(self.named("plans")))
        return self._schemas[_NUMBERED]

    def _with_numbers(self, schema: dict[str, Plain]) -> dict[str, Plain]:
        known = self._files.forms
        forms = [form for name in self.own_form_names if (form := known.form(name))]
        own = [number for form in forms for number in form.numbers]
        meaning: Plain = schema
        for step in ("$defs", words.MEANINGS, "properties", words.NUMBER):
            meaning = meaning.get(step) if isinstance(meaning, dict) else None
        if isinstance(meaning, dict):
            listed = meaning.get("enum")
            before = listed if isinstance(listed, list) else CIRCLED
            meaning["enum"] = list(dict.fromkeys([*own, *before]))
        return schema

    def require_own(self) -> None:
        """Refuse own schemas and forms that cannot be used, also where nothing is checked by them.

        Raises:
            WorkspaceError: see `named`.
        """
        for name in self.own_form_names:
            form = self._files.forms.form(name)
            assert form is not None, "an own name is one of a form"
            self._of_form(form)
        for name in self.own_names:
            if self._files.read_own(f"schema/{name}.schema.json") is not None:
                self.named(name)


def _packaged_schema(name: str) -> dict[str, Plain]:
    data: dict[str, Plain] = json.loads(
        packaged_folder("schema").joinpath(f"{name}.schema.json").read_bytes()
    )
    return data


def _own_schema(own: bytes, path: str) -> dict[str, Plain]:
    """Return a workspace's own schema, refused where rules would find their headings no more."""
    from orgsheet.schema import SchemaFileError, load_schema

    try:
        schema = load_schema(own, path)
    except SchemaFileError as error:
        raise WorkspaceError(f"{path}: {error}") from error
    name = path.rpartition("/")[2].removesuffix(".schema.json")
    _require_headings(schema, _packaged_schema(name), path)
    return schema


def _require_headings(schema: dict[str, Plain], packaged: dict[str, Plain], path: str) -> None:
    from orgsheet.schema import missing_headings

    missing = missing_headings(schema, packaged)
    if missing:
        more = f"ほかに {len(missing) - 1} 件ありません。" if len(missing) > 1 else ""
        raise WorkspaceError(
            f"{path}: 見出し「{missing[0]}」がありません。{more}"
            "点検と比較はこの見出しを読むため、名前を変えると何も調べられません。"
            "この見出しを定義に戻してください（使わない見出しは、必須から外すだけにします）。"
        )
