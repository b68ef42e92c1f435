"""Tools that match records by their text: what they are told comes from the tuning half alone.

Each scores all pairs of rows of a list; pairs are then taken greedily, the best first, each row
once, down to the threshold that serves the tuning half best.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from typing import Any

from diff_peers import Peer

Rows = list[dict[str, Any]]
Links = set[tuple[int, int]]
Lists = Sequence[tuple[Rows, Rows]]
Scores = list[dict[tuple[int, int], float]]
"""Of each list the scores of its pairs of rows."""
Score = Callable[[Lists], Scores]

_STEPS = 60


def greedy(scores: dict[tuple[int, int], float], least: float) -> Links:
    """Return the pairs of at least so high a score, the best first and each row once."""
    ones: set[int] = set()
    others: set[int] = set()
    links: Links = set()
    for (one, other), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score < least:
            break
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            links.add((one, other))
    return links


def fitted(score: Score, lists: Lists, true: Sequence[Links]) -> Callable[[Lists], list[Links]]:
    """Return the matcher with the threshold that gives the highest F1 on the tuning lists."""
    found = score(lists)
    values = sorted({value for one in found for value in one.values()})
    candidates = values[:: max(1, len(values) // _STEPS)]
    best = max(candidates, key=lambda least: _f1([greedy(one, least) for one in found], true))
    return lambda asked: [greedy(one, best) for one in score(asked)]


def _f1(found: Sequence[Links], true: Sequence[Links]) -> float:
    hits = sum(len(one & other) for one, other in zip(found, true, strict=True))
    total = sum(map(len, found)) + sum(map(len, true))
    return 2 * hits / total if total else 0.0


def _name(row: dict[str, Any]) -> str:
    return str(next(iter(row.values())))


def _body(row: dict[str, Any]) -> str:
    values = list(row.values())[1:]
    return "\n".join(
        one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in values
    )


def _all(row: dict[str, Any]) -> str:
    return f"{_name(row)}\n{_body(row)}"


def tfidf(lists: Lists) -> Scores:
    """Score by the cosine of TF-IDF vectors of one to three characters (scikit-learn)."""
    texts = [_all(row) for pair in lists for rows in pair for row in rows]
    if not texts:
        return [{} for _ in lists]
    module = import_module("sklearn.feature_extraction.text")
    vectors = module.TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    matrix = vectors.fit_transform(texts)
    scores: Scores = []
    start = 0
    for before, after in lists:
        middle, end = start + len(before), start + len(before) + len(after)
        product_ = (
            (matrix[start:middle] @ matrix[middle:end].T).toarray() if before and after else []
        )
        scores.append(
            {
                (i, j): float(value)
                for i, line in enumerate(product_)
                for j, value in enumerate(line)
            }
        )
        start = end
    return scores


def rapid(lists: Lists) -> Scores:
    """Score by half the likeness of the names and half that of the bodies (rapidfuzz)."""
    ratio = import_module("rapidfuzz.fuzz").ratio
    return [
        {
            (i, j): ratio(_name(one), _name(other)) / 2 + ratio(_body(one), _body(other)) / 2
            for (i, one), (j, other) in product(enumerate(before), enumerate(after))
        }
        for before, after in lists
    ]


def record_linkage(classifier: str, lists: Lists, true: Sequence[Links]) -> Score:
    """Return a score learnt by recordlinkage's `classifier` from names and bodies."""
    library, pandas = import_module("recordlinkage"), import_module("pandas")
    logging.getLogger("recordlinkage").setLevel(logging.ERROR)

    def compared(one: tuple[Rows, Rows]) -> Any:  # noqa: ANN401 - a data frame
        frames = [
            pandas.DataFrame({"name": map(_name, rows), "body": map(_body, rows)}) for rows in one
        ]
        index = library.Index()
        index.full()
        pairs = index.index(*frames)
        compare = library.Compare()
        for field, method in product(("name", "body"), ("jarowinkler", "qgram", "cosine")):
            compare.string(field, field, method=method, label=f"{field} {method}")
        return compare.compute(pairs, *frames)

    samples = [compared(one) for one in lists if all(one)]
    kept = [found for one, found in zip(lists, true, strict=True) if all(one)]
    table = pandas.concat(samples, keys=range(len(samples)))
    matches = [(number, *pair) for number, found in enumerate(kept) for pair in sorted(found)]
    learner = getattr(library, classifier)()
    flat = table.reset_index(drop=True)
    places = {place: number for number, place in enumerate(table.index)}
    learner.fit(
        flat.set_index(pandas.MultiIndex.from_arrays([range(len(flat)), range(len(flat))])),
        pandas.MultiIndex.from_tuples([(places[one], places[one]) for one in matches]),
    )

    def score(asked: Lists) -> Scores:
        out: Scores = []
        for one in asked:
            if not all(one):
                out.append({})
                continue
            features = compared(one)
            kernel = learner.kernel
            values = (
                kernel.decision_function(features.to_numpy())
                if hasattr(kernel, "decision_function")
                else kernel.predict_proba(features.to_numpy())[:, 1]
            )
            out.append(dict(zip(map(tuple, features.index), map(float, values), strict=True)))
        return out

    return score


def splink(lists: Lists) -> Scores:
    """Score by splink's match probability, learnt without labels from the lists themselves."""
    library, pandas = import_module("splink"), import_module("pandas")
    comparisons = import_module("splink.comparison_library")
    logging.getLogger("splink").setLevel(logging.ERROR)
    sides: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    for number, pair in enumerate(lists):
        for side, rows in zip(sides, pair, strict=True):
            side += [
                {
                    "unique_id": f"{number}-{place}",
                    "name": _name(row),
                    "body": _body(row)[:400],
                    "start": _body(row)[:20],
                    "list": str(number),
                }
                for place, row in enumerate(rows)
            ]
    settings = library.SettingsCreator(
        link_type="link_only",
        comparisons=[
            comparisons.JaroWinklerAtThresholds("name", [0.92, 0.8, 0.65, 0.5]),
            comparisons.JaroWinklerAtThresholds("body", [0.92, 0.8, 0.7, 0.6]),
            comparisons.JaroWinklerAtThresholds("start", [0.9, 0.7]),
        ],
        blocking_rules_to_generate_predictions=[library.block_on("list")],
        retain_intermediate_calculation_columns=False,
    )
    base = library.DuckDBAPI()
    frames = [
        base.register(pandas.DataFrame(side), dataset_display_name=name)
        for side, name in zip(sides, ("earlier", "later"), strict=True)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = library.Linker(frames, settings, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(
            [library.block_on("name")], recall=0.5
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1e5, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(library.block_on("list"))
        told = linker.inference.predict().as_pandas_dataframe()
    scores: Scores = [{} for _ in lists]
    for left, right, weight in zip(
        told["unique_id_l"], told["unique_id_r"], told["match_weight"], strict=True
    ):
        number, one = map(int, left.split("-"))
        scores[number][one, int(right.split("-")[1])] = float(weight)
    return scores


_TOOLS = ("scikit-learn", "rapidfuzz", "recordlinkage", "splink")


def learned(lists: Lists, true: Sequence[Links]) -> tuple[list[Peer], list[str]]:
    """Return the tools that are there, taught on labelled lists, and in Japanese which are not."""
    there = {tool for tool in _TOOLS if _version(tool)}
    missing = [
        f"{tool}: 入っていない（pip install {tool}）" for tool in _TOOLS if tool not in there
    ]
    scores: list[tuple[str, str, Callable[[], Score]]] = [
        ("scikit-learn", "TF-IDF（1～3文字）の余弦", lambda: tfidf),
        ("rapidfuzz", "名称と文を半分ずつ", lambda: rapid),
        (
            "recordlinkage",
            "SVM",
            lambda: record_linkage("SVMClassifier", lists, true),
        ),
        (
            "recordlinkage",
            "ロジスティック回帰",
            lambda: record_linkage("LogisticRegressionClassifier", lists, true),
        ),
        ("splink", "教師なし（EM）", lambda: splink),
    ]
    return [
        Peer(tool, setting, fitted(score(), lists, true))
        for tool, setting, score in scores
        if tool in there
    ], missing


def learned_versions() -> str:
    """Return names and versions of the tools that are there."""
    return ", ".join(f"{tool} {_version(tool)}" for tool in _TOOLS if _version(tool))


def _version(tool: str) -> str:
    try:
        return version(tool)
    except PackageNotFoundError:
        return ""
