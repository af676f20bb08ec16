"""Opening the studio's database, keeping it safe, and saying in words what went wrong with it.

The settings follow from measurements: write-ahead log, full synchronisation, immediate
transactions. Nothing here ever opens the database file by itself except through the engine:
closing a second descriptor would drop the engine's locks.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee
from peewee import PeeweeException, SqliteDatabase

from store import ballast
from store.errors import Refused
from store.tables import database

_driver = importlib.import_module("pysqlite3.dbapi2")
# The driver writes them as numbers in any case, but looks a long time for how.
_driver.register_adapter(bool, int)

DriverError: type[Exception] = _driver.Error
"""What the engine raises while rows are fetched, which Peewee does not translate."""

FAULTS: tuple[type[Exception], ...] = (PeeweeException, DriverError, OSError, UnicodeDecodeError)
"""Everything that ``explain`` has words for; a damaged file's texts cannot even be read."""

NETWORK_FILE_SYSTEMS = frozenset(
    "nfs nfs4 cifs smb3 smbfs fuse.sshfs 9p gpfs lustre afs ceph fuse.glusterfs".split()
)

CACHE_KIB = 8_000

LITTLE_BYTES = 256_000
"""With less room than this the engine cannot work."""


class Gone(Refused):
    """The open database file is not the studio's any more: nothing can be done but close."""


@dataclass(frozen=True)
class OpenFile:
    """The database file as it was when opened: replaced files are noticed by comparing."""

    path: Path
    device: int
    inode: int

    def check(self) -> None:
        """Refuse to go on when the file was removed or replaced: writes would go nowhere."""
        try:
            found = self.path.stat()
        except OSError:
            raise Gone(
                f"{self.path}: the database file is gone while this program had it open; "
                "nothing more is written; close the program and put the file back"
            ) from None
        if (found.st_dev, found.st_ino) != (self.device, self.inode):
            raise Gone(
                f"{self.path}: the database file was replaced while this program had it open; "
                "nothing more is written; close the program and start it again"
            )


def affected(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite can corrupt a write-ahead log shared by several programs."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return False
    fixed = {(3, 50): 7, (3, 44): 6}
    return version[2] < fixed.get((version[0], version[1]), sys.maxsize)


def engine() -> tuple[str, tuple[int, ...]]:
    """Name the SQLite driver in use and its version."""
    module: Any = vars(peewee)["sqlite3"]
    return str(module.__name__).split(".", maxsplit=1)[0], tuple(module.sqlite_version_info)


def require_sound_engine() -> None:
    """Refuse an SQLite with the write-ahead-log reset bug (3.7.0 to 3.51.2)."""
    name, version = engine()
    if affected(version):
        shown = ".".join(map(str, version))
        raise Refused(
            f"SQLite {shown} ({name}) can corrupt a database that several programs use; "
            "install pysqlite3 0.6.1 or newer in this environment"
        )


def file_system(path: Path) -> str:
    """Name the type of file system that holds a path, empty where it cannot be told."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    best, kind = "", ""
    target = str(path.resolve())
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def require_local(path: Path) -> None:
    """Refuse a network file system: the log's shared memory works on one machine only."""
    kind = file_system(path.parent)
    if kind in NETWORK_FILE_SYSTEMS:
        raise Refused(
            f"{path}: lies on a network file system ({kind}), where SQLite loses data; "
            "move the studio to a local disk, or use PostgreSQL"
        )


def create_file(path: Path) -> None:
    """Make an empty database file that the owner's group may write; refuse an existing one."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o660)
    except FileExistsError:
        raise Refused(f"{path}: a database is already there; choose another folder") from None
    except OSError as error:
        raise Refused(explain(error, path)) from None
    os.close(descriptor)


def connect(path: Path, busy_timeout_seconds: float = 8.0) -> OpenFile:
    """Open the database file and make it the one that all tables use."""
    require_sound_engine()
    require_local(path)
    found = path.stat()
    handle = SqliteDatabase(
        str(path),
        pragmas={
            "busy_timeout": int(busy_timeout_seconds * 1000),
            "foreign_keys": 1,
            "cache_size": -CACHE_KIB,
            "temp_store": 2,
        },
        timeout=busy_timeout_seconds,
        lock_type="IMMEDIATE",
        check_same_thread=False,
    )
    database.initialize(handle)
    with explained(path):
        handle.connect(reuse_if_open=True)
        handle.pragma("schema_version")
        if handle.journal_mode != "wal":
            handle.journal_mode = "wal"
        handle.synchronous = 2
    return OpenFile(path, found.st_dev, found.st_ino)


def close() -> None:
    """Close this thread's connection, if there is one."""
    if database.obj is not None and not database.is_closed():
        database.close()


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock between programs; ``path`` is never the database itself."""
    with path.open("a", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the engine's errors into one clear line."""
    try:
        yield
    except FAULTS as error:
        if not recognised(error):
            raise
        raise Refused(explain(error, path)) from error


def _chain(error: BaseException) -> str:
    """All messages of an error and what it was raised from: Peewee masks a full disk."""
    seen: list[str] = []
    current: BaseException | None = error
    while current is not None and len(seen) < 10:
        seen.append(f"{type(current).__name__}: {current}")
        current = current.__cause__ or current.__context__
    return "\n".join(seen).lower()


_FULL_SIGNS = ("disk is full", "no space left", "errno 28")
_FULL = "the disk is full; nothing was written; free some space and try again"

_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        _FULL_SIGNS,
        _FULL,
    ),
    (
        ("readonly database", "read-only file system", "errno 30", "attempt to write a readonly"),
        "cannot be written (read-only); check the owner and rights of the file and its folder",
    ),
    (
        ("permission denied", "errno 13"),
        "permission denied; check the owner and rights of the file and its folder",
    ),
    (
        ("not a database", "malformed", "disk image", "corrupt", "not decode", "can't decode"),
        "the database is damaged; nothing was changed; restore the latest copy with "
        "'safelight restore FILE' (copies lie in the backups folder)",
    ),
    (
        ("unable to open database",),
        "cannot be opened; check that the folder exists and may be written",
    ),
    (
        ("database is locked", "database table is locked"),
        "another program kept the database busy; nothing was changed; try again",
    ),
    (("disk i/o error",), "the disk reports an error; check it, then run 'safelight check'"),
    (("no such table", "no such column"), "is not a Safelight database, or a damaged one"),
)


def recognised(error: BaseException) -> bool:
    """Tell whether an error comes from the machine or the file rather than from this program."""
    text = _chain(error)
    return isinstance(error, OSError) or any(sign in text for signs, _ in _WORDS for sign in signs)


def is_full(error: BaseException) -> bool:
    """Tell whether an error, perhaps in words already, comes from a disk without room."""
    text = _chain(error)
    return any(sign in text for sign in _FULL_SIGNS)


def _full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < LITTLE_BYTES
    except OSError:
        return False


def _to_spare(path: Path | None) -> str:
    """What can be deleted on a full disk at once: the ballast, if it is on that disk."""
    opened = path if database.obj is None else Path(str(database.obj.database))
    spare = (opened or Path()).parent / ballast.NAME
    try:
        if path is None or spare.stat().st_dev != path.absolute().parent.stat().st_dev:
            return ""
    except OSError:
        return ""
    return f" (deleting {spare} gives {ballast.BYTES // 1_000_000} MB at once)"


def explain(error: BaseException, path: Path | None = None) -> str:
    """Say what an error of the engine or the file system means and what to do."""
    text = _chain(error)
    named = error.filename if isinstance(error, OSError) else None
    where = f"{path}: " if path is not None else f"{named}: " if named else ""
    if "disk i/o error" in text and path is not None and _full(path):
        text += " disk is full"  # the engine could not even grow its shared memory
    for signs, words in _WORDS:
        if any(sign in text for sign in signs):
            return where + words + (_to_spare(path) if words is _FULL else "")
    if isinstance(error, OSError) and error.strerror:
        return f"{f'{named}: ' if named else where}{error.strerror}"
    return f"{where}the database refused: {error}"
