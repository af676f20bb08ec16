"""Excel workbooks become the same tables as text files."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from store.errors import Refused
from store.imports.columns import scorer
from store.imports.fields import CLIENTS, PAYMENTS
from store.imports.sheets import Row, read_sheet
from store.imports.workbook import cell_text


def saved(path: Path, *rows: list[object], book: Workbook | None = None) -> Path:
    """A workbook with these rows on its first sheet."""
    book = book or Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def read(path: Path) -> list[Row]:
    """All rows of a workbook of clients."""
    return list(read_sheet(path, score=scorer(CLIENTS, {})).rows)


def test_rows_have_the_numbers_excel_shows(tmp_path: Path) -> None:
    """Titles, empty rows and short rows do not shift the row numbers."""
    path = saved(tmp_path / "c.xlsx", ["Clients"], [], ["Name", "Zip"], ["Ada", 12345], [], ["Li"])
    assert [(row.line, row.cells) for row in read(path)] == [(4, ["Ada", "12345"]), (6, ["Li", ""])]


def test_the_sheet_with_the_columns_is_read(tmp_path: Path) -> None:
    """Of several sheets the visible one with known column names is read, and that is said."""
    book = Workbook()
    book.worksheets[0].append(["Read me"])
    book.create_sheet("People").append(["Name", "Email"])
    book["People"].append(["Ada", "a@b.de"])
    book.create_sheet("Old").append(["Name", "Email", "City"])
    book["Old"].sheet_state = "hidden"
    sheet = read_sheet(saved(tmp_path / "c.xlsx", book=book), score=scorer(CLIENTS, {}))
    assert [row.cells for row in sheet.rows] == [["Ada", "a@b.de"]]
    assert sheet.notes == ["read the sheet 'People', not 'Sheet'"]


def test_a_cell_beside_the_table_is_a_fault(tmp_path: Path) -> None:
    """A value to the right of the last column name is named by its row."""
    path = saved(tmp_path / "c.xlsx", ["Name", "Zip"], ["Ada", 1, None, "stray"])
    assert "has 4 cells, more than the 2 column names" in (read(path)[0].fault or "")


def test_formulas_without_a_stored_value(tmp_path: Path) -> None:
    """A formula that was never worked out is a fault that names its cell."""
    path = saved(tmp_path / "c.xlsx", ["Name", "Zip"], ["Ada", "=1+1"])
    assert "cell B2 is a formula" in (read(path)[0].fault or "")


def test_formulas_are_read_as_their_values(tmp_path: Path) -> None:
    """A formula with its stored value counts as the value."""
    path = saved(tmp_path / "c.xlsx", ["Name", "Zip"], ["Ada", "=1+1"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read(path)[0].cells == ["Ada", "2"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (14155550061.0, "14155550061"),
        (0.1 + 0.2, "0.3"),
        (datetime(2026, 9, 12), "2026-09-12"),  # noqa: DTZ001 - Excel knows no zones
        (datetime(2026, 9, 12, 14, 29, 59, 999996), "2026-09-12 14:30"),  # noqa: DTZ001 - the same
        (date(2026, 9, 12), "2026-09-12"),
        (time(14, 30), "14:30"),
        (timedelta(hours=14, minutes=30), "14:30"),
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    """Numbers, dates and times read as a person would write them."""
    assert cell_text(value) == text


def test_a_workbook_that_unpacks_to_far_too_much(tmp_path: Path) -> None:
    """A bomb is refused before it is unpacked."""
    path = saved(tmp_path / "c.xlsx", ["Name", "Zip"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/none.bin", bytes(30 << 20))
    with pytest.raises(Refused, match="unpacks to 30 MiB"):
        read(path)


@pytest.mark.parametrize("broken", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook(tmp_path: Path, broken: str) -> None:
    """A workbook whose parts are not what they should be is refused in words."""
    path = saved(tmp_path / "c.xlsx", ["Name", "Zip"], ["Ada", 1])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"<oops" if name == broken else content)
    with pytest.raises(Refused, match="damaged"):
        read(path)


def test_an_empty_workbook(tmp_path: Path) -> None:
    """A workbook without any value has nothing to import."""
    with pytest.raises(Refused, match="is empty"):
        read(saved(tmp_path / "c.xlsx"))


def test_other_archives(tmp_path: Path) -> None:
    """An archive that is no workbook is refused with what it is."""
    path = tmp_path / "c.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "")
    with pytest.raises(Refused, match="OpenDocument"):
        read(path)


def test_payments_from_a_workbook(tmp_path: Path) -> None:
    """Real dates and numbers of Excel come as ISO dates and plain amounts."""
    path = saved(
        tmp_path / "p.xlsx",
        ["Invoice", "Date", "Amount"],
        [2001, date(2026, 9, 12), 1234.5],
        ["Total", None, 1234.5],
    )
    sheet = read_sheet(path, score=scorer(PAYMENTS, {}))
    assert [row.cells for row in sheet.rows] == [["2001", "2026-09-12", "1234.5"]]
