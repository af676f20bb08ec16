"""What a record says besides its card: the fields of its kind, each with a name and a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from store import editables, images, money, when
from store.desk import Desk
from store.directory import reference
from store.tables import (
    Call,
    Card,
    Client,
    CustomField,
    CustomValue,
    Invoice,
    Order,
    Session,
    Task,
    User,
)

Sort = Literal["text", "moment", "date", "money", "flag"]


NAMES = frozenset(
    {
        "date", "photographer", "folder", "session", "total", "paid", "open", "payment_due",
        "delivered", "vendor_number", "vendor_invoice", "vendor_amount", "carrier", "tracking",
        "reorder_reason", "reorder_of", "backorder_of", "reason", "chargeable", "images",
        "studio_notes", "vendor_notes", "entered_by", "completed_by", "start", "details", "phone",
        "result", "outcome", "client_number", "client_email", "client_phone", "do_not_call",
        "do_not_market",
    }
)  # fmt: skip
"""Every name of a field there is, so that no field of a studio's own is called the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field; ``value`` is as stored: milliseconds for moments, cents for money."""

    name: str
    label: str
    value: Any
    sort: Sort = "text"


def of_card(card: Card) -> list[Entry]:
    """The fields of a record, then the studio's own, those of its client last; none empty."""
    readers = {
        "session": _session,
        "invoice": _invoice,
        "preproduction": _order,
        "production": _order,
        "task": _task,
        "call": _call,
    }
    entries = readers[card.kind](card) + _custom(card) + _client(card)
    return [entry for entry in entries if entry.value not in (None, "")]


def plain(desk: Desk, entry: Entry) -> Any:
    """A field's value as JSON has it."""
    if entry.value is None:
        return None
    if entry.sort == "moment":
        return when.iso(entry.value, desk.zone)
    return money.decimal(entry.value) if entry.sort == "money" else entry.value


def shown(desk: Desk, entry: Entry) -> str:
    """A field's value as a screen has it."""
    if entry.value in (None, ""):
        return ""
    if entry.sort == "moment":
        return when.day_and_clock(entry.value, desk.zone)
    if entry.sort == "money":
        return money.shown(entry.value, desk.settings.studio.currency)
    if entry.sort == "flag":
        return "yes" if entry.value else "no"
    return str(entry.value)


def files(card: Card) -> list[Mapping[str, object]]:
    """The pictures of a session, each with its number and its files."""
    if card.kind != "session":
        return []
    return [
        {
            "image": row.number,
            "raw": row.raw or None,
            "hires": row.hires or None,
            "retouched": row.retouched or None,
            "preview": row.preview or None,
            "rating": row.rating,
            "rejected": row.rejected,
        }
        for row in images.of_card(card)
    ]


def _session(card: Card) -> list[Entry]:
    row = Session.get_or_none(Session.card == card.id)
    if row is None:
        return []
    return [
        Entry("date", "Session", row.held_at, "moment"),
        Entry("photographer", "Photographer", row.photographer),
        Entry("folder", "Folder", row.folder),
    ]


def _invoice(card: Card) -> list[Entry]:
    row: Any = Invoice.get_or_none(Invoice.card == card.id)
    if row is None:
        return []
    session = row.session.card if row.session_id else None
    return [
        Entry("date", "Invoice date", row.invoiced_on, "date"),
        Entry("session", "Session", reference("session", session.number) if session else None),
        Entry("total", "Total", row.total_cents, "money"),
        Entry("paid", "Paid", row.paid_cents, "money"),
        Entry("open", "Open", row.total_cents - row.paid_cents, "money"),
        Entry("payment_due", "Payment due", row.payment_due_at, "moment"),
        Entry("delivered", "Delivered", row.delivered_at, "moment"),
    ]


def _order(card: Card) -> list[Entry]:
    row = Order.get_or_none(Order.card == card.id)
    if row is None:
        return []
    return [
        Entry("vendor_number", "Vendor's number", row.vendor_number),
        Entry("vendor_invoice", "Vendor's invoice", row.vendor_invoice),
        Entry("vendor_amount", "Vendor's amount", row.vendor_amount_cents, "money"),
        Entry("carrier", "Carrier", row.carrier),
        Entry("tracking", "Tracking", row.tracking),
        Entry("reorder_of", "Made again from", _order_ref(row.reorder_of_id)),
        Entry("reorder_reason", "Reordered because", row.reorder_reason),
        Entry("chargeable", "Chargeable", row.chargeable, "flag"),
        Entry("backorder_of", "Back-order of", _order_ref(row.backorder_of_id)),
        Entry("images", "Images", row.images),
        Entry("studio_notes", "Studio notes", row.studio_notes),
        Entry("vendor_notes", "Vendor notes", row.vendor_notes),
        Entry("entered_by", "Entered by", _login(row.entered_by_id)),
        Entry("completed_by", "Completed by", _login(row.completed_by_id)),
    ]


def _order_ref(order_id: int | None) -> str | None:
    row = Order.get_or_none(Order.id == order_id) if order_id is not None else None
    return None if row is None else reference(row.card.kind, row.card.number)


def _task(card: Card) -> list[Entry]:
    row = Task.get_or_none(Task.card == card.id)
    if row is None:
        return []
    return [
        Entry("start", "Start", row.start_at, "moment"),
        Entry("details", "Details", row.details),
    ]


def _call(card: Card) -> list[Entry]:
    row = Call.get_or_none(Call.card == card.id)
    if row is None:
        return []
    return [
        Entry("phone", "Phone", row.phone),
        Entry("result", "Result", row.result),
        Entry("outcome", "Outcome", row.outcome),
        Entry("details", "Details", row.details),
    ]


def _custom(card: Card) -> list[Entry]:
    """What stands in fields of the studio's own, those used no more included."""
    query = (
        CustomValue.select(CustomValue, CustomField)
        .join(CustomField)
        .where(CustomValue.card == card.id)
        .order_by(CustomField.position, CustomField.name)
    )
    return [
        Entry(
            editables.custom_name(row.field), row.field.name, row.value,
            "date" if row.field.sort == "date" else "text",
        )
        for row in query
    ]  # fmt: skip


def _client(card: Card) -> list[Entry]:
    row = Client.get_or_none(Client.id == card.client_id) if card.client_id else None
    if row is None:
        return []
    return [
        Entry("client_number", "Client number", row.number),
        Entry("client_email", "Email", row.email),
        Entry("client_phone", "Phone", row.mobile or row.phone or row.work_phone),
        Entry("do_not_call", "Do not call", row.do_not_call or None, "flag"),
        Entry("do_not_market", "Do not market", row.do_not_market or None, "flag"),
    ]


def _login(user_id: int | None) -> str | None:
    row = User.get_or_none(User.id == user_id) if user_id is not None else None
    return None if row is None else row.login
