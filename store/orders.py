"""Orders: the studio's purchases and work instructions, made by hand or by import.

Preproduction orders are made from sessions, production orders from invoices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

from store import cards, intake, jobfaces
from store.changes import Act
from store.desk import Desk
from store.directory import kind_named
from store.errors import Refused, did_you_mean
from store.intake import Common, NewCard
from store.money import MOST_CENTS
from store.tables import (
    Card,
    Client,
    Image,
    Invoice,
    Item,
    Job,
    LineImage,
    Order,
    OrderLine,
    OrderSource,
    Receipt,
    Session,
    Sheet,
)
from store.text import safe

SOURCE_OF = {"production": "invoice", "preproduction": "session"}
"""Kind of order to the kind of record it is made from."""

MOST_PIECES = 1_000_000

_AGAIN: dict[str, Any] = {
    "reorder_of_id": None, "backorder_of_id": None, "reason_id": None, "reorder_reason": "",
    "chargeable": None, "images": "",
}  # fmt: skip

LINE_STATES = (
    "open", "rendered", "sent", "received", "backordered", "damaged", "reordered",
    "cancelled",
)  # fmt: skip


@dataclass(slots=True)
class NewLine:
    """A line to be ordered; ``source_id`` is the line it makes again or goes on with.

    ``again`` says that its invoice line was ordered before.
    """

    description: str = ""
    item_id: int | None = None
    invoice_line_id: int | None = None
    source_id: int | None = None
    again: bool = False
    image_id: int | None = None
    pose: str = ""
    vendor_code: str = ""
    quantity: int = 1
    cost_cents: int = 0
    size: str = ""
    options: str = ""
    enhancement: str = ""
    crop: str = ""
    note: str = ""
    render_profile_id: int | None = None
    layout_id: int | None = None


@dataclass(slots=True)
class NewOrder:
    """An order to be made; ``sources`` are ids of cards of invoices or sessions.

    ``again`` are further columns of the order: what it makes again, or waits for.
    """

    card: NewCard
    lines: list[NewLine] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    vendor_number: str = ""
    studio_notes: str = ""
    vendor_notes: str = ""
    again: dict[str, Any] = field(default_factory=dict)


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
                **_AGAIN,
                **one.again,
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
        "source_id": line.source_id,
        "again": line.again,
        "image_id": line.image_id,
        "item_id": line.item_id,
        "description": safe(line.description, 500),
        "pose": safe(line.pose, 80),
        "vendor_code": safe(line.vendor_code, 80),
        "quantity": line.quantity,
        "cost_cents": line.cost_cents,
        "size": safe(line.size, 80),
        "options": safe(line.options, 500),
        "enhancement": safe(line.enhancement, 200),
        "render_profile_id": line.render_profile_id,
        "layout_id": line.layout_id,
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


def add_line(desk: Desk, reference: str, *lines: NewLine) -> list[OrderLine]:
    """Add lines to an order."""
    with desk.action("add line", f"add {_count(lines)} to {safe(reference, 40)}") as act:
        card = cards.get(reference)
        order = of_card(card)
        last = max((row.line for row in lines_of(order)), default=0)
        made = [
            act.insert_row(
                OrderLine(order_id=order.id, line=number, **line_row(_pictured(order, line)))
            )
            for number, line in enumerate(lines, start=last + 1)
        ]
        total(act, card, order)
    return made


def _pictured(order: Order, line: NewLine) -> NewLine:
    """A line with the image that its pose is of."""
    if line.image_id is not None or not line.pose:
        return line
    return replace(line, image_id=_image_of(order, line.pose))


def _count(lines: Sequence[object]) -> str:
    return "a line" if len(lines) == 1 else f"{len(lines)} lines"


def change_line(desk: Desk, reference: str, number: int, **columns: Any) -> OrderLine:
    """Change columns of a line (quantity, cost_cents, description …)."""
    with desk.action("change line", f"change line {number} of {safe(reference, 40)}") as act:
        card = cards.get(reference)
        order = of_card(card)
        row = _line(card, order, number)
        _refuse_other_piece(card, row, columns)
        columns = _of_new_item(row, columns)
        if "pose" in columns and "image_id" not in columns:
            columns = {**columns, "image_id": _image_of(order, columns["pose"])}
        present = {name: getattr(row, name) for name in NewLine.__slots__}
        checked = line_row(NewLine(**{**present, **columns}))
        gone = row.received + row.damaged + row.backordered + row.cancelled
        if checked["quantity"] < gone:
            raise Refused(
                f"{cards.ref(card)} line {number}: {gone} of it were received, cancelled or moved "
                "to a back-order; it cannot become less"
            )
        act.update(row, **{name: checked[name] for name in columns})
        total(act, card, order)
    return row


def _image_of(order: Order, pose: str) -> int | None:
    """The image that a pose is of, in the sessions that the order is about."""
    number = pose.strip().lstrip("0") or pose.strip()
    sources = OrderSource.select(OrderSource.card).where(OrderSource.order == order.id)
    of_invoices = Invoice.select(Invoice.session).where(Invoice.card.in_(sources))
    about = Session.card.in_(sources) | Session.id.in_(of_invoices)
    shown = OrderLine.select(OrderLine.image).where(OrderLine.order == order.id)
    about |= Session.id.in_(Image.select(Image.session).where(Image.id.in_(shown)))
    if not number:
        return None
    there = Image.select().join(Session).where(about).order_by(Image.id)
    found = there.where(Image.number == number).first()
    if found is None and there.exists():
        known = [row.number for row in there.limit(2_000)]
        raise Refused(
            f"no picture of its sessions has the number '{safe(number, 40)}'"
            f"{did_you_mean(number, known)}; there are {len(known):,}, such as {known[0]}"
        )
    return found.id if found is not None else None


def _refuse_other_piece(card: Card, row: OrderLine, columns: Mapping[str, Any]) -> None:
    """Refuse that an order's line becomes something other than what its invoice's line says."""
    differing = [
        name.removesuffix("_id")
        for name in ("item_id", "quantity")
        if name in columns and columns[name] != getattr(row, name)
    ]
    if row.invoice_line_id is not None and differing:
        raise Refused(
            f"{cards.ref(card)} line {row.line} orders a line of an invoice: its "
            f"{' and '.join(differing)} cannot be changed here; cancel pieces with a reason "
            f"('safelight lines cancel'), or take the line off and change the invoice's"
        )


def _of_new_item(row: OrderLine, columns: dict[str, Any]) -> dict[str, Any]:
    """What another item brings along: its description and cost, unless others were said."""
    item_id = columns.get("item_id", row.item_id)
    item = Item.get_or_none(Item.id == item_id) if item_id != row.item_id else None
    if item is None:
        return columns
    found = dict(columns)
    if columns.get("description", row.description) == row.description:
        found["description"] = item.description
    if columns.get("cost_cents", row.cost_cents) == row.cost_cents:
        found["cost_cents"] = item.cost_cents
    return found


def remove_line(desk: Desk, reference: str, *numbers: int) -> None:
    """Remove lines that nothing has come of; what they ordered can be ordered again."""
    summary = f"remove {_count(numbers)} of {safe(reference, 40)}"
    with desk.action("remove line", summary) as act:
        card = cards.get(reference)
        order = of_card(card)
        rows = {row.id: row for row in (_line(card, order, number) for number in numbers)}
        problems = [words for row in rows.values() if (words := _stays(card, row))]
        if problems:
            raise Refused(problems)
        for row in rows.values():
            for picture in list(LineImage.select().where(LineImage.order_line == row.id)):
                act.delete(picture)
            for receipt in list(Receipt.select().where(Receipt.order_line == row.id)):
                act.delete(receipt)
            act.delete(row)
        total(act, card, order)


def _stays(card: Card, row: OrderLine) -> str:
    """Say why a line has to stay on its order, or nothing."""
    where = f"{cards.ref(card)} line {row.line}"
    if row.received or row.damaged:
        return f"{where}: {row.received + row.damaged} of it were received; it stays"
    if row.reordered or row.backordered or row.cancelled:
        return f"{where}: it was reordered, moved to a back-order or cancelled; it stays"
    if row.source_id is not None:
        return f"{where}: it goes on with a line of another order; cancel it instead"
    job = (
        Job.select()
        .join(Sheet)
        .where(Sheet.line == row.id, Sheet.state.in_(jobfaces.SHEET_OPEN))
        .first()
    )
    if job is not None:
        name = jobfaces.reference(job.number)
        return (
            f"{where}: it is in the render queue as {name}; 'safelight queue cancel {name}' first"
        )
    return ""


def _line(card: Card, order: Order, number: int) -> OrderLine:
    found: OrderLine | None = OrderLine.get_or_none(
        OrderLine.order == order.id, OrderLine.line == number
    )
    if found is None:
        raise Refused(f"{cards.ref(card)} has no line {number}")
    return found


def total(act: Act, card: Card, order: Order) -> None:
    """Work out anew how many lines an order has and what it costs; what was called off is free."""
    lines = lines_of(order)
    value = sum((row.quantity - row.backordered - row.cancelled) * row.cost_cents for row in lines)
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
