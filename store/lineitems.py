"""The lines of an invoice or an order as people read them, with where each was ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from store.desk import Desk
from store.directory import reference
from store.tables import Card, Image, Invoice, InvoiceLine, Item, Order, OrderLine


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line; money in cents, ``image`` a picture's number, ``order`` a reference."""

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
            row.image.number if row.image_id else None,
            row.state,
            reference(card.kind, card.number),
            row.note,
        )
        for row in rows
    ]


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
    return [_invoice_line(desk, row, ordered.get(row.id)) for row in rows]


def _invoice_line(desk: Desk, row: Any, ordered: tuple[OrderLine, str] | None) -> LineItem:
    preferred = row.item.vendor_id if row.item_id else None
    vendor = desk.directory.vendors.get(row.vendor_id or preferred or 0)
    line, order = ordered or (None, None)
    return LineItem(
        row.line,
        row.item.identifier if row.item_id else None,
        row.description,
        row.quantity,
        line.received if line else None,
        row.price_cents,
        vendor.name if vendor else None,
        (line.vendor_code or None) if line else None,
        row.image.number if row.image_id else (row.pose or None),
        line.state if line else None,
        order,
        row.note,
    )


def _ordered(line_ids: list[int]) -> dict[int, tuple[OrderLine, str]]:
    """Invoice line to the line of the order it is on, the latest one, and the order's reference."""
    query = (
        OrderLine.select(OrderLine, Card.kind, Card.number)
        .join(Order, on=(Order.id == OrderLine.order))
        .join(Card, on=(Card.id == Order.card))
        .where(OrderLine.invoice_line.in_(line_ids))
        .order_by(OrderLine.id)
    )
    rows: list[Any] = list(query)
    return {
        row.invoice_line_id: (row, reference(row.order.card.kind, row.order.card.number))
        for row in rows
    }
