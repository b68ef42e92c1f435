"""Which rules have nothing to look at in a form: it lacks the kind of field that they bind to.

What a rule looks at is read off its bad examples: each says where in a sheet of the packaged form
the finding stands, and that form says of which kind and role the field there is. A rule of which
every example stands at a kind or role that a form does not have binds to nothing in that form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field, Form
from orgsheet.form.kinds import ROLES
from orgsheet.form.known_forms import packaged_forms
from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.rulebook import Rule
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.workspace import Workspace

_BOUND = frozenset({"plans", "deadlines", "criteria", "names", "cascade", "years", "people"})
"""Chapters whose rules look at kinds; the others look at files, texts and the form as a whole."""
_SHAPES = "structure"
_OF_ONE_KIND = frozenset({"職員", "計画の番号"})
"""Kinds of a row that rules about the form as a whole look at alone."""
_CHOSEN = "選択"


class Need(NamedTuple):
    """What a field must be for a rule to look at it: its kind, and the role where that counts."""

    kind: str
    role: str = ""

    def __str__(self) -> str:
        return f"種類「{self.kind}」" + (f"で役「{self.role}」" if self.role else "") + "の欄"


class Unbound(NamedTuple):
    """A rule that binds to nothing, the forms that this is true of, and what they lack."""

    rule: Rule
    forms: tuple[str, ...]
    lacking: tuple[Need, ...]


def unbound_rules(rules: Iterable[Rule], forms: Sequence[Form]) -> Iterator[Unbound]:
    """Yield the rules that have nothing to look at in some of the forms.

    Raises:
        RuleFileError: the examples of a rule are not written as examples are.
    """
    for rule in rules if forms else ():
        needs = _needs(rule)
        without = [form.name for form in forms if needs and not any(_has(form, needs))]
        if without:
            yield Unbound(rule, tuple(without), needs)


def forms_in_use(workspace: Workspace) -> list[Form]:
    """Return the forms that the years of a workspace's sheets have, latest first, each once.

    Raises:
        FormError: a form's definition cannot be used.
    """
    known = workspace.forms
    years = sorted({identity.year for identity in workspace.sheet_ids}, reverse=True)
    found = [form for year in years if (form := known.of_year(year))] or [known.newest]
    return list({form.name: form for form in found}.values())


def bound_rules(rules: Sequence[Rule], workspace: Workspace) -> Sequence[Rule]:
    """Return the rules that have something to look at in one of the forms in use.

    Raises:
        FormError: a form's definition cannot be used.
        RuleFileError: the examples of a rule are not written as examples are.
    """
    if not workspace.forms.own_names:
        return rules
    forms = forms_in_use(workspace)
    found = unbound_rules(rules, forms)
    unbound = {one.rule.id for one in found if len(one.forms) == len(forms)}
    return [rule for rule in rules if rule.id not in unbound]


def _needs(rule: Rule) -> tuple[Need, ...]:
    """Return what a rule looks at: one of these is enough; () where it looks at any sheet."""
    if rule.subject not in _BOUND | {_SHAPES}:
        return ()
    roles = _roles_asked(rule)
    found: dict[Need, None] = {}
    for example in rule.examples()["bad"]:
        if sheet_id_of(example.get("path", DEFAULT_PATH)) is None:
            return ()
        for expected in example.get("expect", ()):
            need = _need_at(str(expected.get("at", "")), roles)
            if need is None:
                return ()
            found[need] = None
    if rule.subject == _SHAPES and not all(
        need.role or need.kind in _OF_ONE_KIND for need in found
    ):
        return ()
    return tuple(found)


def _roles_asked(rule: Rule) -> frozenset[str]:
    """Return the roles of tables that a rule's options name, or those of its check without any."""
    options = {**(rule.check.function.__kwdefaults__ or {}), **rule.with_}
    listed = [(value,) if isinstance(value, str) else value for value in options.values()]
    return frozenset(
        word for value in listed if isinstance(value, tuple) for word in value if word in ROLES
    )


def _need_at(pointer: str, roles: frozenset[str]) -> Need | None:
    """Return what stands at a place of a sheet of the packaged form; None for no one field."""
    steps = [step for step in pointer.split("/")[1:] if not step.isdecimal()]
    form = packaged_forms().of_any(None, "R5")
    field = form.fields.get(steps[0]) if steps else None
    if field is None:
        return None
    row = form.row_of(field)
    if row is None:
        return Need(field.kind)
    inner = row.fields.get(steps[1]) if len(steps) > 1 else None
    if len(steps) > 1 and inner is None:
        inner = next((one for one in row.fields.values() if one.raw == steps[1]), None)
        if inner is None:
            return None if steps[1] in words.ROW else Need(field.kind)
    if roles and field.role in roles:
        return Need(field.kind, field.role)
    if inner is None:
        return Need(field.kind, field.role if field.role in ("役割", "重点") else "")
    return Need(inner.kind, inner.role if inner.kind == _CHOSEN else "")


def _has(form: Form, needs: Iterable[Need]) -> Iterator[bool]:
    rows = [field for row in form.rows.values() for field in row.fields.values()]
    fields: list[Field] = [*form.fields.values(), *rows]
    for need in needs:
        there = rows if need.kind in _OF_ONE_KIND else fields
        yield any(field.kind == need.kind and need.role in ("", field.role) for field in there)
