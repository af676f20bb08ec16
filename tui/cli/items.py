"""Set-up: what the studio sells."""

from __future__ import annotations

from typing import Any

from store import items, money
from store.errors import Refused
from store.tables import Item
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser


def declare(parser: Parser) -> None:
    """``items``: list, add, change, deactivate, activate."""
    verb = parser.verb("list", "what is on the price lists", listed)
    verb.add_argument("--price-list", metavar="NAME")
    verb.add_argument("--all", action="store_true", help="inactive ones too")
    verb = parser.verb("add", "a new item", add)
    verb.add_argument("identifier", metavar="IDENTIFIER", help="up to 12 characters")
    verb.add_argument("--price-list", metavar="NAME", default=items.DEFAULT_LIST)
    _properties(verb)
    verb = parser.verb("change", "change an item; what was sold keeps its price", change)
    verb.add_argument("identifier", metavar="IDENTIFIER")
    verb.add_argument("--price-list", metavar="NAME")
    verb.add_argument("--rename", metavar="IDENTIFIER")
    _properties(verb)
    for name, active in (("deactivate", False), ("activate", True)):
        verb = parser.verb(name, "sell again" if active else "sell no more", switch)
        verb.add_argument("identifier", metavar="IDENTIFIER")
        verb.add_argument("--price-list", metavar="NAME")
        verb.set_defaults(active=active)


def _properties(parser: Parser) -> None:
    setup.text(parser, "description", "group")
    setup.named(parser, "vendor", help="who makes it")
    setup.text(parser, "price", "cost")
    setup.number(parser, "width", float, "inches")
    setup.number(parser, "height", float, "inches")
    setup.flag(parser, "hidden", "not shown when selling")


def _shape(call: Invocation, row: Item) -> dict[str, Any]:
    vendor = call.desk.directory.vendors.get(row.vendor_id) if row.vendor_id is not None else None
    return {
        "item": row.identifier,
        "description": row.description,
        "group": row.group or None,
        "price": money.decimal(row.price_cents),
        "cost": money.decimal(row.cost_cents),
        "width": row.width,
        "height": row.height,
        "vendor": vendor.name if vendor else None,
        "hidden": row.hidden,
        "active": not row.inactive,
    }


def _given(call: Invocation) -> dict[str, Any]:
    found = setup.given(call)
    for name in ("price", "cost"):
        if name in found:
            try:
                found[f"{name}_cents"] = money.parse_money(found.pop(name))
            except ValueError as error:
                raise Refused(f"--{name}: {error}") from None
    return found


def listed(call: Invocation) -> int:
    """List items."""
    with call.desk.reading():
        found = items.listed(call.args.price_list, inactive=call.args.all)
        rows = [_shape(call, row) for row in found]
    return setup.listing(
        call, "items", rows, ("item", "description", "price", "cost", "width", "height", "vendor")
    )


def add(call: Invocation) -> int:
    """Add an item."""
    args = call.args
    with call.changing():
        row = items.add(call.desk, args.identifier, price_list=args.price_list, **_given(call))
        return setup.answer(call, _shape(call, row), f"Added {row.identifier}.")


def change(call: Invocation) -> int:
    """Change an item."""
    args = call.args
    found = _given(call)
    if not found and not args.rename:
        raise Refused("nothing to change was named; '--help' lists what can be")
    with call.changing():
        row = items.change(
            call.desk, args.identifier, price_list=args.price_list, new_identifier=args.rename,
            **found,
        )  # fmt: skip
        return setup.answer(call, _shape(call, row), f"Changed {row.identifier}.")


def switch(call: Invocation) -> int:
    """Make an item inactive or active."""
    args = call.args
    with call.changing():
        row = items.change(
            call.desk, args.identifier, price_list=args.price_list, inactive=not args.active
        )
        word = "active" if args.active else "inactive"
        return setup.answer(call, _shape(call, row), f"{row.identifier} is {word} now.")
