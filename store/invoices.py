"""Invoices: what clients bought, what they paid, and when it was promised.

Changing single lines is in ``invoicelines``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Unpack

from store import cards, changes, intake, invoiceparts, occasions, schedule, sessions
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.intake import Common, NewCard
from store.invoiceparts import NewLine as NewLine  # noqa: PLC0414 - invoices are made of such
from store.money import MOST_CENTS, decimal
from store.reading import first_column
from store.tables import (
    Baseline,
    Card,
    Firing,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Order,
    OrderSource,
    Payment,
    Timer,
    Visit,
)
from store.text import safe
from store.when import local_day

MOST_PIECES = 1_000_000


@dataclass(slots=True)
class NewInvoice:
    """An invoice to be made; ``invoiced_on`` is an ISO date, empty for today."""

    card: NewCard
    lines: list[NewLine] = field(default_factory=list)
    session_id: int | None = None
    invoiced_on: str = ""
    payment_due_at: int | None = None


# Making ------------------------------------------------------------------------------------------


def new(
    desk: Desk,
    *,
    session: str | None = None,
    lines: Sequence[NewLine] = (),
    invoiced_on: date | None = None,
    payment_due_at: int | None = None,
    **said: Unpack[Common],
) -> Card:
    """Make an invoice; a session, by reference, gives its client where none is named."""
    with desk.action("new invoice", f"new invoice for {safe(said.get('client') or '', 80)}") as act:
        card = intake.read(desk, act, "invoice", said)
        source = sessions.of_card(cards.get(session)) if session else None
        if source is not None and card.client_id is None:
            card.client_id = Card.get_by_id(source.card_id).client_id
        if card.client_id is None:
            raise Refused("an invoice needs a client; add --client NAME or --session REF")
        ready = NewInvoice(
            card,
            list(lines),
            source.id if source else None,
            invoiced_on.isoformat() if invoiced_on else "",
            payment_due_at,
        )
        made = make_many(desk, act, [ready])[0]
    found: Card = Card.get_by_id(made)
    return found


def make_many(
    desk: Desk, act: Act, new_ones: Sequence[NewInvoice], *, fire: bool = True
) -> list[int]:
    """Make many invoices inside an open action; returns the ids of their cards in order.

    The parts of packages are added where the lines do not have them already.
    """
    known = items_by_id(line.item_id for one in new_ones for line in one.lines)
    whole = [invoiceparts.completed(one.lines, known) for one in new_ones]
    known |= items_by_id(
        line.item_id for lines in whole for line, _ in lines if line.item_id not in known
    )
    rows = [[line_row(line, known.get(line.item_id)) for line, _ in lines] for lines in whole]
    for one, lines in zip(new_ones, rows, strict=True):
        one.card.lines = len(lines)
        one.card.value_cents = sum(row["quantity"] * row["price_cents"] for row in lines)
    ids = intake.open_cards(desk, act, "invoice", [one.card for one in new_ones], fire=fire)
    today = local_day(act.at, desk.zone).isoformat()
    invoice_ids = act.insert_many(
        Invoice,
        [
            {
                "card_id": card_id,
                "session_id": one.session_id,
                "invoiced_on": one.invoiced_on or today,
                "payment_due_at": one.payment_due_at,
                "total_cents": one.card.value_cents,
            }
            for card_id, one in zip(ids, new_ones, strict=True)
        ],
    )
    _insert_lines(act, invoice_ids, rows, whole)
    if fire:
        # Without lines there is nothing to act on yet: it counts as saved with the first of them.
        occasions.saved(act, [i for i, lines in zip(ids, rows, strict=True) if lines])
    return ids


def _insert_lines(
    act: Act,
    invoice_ids: Sequence[int],
    rows: Sequence[Sequence[dict[str, Any]]],
    whole: Sequence[Sequence[tuple[NewLine, int | None]]],
) -> None:
    """Write the lines of invoices; parts refer to the line of their package."""
    next_id = changes.next_id(InvoiceLine)
    numbered: list[dict[str, Any]] = []
    for invoice_id, lines, made in zip(invoice_ids, rows, whole, strict=True):
        first = next_id + len(numbered)
        numbered.extend(
            {
                "id": first + place,
                "invoice_id": invoice_id,
                "line": place + 1,
                "package_id": None if home is None else first + home,
                **row,
            }
            for place, (row, (_, home)) in enumerate(zip(lines, made, strict=True))
        )
    act.insert_many(InvoiceLine, numbered)


def line_row(line: NewLine, item: Item | None) -> dict[str, Any]:
    """The columns of a line, with what its item gives where the line says nothing."""
    if not 0 < line.quantity <= MOST_PIECES:
        raise Refused(f"a quantity must be from 1 to {MOST_PIECES:,}, not {line.quantity}")
    price = line.price_cents
    if price is None:
        price = item.price_cents if item else 0
    if abs(price) > MOST_CENTS:
        raise Refused("a price is too large")
    return {
        "item_id": line.item_id,
        "description": safe(line.description, 500) or (item.description if item else ""),
        "quantity": line.quantity,
        "price_cents": price,
        "pose": safe(line.pose, 80),
        "image_id": line.image_id,
        "options": safe(line.options, 500),
        "enhancement": safe(line.enhancement, 200),
        "crop": safe(line.crop, 200),
        "note": safe(line.note, keep_newlines=True),
        "vendor_id": line.vendor_id,
        "settled": " ".join(safe(line.settled, 200).split()),
    }


def items_by_id(ids: Iterable[int | None]) -> dict[int | None, Item]:
    """Items by id, read a few hundred at a time."""
    wanted = list({row_id for row_id in ids if row_id is not None})
    found: dict[int | None, Item] = {}
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        found.update((row.id, row) for row in Item.select().where(Item.id.in_(batch)))
    return found


def of_card(card: Card) -> Invoice:
    """The invoice that a card belongs to; `Refused` for cards of another kind."""
    found: Invoice | None = Invoice.get_or_none(Invoice.card == card.id)
    if found is None:
        raise Refused(f"{cards.ref(card)} is no invoice; give one such as I-1001")
    return found


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """An invoice's lines in order."""
    query = InvoiceLine.select().where(InvoiceLine.invoice == invoice.id)
    return list(query.order_by(InvoiceLine.line))


# Payments ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Balance:
    """What an invoice comes to; ``paid_share`` is from 0 to 1, more when too much was paid."""

    total_cents: int
    paid_cents: int
    paid_share: float

    @property
    def open_cents(self) -> int:
        """What is still to be paid."""
        return self.total_cents - self.paid_cents


def balance(invoice: Invoice) -> Balance:
    """The totals of an invoice; one that comes to nothing is paid in full."""
    total, paid = invoice.total_cents, invoice.paid_cents
    return Balance(total, paid, paid / total if total > 0 else 1.0)


def pay(
    desk: Desk,
    reference: str,
    amount_cents: int,
    *,
    paid_on: date | None = None,
    method: str = "",
    note: str = "",
) -> Balance:
    """Note money received for an invoice, or given back when negative; returns what is open."""
    amount = decimal(amount_cents)
    with desk.action("pay", f"{safe(reference, 40)}: {amount} paid") as act:
        card = cards.get(reference)
        invoice = of_card(card)
        row = _payment_row(desk, act, invoice, amount_cents, paid_on, method, note)
        first, before = not _has_payments([invoice.id]), invoice.paid_cents
        act.insert(Payment, **row)
        paid = before + amount_cents
        if paid < 0:
            raise Refused(
                f"{cards.ref(card)}: {decimal(-amount_cents)} cannot be given back; "
                f"only {decimal(invoice.paid_cents)} was paid"
            )
        act.update(invoice, paid_cents=paid)
        act.update(card, version=card.version + 1)
        occasions.paid(act, [(invoice, before, first)])
    return balance(invoice)


def _has_payments(invoice_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(invoice_ids), 500):
        query = Payment.select(Payment.invoice).where(
            Payment.invoice.in_(list(invoice_ids[start : start + 500]))
        )
        found.update(first_column(query.distinct()))
    return found


def _payment_row(
    desk: Desk,
    act: Act,
    invoice: Invoice,
    amount_cents: int,
    paid_on: date | None,
    method: str,
    note: str,
) -> dict[str, Any]:
    if amount_cents == 0 or abs(amount_cents) > MOST_CENTS:
        raise Refused(f"{decimal(amount_cents)} is no amount that can be paid")
    return {
        "invoice_id": invoice.id,
        "paid_on": (paid_on or local_day(act.at, desk.zone)).isoformat(),
        "amount_cents": amount_cents,
        "method": safe(method, 80),
        "note": safe(note, keep_newlines=True),
    }


def pay_many(
    desk: Desk, act: Act, payments: Sequence[tuple[Invoice, int, date | None, str, str]]
) -> None:
    """Note many payments inside an open action: invoice, cents, day, method, note."""
    rows = []
    total: dict[int, int] = {}
    known: dict[int, Invoice] = {}
    for invoice, amount_cents, paid_on, method, note in payments:
        rows.append(_payment_row(desk, act, invoice, amount_cents, paid_on, method, note))
        known[invoice.id] = invoice
        total[invoice.id] = total.get(invoice.id, 0) + amount_cents
    there = _has_payments(list(known))
    act.insert_many(Payment, rows)
    changed = []
    for invoice_id, amount in total.items():
        row = known[invoice_id]
        changed.append((row, row.paid_cents, invoice_id not in there))
        act.update(row, paid_cents=row.paid_cents + amount)
    occasions.paid(act, changed)


# The promise, and the end ------------------------------------------------------------------------


def promise(desk: Desk, act: Act, card: Card, promised_at: int | None) -> None:
    """Set an invoice's delivery date inside an open action; its open orders follow.

    Orders that were promised for another day of their own keep it.
    """
    before = card.promised_at
    act.update(card, promised_at=promised_at, version=card.version + 1)
    schedule.reschedule(desk, act, card)
    for order in orders_of(card):
        if order.done or order.promised_at not in (None, before):
            continue
        act.update(order, promised_at=promised_at, version=order.version + 1)
        schedule.reschedule(desk, act, order)


def orders_of(card: Card) -> list[Card]:
    """The cards of the orders that were made from an invoice or a session, oldest first."""
    query = (
        Card.select()
        .join(Order, on=(Order.card == Card.id))
        .join(OrderSource, on=(OrderSource.order == Order.id))
        .where(OrderSource.card == card.id)
        .order_by(Card.id)
    )
    return list(query)


def delete(desk: Desk, reference: str) -> None:
    """Delete an invoice made by mistake; refused when it has payments or orders."""
    with desk.action("delete invoice", f"delete {safe(reference, 40)}") as act:
        card = cards.get(reference)
        invoice = of_card(card)
        _refuse_deletion(card, invoice)
        for table, where in (
            (InvoiceLine, InvoiceLine.invoice == invoice.id),
            (Invoice, Invoice.id == invoice.id),
            (Firing, Firing.card == card.id),
            (Note, Note.card == card.id),
            (Timer, Timer.card == card.id),
            (Baseline, Baseline.card == card.id),
            (Visit, Visit.card == card.id),
        ):
            for row in list(table.select().where(where)):
                act.delete(row)
        act.delete(card)


def _refuse_deletion(card: Card, invoice: Invoice) -> None:
    problems = []
    if Payment.select().where(Payment.invoice == invoice.id).exists():
        problems.append("it has payments")
    made = orders_of(card)
    if made:
        problems.append(f"{', '.join(cards.ref(order) for order in made[:5])} was made from it")
    about = list(Card.select().where(Card.about == card.id).limit(5))
    if about:
        problems.append(f"{', '.join(cards.ref(other) for other in about)} is about it")
    if problems:
        raise Refused(
            f"{cards.ref(card)} cannot be deleted: {' and '.join(problems)}; cancel it instead"
        )
