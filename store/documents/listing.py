"""Any list as it is printed: a title, heads of columns on every page, rows."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from store.documents import fonts, heads, parts
from store.documents.pages import Pdf, Section, build, text_width
from store.documents.parts import Cell, Column
from store.documents.values import Studio

MEASURED_ROWS = 2_000
WIDEST = 260.0
NARROWEST = 26.0
SIZE = 9.0
PADDING = 8.0


def table_pdf(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], studio: Studio
) -> bytes:
    """Return a list as a PDF; columns of numbers stand at the right, wide lists lie across."""
    return listing(title, columns, rows, studio).data


def listing(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], studio: Studio
) -> Pdf:
    """Return a list as a PDF that knows how many pages it has."""
    wanted = [_wanted(columns[place], rows, place) for place in range(len(columns))]
    landscape = sum(wanted) > text_width(studio)
    widths = fitting(wanted, text_width(studio, landscape=landscape))
    right = [_numeric(rows, place) for place in range(len(columns))]
    head = [
        Column(name, width, right=side)
        for name, width, side in zip(columns, widths, right, strict=True)
    ]
    body: list[list[Cell]] = []
    begins: list[int] = []
    for row in rows:
        begins.append(len(body))
        body += _rows(row, right, widths)
    count = f"{len(rows):,} {'entry' if len(rows) == 1 else 'entries'}"
    story: list[Flowable] = [
        parts.head_text(studio.name, "strong"), parts.gap(1.5), parts.head_text(title, "title"),
        parts.text(count, "small"), parts.gap(3),
        parts.table(head, body, begins=begins) if head else heads.rule(),
    ]  # fmt: skip
    return build(title, studio, [Section(title, story)], landscape=landscape)


def shown(value: object) -> str:
    """A value as it is printed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return str(value)


def _rows(
    row: Sequence[object], right: Sequence[bool], widths: Sequence[float]
) -> list[list[Cell]]:
    """The rows of paper that a row of the list takes: more than one where a text is long."""
    cells = [
        list(parts.pieces(shown(value), width)) or [""]
        for value, width in zip(row, widths, strict=True)
    ]
    return [
        [
            parts.text(cell[place] if place < len(cell) else "", "right" if side else "text")
            for cell, side in zip(cells, right, strict=True)
        ]
        for place in range(max((len(cell) for cell in cells), default=1))
    ]


def _numeric(rows: Sequence[Sequence[object]], place: int) -> bool:
    values = [row[place] for row in rows if row[place] is not None]
    return bool(values) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )


def _wanted(title: str, rows: Sequence[Sequence[object]], place: int) -> float:
    """How wide a column would like to be."""
    widest = fonts.width(fonts.printable(title, 80), SIZE, fonts.BOLD)
    for row in rows[:MEASURED_ROWS]:
        for line in shown(row[place])[:400].split("\n"):
            widest = max(widest, fonts.width(fonts.printable(line), SIZE))
            if widest >= WIDEST:
                return WIDEST
    return max(widest + PADDING, NARROWEST)


def fitting(wanted: Sequence[float], room: float) -> list[float]:
    """Return widths that fill the room: narrow columns keep theirs, wide ones give way."""
    if not wanted:
        return []
    total = sum(wanted)
    if total <= room:
        spare = (room - total) / len(wanted)
        return [width + min(spare, 24) for width in wanted]
    limit = room / len(wanted)
    small = [width for width in wanted if width <= limit]
    left = room - sum(small)
    large = total - sum(small)
    return [width if width <= limit else width * left / large for width in wanted]
