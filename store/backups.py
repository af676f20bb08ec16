"""Copies of the database: made while it is in use, verified, and put back in its place.

A copy is made by the engine, never by copying files; it appears under its name only when it is
whole and sound. It is marked as a copy: wherever it is put, nothing is sent until it is adopted.
"""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from store import database as databases
from store import identity, versions
from store.database import explain, file_lock
from store.desk import Desk
from store.errors import Refused
from store.settings import Settings
from store.tables import database

COMPANIONS = ("-wal", "-shm")
"""What the engine keeps beside a database file."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the database that was made or put back."""

    path: Path
    bytes: int
    version: int
    cards: int


def backup(desk: Desk, target: Path) -> Copy:
    """Copy the database to a new file, whole and verified; an existing file is refused."""
    desk.who.require("work", "making a backup")
    if target.is_dir():
        raise Refused(f"{target}: is a folder; name a file, such as {target / 'safelight-copy.db'}")
    if target.exists():
        raise Refused(f"{target}: is there already; name another file")
    if not target.parent.is_dir():
        raise Refused(f"{target.parent}: there is no such folder; make it first")
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        database.execute_sql("VACUUM INTO ?", (str(partial),))
        identity.mark_copy(partial, "backup")
        found = examine(partial)
        partial.chmod(0o660)
        os.link(partial, target)  # unlike a rename it never replaces what somebody put there
    except databases.FAULTS as error:
        raise Refused(explain(error, target)) from error
    finally:
        with suppress(OSError):  # on a disk that only lets itself be read
            partial.unlink(missing_ok=True)
    return Copy(target, target.stat().st_size, found.version, found.cards)


def examine(path: Path) -> Copy:
    """Look into a copy: `Refused` where it is no sound database of ours."""
    handle = _opened(path)
    try:
        handle.connect()
        verdict = handle.execute_sql("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise Refused(f"{path}: the copy is damaged ({verdict}); use another one")
        row = handle.execute_sql(
            "SELECT value FROM setting WHERE key = 'schema_version'"
        ).fetchone()
        count = handle.execute_sql("SELECT count(*) FROM card").fetchone()[0]
    except databases.FAULTS as error:
        raise Refused(explain(error, path)) from error
    finally:
        handle.close()
    if row is None:
        raise Refused(f"{path}: is not a Safelight database; use another file")
    return Copy(path, path.stat().st_size, int(row[0]), int(count))


def _opened(path: Path) -> Any:
    """A copy opened for reading; with a log beside it the engine has to read that too."""
    text = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    alone = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
    return SqliteDatabase(f"file:{text}?mode=ro{alone}", uri=True)


def restore(config: Settings, source: Path, now: int) -> tuple[Copy, Path | None]:
    """Put a copy in the database's place; what was there is kept, and named.

    `Refused` while another program has the studio open.
    """
    if not source.is_file():
        raise Refused(f"{source}: there is no such file; copies lie in {config.backups}")
    found = examine(source)
    versions.refuse_newer(found.version)
    target = config.database
    if target.exists() and source.samefile(target):
        raise Refused(f"{source}: is the studio's database itself; name a copy of it")
    fresh = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with file_lock(target.with_name(target.name + ".lock")):
            _copy_into(source, fresh)
            examine(fresh)
            kept = _set_aside(config, now)
            fresh.rename(target)
    except OSError as error:
        raise Refused(explain(error, target)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return Copy(target, found.bytes, found.version, found.cards), kept


def _copy_into(source: Path, fresh: Path) -> None:
    handle = _opened(source)
    try:
        handle.connect()
        handle.execute_sql("VACUUM INTO ?", (str(fresh),))
        identity.mark_copy(fresh, "restored")
        fresh.chmod(0o660)
    except databases.FAULTS as error:
        raise Refused(explain(error, source)) from error
    finally:
        handle.close()


def _set_aside(config: Settings, now: int) -> Path | None:
    """Move the present database, with what the engine keeps beside it, to the backups."""
    target = config.database
    sound = target.exists() and _is_left_in_order(target)
    present = [target, *(target.with_name(target.name + end) for end in COMPANIONS)]
    if not any(path.exists() for path in present):
        return None
    stamp = datetime.fromtimestamp(now / 1000, config.zone).strftime("%Y%m%d-%H%M%S")
    config.backups.mkdir(parents=True, exist_ok=True)
    kept = config.backups / f"replaced-{stamp}-{uuid.uuid4().hex[:6]}.db"
    for path in present:
        if path.exists():
            path.rename(kept.with_name(kept.name + path.name.removeprefix(target.name)))
    if sound:
        identity.mark_copy(kept, "replaced")
    return kept


def _is_left_in_order(target: Path) -> bool:
    """Leave the write-ahead log, where the database is not damaged; `Refused` if others use it.

    That needs the file to oneself: so it tells who else has it open.
    """
    handle: Any = SqliteDatabase(str(target), timeout=0.2)
    try:
        handle.connect()
        handle.execute_sql("PRAGMA journal_mode = DELETE").fetchone()
    except databases.FAULTS as error:
        if "locked" in str(error).lower() or "busy" in str(error).lower():
            raise Refused(
                f"{target}: another program has the studio open; close all boards and workers first"
            ) from None
        return False  # there is nothing to leave in order, the files are kept as they are
    finally:
        handle.close()
    return True
