"""Image detail sheets: the pictures of a session or an order with all that has to be known."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from store.documents import heads, parts
from store.documents.pages import Pdf, Section, build, text_width
from store.documents.parts import Cell, Column
from store.documents.values import DetailPaper, Picture, Studio, Thumbnails

PICTURE = (42 * mm, 32 * mm)
"""The box of a picture."""

ORDERED = 110.0
"""Room for where a picture is ordered, in points."""


def sheets(studio: Studio, papers: Sequence[DetailPaper], pictures: Thumbnails) -> Pdf:
    """Detail sheets, each beginning on a page of its own."""
    sections = [
        Section(f"Image details {paper.ref}", _sheet(studio, paper, pictures)) for paper in papers
    ]
    title = f"Image details {papers[0].ref}" if papers else "Image details"
    return build(title, studio, sections)


def _sheet(studio: Studio, paper: DetailPaper, pictures: Thumbnails) -> list[Flowable]:
    fixed = [Column("Picture", PICTURE[0] + 8), Column("Image", 92), Column("Ordered", ORDERED)]
    room = text_width(studio) - sum(column.width for column in fixed)
    columns = [fixed[0], fixed[1], Column("What to know", room), fixed[2]]
    rows: list[list[Cell]] = []
    begins: list[int] = []
    for picture in paper.pictures:
        begins.append(len(rows))
        rows += _rows(picture, pictures, room)
    count = f"{len(paper.pictures):,} image{'' if len(paper.pictures) == 1 else 's'}"
    below = "  ·  ".join(filter(None, (paper.client, count)))
    return [
        *heads.numbered(studio, "Image details", below, paper.ref, bars=False),
        *parts.pairs(paper.facts, text_width(studio), 80),
        parts.gap(3),
        parts.table(columns, rows, begins=begins),
    ]


def _rows(picture: Picture, pictures: Thumbnails, room: float) -> list[list[Cell]]:
    told = "\n".join(f"{label}: {value}" for label, value in picture.facts if value.strip())
    facts = list(parts.pieces(told, room)) or [""]
    ordered = list(parts.pieces("\n".join(picture.ordered), ORDERED)) or [""]
    number = [
        parts.one_line(picture.number, "strong", 80),
        parts.one_line(picture.rating, "small", 80),
    ]
    first: list[Cell] = [
        parts.Thumbnail(pictures.get(picture.id), *PICTURE), number,
        parts.text(facts[0]), parts.text(ordered[0]),
    ]  # fmt: skip
    more: list[list[Cell]] = [
        [
            "", "", parts.text(facts[place] if place < len(facts) else ""),
            parts.text(ordered[place] if place < len(ordered) else ""),
        ]
        for place in range(1, max(len(facts), len(ordered)))
    ]  # fmt: skip
    return [first, *more]
