"""The password file of an office without a proxy: a line a person, scrypt, no password in it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from orgsheet.files import UnreadableFileError, put_file, read_file
from orgsheet.workspace.strict_file import SettingsError

SHORTEST = 10
"""Characters of a password."""
_MOST = 200
_COST = {"n": 1 << 15, "r": 8, "p": 3, "maxmem": 64 << 20}
"""32 MiB a try: one of the settings that OWASP's Password Storage Cheat Sheet gives for scrypt."""
_KIND = "scrypt"
_PARTS = 4


def with_password(before: bytes, key: str, password: str) -> bytes:
    """Return a password file in which a person has this password and nobody else another one.

    Raises:
        SettingsError: the password is too short or too long, or the name cannot stand in the file.
    """
    if not SHORTEST <= len(password) <= _MOST:
        raise SettingsError(f"パスワードは {SHORTEST} 文字以上、{_MOST} 文字以下にしてください。")
    if not key or ":" in key or not key.isprintable():
        raise SettingsError("サインイン名に「:」や制御文字は使えません。")
    salt = secrets.token_bytes(16)
    parts = (_KIND, b64encode(salt).decode(), b64encode(_digest(password, salt)).decode())
    lines = [
        line for line in before.decode("utf-8", "replace").splitlines() if _key_of(line) != key
    ]
    return "".join(f"{line}\n" for line in [*lines, ":".join((key, *parts))] if line).encode()


def is_password(file: bytes, key: str, password: str) -> bool:
    """Tell whether a password file holds this password for this person.

    It takes as long for a person who is not in it.
    """
    lines = file.decode("utf-8", "replace").splitlines()
    line = next((line for line in lines if _key_of(line) == key), "")
    parts = line.rsplit(":", _PARTS - 1)
    is_known = len(parts) == _PARTS and parts[1] == _KIND and len(password) <= _MOST
    try:
        salt, wanted = (b64decode(part, validate=True) for part in parts[2:]) if is_known else _NONE
    except ValueError:
        is_known, (salt, wanted) = False, _NONE
    made = _digest(password[:_MOST], salt)
    return hmac.compare_digest(made, wanted) and is_known


_NONE = (bytes(16), bytes(64))


def read_passwords(path: Path) -> bytes:
    """Return the file; empty where there is none yet.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        return read_file(path)
    except FileNotFoundError:
        return b""
    except UnreadableFileError as error:
        raise SettingsError(f"パスワードの記録: {error}") from error


def set_password(path: Path, key: str, password: str) -> None:
    """Write a person's password into the file; a new file is for its owner alone.

    Raises:
        SettingsError: as `with_password`.
        UnwritableFileError: the file cannot be written.
    """
    before = read_passwords(path)
    put_file(path, with_password(before, key, password), before if path.exists() else None)
    path.chmod(0o600)


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, **_COST)


def _key_of(line: str) -> str:
    return line.rsplit(":", _PARTS - 1)[0] if line.count(":") >= _PARTS - 1 else ""
