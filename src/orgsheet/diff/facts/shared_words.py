"""How many of its words a short text has in common with another, words of any text aside."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern

# What any event or criterion may say tells nothing about which one it is.
_STOCK = pattern(
    "開始|実施|完了|終了|決定|開催|検討|作成|確認|予定|結果|[0-9]+回目?|第[0-9]+回|の|目"
)
_WORD = pattern("[一-鿿々〆ァ-ヶa-z0-9-]+")


def shared_words(old: str, new: str) -> float:
    """Return the share, from 0 to 1, of the shorter text's words that stand in the other.

    Both are normalized. Words are pairs of characters that are no hiragana.
    """
    pairs = [_word_pairs(text) for text in (old, new)]
    if not all(pairs):
        return 0.0
    return len(pairs[0] & pairs[1]) / min(map(len, pairs))


def _word_pairs(text: str) -> set[str]:
    return {
        run[n : n + 2]
        for run in _WORD.findall(_STOCK.sub(" ", text))
        for n in range(max(1, len(run) - 1))
    }
