"""The heads of documents: whose paper it is, what it is, its number, and to whom it goes."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, HRFlowable

from store.documents import parts
from store.documents.pages import PALE, text_width
from store.documents.values import Pairs, Party, Studio

NUMBER_WIDTH = 210
"""Room for the number and its bars, in points."""


def studio_lines(studio: Studio) -> str:
    """What stands below the studio's name."""
    reached = "  ·  ".join(filter(None, (studio.phone, studio.email)))
    return "\n".join(filter(None, (studio.address, reached)))


def numbered(studio: Studio, title: str, below: str, number: str, *, bars: bool) -> list[Flowable]:
    """The head of a paper that is known by its number."""
    left = [parts.head_text(studio.name, "strong"), parts.head_text(studio_lines(studio), "small"),
            parts.gap(3.5), parts.head_text(title, "title"), parts.head_text(below)]  # fmt: skip
    right: list[Flowable] = [parts.head_text(number, "number")]
    if bars:
        right += [parts.gap(2.5), parts.Bars(number)]
    width = text_width(studio)
    return [
        parts.side_by_side([left, right], [width - NUMBER_WIDTH, NUMBER_WIDTH]),
        parts.gap(3),
        rule(),
    ]


def rule() -> Flowable:
    """A thin line across the page."""
    return HRFlowable(width="100%", thickness=0.5, color=Color(*PALE), spaceBefore=0, spaceAfter=8)


def party(title: str, one: Party) -> list[Flowable]:
    """A name under a title, with its address."""
    return [
        parts.text(title, "small"),
        parts.one_line(one.name or "–", "strong", 200),
        parts.head_text("\n".join(one.lines)),
    ]


def people_and_facts(
    studio: Studio, people: Sequence[tuple[str, Party]], facts: Pairs, own: Pairs = ()
) -> list[Flowable]:
    """To whom it goes and for whom it is, beside dates and the like; the studio's own below."""
    width = text_width(studio)
    third = width / (len(people) + 1)
    last = width - third * len(people)
    cells = [party(title, one) for title, one in people]
    return [
        parts.side_by_side(
            [*cells, parts.short_pairs(facts, last, 66)], [*[third] * len(people), last]
        ),
        parts.gap(3),
        *parts.pairs(own, width, 110),
    ]
