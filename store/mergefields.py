"""Merge fields: what templates may say of a client, session, invoice, order, vendor and studio.

Here are their values for one record; the names are those of ``mergetree``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from store import cards, customfields, editables, money, papervalues, receiving, when
from store.access import CLOCK
from store.desk import Desk
from store.mergetree import branch
from store.surroundings import Around
from store.tables import (
    Card,
    Client,
    Image,
    Invoice,
    InvoiceLine,
    Item,
    Order,
    OrderLine,
    Session,
)
from store.templatewords import MOST_ROWS, Fields, Later


def reference_of(card: Card) -> str:
    """A record's reference."""
    return cards.ref(card)


# Values ------------------------------------------------------------------------------------------


def values_of(
    desk: Desk, card: Card, wanted: Collection[str] | None = None, around: Around | None = None
) -> dict[str, Any]:
    """What the fields say for a record; null where it has no such thing.

    ``wanted`` are the names that are needed, where not all are.
    """
    near = around or Around(desk, card)
    studio = desk.settings.studio
    readers: dict[str, Callable[[], Any]] = {
        "today": lambda: papervalues.day(desk, desk.now()),
        "client": lambda: near.client and _client(near.client),
        "session": lambda: near.session and _session(desk, near, near.session),
        "invoice": lambda: near.invoice and _invoice(desk, near, near.invoice),
        "order": lambda: near.order and _order(desk, near),
        "vendor": lambda: near.vendor and _columns("vendor", near.vendor, branch("vendor")),
        "studio": lambda: _columns("studio", studio, branch("studio")),
        "user": lambda: _writer(desk, card),
    }
    return {name: read() for name, read in readers.items() if wanted is None or name in wanted}


def _writer(desk: Desk, card: Card) -> Fields:
    """Who writes: whoever is at the desk; what the clock writes, the record's owner does."""
    by_clock = desk.who == CLOCK
    user = desk.directory.users.get((card.user_id if by_clock else desk.who.id) or 0)
    name = user.name if user else "" if by_clock else desk.who.name
    return Fields("user", {"name": name, "email": user.email if user else ""})


def _columns(name: str, row: Any, keys: Iterable[str]) -> Fields:
    return Fields(name, {key: getattr(row, key) for key in keys})


def _client(row: Client) -> Fields:
    return Fields(
        "client",
        {
            "name": row.name,
            "addressed": papervalues.addressed(row.name),
            "first_name": papervalues.first_name(row.name),
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


def _custom(desk: Desk, kind: str, card_id: int) -> Fields:
    """The studio's own fields of a record; those that are empty say nothing."""
    values = customfields.values_of([card_id])[card_id]
    return Fields(
        f"{kind}.custom",
        {
            editables.custom_name(row): papervalues.custom(row.sort, values.get(row.name, ""))
            for row in desk.directory.custom_fields.values()
            if row.kind == kind
        },
    )


def _session(desk: Desk, near: Around, row: Session) -> Fields:
    return Fields(
        "session",
        {
            **_card(desk, near.card_of(row.card_id)),
            "date": papervalues.day(desk, row.held_at),
            "time": _time(desk, row.held_at),
            "photographer": row.photographer,
            "custom": Later(lambda: _custom(desk, "session", row.card_id)),
        },
    )


def _time(desk: Desk, moment: int | None) -> str:
    """The time of day of a moment; where only the day is known, it stands at midnight."""
    shown = "" if moment is None else when.clock(moment, desk.zone)
    return "" if shown == "00:00" else shown


def _invoice(desk: Desk, near: Around, row: Invoice) -> Fields:
    currency = desk.settings.studio.currency
    due = row.total_cents - row.paid_cents
    return Fields(
        "invoice",
        {
            **_card(desk, near.card_of(row.card_id)),
            "date": papervalues.iso_day(row.invoiced_on),
            "payment_due": papervalues.day(desk, row.payment_due_at),
            "delivered": papervalues.day(desk, row.delivered_at),
            "total": money.shown(row.total_cents, currency),
            "paid": money.shown(row.paid_cents, currency),
            "open": money.shown(due, currency),
            "is_paid": due <= 0,
            "lines": Later(lambda: _invoice_lines(row, currency)),
            "custom": Later(lambda: _custom(desk, "invoice", row.card_id)),
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


def _order(desk: Desk, near: Around) -> Fields:
    row, card = near.order, near.order_card
    assert row is not None  # noqa: S101 - told to the type checker
    assert card is not None  # noqa: S101 - the same
    vendor = near.vendor
    fields = Fields(
        "order",
        {
            **_card(desk, card),
            "vendor": vendor.name if vendor else "",
            "vendor_number": row.vendor_number,
            "vendor_invoice": row.vendor_invoice,
            "carrier": row.carrier,
            "tracking": row.tracking,
            "lines": Later(lambda: _order_lines(row)),
            "missing": Later(lambda: [line for line in fields["lines"] if line["outstanding"] > 0]),
            "custom": Later(lambda: _custom(desk, "order", card.id)),
        },
    )
    return fields


def _order_lines(row: Order) -> list[Fields]:
    query = OrderLine.select().where(OrderLine.order == row.id).order_by(OrderLine.line)
    lines = list(query.limit(MOST_ROWS))
    items, images = _names(lines)
    return [
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
