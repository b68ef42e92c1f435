"""What the words of a sheet are: headings for staff, harmless headings, and harmless values.

Beside the headings of a form there are those that anybody may write by mistake or for a form of
his own: these are told by what they say.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize as unicode_form

from orgsheet.form.built_in_words import ID
from orgsheet.form.definition import Form
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.vocabulary import Vocabulary

_WORD = r"[担坦但擔]\s{0,4}[当當]"
_SAYS_STAFF = pattern(_WORD)
# In a sentence 担当 is a word like any other; here it is a heading with something behind it.
_BEHIND = r"(?:[者員名]|職員|係員|者名|課員)?[\"'“”]?\s*"
_MARK = pattern(
    r"(?:^|[\n\s、。,，\-・*●■#＃\[\]{}（）()「『|｜])[\"'“”]?[^\s、。:：]{0,3}"
    rf"{_WORD}{_BEHIND}(?:[:：;；=＝→\[［【(（{{<＜|｜/／、,，・…\s\-－―—]|$)"
    rf"|{_WORD}{_BEHIND}[:：;；=＝]"
)
_PERSON = pattern(
    "氏名|名前|^[氏名]$|姓|職員|課員|係員|社員|部員|班員|役員|要員|人員|担任|主任|主査|主事|主幹|主務|主管|参事|技師"
    "|係長|課長|部長|次長|局長|班長|補佐|責任|正副|メンバ|リーダ|スタッフ|キャップ|チーフ|窓口|連絡先|作成者"
    "|[者人員長係]$|[Ss]taff|[Nn]ame|たんとう|タントウ|[Tt]an[td]ou?"
)
_GENERAL = pattern(
    "(?:額|費|率|実績|備考|評価|指標|結果|進捗|状況|課題|理由|根拠|方法|概要|目的|効果|予算|決算|件数|回数|人数"
    "|割合|単位|期間|期限|期日|日程|時間|会場|対象|財源|経費|歳出|歳入|種別|分類|様式|資料|メモ|注記|更新日|作成日"
    "|年度|事業|計画|目標|優先度|重要度|難易度|番号|区分|内容|欄)$"
)
"""What headings of any town end with; no name does."""

_FLAG = pattern(r"有無?|無|可|不可|否|要|不要|済|未|あり|なし|有り|無し|はい|いいえ|する|しない")
_AMOUNT = pattern(
    "[0-9０-９①-⑳,.，．、:：/／%％()（）\\[\\]\\s約計千百万億円件人回年月日時分度末か所箇台本校冊枚㎡KkMmRHS令和平成～〜~-]+"
)
"""Numbers with their units: so an amount is written, and no name."""

_LIST = pattern(r"(?:^|\s)[\[［【]")
"""A list that slid into a text: its heading was lost."""

_ID = pattern("[A-Za-z0-9_.-]{1,40}")
_NAME_LIKE = pattern(
    r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶ・\s]{2,9}"
)
"""What a name looks like: a few characters of Japanese, and nothing else."""

_HIRAGANA = pattern(r"[\u3041-\u3096]")
_ASCII_WORD = pattern(r"[A-Za-z]{1,5}")
_NEAR = 0.6
_SHORT = 4
"""Characters; a shorter heading is near to names, too."""

_SENTENCE = 10
_WRITTEN = frozenset({"文字", "文章", "基準"})
"""The kinds under which a person may write what he likes."""
_UNIT = pattern("(?:係|課|班|室|部署|部局|局|署|隊|組織)$")
_KEPT = 2000
"""Headings remembered; a hostile file has more of them than any sheet."""


def is_staff_key(key: str) -> bool:
    """Tell whether a heading says 担当, also with other words, spaces or look-alikes in it."""
    return _SAYS_STAFF.search(unicode_form("NFKC", key)) is not None


def says_staff(text: str) -> bool:
    """Tell whether a text has 担当 as a heading in it, so that names may stand behind it."""
    return _SAYS_STAFF.search(text) is not None and _MARK.search(text) is not None


@lru_cache(maxsize=512)
def names_persons(key: str) -> bool:
    """Tell whether a heading asks for people: 担当, 氏名, 係長."""
    return is_staff_key(key) or _PERSON.search(unicode_form("NFKC", key)) is not None


def fields_for_people(form: Form) -> list[str]:
    """Return the headings of a form that ask for people by their words, but not by their kind.

    What stands under them is published.
    """
    rows = [field for row in form.rows.values() for field in row.fields.values()]
    return list(
        dict.fromkeys(
            field.key
            for field in (*form.fields.values(), *rows)
            if field.is_public
            and field.kind in _WRITTEN
            and names_persons(field.key)
            and not _UNIT.search(field.key)
        )
    )


class Headings:
    """The headings of a form, told from those near to them and from those of nobody's form."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        known = (ID, *sorted(words.every | words.later | words.parts.keys()))
        self._plain = {unicode_form("NFKC", key): key for key in known}
        self._long = {key: frozenset(key) for key in sorted(words.every) if len(key) >= _SHORT}
        self._known: dict[str, str] = {}

    def of_form(self, key: str) -> str:
        """Return the heading of the form that a key is, or surely was meant to be; "" for none.

        What asks for names of people is never meant: what is near it holds names.
        """
        if key not in self._known:
            if len(self._known) > _KEPT:
                self._known.clear()
            self._known[key] = self._find(key)
        return self._known[key]

    def _find(self, key: str) -> str:
        squeezed = "".join(unicode_form("NFKC", key).split())
        known = self._plain.get(squeezed)
        if known is not None:
            return known
        if len(squeezed) < _SHORT or is_staff_key(squeezed) or not self._long:
            return ""
        letters = frozenset(squeezed)
        score, known = max((self._alike(letters, known), known) for known in self._long)
        return known if score >= _NEAR and known not in self.words.staff else ""

    def _alike(self, letters: frozenset[str], known: str) -> float:
        """Return the share of letters in common, from 0 to 1: rough, but quick for any number."""
        other = self._long[known]
        return 2 * len(letters & other) / (len(letters) + len(other))

    def is_for_people(self, key: str) -> bool:
        """Tell whether a heading has names of people below it, or what is not published."""
        known = self.of_form(key)
        if known in self.words.private:
            return True
        return known in self.words.staff or (not known and names_persons(key))

    def is_harmless(self, key: str) -> bool:
        """Tell whether a heading is known to be no name, and to have no names below it."""
        known = self.of_form(key)
        if known:
            return known not in self.words.staff and known not in self.words.private
        return not names_persons(key) and _GENERAL.search(key.strip()) is not None

    def is_list_of_people(self, key: str) -> bool:
        """Tell whether a heading is that of a list with names of people in its rows."""
        return self.of_form(key) in self.words.people

    def is_harmless_value(self, known: str, text: str) -> bool:
        """Tell whether one value in a row with names of people is known to be no name.

        `known` is its heading as `of_form` gives it, "" for one that the form does not have.
        """
        text = text.strip()
        if not any(char.isalpha() for char in text):
            return True
        if says_staff(text):
            return False
        if known in self.words.flags:
            of_form = text in self.words.choices
            return of_form or any(one.fullmatch(text) for one in (_FLAG, _ASCII_WORD))
        if known == ID:
            return _ID.fullmatch(text) is not None
        if known and known not in self.words.staff | self.words.numbers:
            return _LIST.search(text) is None
        return is_sentence(text) or _AMOUNT.fullmatch(text) is not None


def looks_like_name(text: str) -> bool:
    """Tell whether a text is so short and plain that it may be a name, whoever has it."""
    return _NAME_LIKE.fullmatch(text.strip()) is not None


def is_sentence(text: str) -> bool:
    """Tell whether a text is a sentence rather than names: long, with grammar in it."""
    return len(text) >= _SENTENCE and len(_HIRAGANA.findall(text)) >= 2  # noqa: PLR2004 - は and る
