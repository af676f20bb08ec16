"""Examples of what merge fields may say, so that a text can be measured before it has a record.

Real values are in ``mergefields``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store import mergetree
from store.desk import Desk
from store.templatecheck import Leaf
from store.templatewords import Fields

DAY = "24 November 2026"

EXAMPLES: Mapping[str, Any] = {
    "account": "1024-7",
    "address": "12 Main Street",
    "addressed": "Ada Okafor",
    "city": "Springfield",
    "date": DAY,
    "delivered": DAY,
    "description": "Print 8x10",
    "due": DAY,
    "email": "ada.okafor@example.com",
    "first_name": "Ada",
    "image": "0417",
    "is_paid": False,
    "item": "8x10",
    "name": "Okafor, Ada",
    "number": "1043",
    "open": "$120.00",
    "outstanding": 1,
    "paid": "$60.00",
    "payment_due": DAY,
    "phone": "+1 212 555 0100",
    "photographer": "Joon Park",
    "postcode": "12345",
    "price": "$25.00",
    "promised": DAY,
    "quantity": 2,
    "ref": "O-1043",
    "size": "8 x 10",
    "status": "Ready",
    "time": "14:30",
    "today": DAY,
    "total": "$180.00",
    "tracking": "1Z999AA10123456784",
    "type": "Portrait",
    "vendor": "Bay Lab",
}
"""Field to an example of usual length; those not named are written as their own name."""


def values(desk: Desk) -> dict[str, Any]:
    """An example of every field; what the studio says of itself is as it is."""
    found = {name: _example(name, leaf) for name, leaf in mergetree.tree(desk).items()}
    studio = desk.settings.studio
    found["studio"] = Fields(
        "studio", {key: getattr(studio, key) for key in mergetree.branch("studio")}
    )
    return found


def _example(name: str, leaf: Leaf) -> Any:
    if isinstance(leaf, str):
        return EXAMPLES.get(name, name)
    if isinstance(leaf, Mapping):
        return Fields(name, {key: _example(key, below) for key, below in leaf.items()})
    return [_example(name, leaf[0])]
