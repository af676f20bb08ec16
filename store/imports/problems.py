"""What is wrong with a file, row by row: collected to the end, then refused all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.errors import Refused
from store.text import safe

SHOWN = 200
"""How many problems are shown; the others are counted."""

_KEPT = 100_000


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong: the line of the file, the column as the file names it (or none), why."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Problems:
    """All that is wrong with one file."""

    name: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: str, reason: str) -> None:
        """Note one; files that are wrong throughout are given up."""
        self.found.append(Problem(line, column, reason))
        if len(self.found) >= _KEPT:
            self.refuse()

    def lines(self) -> list[str]:
        """Each problem as one line, in the order of the file, and how many more there are."""
        said = [
            f"{self.name} line {one.line}{', ' if one.column else ''}{one.column}"
            f"{': ' if one.column else ' '}{one.reason}"
            for one in sorted(self.found)
        ]
        more = len(said) - SHOWN
        shown = [safe(line, 1_000) for line in said[:SHOWN]]
        return [*shown, f"and {more:,} more problems"] if more > 0 else shown

    def refuse(self) -> None:
        """Refuse the file if anything was wrong with it."""
        if self.found:
            raise Refused(self.lines())
