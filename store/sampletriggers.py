"""The usual set of triggers of a portrait studio: made with a new studio, and switched off.

Nobody's clients get mail by surprise: a person reads the texts, rehearses, and switches on what
suits. The texts are in ``sampletexts``.
"""

from __future__ import annotations

from collections.abc import Iterator

from store import triggers
from store.desk import Desk
from store.triggers import Spec

PICKED_UP = ("Print", "Album", "Canvas & frame")
"""Tracks of production orders whose pieces come from a lab and are fetched by the client."""

READY = "Ready for pick-up"
LATE = "Lab has not returned it"
ASKED = "Ask the lab where it is"

OF_SESSIONS: tuple[Spec, ...] = (
    Spec(
        "Session is booked", "session", "Sessions", "Booked", "email",
        template="Session confirmation", attachments=("session confirmation",), expires_days=3,
    ),
    Spec(
        "Session in a week", "session", action="email", template="Session reminder",
        moment="session", offset_days=-7, count="calendar", at_time="10:00", expires_days=5,
        attachments=("session confirmation",),
    ),
    Spec(
        "Session tomorrow", "session", action="sms", template="Session reminder SMS",
        moment="session", offset_days=-1, count="calendar", at_time="16:00", expires_days=0.5,
    ),
)  # fmt: skip

OF_INVOICES: tuple[Spec, ...] = (
    Spec(
        "Order confirmation", "invoice", "Invoices", "Deposit Paid", "email",
        template="Order confirmation", attachments=("invoice",), expires_days=3,
    ),
    Spec(
        "Payment is due", "invoice", action="email else letter", template="Payment reminder email",
        other_template="Payment reminder", moment="payment due", offset_days=3, count="calendar",
        at_time="10:00", every_days=7, most=3, attachments=("invoice",), filter="unpaid",
    ),
    Spec(
        "How did you like it", "invoice", action="email", template="Review request",
        moment="delivered", offset_days=7, count="calendar", at_time="10:00", expires_days=14,
        spare_no_market=True,
    ),
)  # fmt: skip

OF_PROOFS: tuple[Spec, ...] = (
    Spec(
        "Proofs are online", "preproduction", "Preproduction", "Proofs Ready", "email",
        template="Proofs online", expires_days=7,
    ),
)  # fmt: skip


def _of_orders(track: str) -> Iterator[Spec]:
    """What hangs on the statuses of one track of orders."""
    yield Spec(
        f"{READY} ({track})", "production", track, "Ready", "sms else call",
        "Tell {{ client.name }} that {{ order.ref }} is ready", template="Ready for pick-up SMS",
        department="Front desk", due_days=1, expires_days=7,
    )  # fmt: skip
    yield Spec(
        f"{LATE} ({track})", "production", track, "Sent to Lab", "task",
        "Ask {{ vendor.name }} where {{ order.ref }} is", moment="due", offset_days=3, due_days=1,
    )  # fmt: skip
    yield Spec(
        f"{ASKED} ({track})", "production", track, "Sent to Lab", "email", recipient="vendor",
        template="Lab reminder", moment="due", offset_days=3, at_time="10:00", expires_days=7,
        attachments=("purchase order",),
    )  # fmt: skip


def specs() -> list[Spec]:
    """The whole set, in the order in which it is listed."""
    orders = [spec for track in PICKED_UP for spec in _of_orders(track)]
    return [*OF_SESSIONS, *OF_PROOFS, *OF_INVOICES, *orders]


def furnish(desk: Desk) -> None:
    """Add the set; none of it acts before somebody switches it on."""
    for spec in specs():
        triggers.add(desk, spec)
        triggers.switch(desk, spec.name, on=False)
