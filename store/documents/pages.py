"""Pages: paper sizes, what stands at the foot of each, and from parts to the bytes of a file.

A file is made of sections, such as one order each; pages are numbered within their section.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from store.documents import fonts
from store.documents.values import Studio

MARGIN = 15 * mm
FOOT = 12 * mm
"""Height that is kept for the line at the foot."""

LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CO", "CL", "VE", "GT", "CR", "PA", "DO"})
"""Countries that print on letter paper."""

INK = (0.13, 0.13, 0.15)
GREY = (0.42, 0.42, 0.46)
PALE = (0.80, 0.80, 0.83)
SHADE = (0.955, 0.955, 0.965)


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file."""

    data: bytes
    pages: int


@dataclass(frozen=True)
class Section:
    """One record's part of a file: what its foot says, and its parts from top to bottom."""

    foot: str
    parts: Sequence[Flowable]


def paper_size(studio: Studio) -> tuple[float, float]:
    """Width and height of the studio's paper, in points."""
    if studio.paper == "auto":
        letter = studio.country in LETTER_COUNTRIES
        return LETTER if letter else A4
    return LETTER if studio.paper == "letter" else A4


def text_width(studio: Studio, *, landscape: bool = False) -> float:
    """How much of the paper's width can be written on, in points."""
    width, height = paper_size(studio)
    return (height if landscape else width) - 2 * MARGIN


def build(
    title: str, studio: Studio, sections: Sequence[Section], *, landscape: bool = False
) -> Pdf:
    """Lay sections out on pages, each beginning on a new one."""
    fonts.register()
    width, height = paper_size(studio)
    size = (height, width) if landscape else (width, height)
    story: list[Flowable] = []
    for number, section in enumerate(sections):
        if number:
            story.append(PageBreak())
        story += [_Begins(section.foot), *section.parts]
    file = io.BytesIO()
    document = BaseDocTemplate(
        file, pagesize=size, invariant=1, allowSplitting=1,
        title=fonts.printable(title, 200), author=fonts.printable(studio.name, 200),
        creator="Safelight", pageCompression=1,
    )  # fmt: skip
    frame = Frame(
        MARGIN, MARGIN + FOOT, size[0] - 2 * MARGIN, size[1] - 2 * MARGIN - FOOT,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate("page", [frame])])
    made: list[_Numbered] = []

    def canvas(*given: Any, **named: Any) -> _Numbered:
        made.append(_Numbered(*given, studio_name=studio.name, **named))
        return made[-1]

    document.build(story, canvasmaker=canvas)
    return Pdf(file.getvalue(), made[-1].pages)


class _Begins(Flowable):
    """Where a section begins: nothing to see."""

    def __init__(self, foot: str) -> None:
        super().__init__()
        self._foot = foot

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Tell the canvas."""
        assert isinstance(self.canv, _Numbered)  # noqa: S101 - told to the type checker
        self.canv.begin_section(self._foot)


class _Numbered(Canvas):
    """A canvas that writes feet when it knows how many pages each section has."""

    def __init__(self, *given: Any, studio_name: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self._studio_name = studio_name
        self._sections: list[str] = []
        self._kept: list[tuple[dict[str, Any], int]] = []
        self.pages = 0

    def begin_section(self, foot: str) -> None:
        """Count the present page and those after it to another section."""
        self._sections.append(foot)

    def showPage(self) -> None:  # noqa: N802 - ReportLab's word
        """Keep the page until all are there."""
        self._kept.append((dict(self.__dict__), max(len(self._sections) - 1, 0)))
        self._startPage()  # type: ignore[attr-defined]  # how ReportLab's users number pages

    def save(self) -> None:
        """Write the feet and the file."""
        kept, sections = self._kept, self._sections
        counts = [sum(1 for _, owner in kept if owner == one) for one in range(len(sections) or 1)]
        self.pages = len(kept)
        numbers = [0] * len(counts)
        for state, owner in kept:
            self.__dict__.update(state)
            numbers[owner] += 1
            foot = sections[owner] if sections else ""
            self._foot(foot, numbers[owner], counts[owner])
            super().showPage()
        self.pages = len(kept)
        super().save()

    def _foot(self, foot: str, number: int, count: int) -> None:
        width = self._pagesize[0]  # type: ignore[attr-defined]  # no other way to ask for it
        y = MARGIN + 2
        self.setStrokeColorRGB(*PALE)
        self.setLineWidth(0.5)
        self.line(MARGIN, y + 12, width - MARGIN, y + 12)
        self.setFillColorRGB(*GREY)
        self.setFont(fonts.REGULAR, 8)
        right = f"page {number} of {count}"
        room = width - 2 * MARGIN - fonts.width(right, 8) - 12
        left = "  ·  ".join(filter(None, (self._studio_name, foot)))
        self.drawString(MARGIN, y, fitted(left, room, 8))
        self.drawRightString(width - MARGIN, y, right)


def fitted(text: str, room: float, size: float, font: str = fonts.REGULAR) -> str:
    """Return the text as one line that is at most so wide; what is cut off shows as an ellipsis."""
    line = " ".join(fonts.printable(text, 2_000).split())
    if fonts.width(line, size, font) <= room:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if fonts.width(f"{line[:middle].rstrip()}…", size, font) <= room:
            low = middle
        else:
            high = middle - 1
    return f"{line[:low].rstrip()}…"
