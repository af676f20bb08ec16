"""Text files with separated values: which separator, and the rows with their lines in the file."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from itertools import islice
from pathlib import Path

from store.errors import Refused
from store.imports.charsets import encoding_of
from store.imports.raw import Raw, Source

_SEPARATORS = ",;\t|"
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 60
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_ENCODING_NAMES = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}
_MOST_LINES = 5_000_000


def open_delimited(
    path: Path, score: Callable[[Sequence[str]], int], encoding: str | None = None
) -> Source:
    """Open a text file, whose rows are read as they are asked for; Refused if it is not text."""
    codec = encoding_of(path, encoding)
    with path.open(encoding=codec, newline="") as stream:
        sample = stream.read(_SAMPLE)
    delimiter = _delimiter(sample, score)
    notes = []
    if codec in _ENCODING_NAMES and not encoding:
        notes.append(f"read as {_ENCODING_NAMES[codec]}")
    return Source(_file_rows(path, codec, delimiter), delimiter, notes)


def _delimiter(sample: str, score: Callable[[Sequence[str]], int]) -> str:
    """The separator that makes the most known column names, then the most even table."""
    stated = _SEP_LINE.fullmatch(sample.splitlines()[0]) if sample.strip() else None
    if stated:
        return stated[1]
    return max(_SEPARATORS, key=lambda delimiter: _evenness(sample, delimiter, score))


def _evenness(
    sample: str, delimiter: str, score: Callable[[Sequence[str]], int]
) -> tuple[int, float, int]:
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    with suppress(csv.Error):  # The rows up to the fault tell enough.
        rows.extend(row for row in islice(reader, _SAMPLE_ROWS) if row)
    if not rows:
        return (0, 0.0, 0)
    width, often = Counter(len(row) for row in rows).most_common(1)[0]
    return (max(score(row) for row in rows), often / len(rows) if width > 1 else 0.0, width)


def _file_rows(path: Path, codec: str, delimiter: str) -> Iterator[Raw]:
    with path.open(encoding=codec, newline="") as stream:
        yield from delimited_rows(stream, delimiter)


def delimited_rows(lines: Iterable[str], delimiter: str) -> Iterator[Raw]:
    """Cut lines into rows, each with the line it starts on and what is wrong with it."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        start = reader.line_num + 1
        if start > _MOST_LINES:
            raise Refused(f"the file has more than {_MOST_LINES:,} lines: import it in parts")
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Raw(start, [], _reason(str(error), reader.line_num - start))
            continue
        if "\0" in "".join(cells):
            yield Raw(start, [], "holds zero bytes: the file is damaged or is not text")
        elif not (start == 1 and len(cells) < 3 and _SEP_LINE.fullmatch(delimiter.join(cells))):
            yield Raw(start, cells)


def _reason(error: str, lines: int) -> str:
    if "field larger" in error:
        return (
            f"a cell is longer than {csv.field_size_limit():,} characters: "
            "perhaps a quotation mark is opened and never closed"
        )
    if "unexpected end" in error:
        further = f" and swallows the {lines} lines after it" if lines > 0 else ""
        return f"a quotation mark is opened and never closed{further}: close it or take it away"
    further = f" (it runs on for {lines} more lines)" if lines > 0 else ""
    return (
        f"a quotation mark stands in the wrong place{further}: inside a quoted cell write it twice"
    )
