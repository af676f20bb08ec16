"""What a command prints: lines, aligned tables, or one JSON document; all of it harmless.

Everything is written here, so that nothing raw can get out by another way.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from store.errors import Refused
from store.text import safe

LONGEST = 100_000
NARROWEST, WIDEST = 40, 200

# What JSON may carry as it is but a terminal would obey.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\u2028\u2029\ufeff]")


class Gone(Exception):
    """Whoever read the output does so no more; no fault of the file that was being read."""


class Output:
    """Writes to one stream; ``json`` says that only documents are wanted there."""

    def __init__(self, stream: TextIO, *, as_json: bool = False, width: int | None = None) -> None:
        """Take the stream; without a width the terminal's is used, or 80."""
        self.stream = stream
        self.as_json = as_json
        found = width or shutil.get_terminal_size((80, 24)).columns
        self.width = min(max(found, NARROWEST), WIDEST)

    def _write(self, text: str) -> None:
        try:
            self.stream.write(text)
        except BrokenPipeError:
            raise Gone from None
        except OSError as error:
            raise Refused(f"the answer could not be written: {error.strerror}") from None

    def flush(self) -> None:
        """Send what has been written on its way."""
        try:
            self.stream.flush()
        except BrokenPipeError:
            raise Gone from None
        except OSError as error:
            raise Refused(f"the answer could not be written: {error.strerror}") from None

    def line(self, text: str = "") -> None:
        """Write one line of text; says nothing where JSON is wanted."""
        if not self.as_json:
            self._write(safe(text.expandtabs(4), LONGEST, keep_newlines=True) + "\n")

    def table(
        self, headers: Sequence[str], rows: Iterable[Sequence[object]], indent: str = ""
    ) -> None:
        """Write rows in aligned columns, shortened to fit the width."""
        for text in table(headers, rows, self.width - len(indent)):
            self.line(indent + text)

    def document(self, value: Mapping[str, Any]) -> None:
        """Write one JSON document; says nothing where text is wanted."""
        if self.as_json:
            self._write(encode(value, indent=2) + "\n")

    def stream_document(
        self, head: Mapping[str, Any], key: str, items: Iterable[Any], *, end: str = "\n"
    ) -> None:
        """Write a document whose last entry, the list under ``key``, is too long to be held."""
        self._write("{")
        for name, value in head.items():
            self._write(f"{encode(name)}: {encode(value)}, ")
        self._write(f"{encode(key)}: ")
        self._write_list(items)
        self._write("}" + end)

    def _write_list(self, items: Iterable[Any]) -> None:
        """Write a list one entry at a time; an entry may be a function that writes itself."""
        self._write("[")
        first = True
        for item in items:
            self._write("\n" if first else ",\n")
            first = False
            if callable(item):
                item()
            else:
                self._write(encode(item))
        self._write("]")


def encode(value: object, indent: int | None = None) -> str:
    """Write a value as JSON that is readable in every language and harmless in a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


# Columns ----------------------------------------------------------------------------------------


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(letter) for letter in text)


def _cells_of(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def fitted(text: str, width: int) -> str:
    """The text in exactly so many cells, shortened with an ellipsis or filled with blanks."""
    wide = cells(text)
    if wide <= width:
        return text + " " * (width - wide)
    kept, used = [], 0
    for letter in text:
        used += _cells_of(letter)
        if used > width - 1:
            break
        kept.append(letter)
    short = "".join(kept) + "…"
    return short + " " * (width - cells(short))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], width: int) -> Iterator[str]:
    """Lines of aligned columns; numbers stand right, the widest texts give way first."""
    listed = [list(row) for row in rows]
    texts = [[_shown(cell) for cell in row] for row in listed]
    if not texts:
        return
    places = range(len(headers))
    right = [_is_numbers([row[at] for row in listed]) for at in places]
    firm = [right[at] or all(_FIRM.fullmatch(row[at]) for row in texts) for at in places]
    wide = [max(cells(headers[at]), *(cells(row[at]) for row in texts)) for at in places]
    room = width - 2 * (len(headers) - 1)
    least = [max(cells(header), LEAST) for header in headers]
    _narrow(wide, [wide[at] if firm[at] else least[at] for at in places], room)
    _narrow(wide, least, room)
    for row in [list(headers), *texts]:
        parts = [
            " " * (wide[at] - cells(row[at])) + row[at]
            if right[at] and cells(row[at]) <= wide[at]
            else fitted(row[at], wide[at])
            for at in places
        ]
        yield "  ".join(parts).rstrip()


LEAST = 8
"""Cells that a column keeps, however narrow the terminal."""

_FIRM = re.compile(r"|[A-Z]-\d+|(\w{3} )?\d{1,2} \w{3} \S.{,15}")
"""References and moments, which say nothing when they are cut."""


def _is_numbers(column: Sequence[object]) -> bool:
    numbers = [isinstance(c, int | float) and not isinstance(c, bool) for c in column]
    return any(numbers) and all(n or c in (None, "") for n, c in zip(numbers, column, strict=True))


def _narrow(wide: list[int], least: Sequence[int], room: int) -> None:
    """Take cells from the widest columns until they fit or have no more to give."""
    while sum(wide) > room:
        at = max(range(len(wide)), key=lambda place: wide[place] - least[place])
        if wide[at] <= least[at]:
            return
        wide[at] -= 1


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:g}"
    return safe(str(cell), 2_000)
