"""The demo studio itself: who works there, who it buys from, what it sells, what it watches.

Made with the same commands as people use, after the sample set-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from store import items, packages, people, products, tracks, triggers, types, vendors, views
from store.boards import View
from store.desk import Desk
from store.errors import Refused
from store.text import search_key
from store.triggers import Spec

SETTINGS: dict[str, object] = {
    "studio.name": "Larkin Studio",
    "studio.timezone": "America/Los_Angeles",
    "studio.country": "US",
    "studio.subdivision": "CA",
    "studio.address": "24 Wharf Street, San Francisco, CA 94107",
    "studio.phone": "+1 415 555 0177",
    "studio.email": "hello@larkin.example.com",
    "mail.folder": "outbox/mail",
    "sms.gateway": "folder",
    "sms.folder": "outbox/sms",
}
"""What the demo's `studio.toml` says otherwise than the default: nothing leaves the machine."""

DEPARTMENTS = ("Front desk", "Retouch", "Print room")

USERS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("ana", "Ana Larkin", "admin", ("Front desk",)),
    ("boris", "Boris Vuković", "staff", ("Retouch",)),
    ("charlotte", "Charlotte Ng", "staff", ("Front desk",)),
    ("joon", "Joon Park", "staff", ("Retouch",)),
    ("mira", "Mira Haddad", "operator", ("Print room",)),
    ("teo", "Teo Brandt", "operator", ("Print room",)),
    ("sal", "Sal Okonjo", "viewer", ()),
)
"""Login, name, role, departments."""

VENDORS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "Bay Lab",
        {
            "type": "Print", "account": "LARKIN-204", "email": "orders@baylab.example.com",
            "phone": "+1 510 555 0142", "turnaround_days": 5, "protocol": "folder",
            "notes": "Truck leaves at four.",
        },
    ),
    (
        "Canvas Works",
        {
            "type": "Canvas & frame", "account": "7731", "contact": "Renée Duval",
            "email": "studio@canvasworks.example.com", "turnaround_days": 7,
            "work_week": "tue wed thu fri sat", "own_numbers": True, "protocol": "folder",
        },
    ),
    (
        "Foliant Albums",
        {
            "type": "Album", "account": "US-1180", "contact": "Gerd Amsel",
            "email": "proofs@foliant.example.com", "turnaround_days": 10, "protocol": "folder",
            "notes": "Beautiful and slow.",
        },
    ),
    (
        "Discmaker",
        {"type": "Digital", "account": "LS", "turnaround_days": 2, "protocol": "disc"},
    ),
)  # fmt: skip
"""Name and properties; the in-house print room is there already."""

Sold = tuple[str, str, str, int, int, float | None, float | None]

ITEMS: dict[str, tuple[Sold, ...]] = {
    "Bay Lab": (
        ("P4X6", "Print 4x6", "Prints", 900, 29, 4, 6),
        ("P5X7", "Print 5x7", "Prints", 1800, 95, 5, 7),
        ("P8X10", "Print 8x10", "Prints", 3200, 210, 8, 10),
        ("P11X14", "Print 11x14", "Prints", 6500, 620, 11, 14),
        ("P16X20", "Print 16x20", "Prints", 14500, 1480, 16, 20),
    ),
    "Print room": (
        ("W8", "Wallets, set of 8", "Prints", 3600, 190, 8, 10),
        ("CARDS25", "Folded cards, 25", "Cards", 8500, 1150, 5, 7),
        ("FA12X18", "Fine art 12x18", "Prints", 11500, 1370, 12, 18),
    ),
    "Canvas Works": (
        ("C16X20", "Canvas 16x20", "Canvas", 26000, 5400, 16, 20),
        ("C30X40", "Canvas 30x40", "Canvas", 54000, 13200, 30, 40),
        ("F11X14", "Oak frame 11x14", "Frames", 18500, 4100, 11, 14),
    ),
    "Foliant Albums": (
        ("ALB20", "Album, 20 pages", "Albums", 89000, 21400, 10, 10),
        ("ALB30", "Album, 30 pages", "Albums", 124000, 29800, 12, 12),
        ("PARENT", "Parents' album", "Albums", 42000, 9900, 6, 6),
    ),
    "Discmaker": (
        ("USB", "All pictures on a stick", "Digital", 39000, 1900, None, None),
        ("DISC", "Archive disc", "Digital", 12000, 700, None, None),
    ),
}
"""Vendor to identifier, description, group, price and cost in cents, inches."""

PROFILES = {"Bay Lab": "Print JPEG sRGB", "Print room": "Lab TIFF", "Canvas Works": "Lab TIFF"}
"""Vendor to the render profile that its prints and canvases are made with."""

LAYOUTS = {"W8": "8 wallets"}
"""Item to the layout that its pictures stand on."""

KINDS = {"Frames": "product", "Digital": "electronic"}
"""Group to kind of item, where its size does not say."""

OF_THE_HOUSE: tuple[tuple[str, str, str, int], ...] = (
    ("SITTING", "Sitting fee", "service", 15000),
    ("GIFT", "Gift card", "product", 10000),
)
"""Identifier, description, kind and price of what no vendor makes."""

CODES = {"Bay Lab": "BL", "Canvas Works": "CW", "Foliant Albums": "FO", "Discmaker": "DM"}
"""Vendor to what its codes begin with."""

PACKAGES: tuple[tuple[str, str, str, int, int | None, str], ...] = (
    ("FAMILY", "Family package", "package", 14500, None, "P8X10 x2; P5X7 x4; W8"),
    ("UNITS6", "Six sheets of your choice", "units", 15000, 6, "P8X10 = 1; P5X7 = 1; P11X14 = 2"),
)
"""Identifier, description, kind, price in cents, units, and what is in it."""

OWN_DAYS = (("12-24", "Christmas Eve"), ("12-31", "Year's end"), ("07-18", "Studio outing"))
"""Month and day, and why the studio is closed then."""


@dataclass(frozen=True, slots=True)
class Goods:
    """An item as stories sell it."""

    id: int
    identifier: str
    description: str
    price_cents: int
    cost_cents: int
    size: str
    prints: bool


@dataclass(frozen=True, slots=True)
class Supplier:
    """A vendor as stories order from it."""

    id: int
    type_id: int | None
    search: str
    initials: str
    own_numbers: bool
    goods: tuple[Goods, ...]


def furnish(desk: Desk, first: date, last: date) -> None:
    """Set the studio up for the years from a first to a last day."""
    present = {row.name for row in desk.directory.departments.values()}
    for name in DEPARTMENTS:
        if name not in present:
            people.add_department(desk, name)
    people.change_user(desk, desk.who.login, departments=["Front desk"])
    for place, (login, name, role, departments) in enumerate(USERS):
        if login != desk.who.login:
            people.add_user(
                desk, login, name=name, role=role, email=f"{login}@larkin.example.com",
                phone=f"+1 415 555 01{80 + place}", departments=departments,
            )  # fmt: skip
    _add_types(desk)
    for name, given in VENDORS:
        vendors.add(desk, name, **given)
    for row in desk.directory.vendors.values():
        if row.protocol == "printer":
            vendors.change(desk, row.name, email="print@larkin.example.com")
    for vendor, sold in ITEMS.items():
        for identifier, description, group, price, cost, width, height in sold:
            told = {"kind": KINDS[group]} if group in KINDS else {}
            if vendor in PROFILES and group not in KINDS:
                told["render_profile"] = PROFILES[vendor]
            if identifier in LAYOUTS:
                told["layout"] = LAYOUTS[identifier]
            items.add(
                desk, identifier, description=description, group=group, price_cents=price,
                cost_cents=cost, width=width, height=height, vendor=vendor, **told,
            )  # fmt: skip
            if vendor in CODES:
                code = f"{CODES[vendor]}-{identifier}"
                products.add(
                    desk, vendor, code, description=description, cost_cents=cost, items=identifier
                )
    for identifier, description, kind, price, units, parts in PACKAGES:
        items.add(
            desk, identifier, description=description, group="Packages", kind=kind,
            price_cents=price, units=units,
        )  # fmt: skip
        packages.set_parts(desk, identifier, parts)
    for identifier, description, kind, price in OF_THE_HOUSE:
        items.add(desk, identifier, description=description, kind=kind, price_cents=price)
    _close_days(desk, first, last)


def _add_types(desk: Desk) -> None:
    """Preproduction has types of its own; they share the track of their kind."""
    present = {row.name for row in types.listed(desk, "preproduction")}
    for name, prints in (("Proof prints", True), ("Online proofs", True)):
        if name not in present:
            types.add(desk, "preproduction", name, prints=prints)
    tracks.change_track(desk, "production", "Album", method="backward")


def _close_days(desk: Desk, first: date, last: date) -> None:
    for year in range(first.year, last.year + 1):
        for month_day, why in OWN_DAYS:
            vendors.add_holiday(desk, None, date.fromisoformat(f"{year}-{month_day}"), why)
        summer = date(year, 8, 3)
        monday = summer + timedelta(days=-summer.weekday() % 7)
        for offset in range(5):
            day = monday + timedelta(days=offset)
            vendors.add_holiday(desk, "Foliant Albums", day, "summer holidays")


WATCHED: tuple[Spec, ...] = (
    Spec(
        "Ask for the album approval", "production", "Album", "Client Approval", "call",
        "Ask for the album approval", moment="due", offset_days=-1, department="Front desk",
    ),
    Spec(
        "Lab is late", "production", "Print", "Sent to Lab", "call",
        "Ask the lab where it is", moment="due", offset_days=1, user="charlotte",
    ),
    Spec(
        "Check the frame", "production", "Canvas & frame", "QA", "task",
        "Check the frame and the hanging wire", user="mira",
    ),
    Spec(
        "Rush order", "production", "Print", "Order Entered", "task",
        "Rush: start today", user="boris", filter="priority:rush",
    ),
    Spec(
        "Not picked up", "production", "Print", "Ready", "task",
        "Offer to send it by post", moment="due", offset_days=5, department="Front desk",
        due_days=2, by_hand=True,
    ),
)  # fmt: skip
"""What the demo's triggers do besides the usual set."""

VIEWS: tuple[tuple[str, View], ...] = (
    ("Late", View("production", "late")),
    ("Mine", View("production", "owner:me")),
    ("Rush", View("production", "priority:rush")),
    ("At the labs", View("production", 'status:"Sent to Lab"', group="vendor")),
    ("By person", View("production", "", group="person")),
    ("Waiting for clients", View("preproduction", 'status:"Waiting on Client"')),
)
"""Saved views: board and name."""


def watch(desk: Desk) -> None:
    """Save the triggers and views; where the sample set-up lacks a status they are left out.

    The usual set is switched on.
    """
    for trigger, _ in triggers.listed(desk):
        triggers.switch(desk, trigger.name, on=True)
    for spec in WATCHED:
        try:
            desk.directory.status_named(
                desk.directory.track_named(spec.kind, spec.track), spec.status
            )
        except Refused:
            continue
        triggers.add(desk, spec)
    for name, view in VIEWS:
        views.save(desk, name, view)


def suppliers(desk: Desk) -> list[Supplier]:
    """The vendors that goods are ordered from, in the order they were added."""
    by_vendor: dict[int, list[Goods]] = {}
    for row in items.listed():
        size = f"{row.width:g}x{row.height:g}" if row.width and row.height else ""
        goods = Goods(
            row.id, row.identifier, row.description, row.price_cents, row.cost_cents, size,
            bool(size),
        )  # fmt: skip
        if row.vendor_id is not None:
            by_vendor.setdefault(row.vendor_id, []).append(goods)
    found = []
    for vendor in sorted(desk.directory.vendors.values(), key=lambda row: row.id):
        if vendor.id in by_vendor:
            initials = "".join(word[0] for word in vendor.name.split())
            found.append(
                Supplier(
                    vendor.id,
                    vendor.type_id,
                    search_key(vendor.name),
                    initials,
                    vendor.own_numbers,
                    tuple(by_vendor[vendor.id]),
                )
            )
    return found
