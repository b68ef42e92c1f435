"""The count of what unifications freed is of lines that are gone, not of lines that moved."""

from __future__ import annotations

import sys

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from freed import freed


def test_what_moves_is_not_freed() -> None:
    """A line that stands as it was in another place, however far in, counts on neither side."""
    diff = """\
--- a/one.py
+++ b/one.py
@@ -1,3 +1 @@
-def read(path):
-    return path.read_bytes()
-
--- a/two.py
+++ b/two.py
@@ -5,3 +5,2 @@
-def read(path):
-    return path.read_bytes()
+        return path.read_bytes()
+reads = one.read
"""
    assert freed(diff) == (3, 1)
