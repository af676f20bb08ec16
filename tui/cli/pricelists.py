"""Set-up: price lists, their groups, and which types of session sell from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store import pricelistfiles, pricelists
from store.pricelists import Group
from store.tables import PriceList
from tui.cli import setup
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``pricelists``: list, add, change, copy, switches, reorder, groups, for-type, export."""
    parser.verb("list", "all price lists", listed)
    verb = _named(parser, "add", "a new, empty price list", add)
    setup.flag(verb, "hidden", "not offered when selling")
    verb = _named(parser, "change", "change a price list", change)
    verb.add_argument("--rename", metavar="NAME")
    setup.flag(verb, "hidden", "not offered when selling")
    verb = _named(parser, "copy", "copy a list with its items and packages", copy)
    verb.add_argument("copy", metavar="COPY", help="name of the new list")
    for name, hidden in (("hide", True), ("show", False)):
        words = "do not offer it when selling" if hidden else "offer it again"
        _named(parser, name, words, hide).set_defaults(hidden=hidden)
    for name, active in (("deactivate", False), ("activate", True)):
        words = "sell from it again" if active else "sell nothing from it"
        _named(parser, name, words, switch).set_defaults(active=active)
    verb = _named(parser, "reorder", "put a price list at another place", reorder)
    verb.add_argument("--place", metavar="N", type=whole(1), required=True,
                      help="its place, from 1; the first is meant where none is named")  # fmt: skip
    _declare_groups(parser)
    verb = parser.verb("for-type", "from which list sessions of a type sell", for_type)
    verb.add_argument("type", metavar="TYPE", help="a type of session")
    verb.add_argument("name", metavar="LIST", help="a price list; 'none': the studio's first")
    verb = parser.verb("export", "write price lists to a file that can be imported", export)
    verb.add_argument("names", metavar="LIST", nargs="*", help="without any: all of them")
    verb.add_argument("-o", "--output", metavar="FILE", type=Path, required=True,
                      help="a new file that ends in .csv or .xlsx")  # fmt: skip


def _named(parser: Parser, name: str, words: str, run: Any) -> Parser:
    verb = parser.verb(name, words, run)
    verb.add_argument("name", metavar="LIST")
    return verb


def _declare_groups(parser: Parser) -> None:
    verb = parser.verb("groups", "the groups of a list", groups)
    verb.add_argument("name", metavar="LIST", nargs="?", help="default: the first")
    verb = parser.verb("group", "change all items of a group", group)
    verb.add_argument("name", metavar="LIST")
    verb.add_argument("group", metavar="GROUP")
    verb.add_argument("--rename", metavar="NAME")
    setup.flag(verb, "hidden", "not shown when selling")
    setup.flag(verb, "inactive", "sold no more")


def _shape(call: Invocation, row: PriceList) -> dict[str, Any]:
    users = pricelists.types_of(call.desk).get(row.id, [])
    return {
        "name": row.name,
        "items": pricelists.counts().get(row.id, 0),
        "types": [one.name for one in users],
        "position": row.position,
        "hidden": row.hidden,
        "active": not row.inactive,
    }


def listed(call: Invocation) -> int:
    """List price lists."""
    with call.desk.reading():
        rows = [_shape(call, row) for row in pricelists.listed()]
    columns = ("name", "items", "types", "hidden", "active")
    return setup.listing(call, "price_lists", rows, columns)


def add(call: Invocation) -> int:
    """Add a price list."""
    with call.changing():
        row = pricelists.add(call.desk, call.args.name, **setup.given(call))
        return setup.answer(call, _shape(call, row), f"Added {row.name}.")


def change(call: Invocation) -> int:
    """Change a price list."""
    args = call.args
    found = setup.given(call) if args.rename else setup.required(call)
    with call.changing():
        row = pricelists.change(call.desk, args.name, new_name=args.rename, **found)
        return setup.answer(call, _shape(call, row), f"Changed {row.name}.")


def copy(call: Invocation) -> int:
    """Copy a price list."""
    args = call.args
    with call.changing():
        row = pricelists.copy(call.desk, args.name, args.copy)
        return setup.answer(call, _shape(call, row), f"Copied {args.name} to {row.name}.")


def hide(call: Invocation) -> int:
    """Offer a price list no more, or again."""
    args = call.args
    with call.changing():
        row = pricelists.change(call.desk, args.name, hidden=args.hidden)
        word = "not offered any more" if args.hidden else "offered again"
        return setup.answer(call, _shape(call, row), f"{row.name} is {word}.")


def switch(call: Invocation) -> int:
    """Make a price list inactive or active."""
    args = call.args
    with call.changing():
        row = pricelists.switch(call.desk, args.name, active=args.active)
        word = "active" if args.active else "inactive"
        return setup.answer(call, _shape(call, row), f"{row.name} is {word} now.")


def reorder(call: Invocation) -> int:
    """Put a price list at another place."""
    args = call.args
    with call.changing():
        rows = pricelists.reorder(call.desk, args.name, args.place)
        words = ", ".join(row.name for row in rows if not row.inactive)
        shape = {"price_lists": [_shape(call, row) for row in rows]}
        return setup.answer(call, shape, f"{words}.")


def _group(row: Group) -> dict[str, Any]:
    return {
        "group": row.name or None,
        "items": row.items,
        "active_items": row.active,
        "hidden_items": row.hidden,
    }


def groups(call: Invocation) -> int:
    """List the groups of a price list."""
    with call.desk.reading():
        rows = [_group(row) for row in pricelists.groups(call.args.name)]
    columns = ("group", "items", "active_items", "hidden_items")
    return setup.listing(call, "groups", rows, columns)


def group(call: Invocation) -> int:
    """Change a group."""
    args = call.args
    found = setup.given(call) if args.rename else setup.required(call)
    with call.changing():
        row = pricelists.change_group(
            call.desk, args.name, args.group, new_name=args.rename, **found
        )
        words = f"Changed {row.name or 'the items without a group'}: {row.items:,} items."
        return setup.answer(call, _group(row), words)


def for_type(call: Invocation) -> int:
    """Say from which list sessions of a type sell."""
    args = call.args
    name = None if args.name.casefold() in setup.NOTHING else args.name
    with call.changing():
        row = pricelists.set_for_type(call.desk, args.type, name)
        found = pricelists.for_type(call.desk, row.id)
        home = found.name if found else None
        shape = {"type": row.name, "price_list": home, "by_default": row.price_list_id is None}
        tail = "" if name else ", the studio's first"
        words = f"Sessions of type {row.name} sell from {home or 'no list yet'}{tail}."
        return setup.answer(call, shape, words)


def export(call: Invocation) -> int:
    """Write price lists to a file."""
    args = call.args
    counts = pricelistfiles.export_lists(call.desk, args.names, args.output, dry_run=call.dry_run)
    total = sum(counts.values())
    written = [{"name": name, "items": count} for name, count in counts.items()]
    call.result({"file": path_text(args.output), "price_lists": written})
    would = "would be written (dry run)" if call.dry_run else "written"
    call.out.line(f"{path_text(args.output)}: {total:,} items of {len(counts)} lists {would}")
    return 0
