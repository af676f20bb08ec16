"""Ordering again what went wrong: some lines of an order, with a reason and who pays for it."""

from __future__ import annotations

from dataclasses import dataclass

from store import cards, orders, products, reorderreasons
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.orders import NewLine, NewOrder
from store.receiving import Pieces, copy_pictures, line_again, picked, state_of
from store.tables import Card, Order, OrderLine
from store.text import safe


@dataclass(frozen=True, slots=True)
class Again:
    """What is ordered again: lines and pieces (null: the damaged ones, else all), why, and how.

    ``chargeable`` null follows the reason; ``vendor`` null is the same vendor as before.
    """

    lines: Pieces
    reason: str
    chargeable: bool | None = None
    vendor: str | None = None
    note: str = ""


def may_reorder(line: OrderLine) -> int:
    """How many pieces of a line can still be ordered again."""
    return max(0, int(line.quantity) - int(line.cancelled) - int(line.reordered))


def usual(line: OrderLine) -> int:
    """How many pieces are ordered again when nothing is said: the damaged ones, else all.

    None once that has been done: then somebody has to say how many more.
    """
    broken = int(line.damaged) - int(line.reordered)
    if line.damaged or line.reordered:
        return max(0, broken)
    return may_reorder(line)


def reorder(desk: Desk, ref: str, again: Again) -> Card:
    """Order lines again; the new order refers to the old one. Returns its card."""
    if not again.lines:
        raise Refused("name the lines to order again, such as 2 or 2=5")
    with desk.action("reorder", f"reorder lines of {safe(ref, 40)}") as act:
        card = cards.get(ref)
        order = orders.of_card(card)
        reason = reorderreasons.named(again.reason)
        wanted = picked(card, orders.lines_of(order), again.lines, _count)
        chargeable = reason.chargeable if again.chargeable is None else again.chargeable
        lines = [_line(row, count, chargeable=chargeable) for row, count in wanted]
        ready = _new_order(desk, card, order, again, lines)
        ready.again |= {
            "reorder_of_id": order.id,
            "reason_id": reason.id,
            "reorder_reason": reason.name,
            "chargeable": chargeable,
        }
        made = orders.make_many(desk, act, card.kind, [ready])[0]
        copy_pictures(act, made)
        for row, count in wanted:
            act.update(row, reordered=row.reordered + count)
            act.update(row, state=state_of(row))
        act.update(card, version=card.version + 1)
    found: Card = Card.get_by_id(made)
    return found


def _count(row: OrderLine, said: int | None) -> tuple[int, str]:
    most = may_reorder(row)
    count = usual(row) if said is None else said
    if said is None and not count and row.reordered:
        return 0, f"{row.reordered} were reordered already; say how many more, as {row.line}=1"
    wrong = (
        f"{count} cannot be ordered again; of {row.quantity} {most} can "
        f"({row.reordered} were reordered already)"
    )
    return count, "" if 0 < count <= most else wrong


def _line(row: OrderLine, count: int, *, chargeable: bool) -> NewLine:
    line = line_again(row, count)
    if not chargeable:
        line.cost_cents = 0
    return line


def _new_order(
    desk: Desk, card: Card, order: Order, again: Again, lines: list[NewLine]
) -> NewOrder:
    vendor_id, type_id = card.vendor_id, card.type_id
    if again.vendor:
        vendor = desk.directory.vendor_named(again.vendor)
        vendor_id = vendor.id
        if card.kind == "production" and vendor.type_id is not None:
            type_id = vendor.type_id
        if vendor_id != card.vendor_id:
            _take_over(vendor.id, lines)
    return NewOrder(
        NewCard(
            client_id=card.client_id, type_id=type_id, vendor_id=vendor_id,
            promised_at=card.promised_at, priority=card.priority, subject=card.subject,
        ),
        lines,
        [source.id for source in orders.sources_of(order)],
        studio_notes=again.note or order.studio_notes,
        vendor_notes=order.vendor_notes,
    )  # fmt: skip


def _take_over(vendor_id: int, lines: list[NewLine]) -> None:
    """Name lines and their cost as another vendor does."""
    pairs = {(line.item_id, vendor_id) for line in lines if line.item_id is not None}
    known = products.for_pairs(pairs)
    for line in lines:
        product = known.get((line.item_id or 0, vendor_id))
        line.vendor_code = product.code if product else ""
        if product is not None and line.cost_cents:
            line.cost_cents = product.cost_cents
