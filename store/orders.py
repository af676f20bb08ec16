"""Orders: the studio's purchases and work instructions, made by hand or by import.

Preproduction orders are made from sessions, production orders from invoices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from store import cards, intake
from store.changes import Act
from store.desk import Desk
from store.directory import kind_named
from store.errors import Refused
from store.intake import Common, NewCard
from store.money import MOST_CENTS
from store.tables import Card, Client, Order, OrderLine, OrderSource
from store.text import safe

SOURCE_OF = {"production": "invoice", "preproduction": "session"}
"""Kind of order to the kind of record it is made from."""

MOST_PIECES = 1_000_000

LINE_STATES = ("open", "rendered", "sent", "received", "backordered", "damaged", "reordered")


@dataclass(slots=True)
class NewLine:
    """A line to be ordered."""

    description: str = ""
    item_id: int | None = None
    invoice_line_id: int | None = None
    image_id: int | None = None
    vendor_code: str = ""
    quantity: int = 1
    cost_cents: int = 0
    size: str = ""
    crop: str = ""
    note: str = ""


@dataclass(slots=True)
class NewOrder:
    """An order to be made; ``sources`` are ids of cards of invoices or sessions."""

    card: NewCard
    lines: list[NewLine] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    vendor_number: str = ""
    studio_notes: str = ""
    vendor_notes: str = ""


# Making ------------------------------------------------------------------------------------------


def new(
    desk: Desk,
    kind: str = "production",
    *,
    sources: Sequence[str] = (),
    lines: Sequence[NewLine] = (),
    vendor_number: str = "",
    studio_notes: str = "",
    vendor_notes: str = "",
    **said: Unpack[Common],
) -> Card:
    """Make an order by hand; its sources, by reference, give the client and the promised date.

    A vendor's default type holds where none is named.
    """
    kind = kind_named(kind)
    if kind not in SOURCE_OF:
        raise Refused(f"an order is production or preproduction, not {kind}")
    with desk.action("new order", f"new {kind} order") as act:
        made_from = _sources(kind, sources)
        card = intake.read(desk, act, kind, said)
        _inherit(desk, card, made_from)
        if card.client_id is None:
            raise Refused("an order needs a client; add --client NAME, or what it is made from")
        ready = NewOrder(
            card,
            list(lines),
            [source.id for source in made_from],
            vendor_number,
            studio_notes,
            vendor_notes,
        )
        made = make_many(desk, act, kind, [ready])[0]
    found: Card = Card.get_by_id(made)
    return found


def _sources(kind: str, references: Sequence[str]) -> list[Card]:
    found = cards.get_many(references) if references else []
    wrong = [source for source in found if source.kind != SOURCE_OF[kind]]
    if wrong:
        raise Refused(
            [
                f"{cards.ref(source)}: a {kind} order is made from a {SOURCE_OF[kind]}, "
                f"not from a {source.kind}"
                for source in wrong
            ]
        )
    return found


def _inherit(desk: Desk, card: NewCard, sources: Sequence[Card]) -> None:
    if card.client_id is None and sources:
        card.client_id = sources[0].client_id
    if card.promised_at is None:
        promised = [source.promised_at for source in sources if source.promised_at is not None]
        card.promised_at = min(promised, default=None)
    vendor = desk.directory.vendors.get(card.vendor_id) if card.vendor_id is not None else None
    if card.type_id is None and vendor is not None:
        usual = desk.directory.types.get(vendor.type_id) if vendor.type_id is not None else None
        if usual is not None and usual.kind == "production":
            card.type_id = usual.id


def make_many(
    desk: Desk,
    act: Act,
    kind: str,
    new_ones: Sequence[NewOrder],
    *,
    fire: bool = True,
    buyers: dict[int, Client] | None = None,
) -> list[int]:
    """Make many orders inside an open action; returns the ids of their cards in order.

    A vendor that does not give numbers of its own gets ours: the order's number.
    """
    rows = [[line_row(line) for line in one.lines] for one in new_ones]
    for one, lines in zip(new_ones, rows, strict=True):
        one.card.lines = len(lines) or one.card.lines
        one.card.value_cents = _value(lines) or one.card.value_cents
    new_cards = [one.card for one in new_ones]
    ids = intake.open_cards(desk, act, kind, new_cards, fire=fire, buyers=buyers)
    order_ids = act.insert_many(
        Order,
        [
            {
                "card_id": card_id,
                "vendor_number": safe(one.vendor_number, 80),
                "studio_notes": safe(one.studio_notes, keep_newlines=True),
                "vendor_notes": safe(one.vendor_notes, keep_newlines=True),
                "entered_by_id": desk.who.id,
            }
            for card_id, one in zip(ids, new_ones, strict=True)
        ],
    )
    made_from = [
        {"order_id": order_id, "card_id": source}
        for order_id, one in zip(order_ids, new_ones, strict=True)
        for source in dict.fromkeys(one.sources)
    ]
    act.insert_many(OrderSource, made_from)
    numbered = [
        {"order_id": order_id, "line": number, **row}
        for order_id, lines in zip(order_ids, rows, strict=True)
        for number, row in enumerate(lines, start=1)
    ]
    act.insert_many(OrderLine, numbered)
    return ids


def line_row(line: NewLine) -> dict[str, Any]:
    """The columns of a line; `Refused` where they cannot be."""
    if not (line.item_id or line.description.strip()):
        raise Refused("a line needs an item or a description")
    if not 0 < line.quantity <= MOST_PIECES:
        raise Refused(f"a quantity must be from 1 to {MOST_PIECES:,}, not {line.quantity}")
    if not 0 <= line.cost_cents <= MOST_CENTS:
        raise Refused("a cost cannot be negative or that large")
    return {
        "invoice_line_id": line.invoice_line_id,
        "image_id": line.image_id,
        "item_id": line.item_id,
        "description": safe(line.description, 500),
        "vendor_code": safe(line.vendor_code, 80),
        "quantity": line.quantity,
        "cost_cents": line.cost_cents,
        "size": safe(line.size, 80),
        "crop": safe(line.crop, 200),
        "note": safe(line.note, keep_newlines=True),
    }


def _value(lines: Sequence[dict[str, Any]]) -> int:
    return int(sum(row["quantity"] * row["cost_cents"] for row in lines))


# Lines -------------------------------------------------------------------------------------------


def of_card(card: Card) -> Order:
    """The order that a card belongs to; `Refused` for cards of another kind."""
    found: Order | None = Order.get_or_none(Order.card == card.id)
    if found is None:
        raise Refused(f"{cards.ref(card)} is no order; give one such as O-1001 or P-1001")
    return found


def lines_of(order: Order) -> list[OrderLine]:
    """An order's lines in order."""
    return list(OrderLine.select().where(OrderLine.order == order.id).order_by(OrderLine.line))


def add_line(desk: Desk, reference: str, line: NewLine) -> OrderLine:
    """Add a line to an order."""
    with desk.action("add line", f"add a line to {safe(reference, 40)}") as act:
        card = cards.get(reference)
        order = of_card(card)
        last = max((row.line for row in lines_of(order)), default=0)
        made = act.insert_row(OrderLine(order_id=order.id, line=last + 1, **line_row(line)))
        _total(act, card, order)
    return made


def change_line(desk: Desk, reference: str, number: int, **columns: Any) -> OrderLine:
    """Change columns of a line (quantity, cost_cents, description …)."""
    with desk.action("change line", f"change line {number} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        order = of_card(card)
        row = _line(card, order, number)
        present = {name: getattr(row, name) for name in NewLine.__slots__}
        checked = line_row(NewLine(**{**present, **columns}))
        act.update(row, **{name: checked[name] for name in columns})
        _total(act, card, order)
    return row


def remove_line(desk: Desk, reference: str, number: int) -> None:
    """Remove a line that nothing has been received of."""
    with desk.action("remove line", f"remove line {number} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        order = of_card(card)
        row = _line(card, order, number)
        if row.received:
            raise Refused(
                f"{cards.ref(card)} line {number}: {row.received} of it were received; it stays"
            )
        act.delete(row)
        _total(act, card, order)


def _line(card: Card, order: Order, number: int) -> OrderLine:
    found: OrderLine | None = OrderLine.get_or_none(
        OrderLine.order == order.id, OrderLine.line == number
    )
    if found is None:
        raise Refused(f"{cards.ref(card)} has no line {number}")
    return found


def _total(act: Act, card: Card, order: Order) -> None:
    lines = lines_of(order)
    value = sum(row.quantity * row.cost_cents for row in lines)
    act.update(card, lines=len(lines), value_cents=value, version=card.version + 1)


# What it is made from ----------------------------------------------------------------------------


def sources_of(order: Order) -> list[Card]:
    """The cards of the invoices or sessions an order was made from."""
    query = (
        Card.select()
        .join(OrderSource, on=(OrderSource.card == Card.id))
        .where(OrderSource.order == order.id)
    )
    return list(query.order_by(Card.id))
