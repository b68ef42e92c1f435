"""The page that says how exact the rules are: what was measured, on what, and with which result."""

from __future__ import annotations

import os
import platform
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from accuracy_corpus import HELD_OUT, SEEN, City, half_of
from accuracy_defects import KINDS
from accuracy_measure import Outcome
from accuracy_notes import NOTES

from orgsheet import __version__
from orgsheet.lint.finding import SEVERITIES, Finding
from orgsheet.lint.rulebook import Rule

RECALL_GOAL = 0.98
WARNING_GOAL = 0.005
PROFILE = "標準"
_SEVERITY_WORDS = {"error": "エラー", "warning": "注意", "info": "参考"}
_HALVES = (SEEN, HELD_OUT)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything one run of the measurement found; `active` and `false` go by profile."""

    seed: int
    rules: tuple[Rule, ...]
    active: dict[str, frozenset[str]]
    clean: tuple[City, ...]
    corpus: str
    false: dict[str, list[tuple[City, Finding]]]
    outcomes: tuple[Outcome, ...]
    real: tuple[Finding, ...]
    by_kind: tuple[str, ...]
    beside: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: what it asks, what was found, and whether that is enough."""

    title: str
    found: str
    reached: bool


def rate(outcomes: Iterable[Outcome]) -> float:
    """Return the share of defects found at their line, 1.0 where there are none."""
    hits = [outcome.hit for outcome in outcomes]
    return sum(hits) / len(hits) if hits else 1.0


def by_rule(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes by the first rule that each kind of defect is meant for."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        found[outcome.kind.rules[0]].append(outcome)
    return dict(sorted(found.items()))


def goals(measured: Measured) -> list[Goal]:
    """Return the goals of the measurement with what was found."""
    recalls = {rule: rate(found) for rule, found in by_rule(measured.outcomes).items()}
    low = {rule: value for rule, value in recalls.items() if value < RECALL_GOAL}
    sheets = sum(len(city.sheets) for city in measured.clean)
    errors = _false(measured, PROFILE, "error")
    warned = {(city.name, f.place.path) for city, f in _false(measured, PROFILE, "warning")}
    return [
        Goal(
            f"埋め込んだ欠陥を、その行で見つける割合が、規則ごとに {RECALL_GOAL:.0%} 以上",
            "すべての規則で達成" if not low else "、".join(f"{r} {v:.1%}" for r, v in low.items()),
            not low,
        ),
        Goal("誤りのないシートにエラーを出さない", f"{len(errors)} 件", not errors),
        Goal(
            f"誤りのないシートのうち、注意が出るものが {WARNING_GOAL:.1%} 以下",
            f"{len(warned)} / {sheets} 枚（{len(warned) / sheets:.1%}）",
            len(warned) <= WARNING_GOAL * sheets,
        ),
    ]


def page(measured: Measured) -> str:
    """Return the page in Markdown."""
    return (
        "\n".join(
            [
                *_head(measured),
                *measured.by_kind,
                *measured.beside,
                *_recall(measured),
                *_kinds(measured),
                *_without_kind(measured),
                *_false_findings(measured),
                *_collateral(measured),
                *_misses(measured),
                *_real(measured),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _head(measured: Measured) -> list[str]:
    sheets = {city.name: len(city.sheets) for city in measured.clean}
    halves = Counter(half_of(path) for path in measured.clean[0].sheets)
    kinds = {outcome.kind.name for outcome in measured.outcomes}
    return [
        "# 点検の精度",
        "",
        (
            "このページは `python benchmarks/accuracy.py --write docs/accuracy.md` が書きます。"
            "手では直しません。"
        ),
        "",
        (
            "誤りのないシートに欠陥を一つずつ埋め込み、それを見つけるはずの規則が、"
            "その行を指すかを数えました。"
        ),
        "誤りのないシートそのものも点検し、出てしまった指摘をすべて下に挙げます。",
        "",
        "| 目標 | 結果 | |",
        "| --- | --- | --- |",
        *(
            f"| {goal.title} | {goal.found} | {'達成' if goal.reached else '**未達成**'} |"
            for goal in goals(measured)
        ),
        "",
        "## 測ったもの",
        "",
        f"- 誤りのないシート: {'、'.join(f'{n} {c} 枚' for n, c in sheets.items())}",
        (
            f"- 架空市のうち、規則を調整するときに見てよい半分（{SEEN}）: {halves[SEEN]} 枚、"
            f"見ない半分（{HELD_OUT}）: {halves[HELD_OUT]} 枚。分け方は部ごとです。"
        ),
        (
            f"- 欠陥の種類: {len(kinds)}、埋め込んだ欠陥: {len(measured.outcomes):,} 件"
            f"（乱数の種 {measured.seed}）"
        ),
        (
            f"- 規則: {len(measured.rules)}（標準で働くもの {len(measured.active['標準'])}、"
            f"公開前で働くもの {len(measured.active['公開前'])}）"
        ),
        f"- シートのハッシュ: `{measured.corpus}`",
        (
            f"- orgsheet {__version__}、Python {platform.python_version()}、"
            f"ruamel.yaml {version('ruamel.yaml')}、jsonschema {version('jsonschema')}、"
            f"{platform.system()} {platform.machine()}、CPU {os.cpu_count()} 個、"
            f"{measured.seconds:.0f} 秒"
        ),
        "",
        "架空市のシートは、精度を測るために作ったもので、実在の団体とは関係ありません。",
        (
            "取手市のシートは、公表されたものに `benchmarks/clean/取手市/repairs.yaml` の直しを"
            "加えたものです（誤りのないシートとして使うときだけ）。"
        ),
        "",
        NOTES,
        "",
    ]


def _recall(measured: Measured) -> list[str]:
    lines = [
        "## 規則ごとの再現率",
        "",
        f"「{SEEN}」「{HELD_OUT}」は、欠陥の行を指した件数と、埋め込んだ件数です。",
        "「範囲」は、指した範囲が欠陥の文字をすべて含む割合（桁まで一致）です。",
        "",
        f"| 規則 | {SEEN} | {HELD_OUT} | 再現率 | 範囲 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for rule, outcomes in by_rule(measured.outcomes).items():
        halves = [[o for o in outcomes if o.half == half] for half in _HALVES]
        cells = [f"{sum(o.hit for o in part)}/{len(part)}" for part in halves]
        hits = [outcome for outcome in outcomes if outcome.hit]
        covered = sum(o.covers for o in hits) / len(hits) if hits else 0.0
        lines.append(
            f"| `{rule}` | {cells[0]} | {cells[1]} | {rate(outcomes):.1%} | {covered:.0%} |"
        )
    total = measured.outcomes
    for half in _HALVES:
        part = [outcome for outcome in total if outcome.half == half]
        lines.append(
            f"| **合計（{half}）** | {sum(o.hit for o in part)}/{len(part)} | "
            f"| {rate(part):.2%} | {sum(o.covers for o in part) / max(1, len(part)):.0%} |"
        )
    return [*lines, ""]


def _kinds(measured: Measured) -> list[str]:
    lines = [
        "## 欠陥の種類",
        "",
        "| 種類 | 見つけるはずの規則 | 見つけた／埋め込んだ |",
        "| --- | --- | --- |",
    ]
    grouped: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in measured.outcomes:
        grouped[outcome.kind.name].append(outcome)
    for name, outcomes in sorted(grouped.items()):
        kind = KINDS[name]
        rules = "、".join(f"`{rule}`" for rule in kind.rules)
        lines.append(f"| {kind.title} | {rules} | {sum(o.hit for o in outcomes)}/{len(outcomes)} |")
    return [*lines, ""]


def _without_kind(measured: Measured) -> list[str]:
    covered = {rule for kind in KINDS.values() for rule in kind.rules}
    rest = [rule for rule in measured.rules if rule.id not in covered]
    if not rest:
        return []
    return [
        "## 欠陥を埋め込んでいない規則",
        "",
        "これらの規則は、規則ごとの例（`lint/*.yaml` の bad と good）だけで確かめています。",
        "",
        *(f"- `{rule.id}` {rule.title}" for rule in rest),
        "",
    ]


def _false(measured: Measured, profile: str, severity: str) -> list[tuple[City, Finding]]:
    return [pair for pair in measured.false[profile] if pair[1].severity == severity]


def _false_findings(measured: Measured) -> list[str]:
    lines = [
        "## 誤りのないシートに出た指摘",
        "",
        "| 設定 | 程度 | 件数 | 出たシート |",
        "| --- | --- | --- | --- |",
    ]
    for profile in measured.false:
        for severity in SEVERITIES:
            found = _false(measured, profile, severity)
            files = {(city.name, finding.place.path) for city, finding in found}
            lines.append(
                f"| {profile} | {_SEVERITY_WORDS[severity]} | {len(found)} | {len(files)} 枚 |"
            )
    lines += ["", "エラーと注意のすべて:", ""]
    grave = [
        f"- {profile} {_SEVERITY_WORDS[f.severity]} `{f.rule}` {city.name} "
        f"{f.place.path}:{f.place.line} {f.message}"
        for profile, pairs in measured.false.items()
        for city, f in pairs
        if f.severity != "info" and (profile == PROFILE or (city, f) not in measured.false[PROFILE])
    ]
    lines += grave or ["- なし"]
    lines += [
        "",
        "参考（誤りとは言わない気付き）の件数:",
        "",
        "| 規則 | 標準 | 公開前 |",
        "| --- | --- | --- |",
    ]
    counts = {
        profile: Counter(f.rule for _, f in _false(measured, profile, "info"))
        for profile in measured.false
    }
    for rule in sorted(set().union(*counts.values())):
        lines.append(f"| `{rule}` | {counts['標準'][rule]} | {counts['公開前'][rule]} |")
    return [*lines, ""]


def _collateral(measured: Measured) -> list[str]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for outcome in measured.outcomes:
        for finding in outcome.others:
            counts[(outcome.kind.title, finding.rule, finding.severity)] += 1
        for finding in outcome.elsewhere:
            counts[(outcome.kind.title, f"{finding.rule}（別の行）", finding.severity)] += 1
    quiet = sum(not o.others and not o.elsewhere for o in measured.outcomes)
    lines = [
        "## 一つの欠陥から出たほかの指摘",
        "",
        (
            f"{len(measured.outcomes):,} 件のうち {quiet:,} 件では、欠陥を指す指摘のほかに、"
            "新しい指摘は出ませんでした（欠陥から当然に出るものを除く）。"
        ),
        "",
        "| 欠陥 | ほかに出た規則 | 程度 | 件数 |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {title} | `{rule}` | {_SEVERITY_WORDS[severity]} | {count} |"
        for (title, rule, severity), count in sorted(counts.items())
    ]
    return [*lines, ""]


def _misses(measured: Measured) -> list[str]:
    missed = [outcome for outcome in measured.outcomes if not outcome.hit]
    lines = ["## 見つけられなかった欠陥", ""]
    lines += [
        f"- {o.kind.title}（{o.half}）{o.path}:{o.line} `{_code(o.text)}`" for o in missed
    ] or ["- なし"]
    return [*lines, ""]


def _real(measured: Measured) -> list[str]:
    counts = Counter((f.severity, f.rule) for f in measured.real)
    titles = {rule.id: rule.title for rule in measured.rules}
    lines = [
        "## 公表された 5 枚のシートへの指摘",
        "",
        "令和5年度 政策推進部のシートを、直さずに点検した結果（標準）です。",
        "",
        "| 程度 | 規則 | 題 | 件数 |",
        "| --- | --- | --- | --- |",
    ]
    for (severity, rule), count in sorted(
        counts.items(), key=lambda item: (SEVERITIES.index(item[0][0]), item[0][1])
    ):
        lines.append(f"| {_SEVERITY_WORDS[severity]} | `{rule}` | {titles[rule]} | {count} |")
    lines += ["", "エラーのすべて:", ""]
    lines += [
        f"- `{f.rule}` {f.place.path}:{f.place.line} {f.message}"
        for f in measured.real
        if f.severity == "error"
    ] or ["- なし"]
    return [*lines, ""]


def _code(text: str) -> str:
    shown = text.replace("`", "'")
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in shown)[:80]
