"""The lines of invoices and orders: listed, added, changed, removed, settled, cancelled."""

from __future__ import annotations

from typing import Any

from store import cards, invoicelines, invoices, items, lineitems, money, orders, receiving
from store.errors import Refused, did_you_mean
from store.tables import Card, Session
from store.text import safe
from tui.cli import linewords, shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole
from tui.cli.receiving import answer, pieces

FIELDS = {
    "invoice": {
        "item": "item_id", "description": "description", "qty": "quantity", "price": "price_cents",
        "pose": "pose", "vendor": "vendor_id", "options": "options",
        "enhancement": "enhancement", "crop": "crop", "note": "note", "settled": "settled",
    },
    "order": {
        "item": "item_id", "description": "description", "qty": "quantity", "cost": "cost_cents",
        "code": "vendor_code", "size": "size", "pose": "pose", "options": "options",
        "enhancement": "enhancement", "crop": "crop", "note": "note",
    },
}  # fmt: skip
"""What can be changed of a line, and its column."""


def declare(parser: Parser) -> None:
    """``lines`` and what can be done with them."""
    verb = parser.verb("list", "the lines of a record", listed)
    verb.add_argument("ref", metavar="REF")
    verb = parser.verb("add", "add lines", add)
    verb.add_argument("ref", metavar="REF")
    verb.add_argument("lines", metavar="LINE", nargs="+", help=linewords.LINE)
    verb = parser.verb("part", "add a part to a package's line", part)
    verb.add_argument("ref", metavar="INVOICE")
    verb.add_argument("line", metavar="N", type=whole(1))
    verb.add_argument("what", metavar="LINE", help=linewords.LINE)
    verb = parser.verb("expand", "add the parts that a package's line lacks", expand)
    verb.add_argument("ref", metavar="INVOICE")
    verb.add_argument("line", metavar="N", type=whole(1))
    verb = parser.verb("change", "change a line", change)
    verb.add_argument("ref", metavar="REF")
    verb.add_argument("line", metavar="N", type=whole(1))
    names = ", ".join(dict.fromkeys(name for fields in FIELDS.values() for name in fields))
    verb.add_argument("fields", metavar="FIELD=VALUE", nargs="+", help=names)
    verb = parser.verb("remove", "remove lines", remove)
    verb.add_argument("ref", metavar="REF")
    verb.add_argument("lines", metavar="N", nargs="+", type=whole(1))
    verb = parser.verb("settle", "say why nothing has to be ordered for a line", settle)
    verb.add_argument("ref", metavar="INVOICE")
    verb.add_argument("lines", metavar="N", nargs="+", type=whole(1))
    verb.add_argument("--reason", metavar="TEXT", required=True, help="empty: order it after all")
    verb = parser.verb("cancel", "call off pieces that are outstanding", cancel)
    verb.add_argument("ref", metavar="ORDER")
    verb.add_argument("lines", metavar="LINE[=QTY]", nargs="+")
    verb.add_argument("--reason", metavar="TEXT", required=True)


def _answer(call: Invocation, card: Card) -> int:
    found = lineitems.of_card(call.desk, card)
    call.result({"ref": cards.ref(card), "line_items": [shapes.line_item(one) for one in found]})
    currency = call.settings.studio.currency
    call.out.table(
        ("LINE", "ITEM", "DESCRIPTION", "QTY", "GOT", "PRICE", "IMAGE", "VENDOR", "STATE", "ORDER"),
        [
            (
                one.line, one.item, one.description, one.quantity, one.received,
                money.shown(one.price_cents, currency), one.image, one.vendor,
                one.state or ("settled" if one.settled else None),
                one.order if one.order != cards.ref(card) else None,
            )
            for one in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line("There are no lines.")
    return 0


def _is_invoice(card: Card) -> bool:
    if card.kind == "invoice":
        return True
    if card.kind in orders.SOURCE_OF:
        return False
    raise Refused(f"{cards.ref(card)} has no lines; give an invoice or an order")


def listed(call: Invocation) -> int:
    """List lines."""
    with call.desk.reading():
        card = cards.get(call.args.ref)
        _is_invoice(card)
        return _answer(call, card)


def add(call: Invocation) -> int:
    """Add lines, all of them or none."""
    args = call.args
    with call.changing():
        card = cards.get(args.ref)
        if _is_invoice(card):
            session = _session_of(card)
            sold = [linewords.invoice_line(call.desk, text, session) for text in args.lines]
            invoicelines.add(call.desk, args.ref, *sold)
        else:
            orders.add_line(call.desk, args.ref, *map(linewords.order_line, args.lines))
        return _answer(call, cards.get(args.ref))


def _session_of(card: Card) -> Session | None:
    invoice = invoices.of_card(card)
    found: Session | None = Session.get_or_none(Session.id == invoice.session_id)
    return found


def part(call: Invocation) -> int:
    """Add a part to a package's line."""
    args = call.args
    with call.changing():
        card = cards.get(args.ref)
        _require_invoice(card)
        line = linewords.invoice_line(call.desk, args.what, _session_of(card))
        invoicelines.add_part(call.desk, args.ref, args.line, line)
        return _answer(call, cards.get(args.ref))


def expand(call: Invocation) -> int:
    """Add the parts that a package's line lacks."""
    with call.changing():
        invoicelines.expand(call.desk, call.args.ref, call.args.line)
        return _answer(call, cards.get(call.args.ref))


def _require_invoice(card: Card) -> None:
    if card.kind != "invoice":
        raise Refused(f"{cards.ref(card)} is no invoice")


def change(call: Invocation) -> int:
    """Change a line."""
    args = call.args
    with call.changing():
        card = cards.get(args.ref)
        invoice = _is_invoice(card)
        columns = columns_of(call, "invoice" if invoice else "order", args.fields)
        if invoice:
            invoicelines.change(call.desk, args.ref, args.line, **columns)
        else:
            orders.change_line(call.desk, args.ref, args.line, **columns)
        return _answer(call, cards.get(args.ref))


def columns_of(call: Invocation, kind: str, words: list[str]) -> dict[str, Any]:
    """Read ``FIELD=VALUE`` words into columns of a line."""
    known = FIELDS[kind]
    found: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip().casefold()
        if not equals:
            raise Refused(f"'{safe(word, 60)}' says nothing; write FIELD=VALUE")
        if name not in known:
            hint = did_you_mean(name, known)
            listed = ", ".join(known)
            article = "an invoice" if kind == "invoice" else "an order"
            raise Refused(f"a line of {article} has no '{safe(name, 40)}'{hint}; it has {listed}")
        found[known[name]] = _value(call, name, value.strip())
    return found


def _value(call: Invocation, name: str, text: str) -> Any:
    if name == "qty":
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise Refused(f"qty: '{safe(text, 40)}' is no quantity; give a whole number")
        return int(text)
    if name in ("price", "cost"):
        try:
            return money.parse_money(text)
        except ValueError as error:
            raise Refused(f"{name}: {error}") from None
    if name == "item":
        return items.get(text).id if text else None
    if name == "vendor":
        nothing = text.casefold() in ("", "none", "-")
        return None if nothing else call.desk.directory.vendor_named(text).id
    return text


def remove(call: Invocation) -> int:
    """Remove lines, all of them or none."""
    args = call.args
    with call.changing():
        take = invoicelines.remove if _is_invoice(cards.get(args.ref)) else orders.remove_line
        take(call.desk, args.ref, *args.lines)
        return _answer(call, cards.get(args.ref))


def settle(call: Invocation) -> int:
    """Say why nothing has to be ordered for lines."""
    args = call.args
    with call.changing():
        invoicelines.settle(call.desk, args.ref, args.lines, args.reason)
        return _answer(call, cards.get(args.ref))


def cancel(call: Invocation) -> int:
    """Call off pieces that are outstanding."""
    args = call.args
    with call.changing():
        found = receiving.cancel(call.desk, args.ref, pieces(args.lines), args.reason)
        answer(call, found)
    return 0
