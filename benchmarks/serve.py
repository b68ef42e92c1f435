"""How long a person waits for the browser form: in this repository and beside 1,000 sheets.

    python benchmarks/serve.py            # 100 keys, 40 saves, 20 typists for 15 seconds
    python benchmarks/serve.py 30 10 5

Prints the machine and versions, and for each size milliseconds, median and 95th percentile: from
a key pressed in headless Chromium to its findings on the page (60 ms of rest included), the same
for the last of five keys that follow each other without such a rest, from a save sent to its
answer, and of 20 people who type at once, two checks a second each; behind them the CPU of the
server and its git for one of them, which tells something on a busy computer too.
Before them stands how much longer this machine takes for the same work after a rest.
Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from corpus import build
from measure import ROOT, machine

KEY_GOALS = {"this repository": 100, "1,000 sheets": 150}
"""Milliseconds from a key to its findings, 95th percentile."""
TYPISTS_GOAL, SAVE_GOAL = 200, 300
TYPISTS = 20
_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
_MEASURE = """() => {
  window.took = [];
  let start = 0;
  document.addEventListener("input", () => { start = performance.now(); }, true);
  const was = show;
  show = (said) => { was(said); window.took.push(performance.now() - start); };
}"""


def main() -> int:
    """Measure and print."""
    given = [int(one) for one in sys.argv[1:]]
    keys, saves, seconds = (given + [100, 40, 15][len(given) :])[:3]
    print(machine("flask", "waitress", "playwright"))
    print(f"the same work takes {_after_rest():.1f} times as long after a rest of 100 ms")
    missed = 0
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        for title, folder in _places(Path(name)):
            path = min(folder.glob("sheets/R5/*/*課*.yaml"))
            sheet = path.relative_to(folder / "sheets").as_posix().removesuffix(".yaml")
            with _served(folder) as (address, cookie, server):
                asks = Asks(address, cookie, sheet)
                asks.post("check", {"data": asks.data()[0]})  # the first reads all sheets
                used = _cpu(server)
                for what, goal, measure in (
                    ("key", KEY_GOALS[title], partial(_keys, address, sheet, keys, 1)),
                    ("last key", KEY_GOALS[title], partial(_keys, address, sheet, keys, 5)),
                    ("save", SAVE_GOAL, partial(_saves, asks, saves)),
                    (
                        f"{TYPISTS} typists",
                        TYPISTS_GOAL,
                        partial(_typists, address, cookie, sheet, seconds),
                    ),
                ):
                    times, before, used = measure(), used, _cpu(server)
                    missed += _print(f"{title}: {what}", times, goal, used - before)
    return int(bool(missed))


def _after_rest() -> float:
    """Return how much longer some work takes on this machine when it rested before.

    A key and its check come after a rest; on some virtual machines that alone is most of it.
    """

    def spent(rest: float) -> float:
        times = []
        for _ in range(15):
            time.sleep(rest)
            begun = time.process_time()
            dict.fromkeys(map(str, range(60_000)))
            times.append(time.process_time() - begun)
        return statistics.median(times)

    return spent(0.1) / spent(0)


def _places(folder: Path) -> Iterator[tuple[str, Path]]:
    own, city = folder / "own", folder / "city"
    shutil.copytree(ROOT / "sheets", own / "sheets")
    build(city, 1000)
    for title, place in (("this repository", own), ("1,000 sheets", city)):
        for words in (
            ["init", "-q", "-b", "main"],
            ["add", "-A"],
            ["-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", "-C", str(place), *words], check=True)
        yield title, place


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Start the server of a folder; yield the printed address, the cookie it gives, its process."""
    words = [sys.executable, "-m", "orgsheet", "-C", str(folder), "serve", "--port", "0"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=quiet, text=True) as server:
        assert server.stdout is not None, "asked for a pipe"
        try:
            address = server.stdout.readline().strip()
            place = urlsplit(address)
            asked = http.client.HTTPConnection(place.netloc)
            asked.request("GET", f"/?{place.query}")
            cookie = asked.getresponse().headers["Set-Cookie"].partition(";")[0]
            yield address, cookie, server.pid
        finally:
            server.kill()


def _cpu(process: int) -> float:
    """Return the seconds of CPU that a process and all that it started have used (Linux)."""
    used = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # ended since
            facts = file.read_text().rpartition(")")[2].split()
            if file.parent.name == str(process):
                used += sum(map(int, facts[11:15]))
            elif facts[1] == str(process):
                used += int(facts[11]) + int(facts[12])
    return used / os.sysconf("SC_CLK_TCK")


class Asks:
    """A browser's questions about one sheet, without a page."""

    def __init__(self, address: str, cookie: str, sheet: str) -> None:
        place = urlsplit(address)
        self._asked = http.client.HTTPConnection(place.netloc)
        self._headers = {
            "Cookie": cookie,
            "Origin": f"http://{place.netloc}",
            "Content-Type": "application/json",
        }
        self._sheet = quote(sheet)

    def data(self) -> tuple[dict[str, Any], str]:
        """Return the sheet's data and blob."""
        self._asked.request("GET", f"/data/{self._sheet}", headers=self._headers)
        said = json.loads(self._asked.getresponse().read())
        return json.loads(said["data"]), said["blob"]

    def post(self, what: str, content: object) -> float:
        """Send something and return the milliseconds to its answer."""
        body = json.dumps(content)
        begun = time.perf_counter()
        self._asked.request("POST", f"/{what}/{self._sheet}", body, self._headers)
        answer = self._asked.getresponse()
        answer.read()
        assert answer.status == http.client.OK, answer.status
        return (time.perf_counter() - begun) * 1000


def _keys(address: str, sheet: str, count: int, at_once: int) -> list[float]:
    """Type in a real browser; return the milliseconds from the last of some keys to its findings.

    Between keys that are typed at once are 30 ms.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        page.goto(f"{address.split('/?', maxsplit=1)[0]}/sheets/{quote(sheet)}")
        box = page.locator("textarea").first
        box.wait_for()
        while "指摘" not in page.locator("#status").inner_text():
            time.sleep(0.2)
        page.evaluate(_MEASURE)
        box.focus()
        for number in range(count):
            box.press_sequentially("abcdef"[number % 2 :][:at_once], delay=30)
            while page.evaluate("() => took.length") <= number:
                time.sleep(0.01)
        found: list[float] = page.evaluate("() => took")
        browser.close()
    return found


def _saves(asks: Asks, count: int) -> list[float]:
    found = []
    for number in range(count):
        data, blob = asks.data()
        key = next(key for key, value in data.items() if isinstance(value, str) and "\n" in value)
        data[key] = f"{number}回目に書いた目標。\n"
        found.append(asks.post("save", {"data": data, "blob": blob}))
    return found


def _typists(address: str, cookie: str, sheet: str, seconds: int) -> list[float]:
    """Let people type at once, each something else, and return all their milliseconds."""
    found: list[float] = []
    last = time.monotonic() + seconds

    def type_on(number: int) -> None:
        asks = Asks(address, cookie, sheet)
        data, _ = asks.data()
        key = next(key for key, value in data.items() if isinstance(value, str) and "\n" in value)
        time.sleep(number / TYPISTS / 2)
        while time.monotonic() < last:
            data[key] = f"{number}人目が{time.monotonic()}に書いた。\n"
            begun = time.monotonic()
            found.append(asks.post("check", {"data": data}))
            time.sleep(max(0.0, 0.5 - (time.monotonic() - begun)))

    people = [threading.Thread(target=type_on, args=(number,)) for number in range(TYPISTS)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return found


def _print(title: str, times: list[float], goal: int, used: float) -> int:
    """Print the times of something and its CPU; return 1 where its goal is missed."""
    tail = statistics.quantiles(times, n=20)[18]
    middle = statistics.median(times)
    told = "" if tail <= goal else "  MISSED"
    print(
        f"{title:32} n {len(times):4}  median {middle:5.0f} ms  p95 {tail:5.0f} ms  ≤ {goal}"
        f"  CPU {used / len(times) * 1000:4.0f} ms{told}"
    )
    return int(tail > goal)


if __name__ == "__main__":
    raise SystemExit(main())
