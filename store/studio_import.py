"""Making a studio of an export again: every row as it was, ids and history included.

The studio that takes it in must be new: nothing is merged.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store import changes, exports, fulltext, identity, lease, settings, triggerchecks
from store.desk import Desk
from store.errors import Refused
from store.settings import Settings
from store.tables import (
    Card,
    Change,
    Client,
    Content,
    Job,
    Lease,
    Message,
    Row,
    Sheet,
    Trigger,
    database,
)
from store.text import safe
from store.versions import CURRENT

BATCH = 400
LONGEST = 100_000_000


def bring_in(desk: Desk, folder: Path, *, dry_run: bool = False) -> dict[str, int]:
    """Fill a new studio from a JSON export; all of it or nothing. Returns rows by table."""
    desk.who.require("users", "importing a studio")
    manifest = _manifest(folder)
    _refuse_occupied()
    if dry_run:
        with desk.rehearsal():
            return _write(folder, manifest)
    desk.file.check()
    from store.database import explained

    with explained(desk.file.path), database.atomic():
        counts = _write(folder, manifest)
    desk.forget_lists()
    _take_settings(desk.settings, folder / exports.SETTINGS)
    return counts


def _take_settings(present: Settings, exported: Path) -> None:
    """Take over the exported settings, which due dates depend on; the present ones are kept beside.

    Settings that name another database, or that this program does not understand, are left alone.
    """
    if not exported.is_file():
        return
    text = exported.read_text(encoding="utf-8")
    if text == present.file.read_text(encoding="utf-8"):
        return
    try:
        wanted = settings.load(exported)
    except Refused:
        return
    if wanted.store.url != present.store.url:
        return
    kept = present.file.with_name(present.file.name + ".before-import")
    fresh = present.file.with_name(f".{present.file.name}.part")
    kept.write_text(present.file.read_text(encoding="utf-8"), encoding="utf-8")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(present.file)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / exports.MANIFEST
    if not path.is_file():
        raise Refused(
            f"{folder}: is no export of a studio ({exports.MANIFEST} is missing); "
            "make one with 'safelight export DIR --format json'"
        )
    found = _read(path)
    if not isinstance(found, dict) or found.get("format") != "safelight studio":
        raise Refused(f"{path}: is not of an export of a studio")
    if found.get("schema_version") != CURRENT:
        raise Refused(
            f"{path}: was exported by version {found.get('schema_version')} of the tables, this "
            f"program has version {CURRENT}; use the same program for both"
        )
    return found


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path}: cannot be read: {error}") from None


def _refuse_occupied() -> None:
    if Card.select().exists() or Client.select().exists():
        raise Refused(
            "this studio has records already; import into a new one, made with 'safelight init DIR'"
        )


def _write(folder: Path, manifest: dict[str, Any]) -> dict[str, int]:
    database.execute_sql("PRAGMA defer_foreign_keys = ON")
    fulltext.stop_following()
    listed = exports.tables()
    for table in reversed(listed):
        table.delete().execute()
    counts: dict[str, int] = {}
    problems: list[str] = []
    for table in listed:
        name = str(table._meta.table_name)
        try:
            counts[name] = _fill(folder / f"{name}.json", table)
        except Refused as refusal:
            problems.extend(refusal.problems)
        expected = manifest.get("tables", {}).get(name)
        if name in counts and counts[name] != expected:
            problems.append(f"{name}.json: has {counts[name]} rows, the export had {expected}")
    if not problems:
        problems = triggerchecks.stored_problems(Trigger.select())
    if problems:
        raise Refused(problems)
    _set_sequences(manifest)
    _outrun_senders()
    _queue_again()
    identity.leave_home("imported")  # the studio that was exported may go on
    fulltext.follow_again()
    broken = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise Refused(
            [
                f"{row[0]}.json: row {row[1]} refers to a row of {row[2]} that is missing"
                for row in broken[:50]
            ]
        )
    return counts


def _fill(path: Path, table: type[Row]) -> int:
    names = exports.columns(table)
    count = 0
    batch: list[tuple[Any, ...]] = []
    for count, row in enumerate(_rows(path), start=1):
        if not isinstance(row, dict) or set(row) != set(names):
            raise Refused(f"{path.name} row {count}: its columns are not those of {path.stem}")
        if table is Content:
            row["bytes"] = _bytes(path, row)
        batch.append(tuple(_clean(table, name, row[name]) for name in names))
        if len(batch) == BATCH:
            _insert(path, table, names, batch)
            batch = []
    _insert(path, table, names, batch)
    return count


def _rows(path: Path) -> Iterator[Any]:
    """The rows of a file as an export writes it: one a line; any other JSON list is read whole."""
    if not path.is_file():
        raise Refused(f"{path.name}: is missing from the export")
    with path.open(encoding="utf-8") as file:
        if file.readline() == "[\n":
            for line in file:
                text = line.rstrip().removesuffix(",")
                if text == "]":
                    return
                yield _decoded(path, text)
            raise Refused(f"{path.name}: ends too early")
    found = _read(path)
    if not isinstance(found, list):
        raise Refused(f"{path.name}: is not a list of rows")
    yield from found


def _decoded(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(f"{path.name}: {error}") from None


def _insert(path: Path, table: type[Row], names: list[str], batch: list[tuple[Any, ...]]) -> None:
    if not batch:
        return
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    sql = f'INSERT INTO "{table._meta.table_name}" ({listed}) VALUES ({marks})'
    from store.database import FAULTS

    for row in batch:
        try:
            database.execute_sql(sql, row)
        except FAULTS as error:
            raise Refused(f"{path.name}, id {row[0]}: {error}") from None


def _bytes(path: Path, row: dict[str, Any]) -> bytes:
    """The bytes of a file that went with a message, which are those that it is known by."""
    try:
        data = base64.b64decode(str(row["bytes"]), validate=True)
    except ValueError:
        data = None
    if data is None or hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise Refused(f"{path.name}, id {row['id']}: its bytes are not those that were sent")
    return data


def _clean(table: type[Row], name: str, value: Any) -> Any:
    """Text that went through other hands is made harmless again; what was harmless stays."""
    if not isinstance(value, str):
        return int(value) if isinstance(value, bool) else value
    if table is Change and name in ("before", "after"):
        return changes.dump(_deep(changes.load(value)))
    return safe(value, LONGEST, keep_newlines=True)


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return safe(value, LONGEST, keep_newlines=True)
    if isinstance(value, dict):
        return {key: _deep(entry) for key, entry in value.items()}
    return [_deep(entry) for entry in value] if isinstance(value, list) else value


def _outrun_senders() -> None:
    """Let no sender be taken for one of the exported studio: what that one left is doubtful."""
    fences = [row.fence for row in Message.select(Message.fence).where(Message.state == "sending")]
    if fences:
        row = Lease.get_or_none(Lease.name == lease.MESSAGES) or Lease(name=lease.MESSAGES)
        row.fence = max(row.fence, *fences)
        row.save()


def _queue_again() -> None:
    """Let files wait that programs of the exported studio were making: none of these is here."""
    Sheet.update(state="cancelled", owner="").where(
        Sheet.state == "running", Sheet.job.in_(Job.select(Job.id).where(Job.state == "cancelled"))
    ).execute()
    Sheet.update(state="queued", owner="").where(Sheet.state == "running").execute()
    Job.update(state="queued").where(Job.state == "running").execute()


def _set_sequences(manifest: dict[str, Any]) -> None:
    for name, seq in dict(manifest.get("sequences", {})).items():
        database.execute_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        database.execute_sql(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (str(name), int(seq))
        )
