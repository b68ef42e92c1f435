"""The plan register (計画台帳): resolve plan names, say what is in force, know the items.

Long because what the register can be asked is one class, with the plans it answers of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import DEFAULT_CUTOFF, nearest, normalize
from orgsheet.japanese.mentions import MAX_QUOTES, QUOTED, Found, NameScanner, slip_length
from orgsheet.registers.tolerant import mappings_of, scalars_of, text_of, year_of
from orgsheet.source import Document, Mapping, Node, Scalar

MAX_PLANS = 500
"""Plans read from one register; the schema states the same limit."""
MAX_ITEMS = 200
"""Items of each kind read from one plan; the schema states the same limit."""
INDIVIDUAL = "個別計画"
"""The level of plans that a sheet names themselves, instead of their items."""
VERIFIED = "確認済"

# Where the name of a plan may end and that of its item begin.
_ITEM_BEGINS = pattern(r"[「『（(【〈\s:：・／/]")
_LONGEST_NAME, _MOST_ENDS = 200, 20
"""Characters in which a plan's name ends, and places where it may, of those that are tried."""
_MIN_QUOTED_ITEM = 8
_MAX_CUT = 4
"""A quoted item may leave out an ending such as づくり."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanItem:
    """One item of a plan (基本方針, 戦略 …), verbatim.

    `verified` is False when the wording is known from a sheet only.
    """

    text: str
    node: Node
    verified: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan of the city.

    `first` None means that the period is unknown; `first` with `last` None, that no end is set.
    `verified` is the register's own word: 確認済, 本文のみ or 未確認.
    """

    name: str
    aliases: tuple[str, ...]
    level: str
    parent: str | None
    first: FiscalYear | None
    last: FiscalYear | None
    successor: str | None
    items: tuple[PlanItem, ...]
    items_complete: bool
    source: str
    verified: str
    note: str
    node: Node

    @property
    def individual(self) -> bool:
        """Whether sheets name the plan itself under ③."""
        return self.level == INDIVIDUAL

    def in_force(self, year: FiscalYear) -> bool | None:
        """Say whether the plan is in force in `year`; None when the register cannot tell."""
        if self.last is not None and year > self.last:
            return False
        if self.first is None:
            return None
        return year >= self.first

    def period_text(self) -> str:
        """Return the period for a message: 令和2年度～令和5年度, or that it is unknown."""
        if self.first is None:
            return f"開始不明～{self.last.kanji}" if self.last else "期間不明"
        return f"{self.first.kanji}～{self.last.kanji if self.last else '（終期なし）'}"


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a number (①, ②, ③) of the form stands for in the years `first` to `last`.

    `label` is the form's text for the row ("" when unknown); `plan` is None for `individual`
    numbers, which stand for the plans a section names itself.
    """

    number: str
    label: str
    first: FiscalYear | None
    last: FiscalYear | None
    plan: Plan | None
    individual: bool
    verified: str
    node: Node


class Mention(NamedTuple):
    """A plan's name in running text; offsets from 0, end exclusive.

    `official` is the name or short name meant; `exact` is False where the text differs from it by
    a slip.
    """

    start: int
    end: int
    plan: Plan
    official: str
    exact: bool


class ItemMention(NamedTuple):
    """A plan's item quoted in 「…」 (offsets without the marks), possibly without its ending.

    `official` is the item's wording, for a slip cut where the quotation ends.
    """

    start: int
    end: int
    plan: Plan
    item: PlanItem
    official: str
    exact: bool


class PlanRegister:
    """The plans of the register, in its order.

    Of two plans or short names with the same spelling the first counts.
    """

    def __init__(self, plans: tuple[Plan, ...] = (), meanings: tuple[Meaning, ...] = ()) -> None:
        self.plans = plans
        self.meanings = meanings
        self._by_key: dict[str, Plan] = {}
        for plan in plans:
            self._by_key.setdefault(normalize(plan.name), plan)
        for plan in plans:
            for alias in plan.aliases:
                self._by_key.setdefault(normalize(alias), plan)
        self._nearest_plan = kept(self._find_nearest_plan)
        self._nearest_item = kept(self._find_nearest_item)
        self._mentions = kept(self._find_mentions)
        self._item_mentions = kept(self._find_item_mentions)

    @classmethod
    def read(cls, document: Document | None) -> PlanRegister:
        """Read a register; what cannot be read is left out, an unreadable file gives no plans.

        Never raises: what is wrong in a register is for its schema to say.
        """
        root = document.root if document is not None else None
        if not isinstance(root, Mapping):
            return cls()
        nodes = mappings_of(root.get("計画"), MAX_PLANS)
        plans = tuple(plan for node in nodes if (plan := _plan(node)) is not None)
        register = cls(plans)
        numbers = mappings_of(root.get(words.MEANINGS), MAX_PLANS)
        register.meanings = tuple(
            meaning for node in numbers if (meaning := register._meaning(node)) is not None
        )
        return register

    def __bool__(self) -> bool:
        return bool(self.plans)

    def find(self, text: str) -> Plan | None:
        """Return the plan of which `text` is the official name or a short name, or None.

        Widths, spaces and kinds of dashes do not count.
        """
        return self._by_key.get(normalize(text))

    def find_named(self, text: str) -> Plan | None:
        """Return the plan that `text` names, whole or before one of its items, or None.

        So sheets cite an item: ○○計画「農業の振興」, ○○計画 第2章.
        """
        plan = self.find(text)
        begins = islice(_ITEM_BEGINS.finditer(text[:_LONGEST_NAME]), _MOST_ENDS)
        ends = [match.start() for match in begins]
        while plan is None and ends:
            plan = self.find(text[: ends.pop()])
        return plan

    def nearest_plan(
        self, text: str, cutoff: float = DEFAULT_CUTOFF
    ) -> tuple[Plan, str, float] | None:
        """Return the most similar plan, the name of it that is similar, and how much (0 to 1)."""
        return self._nearest_plan(text, cutoff)

    def _find_nearest_plan(self, text: str, cutoff: float) -> tuple[Plan, str, float] | None:
        for name, score in nearest(text, self._names, cutoff):
            return self._names[name], name, score
        return None

    def meaning(self, number: str, year: FiscalYear) -> Meaning | None:
        """Return what a number such as ② stands for in `year`; None when it is not registered."""
        for meaning in self.meanings:
            started = meaning.first is None or meaning.first <= year
            ended = meaning.last is not None and meaning.last < year
            if meaning.number == number and started and not ended:
                return meaning
        return None

    def items(self, number: str, year: FiscalYear) -> tuple[tuple[PlanItem, ...], bool]:
        """Return the items a sheet of `year` may give under `number`, and whether that is all.

        Under a number for individual plans a sheet names plans: there are no items.
        """
        meaning = self.meaning(number, year)
        if meaning is None or meaning.plan is None:
            return (), False
        return meaning.plan.items, meaning.plan.items_complete

    def find_item(self, text: str, number: str, year: FiscalYear) -> PlanItem | None:
        """Return the item with this wording (widths and spaces aside), or None."""
        key = normalize(text)
        for item in self.items(number, year)[0]:
            if normalize(item.text) == key:
                return item
        return None

    def nearest_item(
        self, text: str, number: str, year: FiscalYear, cutoff: float = DEFAULT_CUTOFF
    ) -> tuple[PlanItem, float] | None:
        """Return the most similar item under `number` in `year` and how similar it is (0 to 1)."""
        return self._nearest_item(text, number, year, cutoff)

    def _find_nearest_item(
        self, text: str, number: str, year: FiscalYear, cutoff: float
    ) -> tuple[PlanItem, float] | None:
        items = {item.text: item for item in self.items(number, year)[0]}
        for name, score in nearest(text, items, cutoff):
            return items[name], score
        return None

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Return the plan names in running text, in order and without overlaps.

        A damaged name (a word missing, one wrong character) is returned only when nothing else
        explains the text; another edition's number is not damage.
        """
        return self._mentions(text)

    def _find_mentions(self, text: str) -> tuple[Mention, ...]:
        return tuple(map(_mention, self._scanner.scan(text)))

    def item_mentions(self, text: str) -> tuple[ItemMention, ...]:
        """Return the items quoted in 「…」, whole, without their ending, or with one slip."""
        return self._item_mentions(text) if "「" in text or "『" in text else ()

    def _find_item_mentions(self, text: str) -> tuple[ItemMention, ...]:
        return tuple(self._items_in(text))

    def _items_in(self, text: str) -> Iterator[ItemMention]:
        for match in islice(QUOTED.finditer(text), MAX_QUOTES):
            quoted = normalize(match.group(1))
            if len(quoted) < _MIN_QUOTED_ITEM or quoted in self._by_key:
                continue
            if hit := self._quoted_item(quoted):
                start, end = match.span(1)
                yield ItemMention(start, end, *hit)

    def _quoted_item(self, quoted: str) -> tuple[Plan, PlanItem, str, bool] | None:
        slip: tuple[Plan, PlanItem, str, bool] | None = None
        # Whole or with a slip, a quotation begins as the item does.
        for key, plan, item in self._items_by_beginning.get(quoted[0], ()):
            if not -1 <= len(key) - len(quoted) <= _MAX_CUT:
                continue
            if key.startswith(quoted):
                return plan, item, item.text, True
            if slip is None:
                # Cutting the item where the quotation ends leaves the slip as the only difference.
                for cut in (key[: len(quoted) + extra] for extra in (0, 1, -1)):
                    if slip_length(quoted, cut) == len(quoted):
                        official = item.text if cut == key else cut
                        slip = plan, item, official, False
                        break
        return slip

    @cached_property
    def _items_by_beginning(self) -> dict[str, list[tuple[str, Plan, PlanItem]]]:
        """The items with their keys in the register's order, by the first character of the keys."""
        found: dict[str, list[tuple[str, Plan, PlanItem]]] = {}
        for plan in self.plans:
            for item in plan.items:
                key = normalize(item.text)
                found.setdefault(key[:1], []).append((key, plan, item))
        return found

    @cached_property
    def _names(self) -> dict[str, Plan]:
        names: dict[str, Plan] = {}
        for plan in self.plans:
            for name in (plan.name, *plan.aliases):
                names.setdefault(name, plan)
        return names

    @cached_property
    def _scanner(self) -> NameScanner[Plan]:
        return NameScanner(self._names.items())

    def _meaning(self, node: Mapping) -> Meaning | None:
        number = text_of(node, "番号")
        if not number:
            return None
        name = text_of(node, "計画")
        individual = name == INDIVIDUAL
        return Meaning(
            number=number,
            label=text_of(node, "表示名"),
            first=year_of(node, "初年度"),
            last=year_of(node, "最終年度"),
            plan=None if individual else self.find(name),
            individual=individual,
            verified=text_of(node, "確認"),
            node=node,
        )


def _mention(found: Found[Plan]) -> Mention:
    return Mention(found.start, found.end, found.owner, found.name, found.exact)


def _plan(node: Mapping) -> Plan | None:
    name = text_of(node, "名称")
    if not name:
        return None
    complete = node.get("項目は全部か")
    items = [PlanItem(item.text, item) for item in islice(scalars_of(node.get("項目")), MAX_ITEMS)]
    seen = islice(scalars_of(node.get("本文のみの項目")), MAX_ITEMS)
    items += [PlanItem(item.text, item, verified=False) for item in seen]
    return Plan(
        name=name,
        aliases=tuple(item.text for item in scalars_of(node.get("略称"))),
        level=text_of(node, "区分"),
        parent=text_of(node, "上位計画") or None,
        first=year_of(node, "初年度"),
        last=year_of(node, "最終年度"),
        successor=text_of(node, "後継") or None,
        items=tuple(items),
        items_complete=isinstance(complete, Scalar) and complete.value is True,
        source=text_of(node, "出典"),
        verified=text_of(node, "確認"),
        note=text_of(node, "備考"),
        node=node,
    )
