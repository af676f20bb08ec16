"""What comes back from vendors: receipts by line and quantity, back-orders, reorders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from store import boards, money, receiving, reordering
from store.errors import Refused
from store.receiving import Delivery, Received
from store.reordering import Again
from store.text import safe
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser

_PIECES = re.compile(r"(\d{1,6})(?:=(-?\d{1,7}))?", re.ASCII)


def declare_receive(parser: Parser) -> None:
    """``receive``: what came of an order."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("lines", metavar="LINE[=QTY]", nargs="*",
                        help="default: everything outstanding; -N corrects")  # fmt: skip
    parser.add_argument("--damaged", metavar="LINE=QTY", action="append", default=[],
                        help="came, but cannot be used")  # fmt: skip
    parser.add_argument("--back-order", action="store_true",
                        help="move what is missing to an order of its own")  # fmt: skip
    parser.add_argument("--advance", action="store_true", help="move on to the next status")
    parser.add_argument("--to", metavar="STATUS", help="move on to this status")
    parser.add_argument("--vendor-invoice", metavar="TEXT", help="the vendor's invoice number")
    parser.add_argument("--amount", metavar="AMOUNT", help="and what it comes to")
    parser.add_argument("--carrier", metavar="NAME")
    parser.add_argument("--tracking", metavar="NUMBER")
    parser.add_argument("--note", metavar="TEXT", default="")
    parser.set_defaults(run=receive)


def declare_reorder(parser: Parser) -> None:
    """``reorder``: order lines again."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("lines", metavar="LINE[=QTY]", nargs="+",
                        help="default: the damaged pieces, else all")  # fmt: skip
    parser.add_argument("--reason", metavar="NAME", required=True, help="one of the list 'reasons'")
    parser.add_argument("--chargeable", action="store_true", default=None,
                        help="whatever the reason says")  # fmt: skip
    parser.add_argument("--not-chargeable", action="store_false", dest="chargeable")
    parser.add_argument("--vendor", metavar="NAME", help="another vendor this time")
    parser.add_argument("--note", metavar="TEXT", default="", help="studio notes of the new order")
    parser.set_defaults(run=reorder)


def pieces(words: Sequence[str], option: str = "") -> dict[int, int | None]:
    """Read ``2`` and ``3=5`` as line numbers with quantities; a line twice is refused."""
    found: dict[int, int | None] = {}
    where = f"{option}: " if option else ""
    for word in words:
        matched = _PIECES.fullmatch(word.strip())
        if not matched:
            raise Refused(f"{where}'{safe(word, 40)}' is no line; write LINE or LINE=QTY, as 2=5")
        number = int(matched[1])
        if number in found:
            raise Refused(f"{where}line {number} is named twice; say once how many")
        found[number] = int(matched[2]) if matched[2] else None
    return found


def _damaged(words: Sequence[str]) -> dict[int, int]:
    found = pieces(words, "--damaged")
    bare = [number for number, count in found.items() if count is None]
    if bare:
        raise Refused(f"--damaged {bare[0]}: say how many pieces, as {bare[0]}=1")
    return {number: count for number, count in found.items() if count is not None}


def receive(call: Invocation) -> int:
    """Note what came of an order."""
    args = call.args
    cents = None
    if args.amount is not None:
        try:
            cents = money.parse_money(args.amount)
        except ValueError as error:
            raise Refused(f"--amount: {error}") from None
    delivery = Delivery(
        pieces(args.lines) if args.lines else None,
        _damaged(args.damaged),
        args.back_order,
        args.advance,
        args.to,
        args.vendor_invoice,
        cents,
        args.carrier,
        args.tracking,
        args.note,
    )
    with call.changing():
        answer(call, receiving.receive(call.desk, args.ref, delivery))
    return 0


def answer(call: Invocation, found: Received) -> None:
    """Answer with an order after a receipt."""
    call.result(shape(found))
    call.out.table(
        ("LINE", "DESCRIPTION", "CAME", "DAMAGED", "OUTSTANDING", "STATE"),
        [
            (one.line, one.description, one.came, one.damaged or None, one.outstanding, one.state)
            for one in found.lines
        ],
    )
    left = f"{found.outstanding} outstanding" if found.outstanding else "nothing outstanding"
    back = f", {found.back_order} is the back-order" if found.back_order else ""
    call.out.line(f"{found.ref}: {left}{back}; in {found.status}")
    for warning in found.warnings:
        call.out.line(f"Note: {warning}")


def shape(found: Received) -> dict[str, Any]:
    """An order after a receipt, as JSON has it."""
    return {
        "ref": found.ref,
        "lines": [
            {
                "line": one.line,
                "description": one.description,
                "came": one.came,
                "damaged": one.damaged,
                "outstanding": one.outstanding,
                "state": one.state,
            }
            for one in found.lines
        ],
        "outstanding": found.outstanding,
        "back_order": found.back_order,
        "status": found.status,
        "warnings": list(found.warnings),
    }


def reorder(call: Invocation) -> int:
    """Order lines again, with a reason."""
    args = call.args
    wanted = Again(pieces(args.lines), args.reason, args.chargeable, args.vendor, args.note)
    with call.changing():
        card = reordering.reorder(call.desk, args.ref, wanted)
        face = boards.faces(call.desk, [card.id])[0]
        call.result({**shapes.card(call, face), "reorder_of": args.ref.strip().upper()})
        call.out.line(face.ref)
    return 0
