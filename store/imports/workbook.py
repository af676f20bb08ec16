"""Excel workbooks: cells as text, with the row numbers that Excel shows.

Formulas are read as the values that were stored with them. What a file unpacks to is bounded
before anything is unpacked.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from store.errors import Refused
from store.imports.raw import Raw, Source

_MOST_BYTES = 400 << 20
_SMALL_BYTES = 20 << 20
_MOST_RATIO = 150
_MOST_ROWS = 1_048_576
_HEADER_WITHIN = 40
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, NotImplementedError,
)  # fmt: skip


def open_workbook(path: Path, score: Callable[[Sequence[str]], int]) -> Source:
    """Open the visible sheet with the most known column names; Refused if damaged or too big."""
    formulas = _looked_over(path)
    try:
        book = _load(path, values=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise Refused(f"{path.name} has no visible sheet: save it with one")
        heads = [max(map(score, _head(sheet)), default=0) for sheet in sheets]
        filled = [sheet.title for sheet in sheets if any(map(any, _head(sheet)))]
    except _DAMAGE as error:
        raise _damaged(path) from error
    chosen = sheets[heads.index(max(heads))]
    if not max(heads):
        chosen = next((sheet for sheet in sheets if sheet.title in filled), chosen)
    others = [title for title in filled if title != chosen.title]
    notes = [f"read the sheet {chosen.title!r}, not {', '.join(map(repr, others))}"]
    twin = _twin(path, chosen.title) if formulas else None
    return Source(_rows(path, chosen, twin), notes=notes if others else [])


def _looked_over(path: Path) -> bool:
    """Refuse what unpacks to far too much; return whether the workbook has formulas."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members) or 1
            if size > _MOST_BYTES or (size > _SMALL_BYTES and size / packed > _MOST_RATIO):
                raise Refused(
                    f"{path.name} unpacks to {size >> 20:,} MiB, which no ordinary workbook does: "
                    "save only the sheet to import, or save it as CSV"
                )
            return any(
                _mentions_formula(archive, member.filename)
                for member in members
                if member.filename.startswith("xl/worksheets/")
            )
    except _DAMAGE as error:
        raise _damaged(path) from error


def _mentions_formula(archive: zipfile.ZipFile, name: str) -> bool:
    last = b""
    with archive.open(name) as stream:
        while chunk := stream.read(1 << 18):
            window = last + chunk
            if b"<f>" in window or b"<f " in window:
                return True
            last = chunk[-2:]
    return False


def _twin(path: Path, title: str) -> Any:
    """The same sheet with its formulas as they are written."""
    try:
        return _load(path, values=False)[title]
    except _DAMAGE as error:
        raise _damaged(path) from error


def _load(path: Path, *, values: bool) -> Any:
    from openpyxl import load_workbook  # Takes 0.1 s: only who reads a workbook pays for it.

    # What it does not know of a workbook (styles, checks of cells) matters to nobody here.
    warnings.filterwarnings("ignore", module="openpyxl")
    return load_workbook(path, read_only=True, data_only=values, keep_links=False)


def _damaged(path: Path) -> Refused:
    return Refused(
        f"{path.name} is damaged: it cannot be read as a workbook; open it and save it again"
    )


def _head(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), _HEADER_WITHIN)
    return [[cell_text(value) for value in row] for row in rows]


def _rows(path: Path, sheet: Any, twin: Any) -> Iterator[Raw]:
    sheet.reset_dimensions()
    pairs = zip_longest(sheet.iter_rows(values_only=True), _formulas(twin), fillvalue=())
    line = 0
    try:
        for line, (values, formulas) in enumerate(pairs, 1):
            if line > _MOST_ROWS:
                raise Refused(f"{path.name} has more than {_MOST_ROWS:,} rows: import it in parts")
            if values:
                cells = _trimmed([cell_text(value) for value in values])
                yield Raw(line, cells, _fault(line, values, formulas))
    except _DAMAGE as error:
        raise Refused(
            f"{path.name} is damaged after row {line}: open it and save it again"
        ) from error
    finally:
        for one in (sheet, twin):
            if one is not None:
                one.parent.close()


def _formulas(twin: Any) -> Iterator[tuple[Any, ...]]:
    if twin is not None:
        twin.reset_dimensions()
        yield from twin.iter_rows(values_only=True)


def _fault(line: int, values: Sequence[Any], formulas: Sequence[Any]) -> str | None:
    for column, (value, formula) in enumerate(zip(values, formulas, strict=False)):
        if value is None and isinstance(formula, str) and formula.startswith("="):
            return (
                f"cell {_letters(column)}{line} is a formula whose value was never worked out: "
                "open the file in a spreadsheet program and save it"
            )
    return None


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def cell_text(value: object) -> str:
    """Return a cell's value as a person types it: dates as ISO, whole numbers without point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".15g") if abs(value) < 1e15 else str(int(value))
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, time):
        return value.isoformat("minutes") if not value.second else value.isoformat("seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _moment_text(value: datetime) -> str:
    # Excel keeps times as fractions of a day: half past two comes as 14:29:59.999996.
    near = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if near.time() == time():
        return near.date().isoformat()
    return near.isoformat(" ", "seconds" if near.second else "minutes")
