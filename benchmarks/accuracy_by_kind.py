"""Recall by kind of mistake: single mistakes written from the kinds, not from the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.examples import DEFAULT_PATH, examples_of, overlaid
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import check_file
from orgsheet.source import emit, parse
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "lint" / "defects.yaml"
SENTENCES = ROOT / "tests" / "cases" / "lint" / "sentences.tsv"
_STEP = {"時期": "10月", "内容": "見本の会議"}
_ROW: dict[str, Any] = {
    "項目": "見本事業",
    "行動アクション": "市民の意見を聞き、見本となる計画案をまとめる。",
    "目標期限": [_STEP],
    "達成基準": ["アンケートの回答を500件以上集める。"],
}


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake of a kind: a sheet without and with it; `has_rule` tells that one should find it.

    `words` is the text with the mistake.
    """

    kind: str
    words: str
    clean: bytes
    wrong: bytes
    has_rule: bool


def _data(path: Path) -> Any:  # noqa: ANN401 - plain YAML
    root = parse(path.read_bytes(), path.name).root
    assert root is not None, f"{path.name} is readable"
    return root.data()


def _sheet(base: dict[str, Any], row: dict[str, Any]) -> bytes:
    sheet = dict(base)
    action = _ROW | {key: value for key, value in row.items() if key in _ROW}
    sheet["今年度の重点事業"] = [action]
    if "担当" in row:
        first = sheet["組織が果たす役割"][0]
        staff = [row["担当"], *row.get("others", ())]
        names = (first["事務事業名称"], "見本となる台帳の管理", "見本の相談の受付")
        sheet["組織が果たす役割"] = [
            first | {"事務事業名称": name, "担当": who}
            for name, who in zip(names, staff, strict=False)
        ]
    return emit(sheet).encode()


def cases() -> Iterator[Case]:
    """Yield every mistake of the cases' file."""
    base = overlaid(DEFAULT_PATH, {}, ())
    for kind in _data(CASES):
        for row in kind["rows"]:
            at = row.get("at") or next(key for key in row if key != "wrong")
            yield Case(
                kind["kind"],
                str(row["wrong"]),
                _sheet(base, row),
                _sheet(base, row | {at: row["wrong"]}),
                kind.get("rule") != "none",
            )


def findings(sheet: bytes, rules: Sequence[Rule]) -> list[Finding]:
    """Return what the rules find in a sheet of the city of the first one's examples."""
    first = rules[0]
    if first.id not in _CITIES:
        files = MemoryFiles(next(examples_of(first, "good")).files)
        _CITIES[first.id] = Workspace(files, Path())
    workspace = _CITIES[first.id].fork()
    workspace.replace(DEFAULT_PATH, sheet)
    return check_file(workspace, rules, DEFAULT_PATH)


_CITIES: dict[str, Workspace] = {}
"""The cities of rules' examples, by the rules' ids: registers and schemas are read once."""


def new_findings(case: Case, rules: Sequence[Rule]) -> list[Finding]:
    """Return what is found in the sheet with the mistake and not in the one without it."""
    before = {(one.rule, one.pointer, one.message) for one in findings(case.clean, rules)}
    return [
        one
        for one in findings(case.wrong, rules)
        if (one.rule, one.pointer, one.message) not in before
    ]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an official: `is_wrong`, or one that only looks like a mistake of its kind.

    `batch` is in which round it was written; `rule` what tells it, "" where nothing does.
    """

    batch: str
    kind: str
    is_wrong: bool
    rule: str
    text: str
    values: dict[str, Any]

    @property
    def sheet(self) -> bytes:
        """A sheet that holds the sentence and nothing else to be told."""
        return _sheet(overlaid(DEFAULT_PATH, {}, ()), self.values)


def sentences() -> list[Sentence]:
    """Return the sentences of the table."""
    found = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        batch, kind, where, sign, rule, text = line.split("\t")
        row = {"達成基準": [text]} if where == "基準" else {"行動アクション": text}
        found.append(Sentence(batch, kind, sign == "+", rule, text, row))
    return found


def told(sentence: Sentence, rules: tuple[Rule, ...]) -> list[Finding]:
    """Return what the rules find because of a sentence."""
    names = tuple(rule.id for rule in rules)
    if names not in _USUAL:
        _USUAL[names] = _usual(rules)
    usual = _USUAL[names]
    return [one for one in findings(sentence.sheet, rules) if (one.rule, one.message) not in usual]


_USUAL: dict[tuple[str, ...], frozenset[tuple[str, str]]] = {}
"""What rules find in the sheet as it is, by their ids."""


def _usual(rules: tuple[Rule, ...]) -> frozenset[tuple[str, str]]:
    sheet = _sheet(overlaid(DEFAULT_PATH, {}, ()), {})
    return frozenset((one.rule, one.message) for one in findings(sheet, rules))


def untold(rule: Rule, rows: Sequence[Sentence]) -> list[str]:
    """Return the sentences of one sheet's rows in which a rule finds nothing."""
    sheet = overlaid(DEFAULT_PATH, {}, ())
    sheet["今年度の重点事業"] = [_ROW | row.values for row in rows]
    places = [one.pointer for one in findings(emit(sheet).encode(), [rule])]
    return [
        row.text
        for number, row in enumerate(rows)
        if not any(place.startswith(f"/今年度の重点事業/{number}/") for place in places)
    ]


def section(active: Mapping[str, Sequence[Rule]]) -> list[str]:
    """Return the page's part about mistakes by kind, measured under the profiles' rules."""
    every = tuple({rule.id: rule for rules in active.values() for rule in rules}.values())
    ids = [frozenset(rule.id for rule in rules) for rules in active.values()]

    def told_in(found: list[Finding]) -> list[bool]:
        names = {one.rule for one in found}
        return [bool(names & known) for known in ids]

    single: dict[tuple[str, bool], list[list[bool]]] = defaultdict(list)
    for case in cases():
        single[case.kind, case.has_rule].append(told_in(new_findings(case, every)))
    rounds: dict[tuple[str, str, bool], list[list[bool]]] = defaultdict(list)
    for one in sentences():
        key = (one.batch, _KINDS[one.kind], one.is_wrong)
        rounds[key].append(told_in(told(one, every)))
    names = list(active)
    lines = [
        "## 種類から書いた誤り",
        "",
        "規則からではなく、人の誤りの種類から先に書いた文です。誤りのない文との違いで新しく出た指摘を数えました。",
        "「規則のない種類」も数えます。",
        "",
        f"| 種類 | 文の数 | {' | '.join(names)} |",
        f"| --- | --- | {' | '.join('---' for _ in names)} |",
    ]
    for has_rule in (True, False):
        group = {kind: hits for (kind, known), hits in single.items() if known is has_rule}
        lines += [
            _row(_TITLES[kind] if has_rule else f"{_TITLES[kind]}（規則なし）", hits)
            for kind, hits in group.items()
        ]
        lines.append(
            _row(
                "**合計（規則のある種類）**" if has_rule else "**合計（規則のない種類）**",
                [h for hits in group.values() for h in hits],
            )
        )
    lines += [
        "",
        "規則を見ずに続けて書いた文（`tests/cases/lint/sentences.tsv`）。正しい文は、誤りに似た正しい文で、指摘が出ない方がよいものです。",
        "",
        f"| 回 | 種類 | 文 | 文の数 | {' | '.join(f'指摘が出た（{name}）' for name in names)} |",
        f"| --- | --- | --- | --- | {' | '.join('---' for _ in names)} |",
    ]
    for (batch, kind, is_wrong), many in sorted(
        rounds.items(), key=lambda one: (one[0][0], one[0][1], not one[0][2])
    ):
        lines.append(
            f"| {batch} | {kind} | {'誤り' if is_wrong else '正しい'} {_row('', many)[3:]}"
        )
    return [*lines, ""]


def _row(title: str, hits: list[list[bool]]) -> str:
    counts = " | ".join(f"{sum(column)}/{len(hits)}" for column in zip(*hits, strict=True))
    return f"| {title} | {len(hits)} | {counts} |"


_KINDS = {
    "dates": "日付と年度",
    "numbers": "数",
    "criteria": "達成基準",
    "text": "文と表記",
    "prose": "長い正しい文",
}
_TITLES = {
    "homophone": "同音の別の語",
    "wrong-character": "形の似た字",
    "ra-nuki": "ら抜き",
    "style-mix": "文体の混在",
    "katakana-slip": "片仮名の綴り",
    "particle": "助詞",
    "truncated": "途中で切れた文",
    "full-stop-missing": "句点の落ち",
    "sentence-twice": "同じ文が二度",
    "word-doubled": "同じ語が二度",
    "bracket": "かっこ",
    "double-negative": "二重否定",
    "outdated-term": "古い言い方",
    "honorific": "敬語",
    "kana": "仮名で書く語",
    "placeholder": "仮の文字",
    "draft-note": "下書きの注記",
    "personal-data": "個人の情報",
    "comma": "位取りのコンマ",
    "below-last-year": "前年度より低い目標",
    "number-action-criterion": "行動と基準の数",
    "number-dates": "回数と時期の数",
    "unit": "単位",
    "activity-only": "行うことだけの基準",
    "not-verifiable": "確かめられない基準",
    "direction-only": "方向だけの基準",
    "indicator-only": "値のない指標",
    "criterion-repeats": "行動の言い換えの基準",
    "staff-honorific": "担当の敬称",
    "staff-name-slip": "担当の名の誤り",
    "weekday": "曜日",
    "impossible-date": "ない日付",
    "date-outside-year": "年度の外の日付",
    "year-word": "年度の言葉",
    "date-clash": "日付の食い違い",
    "order-of-steps": "手順の順",
    "subject-predicate": "主語と述語",
    "law-name": "法令の名",
    "unit-size": "単位の大きさ",
    "event-not-in-action": "行動にない基準",
    "goal-is-mission": "目標が使命の写し",
    "flag-against-text": "区分と文",
    "stale-event": "過ぎた出来事",
    "place-name": "市の名",
    "redundant": "重ね言葉",
    "cause-effect": "原因と結果",
}
