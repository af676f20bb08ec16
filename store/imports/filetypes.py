"""What a file is, told by its first bytes: its name may say anything."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from store.errors import Refused

Kind = Literal["text", "xlsx"]
"""The two kinds of file that are read."""

_REMEDY = "save it as CSV or XLSX"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one that is protected by a password"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a word processor's document"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"7z\xbc\xaf", "compressed (7-Zip)"),
    (b"Rar!", "compressed (RAR)"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
)


def kind_of(path: Path) -> Kind:
    """Return whether the file is text or a workbook; Refused if it is missing or anything else."""
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder: name a CSV or XLSX file in it")
        if path.exists() and not path.is_file():
            raise Refused(f"{path} is not an ordinary file: {_REMEDY}")
        with path.open("rb") as stream:
            start = stream.read(64)
    except FileNotFoundError:
        raise Refused(f"{path} does not exist: check the name and the folder") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}): check who may read it") from None
    if not start:
        raise Refused(f"{path.name} is empty: there is nothing to import; export it again")
    if start.startswith(b"PK"):
        return _zipped(path)
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, what in _FOREIGN:
        if start.startswith(magic) or bare.startswith(magic.lower()):
            raise Refused(f"{path.name} is {what}, not a table: {_REMEDY}")
    return "text"


def _zipped(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(f"{path.name} is damaged: it cannot be opened; save it again") from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refused(f"{path.name} is a binary Excel workbook (.xlsb): {_REMEDY}")
    if "content.xml" in names:
        raise Refused(f"{path.name} is an OpenDocument file: {_REMEDY}")
    raise Refused(f"{path.name} is an archive, not a table: unpack it and name the file inside")
