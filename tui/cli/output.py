"""What a command prints: lines, aligned tables, or one JSON document; nothing that steers a terminal.

Everything is written here, so that nothing raw can get out by another way.
"""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from store.text import safe

LONGEST = 100_000
NARROWEST, WIDEST = 40, 200

# What JSON may carry as it is but a terminal would obey.
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\u2028\u2029\ufeff]")


class Output:
    """Writes to one stream; ``json`` says that only documents are wanted there."""

    def __init__(self, stream: TextIO, *, as_json: bool = False, width: int | None = None) -> None:
        """Take the stream; without a width the terminal's is used, or 80."""
        self.stream = stream
        self.as_json = as_json
        found = width or shutil.get_terminal_size((80, 24)).columns
        self.width = min(max(found, NARROWEST), WIDEST)

    def line(self, text: str = "") -> None:
        """Write one line of text; says nothing where JSON is wanted."""
        if not self.as_json:
            self.stream.write(safe(text, LONGEST, keep_newlines=True) + "\n")

    def table(
        self, headers: Sequence[str], rows: Iterable[Sequence[object]], indent: str = ""
    ) -> None:
        """Write rows in aligned columns, shortened to fit the width."""
        for text in table(headers, rows, self.width - len(indent)):
            self.line(indent + text)

    def document(self, value: Mapping[str, Any]) -> None:
        """Write one JSON document; says nothing where text is wanted."""
        if self.as_json:
            self.stream.write(encode(value, indent=2) + "\n")

    def stream_document(
        self, head: Mapping[str, Any], key: str, items: Iterable[Any], tail: Mapping[str, Any]
    ) -> None:
        """Write a document whose list under ``key`` is too long to be held."""
        self.stream.write("{")
        for name, value in head.items():
            self.stream.write(f"{encode(name)}: {encode(value)}, ")
        self.stream.write(f"{encode(key)}: ")
        self.write_list(items)
        for name, value in tail.items():
            self.stream.write(f", {encode(name)}: {encode(value)}")
        self.stream.write("}\n")

    def write_list(self, items: Iterable[Any]) -> None:
        """Write a JSON list one entry at a time; an entry may be a function that writes itself."""
        self.stream.write("[")
        first = True
        for item in items:
            self.stream.write("\n" if first else ",\n")
            first = False
            if callable(item):
                item()
            else:
                self.stream.write(encode(item))
        self.stream.write("]")


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
    """Lines of aligned columns; numbers stand right, the widest columns give way first."""
    listed = [list(row) for row in rows]
    texts = [[_shown(cell) for cell in row] for row in listed]
    if not texts:
        return
    right = [
        all(isinstance(row[at], int | float) or row[at] in (None, "") for row in listed)
        and any(isinstance(row[at], int | float) for row in listed)
        for at in range(len(headers))
    ]
    wide = [
        max(cells(headers[at]), *(cells(row[at]) for row in texts)) for at in range(len(headers))
    ]
    _narrow(wide, [cells(header) for header in headers], width - 2 * (len(headers) - 1))
    for row in [list(headers), *texts]:
        parts = [
            " " * (wide[at] - cells(cell)) + cell
            if right[at] and cells(cell) <= wide[at]
            else fitted(cell, wide[at])
            for at, cell in enumerate(row)
        ]
        yield "  ".join(parts).rstrip()


def _narrow(wide: list[int], least: list[int], room: int) -> None:
    """Take cells from the widest columns until they fit, but leave room for eight and the header."""
    while sum(wide) > room:
        at = max(range(len(wide)), key=lambda place: wide[place] - max(least[place], 8))
        if wide[at] <= max(least[at], 8):
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
