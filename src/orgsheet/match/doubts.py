"""What makes two rows that are alike worth asking about, whatever their likeness says."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from functools import lru_cache

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import neighbours
from orgsheet.match.discern import parts_of
from orgsheet.match.guard import ends_alike, is_content, is_word, parted
from orgsheet.match.match_data import match_data
from orgsheet.match.tokens import LONGEST_NAME, RowText, is_written, pairs_of, plain_name

_Dice = Callable[[frozenset[str], frozenset[str]], float]

_BEFORE = pattern(
    "(?:昨年度|前年度|(?:令和|平成)(?:元|[0-9]{1,2})年度|R[0-9]{1,2}年度)[^。、\n]{2,80}"
)
_FINISHED = pattern("した|った|踏まえ|ふまえ|基づ|もとに|を受け|結果|成果")
_GOES_ON = "引き続"
_RUNS = pattern(r"[^\W_ぁ-ん]{2,}")
_LONGEST = 4_000
"""Characters of a row's text that are looked into."""

_LEAST = 2
"""Fewer pairs of characters are in common by chance."""

_KANA_NAME = pattern(
    "(?!のため|に|へ|を|との|への|での|から|まで|など|として|という)[ぁ-ん]{3,8}(?<![をにがはでと])"
)
"""A word in hiragana that is no particle and does not end in one."""

_SHORT_NAME = 10
"""A name of no more characters often says what is done and not to what (手引の作成)."""
_OBJECT = pattern("[\\s　・○①]*([^のをがはにでと、。\\n]{2,20})([のをがはにでと]?)")

_NUMBERS = pattern("第?[0-9０-９〇一二三四五六七八九十百千万,，.]+")

_LONG_HEAD = 4
"""Names that begin with as many equal characters name one object (立地奨励金, 立地奨励制度)."""


def doubt_of(one: RowText, other: RowText) -> str | None:
    """Return in Japanese why a person should decide whether two rows are one, None for nothing.

    Args:
        one: a row.
        other: a row of the other year; the result is the same for the two exchanged.
    """
    if _builds_on(one, other):
        return "前の年度に済んだこととして触れている"
    if _names_another_object(one, other):
        return "名称の終わりだけが同じで、対象が違うかもしれない"
    if _is_survey_of(one, other) or _is_survey_of(other, one):
        return "一方は調査で、もう一方は計画であり、別の事業かもしれない"
    if _shares_schedule_only(one, other):
        return "予定の言葉のほかに、共通の語がない"
    return None


def lack_of_evidence(one: RowText, other: RowText, dice: _Dice) -> str | None:
    """Return in Japanese what two rows lack beside their names, None where there is enough.

    道の駅の指定管理者の選定 and 道の駅の充電器の設置 are two works at one place, and a text can be
    worded as another is (…を集め、集めた量を広報に載せる) of anything.

    Args:
        one: a row with a text beside its name.
        other: such a row of the other year; the result is the same for the two exchanged.
        dice: how much two sets of character pairs have in common, from 0 to 1.
    """
    if not (one.deed_pairs and other.deed_pairs):
        return None
    common = one.name_pairs & other.name_pairs
    if any(map(is_written, common)):
        return _lacks_beside(one, other, common, dice)
    return _lacks_matter(one, other, dice)


def _lacks_beside(one: RowText, other: RowText, common: frozenset[str], dice: _Dice) -> str | None:
    if one.core in other.core or other.core in one.core:
        return None
    rest = [(row.name_pairs | row.deed_pairs) - common for row in (one, other)]
    if dice(*rest) < match_data().texts["beyond_names"]:
        return "名称に共通の語のほかに、共通の語がない"
    return None


def _lacks_matter(one: RowText, other: RowText, dice: _Dice) -> str | None:
    texts = match_data().texts
    if _told(one, other) + _told(other, one) >= _LEAST:
        return None
    if dice(one.deed_pairs, other.deed_pairs) >= texts["equal"]:
        return None
    written = [frozenset(filter(is_written, row.deed_pairs)) for row in (one, other)]
    shared = written[0] & written[1]
    if len(shared) < _LEAST or dice(*written) < texts["beyond_wording"]:
        return "名称に共通の語がなく、文章は言い回しが似ているだけかもしれない"
    return None


def _told(named: RowText, row: RowText) -> int:
    """Return how many pairs of characters of a name another row has, without hiragana."""
    return sum(map(is_written, named.name_pairs & row.text_pairs))


def tell_of_other_objects(one: RowText, other: RowText) -> bool:
    """Say whether the texts of two rows begin with an object that the other row does not know.

    空き家の所有者に尋ねる and 農地の所有者に尋ねる are two surveys, both called 意向調査の実施.
    A long name tells its object itself, and one without の is no deed done to something.
    """
    names = (one.plain, other.plain)
    if max(map(len, names)) > _SHORT_NAME or not all("の" in name for name in names):
        return False
    mine, yours = _OBJECT.match(one.body), _OBJECT.match(other.body)
    # What stands before another particle plays another part in its sentence.
    if mine is None or yours is None or mine[2] != yours[2]:
        return False
    # 5園の and 4園の count one thing.
    objects = [frozenset(_content_pairs(_NUMBERS.sub("", match[1]))) for match in (mine, yours)]
    return _is_unknown(objects[0], other) and _is_unknown(objects[1], one)


def _is_unknown(pairs: frozenset[str], row: RowText) -> bool:
    known = pairs & (_told_pairs(row.body[:_LONGEST]) | _content_pairs(row.plain))
    return bool(pairs) and not _is_half(known, pairs)


def _builds_on(one: RowText, other: RowText) -> bool:
    """Say whether one of two rows speaks of the other's subject as done in an earlier year.

    「令和4年度に実施した施策評価を踏まえ、次期総合計画の策定を行う。」 has much in common with the
    施策評価 of the year before and is still other work. Only names that have nothing in common
    count: those that do are about the same subject by their own words.
    """
    if one.name_pairs & other.name_pairs:
        return False
    return _tells_of(other, one) or _tells_of(one, other)


def _tells_of(row: RowText, finished: RowText) -> bool:
    """Say whether a row tells of another as done, by more than a pair of characters by chance."""
    names = finished.name_pairs
    least = min(_LEAST, len(names))
    return any(len(pairs & names) >= least for pairs in _earlier_work(row.body[:_LONGEST]))


@lru_cache(maxsize=2_000)
def _earlier_work(body: str) -> tuple[frozenset[str], ...]:
    """Return the pairs of characters of each clause of a text that tells of work done before."""
    clauses = _BEFORE.findall(unicodedata.normalize("NFKC", body))
    return tuple(
        pairs_of(plain_name(clause))
        for clause in clauses
        if _FINISHED.search(clause) and _GOES_ON not in clause
    )


def _names_another_object(one: RowText, other: RowText) -> bool:
    """Say whether two names end alike behind different objects of which neither text tells both.

    生ごみ処理機の補助 and 雨水タンクの補助 can have the very same text. パソコンの更新 and
    業務用端末の更新 are one when the text of one of them has the other's word.
    """
    keys = [parts_of(row.name[:LONGEST_NAME]).bare for row in (one, other)]
    if keys[0] == keys[1]:
        return False
    first, second, tail = parted(*keys)
    head = len(keys[0]) - len(first) - len(tail)
    if _are_opposites(first, second) or _are_other_kana(keys[0], keys[1], head, len(tail)):
        return True
    if not (ends_alike(tail) and is_word(first) and is_word(second)):
        return False
    if head >= _LONG_HEAD and any(sum(map(is_content, text)) <= 1 for text in (first, second)):
        return False
    pairs, others = _content_pairs(first), _content_pairs(second)
    shared = pairs & others
    if pairs and others and (len(shared) > 1 or _is_half(shared, min(pairs, others, key=len))):
        return False
    return not (_is_told(first, other.body) or _is_told(second, one.body))


def _are_opposites(first: str, second: str) -> bool:
    """Say whether two names differ by one character and its opposite (大ホール, 小ホール)."""
    return {first, second} in match_data().words.opposites


def _are_other_kana(one: str, other: str, head: int, tail: int) -> bool:
    """Say whether two keys differ by names in hiragana (けやき荘, こぶし荘)."""
    runs = [_run_around(key, head, len(key) - tail) for key in (one, other)]
    return all(_KANA_NAME.fullmatch(run) for run in runs)


def _run_around(key: str, start: int, end: int) -> str:
    """Return a stretch of a key with the hiragana around it, "" where it has other characters."""
    if not all("ぁ" <= char <= "ん" for char in key[start:end]):
        return ""
    while start and "ぁ" <= key[start - 1] <= "ん":
        start -= 1
    while end < len(key) and "ぁ" <= key[end] <= "ん":
        end += 1
    return key[start:end]


def _is_survey_of(survey: RowText, plan: RowText) -> bool:
    """Say whether a row is a survey and the other the plan that may build on it."""
    words = match_data().words
    is_survey = words.surveys.search
    return bool(
        is_survey(survey.plain) and not is_survey(plan.plain) and words.planned.search(plan.plain)
    )


def _shares_schedule_only(one: RowText, other: RowText) -> bool:
    """Say whether nothing but the wording of their deadlines is common to two rows.

    「9月 部内会議での試行」「3月 全庁への展開」 fit any work.
    """
    if not one.event_pairs & other.event_pairs:
        return False
    shared = (one.name_pairs | one.deed_pairs) & (other.name_pairs | other.deed_pairs)
    return sum(map(is_written, shared)) < _LEAST


def _is_told(word: str, body: str) -> bool:
    pairs = _content_pairs(word)
    if not pairs:
        # 「はしご」 has no other characters than hiragana.
        told = list(filter(is_content, word)) or [word]
        return any(part in body[:_LONGEST] for part in told)
    return _is_half(pairs & _told_pairs(body[:_LONGEST]), pairs)


@lru_cache(maxsize=2_000)
def _told_pairs(body: str) -> frozenset[str]:
    return frozenset(_content_pairs(plain_name(body)))


def _content_pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of which neither is hiragana or a mark."""
    return {pair for run in _RUNS.findall(text) for pair in neighbours(run)}


def _is_half(part: Collection[str], whole: Collection[str]) -> bool:
    return 2 * len(part) >= len(whole)
