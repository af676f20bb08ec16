"""What clients are given of their purchase: a copy of the invoice, the session confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable, KeepTogether

from store import money
from store.documents import heads, parts
from store.documents.pages import Pdf, Section, build, text_width
from store.documents.parts import Cell, Column
from store.documents.values import InvoicePaper, Line, SessionPaper, Studio


def invoices(studio: Studio, papers: Sequence[InvoicePaper]) -> Pdf:
    """Copies of invoices, each beginning on a page of its own."""
    sections = [Section(f"Invoice {paper.ref}", _invoice(studio, paper)) for paper in papers]
    return build(f"Invoice {papers[0].ref}" if papers else "Invoice", studio, sections)


def sessions(studio: Studio, papers: Sequence[SessionPaper]) -> Pdf:
    """Confirmations of sessions, each on a page of its own."""
    sections = [Section(f"Session {paper.ref}", _session(studio, paper)) for paper in papers]
    return build(f"Session {papers[0].ref}" if papers else "Session", studio, sections)


def _invoice(studio: Studio, paper: InvoicePaper) -> list[Flowable]:
    return [
        *heads.numbered(studio, "Invoice", "", paper.ref, bars=True),
        *heads.people_and_facts(studio, [("For", paper.client)], paper.facts, paper.own),
        *parts.boxed("Notes", parts.prose(paper.notes)),
        parts.gap(3),
        _lines(studio, paper.lines),
        parts.gap(3),
        KeepTogether(_totals(studio, paper)),
    ]


def _lines(studio: Studio, lines: Sequence[Line]) -> Flowable:
    fixed = [
        Column("", 20, right=True), Column("Image", 62), Column("Qty", 36, right=True),
        Column("Each", 64, right=True), Column("Amount", 72, right=True),
    ]  # fmt: skip
    room = text_width(studio) - sum(column.width for column in fixed)
    rows: list[list[Cell]] = []
    begins: list[int] = []
    for line in lines:
        begins.append(len(rows))
        amount = line.wanted * line.price_cents
        free = line.part and not line.price_cents
        first, *more = _what(line, room)
        rows.append(
            [
                parts.text(str(line.number), "small right"), first,
                parts.one_line(line.image, "text", 80), parts.text(f"{line.wanted:,}", "right"),
                parts.text("" if free else money.shown(line.price_cents, studio.currency), "right"),
                parts.text("" if free else money.shown(amount, studio.currency), "right"),
            ]
        )  # fmt: skip
        rows += [["", piece, "", "", "", ""] for piece in more]
    return parts.table([fixed[0], Column("What", room), *fixed[1:]], rows, begins=begins)


def _what(line: Line, room: float) -> list[list[Flowable]]:
    words = line.description or line.item
    head: list[Flowable] = [parts.one_line(f"–  {words}" if line.part else words, "text", 500)]
    told = "\n".join(f"{label}: {value}" for label, value in line.details if value.strip())
    below = [parts.text(piece, "small") for piece in parts.pieces(told, room, "small")]
    first: list[Flowable] = [*head, *below[:1]]
    more: list[list[Flowable]] = [[piece] for piece in below[1:]]
    return [first, *more]


def _totals(studio: Studio, paper: InvoicePaper) -> list[Flowable]:
    def shown(cents: int) -> str:
        return money.shown(cents, studio.currency)

    lines = [("Total", shown(paper.total_cents))]
    lines += [
        (" ".join(filter(None, ("Paid", day, method and f"({method})"))), shown(-amount))
        for day, method, amount in paper.payments
    ]
    width = text_width(studio)
    listed = [
        parts.side_by_side(
            [parts.one_line(label, "right", 200), parts.text(amount, "right")], [width - 90, 90]
        )
        for label, amount in lines
    ]
    due = paper.total_cents - paper.paid_cents
    words = f"To pay {shown(due)}" if due > 0 else "Paid in full"
    return [*listed, parts.gap(1), parts.text(words, "total")]


def _session(studio: Studio, paper: SessionPaper) -> list[Flowable]:
    return [
        *heads.numbered(studio, "Session", "", paper.ref, bars=False),
        *heads.people_and_facts(studio, [("For", paper.client)], ()),
        parts.gap(4),
        *parts.pairs(paper.facts, text_width(studio), 110),
        *parts.boxed("Notes", parts.prose(paper.notes)),
    ]
