"""Check of katakana words: known ones with a letter lost, doubled, swapped or in the wrong size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.known_texts import kept
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.registered_names import covered
from orgsheet.lint.checks.wording import texts_in_words
from orgsheet.source import text_span
from orgsheet.workspace.workspace import Workspace

_RUN = pattern("[ァ-ヴー]{4,40}")
_SMALL = dict(zip("ァィゥェォャュョッ", "アイウエオヤユヨツ", strict=True))
_TO_LARGE = str.maketrans(_SMALL)
_VOWEL = {
    **dict.fromkeys("エケセテネヘメレゲゼデベペェ", "イ"),
    **dict.fromkeys("イキシチニヒミリギジビピィ", "イ"),
    **dict.fromkeys("ウクスツヌフムユルグズブプュ", "ウ"),
    **dict.fromkeys("アカサタナハマヤラワガザダバパャァ", "ア"),
    **dict.fromkeys("オコソトノホモヨロゴゾドボポョォ", "ウ"),
}
"""What is heard of a long one of these, and not written: インフォメイション, ポリシイ."""
_VOICING = (
    *(
        "カガ",
        "キギ",
        "クグ",
        "ケゲ",
        "コゴ",
        "サザ",
        "シジ",
        "スズ",
        "セゼ",
        "ソゾ",
        "タダ",
        "チヂ",
    ),
    *("ツヅ", "テデ", "トド", "ハバパ", "ヒビピ", "フブプ", "ヘベペ", "ホボポ"),
)
_VOICED = {char: group.replace(char, "") for group in _VOICING for char in group}
"""Letters that differ in their small marks alone: パプリック, タブレッド."""
_LONG_ENOUGH = 5
"""Words shorter than this have neighbours that are words: バック, バッグ."""
_LONGEST = 6
"""From this length on a lost or doubled letter tells the word; of shorter ones only the size."""


@check(values=("語", "正しい語"))
def misspelt_katakana(
    sheet: Sheet,
    workspace: Workspace,
    *,
    words: tuple[str, ...],
    slips: dict[str, str],
    known: tuple[str, ...] = (),
) -> Iterator[Spot]:
    """Report a katakana word that is one slip from a common one, each once a value.

    Args:
        sheet: the sheet.
        workspace: gives the registered names, which are left as they are.
        words: common words of sheets.
        slips: misspellings that are further off, with the right words.
        known: words that look like a slip and are none.
    """
    known_slips = _slips(words, known, tuple(slips.items()))
    for run in set(_RUN.findall(sheet.worded)):
        found = known_slips.read(run)
        if found is None:
            continue
        for value in texts_in_words(sheet):
            at = value.text.find(run)
            if at < 0 or run not in covered(value.text, workspace):
                continue
            word, right = found
            start = at + run.index(word)
            first, last = text_span(sheet.document, value, start, start + len(word))
            yield Spot(
                node=value,
                start=first,
                end=last,
                values={"語": word, "正しい語": right},
                about=word,
                replacement=value.text[:start] + right + value.text[start + len(word) :],
            )


class _Slips:
    """Every slip of some words that is no word, with the word it is of."""

    def __init__(
        self, words: tuple[str, ...], known: tuple[str, ...], slips: tuple[tuple[str, str], ...]
    ) -> None:
        self._right = frozenset((*words, *known))
        self._wrong: dict[str, str] = {}
        for word in words:
            for slip in _slips_of(word):
                if slip not in self._right:
                    self._wrong.setdefault(slip, word)
        self._wrong.update(slips)
        self.read = kept(self._read)

    def _read(self, run: str) -> tuple[str, str] | None:
        """Return the slip in a run, or in a part of it beside a known word, and the right word."""
        wrong, right = self._wrong, self._right
        if run in right:
            return None
        if run in wrong:
            return run, wrong[run]
        for cut in range(3, len(run) - 2):
            head, tail = run[:cut], run[cut:]
            if head in wrong and tail in right:
                return head, wrong[head]
            if tail in wrong and head in right:
                return tail, wrong[tail]
        return None


_slips = lru_cache(maxsize=8)(_Slips)


def _voiced_otherwise(word: str) -> Iterator[str]:
    for at, char in enumerate(word if len(word) >= _LONG_ENOUGH else ""):
        for other in _VOICED.get(char, ""):
            yield word[:at] + other + word[at + 1 :]


def _slips_of(word: str) -> Iterator[str]:
    yield word.translate(_TO_LARGE)
    for at, char in enumerate(word):
        if char in _SMALL:
            yield word[:at] + _SMALL[char] + word[at + 1 :]
    for at in range(1, len(word)):
        if word[at] == "ー" and (vowel := _VOWEL.get(word[at - 1])):
            yield word[:at] + vowel + word[at + 1 :]
    yield from _voiced_otherwise(word)
    if len(word) < _LONGEST:
        return
    for at in range(1, len(word)):
        # The last ー may be left away: コーディネータ.
        if at < len(word) - 1 or word[at] != "ー":
            yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if "ー" not in word[at - 1 : at + 1] and word[at] not in _SMALL and word[at] not in "ンッ":
            yield word[:at] + "ー" + word[at:]
        if at < len(word) - 1:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
