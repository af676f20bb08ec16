"""Contact sheets and before and after: pictures to look at, with a caption below each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable, KeepTogether

from store.documents import heads, parts
from store.documents.pages import Pdf, Section, build, text_width
from store.documents.values import ContactPaper, Studio, Thumbnails, contact_caption

GAP = 8.0
"""Between pictures, in points."""


def sheets(studio: Studio, papers: Sequence[ContactPaper], pictures: Thumbnails) -> Pdf:
    """Sheets of pictures, each record's beginning on a page of its own."""
    sections = [
        Section(f"{paper.title} {paper.ref}", _sheet(studio, paper, pictures)) for paper in papers
    ]
    title = f"{papers[0].title} {papers[0].ref}" if papers else "Contact sheet"
    return build(title, studio, sections)


def _sheet(studio: Studio, paper: ContactPaper, pictures: Thumbnails) -> list[Flowable]:
    return [
        *heads.numbered(studio, paper.title, paper.below, paper.ref, bars=False),
        *_rows(paper, pictures, text_width(studio)),
    ]


def _rows(paper: ContactPaper, pictures: Thumbnails, width: float) -> Iterator[Flowable]:
    wide = width / paper.across
    for first in range(0, len(paper.pictures), paper.across):
        row = paper.pictures[first : first + paper.across]
        cells = [
            [parts.Thumbnail(pictures.get(one.id), wide - GAP, (wide - GAP) * 0.75),
             parts.one_line(contact_caption(one), "small", 60)]
            for one in row
        ]  # fmt: skip
        yield KeepTogether([parts.side_by_side(cells, [wide] * len(row)), parts.gap(2)])
