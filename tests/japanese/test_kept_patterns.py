"""Compiled patterns kept between runs are those that compiling gives, or are compiled anew."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.japanese import kept_patterns
from orgsheet.japanese.kept_patterns import KeptPatterns

SOURCES = (
    r"(?P<year>[0-9]{4})年(?P<month>1[0-2]|[1-9])月",
    "[ぁ-ん一-龠]+(?=を|が)",
    r"(?i:y|yes|off)",
    r"(?<![市町])の(の|を)",
    "\U00020bb7野|[\ud800-\udfff]",
    r"(a)|b(?(1)c|d)",
)


def _kept(*sources: str) -> bytes:
    first = KeptPatterns()
    first.begin(None)
    for source in sources:
        first.compiled(source)
    data = first.dump()
    assert data is not None
    return data


@given(st.text("2024年12月をがbcdyesYOFFの市の𠮷野", max_size=30), st.sampled_from(SOURCES))
def test_a_kept_pattern_finds_what_a_compiled_one_finds(text: str, source: str) -> None:
    """Groups, names, flags and every match are those of `re.compile`."""
    later = KeptPatterns()
    later.begin(_kept(source))
    kept, fresh = later.compiled(source), re.compile(source)
    assert later.dump() is None, "it came from the first run"
    assert (kept.pattern, kept.flags, kept.groups) == (fresh.pattern, fresh.flags, fresh.groups)
    assert dict(kept.groupindex) == dict(fresh.groupindex)
    found, expected = ([(m.span(), m.groups()) for m in p.finditer(text)] for p in (kept, fresh))
    assert found == expected


@given(st.data())
def test_what_was_kept_is_used_whole_or_not_at_all(data: st.DataObject) -> None:
    """One byte changed or lost, and every pattern is compiled as if nothing had been kept."""
    kept = bytearray(_kept(*SOURCES))
    place = data.draw(st.integers(0, len(kept) - 1))
    if data.draw(st.booleans()):
        kept[place] ^= data.draw(st.integers(1, 255))
    else:
        del kept[place:]
    later = KeptPatterns()
    later.begin(bytes(kept))
    for source in SOURCES:
        assert later.compiled(source).pattern == source
    assert later.dump() is not None


def test_another_python_compiles_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one version of Python compiled no other one runs."""
    kept = _kept(*SOURCES)
    monkeypatch.setattr("sys.version", "3.99.0")
    later = KeptPatterns()
    later.begin(kept)
    assert later.compiled(SOURCES[0]).fullmatch("2024年5月")
    assert later.dump() is not None


def test_numbers_that_are_no_pattern_are_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the matcher refuses the numbers, the pattern is compiled."""
    kept = _kept("市(の|を)")
    stamp, index, codes = kept.split(b"\n", 2)
    wrong = b"\xff" * len(codes)
    monkeypatch.setattr(kept_patterns, "_stamp", lambda *_: stamp)
    later = KeptPatterns()
    later.begin(b"\n".join((stamp, index, wrong)))
    assert later.compiled("市(の|を)").fullmatch("市の")


def test_without_the_private_parts_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a Python that lacks them every pattern is compiled, and nothing fails."""
    monkeypatch.setattr(kept_patterns, "_SRE", None)
    first = KeptPatterns()
    first.begin(None)
    assert first.compiled("市").fullmatch("市")
    assert first.dump() is None


def test_unless_begun_nothing_is_noted() -> None:
    """A program that only uses the package as a library keeps nothing."""
    patterns = KeptPatterns()
    patterns.compiled("市")
    assert patterns.dump() is None


def test_a_faulty_pattern_raises_as_always() -> None:
    """A pattern of a rule that is none is refused as `re.compile` refuses it."""
    with pytest.raises(re.error):
        KeptPatterns().compiled("(")
