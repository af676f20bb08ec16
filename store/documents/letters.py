"""Letters to clients, as their templates were filled in for them."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from store.documents import heads, parts
from store.documents.pages import Pdf, Section, build, text_width
from store.documents.values import LetterPaper, Studio


def letters(studio: Studio, papers: Sequence[LetterPaper]) -> Pdf:
    """Letters, each beginning on a page of its own."""
    sections = [Section(paper.ref, _letter(studio, paper)) for paper in papers]
    title = papers[0].subject if len(papers) == 1 else "Letters"
    return build(title or "Letter", studio, sections)


def _letter(studio: Studio, paper: LetterPaper) -> list[Flowable]:
    width = text_width(studio)
    studio_block = [
        parts.head_text(studio.name, "strong right"),
        parts.head_text(heads.studio_lines(studio), "small right"),
    ]
    # The address stands where windows of envelopes are.
    client_block = [
        parts.gap(26),
        parts.head_text(paper.client.name),
        parts.head_text("\n".join(paper.client.lines)),
    ]
    return [
        parts.side_by_side([client_block, studio_block], [width * 0.55, width * 0.45]),
        parts.gap(10),
        parts.text(paper.date, "right"),
        parts.gap(5),
        *([parts.text(paper.subject, "subject", 400)] if paper.subject else []),
        *parts.prose(paper.body, "letter"),
    ]
