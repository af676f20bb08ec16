"""Merge fields: what templates may say of a client, session, invoice, order, vendor and studio.

Here are their values for one record; the names are those of ``mergetree``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from store import cards, customfields, editables, money, papervalues, receiving, when
from store.desk import Desk
from store.mergetree import branch
from store.tables import (
    Card,
    Client,
    Image,
    Invoice,
    InvoiceLine,
    Item,
    Order,
    OrderLine,
    OrderSource,
    Session,
)
from store.templatewords import MOST_ROWS, Fields


def reference_of(card: Card) -> str:
    """A record's reference."""
    return cards.ref(card)


# Values ------------------------------------------------------------------------------------------


def values_of(desk: Desk, card: Card) -> dict[str, Any]:
    """What the fields say for a record; null where it has no such thing."""
    order = Order.get_or_none(Order.card == card.id)
    invoice, session = _sources(card, order)
    client = Client.get_or_none(Client.id == card.client_id) if card.client_id else None
    vendor = desk.directory.vendors.get(card.vendor_id) if card.vendor_id is not None else None
    user = desk.directory.users.get(desk.who.id) if desk.who.id is not None else None
    ids = {row.card_id for row in (order, invoice, session) if row is not None}
    own = customfields.values_of(sorted(ids))
    studio = desk.settings.studio
    return {
        "today": papervalues.day(desk, desk.now()),
        "client": client and _client(client),
        "session": session and _session(desk, session, own),
        "invoice": invoice and _invoice(desk, invoice, own),
        "order": order and _order(desk, card, order, own),
        "vendor": vendor and _columns("vendor", vendor, branch("vendor")),
        "studio": _columns("studio", studio, branch("studio")),
        "user": Fields("user", {
            "name": user.name if user else desk.who.name, "email": user.email if user else "",
        }),
    }  # fmt: skip


def _sources(card: Card, order: Order | None) -> tuple[Invoice | None, Session | None]:
    """The invoice and the session that a record is, or was made from; the first of several."""
    ids: list[int] = [card.id]
    if order is not None:
        made_from = OrderSource.select(OrderSource.card).where(OrderSource.order == order.id)
        ids += [row.card_id for row in made_from.order_by(OrderSource.id)]
    elif card.about_id is not None:
        ids.append(card.about_id)
    invoice = _first(Invoice, ids)
    session = _first(Session, ids)
    if session is None and invoice is not None and invoice.session_id is not None:
        session = Session.get_or_none(Session.id == invoice.session_id)
    return invoice, session


def _first(table: Any, ids: Iterable[int]) -> Any:
    rows = {row.card_id: row for row in table.select().where(table.card.in_(list(ids)))}
    return next((rows[one] for one in ids if one in rows), None)


def _columns(name: str, row: Any, keys: Iterable[str]) -> Fields:
    return Fields(name, {key: getattr(row, key) for key in keys})


def _client(row: Client) -> Fields:
    return Fields(
        "client",
        {
            "name": row.name,
            "addressed": papervalues.addressed(row.name),
            "number": row.number,
            "email": row.email,
            "phone": row.mobile or row.phone or row.work_phone,
            "address": row.address,
            "city": row.city,
            "postcode": row.postcode,
            "country": row.country,
        },
    )


def _card(desk: Desk, card: Card) -> dict[str, Any]:
    of_type = desk.directory.types.get(card.type_id) if card.type_id is not None else None
    return {
        "ref": cards.ref(card),
        "type": of_type.name if of_type else "",
        "status": desk.directory.statuses[card.status_id].name,
        "due": papervalues.day(desk, card.due_at),
        "promised": papervalues.day(desk, card.promised_at),
    }


Own = Mapping[int, Mapping[str, str]]


def _custom(desk: Desk, kind: str, card_id: int, own: Own) -> Fields:
    """The studio's own fields of a record; those that are empty say nothing."""
    values = own.get(card_id, {})
    return Fields(
        f"{kind}.custom",
        {
            editables.custom_name(row): papervalues.custom(row.sort, values.get(row.name, ""))
            for row in desk.directory.custom_fields.values()
            if row.kind == kind
        },
    )


def _session(desk: Desk, row: Session, own: Own) -> Fields:
    return Fields(
        "session",
        {
            **_card(desk, Card.get_by_id(row.card_id)),
            "date": papervalues.day(desk, row.held_at),
            "time": "" if row.held_at is None else when.clock(row.held_at, desk.zone),
            "photographer": row.photographer,
            "custom": _custom(desk, "session", row.card_id, own),
        },
    )


def _invoice(desk: Desk, row: Invoice, own: Own) -> Fields:
    currency = desk.settings.studio.currency
    due = row.total_cents - row.paid_cents
    return Fields(
        "invoice",
        {
            **_card(desk, Card.get_by_id(row.card_id)),
            "date": papervalues.iso_day(row.invoiced_on),
            "payment_due": papervalues.day(desk, row.payment_due_at),
            "delivered": papervalues.day(desk, row.delivered_at),
            "total": money.shown(row.total_cents, currency),
            "paid": money.shown(row.paid_cents, currency),
            "open": money.shown(due, currency),
            "is_paid": due <= 0,
            "lines": _invoice_lines(row, currency),
            "custom": _custom(desk, "invoice", row.card_id, own),
        },
    )


def _invoice_lines(row: Invoice, currency: str) -> list[Fields]:
    query = InvoiceLine.select().where(InvoiceLine.invoice == row.id).order_by(InvoiceLine.line)
    lines = list(query.limit(MOST_ROWS))
    items, images = _names(lines)
    return [
        Fields(
            "line",
            {
                "item": items.get(line.item_id, ""),
                "description": line.description or items.get(line.item_id, ""),
                "quantity": line.quantity,
                "price": money.shown(line.price_cents, currency),
                "image": images.get(line.image_id, line.pose),
                "options": line.options,
            },
        )
        for line in lines
    ]


def _order(desk: Desk, card: Card, row: Order, own: Own) -> Fields:
    query = OrderLine.select().where(OrderLine.order == row.id).order_by(OrderLine.line)
    lines = list(query.limit(MOST_ROWS))
    items, images = _names(lines)
    shown = [
        Fields(
            "line",
            {
                "item": items.get(line.item_id, ""),
                "description": line.description or items.get(line.item_id, ""),
                "quantity": line.quantity,
                "outstanding": receiving.outstanding(line),
                "vendor_code": line.vendor_code,
                "image": images.get(line.image_id, line.pose),
                "size": line.size,
            },
        )
        for line in lines
    ]
    return Fields(
        "order",
        {
            **_card(desk, card),
            "vendor_number": row.vendor_number,
            "vendor_invoice": row.vendor_invoice,
            "carrier": row.carrier,
            "tracking": row.tracking,
            "lines": shown,
            "missing": [line for line in shown if line["outstanding"] > 0],
            "custom": _custom(desk, "order", card.id, own),
        },
    )


def _names(lines: Iterable[Any]) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """Names of the items and numbers of the pictures of some lines, by id."""
    item_ids = list({line.item_id for line in lines if line.item_id is not None})
    image_ids = list({line.image_id for line in lines if line.image_id is not None})
    items = Item.select(Item.id, Item.identifier).where(Item.id.in_(item_ids))
    images = Image.select(Image.id, Image.number).where(Image.id.in_(image_ids))
    return (
        {row.id: row.identifier for row in items},
        {row.id: row.number for row in images},
    )
