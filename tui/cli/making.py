"""Making records by hand: sessions, invoices, orders, tasks and calls."""

from __future__ import annotations

from store import boards, calls, cards, invoices, orders, sessions, tasks, when
from store.intake import Common
from store.tables import Card
from tui.cli import linewords, shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import HIGHEST_NUMBER, Parser, whole


def declare(parser: Parser) -> None:
    """``new`` and the kinds it makes."""
    session = parser.verb("session", "a shooting", new_session)
    _client(session)
    session.add_argument("--at", dest="held", metavar="TIME", help="when the shooting is")
    session.add_argument("--photographer", metavar="NAME", default="")
    session.add_argument("--folder", metavar="PATH", default="", help="where its pictures lie")
    _common(session)
    invoice = parser.verb("invoice", "a client's purchase", new_invoice)
    _client(invoice)
    invoice.add_argument("--session", metavar="REF", help="the session it is for")
    invoice.add_argument("--date", metavar="DATE", help="its date (default: today)")
    invoice.add_argument("--payment-due", metavar="DATE")
    invoice.add_argument("--line", metavar="LINE", action="append", default=[], help=linewords.LINE)
    _common(invoice)
    order = parser.verb("order", "an order to a lab, a vendor or a department", new_order)
    order.add_argument("--kind", choices=("production", "preproduction"), default="production")
    _client(order)
    order.add_argument("--vendor", metavar="NAME")
    order.add_argument("--from", dest="sources", metavar="REF", action="append", default=[],
                       help="the invoice or session it is made from")  # fmt: skip
    order.add_argument("--vendor-number", metavar="TEXT", default="")
    order.add_argument("--studio-notes", metavar="TEXT", default="")
    order.add_argument("--vendor-notes", metavar="TEXT", default="")
    order.add_argument("--line", metavar="LINE", action="append", default=[], help=linewords.LINE)
    _common(order)
    for kind, words, run in (
        ("task", "something to do", new_task),
        ("call", "a phone call to make", new_call),
    ):
        errand = parser.verb(kind, words, run)
        errand.add_argument("--about", metavar="REF", help="the record it is about")
        _client(errand)
        errand.add_argument("--details", metavar="TEXT", default="")
        if kind == "call":
            errand.add_argument("--phone", metavar="NUMBER", default="")
        else:
            errand.add_argument("--start", metavar="TIME", help="when it can begin")
        _common(errand)


def _client(parser: Parser) -> None:
    parser.add_argument("--client", metavar="NAME", help="a new name makes a new client; or #12")
    parser.add_argument("--type", metavar="TYPE")


def _common(parser: Parser) -> None:
    parser.add_argument("--subject", metavar="TEXT", default="")
    parser.add_argument("--user", metavar="LOGIN", help="who is to do it")
    parser.add_argument("--department", metavar="NAME")
    parser.add_argument("--due", metavar="TIME", help="set by hand; otherwise it is worked out")
    parser.add_argument("--promised", metavar="DATE", help="when the client was promised it")
    parser.add_argument("--priority", metavar="WORD", help="low, normal, high or rush")
    parser.add_argument("--notes", metavar="TEXT", default="")
    parser.add_argument("--number", metavar="N", type=whole(1, HIGHEST_NUMBER),
                        help="keep this number")  # fmt: skip


def _said(call: Invocation) -> Common:
    args = call.args
    return Common(
        client=args.client,
        type=args.type,
        vendor=getattr(args, "vendor", None),
        about=getattr(args, "about", None),
        user=args.user,
        department=args.department,
        priority=args.priority,
        due_at=call.moment("--due", args.due),
        promised_at=call.moment("--promised", args.promised),
        subject=args.subject,
        notes=args.notes,
        number=args.number,
    )


def _answer(call: Invocation, card: Card) -> int:
    face = boards.faces(call.desk, [card.id])[0]
    call.out.line(face.ref)
    if call.json:
        shaped = shapes.card(call, face)
        if face.kind in ("task", "call"):
            shaped = next(shapes.errands(call, [face]))
        call.result(shaped)
    return 0


def new_session(call: Invocation) -> int:
    """Make a session."""
    args = call.args
    with call.changing():
        made = sessions.new(
            call.desk,
            held_at=call.start_of_day("--at", args.held),
            photographer=args.photographer,
            folder=args.folder,
            **_said(call),
        )
        return _answer(call, made)


def new_invoice(call: Invocation) -> int:
    """Make an invoice with its lines."""
    args = call.args
    day = call.start_of_day("--date", args.date)
    with call.changing():
        session = sessions.of_card(cards.get(args.session)) if args.session else None
        made = invoices.new(
            call.desk,
            session=args.session,
            lines=[linewords.invoice_line(call.desk, text, session) for text in args.line],
            invoiced_on=when.local_day(day, call.desk.zone) if day is not None else None,
            payment_due_at=call.moment("--payment-due", args.payment_due),
            **_said(call),
        )
        return _answer(call, made)


def new_order(call: Invocation) -> int:
    """Make an order with its lines."""
    args = call.args
    with call.changing():
        made = orders.new(
            call.desk,
            args.kind,
            sources=args.sources,
            lines=[linewords.order_line(text) for text in args.line],
            vendor_number=args.vendor_number,
            studio_notes=args.studio_notes,
            vendor_notes=args.vendor_notes,
            **_said(call),
        )
        return _answer(call, made)


def new_task(call: Invocation) -> int:
    """Make a task."""
    args = call.args
    with call.changing():
        made = tasks.new(
            call.desk,
            start_at=call.start_of_day("--start", args.start),
            details=args.details,
            **_said(call),
        )
        return _answer(call, made)


def new_call(call: Invocation) -> int:
    """Make a call."""
    args = call.args
    with call.changing():
        made = calls.new(call.desk, phone=args.phone, details=args.details, **_said(call))
        return _answer(call, made)
