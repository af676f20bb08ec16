"""A file as a table: its columns, and its rows with the line of the file each one stands on.

What is common to text and workbook files is here: which row is the header, what is no record at
all (blank lines, totals, a header repeated on every page), and rows that are too long or too short.
What the columns mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from store.errors import Refused
from store.imports import delimited, workbook
from store.imports.filetypes import kind_of
from store.imports.raw import Raw, Source

Score = Callable[[Sequence[str]], int]
"""How many of a row's cells are known column names: tells the header from what stands above it."""

_HEADER_WITHIN = 40
_TOTAL = re.compile(
    r"(?:grand |sub|sub-|sub )?total(?:s|es|e)?|sums?|count|summe|gesamt(?:summe)?|zwischensumme"
    r"|(?:sous-)?totaux|sous-total|totaal|subtotaal|records?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"[\s\d.,'()+\-%$€£¥]*(?:[A-Z]{3})?")


Row = Raw
"""One record: the line it starts on, one cell per column, or what is wrong with it."""


@dataclass(slots=True)
class Sheet:
    """A table read from a file; `rows` can be read once, `notes` are complete after that."""

    name: str
    columns: list[str]
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)


def read_sheet(path: Path, *, encoding: str | None = None, score: Score | None = None) -> Sheet:
    """Open a CSV, TSV, TXT or XLSX file; Refused if it is none of these, damaged or empty.

    `encoding` names the encoding of a text file that is guessed wrongly. With a `score`, lines
    above the header are passed over.
    """
    rate = score or (lambda _cells: 0)
    if kind_of(path) == "xlsx":
        source = workbook.open_workbook(path, rate)
    else:
        source = delimited.open_delimited(path, rate, encoding)
    return _table(path.name, source, rate)


def _table(name: str, source: Source, score: Score) -> Sheet:
    raws = (raw for raw in source.rows if raw.fault or "".join(raw.cells).strip())
    head = list(islice(raws, _HEADER_WITHIN))
    if not head:
        raise Refused(f"{name} is empty: there is nothing to import; export it again")
    index = _header_index(head, score)
    header = head[index]
    if header.fault:
        raise Refused(f"{name} line {header.line}: {header.fault}")
    columns = _columns(header.cells)
    notes = list(source.notes)
    if index:
        lines = ", ".join(str(raw.line) for raw in head[:index])
        notes.append(f"passed over what stands above the column names (line {lines})")
    body = chain(head[index + 1 :], raws)
    return Sheet(name, columns, _rows(body, columns, source, notes), notes)


def _header_index(head: list[Raw], score: Score) -> int:
    """The first of the rows with the most known column names; without any, the first real row."""
    scores = [0 if raw.fault else score(raw.cells) for raw in head]
    best = max(scores)
    if best:
        return scores.index(best)
    widths = [sum(bool(cell.strip()) for cell in raw.cells) for raw in head]
    return next((at for at, width in enumerate(widths) if width > 1), 0)


def _columns(cells: Sequence[str]) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _rows(
    body: Iterator[Raw], columns: list[str], source: Source, notes: list[str]
) -> Iterator[Row]:
    header = [name.casefold() for name in columns]
    first = header[0] if header else ""
    for raw in body:
        if raw.fault:
            yield raw
        elif _folded(raw.cells[0]) == first and _all_folded(raw.cells[: len(header)]) == header:
            notes.append(f"line {raw.line} repeats the column names: passed over")
        elif len(columns) > 1 and _is_total(raw.cells):
            notes.append(f"line {raw.line} looks like a total: passed over")
        else:
            yield _shaped(raw, len(columns), source)


def _folded(cell: str) -> str:
    return " ".join(cell.split()).casefold()


def _all_folded(cells: Sequence[str]) -> list[str]:
    return [_folded(cell) for cell in cells]


def _is_total(cells: Sequence[str]) -> bool:
    """Whether one cell says that this is a total and all others are numbers or empty."""
    filled = list(filter(str.strip, cells))
    if len(filled) > 1 + len(cells) // 2:
        return False
    words = [word for cell in filled if not _NUMERIC.fullmatch(word := cell.strip())]
    if len(words) != 1:
        return False
    said = re.sub(r"[\s:=\d.,$€£]+$", "", words[0])
    return _TOTAL.fullmatch(said) is not None


def _shaped(raw: Raw, width: int, source: Source) -> Row:
    cells = raw.cells
    if len(cells) == width and "".join(cells).isprintable():  # no line ends: as most rows are
        return raw
    if len(cells) < width and not source.delimiter:
        return Row(raw.line, cells + [""] * (width - len(cells)))
    swallowed = source.delimiter and _swallowed(cells, width, source.delimiter)
    if swallowed:
        return Row(
            raw.line,
            [],
            f"a quotation mark opened here is closed only {swallowed} lines further down; what is "
            "between looks like records of their own; close it or take it away",
        )
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) == width:
        return Row(raw.line, cells)
    many = "more" if len(cells) > width else "fewer"
    return Row(
        raw.line,
        [],
        f"has {len(cells)} cells, {many} than the {width} column names; "
        "a separator or a quotation mark is missing or too much",
    )


def _swallowed(cells: Sequence[str], width: int, delimiter: str) -> int:
    """How many lines a quoted cell runs on for, if a whole record seems to be inside it."""
    for cell in cells:
        if len(cell) > width and ("\n" in cell or "\r" in cell):
            inner = cell.splitlines()[1:]
            if width > 2 and any(line.count(delimiter) >= width - 1 for line in inner):
                return len(inner)
    return 0
