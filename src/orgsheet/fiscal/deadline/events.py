"""What a deadline looks like that hangs on an event: 議会後, 開催ごとに, イベント実施後速やかに."""

from __future__ import annotations

from typing import Final

_N = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_MONTH_NUMBER = "(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_MONTH = f"{_MONTH_NUMBER}月"
_LENGTH = "[0-9一二三四五六七八九十数]{1,3}(?:日|週間?|[かカヵケヶ箇個]月|年)"
_SOON = "、?(?:速やかに|直ちに|すぐに?|早急に|随時|順次|その都度)"


def _either(*sources: str) -> str:
    return f"(?:{'|'.join(sources)})"


_MEETING = (
    rf"(?:{_MONTH}の?)?(?:第{_N}回)?各?(?:市|区|町|村)?(?:議会)?(?:定例|臨時)?"
    "(?:議会|(?<=[定臨][例時])会)"
)

ASSEMBLY: Final = _either(
    rf"{_MEETING}(?:の?(?:終了|閉会|議決|可決|報告|承認))?後(?:{_SOON}|から順次)?",
    rf"{_MEETING}(?:開催)?(?:ごとに?|毎に?|の都度|のたびに?)",
    rf"{_MEETING}(?:前(?:まで)?に?|開会前|会?会?期中|開会中|まで)",
    rf"(?:{_MONTH_NUMBER}月?[・、,]){{0,11}}{_MONTH}[市町村区]?(?:定例)?"
    "(?:市?議会(?:定例会)?|定例会)(?:から|~|以降)?",
    rf"{_MONTH}補正(?:予算)?(?:(?:成立|議決|可決)?後)?",
)
"""Tied to a session of the assembly; only with a month may the session stand alone (6月議会)."""

SEASONAL: Final = _either(
    "(?:[夏冬春秋]休み|[夏冬春]季休業)(?:期間)?中?",
    "年末年始",
    "お盆(?:明け)?",
    "(?:GW|ゴールデンウィーク)(?:明け)?",
    "第?[1-3一二三] ?学期(?:中|末|初め|始め|当初|終了後)?",
    "出納整理期間中?",
    "開催(?:ごとに?|毎に?|の都度)",
)
"""Tied to something whose days others fix, such as the school holidays."""

_EVENT = _either(
    "開催|実施|終了|完了|決定|議決|可決|成立|承認|締結|契約|入札|落札|交付|公表|公布|施行|配布|配付",
    "配信|掲載|発行|調査|着工|起工|竣工|完成|検収|納品|委員会|審議会|協議会|審査会|幹事会|会議|庁議",
    "説明会|研修会?|講座|教室|講演会|イベント|事業|選挙|改選|異動|就任|諮問|答申|報告|集計|募集|応募",
    "選定|審査|採択|予算|内示|通知|受付|申請|受理|提出|受領|届出|改正|改定|改訂|更新|開始|決算|監査",
    "検査|点検|評価|アンケート|パブリックコメント|ヒアリング|打合せ|協議|国の?示達|確定|締切|締め切り",
    "引渡し|開設|開館|開校|卒業式|入学式|式典|大会|公演|展示|撮影|リリース|会見|転入|来庁|準備が整い",
    "発生|制定|策定|印刷|納入|導入|移行|稼働|工事|設計|測量|当選|任命|委嘱|記念日|祭り?|期間|開通",
)

BILLED: Final = rf"{_MONTH}[一-龠]{{1,6}}分(?:から|~|以降)?"
"""Tied to what is billed or treated in a month (10月診療分から); safe only for a whole phrase."""

# A modifier may be anything up to 20 characters; the event's own name at its end is what counts.
NAMED_EVENT: Final = rf"[^ ~、。,:;()「」【】/]{{0,20}}?{_EVENT}" + _either(
    rf"後(?:{_SOON}|から順次|、?{_LENGTH}(?:以内|後|程度)に?|、?翌月)?(?:まで)?",
    rf"(?:の?日)?(?:から|より|の?後)?{_LENGTH}(?:以内|後)に?",
    rf"の?日?の?(?:{_LENGTH}前|直前|直後|前日|翌日|当日|翌月|前)(?:まで)?に?",
    "(?:の?日)?(?:ごとに?|毎に?|の?都度|のたびに?|の際に?|時(?:に|点)?)(?:、?随時)?",
    rf"次第(?:{_SOON})?",
    "中に?|(?:の)?会?期間中に?|まで(?:に)?",
    "に(?:合わせて|あわせて|併せて)(?:随時)?",
)
"""Tied to any event that ends in a known word for one; safe only for a whole phrase."""

ANY_EVENT: Final = "(?![0-9]|[かカヵケヶ箇個]月)[^ ~、。,:;()「」【】/]{1,20}?" + _either(
    "の(?:都度|たびに?|翌日|翌週|翌月|当日|前日|直前|直後)(?:まで)?に?",
    "ごとに?|の?際に?",
    rf"(?:後、?{_LENGTH}(?:以内|後)|の{_LENGTH}[前後])(?:まで)?に?",
)
"""Tied to an event of any name by words that follow nothing else; safe only for a whole phrase."""
