"""What lies on the demo's counter: invoices of today that are still to be ordered, and the rules.

Made with the same commands as people use.
"""

from __future__ import annotations

from store import automations, invoicelines, invoices
from store.automations import Rule
from store.desk import Desk
from store.errors import Refused
from store.tables import Client

RULES: tuple[Rule, ...] = (
    Rule("Order what is half paid", "orders", "paid", percent=50, ask=True),
    Rule("Complete what is delivered", "complete", "finished", to="Delivered", delivered=True,
         tell_department="Front desk"),
    Rule("Proofs of what was culled", "proofs", "status", status="Proofs", ask=True),
)  # fmt: skip
"""What makes and completes orders by itself."""

BASKETS: tuple[tuple[tuple[str, int, str], ...], ...] = (
    (("FAMILY", 1, ""), ("SITTING", 1, ""), ("F11X14", 1, "")),
    (("P8X10", 2, "041"), ("GIFT", 1, ""), ("USB", 1, "")),
    (("P11X14", 1, ""), ("ALB20", 1, "007")),
)
"""Item, quantity and pose of each line: some lack a vendor, some a picture."""


def set_rules(desk: Desk) -> None:
    """Save the rules; where the sample set-up lacks a status they are left out."""
    for rule in RULES:
        try:
            automations.add(desk, rule)
        except Refused:
            continue


def leave_open(desk: Desk) -> None:
    """Make an invoice for each of the first clients."""
    clients = list(Client.select().order_by(Client.id).limit(len(BASKETS)))
    for client, basket in zip(clients, BASKETS, strict=False):
        lines = [
            invoicelines.named(desk, item, quantity=count, pose=pose)
            for item, count, pose in basket
        ]
        invoices.new(desk, client=f"#{client.number}", lines=lines)
