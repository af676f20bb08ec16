"""A price list, vendors and invoices to order from, for the tests of ordering."""

from __future__ import annotations

from typing import Any

from store import invoices, items, vendors
from store.desk import Desk
from store.invoices import NewLine
from store.tables import Card, Item, Order, OrderLine, ReorderReason

ITEMS: dict[str, dict[str, Any]] = {
    "P8X10": {"vendor": "Bay Lab", "width": 8, "height": 10, "cost_cents": 210},
    "P5X7": {"vendor": "Bay Lab", "width": 5, "height": 7, "cost_cents": 95},
    "ALBUM": {"vendor": "Foliant", "kind": "product", "cost_cents": 9000},
    "FRAME": {"vendor": "Frame Shop", "kind": "product", "cost_cents": 1500},
    "SITTING": {"kind": "service"},
    "MYSTERY": {"width": 4, "height": 6},
}


def furnish(desk: Desk) -> None:
    """A price list whose items go to three vendors, one item that goes nowhere, and reasons."""
    vendors.add(desk, "Frame Shop", type="Canvas & frame")
    for identifier, given in ITEMS.items():
        items.add(desk, identifier, description=identifier.title(), price_cents=5000, **given)
    with desk.action("reasons", right="set-up") as act:
        act.insert(ReorderReason, name="Damaged", chargeable=False)
        act.insert(ReorderReason, name="Ours", chargeable=True)


def line(identifier: str, **given: Any) -> NewLine:
    """A line of an invoice for an item, with a pose unless told otherwise."""
    item = Item.get(Item.identifier == identifier)
    given.setdefault("pose", "14")
    return NewLine(item_id=item.id, **given)


def invoice(desk: Desk, *lines: NewLine, client: str = "Okafor, Ada", **said: Any) -> str:
    """An invoice of these lines; returns its reference."""
    card = invoices.new(desk, client=client, lines=list(lines), **said)
    return f"I-{card.number}"


def order_lines(ref: str) -> list[OrderLine]:
    """The lines of an order."""
    card = Card.get(Card.kind == {"O": "production", "P": "preproduction"}[ref[0]],
                    Card.number == int(ref[2:]))  # fmt: skip
    return list(
        OrderLine.select().join(Order).where(Order.card == card.id).order_by(OrderLine.line)
    )
