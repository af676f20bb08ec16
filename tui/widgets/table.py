"""A table of texts: aligned columns under a head, made into lines only where they are painted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from tui.widgets.lines import Part
from tui.widgets.listing import Line, Listing
from tui.widgets.look import Look
from tui.widgets.measure import fit, padded, painted, wrapped

GAP = 2
"""Cells between columns."""

LONGEST = 300
"""Cells of the widest column when nothing is to be cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, whether it holds numbers, and between which widths it may be fitted.

    One with a number as `spare` is left out where not even the least widths fit, the highest first.
    """

    head: str
    right: bool = False
    least: int = 8
    most: int = 48
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, what it stands for, and how it looks."""

    cells: tuple[str, ...]
    key: Any = None
    look: str = "plain"


def widths(columns: Sequence[Column], rows: Iterable[Sequence[str]], room: int | None) -> list[int]:
    """Return how wide columns are: as their cells need, cut where they would not fit the room.

    Columns are never cut below their least width; what is still too wide is scrolled sideways.
    Without a room nothing is cut that a screen can show.
    """
    natural = [cell_len(painted(column.head)) for column in columns]
    for cells in rows:
        for place, text in enumerate(cells):
            if len(text) * 2 > natural[place]:
                natural[place] = max(natural[place], cell_len(painted(text)))
    if room is None:
        return [min(width, LONGEST) for width in natural]
    found = [min(width, column.most) for width, column in zip(natural, columns, strict=True)]
    over = sum(found) + GAP * max(0, len(found) - 1) - room
    while over > 0:
        slack = [width - column.least for width, column in zip(found, columns, strict=True)]
        widest = max(range(len(found)), key=lambda place: (slack[place] > 0, found[place]))
        if slack[widest] <= 0:
            break
        found[widest] -= 1
        over -= 1
    return found


def fitting(columns: Sequence[Column], kept: Sequence[int], room: int) -> list[int]:
    """Return the places of those columns that fit the room when spare ones are left out."""
    left = list(kept)
    while sum(columns[at].least for at in left) + GAP * (len(left) - 1) > room:
        spare = max(left, key=lambda at: columns[at].spare, default=None)
        if spare is None or not columns[spare].spare:
            break
        left.remove(spare)
    return left


def parts_of(
    columns: Sequence[Column], fitted: Sequence[int], cells: Sequence[str], look: str, dots: str
) -> tuple[Part, ...]:
    """Return a row as the parts of a line: numbers at the right of their columns."""
    parts: list[Part] = []
    for column, width, text in zip(columns, fitted, cells, strict=True):
        shown = fit(painted(text), width, dots)
        if column.right:
            shown = " " * (width - cell_len(shown)) + shown
        gap = " " * GAP if parts else ""
        parts.append((gap + padded(shown, width), look))
    if parts:
        parts[-1] = (parts[-1][0].rstrip(), look)
    return tuple(parts)


class Table(Listing):
    """Rows under a head; thousands of them cost no more than those in view."""

    def __init__(
        self,
        look: Look,
        *,
        id: str | None = None,  # noqa: A002  # as every widget names it
    ) -> None:
        super().__init__(look, id=id)
        self.columns: tuple[Column, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self.marked: set[Any] = set()
        self.empty = ""
        self._kept: list[int] = []
        self._widths: list[int] = []
        self._cut = False

    def set_table(self, columns: Sequence[Column], rows: Sequence[Row], empty: str = "") -> None:
        """Show other rows; `empty` is what to say, and what to do, when there are none."""
        key = self.key
        self.columns, self.rows, self.empty = tuple(columns), tuple(rows), empty
        self.marked &= {row.key for row in rows}
        self._fit()
        self._settle(key)

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away."""
        if self.rows:
            self.marked ^= {self.key}
            self._refresh_line(self.cursor)

    def unmark(self) -> bool:
        """Take all marks away; tells whether there were any."""
        had = bool(self.marked)
        self.marked = set()
        if had:
            self.refresh()
        return had

    def chosen(self) -> list[Any]:
        """Return what the marked rows stand for, in their order, or else the one of the cursor."""
        marked = [row.key for row in self.rows if row.key in self.marked]
        return marked or ([self.key] if self.rows else [])

    @property
    def count(self) -> int:
        """How many rows there are; an empty table has the lines that say so."""
        return len(self.rows) or len(self._lines)

    @property
    def widest(self) -> int:
        """The cells of all columns."""
        return 1 + sum(self._widths) + GAP * (len(self._widths) - 1) if self.rows else 0

    @property
    def is_cut(self) -> bool:
        """Whether something is cut off that going sideways would show."""
        return self._cut and not self.expanded

    def unfold(self, *, on: bool) -> None:
        """Show the cells with nothing cut off, or fitted again."""
        self.expanded = on
        self._fit()
        self.refresh()

    def line_at(self, index: int) -> Line:
        """Return a row as a line."""
        if not self.rows:
            return self._lines[index]
        row = self.rows[index]
        mark = self.look.glyphs.mark if row.key in self.marked else " "
        return Line(((mark, "key"), *self._parts(row.cells, row.look)), row.key)

    def key_at(self, index: int) -> Any:
        """Return what a row stands for."""
        return self.rows[index].key if self.rows else None

    def stops_at(self, index: int) -> bool:
        """Tell that the cursor stops on every row."""
        return 0 <= index < len(self.rows)

    def on_resize(self) -> None:
        """Fit the columns to the width."""
        self._fit()

    def _fit(self) -> None:
        """Work out the widths; columns without anything in them are left out."""
        room = max(10, self.size.width - 2)
        places = range(len(self.columns))
        filled = [at for at in places if any(row.cells[at] for row in self.rows)]
        some = fitting(self.columns, filled, room)
        self._kept = filled if self.expanded else some
        kept = [self.columns[at] for at in self._kept]
        texts = [[row.cells[at] for at in self._kept] for row in self.rows]
        whole = widths(kept, texts, None)
        fitted = widths(kept, texts, room)
        self._cut = whole != fitted or some != filled
        self._widths = whole if self.expanded else fitted
        heads = self._parts([column.head for column in self.columns], "head")
        self.head = Line(((" ", "head"), *heads), stop=False) if self.rows else None
        self._lines = () if self.rows else says(self.empty, self.size.width)

    def _parts(self, cells: Sequence[str], look: str) -> tuple[Part, ...]:
        kept = [self.columns[at] for at in self._kept]
        texts = [cells[at] for at in self._kept]
        return parts_of(kept, self._widths, texts, look, self.look.glyphs.ellipsis)


def says(words: str, width: int) -> tuple[Line, ...]:
    """Return words broken to a width, as lines that the cursor passes over."""
    lines = wrapped(painted(words), max(10, width - 4)) if words else []
    return tuple(Line(((f"  {text}", "muted"),), stop=False) for text in ["", *lines])
