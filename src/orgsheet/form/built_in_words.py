"""The words that every form has, whatever else it says: the one place where the program has any."""

from __future__ import annotations

YEAR = "年度"
DEPARTMENT = "部名"
SECTION = "課名"
FORM = "様式"
SAMPLE = "見本"
ID = "id"
PREVIOUS = "前年度の項目"
GROUP = "区分"
WHEN = "時期"
EVENT = "内容"
RESULT = "結果"
DONE_ON = "実施日"
OUTCOMES = DONE, DONE_LATE, NOT_DONE, GIVEN_UP = ("実施", "遅れて実施", "未実施", "中止")
"""What may have become of a dated step, as its `RESULT`."""

YEAR_END = "年度末"
"""The round of ratings of which a form names no time."""
WHOLE_SHEET = "シート全体"
"""What is said in the place of a row's name where the sheet itself is evaluated."""

HEAD = (YEAR, SAMPLE, FORM)
"""What stands at the top of a sheet beside the names of department and section."""
STEP = (GROUP, WHEN, EVENT)
"""What a dated step consists of."""
ROW = (ID, PREVIOUS)
"""What any row of a table may have."""

MEANINGS = "計画関連No."
"""The heading of the register of plans below which it says what each number stands for."""

NUMBER = "番号"
"""The heading of such a number there, and of the numbers in the definition of a form."""

ORDINARY = ("項目", "担当", "中間", "年度末", "進捗", "来年度")
"""Words of the language that rules and messages use as such: a form may call a field so as well."""
