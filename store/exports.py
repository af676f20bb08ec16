"""Exports: every table as files, complete or not at all, always in the same order.

JSON keeps rows exactly as they are stored, so that a studio can be made of them again
(``studio_import``). CSV and XLSX are for reading: moments as dates, money in units, of files only
how many bytes they have, and no text of theirs is ever a formula.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import io
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store import money, when
from store.database import FAULTS, explain
from store.desk import Desk
from store.errors import Refused
from store.tables import ALL, Content, Lease, RenderWorker, Row, Setting, database
from store.text import safe
from store.versions import CURRENT

FORMATS = ("csv", "xlsx", "json")

MANIFEST = "studio.json"
"""The file of a JSON export that says what it is."""

SETTINGS = "studio.toml"
"""The copy of the studio's settings in a JSON export; secrets are never in them."""

LEFT_OUT: tuple[type[Row], ...] = (RenderWorker, Lease, Setting)
"""Tables that belong to one database file rather than to the studio."""

PAGE = 2_000
FILES_PAGE = 20
"""The same of rows that hold whole files."""

XLSX_ROWS = 1_000_000
XLSX_TEXT = 32_000

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tables() -> list[type[Row]]:
    """The tables that an export has, in an order in which they can be written again."""
    return [table for table in ALL if table not in LEFT_OUT]


def export(desk: Desk, folder: Path, kind: str, *, dry_run: bool = False) -> dict[str, int]:
    """Write everything to a new or empty folder; returns rows by table."""
    desk.who.require("work", "exporting the studio")
    if kind not in FORMATS:
        raise Refused(f"'{kind}' is no format; there are {', '.join(FORMATS)}")
    _refuse_occupied(folder)
    if dry_run:
        with desk.reading():
            return {_name(table): table.select().count() for table in tables()}
    partial = folder.absolute().with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        partial.mkdir()
        counts = _written(desk, partial, folder, kind)
        _sync(partial)
        os.rename(partial, folder)  # noqa: PTH104 - takes the place of an empty folder too
    except FAULTS as error:
        raise Refused(explain(error, folder)) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return counts


def _written(desk: Desk, partial: Path, folder: Path, kind: str) -> dict[str, int]:
    """Write the files; what the system has against them is no fault of the database."""
    with desk.reading():
        try:
            return _WRITERS[kind](desk, partial)
        except OSError as error:
            raise Refused(explain(error, folder)) from error


def _refuse_occupied(folder: Path) -> None:
    if folder.is_dir():
        if any(folder.iterdir()):
            raise Refused(f"{folder}: has files in it already; name a new or an empty folder")
    elif folder.exists():
        raise Refused(f"{folder}: is a file; name a folder")
    elif not folder.absolute().parent.is_dir():
        raise Refused(f"{folder.absolute().parent}: there is no such folder; make it first")


def _name(table: type[Row]) -> str:
    return str(table._meta.table_name)


def columns(table: type[Row]) -> list[str]:
    """The names of a table's columns, in order."""
    return [str(field.column_name) for field in table._meta.sorted_fields]


def rows(table: type[Row]) -> Iterator[tuple[Any, ...]]:
    """All rows of a table by id, a page at a time."""
    listed = ", ".join(f'"{name}"' for name in columns(table))
    last, most = 0, FILES_PAGE if table is Content else PAGE
    while True:
        page = database.execute_sql(
            f'SELECT {listed} FROM "{_name(table)}" WHERE id > ? ORDER BY id LIMIT ?', (last, most)
        ).fetchall()
        yield from page
        if len(page) < most:
            return
        last = page[-1][0]


def sequences() -> dict[str, int]:
    """Table to the highest id ever given, so that none is given twice."""
    found = dict(database.execute_sql("SELECT name, seq FROM sqlite_sequence").fetchall())
    return {_name(table): int(found.get(_name(table), 0)) for table in tables()}


def _sync(folder: Path) -> None:
    """Have everything on the disk before it gets its name."""
    for path in sorted(folder.iterdir()):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# JSON --------------------------------------------------------------------------------------------


def _write_json(desk: Desk, folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in tables():
        names = columns(table)
        count = 0
        with (folder / f"{_name(table)}.json").open("w", encoding="utf-8") as file:
            file.write("[")
            for row in rows(table):
                values = dict(zip(names, row, strict=True))
                text = json.dumps(values, ensure_ascii=False, default=_encoded)
                file.write(f"{',' if count else ''}\n{text}")
                count += 1
            file.write("\n]\n")
        counts[_name(table)] = count
    manifest = {
        "format": "safelight studio",
        "schema_version": CURRENT,
        "tables": counts,
        "sequences": sequences(),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    if desk.settings.file.is_file():
        shutil.copyfile(desk.settings.file, folder / SETTINGS)
    return counts


def _encoded(value: bytes) -> str:
    """The bytes of a file as JSON has them."""
    return base64.b64encode(value).decode("ascii")


# For reading -------------------------------------------------------------------------------------


def shown(desk: Desk, column: str, value: Any) -> Any:
    """A stored value as CSV and XLSX have it: moments as dates, money in units, sizes of files."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return len(value)
    if column.endswith("_at") and isinstance(value, int):
        try:
            return when.iso(value, desk.zone)
        except (ValueError, OverflowError, OSError):
            return value
    if column.endswith("_cents"):
        return money.decimal(int(value))
    return value


def heading(column: str) -> str:
    """A column's name as CSV and XLSX have it."""
    return column.removesuffix("_cents")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cells(desk: Desk, names: Sequence[str], row: Sequence[Any]) -> list[Any]:
    return [shown(desk, name, value) for name, value in zip(names, row, strict=True)]


def _write_csv(desk: Desk, folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table in tables():
        names = columns(table)
        count = 0
        path = folder / f"{_name(table)}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(map(heading, names))
            for row in rows(table):
                cells = _cells(desk, names, row)
                writer.writerow(
                    harmless(cell) if isinstance(stored, str) else cell
                    for stored, cell in zip(row, cells, strict=True)
                )
                count += 1
        counts[_name(table)] = count
    return counts


def _write_xlsx(desk: Desk, folder: Path) -> dict[str, int]:
    from openpyxl import Workbook  # slow to load: only this format pays for it

    book = Workbook(write_only=True)
    # The same moment in every file: what is in it tells when it is from.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    try:
        counts = {_name(table): _write_sheets(desk, book, table) for table in tables()}
        # Not into the file at once: a workbook on a disk that is full cannot even be closed.
        content = io.BytesIO()
        book.save(content)
        (folder / "studio.xlsx").write_bytes(content.getbuffer())
    except BaseException:
        # Sheets that are left open complain on the error stream when they are collected.
        for sheet in book.worksheets:
            with contextlib.suppress(Exception):
                sheet.close()
        raise
    return counts


def _write_sheets(desk: Desk, book: Any, table: type[Row]) -> int:
    names = columns(table)
    sheet = _sheet(book, table, names, 0)
    count = 0
    for row in rows(table):
        if count and count % XLSX_ROWS == 0:
            sheet = _sheet(book, table, names, count // XLSX_ROWS)
        sheet.append([_cell(sheet, cell) for cell in _cells(desk, names, row)])
        count += 1
    return count


def _sheet(book: Any, table: type[Row], names: Sequence[str], number: int) -> Any:
    title = _name(table) if number == 0 else f"{_name(table)} {number + 1}"
    sheet = book.create_sheet(title)
    sheet.append([heading(name) for name in names])
    return sheet


def _cell(sheet: Any, value: Any) -> Any:
    """A value as a sheet takes it; what looks like a formula or an error is marked as text."""
    if not isinstance(value, str):
        return value
    text = safe(value, XLSX_TEXT, keep_newlines=True)
    if not text.startswith(("=", "#")):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


_WRITERS: dict[str, Callable[[Desk, Path], dict[str, int]]] = {
    "json": _write_json,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
