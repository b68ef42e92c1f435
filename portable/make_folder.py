"""Make the portable folder for Windows: Python, git and orgsheet, started by a double click.

    python portable/make_folder.py --fetch WHEEL --output build
    python portable/make_folder.py --python ZIP --git ZIP --wheels FOLDER --output build

The first fetches what `pieces.json` and `requirements.txt` name, each by its hash; the second
takes what is there. Both write `build/組織シート/` and `build/組織シート-<version>.zip`, the same
byte for byte from the same pieces. Nothing in the folder fetches anything when it is started.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
NAME = "組織シート"
READ_FIRST = "はじめにお読みください.txt"
EXTRAS = ("web", "office")
LONGEST = 140
"""Characters of a path inside: Windows takes 259 with the folder's own place."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TARGET = {
    "sys_platform": "win32",
    "os_name": "nt",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
}


class MakingError(Exception):
    """The folder cannot be made of these pieces."""


def python_version(python: Path) -> str:
    """Return `3.13` of a zip of embeddable Python, by the name of its file of paths."""
    with zipfile.ZipFile(python) as archive:
        found = [name for name in archive.namelist() if name.endswith("._pth")]
    if len(found) != 1 or not found[0].startswith("python3"):
        raise MakingError(f"{python.name} is no embeddable Python: {found}")
    return f"3.{found[0].removeprefix('python3').removesuffix('._pth')}"


def make(python: Path, git: Path, wheels: Path, output: Path) -> Path:
    """Make the folder below `output` and return it.

    Args:
        python: the zip of embeddable Python.
        git: the zip of MinGit.
        wheels: a folder with the wheel of orgsheet and all that it needs.
        output: where the folder is put; one that is there is replaced.

    Raises:
        MakingError: a piece is missing or is not what it should be.
    """
    folder = output / NAME
    if folder.exists():
        shutil.rmtree(folder)
    program = folder / "program"
    version = python_version(python)
    _unpack(python, program / "python", "python.exe")
    _unpack(git, program / "git", "cmd/git.exe")
    short = version.replace(".", "")
    # With this file Python looks nowhere else: no registry, no PYTHONPATH, no user's packages.
    paths = [f"python{short}.zip", ".", "..\\packages"]
    (program / "python" / f"python{short}._pth").write_bytes("\r\n".join([*paths, ""]).encode())
    _install(wheels, program / "packages", version)
    require_whole(program / "packages", version)
    shutil.copyfile(HERE / "start.py", program / "start.py")
    # cmd reads a file in the code page of its window: 932 on a Japanese Windows.
    _windows_text(HERE / f"{NAME}.cmd", folder, "cp932")
    _windows_text(HERE / READ_FIRST, folder, "utf-8-sig")
    inside = sorted(_files(folder))
    long = [name for name in inside if len(name) > LONGEST]
    if long:
        raise MakingError(f"too long for Windows: {long}")
    lines = [f"{_sha256(folder / name)}  {name}" for name in inside]
    (program / "内訳.txt").write_bytes("\r\n".join([*lines, ""]).encode("utf-8-sig"))
    return folder


def pack(folder: Path) -> Path:
    """Write the folder as a zip beside it, named after its version; return it."""
    found = distributions(path=[str(folder / "program" / "packages")])
    (version,) = [one.version for one in found if one.name == "orgsheet"]
    target = folder.with_name(f"{NAME}-{version}.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(_files(folder)):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / name).read_bytes())
    return target


def require_whole(packages: Path, version: str) -> None:
    """Tell that orgsheet and all that it needs on Windows are there, in versions that fit.

    Raises:
        MakingError: something is missing, or does not fit.
    """
    found: dict[str, Distribution] = {
        canonicalize_name(one.name): one for one in distributions(path=[str(packages)])
    }
    if "orgsheet" not in found:
        raise MakingError("the wheel of orgsheet is missing")
    waiting = [("orgsheet", extra) for extra in ("", *EXTRAS)]
    seen = set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for text in found[name].requires or ():
            wanted = Requirement(text)
            target = _TARGET | {"python_version": version, "python_full_version": f"{version}.0"}
            if wanted.marker and not wanted.marker.evaluate(target | {"extra": extra}):
                continue
            key = canonicalize_name(wanted.name)
            if key not in found:
                raise MakingError(f"{name} needs {wanted}, which is missing")
            if not wanted.specifier.contains(found[key].version, prereleases=True):
                raise MakingError(f"{name} needs {wanted}, but {found[key].version} is there")
            waiting += [(key, one) for one in ("", *wanted.extras)]


def fetch(wheel: Path, folder: Path) -> tuple[Path, Path, Path]:
    """Fetch the pieces into a folder, each by its hash; return Python, git and the wheels.

    Raises:
        MakingError: what came is not what was named.
    """
    pieces = json.loads((HERE / "pieces.json").read_text(encoding="utf-8"))
    python, git = (_fetched(pieces[name], folder / f"{name}.zip") for name in ("python", "git"))
    wheels = folder / "wheels"
    _pip(
        *("download", "-q", "--require-hashes", "--no-deps", "--dest", str(wheels)),
        *_for_windows(python_version(python)),
        *("-r", str(HERE / "requirements.txt")),
    )
    shutil.copy(wheel, wheels)
    return python, git, wheels


def _fetched(piece: dict[str, str], target: Path) -> Path:
    address = piece["address"]
    assert address.startswith("https://"), "pieces come over https"
    with urllib.request.urlopen(address) as answer, target.open("wb") as file:  # noqa: S310
        shutil.copyfileobj(answer, file)
    if _sha256(target) != piece["sha256"]:
        raise MakingError(f"{address} is not what pieces.json names: {_sha256(target)}")
    return target


def _install(wheels: Path, packages: Path, version: str) -> None:
    chosen = [parse_wheel_filename(path.name)[:2] for path in sorted(wheels.glob("*.whl"))]
    _pip(
        *("install", "-q", "--no-index", "--find-links", str(wheels), "--no-deps", "--no-compile"),
        *("--target", str(packages), *_for_windows(version)),
        *(f"{name}=={number}" for name, number in chosen),
    )
    # Starters for the computer that made the folder.
    shutil.rmtree(packages / "bin", ignore_errors=True)


def _for_windows(version: str) -> tuple[str, ...]:
    only = ("--only-binary", ":all:", "--implementation", "cp")
    return (*only, "--platform", "win_amd64", "--python-version", version)


def _pip(*words: str) -> None:
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise MakingError(done.stderr.strip())


def _unpack(archive: Path, target: Path, needed: str) -> None:
    with zipfile.ZipFile(archive) as opened:
        if needed not in opened.namelist():
            raise MakingError(f"{archive.name} holds no {needed}")
        opened.extractall(target)


def _windows_text(source: Path, folder: Path, encoding: str) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    (folder / source.name).write_bytes("\r\n".join([*lines, ""]).encode(encoding))


def _files(folder: Path) -> list[str]:
    return [one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Make the folder and its zip, and print where they are."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    reader.add_argument("--fetch", type=Path, metavar="WHEEL", help="the wheel of orgsheet")
    for name in ("python", "git", "wheels"):
        reader.add_argument(f"--{name}", type=Path)
    reader.add_argument("--output", type=Path, required=True)
    said = reader.parse_args()
    try:
        with tempfile.TemporaryDirectory() as name:
            pieces = (said.python, said.git, said.wheels)
            if said.fetch is not None:
                pieces = fetch(said.fetch, Path(name))
            if None in pieces:
                reader.error("give --fetch, or --python, --git and --wheels")
            folder = make(*pieces, said.output)
            print(pack(folder))
    except MakingError as error:
        sys.exit(f"not made: {error}")


if __name__ == "__main__":
    main()
