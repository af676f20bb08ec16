"""Parts of documents: texts, tables, pictures, barcodes, the heads that they have in common.

Every text is made harmless here, once: ReportLab reads markup in paragraphs, so nothing else may
make one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, LongTable, Paragraph, Spacer, Table

from store.documents import fonts
from store.documents.pages import GREY, INK, PALE, SHADE

BAR_MM = 0.42
"""How wide the narrowest bar is: more than two dots at 150 dpi, so that a poor copy can be read."""

LINES_IN_PIECE = 16
"""How much of a text stands in one row of a table, in full lines: a row has to fit on a page."""

PADDING = 6.0
"""What a cell keeps free at its sides, in points."""

_WASTE = 1.25
"""How much more room lines take that are broken between words."""

MOST_HEAD_LINES = 6


@cache
def style(name: str = "text") -> ParagraphStyle:
    """Return a style by name."""
    fonts.register()
    size, font, colour, extra = _STYLES[name]
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=round(size * 1.32, 2),
        textColor=Color(*colour), splitLongWords=1, **extra,
    )  # fmt: skip


_STYLES: Mapping[str, tuple[float, str, tuple[float, float, float], Mapping[str, Any]]] = {
    "text": (9, fonts.REGULAR, INK, {}),
    "strong": (9, fonts.BOLD, INK, {}),
    "right": (9, fonts.REGULAR, INK, {"alignment": 2}),
    "strong right": (9, fonts.BOLD, INK, {"alignment": 2}),
    "small": (7.5, fonts.REGULAR, GREY, {}),
    "small right": (7.5, fonts.REGULAR, GREY, {"alignment": 2}),
    "small centre": (7.5, fonts.REGULAR, GREY, {"alignment": 1}),
    "head": (7.5, fonts.BOLD, GREY, {}),
    "head right": (7.5, fonts.BOLD, GREY, {"alignment": 2}),
    "title": (17, fonts.BOLD, INK, {}),
    "number": (27, fonts.BOLD, INK, {"alignment": 2}),
    "total": (12, fonts.BOLD, INK, {"alignment": 2, "spaceBefore": 2}),
    "section": (10.5, fonts.BOLD, INK, {"spaceBefore": 9, "spaceAfter": 3}),
    "letter": (10.5, fonts.REGULAR, INK, {"spaceAfter": 8}),
    "subject": (10.5, fonts.BOLD, INK, {"spaceAfter": 10}),
}


def text(words: str, name: str = "text", limit: int = 20_000) -> Paragraph:
    """Return a paragraph; line ends stay, nothing in the words is markup."""
    harmless = escape(fonts.printable(words, limit).strip()).replace("\n", "<br/>")
    return Paragraph(harmless, style(name))


def one_line(words: str, name: str = "text", limit: int = 120) -> Paragraph:
    """Return a text without line ends, for places whose height has to be known."""
    return text(" ".join(words.split()), name, limit)


def head_text(words: str, name: str = "text", limit: int = 240) -> Paragraph:
    """Return a short text for the head of a page: a few lines at most."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if len(lines) > MOST_HEAD_LINES:
        lines = [*lines[: MOST_HEAD_LINES - 1], "…"]
    return text("\n".join(lines), name, limit)


def prose(words: str, name: str = "text") -> list[Flowable]:
    """Return a long text as paragraphs, each of which may be parted between pages."""
    parts = [part.strip("\n") for part in fonts.printable(words).split("\n\n")]
    return [text(part, name) for part in parts if part.strip()]


def pieces(words: str, width: float, name: str = "text") -> Iterator[str]:
    """Part a text into pieces that each fit in one row of a table, in a column so wide."""
    size = style(name).fontSize
    room = max(width - PADDING, 12) * LINES_IN_PIECE
    piece: list[str] = []
    used = 0.0
    for line in _short_lines(fonts.printable(words).strip(), room, size):
        takes = max(fonts.width(line, size) * _WASTE, room / LINES_IN_PIECE)
        if piece and used + takes > room:
            yield "\n".join(piece)
            piece, used = [], 0.0
        piece.append(line)
        used += takes
    if piece:
        yield "\n".join(piece)


def _short_lines(words: str, room: float, size: float) -> Iterator[str]:
    """The lines of a text, those that fill more than a piece parted, at blanks if there are any."""
    for line in words.split("\n"):
        rest = line.rstrip()
        while (wide := fonts.width(rest, size) * _WASTE) > room:
            most = max(int(len(rest) * room / wide * 0.8), 1)
            cut = rest.rfind(" ", 1, most) + 1 or most
            yield rest[:cut].rstrip()
            rest = rest[cut:]
        yield rest


def gap(height_mm: float) -> Spacer:
    """Return some room."""
    return Spacer(1, height_mm * mm)


# Pictures and bars -------------------------------------------------------------------------------


class Thumbnail(Flowable):
    """A picture in a box, in its own proportions; a frame where there is none that can be read."""

    def __init__(self, picture: bytes | None, width: float, height: float) -> None:
        super().__init__()
        self._reader = _reader(picture)
        self.width, self.height = width, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take the box."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture, or the frame."""
        if self._reader is None:
            self.canv.setStrokeColorRGB(*PALE)
            self.canv.setLineWidth(0.5)
            self.canv.rect(0, 0, self.width, self.height)
            self.canv.setFillColorRGB(*GREY)
            self.canv.setFont(fonts.REGULAR, 6.5)
            self.canv.drawCentredString(self.width / 2, self.height / 2 - 2, "no picture")
            return
        across, down = self._reader.getSize()
        scale = min(self.width / across, self.height / down)
        wide, high = across * scale, down * scale
        self.canv.drawImage(self._reader, 0, self.height - high, wide, high)


def _reader(picture: bytes | None) -> ImageReader | None:
    """Return what draws a picture, none where the bytes are no picture."""
    if not picture:
        return None
    try:
        found = ImageReader(io.BytesIO(picture))
        across, down = found.getSize()
        found.getRGBData()  # type: ignore[no-untyped-call]  # decoded once, to know that it can be
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, AttributeError):
        # What comes of damaged bytes depends on where they are damaged.
        return None
    return found if across > 0 and down > 0 else None


class Bars(Flowable):
    """A reference as Code 128, as wide as it needs, at the right."""

    def __init__(self, reference: str, height_mm: float = 12) -> None:
        super().__init__()
        self._code = Code128(
            reference, barWidth=BAR_MM * mm, barHeight=height_mm * mm, humanReadable=0, quiet=1
        )
        self._room = 0.0
        self.width, self.height = self._code.width, height_mm * mm

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take the whole width, to stand at its right."""
        self._room = width
        return width, self.height

    def draw(self) -> None:
        """Draw the bars; their quiet zone may stand in the margin."""
        self._code.drawOn(self.canv, self._room - self.width + self._code.rquiet, 0)


# Tables ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its width in points, and whether it holds numbers."""

    title: str
    width: float
    right: bool = False


Cell = Flowable | Sequence[Flowable] | str


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, begins: Sequence[int] = ()
) -> Flowable:
    """Return a table whose head stands on every page; a rule before each row that begins a line.

    ``begins`` are the numbers of those rows; without it every row begins one.
    """
    head = [
        one_line(column.title, "head right" if column.right else "head", 60) for column in columns
    ]
    firsts = begins or range(len(rows))
    rules = [("LINEABOVE", (0, row + 1), (-1, row + 1), 0.4, Color(*PALE)) for row in firsts]
    follow = set(range(len(rows))) - set(firsts)
    tight = [("TOPPADDING", (0, row + 1), (-1, row + 1), 0) for row in sorted(follow)]
    return LongTable(
        [head, *(list(map(_cell, row)) for row in rows)],
        colWidths=[column.width for column in columns],
        repeatRows=1, splitByRow=1, hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), PADDING / 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), PADDING / 2),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ("BACKGROUND", (0, 0), (-1, 0), Color(*SHADE)),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            *rules, *tight,
        ],
    )  # fmt: skip


def _cell(cell: Cell) -> Any:
    return text(cell) if isinstance(cell, str) else cell


def side_by_side(cells: Sequence[Cell], widths: Sequence[float]) -> Flowable:
    """Return parts beside each other, without rules."""
    return Table(
        [list(map(_cell, cells))], colWidths=list(widths), hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-2, -1), 8),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
    )  # fmt: skip


def boxed(title: str, parts: Sequence[Flowable]) -> list[Flowable]:
    """Return a titled text, left out where there is none."""
    return [text(title, "section"), *parts] if parts else []


def pairs(found: Sequence[tuple[str, str]], width: float, label: float) -> list[Flowable]:
    """Return labels with their values below each other, however long; empty ones are left out."""
    rows: list[list[Cell]] = []
    for name, value in found:
        if value.strip():
            first, *more = list(pieces(value, width - label))
            rows.append([one_line(name, "small", 60), text(first)])
            rows += [["", text(piece)] for piece in more]
    return [_pairs(rows, [label, width - label])] if rows else []


def short_pairs(found: Sequence[tuple[str, str]], width: float, label: float) -> list[Flowable]:
    """Return the same for the head of a page: each value in a line or two."""
    rows: list[list[Cell]] = [
        [one_line(name, "small", 30), one_line(value, "text", 60)]
        for name, value in found
        if value.strip()
    ]
    return [_pairs(rows, [label, width - label])] if rows else []


def _pairs(rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> Flowable:
    return Table(
        [list(map(_cell, row)) for row in rows], colWidths=list(widths), hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
            ("TOPPADDING", (0, 0), (0, -1), 2),
        ],
    )  # fmt: skip
