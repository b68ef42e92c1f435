"""The settings of an office's server: `serve.yaml`, outside the repository, read strictly."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from orgsheet.files import UnreadableFileError, read_file
from orgsheet.serve.people_file import FixedPeople, PeopleFile, people_of
from orgsheet.serve.persons import CHIEF, HEAD, WHOLE
from orgsheet.source import Document
from orgsheet.source import Mapping as Node
from orgsheet.source import Sequence as Items
from orgsheet.workspace.strict_file import SettingsError, read_strictly, refusal

SHORTEST_SECRET = 16


class Step(NamedTuple):
    """One approval: by which role, and of which sheets: `課`, `部`, or "" for both."""

    role: str
    sheets: str = ""


class Proxy(NamedTuple):
    """The reverse proxy that signs people in: what it sends, from where, and what proves it."""

    header: str
    addresses: frozenset[str]
    secret_header: str
    secret: str


class OfficeSettings(NamedTuple):
    """What `serve.yaml` says, with the defaults.

    `address` is what browsers open, without a `/` at the end. There is a proxy or a password file.
    `host_page` is the address of a branch's page at the host, with `{枝}` for its name, or "".
    `host_command` is run when a proposal moves: a program with its arguments, or nothing. It runs
    in `folder`, where the settings are. `opens_host_page` says that who hands in is led to the
    page at the host when the command has ended well.
    """

    address: str
    listen: str
    people: PeopleFile | FixedPeople
    sight: str
    steps: tuple[Step, ...]
    closed: frozenset[str]
    proxy: Proxy | None
    passwords: Path | None
    host_page: str = ""
    opens_host_page: bool = False
    host_command: tuple[str, ...] = ()
    folder: Path = Path()


STEPS = (Step(CHIEF, "課"), Step(HEAD))


def load_office(path: Path, top: Path, schema: dict[str, Any]) -> OfficeSettings:
    """Return the settings of a file, which must lie outside the repository, as all it names.

    Args:
        path: the file.
        top: the folder of the repository.
        schema: that of the settings.

    Raises:
        SettingsError: it cannot be used; the message says the line and what to write.
    """
    place = path.resolve()
    _require_outside(place, top)
    document = read_strictly(_read(place, "設定"), path.name, schema)
    if document is None:
        raise SettingsError(f"{path.name}: 空です。address と people を書いてください。")
    root = document.root
    assert isinstance(root, Node), "read strictly"
    said = root.data()
    if ("proxy" in said) == ("passwords" in said):
        raise SettingsError(
            f"{path.name}: proxy（代理サーバー）か passwords（パスワードの記録）の、"
            "どちらか一つを書いてください。"
        )
    proxy = None
    if "proxy" in said:
        peers = root.entries["proxy"].entries["addresses"]  # type: ignore[attr-defined]
        for node in peers.items:
            if not _is_address(node.data(), of_one=True):
                told = f"「{node.data()}」は一台の IP アドレスではありません。"
                raise refusal(document, node.start, told)
        proxy = _proxy(said["proxy"], place.parent, top)
    passwords = place.parent / said["passwords"] if "passwords" in said else None
    if passwords is not None:
        _require_outside(passwords.resolve(), top)
    listen = said.get("listen", "127.0.0.1")
    if not _is_address(listen):
        start = root.keys["listen"].start
        raise refusal(document, start, f"「{listen}」は IP アドレスではありません。")
    people = root.entries["people"]
    if isinstance(people, Items):
        rows = (
            (f"{path.name}:{document.locate(node.start)[0]}", node.data()) for node in people.items
        )
        known: PeopleFile | FixedPeople = FixedPeople(people_of(rows))
    else:
        table = place.parent / str(people.data())
        _require_outside(table.resolve(), top)
        known = PeopleFile(table)
    _require_host_page(document, root)
    steps = tuple(Step(one["役割"], one.get("シート", "")) for one in said.get("steps", ()))
    return OfficeSettings(
        address=said["address"],
        listen=listen,
        people=known,
        sight=said.get("sight", WHOLE),
        steps=steps or STEPS,
        closed=frozenset(said.get("closed_years", ())),
        proxy=proxy,
        passwords=passwords,
        host_page=said.get("host_page", ""),
        opens_host_page=said.get("opens_host_page", False),
        folder=place.parent,
        host_command=_command(said.get("host_command", ()), place.parent, top),
    )


def _require_host_page(document: Document, root: Node) -> None:
    """Refuse a page at the host to which nobody could be led safely."""
    said = root.data()
    page = said.get("host_page", "")
    if "{" in urlsplit(page).netloc:
        told = "host_page の {枝} は、ホストの名前の後ろの「/」より後に書いてください。"
        raise refusal(document, root.keys["host_page"].start, told)
    leads = page.startswith("https://") and "host_command" in said
    if said.get("opens_host_page") and not leads:
        told = "opens_host_page には、「https://」で始まる host_page と、host_command も要ります。"
        raise refusal(document, root.keys["opens_host_page"].start, told)


def _proxy(said: Mapping[str, Any], folder: Path, top: Path) -> Proxy:
    place = folder / said["secret_file"]
    _require_outside(place.resolve(), top)
    secret = _read(place, "合言葉").decode("utf-8", "replace").strip()
    if len(secret) < SHORTEST_SECRET or not secret.isascii() or not secret.isprintable():
        raise SettingsError(
            f"{place.name}: 合言葉は、英数字と記号で {SHORTEST_SECRET} 文字以上にしてください。"
        )
    addresses = frozenset(str(ipaddress.ip_address(one)) for one in said["addresses"])
    return Proxy(said["header"], addresses, said["secret_header"], secret)


def _command(words: Sequence[str], folder: Path, top: Path) -> tuple[str, ...]:
    """Return the command that sends to the host: no file of the repository is run."""
    if words and not Path(words[0]).is_absolute():
        raise SettingsError(
            f"host_command の「{words[0]}」は、「/」から始まる場所（例: /bin/sh）で書いてください。"
        )
    for word in words:
        _require_outside((folder / word).resolve(), top, f"host_command の「{word}」", _RUN)
    if words and not Path(words[0]).is_file():
        raise SettingsError(f"host_command の「{words[0]}」がありません。")
    return tuple(words)


def _is_address(text: str, *, of_one: bool = False) -> bool:
    """Tell whether a text is an IP address, and of one computer: 0.0.0.0 and :: mean every one."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (of_one and (found.is_unspecified or found.is_multicast))


_KEPT_BACK = "職員の名前や合言葉が記録に入らないように"
_RUN = "提案がその中身を変えられるので"


def _require_outside(place: Path, top: Path, what: str = "", why: str = _KEPT_BACK) -> None:
    if place.is_relative_to(top.resolve()):
        raise SettingsError(
            f"{what or f'「{place.name}」'}は、シートのリポジトリの中にあります。"
            f"{why}、リポジトリの外に移してください。"
        )


def _read(place: Path, what: str) -> bytes:
    try:
        return read_file(place)
    except FileNotFoundError:
        raise SettingsError(f"{what}のファイル「{place}」がありません。") from None
    except UnreadableFileError as error:
        raise SettingsError(f"{what}のファイル: {error}") from error
