"""Set-up: vendors, and the closed days of the studio and of vendors."""

from __future__ import annotations

from datetime import date
from typing import Any

from store import vendors, when
from store.rendering import names
from store.tables import Vendor
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import HIGHEST_NUMBER, Parser, whole


def declare_vendors(parser: Parser) -> None:
    """``vendors``: list, add, change, deactivate, activate."""
    parser.verb("list", "all vendors", list_vendors)
    verb = parser.verb("add", "a new vendor", add)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--number", type=whole(1, HIGHEST_NUMBER), metavar="N",
                      help="keep this number")  # fmt: skip
    _properties(verb)
    verb = parser.verb("change", "change a vendor", change)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--rename", metavar="NAME")
    _properties(verb)
    for name, active in (("deactivate", False), ("activate", True)):
        words = "use again" if active else "no new order can go there"
        verb = parser.verb(name, words, switch)
        verb.add_argument("name", metavar="NAME")
        verb.set_defaults(active=active)


def _properties(parser: Parser) -> None:
    setup.named(parser, "type", help="the order type used by default")
    setup.text(parser, "protocol", help=f"how files get there: {', '.join(vendors.PROTOCOLS)}")
    setup.number(parser, "name_length", whole(vendors.LEAST_NAME, vendors.MOST_NAME),
                 "characters of a file's name at most, with its ending")  # fmt: skip
    setup.text(parser, "name_characters", help="that names may have, such as A-Z0-9_")
    setup.text(parser, "copies",
               help=f"how more than one is asked for: {', '.join(names.COPIES)}")  # fmt: skip
    setup.text(parser, "account", "contact", "email", "phone", "address", "notes")
    setup.text(parser, "work_week", help="its own open days, such as mon,tue,wed,thu,fri,sat")
    setup.number(parser, "turnaround_days", float, "business days it usually takes")
    setup.flag(parser, "own_numbers", "it gives orders its own numbers")


def declare_holidays(parser: Parser) -> None:
    """``holidays``: list, add, remove."""
    verb = parser.verb("list", "the closed days that are listed here", list_holidays)
    verb.add_argument("--vendor", metavar="NAME", help="of a vendor, not of the studio")
    verb = parser.verb("add", "close on a day; due dates follow", add_holiday)
    verb.add_argument("day", metavar="DATE")
    verb.add_argument("name", metavar="NAME", nargs="?", default="holiday")
    verb.add_argument("--vendor", metavar="NAME")
    verb = parser.verb("remove", "open again on a day; due dates follow", remove_holiday)
    verb.add_argument("day", metavar="DATE")
    verb.add_argument("--vendor", metavar="NAME")


def _vendor(call: Invocation, row: Vendor) -> dict[str, Any]:
    of_type = call.desk.directory.types.get(row.type_id) if row.type_id is not None else None
    return {
        "number": row.number,
        "name": row.name,
        "type": of_type.name if of_type else None,
        "protocol": row.protocol,
        "name_length": row.name_length,
        "name_characters": row.name_characters or None,
        "copies": row.copies,
        "account": row.account or None,
        "contact": row.contact or None,
        "email": row.email or None,
        "phone": row.phone or None,
        "address": row.address or None,
        "work_week": row.work_week or None,
        "turnaround_days": row.turnaround_days,
        "own_numbers": row.own_numbers,
        "notes": row.notes or None,
        "active": not row.inactive,
    }


def list_vendors(call: Invocation) -> int:
    """List vendors."""
    rows = [_vendor(call, row) for row in vendors.listed(call.desk)]
    return setup.listing(
        call,
        "vendors",
        rows,
        (
            "number",
            "name",
            "type",
            "protocol",
            "turnaround_days",
            "work_week",
            "email",
            "phone",
            "active",
        ),
    )


def add(call: Invocation) -> int:
    """Add a vendor."""
    args = call.args
    with call.changing():
        row = vendors.add(call.desk, args.name, number=args.number, **setup.given(call))
        return setup.answer(call, _vendor(call, row), f"Added {row.name}.")


def change(call: Invocation) -> int:
    """Change a vendor."""
    args = call.args
    found = setup.given(call) if args.rename else setup.required(call)
    with call.changing():
        row = vendors.change(call.desk, args.name, new_name=args.rename, **found)
        return setup.answer(call, _vendor(call, row), f"Changed {row.name}.")


def switch(call: Invocation) -> int:
    """Make a vendor inactive or active."""
    with call.changing():
        row = vendors.switch(call.desk, call.args.name, active=call.args.active)
        word = "active" if call.args.active else "inactive"
        return setup.answer(call, _vendor(call, row), f"{row.name} is {word} now.")


def list_holidays(call: Invocation) -> int:
    """List closed days."""
    rows = [
        {"date": row.date, "name": row.name}
        for row in vendors.holidays(call.desk, call.args.vendor)
    ]
    return setup.listing(call, "holidays", rows, ("date", "name"))


def _day(call: Invocation) -> date:
    moment = call.start_of_day("DATE", call.args.day)
    return when.local_day(moment or 0, call.desk.zone)


def add_holiday(call: Invocation) -> int:
    """Close on a day."""
    args = call.args
    with call.changing():
        day = _day(call)
        vendors.add_holiday(call.desk, args.vendor, day, args.name)
        who = args.vendor or "The studio"
        shape = {"vendor": args.vendor, "date": day.isoformat(), "name": args.name}
        return setup.answer(call, shape, f"{who} is closed on {day} ({args.name}).")


def remove_holiday(call: Invocation) -> int:
    """Open again on a day."""
    args = call.args
    with call.changing():
        day = _day(call)
        vendors.remove_holiday(call.desk, args.vendor, day)
        who = args.vendor or "The studio"
        shape = {"vendor": args.vendor, "date": day.isoformat()}
        return setup.answer(call, shape, f"{who} is open on {day} again.")
