"""The merge fields there are, which templates are checked against; their values are not here."""

from __future__ import annotations

from collections.abc import Mapping

from store import editables
from store.desk import Desk
from store.templatecheck import Tree

_CARD: Tree = {
    "ref": "reference, such as O-1001",
    "type": "type",
    "status": "status it is in",
    "due": "day the present step is due",
    "promised": "promised delivery date",
}

_CLIENT: Tree = {
    "name": "name, as it is filed",
    "addressed": "name as people write it: Ada Okafor for Okafor, Ada",
    "first_name": "first name, as in Dear Ada",
    "number": "number",
    "email": "email address",
    "phone": "first phone number there is",
    "address": "street address",
    "city": "city",
    "postcode": "postcode",
    "country": "country",
}

_INVOICE_LINE: Tree = {
    "item": "item's identifier",
    "description": "description",
    "quantity": "how many",
    "price": "price of one",
    "image": "number of the picture",
    "options": "options",
}

_ORDER_LINE: Tree = {
    "item": "item's identifier",
    "description": "description",
    "quantity": "how many",
    "outstanding": "how many are still to come",
    "vendor_code": "vendor's code",
    "image": "number of the picture",
    "size": "size",
}

FIELDS: Tree = {
    "today": "today's date",
    "client": _CLIENT,
    "session": {
        **_CARD,
        "date": "day of the session",
        "time": "time of the session; nothing where only the day is known",
        "photographer": "photographer",
    },
    "invoice": {
        **_CARD,
        "date": "day of the invoice",
        "payment_due": "day the payment is due",
        "delivered": "day it was delivered",
        "total": "total",
        "paid": "what was paid",
        "open": "what is still to be paid",
        "is_paid": "whether all is paid",
        "lines": [_INVOICE_LINE],
    },
    "order": {
        **_CARD,
        "vendor": "vendor's name",
        "vendor_number": "vendor's number of it",
        "vendor_invoice": "vendor's invoice number",
        "carrier": "shipping carrier",
        "tracking": "tracking number",
        "lines": [_ORDER_LINE],
        "missing": [_ORDER_LINE],
    },
    "vendor": {
        "name": "name",
        "account": "the studio's account there",
        "contact": "contact",
        "email": "email address",
        "phone": "phone number",
        "address": "address",
    },
    "studio": {
        "name": "name",
        "address": "address",
        "phone": "phone number",
        "email": "email address",
    },
    "user": {
        "name": "name of whoever writes; of triggers, of the record's owner",
        "email": "their email address",
    },
}
"""Every field but the studio's own, with its words; lists stand in brackets."""


def tree(desk: Desk) -> Tree:
    """The fields there are in this studio: its own ones stand below ``custom`` of their kind."""
    found = dict(FIELDS)
    for kind in ("session", "invoice", "order"):
        own = {
            editables.custom_name(row): str(row.name)
            for row in desk.directory.custom_fields.values()
            if row.kind == kind
        }
        found[kind] = {**branch(kind), "custom": own}
    return found


def branch(name: str) -> Tree:
    """The fields below a name, such as those of a client."""
    found = FIELDS[name]
    assert isinstance(found, Mapping)  # noqa: S101 - told to the type checker
    return found
