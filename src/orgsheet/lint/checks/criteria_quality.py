"""Checks of what a 基準 says: a result to be verified, not only that work was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orgsheet.form.built_in_words import EVENT
from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.amounts import read_amounts
from orgsheet.japanese.kept_patterns import compiled
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.present_words import present_words
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.criteria import ANY_NUMBER
from orgsheet.source import Scalar

_DIGIT = pattern("[0-9０-９]|[一二三四五六七八九十]+(?:件|人|回|割|つ|か所|社|校)")
_STATE = pattern(
    "全て|すべて|全員|全課|全戸|全世帯|全件|全校|完了|完成|策定|公表|"
    "制定|締結|開始|終え|ゼロ|半減|倍増|提出|決定|導入|供用|承認|可決|移行|なくす|無くす"
)


_DIRECTION = pattern(
    "(?:向上|増加|削減|減少|縮減|低減|軽減|短縮|拡大|拡充|充実|強化|促進|推進|改善|アップ|化)"
    "(?:を図|に努め|を目指|を進め)"
)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return compiled("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@check(values=("基準", "語", "項目"))
def criterion_unverifiable(sheet: Sheet, *, words: tuple[str, ...]) -> Iterator[Spot]:
    """Report, once a row, a 基準 of which nobody can say whether it was met.

    Args:
        sheet: the sheet.
        words: manners and attitudes (円滑に, 努める) that no one can verify.
    """
    if not present_words(sheet.written_parts, words):
        return
    wanted = _any_of(words)
    for action in sheet.actions:
        for criterion in action.criteria:
            match = wanted.search(criterion.text)
            if _DIRECTION.search(criterion.text):
                continue  # criterion_no_value asks how far
            if match and not _DIGIT.search(criterion.text) and not _STATE.search(criterion.text):
                yield _spot(criterion, action, 語=match[0])
                break


def _spot(criterion: Scalar, action: Action, **values: str) -> Spot:
    text = one_line(criterion.text)
    return Spot(node=criterion, values={"基準": text, "項目": action.name, **values})


_COUNT = (
    "(?:年間?|月|全)?(?:計)?[0-9０-９,，]+(?:回|件|部|枚|通|冊|か所|箇所|世帯|戸)(?:以上|程度)?"
)
_DONE = (
    "(?:開く|開いた|行う|行った|開催する|開催した|実施する|実施した|配る|配った|配布する|送る|送った"
    "|貼る|回る|訪ねる|訪問する|載せる|出す|発行する)"
)


@lru_cache(maxsize=8)
def _activity(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of a text that says what is done, and how often at most."""
    deed = f"(?:{_any_of(words).pattern})"
    of_deed = f"{deed}(?:の(?:開催|実施))?"
    return compiled(
        "(?:"
        f"{deed}(?:を?(?:する|した|行う|行った|実施する|実施した|終える)|すること|を行うこと)?"
        # 研修会 4回, 研修会を年4回実施する, 4回の研修会を行う, 研修会（年4回）
        f"|{of_deed}[ 　:：]*{_COUNT}(?:する|開催|実施)?"
        f"|[をに]{_COUNT}[にへで]?{_DONE}"
        f"|{_COUNT}[のを]?{deed}(?:する|した|を行う)?"
        f"|{of_deed}[ 　]*[（(]{_COUNT}[)）]"
        ")。?$"
    )


_RESULT = pattern(
    "[0-9０-９](?:[%％割]|ポイント|人|名|世帯|点)|率|割合|満足|修了|参加者|利用者|増|減|達成|短縮|向上"
)


@check(values=("基準", "項目"))
def criterion_activity_only(
    sheet: Sheet, *, activities: tuple[str, ...], sections: tuple[str, ...] = ("重点",)
) -> Iterator[Spot]:
    """Report a row's first criterion where it counts only what the office itself does.

    Args:
        sheet: the sheet.
        activities: what offices do (開催, 配布, 掲載).
        sections: only rows of the tables of these roles or headings.
    """
    wanted = _activity(activities)
    for action in sheet.actions:
        if not action.table.is_called(sections) or not action.criteria:
            continue
        texts = [criterion.text.strip() for criterion in action.criteria]
        # The first one is the row's measure; what else is counted beside it may stand behind.
        if wanted.search(texts[0]) and not _RESULT.search(texts[0]):
            yield _spot(action.criteria[0], action)


_MORE = (
    "増や|殖や|上げ|高め|向上させ|伸ば|広げ|深め|減ら|下げ|短く|短縮|早め|縮め|抑え|良く|改善|高く|低く|多く"
    "|少なく|軽く|速く|早く|長く|大きく|小さく|増加させ|減少させ|拡大"
)
_END = pattern(f"(?:{_MORE})(?:する|させる|す|し|る|こと|ていく|ている|るように|すること)*。?$")
_COMPARED = pattern(
    "(?:前年度?|昨年度?|これまで|従来|現状|今)(?:の実績)?より(?:も)?[^0-9０-９。]{0,12}"
    f"(?:{_MORE}|向上|増加|減少)"
)


@check(values=("基準", "項目"))
def criterion_direction_verb(sheet: Sheet, *, value_words: tuple[str, ...]) -> Iterator[Spot]:
    """Report a 基準 that ends in a direction (増やす, 高める) or a comparison without a value.

    Args:
        sheet: the sheet.
        value_words: words that say how much without a digit.
    """
    known = _any_of(value_words)
    for action in sheet.actions:
        for criterion in action.criteria:
            text = criterion.text.strip()
            if _DIGIT.search(text) or read_amounts(text):
                continue
            compared = _COMPARED.search(text)
            if compared or (_END.search(text) and not known.search(text)):
                yield _spot(criterion, action)


@check(values=("基準", "同じもの", "項目"))
def criterion_repeats(sheet: Sheet) -> Iterator[Spot]:
    """Report a 基準 that says no more than the row's 項目, 行動 or 内容."""
    for action in sheet.actions:
        if not action.criteria:
            continue
        said = {normalize(action.name): action.table.name}
        for label, text in ((action.table.text, action.action), *_events(action)):
            if text is not None:
                for sentence in re.split(r"[。\n]", text.text):
                    said.setdefault(_core(sentence), label)
        for criterion in action.criteria:
            same = said.get(_core(criterion.text)) if _core(criterion.text) else None
            if same is not None and not ANY_NUMBER.search(criterion.text):
                yield Spot(
                    node=criterion,
                    values={
                        "基準": criterion.text,
                        "同じもの": same,
                        "項目": action.name,
                    },
                )


def _events(action: Action) -> list[tuple[str, Scalar | None]]:
    return [(EVENT, step.event) for step in action.milestones]


_VERBS = pattern("(?:を行う|を実施する|の実施|する|を図る|を行うこと|すること|こと)$")


_DOES = pattern("を(?=[一-龠々ァ-ヶー]{2,}$)")


def _core(sentence: str) -> str:
    """Return what a sentence says is done: 手順書を作成する, 手順書の作成を行う → 手順書の作成."""
    return _DOES.sub("の", _VERBS.sub("", normalize(sentence).rstrip("。").replace("、", "")))


_SHORTEST = 8
_PART = 3


@check(values=("基準", "同じもの", "項目"))
def criterion_within_action(sheet: Sheet) -> Iterator[Spot]:
    """Report a 基準 that is a part of the 行動, word by word or as nouns."""
    for action in sheet.actions:
        if action.action is None:
            continue
        whole = _bare(action.action.text)
        exact = {part.strip() for part in re.split("[。\n]", action.action.text)}
        for criterion in action.criteria:
            text = criterion.text.strip().rstrip("。").removesuffix("こと")
            key = _bare(text)
            if len(key) < _SHORTEST or text in exact:
                continue
            parts = [_bare(part) for part in text.split("、")]
            if key in whole or all(len(part) > _PART and part in whole for part in parts):
                yield _spot(criterion, action, 同じもの=action.table.text)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("、", "").rstrip("。")
