"""What the readers of text and workbook files hand on: rows not yet known to be records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Raw(NamedTuple):
    """One row as it stands in the file, or what is wrong with it."""

    line: int
    cells: list[str]
    fault: str | None = None


@dataclass(slots=True)
class Source:
    """The rows of a file; `delimiter` is empty for workbooks, whose rows have no fixed length."""

    rows: Iterator[Raw]
    delimiter: str = ""
    notes: list[str] = field(default_factory=list)
