"""The lines of an invoice or an order as people read them, with where each was ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from store import receiving
from store.desk import Desk
from store.directory import reference
from store.reading import tuples
from store.tables import Card, Image, Invoice, InvoiceLine, Item, LineImage, Order, OrderLine


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line; money in cents, ``image`` a picture's number, ``order`` a reference.

    ``package`` is the number of the line that it is a part of; ``settled`` says why nothing is
    ordered for it.
    """

    line: int
    item: str | None
    description: str
    quantity: int
    received: int | None
    price_cents: int
    vendor: str | None
    vendor_code: str | None
    image: str | None
    state: str | None
    order: str | None
    note: str
    outstanding: int | None = None
    damaged: int | None = None
    package: int | None = None
    options: str = ""
    enhancement: str = ""
    crop: str = ""
    settled: str = ""


def of_card(desk: Desk, card: Card) -> list[LineItem]:
    """The lines of a record in order; none for kinds that have no lines."""
    if card.kind == "invoice":
        return _of_invoice(desk, card)
    if card.kind in ("production", "preproduction"):
        return _of_order(desk, card)
    return []


def _of_order(desk: Desk, card: Card) -> list[LineItem]:
    query = (
        OrderLine.select(OrderLine, Item, Image)
        .join(Order, on=(Order.id == OrderLine.order))
        .switch(OrderLine)
        .join(Item, JOIN.LEFT_OUTER)
        .switch(OrderLine)
        .join(Image, JOIN.LEFT_OUTER)
        .where(Order.card == card.id)
        .order_by(OrderLine.line)
    )
    vendor = desk.directory.vendors.get(card.vendor_id or 0)
    rows: list[Any] = list(query)
    several = _pictures([row.id for row in rows])
    return [
        LineItem(
            row.line,
            row.item.identifier if row.item_id else None,
            row.description or (row.item.description if row.item_id else ""),
            row.quantity,
            row.received,
            row.cost_cents,
            vendor.name if vendor else None,
            row.vendor_code or None,
            row.image.number if row.image_id else (row.pose or several.get(row.id)),
            row.state,
            reference(card.kind, card.number),
            row.note,
            receiving.outstanding(row),
            row.damaged,
            options=row.options,
            enhancement=row.enhancement,
            crop=row.crop,
        )
        for row in rows
    ]


def _pictures(line_ids: list[int]) -> dict[int, str]:
    """The pictures of lines that have several, such as ``14, 15, 16 and 9 more``."""
    found: dict[int, list[str]] = {}
    query = (
        LineImage.select(LineImage.order_line, Image.number)
        .join(Image)
        .where(LineImage.order_line.in_(line_ids))
        .order_by(LineImage.position, LineImage.id)
    )
    for line_id, number in tuples(query):
        found.setdefault(line_id, []).append(number)
    return {
        line_id: ", ".join(numbers[:3]) + (f" and {len(numbers) - 3} more" if numbers[3:] else "")
        for line_id, numbers in found.items()
    }


def _of_invoice(desk: Desk, card: Card) -> list[LineItem]:
    query = (
        InvoiceLine.select(InvoiceLine, Item, Image)
        .join(Invoice, on=(Invoice.id == InvoiceLine.invoice))
        .switch(InvoiceLine)
        .join(Item, JOIN.LEFT_OUTER)
        .switch(InvoiceLine)
        .join(Image, JOIN.LEFT_OUTER)
        .where(Invoice.card == card.id)
        .order_by(InvoiceLine.line)
    )
    rows = list(query)
    ordered = _ordered([row.id for row in rows])
    numbers = {row.id: row.line for row in rows}
    return [
        _invoice_line(desk, row, ordered.get(row.id, []), numbers.get(row.package_id))
        for row in rows
    ]


def _invoice_line(
    desk: Desk, row: Any, ordered: list[tuple[OrderLine, str]], package: int | None
) -> LineItem:
    line, order = ordered[-1] if ordered else (None, None)
    preferred = row.item.vendor_id if row.item_id else None
    meant = row.vendor_id or preferred
    at = line.order.card.vendor_id if line is not None else None
    vendor = desk.directory.vendors.get(at or meant or 0)
    # What is made again replaces what was ordered first: it is not one piece more.
    wanted = sum(
        one.quantity - one.backordered - one.cancelled
        for one, _ in ordered
        if one.order.reorder_of_id is None
    )
    came = sum(one.received for one, _ in ordered)
    return LineItem(
        row.line,
        row.item.identifier if row.item_id else None,
        row.description,
        row.quantity,
        min(came, wanted) if line else None,
        row.price_cents,
        vendor.name if vendor else None,
        (line.vendor_code or None) if line else None,
        row.image.number if row.image_id else (row.pose or None),
        line.state if line else None,
        order,
        row.note,
        sum(receiving.outstanding(one) for one, _ in ordered) if line else None,
        sum(one.damaged for one, _ in ordered) if line else None,
        package,
        row.options,
        row.enhancement,
        row.crop,
        row.settled,
    )


def _ordered(line_ids: list[int]) -> dict[int, list[tuple[OrderLine, str]]]:
    """Invoice line to the lines of the orders it is on, the latest last, with their references."""
    query = (
        OrderLine.select(OrderLine, Order, Card.kind, Card.number, Card.vendor)
        .join(Order, on=(Order.id == OrderLine.order))
        .join(Card, on=(Card.id == Order.card))
        .where(OrderLine.invoice_line.in_(line_ids))
        .order_by(OrderLine.id)
    )
    found: dict[int, list[tuple[OrderLine, str]]] = {}
    for row in query:
        ref = reference(row.order.card.kind, row.order.card.number)
        found.setdefault(row.invoice_line_id or 0, []).append((row, ref))
    return found
