"""Checks of who does what: nobody alone, nobody with everything, every name in one spelling."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from orgsheet.form.sheet import Role, Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.row_lists import joined_names
from orgsheet.source import Scalar

_FEWEST_PEOPLE = 2
_FEW = 3


def _named(role: Role, everyone: tuple[str, ...]) -> list[Scalar]:
    return [value for value in role.staff if value.text.strip() and value.text not in everyone]


@check(values=("事務", "名前"))
def single_person(sheet: Sheet, *, everyone: tuple[str, ...] = ("全員",)) -> Iterator[Spot]:
    """Report a role with one person, in a sheet that names several.

    `everyone` are the words for the whole section, which is no single person.
    """
    people = {value.text for role in sheet.roles for value in _named(role, everyone)}
    if len(people) < _FEWEST_PEOPLE:
        return
    for role in sheet.roles:
        only = _named(role, everyone) if len(role.staff) == 1 else []
        if only and not joined_names(only[0].text, people):
            yield Spot(
                node=role.staff[0],
                values={
                    "事務": role.name.text if role.name else "",
                    "名前": role.staff[0].text,
                },
            )


@check(values=("名前", "件数", "全件数", "割合"))
def heavy_load(
    sheet: Sheet,
    *,
    share: float = 0.6,
    rows: int = 5,
    people: int = 3,
    everyone: tuple[str, ...] = ("全員",),
) -> Iterator[Spot]:
    """Report a person who is named in more than a share of the roles.

    Args:
        sheet: the sheet.
        share: from 0 to 1, of the roles that name people at all.
        rows: fewer such roles say nothing about the load.
        people: nor do fewer people in the sheet.
        everyone: words for the whole section.
    """
    roles = [names for role in sheet.roles if (names := _named(role, everyone))]
    first: dict[str, Scalar] = {}
    counts: Counter[str] = Counter()
    for names in roles:
        for name in names:
            first.setdefault(normalize(name.text), name)
        counts.update({normalize(name.text) for name in names})
    # In few rows only who stands in every one of them has too much.
    few = _FEW <= len(roles) < rows
    if (len(roles) < rows and not few) or len(counts) < people:
        return
    if few and sum(count == len(roles) for count in counts.values()) > 1:
        return  # a pair that does everything together is no load on one
    for person, count in counts.items():
        if count == len(roles) if few else count > share * len(roles):
            yield Spot(
                node=first[person],
                values={
                    "名前": first[person].text,
                    "件数": str(count),
                    "全件数": str(len(roles)),
                    "割合": f"{round(100 * count / len(roles))}％",
                },
                about="負担",
            )


@check(values=("名前", "ほかの書き方", "件数"))
def name_spelling(sheet: Sheet, *, variants: dict[str, str]) -> Iterator[Spot]:
    """Report a name that the sheet writes more often in another width, spacing or variant.

    Args:
        sheet: the sheet.
        variants: characters that stand for one another in names, as in 髙: 高.
    """
    table = str.maketrans(variants)
    spellings: dict[str, dict[str, list[Scalar]]] = defaultdict(dict)
    for role in sheet.staffed:
        for value in role.staff:
            key = normalize(value.text).translate(table)
            spellings[key].setdefault(value.text, []).append(value)
    for forms in spellings.values():
        common, *rarer = sorted(forms, key=lambda text: -len(forms[text]))
        for text in rarer:
            for value in forms[text]:
                yield Spot(
                    node=value,
                    values={
                        "名前": text,
                        "ほかの書き方": common,
                        "件数": str(len(forms[common])),
                    },
                    replacement=common,
                )


_TITLES = (
    *(
        "さん",
        "サン",
        "氏",
        "様",
        "さま",
        "君",
        "くん",
        "係長",
        "課長",
        "課長補佐",
        "補佐",
        "部長",
        "次長",
    ),
    *(
        "主幹",
        "副主幹",
        "主査",
        "主任",
        "主事",
        "主事補",
        "技師",
        "室長",
        "所長",
        "館長",
        "園長",
        "職員",
    ),
)


@check(values=("名前", "敬称", "正しい名前"))
def name_with_title(sheet: Sheet, *, titles: tuple[str, ...] = _TITLES) -> Iterator[Spot]:
    """Report a name with a title or さん, where the sheet names people by their names alone.

    Args:
        sheet: the sheet.
        titles: what is no part of a name.
    """
    for role in sheet.staffed:
        for value in role.staff:
            name = value.text.strip()
            if not name.endswith(titles):
                continue
            title = max((one for one in titles if name.endswith(one)), key=len, default="")
            if title and len(name) - len(title) > 1:
                right = name.removesuffix(title).strip()
                yield Spot(
                    node=value,
                    values={"名前": name, "敬称": title, "正しい名前": right},
                    replacement=right,
                )


_NAME_LENGTHS = (2, 3)
_MOST_NAMES = 60


@check(values=("名前", "近い名前", "件数"))
def name_slip(
    sheet: Sheet, *, variants: dict[str, str], everyone: tuple[str, ...] = ("全員",)
) -> Iterator[Spot]:
    """Report a name that stands once and is one character off a name that stands elsewhere.

    Only where everybody else stands in several rows: a new name is then more likely a slip.

    Args:
        sheet: the sheet.
        variants: characters that stand for one another in names; `name_spelling` tells them.
        everyone: words for the whole section.
    """
    table = str.maketrans(variants)
    places: dict[str, list[Scalar]] = defaultdict(list)
    for role in sheet.staffed:
        for value in _named(role, everyone):
            places[value.text.strip()].append(value)
    once = [name for name, found in places.items() if len(found) == 1]
    if len(places) > _MOST_NAMES or not once:
        return
    for name in once:
        near = [
            other
            for other in places
            if _one_off(normalize(name).translate(table), normalize(other).translate(table))
        ]
        others_often = all(len(places[one]) > 1 for one in places if one not in (name, *near))
        if len(near) == 1 and len(places) > len(near) + 1 and others_often:
            value = places[name][0]
            if len(places[near[0]]) == 1 and value.start < places[near[0]][0].start:
                continue
            yield Spot(
                node=value,
                values={"名前": name, "近い名前": near[0], "件数": str(len(places[near[0]]))},
                about=near[0],
            )


def _one_off(name: str, other: str) -> bool:
    if name == other or len(name) != len(other) or len(name) not in _NAME_LENGTHS:
        return False
    return sum(a != b for a, b in zip(name, other, strict=True)) == 1
