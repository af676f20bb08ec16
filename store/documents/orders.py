"""Work orders for the studio's own rooms and purchase orders for vendors.

A work order has the studio's notes and the vendor's, a purchase order the vendor's alone, with
codes, costs and the studio's account there.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether

from store import money
from store.documents import heads, parts
from store.documents.pages import PALE, Pdf, Section, build, text_width
from store.documents.parts import Cell, Column
from store.documents.values import Line, OrderPaper, Pairs, Party, Studio, Thumbnails

FEW = 4
"""How many sources stand in the head."""

PICTURE = (19 * mm, 15 * mm)
"""The box of a line's picture."""


class _Box(Flowable):
    """A square to be ticked by hand."""

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take a small square at the right."""
        self._room = width
        return width, 11

    def draw(self) -> None:
        """Draw it."""
        self.canv.setStrokeColorRGB(*PALE)
        self.canv.setLineWidth(0.9)
        self.canv.rect(self._room - 10, 0, 10, 10)


def work_orders(studio: Studio, papers: Sequence[OrderPaper], pictures: Thumbnails) -> Pdf:
    """Work orders, each beginning on a page of its own."""
    sections = [
        Section(f"Work order {paper.ref}", _work(studio, paper, pictures)) for paper in papers
    ]
    return build(_title("Work order", papers), studio, sections)


def purchase_orders(studio: Studio, papers: Sequence[OrderPaper], pictures: Thumbnails) -> Pdf:
    """Purchase orders, each beginning on a page of its own."""
    sections = [
        Section(f"Purchase order {paper.ref}", _purchase(studio, paper, pictures))
        for paper in papers
    ]
    return build(_title("Purchase order", papers), studio, sections)


def _title(what: str, papers: Sequence[OrderPaper]) -> str:
    if len(papers) == 1:
        return f"{what} {papers[0].ref}"
    return f"{what}s {papers[0].ref} to {papers[-1].ref}" if papers else what


def _work(studio: Studio, paper: OrderPaper, pictures: Thumbnails) -> list[Flowable]:
    facts = (*paper.facts, ("From", _few(paper.sources)))
    people = [("Made by", paper.vendor), ("For", paper.client)]
    return [
        *heads.numbered(studio, "Work order", paper.kind, paper.ref, bars=True),
        *heads.people_and_facts(studio, people, facts, _own(paper)),
        *parts.boxed("Studio notes", parts.prose(paper.studio_notes)),
        *parts.boxed("Vendor notes", parts.prose(paper.vendor_notes)),
        parts.gap(3),
        _work_lines(studio, paper.lines, pictures),
        parts.gap(3),
        _count(paper),
    ]


def _purchase(studio: Studio, paper: OrderPaper, pictures: Thumbnails) -> list[Flowable]:
    facts = (("Account", paper.account), *paper.facts, ("From", _few(paper.sources)))
    people = [("To", paper.vendor), ("For", Party(paper.client.name))]
    total = sum(line.wanted * line.price_cents for line in paper.lines)
    return [
        *heads.numbered(studio, "Purchase order", paper.kind, paper.ref, bars=True),
        *heads.people_and_facts(studio, people, facts, _own(paper)),
        *parts.boxed("Notes", parts.prose(paper.vendor_notes)),
        parts.gap(3),
        _purchase_lines(studio, paper.lines, pictures),
        parts.gap(3),
        KeepTogether(
            [_count(paper), parts.text(f"Total {money.shown(total, studio.currency)}", "total")]
        ),
    ]


def _few(sources: Sequence[str]) -> str:
    """The first of what an order was made from."""
    more = f" and {len(sources) - FEW} more" if len(sources) > FEW else ""
    return ", ".join(sources[:FEW]) + more


def _own(paper: OrderPaper) -> Pairs:
    """What has room below the head: the studio's own fields, and sources that are many."""
    whole = ", ".join(paper.sources) if len(paper.sources) > FEW else ""
    return (*paper.own, ("From", whole))


def _count(paper: OrderPaper) -> Flowable:
    pieces = sum(line.wanted for line in paper.lines)
    coming = sum(line.outstanding for line in paper.lines)
    some = f", {coming:,} still to come" if coming != pieces else ""
    lines = f"{len(paper.lines):,} line{'' if len(paper.lines) == 1 else 's'}"
    return parts.text(f"{lines}, {pieces:,} piece{'' if pieces == 1 else 's'}{some}", "small right")


# Lines -------------------------------------------------------------------------------------------


def _work_lines(studio: Studio, lines: Sequence[Line], pictures: Thumbnails) -> Flowable:
    shown = any(line.picture for line in lines)
    fixed = [
        Column("", 20, right=True), *([Column("Picture", PICTURE[0] + 8)] if shown else []),
        Column("Image", 62), Column("Size", 56), Column("Qty", 34, right=True),
        Column("To come", 46, right=True), Column("Done", 34, right=True),
    ]  # fmt: skip
    room = text_width(studio) - sum(column.width for column in fixed)
    place = 2 if shown else 1
    columns = [*fixed[:place], Column("What", room), *fixed[place:]]
    rows: list[list[Cell]] = []
    begins: list[int] = []
    for line in lines:
        begins.append(len(rows))
        first, *more = _what(line, room)
        rows.append(
            [
                parts.text(str(line.number), "small right"),
                *([_picture(line, pictures)] if shown else []),
                first, parts.one_line(line.image, "strong", 80),
                parts.one_line(line.size, "text", 80),
                parts.text(f"{line.wanted:,}", "strong right"),
                parts.text(f"{line.outstanding:,}", "right"), _Box(),
            ]
        )  # fmt: skip
        rows += [["", *([""] if shown else []), piece, "", "", "", "", ""] for piece in more]
    return parts.table(columns, rows, begins=begins)


def _purchase_lines(studio: Studio, lines: Sequence[Line], pictures: Thumbnails) -> Flowable:
    shown = any(line.picture for line in lines)
    partly = any(line.outstanding != line.wanted for line in lines)
    before = [Column("", 20, right=True)]
    before += [Column("Picture", PICTURE[0] + 8)] if shown else []
    after = [Column("Size", 46), Column("Image", 48), Column("Qty", 32, right=True)]
    after += [Column("To come", 42, right=True)] if partly else []
    after += [Column("Each", 52, right=True), Column("Cost", 60, right=True)]
    room = text_width(studio) - sum(column.width for column in (*before, *after))
    columns = [*before, Column("What", room), *after]
    rows: list[list[Cell]] = []
    begins: list[int] = []
    for line in lines:
        begins.append(len(rows))
        first, *more = _what(
            line, room, parts.one_line(line.code, "strong", 80) if line.code else None
        )
        each, cost = line.price_cents, line.wanted * line.price_cents
        rows.append(
            [
                parts.text(str(line.number), "small right"),
                *([_picture(line, pictures)] if shown else []),
                first, parts.one_line(line.size, "text", 80),
                parts.one_line(line.image, "text", 80),
                parts.text(f"{line.wanted:,}", "strong right"),
                *([parts.text(f"{line.outstanding:,}", "right")] if partly else []),
                parts.text(money.shown(each, studio.currency), "right"),
                parts.text(money.shown(cost, studio.currency), "right"),
            ]
        )  # fmt: skip
        blank: list[Cell] = [""] * len(before)
        rows += [[*blank, piece, *[""] * len(after)] for piece in more]
    return parts.table(columns, rows, begins=begins)


def _picture(line: Line, pictures: Thumbnails) -> Cell:
    if line.picture is None:
        return ""
    return parts.Thumbnail(pictures.get(line.picture.id), *PICTURE)


def _what(line: Line, room: float, code: Flowable | None = None) -> list[list[Flowable]]:
    """What is ordered: the cell of the line, and those of rows below it where it is long.

    A vendor's code heads it where one is given; else it is a remark.
    """
    words = line.description or line.item
    head: list[Flowable] = [*([code] if code else []), parts.one_line(words, "text", 500)]
    names = [line.item if line.item != words else "", line.code if code is None else ""]
    if any(names):
        head.append(parts.one_line("  ·  ".join(filter(None, names)), "small", 200))
    told = "\n".join(f"{label}: {value}" for label, value in line.details if value.strip())
    below = [parts.text(piece, "small") for piece in parts.pieces(told, room, "small")]
    first: list[Flowable] = [*head, *below[:1]]
    more: list[list[Flowable]] = [[piece] for piece in below[1:]]
    return [first, *more]
