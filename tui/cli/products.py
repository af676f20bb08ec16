"""Set-up: what vendors call the things that the studio sells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from store import money, pricelistfiles, productitems, products
from store.errors import Refused
from store.tables import VendorProduct
from tui.cli import setup
from tui.cli.invocation import Invocation, path_text
from tui.cli.items import with_cents
from tui.cli.parsing import UNSET, Parser, whole


def declare(parser: Parser) -> None:
    """``products``: list, add, change, deactivate, activate, reorder, export."""
    verb = parser.verb("list", "the products of vendors", listed)
    verb.add_argument("--vendor", metavar="NAME")
    verb.add_argument("--all", action="store_true", help="inactive ones too")
    _properties(_named(parser, "add", "a new product of a vendor", add))
    verb = _named(parser, "change", "change a product; orders keep what they say", change)
    verb.add_argument("--rename", metavar="CODE")
    _properties(verb)
    for name, active in (("deactivate", False), ("activate", True)):
        words = "use again" if active else "order nothing new with it"
        _named(parser, name, words, switch).set_defaults(active=active)
    verb = _named(parser, "reorder", "put a product at another place", reorder)
    verb.add_argument("--place", metavar="N", type=whole(1), required=True,
                      help="its place among the vendor's, from 1; the first is used")  # fmt: skip
    verb = parser.verb("export", "write products to a file that can be imported", export)
    verb.add_argument("--vendor", metavar="NAME", help="only of this vendor")
    verb.add_argument("-o", "--output", metavar="FILE", type=Path, required=True,
                      help="a new file that ends in .csv or .xlsx")  # fmt: skip


def _named(parser: Parser, name: str, words: str, run: Any) -> Parser:
    verb = parser.verb(name, words, run)
    verb.add_argument("vendor", metavar="VENDOR")
    verb.add_argument("code", metavar="CODE", help="what the vendor calls it")
    return verb


def _properties(parser: Parser) -> None:
    setup.text(parser, "description", help="the vendor's words")
    parser.add_argument(
        "--items", "--item", dest="given_items", metavar="ITEM", action="append", default=UNSET,
        help="an item it is for, on all lists or as 'LIST: ITEM'; may be repeated; 'none'",
    )  # fmt: skip
    setup.text(parser, "cost", help="of one")
    setup.number(parser, "multiplier", whole(), "how many are ordered for one sold")
    setup.number(parser, "lead_days", float, "business days it takes")


def shapes(call: Invocation, rows: Sequence[VendorProduct]) -> list[dict[str, Any]]:
    """Products as JSON has them."""
    vendors = call.desk.directory.vendors
    made_for = productitems.written(rows)
    return [
        {
            "vendor": vendors[row.vendor_id].name,
            "code": row.code,
            "description": row.description or None,
            "items": made_for[row.id],
            "cost": money.decimal(row.cost_cents),
            "multiplier": row.multiplier,
            "lead_days": row.lead_days,
            "position": row.position,
            "active": not row.inactive,
        }
        for row in rows
    ]


def _given(call: Invocation) -> dict[str, Any]:
    found = with_cents(setup.given(call), "cost")
    named = found.get("items")
    if named is not None and any(word.casefold() in setup.NOTHING for word in named):
        found["items"] = []
    return found


def _answer(call: Invocation, row: VendorProduct, words: str) -> int:
    return setup.answer(call, shapes(call, [row])[0], words)


def listed(call: Invocation) -> int:
    """List products."""
    args = call.args
    with call.desk.reading():
        rows = shapes(call, products.listed(call.desk, args.vendor, inactive=args.all))
    columns = ("vendor", "code", "description", "items", "cost", "multiplier", "lead_days")
    return setup.listing(call, "products", rows, columns)


def add(call: Invocation) -> int:
    """Add a product."""
    args = call.args
    with call.changing():
        row = products.add(call.desk, args.vendor, args.code, **_given(call))
        return _answer(call, row, f"Added {row.code}.")


def change(call: Invocation) -> int:
    """Change a product."""
    args = call.args
    found = _given(call)
    if not found and not args.rename:
        raise Refused("nothing to change was named; '--help' lists what can be")
    with call.changing():
        row = products.change(call.desk, args.vendor, args.code, new_code=args.rename, **found)
        return _answer(call, row, f"Changed {row.code}.")


def switch(call: Invocation) -> int:
    """Make a product inactive or active."""
    args = call.args
    with call.changing():
        row = products.switch(call.desk, args.vendor, args.code, active=args.active)
        return _answer(call, row, f"{row.code} is {'active' if args.active else 'inactive'} now.")


def reorder(call: Invocation) -> int:
    """Put a product at another place."""
    args = call.args
    with call.changing():
        rows = products.reorder(call.desk, args.vendor, args.code, args.place)
        words = ", ".join(row.code for row in rows if not row.inactive)
        return setup.answer(call, {"products": shapes(call, rows)}, f"{words}.")


def export(call: Invocation) -> int:
    """Write products to a file."""
    args = call.args
    count = pricelistfiles.export_products(
        call.desk, args.output, args.vendor, dry_run=call.dry_run
    )
    call.result({"file": path_text(args.output), "products": count})
    would = "would be written (dry run)" if call.dry_run else "written"
    call.out.line(f"{path_text(args.output)}: {count:,} products {would}")
    return 0
