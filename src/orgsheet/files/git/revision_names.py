"""Which commit a revision's name means, where it can mean one only."""

from __future__ import annotations

import re
from collections.abc import Callable

from orgsheet.files.git.call_git import GitError

_MAX_REVISION = 500
_PLACES = ("refs/", "refs/tags/", "refs/heads/", "refs/remotes/")
"""Where git looks for a name, in this order, behind the repository's own folder (`HEAD`)."""

_PARTS = re.compile(r"(?P<name>.*?)(?P<rest>(?:[~^:]|@\{).*)?")
_NO_REF = re.compile(r"[\s\\?*\[]")
_OWN = re.compile(r"@|(?:[A-Z]+_)?HEAD")
_WHOLE_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHORT_ID = re.compile(r"[0-9a-f]{7,63}")
_OF_BRANCH = re.compile(r"@\{(?:u|upstream|push)\}", re.IGNORECASE)

Ask = Callable[..., tuple[int, bytes, str]]
"""Run git with these words; return its exit code, its output and its complaints."""


def find_commit(ask: Ask, revision: str) -> str | None:
    """Return the full id of the commit a revision names, None where there is none.

    A branch, a tag and a remote's branch can have the same name; git takes the one it finds
    first, so that who may push a tag `origin/main` could choose what is compared.

    Raises:
        GitError: the name has more than one meaning.
    """
    is_odd = revision.startswith("-") or not revision.isprintable()
    if not revision or is_odd or len(revision) > _MAX_REVISION:
        return None
    matched = _PARTS.fullmatch(revision)
    assert matched is not None, "any printable text has these parts"
    name, rest = matched["name"], matched["rest"] or ""
    if _has_one_meaning(name, rest):
        return _parsed(ask, revision)
    found = _meanings(ask, name)
    if name.startswith("refs/") and not found:
        return None  # a tag whose own name begins like that does not stand in for it
    ids = _objects(ask, name) if found and _SHORT_ID.fullmatch(name) else []
    if len(found) + len(ids) > 1:
        raise GitError(_ambiguous(name, rest, [*found, *ids]))
    return _parsed(ask, found[0] + rest if found else revision)


def _has_one_meaning(name: str, rest: str) -> bool:
    """Tell whether nothing can be confused with a name: an id, the repository's own, none."""
    return bool(
        not name
        or _NO_REF.search(name)
        or _OWN.fullmatch(name)
        or _WHOLE_ID.fullmatch(name)
        or _OF_BRANCH.match(rest)
    )


def _meanings(ask: Ask, name: str) -> list[str]:
    """Return the full names of all branches, tags and others that are called like this."""
    wanted = [f"{place}{name}" for place in _PLACES] + [f"refs/remotes/{name}/HEAD"]
    if name.startswith("refs/"):
        wanted = [name]
    patterns = [f"--glob={_exactly(full)}" for full in wanted]
    _, out, _ = ask("rev-parse", "--symbolic", *patterns)
    listed = set(out.decode("utf-8", "surrogateescape").splitlines())
    return [full for full in wanted if full in listed]


def _exactly(full: str) -> str:
    """Return a pattern for one name: git takes one without any wildcard for a folder."""
    start = len("refs/")
    plain = [place for place in range(start, len(full)) if full[place].isascii()]
    place = max((place for place in plain if full[place].isalnum()), default=None)
    if place is None:
        return f"{full}*"
    return f"{full[:place]}[{full[place]}]{full[place + 1 :]}"


def _objects(ask: Ask, start: str) -> list[str]:
    _, out, _ = ask("rev-parse", f"--disambiguate={start}")
    return out.decode().split()


def _parsed(ask: Ask, revision: str) -> str | None:
    wanted = f"{revision}^{{commit}}"
    status, out, _ = ask("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    return out.decode().strip() if status == 0 else None


def _ambiguous(name: str, rest: str, meanings: list[str]) -> str:
    listed = "".join(f"\n  {one}{rest}" for one in meanings)
    return (
        f"「{name}」と呼べるものが、この Git の記録に二つ以上あります。"
        f"取り違えないように、次のどれかを全部書いてください。{listed}"
    )
