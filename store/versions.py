"""Versions of the tables: making a new database, and carrying an older one forward.

Steps go forward only. A database that is newer than the program is refused. A copy is made before
the first step, and a lock between programs lets exactly one of them do the work.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from store import fulltext, identity, migrations, tables
from store.database import explained, file_lock
from store.errors import Refused
from store.tables import Setting, database
from store.text import safe

Step = Callable[[], None]

STEPS: Mapping[int, Step] = {2: migrations.to_version_2, 3: migrations.to_version_3}
"""Version to the step that makes it from the version before."""

CURRENT = max(STEPS, default=1)
"""The version this program reads and writes."""


def found_version() -> int:
    """The version of the open database; 0 when it holds nothing."""
    if not database.table_exists("setting"):
        if database.get_tables():
            raise Refused("the file is a database, but not Safelight's; choose another")
        return 0
    row = Setting.get_or_none(Setting.key == "schema_version")
    return 0 if row is None else _number(row.value)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise Refused(
        f"the database is damaged: '{safe(text, 20)}' is no version; nothing was changed; "
        "restore the latest copy with 'safelight restore FILE'"
    )


def create() -> None:
    """Make all tables at the current version, with a new identity."""
    with database.atomic():
        database.create_tables(tables.ALL, safe=False)
        fulltext.install()
        Setting.insert_many(
            [
                {"key": "schema_version", "value": str(CURRENT)},
                {"key": "studio_id", "value": uuid.uuid4().hex},
            ]
        ).execute()


def stored_version() -> int:
    """The version of an open Safelight database, by one cheap read: asked before every change."""
    cursor = database.execute_sql("SELECT value FROM setting WHERE key = 'schema_version'")
    row = cursor.fetchone()
    return _number(row[0]) if row else 0


def refuse_newer(version: int) -> None:
    """Refuse a database made by a newer program."""
    if version > CURRENT:
        raise Refused(
            f"the database has version {version}, this program knows up to {CURRENT}; "
            "install the newer Safelight; nothing was changed"
        )


def prepare(path: Path, backups: Path) -> list[str]:
    """Bring the open database to the current version; returns what was done, in words."""
    with explained(path):
        version = found_version()
        refuse_newer(version)
        if version == CURRENT:
            return []
        with file_lock(path.with_name(path.name + ".lock")):
            version = found_version()
            if version == 0:
                raise Refused(
                    f"{path}: the database is empty; restore a copy with 'safelight restore FILE', "
                    "or make a new studio with 'safelight init DIR'"
                )
            return _carry_forward(version, path, backups)


def _carry_forward(version: int, path: Path, backups: Path) -> list[str]:
    if version >= CURRENT:
        return []
    backups.mkdir(parents=True, exist_ok=True)
    copy = backups / f"before-version-{CURRENT}-from-{version}-{uuid.uuid4().hex[:8]}.db"
    database.execute_sql("VACUUM INTO ?", (str(copy),))
    identity.mark_copy(copy, "before")
    done = [f"copied the database to {copy}"]
    for number in range(version + 1, CURRENT + 1):
        # Tables that others refer to can only be made anew while that is not guarded.
        database.execute_sql("PRAGMA foreign_keys = OFF")
        try:
            _take_step(number, path, copy)
        finally:
            database.execute_sql("PRAGMA foreign_keys = ON")
        done.append(f"carried the database forward to version {number}")
    return done


def _take_step(number: int, path: Path, copy: Path) -> None:
    with database.atomic():
        STEPS[number]()
        broken = database.execute_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Refused(f"{path}: version {number} would leave broken references; see {copy}")
        Setting.update(value=str(number)).where(Setting.key == "schema_version").execute()
