"""Set-up lists as files: CSV and XLSX in which no text is ever a formula, PDF for paper, and JSON.

Tables in, bytes out; a file is written whole or not at all.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store import exports, newfiles
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.setuplists import Table
from store.text import safe

LONGEST_CELL = 32_000


def csv_text(table: Table) -> str:
    """A table as CSV, flags as yes and no."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return exports.harmless(value) if isinstance(value, str) else value


def csv_bytes(table: Table) -> bytes:
    """The same as a file that spreadsheets read rightly."""
    return csv_text(table).encode("utf-8-sig")


def xlsx_bytes(table: Table) -> bytes:
    """A table as a workbook of one sheet; texts are texts, whatever they begin with."""
    from openpyxl import Workbook  # slow to load: only this format pays for it

    book = Workbook()
    # The same moment in every file: what is in it tells when it is from.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(table.name[:31])
    heads = [column.name for column in table.columns]
    for line, row in enumerate([heads, *table.rows], start=1):
        for place, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(line, place)
            if isinstance(value, str):
                cell.value = safe(value, LONGEST_CELL, keep_newlines=True)
                cell.data_type = "s"
            else:
                cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shape(table: Table) -> dict[str, Any]:
    """A table as JSON has it."""
    return {
        "list": table.name,
        "title": table.title,
        "columns": [{"name": column.name, "type": column.sort} for column in table.columns],
        "rows": [list(row) for row in table.rows],
    }


def json_bytes(table: Table) -> bytes:
    """The same as a file."""
    return (json.dumps(shape(table), ensure_ascii=False, indent=2) + "\n").encode()


def pdf_bytes(desk: Desk, table: Table) -> bytes:
    """A table as it is printed: the columns that screens show, as far as anything stands there."""
    from store.documents import contents, listing  # slow to load: only this format pays for it

    places = [
        at
        for at, column in enumerate(table.columns)
        if column.brief and any(row[at] not in (None, "", False) for row in table.rows)
    ]
    return listing.table_pdf(
        table.title,
        [table.columns[at].head for at in places],
        [[row[at] for at in places] for row in table.rows],
        contents.studio_of(desk),
    )


_WRITERS: dict[str, Callable[[Table], bytes]] = {
    "csv": csv_bytes,
    "xlsx": xlsx_bytes,
    "json": json_bytes,
}

FORMATS = (*_WRITERS, "pdf")
"""The formats of files."""


def content(desk: Desk, table: Table, wanted: str) -> bytes:
    """What stands in a file of a format."""
    return pdf_bytes(desk, table) if wanted == "pdf" else _WRITERS[wanted](table)


def format_of(path: Path) -> str:
    """The format that a file's ending asks for; `Refused` names those there are."""
    ending = path.suffix.removeprefix(".").casefold()
    if ending not in FORMATS:
        hint = did_you_mean(ending, FORMATS) if ending else ""
        endings = ", ".join(f".{one}" for one in FORMATS)
        raise Refused(f"{safe(path.name, 80)}: end the name in {endings}{hint}")
    return ending


def write(path: Path, content: bytes) -> Path:
    """Put bytes into a file, whole or not at all; `Refused` where one is there already."""
    target = path.expanduser().absolute()
    shown = safe(str(target), 1_000)
    if target.is_dir():
        raise Refused(f"{shown}: is a folder; name a file in it")
    if os.path.lexists(target):
        raise Refused(f"{shown}: is there already; use another name")
    if not target.parent.is_dir():
        folder = safe(str(target.parent), 1_000)
        raise Refused(f"{folder}: there is no such folder; make it first")
    try:
        newfiles.put(target, content)
    except FileExistsError:
        raise Refused(f"{shown}: is there already; use another name") from None
    return target
