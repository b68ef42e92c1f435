"""Numeric targets: which number became which, in what unit, and whether that asks for less."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from orgsheet.japanese.amounts import LONGEST, Amount, read_amounts
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import neighbours

_CONTEXT, _AFTER, _CLAUSE = 6, 10, 24
_AIM = pattern("以上|達成|目指|目標|目安|確保|上回|超え|増|削減|縮減|減らす|維持|到達")

_MORE = pattern(
    "(?:を?(?:超え|上回)|(?:程度|ほど)?[のをに]?(?:増|上乗せ|削減|縮減|減ら|減少|短縮|抑制|圧縮|節減|低減|カット|改善|前倒し))"
)
"""Right behind a number: more of it is more of the aim."""
_GOOD = pattern(
    "参加|受講|来場|来館|来庁|来訪|利用者|回答|回収|実施|開催|開く|設置|整備|交付|登録|加入|受診|接種|収納|徴収"
    "|満足|採用|更新|訪問|講座|研修|普及|販売|売上|収入|寄附|寄付|移住|就農|稼働|派遣|認定|配布|植樹|点検"
    "|巡回|応募|出生|就職|達成|改善|再生|資源化|取得|継続"
)
_BAD = pattern(
    "残食|食品ロス|事故|苦情|滞納|未納|未収|待ち|待機|廃棄|排出|ごみ量|漏水|欠席|離職|退職|残業|時間外|誤り"
    "|ミス|遅れ|遅延|違反|死者|死亡|負傷|火災|空き家|空家|赤字|借入|債務|不登校|欠員|不足|被害|未受診|手戻り"
    "|放置|所要|処理日数|処理時間|日数"
)
"""Nouns near a number that is to be great, or small."""
_FURTHER = pattern("(?:さらに|更に|加えて|新たに|追加で|もう|あと)約?$")
"""Right before a number: it counts from where the last one was reached."""
_IN_ALL = pattern("累計|合計|延べ|通算|総数|計")
"""Beside a number: what was there before is counted, too."""
_CLAUSES = pattern("[、。,.()「」\n]")


class Quantity(NamedTuple):
    """An amount in a text that is being compared.

    `aim` says that the words around tell of a target; `context` are the words before it, `behind`
    those after it. `wanted` is `more` where more is better, `less` where less is, and "" where
    the words do not tell.
    """

    amount: Amount
    aim: bool
    context: str
    behind: str
    wanted: str

    @property
    def text(self) -> str:
        """The amount as written."""
        return self.amount.text

    @property
    def measure(self) -> tuple[str, bool]:
        """What is counted, and whether it is where things stood rather than where they shall go."""
        return self.amount.unit, self.amount.base

    @property
    def value(self) -> tuple[Decimal, Decimal]:
        """The lower and the upper end, equal but for a range."""
        return self.amount.low, self.amount.high


class TargetChange(NamedTuple):
    """A number that became another: the kind of fact and its values."""

    kind: str
    values: dict[str, str]


def quantities(text: str) -> list[Quantity]:
    """Return the amounts in a text; dates, ordinals and editions are none."""
    folded = _folded(text[:LONGEST])
    found = []
    for amount in read_amounts(folded):
        said = _AIM.search(folded, amount.end, amount.end + _AFTER) is not None
        before = folded[max(0, amount.start - _CLAUSE) : amount.start]
        behind = folded[amount.end : amount.end + _AFTER]
        aim = said or amount.limit == "upper"
        wanted = _wanted(amount, _CLAUSES.split(before)[-1], _CLAUSES.split(behind)[0])
        found.append(Quantity(amount, aim, before[-_CONTEXT:], behind[:_CONTEXT], wanted))
    return found


def wanted_in(name: str) -> str:
    """Return which way a number is better by what it counts; "" where the words do not tell."""
    found = [
        (match.end(), wanted)
        for words, wanted in ((_GOOD, "more"), (_BAD, "less"))
        for match in words.finditer(name)
    ]
    return max(found)[1] if found else ""


def _wanted(amount: Amount, before: str, behind: str) -> str:
    """Return which way a number is better, by its limit, else by the nearest noun of its clause."""
    if _FURTHER.search(before):
        return ""
    if amount.limit == "upper" or amount.unit == _RANK:
        return "less"
    if amount.limit == "lower" or _MORE.match(behind):
        return "more"
    for part in (before, behind):
        found = [
            (match.end() if part is before else -match.start(), wanted)
            for words, wanted in ((_GOOD, "more"), (_BAD, "less"))
            for match in words.finditer(part)
        ]
        if found:
            return max(found)[1]
    return ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def masked(text: str) -> str:
    """Return a text, widths and spaces aside, without its quantities."""
    folded = _folded(text)
    kept, end = [], 0
    for amount in read_amounts(folded):
        kept.append(folded[end : amount.start])
        end = amount.end + len("以上") * folded.startswith("以上", amount.end)
    return "".join("〔数〕".join([*kept, folded[end:]]).split())


def target_changes(
    before: str, after: str, *, whole: bool = False, duty: bool = False
) -> Iterator[TargetChange]:
    """Yield the numbers that changed between two forms of a text.

    With `whole` the text is a criterion: its numbers are targets, and one that is gone or came is
    told as well. In running text only what is called an aim is a target, and in a `duty` nothing.
    """
    old, new = quantities(before), quantities(after)
    pairs = _paired(old, new)
    if not whole:
        pairs = [
            (one, other)
            for one, other in pairs
            if _is_of_one(old[one], new[other]) and old[one].measure == new[other].measure
        ]
    used_old, used_new = {a for a, _ in pairs}, {b for _, b in pairs}
    for first, second in pairs:
        found = _compared(old[first], new[second], whole=whole, duty=duty)
        if found is not None:
            yield found
    # A number of another kind (0日, 17時) that came in its place is a number, too.
    if whole and _digits(before) == _digits(after):
        for number, quantity in enumerate(old):
            if number not in used_old and not quantity.amount.base:
                yield TargetChange("target-removed", {"前": quantity.text})
        for number, quantity in enumerate(new):
            if number not in used_new and not quantity.amount.base:
                yield TargetChange("target-added", {"後": quantity.text})


def _digits(text: str) -> list[str]:
    """Return the digits of a text that belong to no quantity."""
    return sorted(filter(str.isdecimal, masked(text)))


def _paired(old: list[Quantity], new: list[Quantity]) -> list[tuple[int, int]]:
    """Pair numbers: first those in the same words, then the only ones of a unit, then the only."""
    pairs: list[tuple[int, int]] = []
    free_old, free_new = list(range(len(old))), list(range(len(new)))

    def take(first: int, second: int) -> None:
        pairs.append((first, second))
        free_old.remove(first)
        free_new.remove(second)

    for same in (_same_place, _same_words):
        for first in tuple(free_old):
            for second in tuple(free_new):
                if same(old[first], new[second]):
                    take(first, second)
                    break
    for measure in dict.fromkeys(old[number].measure for number in free_old):
        left = [number for number in free_old if old[number].measure == measure]
        right = [number for number in free_new if new[number].measure == measure]
        if len(left) == len(right) == 1:
            take(left[0], right[0])
    if len(free_old) == len(free_new) == 1:
        first, second = free_old[0], free_new[0]
        same_place = old[first].context == new[second].context or len(old) == len(new) == 1
        if same_place and old[first].amount.base == new[second].amount.base:
            take(first, second)
    return sorted(pairs)


def _same_place(old: Quantity, new: Quantity) -> bool:
    return old.context == new.context and old.measure == new.measure and old.value == new.value


def _same_words(old: Quantity, new: Quantity) -> bool:
    return old.context == new.context and old.measure == new.measure


def _is_of_one(old: Quantity, new: Quantity) -> bool:
    """Say whether two numbers count the same: words beside them agree."""
    if old.context == new.context:
        return True
    sides = (old.context, new.context), (old.behind, new.behind)
    return any(_word_pairs(one) & _word_pairs(other) for one, other in sides)


def _word_pairs(text: str) -> set[str]:
    return {
        pair
        for pair in neighbours(text)
        if all(one.isalnum() and not "ぁ" <= one <= "ん" for one in pair)
    }


def _compared(old: Quantity, new: Quantity, *, whole: bool, duty: bool) -> TargetChange | None:
    kind = _kind(old, new, aimed=not duty and (whole or (old.aim and new.aim)))
    texts = old.text, new.text
    if kind == "target-direction":
        texts = _with_limit(old), _with_limit(new)
    return TargetChange(kind, {"前": texts[0], "後": texts[1]}) if kind else None


def _with_limit(quantity: Quantity) -> str:
    return quantity.text + "以上" * (quantity.amount.limit == "lower")


def _kind(old: Quantity, new: Quantity, *, aimed: bool) -> str:
    """Return the kind of fact, empty where nothing changed."""
    same = (old.value, old.measure) == (new.value, new.measure)
    bounds = old.amount.limit == "upper", new.amount.limit == "upper"
    # Whether less of a loss or of a base is better cannot be told.
    if not aimed or old.amount.base or min(*old.value, *new.value) < 0:
        return "" if same else "number-changed"
    if old.measure != new.measure:
        return "target-unit"
    if bounds[0] != bounds[1]:
        return "target-direction"
    if same:
        return ""
    low, high = (after - before for after, before in zip(new.value, old.value, strict=True))
    wanted = {old.wanted, new.wanted} - {""}
    further = any(bool(_FURTHER.search(one.context)) for one in (old, new))
    in_all = [bool(_IN_ALL.search(one.context)) for one in (old, new)]
    if low * high < 0 or len(wanted) != 1 or further or in_all[0] != in_all[1]:
        return "number-changed"
    is_limit = "less" in wanted and (bounds[1] or new.amount.unit != _RANK)
    limit, target = ("limit-relaxed", "limit-tightened"), ("target-raised", "target-lowered")
    kinds = limit if is_limit else target
    is_more = low + high > 0
    return kinds[0] if is_more == (is_limit or "more" in wanted) else kinds[1]


_RANK = "位"
"""The smaller a rank, the better."""
