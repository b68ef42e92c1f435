"""The kinds of fields that a form can have: what each means, and what may be said of it."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A word that a form definition may say of a field, a row or the form.

    `shape` is what stands behind it: `text`, `name` (text without a line end), `names` (a list of
    them, or one), `number` (a whole number from 1), `figure` (any number), `yes` (true or false),
    `values` (any values), `options` (a list or a mapping of values and words), `one of` (one of
    `choices`). `meaning` says in Japanese what it is for.
    """

    shape: str
    meaning: str
    choices: tuple[str, ...] = ()


class Kind(NamedTuple):
    """A kind of field: what its values mean, what they look like and what belongs to it alone.

    `keys` are the words of the definition that only this kind knows, `needs` those of them that
    must be there. `is_open` says that a field of this kind may be left out of a sheet unless the
    definition says otherwise.
    """

    meaning: str
    looks: str
    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_open: bool = False


FIELD_KEYS = {
    "種類": Key("name", "欄の種類。この頁の「種類」のどれか。"),
    "印刷": Key("text", "様式に印刷された言葉。取り込みと書き出しに使う。なければ欄の名前。"),
    "題": Key("text", "画面と指摘で使う言葉。なければ「印刷」から空白を除いたもの。"),
    "説明": Key("text", "書く人への説明。"),
    "例": Key("values", "書き方の例のならび。"),
    "別名": Key("names", "同じ欄のつもりで書かれやすい言葉。誤りの案内に使う。"),
    "旧名": Key("names", "前の様式での欄の名前。年度の比較と form migrate に使う。"),
    "幅": Key("number", "表に印刷するときの幅の割合。"),
    "同じ欄": Key("name", "この欄を、印刷では別の欄の中に書くとき、その欄の名前。"),
    "書く人": Key("one of", "この欄を書くシート。なければ両方。", ("部", "課")),
    "任意": Key("yes", "true なら、書かなくてもよい。"),
    "上限": Key("number", "文章と文字は文字の数、ならびと表は件数の上限。"),
    "公表": Key("one of", "「しない」なら、公表する出力に出さない。", ("する", "しない")),
    "時": Key("name", "この欄を書く時期（中間、年度末など）。それまでは、なくてよい。"),
    "役": Key("name", "規則が欄を名指しするための役（この頁の「役」のどれか）。"),
    "初年度": Key("name", "この欄がある最初の年度（R5 のように）。"),
    "最終年度": Key("name", "この欄がある最後の年度。"),
}
"""What may be said of a field of any kind."""

KIND_KEYS = {
    "番号": Key("names", "計画を表す番号（①など）のならび。"),
    "原文": Key("name", "時期と内容に分けられないとき、もとの文をそのまま置く欄の名前。"),
    "列": Key("names", "指標の値の列（基準値、目標値など）のならび。"),
    "時点": Key("yes", "true なら、値のそれぞれに時点を書く。"),
    "選択": Key("options", "選べる値。ならびか、値と意味の組か、「選択」の名前。"),
    "いくつでも": Key("yes", "true なら、いくつ選んでもよい。"),
    "行": Key("name", "表の行。「行」の名前。"),
    "前置き": Key("text", "表の行の名称の前に印刷する言葉。後ろに①②③が付く。"),
    "単位": Key("text", "金額や数の単位。"),
    "下": Key("figure", "書ける最も小さい数。"),
    "上": Key("figure", "書ける最も大きい数。"),
    "尺度": Key("name", "評価の尺度（尺度.yaml）の名前。"),
}
"""What may be said of fields of some kinds only."""

KINDS = {
    "文章": Kind("いくつもの文からなる文章。", "文字"),
    "文字": Kind("一行の文字。電話番号、題など。", "文字"),
    "名称": Kind("事業や取組みの名称。年度をこえて、行を見分けるもとになる。", "文字"),
    "計画の項目": Kind(
        "番号ごとの、計画の項目のならび。計画台帳と照らす。",
        "番号ごとのならび",
        ("番号",),
        ("番号",),
    ),
    "計画の番号": Kind("関係する計画の番号のならび。", "番号のならび"),
    "計画の名称": Kind("計画の名称のならび。計画台帳と照らす。", "文字のならび"),
    "期限": Kind(
        "区分・時期・内容のならび。時期は年度の日付として読む。",
        "区分・時期・内容のならび",
        ("原文",),
        (),
        is_open=True,
    ),
    "基準": Kind("何をもって達成とするか。", "文字のならび", is_open=True),
    "指標": Kind(
        "名称・単位・基準値・目標値などからなる指標のならび。", "指標のならび", is_open=True
    ),
    "指標の値": Kind(
        "一つの指標の、列ごとの数値（と時点）。", "列ごとの値", ("列", "時点"), ("列",)
    ),
    "実績": Kind(
        "指標ごとの実績の値のならび。単位と時点は、指標やその評価と違うときだけ書く。",
        "実績のならび",
        is_open=True,
    ),
    "評価": Kind("評価の値か、評価の一組の欄。", "選んだ値か、行", ("選択", "行", "尺度")),
    "選択": Kind("決められた値から選ぶ。", "選んだ値", ("選択", "いくつでも"), ("選択",)),
    "職員": Kind("担当する職員の姓のならび。公表では、ふつう出さない。", "文字のならび"),
    "金額": Kind("金額。", "数", ("単位", "下", "上")),
    "数": Kind("数。", "数", ("単位", "下", "上")),
    "日付": Kind("一つの日付。", "文字"),
    "所属": Kind("部や課の名称。組織台帳と照らす。", "文字"),
    "表": Kind("行のならび。", "行のならび", ("行", "前置き"), ("行",)),
}
"""Every kind, in the order of the documentation."""

ROLES = {
    "目標": "組織がめざす姿を書いた文章",
    "使命": "組織の存在意義を書いた文章",
    "役割": "所管する事務のすべてを並べる表",
    "重点": "今年度の重点とする取組みの表",
    "改善": "仕事の進め方の改善の表",
    "育成": "職員を育てる取組みの表",
    "検証": "成果とニーズをつかむ取組みの表",
    "行動": "どのように取り組むかを書いた文章",
    "任務": "事務で組織が担うことを書いた文章",
    "裁量": "裁量の有無の選択",
    "協働": "協働の有無の選択",
    "状況": "取組みがどこまで進んでいるかを書いた文章",
    "理由": "なぜその評価、その方向としたかを書いた文章",
    "課題": "残った課題を書いた文章。翌年度のシートに、手がかりとして引き継ぐ",
}
"""The parts that a rule can ask for by name where the kind alone does not tell the field."""

FORM_KEYS = {
    "様式": Key("name", "様式の名前。ファイルの名前と同じ。"),
    "題名": Key("text", "シートの題名。"),
    "説明": Key("text", "様式の説明。"),
    "もと": Key("name", "この様式のもとになる様式の名前。書かないものは、もとのままになる。"),
    "単位": Key("names", "部と課に当たる二つの言葉。なければ部、課。"),
    "単位の例": Key("names", "部と課の名称の例を、この順に二つ。"),
    "一枚": Key(
        "name",
        "課に何枚もシートがあるとき、一枚ずつを見分ける欄の名前。シートは 課名/名前.yaml に置き、"
        "名前はその欄の値か、値の一部にする。",
    ),
    "初年度": Key("name", "この様式を使う最初の年度。"),
    "最終年度": Key("name", "この様式を使う最後の年度。"),
}
"""What may be said of a form beside its fields, rows and choices."""

ROW_KEYS = {
    "題": Key("text", "行の題。"),
    "説明": Key("text", "行の説明。"),
    "前年度の例": Key("text", "「前年度の項目」の例。"),
    "もと": Key("name", "この行のもとになる行の名前。欄を足すだけの行に使う。"),
}
"""What may be said of a row beside its fields."""
