"""The page about form definitions, as Markdown: every word that one may say, and every kind."""

from __future__ import annotations

from collections.abc import Mapping

from orgsheet.form.kinds import FIELD_KEYS, FORM_KEYS, KIND_KEYS, KINDS, ROLES, ROW_KEYS, Key

_SHAPES = {
    "text": "文字",
    "name": "一行の文字",
    "names": "名前、または名前のならび",
    "number": "1 以上の整数",
    "figure": "数",
    "yes": "true か false",
    "values": "ならび",
    "options": "ならび、値と意味の組、または「選択」の名前",
}
_BEGINNING = """\
# 様式の定義

この頁は、定義を読む本体から書き出したもので、手では直しません。

様式は、`schema/forms/<様式>.yaml` という一つのファイルです。シートにどの欄があり、どの順に並び、
何と印刷されるかを書きます。欄には**種類**があります。種類は欄の意味で、シートに書ける形、
当てはまる規則、年度の比較のしかた、取り込みと印刷のしかたが、種類から一度に決まります。
式や条件は書けません。

市の置き場の `schema/forms/` に置いたファイルは、付属の様式に加わるか、同じ名前の様式と
入れ替わります。シートの様式は、シートの「様式」の欄、なければ年度（様式の「初年度」から
「最終年度」まで）で決まります。

## 例

```yaml
様式: 見本市R6
題名: 部局運営方針
初年度: R6
欄:
  基本姿勢: {種類: 文章, 印刷: 基本姿勢(部長の方針)}
  重点課題: {種類: 表, 行: 課題}
行:
  課題:
    課題名: {種類: 名称}
    取組内容: {種類: 文章}
    期限: {種類: 期限, 原文: 期限の原文}
    担当: {種類: 職員, 公表: しない}
    達成度: {種類: 選択, 選択: 達成度, 時: 年度末}
選択:
  達成度: {A: 達成, B: 概ね達成, C: 未達成}
```

前の様式と少しだけ違う様式は、「もと」に前の様式の名前を書き、違うところだけを書きます。

```yaml
様式: 見本市R7
もと: 見本市R6
初年度: R7
行:
  課題:
    課題: {旧名: 課題名}
    期限: {印刷: 達成の時期, 公表: しない}
```

もとの様式にある欄は、同じ名前か「旧名」で分かるので、「種類」を書かなければ、書いたところだけが変わります。
「種類」を書けば、その欄は、書いたとおりの欄になります。

使えない言葉、種類、名前は、行を示して断ります（終了コード 2）。確かめるには `orgsheet form check`、
シートの見出しを「旧名」に従って直すには `orgsheet form migrate R6 R7` を使います。

いまある Word、Excel、CSV などのファイルからは、下書きを作れます。

```sh
orgsheet form guess 昨年の秘書課.docx
```

見出しと列名を写し、欄の種類は、中身から分かるものだけを決めます。人が決めるところには「【記入】」と
書いてあります。直して `orgsheet form check` が通れば、`orgsheet import` で同じ様式のファイルを
取り込めます。

## 様式に従うもの

取り込み（`orgsheet import`）、点検（`orgsheet lint`）、比較（`orgsheet diff`、新旧対照表）、
合わせ込み（`orgsheet merge`）、新年度のシート（`orgsheet new`）は、欄を名前ではなく種類と役で
見分けます。見出しの名前を変えても、欄を足しても減らしても、そのまま使えます。様式にない種類の欄を
見る規則は、そのシートには何も言いません。年度で見出しの名前が違うときは、新しい様式の「旧名」で
同じ欄と分かります。市の規則（`lint/*.yaml`）の `sections` や `keys` には、役、種類、見出しの
どれでも書けます。

市の様式があるときは、シートはその定義で点検します。`schema/sheet.schema.json` を読むのは、
編集のソフトだけです。
新しい様式に合わせるには、次のようにします。

```sh
orgsheet form schema R6 > schema/sheet.schema.json
```
"""


def definition_page() -> str:
    """Return the page `docs/form.md`."""
    kinds = "\n".join(
        f"| {name} | {kind.meaning} | {kind.looks} | {_said(kind.keys, kind.needs)} |"
        for name, kind in KINDS.items()
    )
    roles = "\n".join(f"| {name} | {meaning} |" for name, meaning in ROLES.items())
    return (
        f"{_BEGINNING}\n## 様式に書くこと\n\n{_table(FORM_KEYS)}\n"
        "このほかに「欄」（シートの欄を順に）、「行」（表の行を名前ごとに）、「選択」"
        "（選べる値のならびを名前ごとに）を書きます。\n"
        f"\n## 欄に書くこと\n\n{_table(FIELD_KEYS)}\n"
        f"\n## 種類\n\n| 種類 | 意味 | シートに書く形 | この種類だけに書くこと |\n"
        f"| --- | --- | --- | --- |\n{kinds}\n"
        f"\n## 種類によって書くこと\n\n{_table(KIND_KEYS)}\n"
        f"\n## 行に書くこと\n\n欄のほかに、次のことを書けます。\n\n{_table(ROW_KEYS)}\n"
        f"\n## 役\n\n種類だけでは欄が決まらない規則のために、欄に役を書けます。"
        "役のない様式では、その規則は対象なしになります。\n\n"
        f"| 役 | どの欄か |\n| --- | --- |\n{roles}\n"
    )


def _said(keys: tuple[str, ...], needs: tuple[str, ...]) -> str:
    return "、".join(f"{key}（要る）" if key in needs else key for key in keys)


def _table(keys: Mapping[str, Key]) -> str:
    rows = "".join(
        f"| {word} | {'、'.join(key.choices) or _SHAPES[key.shape]} | {key.meaning} |\n"
        for word, key in keys.items()
    )
    return f"| 言葉 | 書き方 | 意味 |\n| --- | --- | --- |\n{rows}"
