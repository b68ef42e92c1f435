"""Ask the three questions of docs/analysis.md of the simulated sheets of many cities.

The tables are written by the writer of `orgsheet export --format parquet`; their rows are made up,
not read from YAML. DuckDB always answers; with --spark PySpark (which needs Java) answers as well,
and both must say the same.

    python benchmarks/analysis.py --cities 1720 --sections 30 --spark
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.eras import month_end
from orgsheet.form.sheet import SheetId
from orgsheet.office.write_parquet import parquet_files
from orgsheet.yearbook.data_table import DataTable, Value, head, table_of
from orgsheet.yearbook.figure_table import INDICATORS
from orgsheet.yearbook.plan_tables import PLAN_ITEMS
from orgsheet.yearbook.row_ids import made_id
from orgsheet.yearbook.step_table import MILESTONES

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "analysis.md"
YEARS = (2023, 2024)
LAST = YEARS[-1]
QUESTIONS = ("unserved", "moved", "attainment")
TABLES = ("milestones", "plan_items", "indicators")
STEPS, FIGURES, ITEMS, DEPARTMENTS = 6, 1, 20, 6
_MOVED, _UNSERVED = 0.15, 0.1
Answer = list[tuple[Any, ...]]


class Sizes(NamedTuple):
    """What was made: sheets, rows and bytes by table, files, and the seconds it took."""

    sheets: int
    rows: dict[str, int]
    bytes: dict[str, int]
    files: int
    seconds: float


def questions() -> dict[str, str]:
    """Return the three questions as the page asks them, of the last year."""
    blocks = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return {
        name: block.replace("{年度}", str(LAST))
        for name, block in zip(QUESTIONS, blocks, strict=True)
    }


def make(place: Path, cities: int, sections: int, seed: int = 1) -> Sizes:
    """Write the tables of some cities, each with sheets of two years, below a folder."""
    start = time.perf_counter()
    rows = dict.fromkeys(TABLES, 0)
    sizes = dict.fromkeys(TABLES, 0)
    files = 0
    for number in range(cities):
        for table in city_tables(number, sections, seed):
            rows[table.name] += len(table.rows)
            for path, data in parquet_files(table, f"市{number:04d}"):
                file = place / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
                sizes[table.name] += len(data)
                files += 1
    sheets = cities * sections * len(YEARS)
    return Sizes(sheets, rows, sizes, files, time.perf_counter() - start)


def city_tables(number: int, sections: int, seed: int) -> tuple[DataTable, ...]:
    """Return the three tables of a city; the same for the same number and seed."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - sheets that are made up
    months = {
        (section, step): chance.randrange(12)
        for section in range(sections)
        for step in range(STEPS)
    }
    return (
        table_of("milestones", "期限", MILESTONES, _milestones(sections, months, chance)),
        DataTable("plan_items", "計画の項目", PLAN_ITEMS, tuple(_items(number, chance))),
        table_of("indicators", "指標", INDICATORS, _indicators(sections, chance)),
    )


def _heads(sections: int) -> Iterator[tuple[int, int, tuple[Value, ...]]]:
    for year in YEARS:
        for section in range(sections):
            unit = f"第{section % DEPARTMENTS + 1}部", f"第{section + 1}課"
            yield year, section, head(SheetId(FiscalYear(year).label, *unit), "")


def _milestones(
    sections: int, months: dict[tuple[int, int], int], chance: random.Random
) -> Iterator[tuple[Value, ...]]:
    for year, section, first in _heads(sections):
        for step in range(STEPS):
            month = months[section, step]
            if year == LAST and chance.random() < _MOVED:
                month = min(11, month + chance.randrange(1, 4))
            day = _month_end(year, month)
            name = f"事業{step // 3 + 1}"
            yield (
                *first,
                "今年度の重点事業",
                made_id("今年度の重点事業", name),
                name,
                step % 3 + 1,
                "",
                f"{day.month}月",
                f"手順{step % 3 + 1}",
                "月のあるもの",
                "月",
                "書かれたとおりの日または月",
                day.replace(day=1),
                "",
                day,
                "",
                (str(day.month),),
                "",
            )


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month counted from April as 0 of a fiscal year."""
    return month_end(year + (month + 3) // 12, (month + 3) % 12 + 1)


def _items(number: int, chance: random.Random) -> Iterator[tuple[Value, ...]]:
    for year in YEARS:
        for item in range(ITEMS):
            served = 0 if chance.random() < _UNSERVED else chance.randrange(1, 6)
            plan = f"総合計画{number % 3 + 1}"
            words = f"項目{item + 1}"
            label = FiscalYear(year).label
            yield label, year, "①", "①総合計画", plan, words, True, True, "", True, served


def _indicators(sections: int, chance: random.Random) -> Iterator[tuple[Value, ...]]:
    for _, _, first in _heads(sections):
        for place in range(FIGURES):
            base, growth = chance.randrange(100, 1000), chance.randrange(10, 200)
            share = chance.randrange(0, 13) / 10
            figures = {"基準値": base, "目標値": base + growth, "実績値": base + growth * share}
            name = f"事業{place + 1}"
            own = "今年度の重点事業", made_id("今年度の重点事業", name), place + 1, name
            for what, value in figures.items():
                text = "未定" if what == "実績値" and share > 1.1 else str(value)  # noqa: PLR2004
                number = None if text == "未定" else float(value)
                yield (*first, *own, "指標", "利用者", "人", "成果", what, number, text, "", "")


def ask_duckdb(place: Path) -> tuple[dict[str, Answer], dict[str, float]]:
    """Return DuckDB's answers, and the seconds each took."""
    import duckdb

    with duckdb.connect() as engine:
        for name in TABLES:
            table = engine.read_parquet(f"{place}/{name}/*/*/*.parquet", hive_partitioning=True)
            table.create_view(name)
        return _timed(lambda text: engine.sql(text).fetchall())


def ask_spark(place: Path) -> tuple[dict[str, Answer], dict[str, float]]:
    """Return PySpark's answers, and the seconds each took; the first reads the lists of files."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "3g").config("spark.log.level", "ERROR")
    spark = builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()
    try:
        for name in TABLES:
            spark.read.parquet(f"{place}/{name}").createOrReplaceTempView(name)
        return _timed(lambda text: [tuple(row) for row in spark.sql(text).collect()])
    finally:
        spark.stop()


def _timed(ask: Any) -> tuple[dict[str, Answer], dict[str, float]]:  # noqa: ANN401 - an engine
    answers: dict[str, Answer] = {}
    seconds: dict[str, float] = {}
    for name, text in questions().items():
        start = time.perf_counter()
        answers[name] = ask(text)
        seconds[name] = time.perf_counter() - start
    return answers, seconds


def same(one: Answer, other: Answer) -> bool:
    """Tell whether two engines say the same; sums of fractions may differ in the last digits."""
    return sorted(map(_rounded, one)) == sorted(map(_rounded, other))


def _rounded(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{one:.6f}" if isinstance(one, float) else str(one) for one in row)


def _main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cities", type=int, default=1720)
    reader.add_argument("--sections", type=int, default=30)
    reader.add_argument("--spark", action="store_true")
    reader.add_argument("--keep", type=Path, help="a folder for the tables, which is kept")
    given = reader.parse_args()
    place = given.keep or Path(tempfile.mkdtemp(prefix="orgsheet-analysis-"))
    try:
        sizes = make(place, given.cities, given.sections)
        print(f"cities {given.cities:,}, sheets {sizes.sheets:,}, files {sizes.files:,}")
        for name in TABLES:
            size = sizes.bytes[name] / 1e6
            print(f"{name}: {sizes.rows[name]:,} rows, {size:.1f} MB")
        print(f"made in {sizes.seconds:.0f} s")
        found, seconds = ask_duckdb(place)
        told = {"DuckDB": seconds}
        if given.spark:
            others, told["PySpark"] = ask_spark(place)
            wrong = [name for name in QUESTIONS if not same(found[name], others[name])]
            print(f"answers that differ: {wrong}")
            if wrong:
                return 1
        for name in QUESTIONS:
            times = ", ".join(f"{engine} {took[name]:.1f} s" for engine, took in told.items())
            print(f"{name}: {len(found[name]):,} rows; {times}")
    finally:
        if given.keep is None:
            shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
