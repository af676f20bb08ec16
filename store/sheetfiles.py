"""One table written to a CSV or XLSX file, whole or not at all, with no text that is a formula."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from store import newfiles
from store.errors import Refused
from store.exports import harmless
from store.imports.values import as_cell

SUFFIXES = (".csv", ".xlsx")

Cell = str | int | float | Decimal | None
"""Text, numbers, amounts of money, or nothing."""


def money_cell(cents: int) -> Decimal:
    """An amount in cents as a table has it."""
    return Decimal(cents).scaleb(-2)


def suffix_of(path: Path) -> str:
    """Which kind of file is wanted; `Refused` for one that cannot be written."""
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        raise Refused(f"{path}: name a file that ends in .csv or .xlsx")
    return suffix


def write(path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table to a new file."""
    suffix = suffix_of(path)
    if os.path.lexists(path):
        raise _occupied(path)
    if not path.absolute().parent.is_dir():
        raise Refused(f"{path.parent}: there is no such folder; make it first")
    content = _csv(columns, rows) if suffix == ".csv" else _xlsx(title, columns, rows)
    try:
        newfiles.put(path, content)
    except FileExistsError:
        raise _occupied(path) from None


def _occupied(path: Path) -> Refused:
    return Refused(f"{path}: is there already; name another file")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str | int | Decimal | None:
    if isinstance(cell, str):
        return as_cell(cell, harmless)
    return f"{cell:.15g}" if isinstance(cell, float) else cell


def _xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # slow to load: only this format pays for it

    book = Workbook(write_only=True)
    # The same moment in every file: what is in it tells when it is from.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    sheet = book.create_sheet(title[:31])
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    # Not into the file at once: a workbook on a disk that is full cannot even be closed.
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    if not isinstance(cell, str):
        return float(cell) if isinstance(cell, Decimal) else cell
    text = as_cell(cell, str)
    if not text.startswith(("=", "#")):
        return text
    from openpyxl.cell import WriteOnlyCell

    kept = WriteOnlyCell(sheet, text)
    kept.data_type = "s"
    return kept
