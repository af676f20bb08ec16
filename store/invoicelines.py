"""The lines of an invoice: in words, and changed one at a time while its totals are kept."""

from __future__ import annotations

from typing import Any

from store import cards, invoices, items
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.invoices import NewLine, items_by_id, line_row, lines_of
from store.tables import Card, Image, Invoice, InvoiceLine, Order, OrderLine, Session
from store.text import safe


def named(
    desk: Desk,
    item: str | None = None,
    *,
    vendor: str | None = None,
    session: Session | None = None,
    **said: Any,
) -> NewLine:
    """A line in words: the item's identifier, the vendor's name; the pose finds its image."""
    line = NewLine(**said)
    if item:
        line.item_id = items.get(item).id
    if vendor:
        line.vendor_id = desk.directory.vendor_named(vendor).id
    if session is not None and line.pose and line.image_id is None:
        pose = line.pose.lstrip("0") or line.pose
        image = Image.get_or_none(Image.session == session.id, Image.number == pose)
        line.image_id = image.id if image else None
    if not (line.item_id or line.description.strip()):
        raise Refused("a line needs an item or a description")
    return line


def add(desk: Desk, reference: str, line: NewLine) -> InvoiceLine:
    """Add a line to an invoice; line numbers are not used twice while the last one stays."""
    with desk.action("add line", f"add a line to {safe(reference, 40)}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        last = max((row.line for row in lines_of(invoice)), default=0)
        columns = line_row(line, items_by_id([line.item_id]).get(line.item_id))
        made = act.insert_row(InvoiceLine(invoice_id=invoice.id, line=last + 1, **columns))
        _total(act, card, invoice)
    return made


def change(desk: Desk, reference: str, number: int, **columns: Any) -> InvoiceLine:
    """Change columns of a line (quantity, price_cents, pose, description …)."""
    with desk.action("change line", f"change line {number} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        row = _line(card, invoice, number)
        present = {name: getattr(row, name) for name in NewLine.__slots__}
        item_id = columns.get("item_id", row.item_id)
        checked = line_row(NewLine(**{**present, **columns}), items_by_id([item_id]).get(item_id))
        act.update(row, **{name: checked[name] for name in columns})
        _total(act, card, invoice)
    return row


def remove(desk: Desk, reference: str, number: int) -> None:
    """Remove a line; refused when it is on an order."""
    with desk.action("remove line", f"remove line {number} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        invoice = invoices.of_card(card)
        row = _line(card, invoice, number)
        ordered = OrderLine.get_or_none(OrderLine.invoice_line == row.id)
        if ordered is not None:
            order = Card.get_by_id(Order.get_by_id(ordered.order_id).card_id)
            raise Refused(
                f"{cards.ref(card)} line {number} is on {cards.ref(order)}; "
                "take it off that order first"
            )
        act.delete(row)
        _total(act, card, invoice)


def _line(card: Card, invoice: Invoice, number: int) -> InvoiceLine:
    found: InvoiceLine | None = InvoiceLine.get_or_none(
        InvoiceLine.invoice == invoice.id, InvoiceLine.line == number
    )
    if found is None:
        raise Refused(f"{cards.ref(card)} has no line {number}")
    return found


def _total(act: Act, card: Card, invoice: Invoice) -> None:
    lines = lines_of(invoice)
    total = sum(row.quantity * row.price_cents for row in lines)
    act.update(invoice, total_cents=total)
    act.update(card, lines=len(lines), value_cents=total, version=card.version + 1)
