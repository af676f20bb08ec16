"""Sections: a title over rows, pairs or words, laid out as lines for a width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len

from store.text import safe
from tui.widgets.listing import GAP, Line, Listing, said
from tui.widgets.look import Look
from tui.widgets.measure import wrapped
from tui.widgets.table import Column, Row, parts_of, widths

INDENT = 2
LABEL = 16
"""Cells of a label before its value."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title with what stands under it; ``empty`` is said where there are no rows.

    ``more`` are lines of their own below the rows: words, what they stand for, how they look.
    """

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    more: tuple[tuple[str, Any], ...] = ()
    empty: str = ""
    heads: bool = True

    @property
    def is_empty(self) -> bool:
        """Tell that there is nothing to show."""
        return not (self.rows or self.pairs or self.words or self.more or self.empty)


def laid_out(
    sections: Iterable[Section], width: int, look: Look, *, full: bool = False
) -> list[Line]:
    """Return the sections that have something to show, as lines for a width.

    ``full`` cuts nothing off: rows may then be wider.
    """
    lines: list[Line] = []
    for section in sections:
        if section.is_empty:
            continue
        if lines:
            lines.append(GAP)
        if section.title:
            lines.append(_title(section.title, width, look))
        lines.extend(_body(section, width, look, full=full))
    return lines


def _title(title: str, width: int, look: Look) -> Line:
    rule = look.glyphs.line * max(0, min(width, 60) - cell_len(safe(title, 200)) - 3)
    return Line(((f" {title} ", "head"), (rule, "muted")), stop=False)


def _body(section: Section, width: int, look: Look, *, full: bool) -> list[Line]:
    lines: list[Line] = []
    for words, style in section.words:
        lines += flowing(words, width, style)
    for label, value in section.pairs:
        lines += _pair(label, value, width)
    room = None if full else width - INDENT - 1
    lines += _rows(section.columns, section.rows, room, look, heads=section.heads)
    lines += [said(f"{' ' * INDENT}{words}", "key", key) for words, key in section.more]
    if not lines and section.empty:
        lines = [Line(one.parts, stop=False) for one in flowing(section.empty, width, "muted")]
    return lines


def flowing(text: str, width: int, look: str = "plain", indent: int = INDENT) -> list[Line]:
    """Return a text of any length as lines broken between words."""
    room = max(10, width - indent - 1)
    return [
        said(" " * indent + part, look)
        for paragraph in safe(text, keep_newlines=True).split("\n")
        for part in wrapped(paragraph, room)
    ]


def _pair(label: str, value: str, width: int) -> list[Line]:
    first, *rest = flowing(value, width, indent=INDENT + LABEL + 1) or [GAP]
    words = first.parts[0][0].lstrip(" ") if first.parts else ""
    name = f"{' ' * INDENT}{label:<{LABEL}} "
    return [Line(((name, "muted"), (words, "plain"))), *rest]


def _rows(
    columns: Sequence[Column], rows: Sequence[Row], room: int | None, look: Look, *, heads: bool
) -> list[Line]:
    if not rows:
        return []
    used = [place for place in range(len(columns)) if any(row.cells[place].strip() for row in rows)]
    kept = [columns[place] for place in used]
    texts = [[row.cells[place] for place in used] for row in rows]
    fitted = widths(kept, texts, room)
    dots, indent = look.glyphs.ellipsis, (" " * INDENT, "plain")
    lines = []
    if heads:
        names = [column.head for column in kept]
        lines.append(Line((indent, *parts_of(kept, fitted, names, "muted", dots)), stop=False))
    for row, cells in zip(rows, texts, strict=True):
        lines.append(Line((indent, *parts_of(kept, fitted, cells, row.look, dots)), row.key))
    return lines


def show(listing: Listing, sections: Sequence[Section], width: int) -> None:
    """Show sections in a listing, fitted to a width, and in full once somebody goes sideways."""
    look = listing.look
    listing.set_lines(laid_out(sections, width, look), laid_out(sections, width, look, full=True))
