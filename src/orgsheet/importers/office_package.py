"""A Word or Excel file as a package of parts: judged before it is read, nothing in it followed."""

from __future__ import annotations

import importlib
import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from typing import Any, NamedTuple

from orgsheet.importers.import_result import ImportFailure

MOST_BYTES = 20 * 1024 * 1024
MOST_UNZIPPED = 100 * 1024 * 1024
MOST_PARTS = 2000
MOST_RATIO = 100
_MOST_READ = 2 * MOST_UNZIPPED
"""What is unpacked of all parts together: a part may be read again, but not for each of others."""
_LEAST_READ = 10_000
"""To read a part costs as much as so many bytes, however small it is."""
_SMALL = 1024 * 1024
"""A part below this size may be packed as tightly as it likes: repetition packs well."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DAMAGE = (
    *(OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile),
    *(zlib.error, lzma.LZMAError, struct.error),
)
"""What unpacking raises where bytes are not as they were written; RuntimeError: unknown ways."""
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relation(NamedTuple):
    """A relation of a part to another of the same package: its id, the last word of its type."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a file, by name; XML is parsed without entities and without a network."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._archive = archive
        self._left = _MOST_READ
        self._names = {one.lower(): one for one in archive.namelist()}

    def has(self, part: str) -> bool:
        """Tell whether there is a part."""
        return part.lower() in self._names

    def names(self, below: str) -> list[str]:
        """Return the names of the parts below a folder, sorted."""
        return sorted(one for key, one in self._names.items() if key.startswith(below.lower()))

    def size(self, part: str) -> int:
        """Return the unpacked size of a part in bytes, 0 where there is none."""
        found = self._names.get(part.lower())
        return 0 if found is None else self._archive.getinfo(found).file_size

    def data(self, part: str) -> bytes:
        """Return the bytes of a part.

        Raises:
            ImportFailure: there is none, or it is damaged.
        """
        found = self._names.get(part.lower())
        if found is None:
            raise ImportFailure(self.name, f"ファイルの部品「{part}」がありません。{RESAVE}")
        self._left -= max(self._archive.getinfo(found).file_size, _LEAST_READ)
        if self._left < 0:
            raise ImportFailure(
                self.name, f"同じ部品が、中で何度も使われているため、読めません。{RESAVE}"
            )
        try:
            return self._archive.read(found)
        except _DAMAGE as error:
            raise ImportFailure(self.name, _BROKEN) from error

    def xml(self, part: str) -> Any:  # noqa: ANN401 - lxml carries no types
        """Return the root element of a part.

        Raises:
            ImportFailure: the part is no XML, or declares a document type.
        """
        data = self.data(part)
        etree = library("lxml.etree", self.name)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ImportFailure(self.name, _BROKEN) from error
        if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
            raise ImportFailure(
                self.name,
                "ファイルの中に、文書型の宣言（DTD）があります。Word や Excel が書くものでは"
                f"ないので、読みません。{RESAVE}",
            )
        return root

    def relations(self, part: str) -> list[Relation]:
        """Return the relations of a part to others of the package; those that lead out are left."""
        folder, _, base = part.rpartition("/")
        where = f"{folder}/_rels/{base}.rels".lstrip("/")
        if not self.has(where):
            return []
        found = []
        for one in self.xml(where).iter(_RELATIONS):
            if one.get("TargetMode") == "External":
                continue
            target = one.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = (one.get("Type") or "").rpartition("/")[2]
            found.append(Relation(one.get("Id") or "", kind, posixpath.normpath(path)))
        return found


MACROS = "マクロが入っています。動かさずに、文字だけを読みました。"
"""What to tell a person of a file with a program in it."""

RESAVE = "もとのソフトで開き、名前を付けて保存し直してください。"
"""The way out where a file is not as its program writes it."""
_BROKEN = f"ファイルが壊れているため、中を読めません。{RESAVE}"
_TOO_LARGE = "部や課ごとに分けるか、画像を除いて保存し直してください。"


def library(module: str, name: str, extra: str = "office") -> Any:  # noqa: ANN401
    """Return a library's module.

    Raises:
        ImportFailure: it is not installed; the message says what to type.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportFailure(
            name,
            "この形式を読む部品が入っていません。次を実行してから、もう一度試してください。\n"
            f"  pip install 'orgsheet[{extra}]'",
        ) from error


def open_package(data: bytes, name: str) -> Package:
    """Return the package in some bytes; no part is unpacked before the whole is judged.

    Raises:
        ImportFailure: it is none, is protected by a password, or is larger than a sheet can be.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ImportFailure(
                name,
                "パスワードで保護されているため、読めません。もとのソフトで開き、"
                "「ファイル」の「情報」で保護を外してから、保存し直してください。",
            )
        raise ImportFailure(
            name,
            "中身が古い形式（.doc、.xls）です。Word や Excel で開き、「名前を付けて保存」で"
            "「Word 文書（.docx）」か「Excel ブック（.xlsx）」を選んで保存し直してください。",
        )
    if len(data) > MOST_BYTES:
        raise ImportFailure(
            name, f"ファイルが大きすぎます（上限は {MOST_BYTES // 1024**2} MB）。{_TOO_LARGE}"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise ImportFailure(name, _BROKEN) from error
    parts = archive.infolist()
    size = sum(one.file_size for one in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNZIPPED:
        raise ImportFailure(
            name,
            f"中身が大きすぎます（上限は、広げた大きさ {MOST_UNZIPPED // 1024**2} MB、"
            f"部品 {MOST_PARTS:,} 個）。{_TOO_LARGE}",
        )
    if any(
        one.file_size > _SMALL and one.file_size > MOST_RATIO * max(one.compress_size, 1)
        for one in parts
    ):
        raise ImportFailure(
            name,
            "中身が、ふつうの文書ではありえないほど詰め込まれているため、広げませんでした。"
            f"受け取った相手に確かめ、{RESAVE}",
        )
    if any(one.flag_bits & 1 for one in parts):
        raise ImportFailure(
            name,
            "パスワードで保護されているため、読めません。保護を外して保存し直してください。",
        )
    return Package(archive, name)
