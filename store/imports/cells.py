"""The records of a file: each row's cells by field, read into values, with what is wrong noted.

A file is read whole before anything is written, so that the notation of its dates and amounts is
known from all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import TypeVar

from store.dates import Order, infer_order, parse_import_moment, parse_import_time
from store.imports import values
from store.imports.columns import Layout, Matched, Notation, match, read_map, scorer
from store.imports.problems import Problems
from store.imports.sheets import read_sheet
from store.imports.values import LONGEST_NOTHING, is_nothing, is_plain
from store.money import DecimalMark, infer_decimal_mark, parse_money

T = TypeVar("T")

SHORT = 200
"""How many characters a text of one line may have."""

MIDDLING = 500
"""How many characters an address or a description may have."""

LONG = 4_000
"""How many characters notes may have."""

_WHICH_ORDER = "say which order the dates are in"
_SAY_WHICH = 'say which in a map file: under [notation], dates = "mdy" or "dmy"'
_FRACTION = re.compile(r"0?\.\d+")
_EXCEL_DAY_ZERO = re.compile(r"(?:1899-12-3[01]|1900-01-0[01])[T ]")
_TRIPLE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d\d){1,2}\b")


@dataclass(slots=True)
class File:
    """A file with its columns matched: the rows that are sound, and what is wrong with others."""

    name: str
    matched: Matched
    rows: list[tuple[int, list[str]]]
    problems: Problems
    notes: list[str]
    order: Order | None = None
    decimal_mark: DecimalMark | None = None

    def has(self, field: str) -> bool:
        """Tell whether the file has a column for a field."""
        return field in self.matched.places

    def __iter__(self) -> Iterator[Cells]:
        """Go through the records."""
        for line, cells in self.rows:
            yield Cells(self, line, cells)

    def fault(self, line: int, field: str, reason: str) -> None:
        """Note what is wrong with a field of a line; without a field, with the line."""
        self.problems.add(line, self.matched.column(field) if field else "", reason)

    def learn_dates(self, fields: Iterable[str], default: Order | None) -> None:
        """Find out in which order the dates of all these columns are written."""
        cells = [cell for field in fields for cell in self.cells_of(field)]
        if self.order is None:
            self.order = _order(cells)
        if self.order is None and default and any(map(_TRIPLE.match, cells)):
            first = {"mdy": "month", "dmy": "day", "ymd": "year"}[default]
            self.notes.append(
                f"nothing in the file tells the order of its dates; read with the {first} first, "
                "as is usual in the studio's country"
            )
            self.order = default

    def learn_money(self, fields: Iterable[str]) -> None:
        """Find out what parts units from cents in all these columns."""
        cells = [cell for field in fields for cell in self.cells_of(field)]
        self.decimal_mark = self.decimal_mark or infer_decimal_mark(cells)

    def cells_of(self, field: str) -> Sequence[str]:
        """Return the cells of a field, of all rows."""
        place = self.matched.places.get(field)
        return [] if place is None else [cells[place].strip() for _, cells in self.rows]


class Cells:
    """One record of a file."""

    __slots__ = ("_cells", "_places", "faulty", "file", "line")

    def __init__(self, file: File, line: int, cells: list[str]) -> None:
        """Look at one row; `faulty` are the fields in which something is wrong."""
        self.file = file
        self.line = line
        self.faulty: frozenset[str] = frozenset()
        self._cells = cells
        self._places = file.matched.places

    @property
    def sound(self) -> bool:
        """Tell whether nothing in the row is wrong so far."""
        return not self.faulty

    def fault(self, field: str, reason: str) -> None:
        """Note what is wrong with a field."""
        self.faulty |= {field}
        self.file.fault(self.line, field, reason)

    def text(
        self, field: str, *, name: bool = False, keep_lines: bool = False, limit: int = SHORT
    ) -> str:
        """Return a field's text, empty if there is no such column or the cell says nothing.

        In a `name`, `None` means somebody; `limit` is how many characters can be kept.
        """
        place = self._places.get(field)
        if place is None:
            return ""
        cell = self._cells[place]
        if not cell:
            return ""
        if cell.isascii() and len(cell) <= limit and is_plain(cell):  # as most cells are
            empty = len(cell) <= LONGEST_NOTHING and is_nothing(cell, name=name)
            return "" if empty else cell
        try:
            text = values.clean(cell, keep_lines=keep_lines)
        except ValueError as error:
            self.fault(field, str(error))
            return ""
        if len(text) > limit:
            self.fault(field, f"is {len(text):,} characters long; at most {limit:,} can be kept")
            return ""
        if is_nothing(text, name=name) and not cell.startswith(values.VERBATIM):
            return ""
        return text

    def says_nothing(self, field: str) -> bool:
        """Tell whether a field has a cell that says there is no text, as our own exports do."""
        place = self._places.get(field)
        return place is not None and self._cells[place].strip() == values.VERBATIM

    def read(self, field: str, reader: Callable[[str], T], missing: T) -> T:
        """Return a field's value as the reader has it, `missing` if it is empty or wrong."""
        text = self.text(field)
        if not text:
            return missing
        try:
            return reader(text)
        except ValueError as error:
            self.fault(field, str(error))
            return missing

    def number(self, field: str, reader: Callable[[str], T], missing: T) -> T:
        """Return a field's number; a cell that says NaN says that something went wrong."""
        place = self._places.get(field)
        if place is not None and self._cells[place].strip().casefold() == "nan":
            self.fault(field, f"'{self._cells[place].strip()}' is not a number; leave it empty")
            return missing
        return self.read(field, reader, missing)

    def need(self, field: str, reader: Callable[[str], T], missing: T) -> T:
        """Return a field's value; note it where it is empty."""
        found = self.read(field, reader, missing)
        if found is missing and field not in self.faulty and not self.text(field):
            self.fault(field, "is missing")
        return found

    def money(self, text: str) -> int:
        """Read an amount into cents, in the file's notation."""
        return read_amount(text, self.file.decimal_mark)

    def day(self, text: str) -> date:
        """Read a date in the file's order."""
        return self.moment(text)[0]

    def moment(self, text: str) -> tuple[date, time | None]:
        """Read a date and the time of day that may follow it."""
        try:
            return parse_import_moment(text, self.file.order)
        except ValueError as error:
            reason = str(error).replace(_WHICH_ORDER, _SAY_WHICH)
            raise ValueError(reason) from None


def open_file(path: Path, layout: Layout, map_file: Path | None, encoding: str | None) -> File:
    """Read a file whole and match its columns; Refused if it is no such file or columns miss."""
    renames, notation = read_map(map_file, layout) if map_file else ({}, Notation())
    sheet = read_sheet(path, encoding=encoding, score=scorer(layout, renames))
    matched = match(sheet.name, sheet.columns, layout, renames)
    problems = Problems(sheet.name)
    rows: list[tuple[int, list[str]]] = []
    for row in sheet.rows:
        if row.fault:
            problems.add(row.line, "", row.fault)
        else:
            rows.append((row.line, row.cells))
    return File(sheet.name, matched, rows, problems, sheet.notes, notation.dates, notation.decimal)


def read_amount(text: str, mark: DecimalMark | None) -> int:
    """Return cents, of accountants' notations too: `12.00-`, `12.00 CR` and `DR`."""
    amount = text.upper()
    if amount.endswith(" CR"):
        return -parse_money(text[:-3], mark)
    return parse_money(text[:-3] if amount.endswith(" DR") else text, mark)


def read_time(text: str) -> time:
    """Return a time of day, of a spreadsheet's fraction of a day or a moment of its day 0 too."""
    if _FRACTION.fullmatch(text):
        return parse_import_time(float(text))
    plain = _EXCEL_DAY_ZERO.sub("", text)
    for wrong, right in (("h", ":"), (".", ":")):
        if re.fullmatch(rf"\d{{1,2}}{re.escape(wrong)}[0-5]\d", plain):
            plain = plain.replace(wrong, right)
    if re.fullmatch(r"\d{1,2}(:\d\d)?\s?[apAP]", plain):
        plain += "m"
    return parse_import_time(plain)


def _order(cells: Sequence[str]) -> Order | None:
    """The order that dates are written in; where they disagree, that of the most."""
    try:
        return infer_order(cells)
    except ValueError:
        votes = Counter(order for cell in cells if (order := infer_order([cell])))
        return votes.most_common(1)[0][0]
