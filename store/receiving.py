"""Receiving orders in parts: by line and quantity, with what is damaged, missing or not wanted.

The rules about pieces are pure: of a line's quantity some came well, some damaged, some wait on a
back-order, some were cancelled, and the rest is outstanding. They always add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from store import cards, moves, orders
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.money import MOST_CENTS
from store.moves import Move
from store.orders import NewLine, NewOrder
from store.tables import Card, LineImage, Note, Order, OrderLine, Receipt, Status
from store.text import safe

Pieces = Mapping[int, int | None]
"""Line number to how many pieces; null means all that are outstanding."""


# Rules -------------------------------------------------------------------------------------------


def outstanding(line: OrderLine) -> int:
    """How many pieces of a line are still to come."""
    gone = line.received + line.damaged + line.backordered + line.cancelled
    return max(0, int(line.quantity) - int(gone))


def state_of(line: OrderLine) -> str:
    """The state a line is in by its pieces; while some are outstanding it stays what it was."""
    if line.damaged > line.reordered:
        return "damaged"
    if line.reordered:
        return "reordered"
    if outstanding(line):
        return "open" if line.state in _SETTLED else str(line.state)
    if line.cancelled == line.quantity:
        return "cancelled"
    return "backordered" if line.backordered else "received"


_SETTLED = frozenset({"received", "backordered", "damaged", "reordered", "cancelled"})


def checked(line: OrderLine, came: int, damaged: int) -> str:
    """Say why so many pieces cannot have come, or nothing; negative ones correct a receipt."""
    if damaged < 0 or (came < 0 and damaged):
        return "damaged pieces cannot be fewer than none"
    if came < 0:
        return "" if line.received + came >= 0 else f"only {line.received} of it were received"
    if came == damaged == 0:
        return "give how many came"
    left = outstanding(line)
    if came + damaged > left:
        return f"{came + damaged} came, but only {left} {'is' if left == 1 else 'are'} outstanding"
    return ""


# Receiving ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of an order: ``lines`` null means everything that is outstanding.

    ``back_order`` moves what is still missing to an order of its own, ``advance`` moves the order
    on to its next status, or to the one named.
    """

    lines: Pieces | None = None
    damaged: Mapping[int, int] | None = None
    back_order: bool = False
    advance: bool = False
    to: str | None = None
    vendor_invoice: str | None = None
    vendor_amount_cents: int | None = None
    carrier: str | None = None
    tracking: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """One line after a receipt."""

    line: int
    description: str
    came: int
    damaged: int
    outstanding: int
    state: str


@dataclass(frozen=True, slots=True)
class Received:
    """An order after a receipt; ``back_order`` is the order for what is missing."""

    ref: str
    lines: tuple[Came, ...]
    outstanding: int
    back_order: str | None
    status: str
    warnings: tuple[str, ...] = ()


def receive(desk: Desk, ref: str, delivery: Delivery) -> Received:
    """Note what came of an order; all of it or nothing."""
    with desk.action("receive", f"receive {safe(ref, 40)}") as act:
        return receive_in(desk, act, ref, delivery)


def receive_in(desk: Desk, act: Act, ref: str, delivery: Delivery) -> Received:
    """The same as part of an action that does more."""
    card = cards.get(ref)
    order = orders.of_card(card)
    _refuse_cancelled(desk, card)
    rows = orders.lines_of(order)
    wanted = _wanted(card, rows, delivery)
    _book(desk, act, wanted, delivery.note)
    _note_vendor(act, order, delivery)
    back = _back_order(desk, act, card, order, rows) if delivery.back_order else None
    orders.total(act, card, order)
    warnings: tuple[str, ...] = ()
    if delivery.advance or delivery.to:
        warnings = _advance(desk, act, ref, delivery)
    left = sum(outstanding(row) for row in rows)
    booked = {row.id: (well, bad) for row, well, bad in wanted}
    came = [
        Came(row.line, row.description, *booked.get(row.id, (0, 0)), outstanding(row), row.state)
        for row in rows
        if row.id in booked or (back is not None and row.backordered)
    ]
    fresh: Card = Card.get_by_id(card.id)
    return Received(
        cards.ref(card), tuple(came), left, cards.ref(back) if back is not None else None,
        desk.directory.statuses[fresh.status_id].name, warnings,
    )  # fmt: skip


def _refuse_cancelled(desk: Desk, card: Card) -> None:
    status: Status = desk.directory.statuses[card.status_id]
    if status.state == "cancelled":
        raise Refused(f"{cards.ref(card)} is in {status.name}; move it back before receiving it")


def _wanted(
    card: Card, rows: Sequence[OrderLine], delivery: Delivery
) -> list[tuple[OrderLine, int, int]]:
    """The lines of a delivery with how many came well and damaged; `Refused` names all problems."""
    by_number = {row.line: row for row in rows}
    damaged = dict(delivery.damaged or {})
    named = delivery.lines
    if named is None:
        named = {row.line: None for row in rows if outstanding(row)} if not damaged else {}
    problems = []
    found = []
    for number in dict.fromkeys((*named, *damaged)):
        row = by_number.get(number)
        if row is None:
            problems.append(f"{cards.ref(card)} has no line {number}")
            continue
        bad = damaged.get(number, 0)
        said = named.get(number, 0)
        came = max(0, outstanding(row) - bad) if said is None else said
        wrong = checked(row, came, bad)
        if wrong:
            problems.append(f"{cards.ref(card)} line {number}: {wrong}")
        found.append((row, came, bad))
    if problems:
        raise Refused(problems)
    if not found and not _says_more(delivery):
        raise Refused(f"{cards.ref(card)} has nothing outstanding; nothing was received")
    return found


def _says_more(delivery: Delivery) -> bool:
    said = (
        delivery.vendor_invoice, delivery.vendor_amount_cents, delivery.carrier, delivery.tracking
    )  # fmt: skip
    return any(value is not None for value in said) or delivery.back_order


def _book(
    desk: Desk,
    act: Act,
    wanted: Sequence[tuple[OrderLine, int, int]],
    note: str,
) -> None:
    for row, well, bad in wanted:
        act.update(row, received=row.received + well, damaged=row.damaged + bad)
        act.update(row, state=state_of(row))
    act.insert_many(
        Receipt,
        [
            {
                "order_line_id": row.id,
                "received_at": act.at,
                "quantity": well,
                "damaged": bad,
                "by_id": desk.who.id,
                "note": safe(note, 500),
            }
            for row, well, bad in wanted
        ],
    )


def _note_vendor(act: Act, order: Order, delivery: Delivery) -> None:
    amount = delivery.vendor_amount_cents
    if amount is not None and abs(amount) > MOST_CENTS:
        raise Refused("the vendor's amount is too large")
    texts = {
        "vendor_invoice": delivery.vendor_invoice,
        "carrier": delivery.carrier,
        "tracking": delivery.tracking,
    }
    given: dict[str, object] = {
        name: safe(text, 200) for name, text in texts.items() if text is not None
    }
    if amount is not None:
        given["vendor_amount_cents"] = amount
    act.update(order, **given)


def _advance(desk: Desk, act: Act, ref: str, delivery: Delivery) -> tuple[str, ...]:
    done = moves.advance_in(desk, act, [Move(ref, to=delivery.to, note=delivery.note)])
    if done.refused:
        raise Refused([f"{one.ref}: {one.reason}" for one in done.refused])
    return done.warnings


def _back_order(
    desk: Desk, act: Act, card: Card, order: Order, rows: Sequence[OrderLine]
) -> Card | None:
    """Move what is missing to an order of its own, in the status that the first is in now."""
    missing = [(row, outstanding(row)) for row in rows if outstanding(row)]
    if not missing:
        return None
    here = desk.directory.statuses[card.status_id]
    again = NewOrder(
        NewCard(
            client_id=card.client_id, type_id=card.type_id, vendor_id=card.vendor_id,
            promised_at=card.promised_at, priority=card.priority, user_id=card.user_id,
            department_id=card.department_id, subject=card.subject,
            status=None if card.done else here,
        ),
        [line_again(row, left) for row, left in missing],
        [source.id for source in orders.sources_of(order)],
        studio_notes=order.studio_notes,
        vendor_notes=order.vendor_notes,
        again={
            "backorder_of_id": order.id,
            # What waits of a reorder is a reorder still.
            "reorder_of_id": order.reorder_of_id,
            "reason_id": order.reason_id,
            "reorder_reason": order.reorder_reason,
            "chargeable": order.chargeable,
        },
    )  # fmt: skip
    made = orders.make_many(desk, act, card.kind, [again])[0]
    copy_pictures(act, made)
    for row, left in missing:
        act.update(row, backordered=row.backordered + left)
        act.update(row, state=state_of(row))
    found: Card = Card.get_by_id(made)
    return found


def line_again(row: OrderLine, quantity: int) -> NewLine:
    """A line that goes on with another one, or makes it again."""
    return NewLine(
        row.description, row.item_id, row.invoice_line_id, row.id, again=True,
        image_id=row.image_id, pose=row.pose, vendor_code=row.vendor_code, quantity=quantity,
        cost_cents=row.cost_cents, size=row.size, options=row.options,
        enhancement=row.enhancement, crop=row.crop, note=row.note,
        render_profile_id=row.render_profile_id, layout_id=row.layout_id,
    )  # fmt: skip


def copy_pictures(act: Act, card_id: int) -> None:
    """Give the lines of an order the pictures of the lines they go on with."""
    lines = OrderLine.select().join(Order).where(Order.card == card_id)
    of_source = {row.source_id: row.id for row in lines if row.source_id is not None}
    there = LineImage.select().where(LineImage.order_line.in_(list(of_source)))
    act.insert_many(
        LineImage,
        [
            {
                "order_line_id": of_source[row.order_line_id],
                "image_id": row.image_id,
                "position": row.position,
            }
            for row in there
        ],
    )


# Calling off -------------------------------------------------------------------------------------


def cancel(desk: Desk, ref: str, lines: Pieces, reason: str) -> Received:
    """Call off pieces that are outstanding, with a reason; they stay on the order as cancelled."""
    why = " ".join(safe(reason, 200).split())
    if not why:
        raise Refused("say why the lines are cancelled: --reason TEXT")
    if not lines:
        raise Refused("name the lines to cancel, such as 2 or 2=5")
    with desk.action("cancel lines", f"cancel lines of {safe(ref, 40)}") as act:
        card = cards.get(ref)
        order = orders.of_card(card)
        rows = orders.lines_of(order)
        gone = _cancelled(card, rows, lines)
        words = []
        for row, count in gone:
            act.update(row, cancelled=row.cancelled + count)
            act.update(row, state=state_of(row))
            words.append(f"line {row.line}: {count} cancelled ({row.description})")
        act.insert(
            Note, card_id=card.id, at=act.at, by_id=desk.who.id, text=f"{'; '.join(words)}: {why}"
        )
        orders.total(act, card, order)
    left = sum(outstanding(row) for row in rows)
    came = tuple(Came(r.line, r.description, 0, 0, outstanding(r), r.state) for r, _ in gone)
    status = desk.directory.statuses[card.status_id].name
    return Received(cards.ref(card), came, left, None, status)


def _cancelled(card: Card, rows: Sequence[OrderLine], lines: Pieces) -> list[tuple[OrderLine, int]]:
    def count(row: OrderLine, said: int | None) -> tuple[int, str]:
        left = outstanding(row)
        wanted = left if said is None else said
        verb = "is" if left == 1 else "are"
        wrong = f"{wanted} cannot be cancelled, {left} {verb} outstanding"
        return wanted, "" if 0 < wanted <= left else wrong

    return picked(card, rows, lines, count)


Count = Callable[[OrderLine, int | None], tuple[int, str]]
"""Takes a line and what was said; returns how many pieces are meant, and what is wrong with it."""


def picked(
    card: Card, rows: Sequence[OrderLine], lines: Pieces, count: Count
) -> list[tuple[OrderLine, int]]:
    """The named lines with how many pieces are meant; `Refused` names all that is wrong."""
    by_number = {row.line: row for row in rows}
    problems, found = [], []
    for number, said in lines.items():
        row = by_number.get(number)
        if row is None:
            problems.append(f"{cards.ref(card)} has no line {number}")
            continue
        pieces, wrong = count(row, said)
        if wrong:
            problems.append(f"{cards.ref(card)} line {number}: {wrong}")
        found.append((row, pieces))
    if problems:
        raise Refused(problems)
    return found
