"""Vendors: labs, suppliers and internal departments that fulfil orders, and their closed days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from store import lists, positions, schedule
from store.calendars import DAYS
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.rendering import names
from store.tables import Card, Holiday, Vendor
from store.text import safe, search_key

PROTOCOLS = ("none", "ftp", "ftps", "sftp", "folder", "disc", "printer")
"""How files reach a vendor."""

MOST_DAYS = 365

LEAST_NAME, MOST_NAME = 10, names.MOST_BYTES
"""How long the names of files that a vendor takes may be at most, with their ending."""


def _type(desk: Desk, value: Any) -> dict[str, Any]:
    return {"type_id": desk.directory.type_named("production", value).id if value else None}


def _protocol(_: Desk, value: Any) -> dict[str, Any]:
    word = str(value or "none").strip().casefold()
    if word not in PROTOCOLS:
        hint = did_you_mean(word, PROTOCOLS)
        raise Refused(
            f"no protocol is called '{safe(word, 40)}'{hint}; there are {', '.join(PROTOCOLS)}"
        )
    return {"protocol": word}


def _work_week(_: Desk, value: Any) -> dict[str, Any]:
    words = str(value or "").replace(",", " ").split()
    strange = [word for word in words if word[:3].casefold() not in DAYS]
    if strange:
        hint = did_you_mean(strange[0][:3], DAYS)
        word = safe(strange[0], 40)
        raise Refused(f"'{word}' is no day of the week{hint}; use {', '.join(DAYS)}")
    ticked = {word[:3].casefold() for word in words}
    return {"work_week": ",".join(day for day in DAYS if day in ticked)}


def _turnaround(_: Desk, value: Any) -> dict[str, Any]:
    if value is None:
        return {"turnaround_days": None}
    days = lists.number_within(float(value), 0, MOST_DAYS, "turnaround days")
    return {"turnaround_days": days}


def _name_characters(_: Desk, value: Any) -> dict[str, Any]:
    ranges = safe(str(value or "").strip(), 120)
    if wrong := names.characters_problem(ranges):
        raise Refused(f"name_characters: {wrong}")
    return {"name_characters": ranges}


PROPERTIES: Mapping[str, lists.Reader] = {
    "account": lists.text("account"),
    "address": lists.text("address", 500),
    "contact": lists.text("contact"),
    "email": lists.email("email"),
    "phone": lists.text("phone", 60),
    "type": _type,
    "own_numbers": lists.flag("own_numbers"),
    "work_week": _work_week,
    "turnaround_days": _turnaround,
    "protocol": _protocol,
    "name_length": lists.whole("name_length", LEAST_NAME, MOST_NAME, optional=True),
    "name_characters": _name_characters,
    "copies": lists.choice("copies", names.COPIES),
    "notes": lists.prose("notes"),
}
"""Property to how it is read."""


def columns(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read properties into columns; all that is wrong is told at once."""
    return lists.read(desk, given, PROPERTIES, "vendor")


def listed(desk: Desk) -> list[Vendor]:
    """All vendors in the studio's order, those used no more last."""
    return positions.ordered(desk.directory.vendors.values())


def add(desk: Desk, name: str, *, number: int | None = None, **given: Any) -> Vendor:
    """Add a vendor; ``given`` are properties."""
    with lists.changing(desk, "add vendor", f"add vendor {name}") as act:
        found = make(desk, act, [{"name": name, "number": number, **given}])
    return desk.directory.vendors[found[0]]


def make(desk: Desk, act: Act, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add several vendors inside an open action: rows of name, number and properties."""
    taken = {search_key(v.name): v.name for v in desk.directory.vendors.values()}
    numbers = {v.number: v.name for v in desk.directory.vendors.values()}
    place = positions.last(desk.directory.vendors.values())
    ids = []
    for row in rows:
        given = {key: value for key, value in row.items() if key not in ("name", "number")}
        name = lists.clean_name(str(row["name"]), "vendor")
        if search_key(name) in taken:
            present = taken[search_key(name)]
            raise Refused(f"there is a vendor called '{present}' already; use another name")
        wanted = row.get("number")
        if wanted is not None and wanted in numbers:
            raise Refused(f"vendor number {wanted} belongs to {numbers[wanted]} already")
        made = Vendor(
            name=name, number=act.number("vendor", wanted), position=place, **columns(desk, given)
        )
        place += bool(place)
        ids.append(int(act.insert_row(made).id))
        taken[search_key(name)] = name
        numbers[made.number] = name
    desk.forget_lists()
    return ids


def change(desk: Desk, name: str, *, new_name: str | None = None, **given: Any) -> Vendor:
    """Change a vendor; open orders there are scheduled again if its work week changes."""
    with lists.changing(desk, "change vendor", f"change vendor {name}") as act:
        row = desk.directory.vendor_named(name)
        wanted = columns(desk, given)
        if new_name is not None:
            wanted["name"] = lists.clean_name(new_name, "vendor")
            present = desk.directory.vendors.values()
            lists.refuse_double(present, wanted["name"], "vendor", row.id)
        before = act.update(row, **wanted)
        desk.forget_lists()
        if "work_week" in before:
            _reschedule(desk, act, row)
        if "name" in before:
            _refresh_search(desk, act, row)
    return desk.directory.vendors[row.id]


def switch(desk: Desk, name: str, *, active: bool) -> Vendor:
    """Make a vendor inactive, so that no new order can go there, or active again."""
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} vendor", f"{word} vendor {name}") as act:
        if active:
            row = lists.inactive_named(desk.directory.vendors.values(), name, "vendor")
        else:
            row = desk.directory.vendor_named(name)
        act.update(row, inactive=not active)
    return row


def reorder(desk: Desk, name: str, place: int) -> list[Vendor]:
    """Put a vendor at a place, from 1; returns them in their new order."""
    with lists.changing(desk, "reorder vendors", f"put vendor {name} at place {place}") as act:
        positions.put(act, listed(desk), desk.directory.vendor_named(name), place)
    return listed(desk)


# Closed days -------------------------------------------------------------------------------------


def holidays(desk: Desk, name: str | None) -> list[Holiday]:
    """The closed days listed for a vendor, or for the studio itself, oldest first."""
    vendor_id = desk.directory.vendor_named(name).id if name is not None else None
    where = Holiday.vendor.is_null() if vendor_id is None else Holiday.vendor == vendor_id
    return list(Holiday.select().where(where).order_by(Holiday.date))


ClosedDay = tuple[str | None, date]
"""A vendor (nobody: the studio) and a day."""


def add_holiday(desk: Desk, name: str | None, day: date, why: str) -> None:
    """Close a vendor (without a name: the studio) on a day; what is due is scheduled again."""
    with lists.changing(desk, "add holiday", f"close {name or 'the studio'} on {day}") as act:
        _reschedule(desk, act, _close(desk, act, (name, day), why))


def remove_holiday(desk: Desk, name: str | None, day: date) -> None:
    """Open a vendor (without a name: the studio) again on a listed day."""
    with lists.changing(desk, "remove holiday", f"open {name or 'the studio'} on {day}") as act:
        _reschedule(desk, act, _open(desk, act, (name, day)))


def move_holiday(desk: Desk, before: ClosedDay, after: ClosedDay, why: str) -> None:
    """Replace a listed day by another, or give it another name."""
    summary = f"close {after[0] or 'the studio'} on {after[1]} in place of {before[1]}"
    with lists.changing(desk, "change holiday", summary) as act:
        opened = _open(desk, act, before)
        closed = _close(desk, act, after, why)
        if before != after:
            _reschedule(desk, act, closed if opened == closed else None)


def _close(desk: Desk, act: Act, closed: ClosedDay, why: str) -> Vendor | None:
    name, day = closed
    row = desk.directory.vendor_named(name) if name is not None else None
    if any(held.date == day.isoformat() for held in holidays(desk, name)):
        raise Refused(f"{row.name if row else 'the studio'} is closed on {day} already")
    label = lists.clean_name(why or "holiday", "holiday")
    act.insert(Holiday, vendor_id=row.id if row else None, date=day.isoformat(), name=label)
    desk.forget_lists()
    return row


def _open(desk: Desk, act: Act, closed: ClosedDay) -> Vendor | None:
    name, day = closed
    row = desk.directory.vendor_named(name) if name is not None else None
    held = [holiday for holiday in holidays(desk, name) if holiday.date == day.isoformat()]
    if not held:
        raise Refused(f"no closed day {day} is listed for {row.name if row else 'the studio'}")
    act.delete(held[0])
    desk.forget_lists()
    return row


def _reschedule(desk: Desk, act: Act, row: Vendor | None) -> None:
    query = Card.select().where(Card.done == False)  # noqa: E712 - an expression of SQL
    if row is not None:
        query = query.where(Card.vendor == row.id)
    for card in list(query):
        schedule.reschedule(desk, act, card)


def _refresh_search(desk: Desk, act: Act, row: Vendor) -> None:
    from store import searching  # it reads the lists that are changed here

    searching.refresh(desk, act, Card.vendor == row.id)
