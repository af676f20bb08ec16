"""Identity: whether the open database is the studio's own, or a copy of it somewhere else.

The database notes where it is at home: on which machine, under which path, in which file. One that
finds itself elsewhere may be a copy, and sends nothing until a person adopts it. So does a restored
one, and every copy that this program made, wherever it is put. Adopting is in ``adoption``.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from store.database import OpenFile
from store.tables import database

KEY = "home"
"""The setting that says where a database is at home."""

COPIED = "this database is a copy or was moved"
CAME = {
    "restored": "this database was restored from a copy",
    "imported": "this studio was imported from an export",
    "older": "this database is older than what was sent from it: it was put back from a copy",
}
"""How a database came to be, where that is known, by the kind of copy."""

NOT_AT_HOME = "nothing is sent until it is adopted with 'safelight adopt'"

_WRITE = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = ?"
_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


@lru_cache
def machine() -> str:
    """What tells this machine from others across its starts; empty where nothing does.

    The machine's own id is nobody's business: it is told apart by a digest of it.
    """
    for path in _MACHINE_IDS:
        try:
            found = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if found:
            return hashlib.sha256(f"safelight {found}".encode()).hexdigest()[:32]
    return ""


@lru_cache(maxsize=64)
def place(file: OpenFile) -> Mapping[str, Any]:
    """Where an open database is: machine, path, and the file itself."""
    path = os.path.realpath(file.path)
    try:
        volume = int(os.statvfs(path).f_fsid)
    except OSError:
        volume = 0
    return {
        "machine": machine(), "path": path, "inode": file.inode, "device": file.device,
        "volume": volume,
    }  # fmt: skip


def absence(file: OpenFile, stored: str | None) -> str:
    """Why a database is not at home, by what it has noted; empty where it is, or never noted it."""
    if stored is None:
        return ""
    home, here = _read(stored), place(file)
    if "copy" in home:
        return f"{CAME.get(str(home['copy']), COPIED)}; {NOT_AT_HOME}"
    same = all(home.get(key) == here[key] for key in ("machine", "path", "inode"))
    # A device may have another number after each start, a volume another after each mounting.
    same_disk = any(home.get(key) == here[key] for key in ("device", "volume"))
    return "" if same and same_disk else f"{COPIED}; {NOT_AT_HOME}"


def _read(stored: str) -> Mapping[str, Any]:
    try:
        found = json.loads(stored)
    except ValueError:
        return {"copy": "unreadable"}
    return found if isinstance(found, dict) else {"copy": "unreadable"}


def noted() -> str | None:
    """Where the open database says that it is at home; null where it never said."""
    row = database.execute_sql("SELECT value FROM setting WHERE key = ?", (KEY,)).fetchone()
    return None if row is None else str(row[0])


def words(file: OpenFile) -> str:
    """The note of where an open database is at home from now on, as it is stored."""
    return json.dumps({**place(file), "series": uuid.uuid4().hex})


def settle_in(file: OpenFile) -> None:
    """Note where the open database is, if it has never been noted: it is at home."""
    if noted() is None:
        note = words(file)
        database.execute_sql(_WRITE, (KEY, note, note))


def note_sent(file: OpenFile, action_id: int) -> None:
    """Note beside the database up to which action it has sent: a copy put in its place is older.

    Where nothing can be written beside it, such a copy is not found out.
    """
    series = _read(noted() or "{}").get("series")
    if not series or not file.inode:
        return
    with suppress(OSError):
        descriptor = os.open(_beside(file), os.O_WRONLY | os.O_CREAT, 0o660)
        try:
            os.pwrite(descriptor, f"{series} {action_id:020}\n".encode(), 0)
        finally:
            os.close(descriptor)


def look_back(file: OpenFile) -> None:
    """Find out whether the database that was just opened is older than what was sent from it."""
    try:
        series, sent = _beside(file).read_text(encoding="ascii").split()
        last_sent = int(sent)
    except (OSError, ValueError):
        return
    sql = "SELECT seq FROM sqlite_sequence WHERE name = 'action'"
    row = database.execute_sql(sql).fetchone()
    if _read(noted() or "{}").get("series") == series and (row is None or row[0] < last_sent):
        leave_home("older")


def _beside(file: OpenFile) -> Path:
    return file.path.with_name(f"{file.path.name}.sent")


def leave_home(kind: str) -> None:
    """Note in the open database that what it holds came from elsewhere; ``kind`` says how."""
    note = json.dumps({"copy": kind})
    database.execute_sql(_WRITE, (KEY, note, note))


def mark_copy(path: Path, kind: str) -> None:
    """Note in a database file that nobody has open that it is a copy, at home nowhere."""
    handle: Any = SqliteDatabase(str(path))
    try:
        handle.connect()
        handle.execute_sql("PRAGMA journal_mode = DELETE").fetchone()
        note = json.dumps({"copy": kind})
        handle.execute_sql(_WRITE, (KEY, note, note))
    finally:
        handle.close()
