"""Set-up: what the studio sells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store import items, money, packages, pricelists
from store.errors import Refused
from store.tables import Item, Layout, RenderProfile
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole

COLUMNS = (
    "item", "kind", "description", "group", "price", "cost", "width", "height", "units", "vendor",
    "price_list",
)  # fmt: skip


def declare(parser: Parser) -> None:
    """``items``: list, add, change, deactivate, activate, remove, parts, reorder."""
    verb = parser.verb("list", "what is on the price lists", listed)
    verb.add_argument("--price-list", metavar="NAME")
    verb.add_argument("--group", metavar="NAME")
    verb.add_argument("--all", action="store_true", help="inactive ones too")
    verb = _named(parser, "add", "a new item", add)
    _properties(verb)
    verb = _named(parser, "change", "change an item; what was sold keeps its price", change)
    verb.add_argument("--rename", metavar="IDENTIFIER")
    _properties(verb)
    for name, active in (("deactivate", False), ("activate", True)):
        words = "sell again" if active else "sell no more"
        _named(parser, name, words, switch).set_defaults(active=active)
    _named(parser, "remove", "remove an item that was never used", remove)
    verb = _named(parser, "parts", "what is in a package, or what its units are spent on", parts)
    verb.add_argument(
        "parts", metavar="PART", nargs="*",
        help="such as 'P8X10 x2', or 'P8X10 = 3' for units; without any: show them",
    )  # fmt: skip
    verb.add_argument("--none", action="store_true", help="take everything out")
    verb = _named(parser, "reorder", "put an item at another place of its list", reorder)
    verb.add_argument("--place", metavar="N", type=whole(1), required=True,
                      help="its place in the list, from 1")  # fmt: skip


def _named(parser: Parser, name: str, words: str, run: Any) -> Parser:
    verb = parser.verb(name, words, run)
    verb.add_argument("identifier", metavar="IDENTIFIER", help="up to 12 characters")
    verb.add_argument("--price-list", metavar="NAME", help="default: the first that has it")
    return verb


def _properties(parser: Parser) -> None:
    setup.text(parser, "kind", help=", ".join(items.KINDS))
    setup.text(parser, "description", "group")
    setup.named(parser, "vendor", help="who makes it")
    setup.text(parser, "price", "cost")
    setup.number(parser, "width", float, "inches")
    setup.number(parser, "height", float, "inches")
    setup.number(parser, "units", whole(), "what a unit package has, or what one costs of it")
    setup.named(parser, "render_profile", help="how its pictures become files")
    setup.named(parser, "layout", help="how its pictures stand on a sheet")
    setup.flag(parser, "hidden", "not shown when selling")


def shapes(call: Invocation, rows: Sequence[Item]) -> list[dict[str, Any]]:
    """Items as JSON has them."""
    homes = {row.id: row.name for row in pricelists.listed()}
    profiles = {row.id: row.name for row in RenderProfile.select()}
    layouts = {row.id: row.name for row in Layout.select()}
    vendors = call.desk.directory.vendors
    inside = packages.parts_of(row.id for row in rows)
    return [
        {
            "item": row.identifier,
            "price_list": homes[row.price_list_id],
            "kind": row.kind,
            "description": row.description,
            "group": row.group or None,
            "price": money.decimal(row.price_cents),
            "cost": money.decimal(row.cost_cents),
            "width": row.width,
            "height": row.height,
            "units": row.units,
            "vendor": vendors[row.vendor_id].name if row.vendor_id is not None else None,
            "render_profile": profiles.get(row.render_profile_id or 0),
            "layout": layouts.get(row.layout_id or 0),
            "parts": [
                {"item": part.item.identifier, "quantity": part.quantity, "units": part.units}
                for part in inside.get(row.id, [])
            ],
            "position": row.position,
            "hidden": row.hidden,
            "active": not row.inactive,
        }
        for row in rows
    ]


def _shape(call: Invocation, row: Item) -> dict[str, Any]:
    return shapes(call, [row])[0]


def with_cents(found: dict[str, Any], *names: str) -> dict[str, Any]:
    """What was said, with amounts of money as cents."""
    for name in names:
        if name in found:
            try:
                found[f"{name}_cents"] = money.parse_money(found.pop(name))
            except ValueError as error:
                raise Refused(f"--{name}: {error}") from None
    return found


def _given(call: Invocation) -> dict[str, Any]:
    return with_cents(setup.given(call), "price", "cost")


def listed(call: Invocation) -> int:
    """List items."""
    args = call.args
    with call.desk.reading():
        found = items.listed(args.price_list, inactive=args.all)
        if args.group is not None:
            found = [row for row in found if row.group.casefold() == args.group.casefold()]
        rows = shapes(call, found)
    several = len({row["price_list"] for row in rows}) > 1
    return setup.listing(call, "items", rows, COLUMNS if several else COLUMNS[:-1])


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
        row = items.switch(
            call.desk, args.identifier, active=args.active, price_list=args.price_list
        )
        word = "active" if args.active else "inactive"
        return setup.answer(call, _shape(call, row), f"{row.identifier} is {word} now.")


def remove(call: Invocation) -> int:
    """Remove an item that was never used."""
    args = call.args
    with call.changing():
        row = items.get(args.identifier, args.price_list)
        items.remove(call.desk, args.identifier, args.price_list)
        return setup.answer(call, {"removed": row.identifier}, f"Removed {row.identifier}.")


def parts(call: Invocation) -> int:
    """Show or set what is in a package."""
    args = call.args
    if args.parts and args.none:
        raise Refused("--none: takes everything out; name no parts with it")
    if not args.parts and not args.none:
        with call.desk.reading():
            row = items.get(args.identifier, args.price_list)
            return setup.answer(call, _shape(call, row), _contents(row))
    with call.changing():
        row = packages.set_parts(call.desk, args.identifier, args.parts, args.price_list)
        return setup.answer(call, _shape(call, row), _contents(row))


def _contents(row: Item) -> str:
    inside = packages.parts_of([row.id]).get(row.id, [])
    if row.kind == packages.UNITS:
        what = packages.written(inside) or "every item of its list that costs units"
        return f"{row.identifier} ({row.units} units): {what}"
    return f"{row.identifier}: {packages.written(inside) or 'nothing'}"


def reorder(call: Invocation) -> int:
    """Put an item at another place."""
    args = call.args
    with call.changing():
        rows = items.reorder(call.desk, args.identifier, args.place, args.price_list)
        words = ", ".join(row.identifier for row in rows if not row.inactive)
        return setup.answer(call, {"items": shapes(call, rows)}, f"{words}.")
