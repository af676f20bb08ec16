"""The sample set-up of a new studio: types, tracks, vendor, profiles, layouts, triggers, more.

Made with the same commands as people use, so a studio may change all of it.
"""

from __future__ import annotations

from typing import Any

from store import (
    items,
    people,
    renderprofiles,
    reorderreasons,
    samplelayouts,
    sampletexts,
    sampletriggers,
    tracks,
    types,
    vendors,
)
from store.desk import Desk
from store.tables import database

DEPARTMENTS = ("Front desk", "Retouch", "Print room")

TYPES: tuple[tuple[str, str, bool], ...] = (
    ("session", "Portrait", False),
    ("session", "Wedding", False),
    ("session", "Newborn", False),
    ("session", "School", False),
    ("production", "Print", True),
    ("production", "Album", True),
    ("production", "Canvas & frame", True),
    ("production", "Digital", True),
)
"""Kind, name, and whether lines carry images."""

REASONS: tuple[tuple[str, bool], ...] = (
    ("Lab error", False),
    ("Damaged in transit", False),
    ("Lost", False),
    ("Our mistake", True),
    ("Client changed mind", True),
    ("More copies", True),
)
"""Why things are ordered again, and whether that is charged for."""

PROFILES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Print JPEG sRGB", {"sharpen": 60}),
    ("Lab TIFF", {"file_format": "TIFF", "colour_space": "Adobe RGB"}),
    (
        "Web proof",
        {
            "final": False, "fit": "fit", "long_side_px": 1600, "dpi": 96, "sharpen": 40,
            "watermark": "PROOF", "quality": 85, "recipe": "none", "lowest_dpi": 0,
            "file_template": "{session}_{image}", "folder_template": "Proofs",
        },
    ),
)  # fmt: skip
"""Render profiles and what is not usual about them."""

Step = tuple[str, dict[str, Any]]

_ON_HOLD: Step = ("On Hold", {"state": "blocked", "cause": "us", "colour": "grey"})
_ON_CLIENT: Step = (
    "Waiting on Client",
    {"state": "waiting", "cause": "client", "department": "Front desk", "colour": "yellow"},
)
_CANCELLED: Step = ("Cancelled", {"state": "cancelled", "colour": "grey"})


def _first(name: str, days: float | None, **given: Any) -> Step:
    return name, {"days": days, "initial": True, "state": "todo", "colour": "teal", **given}


def _step(name: str, days: float | None, **given: Any) -> Step:
    return name, {"days": days, "state": "active", "colour": "blue", **given}


def _at_lab(days: float) -> Step:
    return "Sent to Lab", {
        "days": days,
        "state": "waiting",
        "at_vendor": True,
        "cause": "vendor",
        "stage": "produce",
        "colour": "purple",
    }


def _last(name: str, **given: Any) -> Step:
    return name, {"days": 0, "final": True, "state": "done", "colour": "green", **given}


_RETOUCH = {"department": "Retouch", "stage": "retouch"}
_QA = _step("QA", 1, department="Print room", wip_limit=20, wip_hard=False, colour="orange")
_ENTERED = _first("Order Entered", 1, department="Front desk", stage="prepare")
_READY = _step("Ready", 3, department="Front desk", stage="present")
_DELIVERED = _last("Delivered")

TRACKS: dict[tuple[str, str], tuple[Step, ...]] = {
    ("session", "Sessions"): (
        _first("Booked", None, department="Front desk", stage="capture"),
        _step("Shot", 1, stage="capture"),
        _step("Culling", 2, stage="prepare"),
        _step("Retouch", 3, **_RETOUCH),
        _step("Proofs", 2, department="Front desk", stage="upload"),
        _step("Selling", 10, department="Front desk", stage="present"),
        _ON_CLIENT,
        _ON_HOLD,
        _last("Archived", stage="archive"),
        _CANCELLED,
    ),
    ("invoice", "Invoices"): (
        _first("Opened", 1, department="Front desk"),
        _step("Deposit Paid", 5, department="Front desk"),
        _step("In Production", 15, stage="produce"),
        _step("Ready", 3, department="Front desk"),
        _ON_CLIENT,
        _ON_HOLD,
        _last("Delivered"),
        _CANCELLED,
    ),
    ("preproduction", "Preproduction"): (
        _ENTERED,
        _step("Prepare Images", 1, **_RETOUCH),
        _at_lab(3),
        _step("Check", 1, department="Print room"),
        _step("Proofs Ready", 2, department="Front desk", stage="present"),
        _ON_CLIENT,
        _ON_HOLD,
        _last("Delivered"),
        _CANCELLED,
    ),
    ("production", "Print"): (
        _ENTERED,
        _step("Retouch", 3, **_RETOUCH),
        _at_lab(5),
        _QA,
        _READY,
        _ON_CLIENT,
        _ON_HOLD,
        _DELIVERED,
        _CANCELLED,
    ),
    ("production", "Album"): (
        _ENTERED,
        _step("Layout", 5, department="Retouch", stage="prepare"),
        _step("Retouch", 3, **_RETOUCH),
        ("Client Approval", {"days": 5, "state": "waiting", "cause": "client", "colour": "yellow"}),
        _at_lab(10),
        _QA,
        _READY,
        _ON_CLIENT,
        _ON_HOLD,
        _DELIVERED,
        _CANCELLED,
    ),
    ("production", "Canvas & frame"): (
        _ENTERED,
        _step("Retouch", 3, **_RETOUCH),
        _step("Printing", 2, department="Print room", stage="produce"),
        _step("Framing", 3, department="Print room", stage="produce"),
        _at_lab(7),
        _QA,
        _READY,
        _ON_CLIENT,
        _ON_HOLD,
        _DELIVERED,
        _CANCELLED,
    ),
    ("production", "Digital"): (
        _ENTERED,
        _step("Retouch", 3, **_RETOUCH),
        _QA,
        _step("Upload", 1, department="Front desk", stage="upload"),
        _ON_CLIENT,
        _ON_HOLD,
        _DELIVERED,
        _CANCELLED,
    ),
    ("task", "Tasks"): (
        _first("To Do", 2),
        _step("In Progress", 2),
        _ON_CLIENT,
        _ON_HOLD,
        _last("Done"),
        _CANCELLED,
    ),
    ("call", "Calls"): (
        _first("To Call", 1),
        _step("Call Back", 1),
        _ON_HOLD,
        _last("Called"),
        _CANCELLED,
    ),
}
"""Kind and track to its statuses in order."""


def furnish(desk: Desk) -> None:
    """Make the sample set-up in a new studio: all of it, or nothing."""
    with database.atomic():
        for name in DEPARTMENTS:
            people.add_department(desk, name)
        for kind, name, prints in TYPES:
            types.add(desk, kind, name, prints=prints)
        for (kind, track), statuses in TRACKS.items():
            for place, (name, given) in enumerate(statuses, start=1):
                tracks.add_status(desk, kind, track, name, position=place, **given)
        vendors.add(desk, "Print room", type="Print", protocol="printer", notes="In-house.")
        for name, chargeable in REASONS:
            reorderreasons.add(desk, name, chargeable=chargeable)
        for name, given in PROFILES:
            renderprofiles.add(desk, name, **given)
        # The first of a sort is the one used where nothing is said; by name it would be another.
        renderprofiles.reorder(desk, PROFILES[0][0], 1)
        samplelayouts.furnish(desk)
        with desk.action("add price list", "add the price list", right="set-up") as act:
            items.make_price_list(act)
        sampletexts.furnish(desk)
        sampletriggers.furnish(desk)
