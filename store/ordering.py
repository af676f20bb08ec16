"""Making production orders of invoices: every line goes to its vendor once, or is told as an error.

The rules of splitting are pure and stand in ``splitting``, lines are read in ``soldlines``; here
orders are written, many at a time. Running it twice changes nothing: a line that is on an order is
passed over, and the database itself refuses to have it ordered twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from store import cards, occasions, orders
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.intake import NewCard
from store.orders import NewOrder
from store.reading import tuples
from store.soldlines import Lines, suppliers
from store.splitting import Sold, Split, Supplier, Told, split
from store.tables import (
    Card,
    Invoice,
    OrderLine,
    OrderSource,
)
from store.text import safe

AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Made:
    """An order that was made, or that lines were added to (``added``)."""

    ref: str
    card_id: int
    vendor: str
    type: str
    lines: int
    added: bool = False


@dataclass(slots=True)
class Ordered:
    """What came of ordering: orders, lines in error, lines passed over, and warnings."""

    made: list[Made] = field(default_factory=list)
    errors: list[Told] = field(default_factory=list)
    passed: list[Told] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """How to order: one vendor's lines only, into an open order, several invoices together."""

    vendor: str | None = None
    into: str | None = None
    together: bool = False


EVERYTHING = Wish()


def create(desk: Desk, references: Sequence[str], wish: Wish = EVERYTHING) -> Ordered:
    """Make the orders that invoices need; what is in error is told and the rest is ordered."""
    named = safe(" ".join(references[:3]), 60) + (" …" if references[3:] else "")
    with desk.action("create orders", f"create orders of {named}") as act:
        found = cards.get_many(references)
        wrong = [cards.ref(card) for card in found if card.kind != "invoice"]
        if wrong:
            raise Refused([f"{ref} is no invoice; orders are made of invoices" for ref in wrong])
        return create_in(desk, act, found, wish)


def create_in(desk: Desk, act: Act, invoices: Sequence[Card], wish: Wish = EVERYTHING) -> Ordered:
    """The same inside an open action, for the cards of invoices."""
    called_off = [c for c in invoices if _state(desk, c) == "cancelled"]
    if called_off:
        raise Refused(
            [f"{cards.ref(c)} is cancelled; move it back before ordering" for c in called_off]
        )
    target = _open_order(desk, wish) if wish.into else None
    chosen = target.vendor_id if target else _vendor_id(desk, wish.vendor)
    lines = Lines.read(invoices)
    found = split(lines.sold, suppliers(desk), chosen)
    result = Ordered(errors=found.errors, passed=found.passed, warnings=lines.warnings)
    if target is not None:
        _add_to(desk, act, target, found, lines, result)
    else:
        _make(desk, act, invoices, found, lines, result, together=wish.together)
    return result


def open_invoices(condition: Any = None) -> list[int]:
    """Cards of open invoices with lines to order, those that meet a condition."""
    return occasions.with_lines_to_order(condition)


def left_to_order(desk: Desk, card: Card) -> list[str]:
    """Say which lines of an invoice are on no order and should be."""
    lines = Lines.read([card])
    found = split(lines.sold, suppliers(desk))
    wrong = [f"line {told.line} ({told.item}): {told.reason}" for told in found.errors]
    free = [
        f"line {line.line} ({line.item or line.description}): it is on no order yet"
        for sold in found.by_vendor.values()
        for line in sold
    ]
    off = [
        f"line {line.line} ({line.item or line.description}): it is on {line.on_order}"
        for line in lines.sold
        if line.called_off and not line.settled
    ]
    return [*wrong, *free, *off]


def _state(desk: Desk, card: Card) -> str:
    return str(desk.directory.statuses[card.status_id].state)


def _vendor_id(desk: Desk, name: str | None) -> int | None:
    return desk.directory.vendor_named(name).id if name else None


def _open_order(desk: Desk, wish: Wish) -> Card:
    card = cards.get(wish.into or "")
    if card.kind != "production":
        raise Refused(f"{cards.ref(card)} is no production order; lines cannot be added to it")
    if card.done:
        state = desk.directory.statuses[card.status_id].name
        raise Refused(f"{cards.ref(card)} is in {state}; lines are added to open orders only")
    if card.vendor_id is None:
        raise Refused(f"{cards.ref(card)} has no vendor; give it one first")
    if wish.vendor and desk.directory.vendor_named(wish.vendor).id != card.vendor_id:
        vendor = desk.directory.vendors[card.vendor_id].name
        raise Refused(f"{cards.ref(card)} goes to {vendor}, not to {safe(wish.vendor, 80)}")
    return card


# Writing -----------------------------------------------------------------------------------------


def _make(
    desk: Desk,
    act: Act,
    invoices: Sequence[Card],
    found: Split,
    lines: Lines,
    result: Ordered,
    *,
    together: bool,
) -> None:
    """Make an order for each vendor: of each invoice, or of all of them together."""
    by_invoice = _cards_by_invoice(invoices)
    known = suppliers(desk)
    groups: dict[tuple[int, int], list[Sold]] = {}
    place = {invoice_id: at for at, invoice_id in enumerate(by_invoice)}
    for vendor_id, sold in found.by_vendor.items():
        for line in sold:
            home = -1 if together else place[line.invoice_id]
            groups.setdefault((home, vendor_id), []).append(line)
    new_ones: list[NewOrder] = []
    # The orders of an invoice get numbers next to each other.
    for (_, vendor_id), group in sorted(groups.items(), key=lambda entry: entry[0][0]):
        sources = [by_invoice[i] for i in dict.fromkeys(line.invoice_id for line in group)]
        new_ones.append(_new_order(known[vendor_id], sources, group, lines))
    made = orders.make_many(desk, act, "production", new_ones)
    fresh = {c.id: c for c in _cards(made)}
    for card_id in made:
        card = fresh[card_id]
        result.made.append(_made(desk, card, card.lines))


def _new_order(
    vendor: Supplier, sources: Sequence[Card], sold: Sequence[Sold], lines: Lines
) -> NewOrder:
    clients = {source.client_id for source in sources}
    promised = [source.promised_at for source in sources if source.promised_at is not None]
    several = "" if len(clients) == 1 else ", ".join(cards.ref(source) for source in sources)
    card = NewCard(
        # An order of several clients' invoices is nobody's: it says which invoices it is of.
        client_id=sources[0].client_id if len(clients) == 1 else None,
        subject=several,
        type_id=vendor.type_id,
        vendor_id=vendor.id,
        promised_at=min(promised, default=None),
        priority=max(source.priority for source in sources),
    )
    return NewOrder(card, [lines.to_order(one) for one in sold], [source.id for source in sources])


def _cards_by_invoice(invoices: Sequence[Card]) -> dict[int, Card]:
    by_id = {card.id: card for card in invoices}
    ids = list(by_id)
    found: dict[int, Card] = {}
    for start in range(0, len(ids), AT_ONCE):
        query = Invoice.select(Invoice.id, Invoice.card).where(
            Invoice.card.in_(ids[start : start + AT_ONCE])
        )
        found.update((invoice_id, by_id[card_id]) for invoice_id, card_id in tuples(query))
    place = {card_id: at for at, card_id in enumerate(ids)}
    return dict(sorted(found.items(), key=lambda entry: place[entry[1].id]))


def _cards(ids: Sequence[int]) -> list[Card]:
    found: list[Card] = []
    for start in range(0, len(ids), AT_ONCE):
        found.extend(Card.select().where(Card.id.in_(ids[start : start + AT_ONCE])))
    return found


def _made(desk: Desk, card: Card, count: int, *, added: bool = False) -> Made:
    vendor = desk.directory.vendors.get(card.vendor_id or 0)
    kind = desk.directory.types.get(card.type_id or 0)
    return Made(
        cards.ref(card), card.id, vendor.name if vendor else "", kind.name if kind else "",
        count, added,
    )  # fmt: skip


def _add_to(desk: Desk, act: Act, card: Card, found: Split, lines: Lines, result: Ordered) -> None:
    """Add the lines to an open order."""
    sold = [line for one in found.by_vendor.values() for line in one]
    if not sold:
        return
    order = orders.of_card(card)
    last = max((row.line for row in orders.lines_of(order)), default=0)
    act.insert_many(
        OrderLine,
        [
            {"order_id": order.id, "line": number, **orders.line_row(lines.to_order(line))}
            for number, line in enumerate(sold, start=last + 1)
        ],
    )
    present = {row.id for row in orders.sources_of(order)}
    wanted = {row.id: row.card_id for row in _invoices({line.invoice_id for line in sold})}
    fresh = [card_id for card_id in wanted.values() if card_id not in present]
    act.insert_many(OrderSource, [{"order_id": order.id, "card_id": one} for one in fresh])
    orders.total(act, card, order)
    result.made.append(_made(desk, card, len(sold), added=True))


def _invoices(ids: set[int]) -> list[Invoice]:
    return list(Invoice.select().where(Invoice.id.in_(sorted(ids))))
